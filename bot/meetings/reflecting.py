"""After a meeting: the question, the form, what becomes of the answers, and a person's history."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View as SlackView
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.meetings import history, views
from bot.meetings.redrawing import redraw_if_there
from bot.meetings.reminding import Reminding
from bot.meetings.timing import ASKED_WITHIN, next_waking
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import team_of
from bot.slack.gateway import Gateway
from bot.slack.ids import Action, View
from bot.slack.interactions import clicked_message, clicker, is_ours, value_of
from bot.slack.messages import Posted, sentence
from bot.slack.text import shortened
from bot.store import meetings, reflections
from bot.store.deals import deal_so_far
from bot.store.models import Meeting
from coaching import Reflection, ReflectionForm, reflection_form, review
from coaching.preparation import Prompt

LATER = timedelta(hours=3)
TOLD_TO_ALL = (
    "what_happened",
    "wanted",
    "got",
    "gave",
    "received",
    "wrong_assumption",
    "keep",
    "change",
    "next_step",
    "owner",
    "due",
)
"""What is shared of a reflection: no sign, no side and no word on trust, which speak of people."""
NOTHING_WRITTEN = "Write at least one thing, or close this."


class ReflectionListeners:
    def __init__(self, services: Services, reminding: Reminding) -> None:
        self._services = services
        self._reminding = reminding
        self._playbook = services.coach.playbook

    def register(self, app: AsyncApp, commands: Commands) -> None:
        app.action(Action.REFLECT)(self.open_form)
        app.action(Action.REFLECT_LATER)(self.later)
        app.action(Action.SKIP_REFLECTION)(self.skip)
        app.action(Action.SHARE_REFLECTION)(self.share)
        app.view(View.REFLECT)(self.save)
        commands.add("review", "", "see what your own reflections show", self.review)
        app.action(Action.REVIEW_PICTURE)(self.picture)
        app.action(Action.FORGET_REFLECTIONS)(self.forget)

    async def open_form(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        gateway, user = Gateway(client), body["user"]["id"]
        view_id = await gateway.open_modal(body["trigger_id"], only_saying("One moment…"))
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(
                session, team_id=team_of(body), key=value_of(body)
            )
        if meeting is None:
            await gateway.fill_modal(view_id, only_saying(views.GONE))
            return
        is_in = await self._reminding.seen_by(user, meeting.channel_id)
        vault, now = self._services.vault, self._services.clock.now()
        async with self._services.database.unit_of_work() as session:
            deal = await deal_so_far(session, vault, meeting, user, now, is_in=is_in)
            kept = await reflections.of_person(session, vault, meeting, user)
        asked_in = clicked_message(body)
        view = reflection_modal(
            reflection_form(self._playbook, deal),
            kept.reflection if kept else None,
            f"{meeting.key} {asked_in.channel} {asked_in.ts}",
        )
        await gateway.fill_modal(view_id, view)

    async def save(
        self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        answers = read(view)
        if not answers:
            first = next(b["block_id"] for b in view["blocks"] if b["type"] == "input")
            await ack(response_action="errors", errors={first: NOTHING_WRITTEN})
            return
        await ack()
        key, channel, ts = view["private_metadata"].split(" ")
        user = body["user"]["id"]
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(session, team_id=team_of(body), key=key)
            if meeting:
                await reflections.save(
                    session,
                    self._services.vault,
                    meeting,
                    user_id=user,
                    reflection=Reflection(at=meeting.starts_at, **answers),
                    at=self._services.clock.now(),
                )
                await meetings.ask_no_more(session, meeting, user)
        message = views.gone()
        if meeting:
            message = views.saved(self._reminding.planned(meeting), shared=False)
        await redraw_if_there(Gateway(client), Posted(channel, ts), message)

    async def later(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if not is_ours(body):
            return
        gateway, user = Gateway(client), body["user"]["id"]
        zone = await gateway.time_zone(user)
        at = next_waking(self._services.clock.now() + LATER, zone)
        async with self._services.database.unit_of_work() as session:
            meeting = await self._meeting(session, body)
            comes = meeting and await meetings.ask_again(
                session, meeting, user, at, at + ASKED_WITHIN
            )
        message = views.gone()
        if meeting:
            title = self._services.vault.opened(meeting.title)
            message = views.postponed(title, at if comes else None)
        await gateway.redraw(clicked_message(body), message)

    async def skip(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if not is_ours(body):
            return
        async with self._services.database.unit_of_work() as session:
            meeting = await self._meeting(session, body)
            if meeting:
                await meetings.ask_no_more(session, meeting, body["user"]["id"])
        message = views.gone()
        if meeting:
            message = views.skipped(self._services.vault.opened(meeting.title))
        await Gateway(client).redraw(clicked_message(body), message)

    async def share(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Post what its author wrote in the channel that they were asked about: once, and only
        where we are alone."""
        await ack()
        if not is_ours(body):
            return
        gateway, user, vault = Gateway(client), body["user"]["id"], self._services.vault
        key, _, channel = value_of(body).partition(" ")
        is_alone = bool(channel) and await gateway.is_ours_alone(channel)
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(
                session, team_id=team_of(body), key=key, to_change=True
            )
            kept = meeting and await reflections.of_person(session, vault, meeting, user)
            is_meant = meeting is not None and meeting.channel_id == channel
            is_first = False
            if meeting and kept and is_meant and is_alone:
                now = self._services.clock.now()
                is_first = await reflections.mark_shared(session, meeting, user, now)
        if meeting is None:
            await gateway.redraw(clicked_message(body), views.gone())
            return
        planned = self._reminding.planned(meeting)
        if not kept:
            await gateway.answer(clicker(body), views.nothing_to_share())
            return
        if not is_meant:
            await gateway.redraw(clicked_message(body), views.saved(planned, shared=kept.shared))
            return
        if not is_alone:
            await gateway.answer(clicker(body), views.not_shared(channel))
            return
        if not is_first:
            await gateway.answer(clicker(body), views.shared_before(channel))
            return
        message = views.shared(planned, user, list(self._told(kept.reflection)))
        try:
            is_posted = await gateway.share(channel, message, None)
        except SlackApiError:
            # Slack said no, so nothing was posted; after a lost connection it may well be there.
            await self._unmark(meeting, user)
            raise
        if is_posted:
            await gateway.redraw(clicked_message(body), views.saved(planned, shared=True))
        else:
            await self._unmark(meeting, user)
            await gateway.answer(clicker(body), views.not_shared(channel))

    async def _unmark(self, meeting: Meeting, user: str) -> None:
        """What is marked as shared, others get to see."""
        async with self._services.database.unit_of_work() as session:
            await reflections.unmark_shared(session, meeting, user)

    async def review(self, request: CommandRequest) -> None:
        written = await self._written(request.team, request.whereabouts.user)
        message = history.card(self._playbook, review(written))
        await request.gateway.answer(request.whereabouts, message)

    async def picture(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        gateway, user = Gateway(client), body["user"]["id"]
        found = review(await self._written(team_of(body), user))
        png = await asyncio.to_thread(history.draw, self._playbook, found)
        told = await gateway.tell(user, sentence("What your reflections show:"))
        described = history.describe(self._playbook, found)
        await gateway.send_picture(told, png, "meetings", "Your meetings so far", described)

    async def forget(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        async with self._services.database.unit_of_work() as session:
            await reflections.forget_author(
                session, team_id=team_of(body), user_id=body["user"]["id"]
            )
        said = (
            "All your reflections are forgotten. What you shared in a channel stands there still, "
            "and so do the steps on lists that were sent."
        )
        await Gateway(client).answer(clicker(body), sentence(said))

    async def _written(self, team: str, user: str) -> list[Reflection]:
        async with self._services.database.unit_of_work() as session:
            return await reflections.of_author(
                session, self._services.vault, team_id=team, user_id=user
            )

    async def _meeting(self, session: AsyncSession, body: Mapping[str, Any]) -> Meeting | None:
        return await meetings.meeting_by_key(session, team_id=team_of(body), key=value_of(body))

    def _told(self, reflection: Reflection) -> Iterator[tuple[str, str]]:
        prompts = self._playbook.preparation.reflection
        for name in TOLD_TO_ALL:
            if words := getattr(reflection, name):
                yield getattr(prompts, name).label, str(words)


def only_saying(words: str) -> SlackView:
    return SlackView(
        type="modal",
        callback_id=View.REFLECT,
        title="How did it go?",
        close="Close",
        blocks=[SectionBlock(text=words)],
    )


def reflection_modal(asked: ReflectionForm, kept: Reflection | None, metadata: str) -> SlackView:
    return SlackView(
        type="modal",
        callback_id=View.REFLECT,
        title="How did it go?",
        submit="Save",
        close="Cancel",
        private_metadata=metadata,
        blocks=list(_blocks(asked, kept)),
    )


def read(view: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, by the name of the question; what was left open is left out."""
    answers: dict[str, Any] = {}
    for name, element in view["state"]["values"].items():
        value = element[name]
        option = value.get("selected_option")
        answer = option["value"] if option else value.get("selected_date") or value.get("value")
        if answer and answer.strip():
            answers[name] = answer.strip()
    return answers


def _blocks(asked: ReflectionForm, kept: Reflection | None) -> Iterator[Block]:
    yield SectionBlock(
        text="Answer what you like: one line is enough. Only you read it, unless you share it."
    )
    for prompt in asked.prompts:
        before = getattr(kept, prompt.name) if kept else None
        yield InputBlock(
            block_id=prompt.name,
            label=prompt.label,
            hint=prompt.hint,
            optional=True,
            element=_element(prompt, before),
        )


def _element(prompt: Prompt, before: Any) -> InputInteractiveElement:
    if prompt.answer == "choice":
        options = {
            choice.value: Option(
                value=choice.value, label=shortened(choice.label, views.LONGEST_LINE)
            )
            for choice in prompt.choices
        }
        return StaticSelectElement(
            action_id=prompt.name,
            options=list(options.values()),
            initial_option=options[before] if before else None,
        )
    if prompt.answer == "date":
        day = before.isoformat() if isinstance(before, date) else None
        return DatePickerElement(action_id=prompt.name, initial_date=day)
    longest = 3000 if prompt.answer == "text" else 80
    return PlainTextInputElement(
        action_id=prompt.name,
        multiline=prompt.answer == "text",
        max_length=longest,
        initial_value=before[:longest] if before else None,
    )
