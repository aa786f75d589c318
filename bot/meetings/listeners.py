"""Planning meetings: by command, by form, and by a coaching post's button."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.meetings import form, views
from bot.meetings.checklist import ChecklistListeners
from bot.meetings.form import Draft, TwiceError, WrongInputError
from bot.meetings.phrases.planning import Planned, Unclear, plan
from bot.meetings.plans import Plans
from bot.meetings.reflecting import ReflectionListeners
from bot.meetings.reminding import Reminding
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import team_of
from bot.slack.gateway import Gateway, Person
from bot.slack.ids import Action, View
from bot.slack.interactions import clicker, is_ours, value_of
from bot.slack.messages import Message, Whereabouts
from bot.store import coach_posts, meetings, watching
from bot.store.models import Meeting, Reminder, ReminderKind
from bot.store.watching import ChannelRef

LONGEST_VALUE = 2000
"""Characters of a button's value. Slack docs, "Button element"."""
MOST_LISTED = 10
SENDS = {
    ReminderKind.CHECKLIST: "Checklist",
    ReminderKind.FORM: "Two-minute form",
    ReminderKind.REFLECTION: "Reflection",
}


def register(
    app: AsyncApp, commands: Commands, services: Services, plans: Plans, reminding: Reminding
) -> None:
    planning = PlanningListeners(services, plans, reminding)
    commands.add("meeting", "[what and when]", "plan a meeting", planning.command)
    commands.add("meetings", "", "see, move or cancel your meetings", planning.list)
    app.view(View.PLAN_MEETING)(planning.submitted)
    app.action(Action.PLAN_AS_TYPED)(planning.as_typed)
    app.action(Action.PLAN_MEETING)(planning.from_post)
    app.action(Action.EDIT_MEETING)(planning.edit)
    app.action(Action.CANCEL_MEETING)(planning.cancel)
    ChecklistListeners(services, reminding).register(app)
    ReflectionListeners(services, reminding).register(app, commands)


