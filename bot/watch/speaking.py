"""Turns a decision to speak into a letter: to the deal's thread, or in private."""

from collections import defaultdict
from collections.abc import Sequence

from bot.services import Services
from bot.slack.dates import message_link
from bot.slack.events import WrittenMessage, moment
from bot.slack.messages import Letter, Message
from bot.store import coach_posts, private_notes, watching
from bot.store.models import CoachPost
from bot.watch import views
from bot.watch.offer import Offer
from bot.watch.views import Evidence
from coaching import Advice, Assessment
from coaching.climate import SHOWN, Observation, PostKind
from coaching.vocabulary import Actor, Cue, Sign


class Speaking:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._playbook = services.coach.playbook

    async def compose(self, post: CoachPost) -> Letter | None:
        """The letter for a planned post; None where nobody wants to hear it any more.

        Whether people from outside read the channel is asked at this last moment.
        """
        place = watching.place_of(post)
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
            if channel is None or watching.is_silent(channel, self._services.clock.now()):
                return None
            since = min(moment(ref) for ref in [*post.refs, post.answers_ts])
            seen = await watching.observations(session, place, since)
        message = self._message(post, [o for o in seen if o.ref in post.refs])
        if await self._services.gateway.is_ours_alone(post.channel_id):
            return Letter(post.channel_id, post.thread_ts, message)
        return Letter(
            channel.started_by, None, views.instead_of_the_channel(post.channel_id, message)
        )

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

    def advice(self, post: CoachPost, cues: frozenset[Cue] = frozenset()) -> Advice:
        # Without the counterpart's name: here it is mostly a firm's, and nobody says a firm's name
        # to the person across the table.
        return self._services.coach.advise(coach_posts.seen_signs(post), cues)

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

    def _message(self, post: CoachPost, seen: Sequence[Observation]) -> Message:
        if post.kind == PostKind.TURN:
            moves = list(dict.fromkeys(move for observation in seen for move in observation.moves))
            return views.turn_post(self._playbook, moves)
        cues = frozenset(cue for observation in seen for cue in observation.cues)
        return views.coaching_post(
            self._playbook,
            PostKind(post.kind),
            coach_posts.seen_signs(post),
            self.evidence(post.channel_id, seen),
            self.advice(post, cues),
            Offer(key=post.key),
        )
