"""Turns a decision to speak into a letter: to the deal's thread, or in private."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import Services
from bot.slack.events import WrittenMessage, moment
from bot.slack.links import message_link
from bot.slack.messages import Address, Letter, Message
from bot.store import coach_posts, private_notes, watching
from bot.store.models import CoachPost
from bot.watch import views
from bot.watch.offer import Offer
from bot.watch.views import Evidence
from coaching import Advice, Assessment, SeenSign
from coaching.climate import SHOWN, Observation, PostKind
from coaching.vocabulary import Actor, Sign


class Speaking:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._playbook = services.coach.playbook

    async def compose(self, row: CoachPost) -> Letter | None:
        """The letter for a planned post; None where nobody wants to hear it any more.

        Whether people from outside read the channel is asked at this last moment.
        """
        place = watching.place_of(row)
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
            if channel is None or watching.is_silent(channel, self._services.clock.now()):
                return None
            since = min(moment(ref) for ref in [*row.refs, row.answers_ts])
            seen = await watching.observations(session, place, since)
        message = self._message(row, [each for each in seen if each.ref in row.refs])
        company = await self._services.gateway.company(row.channel_id)
        if message is None or company is None:
            return None
        if company.is_ours_alone:
            return Letter(Address(row.channel_id, row.thread_ts), message)
        private = views.you_asked_me_to_watch(row.channel_id, message)
        return Letter(Address(channel.started_by), private)

    async def addresses(self, row: CoachPost) -> Sequence[Address]:
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, watching.place_of(row))
        private = [Address(channel.started_by)] if channel else []
        return [Address(row.channel_id, row.thread_ts), *private]

    async def given_up(self, session: AsyncSession, row: CoachPost) -> None:
        """Nobody waits for what the coach says of its own accord."""

    async def note(self, message: WrittenMessage, assessment: Assessment) -> None:
        """Tell the author of a message, in private, what our own side did in it."""
        ours = [seen for seen in assessment.signs if seen.actor is Actor.US]
        if not ours or message.side != "us" or assessment.beyond_coaching:
            return
        async with self._services.database.unit_of_work() as session:
            now = self._services.clock.now()
            if not await private_notes.take_turn(
                session, team_id=message.team, user_id=message.user, now=now
            ):
                return
        advice = self._services.coach.advise(
            (ours[0],), assessment.context, read_posture=assessment.posture
        )
        note = views.private_note(self._playbook, message.channel, ours[0], advice)
        await self._services.gateway.tell(message.user, note)

    def advice(self, post: CoachPost) -> Advice:
        """Without the counterpart's name: a deal's is mostly a firm's, which nobody is called."""
        return self._services.coach.advise(self.signs(post), ())

    def signs(self, post: CoachPost) -> tuple[SeenSign, ...]:
        return self._services.coach.possible(coach_posts.seen_signs(post))

    def evidence(
        self, channel: str, observations: Sequence[Observation]
    ) -> dict[Sign, list[Evidence]]:
        """Where each sign was seen, oldest first."""
        found: dict[Sign, list[Evidence]] = defaultdict(list)
        for observation in observations:
            link = message_link(self._services.workspace_url, channel, observation.ref)
            for sighting in observation.sightings:
                if sighting.confidence >= SHOWN:
                    found[sighting.sign].append(Evidence(observation.at, link))
        return found

    def _message(self, post: CoachPost, seen: Sequence[Observation]) -> Message | None:
        """What to say, if the messages still show it: they may be edited or deleted by now."""
        if post.kind == PostKind.TURN:
            moves = list(dict.fromkeys(move for observation in seen for move in observation.moves))
            return views.turn_post(self._playbook, moves) if moves else None
        evidence = self.evidence(post.channel_id, seen)
        signs = [each for each in self.signs(post) if each.sign in evidence]
        if not signs:
            return None
        cues = frozenset(cue for observation in seen for cue in observation.cues)
        return views.coaching_post(
            self._playbook,
            PostKind(post.kind),
            signs,
            evidence,
            self._services.coach.advise(tuple(signs), cues),
            Offer(key=post.key),
        )