class PlanningListeners:
    def __init__(self, services: Services, plans: Plans, reminding: Reminding) -> None:
        self._services = services
        self._plans = plans
        self._reminding = reminding

    async def command(self, request: CommandRequest) -> None:
        asker = request.whereabouts
        if request.trigger_id:
            view_id = await request.gateway.open_modal(request.trigger_id, form.waiting())
            draft = await self._draft(request.text, asker, request.gateway, request.team)
            await request.gateway.fill_modal(view_id, form.planning_modal(draft))
            return
        person = await request.gateway.person(asker.user)
        answer = self._understood(request.text, person)
        await request.gateway.answer(asker, answer)

    async def as_typed(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Open the form on what was written to the coach directly."""
        await ack()
        gateway = Gateway(client)
        view_id = await gateway.open_modal(body["trigger_id"], form.waiting())
        draft = await self._draft(value_of(body), clicker(body), gateway, team_of(body))
        await gateway.fill_modal(view_id, form.planning_modal(draft))

    async def from_post(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Plan the next meeting* under a coaching post: about that post's deal."""
        await ack()
        if not is_ours(body):
            return
        gateway = Gateway(client)
        view_id = await gateway.open_modal(body["trigger_id"], form.waiting())
        async with self._services.database.unit_of_work() as session:
            post = await coach_posts.post_by_key(session, team_id=team_of(body), key=value_of(body))
        channel = post.channel_id if post else None
        draft = await self._draft("", clicker(body), gateway, team_of(body), channel)
        await gateway.fill_modal(view_id, form.planning_modal(draft))

    async def edit(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        gateway = Gateway(client)
        view_id = await gateway.open_modal(body["trigger_id"], form.waiting())
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(
                session, team_id=team_of(body), key=value_of(body)
            )
        if meeting and meeting.organizer == body["user"]["id"] and not meeting.cancelled:
            draft = self._draft_of(meeting, clicker(body))
            await gateway.fill_modal(view_id, form.planning_modal(draft))
        else:
            await gateway.fill_modal(view_id, form.nothing_to_change())

    async def submitted(
        self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        try:
            draft = form.read(view, self._services.clock.now())
        except WrongInputError as wrong:
            await ack(response_action="errors", errors=dict(wrong.errors))
            return
        except TwiceError as twice:
            await ack(response_action="update", view=form.planning_modal(twice.draft))
            return
        await ack()
        gateway = Gateway(client)
        outside = [person for person in draft.people if await gateway.is_outsider(person)]
        ours = tuple(person for person in draft.people if person not in outside)
        draft = draft.model_copy(update={"people": ours})
        meeting = await self._plans.keep(team_of(body), draft)
        answer = views.gone() if meeting is None else await self._told(meeting, draft, outside)
        await gateway.answer(draft.asker, answer)

    async def list(self, request: CommandRequest) -> None:
        async with self._services.database.unit_of_work() as session:
            found = await meetings.upcoming(
                session,
                team_id=request.team,
                organizer=request.whereabouts.user,
                now=self._services.clock.now(),
            )
        listed = [self._reminding.planned(meeting) for meeting in found[:MOST_LISTED]]
        await request.gateway.answer(
            request.whereabouts, views.meetings(listed, more=len(found) - len(listed))
        )

    async def cancel(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        meeting = await self._plans.cancel(team_of(body), value_of(body), body["user"]["id"])
        answer = views.gone()
        if meeting:
            answer = views.cancelled(self._services.vault.opened(meeting.title))
        await Gateway(client).answer(clicker(body), answer)

    async def _told(self, meeting: Meeting, draft: Draft, left_out: Sequence[str]) -> Message:
        async with self._services.database.unit_of_work() as session:
            due = await meetings.pending(session, meeting)
        sends = _sends(due)
        planned = self._reminding.planned(meeting)
        return views.planned(planned, sends, left_out, changed=draft.key is not None)

    async def _draft(
        self,
        text: str,
        asker: Whereabouts,
        gateway: Gateway,
        team: str,
        channel: str | None = None,
    ) -> Draft:
        """What the form begins with: the words as they are understood, and the channel's deal."""
        person = await gateway.person(asker.user)
        place = channel or asker.channel
        draft = Draft(asker=asker, zone=person.zone.key)
        if place and not place.startswith("D"):
            async with self._services.database.unit_of_work() as session:
                watched = await watching.watched(session, ChannelRef(team, place))
            if watched:
                draft = draft.model_copy(
                    update={"channel": place, "counterpart": watched.counterpart}
                )
        if not text:
            return draft
        match plan(text, self._services.clock.now(), person.zone, person.locale):
            case Planned(title, start, length):
                known = {
                    "title": title,
                    "start": start,
                    "minutes": int(length.total_seconds() / 60),
                }
            case Unclear(title, reason, choices):
                known = {"title": title, "remark": reason, "choices": choices}
        return draft.model_copy(update=known)

    def _understood(self, text: str, person: Person) -> Message:
        typed = text[:LONGEST_VALUE]
        if not typed:
            return views.to_be_asked("What is it called, and when is it?", "")
        match plan(text, self._services.clock.now(), person.zone, person.locale):
            case Planned(title, start, length):
                minutes = int(length.total_seconds() / 60)
                planned = views.Planned("", title, start, minutes, person.zone.key)
                return views.understood(planned, typed)
            case Unclear(reason=reason):
                return views.to_be_asked(reason, typed)

    def _draft_of(self, meeting: Meeting, asker: Whereabouts) -> Draft:
        return Draft(
            asker=asker,
            zone=meeting.zone,
            key=meeting.key,
            title=self._services.vault.opened(meeting.title),
            start=meeting.starts_at.astimezone(ZoneInfo(meeting.zone)),
            minutes=meeting.minutes,
            counterpart=meeting.counterpart,
            channel=meeting.channel_id,
            in_channel=meeting.in_channel,
            people=tuple(meeting.people),
            checklist_before=meeting.checklist_before,
            form_before=meeting.form_before,
            reflect=meeting.reflect,
        )


def _sends(due: list[Reminder]) -> list[tuple[str, datetime]]:
    """The first of each kind, sooner first."""
    first: dict[str, datetime] = {}
    for row in sorted(due, key=lambda row: row.due_at):
        if row.kind in SENDS:
            first.setdefault(SENDS[ReminderKind(row.kind)], row.due_at)
    return list(first.items())
