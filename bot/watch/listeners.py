"""The commands about a deal channel, and the buttons of what the coach said there."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.dates import shown
from bot.slack.events import team_of
from bot.slack.gateway import Gateway
from bot.slack.ids import COMMAND, Action
from bot.slack.interactions import clicker, is_ours
from bot.slack.messages import Message, sentence
from bot.slack.text import escape, shortened
from bot.slack.when import until
from bot.store import coach_posts, private_notes, watching
from bot.store.models import CoachPost
from bot.store.watching import ChannelRef
from bot.watch import views
from bot.watch.offer import Offer
from bot.watch.reporting import Reporting
from bot.watch.speaking import Speaking
from coaching.climate import Sensitivity

QUIET = timedelta(days=3)
LONGEST_PAUSE = timedelta(days=90)
LONGEST_NAME = 80
IN_THE_CHANNEL = "That is for a deal's channel: run it there."
LEVELS = ", ".join(f"*{level}*" for level in Sensitivity)


def register(app: AsyncApp, commands: Commands, services: Services, speaking: Speaking) -> None:
    watch = WatchListeners(services, speaking)
    for name, usage, does, handle in (
        ("watch", "[counterpart]", "read along in this deal channel", watch.start),
        ("unwatch", "", "stop, and forget what was seen here", watch.stop),
        ("pause", "3d", "say nothing here for a while", watch.pause),
        ("sensitivity", "quiet|normal|keen", "set how soon I speak up here", watch.sensitivity),
        ("deal", "", "see how this deal stands now", watch.deal),
    ):
        commands.add(name, usage, does, partial(watch.in_channel, handle))
    commands.add("notes", "on|off", "turn private notes to yourself on or off", watch.notes)
    app.action(Action.POST_HELPFUL)(watch.helpful)
    app.action(Action.POST_NOT_USEFUL)(watch.not_useful)
    app.action(Action.POST_QUIET)(watch.quiet)
    app.action(Action.ANOTHER_WAY)(watch.another_way)
    app.action(Action.STOP_NOTES)(watch.stop_notes)
    app.action(Action.DEAL_PICTURE)(watch.picture)


class WatchListeners:
    def __init__(self, services: Services, speaking: Speaking) -> None:
        self._services = services
        self._speaking = speaking
        self._reporting = Reporting(services, speaking)

    async def in_channel(
        self,
        handle: Callable[[CommandRequest, ChannelRef], Awaitable[Message]],
        request: CommandRequest,
    ) -> None:
        """Answer a command that is about the channel it is run in."""
        channel = request.whereabouts.channel
        if channel is None or channel.startswith("D"):
            answer = sentence(IN_THE_CHANNEL)
        else:
            answer = await handle(request, ChannelRef(request.team, channel))
        await request.gateway.answer(request.whereabouts, answer)

    async def start(self, request: CommandRequest, place: ChannelRef) -> Message:
        company = await request.gateway.company(place.channel_id)
        if company is None or not company.has_coach:
            return sentence("Invite me to this channel first: `/invite @coach`. Then run it again.")
        by, counterpart = request.whereabouts.user, shortened(request.text, LONGEST_NAME) or None
        async with self._services.database.unit_of_work() as session:
            if await watching.name_counterpart(session, place, counterpart):
                return sentence("I watch this channel already.")
        # First the word in the channel: nobody is to be read along with unawares.
        hello = views.introduction(by, counterpart)
        if company.is_ours_alone and not await request.gateway.share(place.channel_id, hello, None):
            return sentence("I may not post in this channel, so I will not read along in silence.")
        async with self._services.database.unit_of_work() as session:
            now = self._services.clock.now()
            await watching.start_watching(session, place, counterpart=counterpart, by=by, at=now)
        if company.is_ours_alone:
            return sentence("I read along from now on, and I have said so in the channel.")
        return views.watching_a_shared_channel(place.channel_id)

    async def stop(self, request: CommandRequest, place: ChannelRef) -> Message:
        async with self._services.database.unit_of_work() as session:
            stopped = await watching.stop_watching(session, place)
        said = "I no longer read along here, and have forgotten what I had seen."
        return sentence(said) if stopped else views.not_watched()

    async def pause(self, request: CommandRequest, place: ChannelRef) -> Message:
        if request.text.lower() == "off":
            return await self._pause(place, None, "I speak up here again when it is called for.")
        now = self._services.clock.now()
        zone = await request.gateway.time_zone(request.whereabouts.user)
        end = until(request.text or "3d", now, zone)
        if end is None or end - now > LONGEST_PAUSE:
            return sentence(
                f"For how long, up to 90 days? `{COMMAND} pause 3d`, `{COMMAND} pause two weeks`, "
                f"`{COMMAND} pause until Friday 9am`, or `{COMMAND} pause off`."
            )
        said = f"I say nothing here until {shown(end)}. I still read along."
        return await self._pause(place, end, said)

    async def sensitivity(self, request: CommandRequest, place: ChannelRef) -> Message:
        wanted = request.text.lower()
        if wanted not in list(Sensitivity):
            return sentence(f"How soon shall I speak up? `{COMMAND} sensitivity` with {LEVELS}.")
        async with self._services.database.unit_of_work() as session:
            changed = await watching.change(session, place, sensitivity=wanted)
        if not changed:
            return views.not_watched()
        return sentence(f"Sensitivity here is now *{wanted}*.")

    async def deal(self, request: CommandRequest, place: ChannelRef) -> Message:
        card = await self._reporting.card(place, request.whereabouts.user)
        return card or views.not_watched()

    async def notes(self, request: CommandRequest) -> None:
        """Private notes about what our own side did: on or off for oneself."""
        wanted = {"on": True, "off": False}.get(request.text.lower())
        if wanted is None:
            said = f"`{COMMAND} notes on` or `{COMMAND} notes off`."
        else:
            await self._want_notes(request.team, request.whereabouts.user, wanted)
            said = _notes_are(wanted)
        await request.gateway.answer(request.whereabouts, sentence(said))

    async def stop_notes(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await self._want_notes(team_of(body), body["user"]["id"], False)
        await Gateway(client).answer(clicker(body), sentence(_notes_are(False)))

    async def helpful(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if await self._opinion(body, client, helpful=True):
            await Gateway(client).answer(clicker(body), sentence("Thank you. Good to know."))

    async def not_useful(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if post := await self._opinion(body, client, helpful=False):
            said = (
                "Thank you. For the next 30 days I need to see more before I speak about this "
                f"here: {escape(', '.join(self._names(post)))}."
            )
            await Gateway(client).answer(clicker(body), sentence(said))

    async def quiet(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if post := await self._post(body, client):
            end = self._services.clock.now() + QUIET
            said = f"I say nothing in <#{post.channel_id}> until {shown(end)}, or longer if asked."
            answer = await self._pause(watching.place_of(post), end, said, at_least=True)
            await Gateway(client).answer(clicker(body), answer)

    async def another_way(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        post = await self._post(body, client)
        if post is None:
            return
        advice = self._speaking.advice(post)
        message = views.another_way(self._services.coach.playbook, advice, _offer(body))
        if body["container"].get("is_ephemeral"):
            await Gateway(client).respond(body["response_url"], message, replace=True)
        else:
            await Gateway(client).answer(clicker(body), message)

    async def picture(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        place = ChannelRef(team_of(body), body["actions"][0]["value"])
        await self._reporting.send_picture(place, body["user"]["id"], Gateway(client))

    async def _want_notes(self, team_id: str, user_id: str, wanted: bool) -> None:
        async with self._services.database.unit_of_work() as session:
            await private_notes.want(session, team_id=team_id, user_id=user_id, wanted=wanted)

    async def _pause(
        self, place: ChannelRef, end: datetime | None, said: str, *, at_least: bool = False
    ) -> Message:
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place, to_decide=True)
            if channel is None:
                return views.not_watched()
            if not (at_least and end and watching.is_silent(channel, end)):
                channel.paused_until = end
        return sentence(said)

    async def _post(self, body: dict[str, Any], client: AsyncWebClient) -> CoachPost | None:
        """The post whose button was used. Where the channel was unwatched since, that is said.

        In a channel that was shared after the post, people from outside may click: not for them.
        """
        if not is_ours(body):
            return None
        async with self._services.database.unit_of_work() as session:
            key = _offer(body).key
            post = await coach_posts.post_by_key(session, team_id=team_of(body), key=key)
        if post is None:
            await Gateway(client).answer(clicker(body), views.not_watched())
        return post

    async def _opinion(
        self, body: dict[str, Any], client: AsyncWebClient, *, helpful: bool
    ) -> CoachPost | None:
        post = await self._post(body, client)
        if post:
            async with self._services.database.unit_of_work() as session:
                now = self._services.clock.now()
                await coach_posts.record_opinion(
                    session, post, user_id=body["user"]["id"], helpful=helpful, at=now
                )
        return post

    def _names(self, post: CoachPost) -> list[str]:
        signs = self._services.coach.playbook.signs
        return [signs[seen.sign].name.lower() for seen in coach_posts.seen_signs(post)]


def _offer(body: dict[str, Any]) -> Offer:
    return Offer.model_validate_json(body["actions"][0]["value"])


def _notes_are(wanted: bool) -> str:
    if wanted:
        return "I tell you in private, once a day at most, when a message of yours shows a sign."
    return f"I no longer tell you about your own messages. `{COMMAND} notes on` brings it back."
