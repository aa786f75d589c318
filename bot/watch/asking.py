"""Whoever mentions the coach in a thread of a watched channel gets a word about it there."""

from collections.abc import Sequence
from datetime import timedelta

from bot.services import Services
from bot.slack.events import WrittenMessage, of_a_person
from bot.slack.gateway import Gateway
from bot.slack.ids import COMMAND
from bot.slack.messages import Message, Whereabouts, sentence
from bot.store import watching
from bot.store.once import take_on
from bot.store.watching import ChannelRef
from bot.watch import views
from coaching import SeenSign
from coaching.climate import climate, observe

MOST_READ = 15
"""Messages of a thread that are read, the newest ones."""
THREADS_REACH = timedelta(days=28)


class Asking:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def heard(self, message: WrittenMessage, gateway: Gateway) -> None:
        """Answer `message` if it mentions the coach, once however often it is delivered."""
        if self._services.bot_user not in message.mentions or message.side != "us":
            return
        async with self._services.database.unit_of_work() as session:
            new = await take_on(
                session,
                team_id=message.team,
                key=f"asked:{message.key}",
                at=self._services.clock.now(),
            )
            channel = await watching.watched(session, ChannelRef(message.team, message.channel))
        if not new:
            return
        asker = Whereabouts(
            user=message.user, channel=message.channel, thread_ts=message.thread_ts or message.ts
        )
        if channel is None:
            await gateway.answer(asker, _not_watching())
        elif await gateway.is_ours_alone(message.channel):
            answer = await self._about(message, gateway)
            await gateway.share(message.channel, answer, asker.thread_ts)
        else:
            answer = await self._about(message, gateway)
            await gateway.tell(message.user, views.instead_of_the_channel(message.channel, answer))

    async def _about(self, message: WrittenMessage, gateway: Gateway) -> Message:
        """What the coach says of the thread that `message` stands in."""
        written = await self._thread(message, gateway)
        observed = []
        for each in written:
            assessment = await self._services.assess(each.text, "message", each.side)
            observed.append(observe(assessment, each.ts, each.at))
        stands = climate(observed, self._services.clock.now())
        signs = tuple(
            SeenSign(sign=s.sign, actor=s.actor, evidence="", confidence=min(1.0, s.weight))
            for s in stands.standings
        )
        if not signs:
            return views.nothing_in_thread(self._services.coach.playbook, list(stands.moves))
        advice = self._services.coach.advise(signs, stands.cues)
        return views.thread_answer(self._services.coach.playbook, signs, advice)

    async def _thread(self, message: WrittenMessage, gateway: Gateway) -> Sequence[WrittenMessage]:
        """The thread's messages by people, without questions to the coach, oldest first."""
        if message.thread_ts is None:
            return []
        since = message.at - THREADS_REACH
        found = [
            written
            async for raw in gateway.messages(message.channel, since, message.thread_ts)
            if (written := of_a_person(raw, message.team, message.channel))
            and self._services.bot_user not in written.mentions
            and written.text
        ]
        return found[-MOST_READ:]


def _not_watching() -> Message:
    return sentence(
        f"I read along only where I was asked to: `{COMMAND} watch` turns that on. For a private "
        f"word on one situation, use `{COMMAND} check`."
    )
