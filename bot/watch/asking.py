"""Whoever mentions the coach in a thread of a watched channel gets a word about it there."""

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from bot.services import Services
from bot.slack.events import WrittenMessage, of_a_person
from bot.slack.gateway import Gateway
from bot.slack.messages import Message, Whereabouts
from bot.store import watching
from bot.store.once import give_back, take_on
from bot.store.watching import ChannelRef
from bot.watch import views
from coaching.climate import climate, observe

MOST_READ = 15
"""Messages of a thread that are read, the newest ones."""
THREADS_REACH = timedelta(days=28)


class Asking:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def heard(self, message: WrittenMessage, gateway: Gateway) -> None:
        """Answer `message` if it asks the coach, once however often it is delivered."""
        if self._services.bot_user not in message.mentions or message.side != "us":
            return
        once = {"team_id": message.team, "key": f"asked:{message.key}"}
        async with self._services.database.unit_of_work() as session:
            if not await take_on(session, **once, at=self._services.clock.now()):
                return
        try:
            await self._answer(message, gateway)
        except SlackApiError:
            async with self._services.database.unit_of_work() as session:
                await give_back(session, **once)
            raise

    async def _answer(self, message: WrittenMessage, gateway: Gateway) -> None:
        asker = Whereabouts(
            user=message.user, channel=message.channel, thread_ts=message.thread_ts or message.ts
        )
        async with self._services.database.unit_of_work() as session:
            place = ChannelRef(message.team, message.channel)
            channel = await watching.watched(session, place)
        if channel is None:
            await gateway.answer(asker, views.not_watching())
            return
        if message.thread_ts is None:
            await gateway.answer(asker, views.ask_in_a_thread())
            return
        answer = await self._about(message, message.thread_ts, gateway)
        if await gateway.is_ours_alone(message.channel):
            await gateway.share(message.channel, answer, message.thread_ts)
        else:
            await gateway.tell(message.user, views.you_asked_in(message.channel, answer))

    async def _about(self, message: WrittenMessage, thread_ts: str, gateway: Gateway) -> Message:
        """What the coach says of the thread that `message` stands in."""
        observed = []
        for each in await self._thread(message, thread_ts, gateway):
            assessment = await self._services.assess(each.text, "message", each.side)
            if assessment.beyond_coaching:
                return views.beyond_coaching(assessment.beyond_coaching)
            observed.append(observe(assessment, each.ts, each.at))
        stands = climate(observed, message.at)
        signs = self._services.coach.possible(standing.seen for standing in stands.standings)
        playbook = self._services.coach.playbook
        if not signs:
            return views.nothing_in_thread(playbook, list(stands.moves))
        return views.thread_answer(playbook, signs, self._services.coach.advise(signs, stands.cues))

    async def _thread(
        self, message: WrittenMessage, thread_ts: str, gateway: Gateway
    ) -> Sequence[WrittenMessage]:
        """The thread's messages by people, without questions to the coach, oldest first."""
        since = message.at - THREADS_REACH
        found = [
            written
            async for raw in gateway.messages(message.channel, since, thread_ts)
            if (written := of_a_person(raw, message.team, message.channel))
            and self._services.bot_user not in written.mentions
            and written.text
        ]
        return found[-MOST_READ:]
