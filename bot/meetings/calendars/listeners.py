"""Calendars: by link, or as a file dropped to the coach; planned from once the person agrees."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.meetings.calendars import views
from bot.meetings.calendars.changes import Changes, Content
from bot.meetings.calendars.events import CalendarError
from bot.meetings.calendars.following import Following, Owner
from bot.meetings.calendars.matching import domain
from bot.meetings.reminding import Reminding
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import WrittenMessage, team_of
from bot.slack.gateway import FileError, Gateway
from bot.slack.ids import Action
from bot.slack.interactions import clicker, value_of
from bot.slack.messages import Message, Whereabouts, sentence
from bot.store import followed_calendars
from bot.store.models import FollowedCalendar

MOST_FOLLOWED = 10
MOST_DOMAINS = 10
LONGEST_DOMAINS = 1_900
"""Characters of all: a button carries them beside a file's id, and Slack takes 2,000 in it."""
MOST_FILES = 5
"""Of one message."""


class CalendarListeners:
    def __init__(self, services: Services, following: Following, reminding: Reminding) -> None:
        self._services = services
        self._following = following
        self._reminding = reminding

    def register(self, app: AsyncApp, commands: Commands) -> None:
        commands.add(
            "calendar", "[https link] [domain …]", "plan meetings from a calendar", self.command
        )
        app.action(Action.FOLLOW_CALENDAR)(self.follow)
        app.action(Action.PLAN_FROM_FILE)(self.plan_from_file)
        app.action(Action.DROP_CALENDAR)(self.drop)

    async def command(self, request: CommandRequest) -> None:
        words = request.text.split()
        link = next((word for word in words if "://" in word), None)
        others = [word for word in words if word != link]
        if wrong := [word for word in others if domain(word) is None]:
            answer = views.no_domain(wrong[0])
        elif link:
            owner = Owner(request.team, request.whereabouts.user, _domains(others))
            answer = await self._of_link(owner, link)
        else:
            answer = await self._list(request.team, request.whereabouts.user)
        await request.gateway.answer(request.whereabouts, answer)

    async def dropped(self, message: WrittenMessage, gateway: Gateway) -> None:
        """Files that were sent to the coach directly."""
        owner = Owner(message.team, message.user, _domains(message.text.split()))
        asker = Whereabouts(user=message.user, channel=message.channel, thread_ts=message.thread_ts)
        calendars = [file for file in message.files if file.is_calendar]
        for file in calendars[:MOST_FILES]:
            await gateway.answer(asker, await self._of_file(owner, file.id, gateway))
        if not calendars:
            await gateway.answer(asker, views.takes())

    async def follow(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        gateway = Gateway(client)
        calendar = await self._calendar(body)
        if calendar is None:
            await gateway.answer(clicker(body), views.gone())
        elif not calendar.is_followed and await self._has_enough(calendar):
            await gateway.answer(clicker(body), views.too_many(MOST_FOLLOWED))
        else:
            try:
                changes = await self._following.follow(calendar)
            except CalendarError as error:
                await gateway.answer(clicker(body), sentence(str(error)))
                return
            told = views.gone() if changes is None else views.done(changes, follows=True)
            await _in_its_place(body, gateway, told)

    async def plan_from_file(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        gateway = Gateway(client)
        file_id, *domains = value_of(body).split()
        owner = Owner(team_of(body), body["user"]["id"], tuple(domains))
        try:
            content = await self._following.of_file(owner, file_id, gateway)
        except (CalendarError, FileError) as error:
            await gateway.answer(clicker(body), sentence(str(error)))
            return
        changes = await self._following.plan(owner, content)
        await _in_its_place(body, gateway, views.done(changes, follows=False))

    async def drop(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Stop following*, and *No* under a preview."""
        await ack()
        async with self._services.database.unit_of_work() as session:
            calendar = await followed_calendars.calendar_by_key(
                session, team_id=team_of(body), user_id=body["user"]["id"], key=value_of(body)
            )
            if calendar:
                await session.delete(calendar)
        told = views.stopped() if calendar and calendar.is_followed else views.declined()
        await _in_its_place(body, Gateway(client), told)

    async def _of_link(self, owner: Owner, link: str) -> Message:
        try:
            content = await self._following.of_link(owner, link)
        except CalendarError as error:
            return sentence(str(error))
        changes = await self._following.preview(owner, content)
        async with self._services.database.unit_of_work() as session:
            calendar = await followed_calendars.add_calendar(
                session,
                team_id=owner.team,
                user_id=owner.user,
                link=self._services.vault.sealed(link),
                domains=owner.domains,
                now=self._services.clock.now(),
            )
        return self._preview(content, changes, Action.FOLLOW_CALENDAR, calendar.key)

    async def _of_file(self, owner: Owner, file_id: str, gateway: Gateway) -> Message:
        try:
            content = await self._following.of_file(owner, file_id, gateway)
        except (CalendarError, FileError) as error:
            return sentence(str(error))
        changes = await self._following.preview(owner, content)
        value = " ".join([file_id, *owner.domains])
        return self._preview(content, changes, Action.PLAN_FROM_FILE, value)

    def _preview(self, content: Content, changes: Changes, agree: Action, value: str) -> Message:
        follows = agree is Action.FOLLOW_CALENDAR
        return views.preview(
            content, changes, self._reminding.planned, agree=agree, value=value, follows=follows
        )

    async def _list(self, team: str, user: str) -> Message:
        opened = self._services.vault.opened
        return views.calendars(
            [
                (each.key, opened(each.link), each.domains, each.failures)
                for each in await self._followed(team, user)
            ]
        )

    async def _has_enough(self, calendar: FollowedCalendar) -> bool:
        followed = await self._followed(calendar.team_id, calendar.user_id)
        return len(followed) >= MOST_FOLLOWED

    async def _followed(self, team: str, user: str) -> Sequence[FollowedCalendar]:
        async with self._services.database.unit_of_work() as session:
            return await followed_calendars.followed_by(session, team_id=team, user_id=user)

    async def _calendar(self, body: dict[str, Any]) -> FollowedCalendar | None:
        async with self._services.database.unit_of_work() as session:
            return await followed_calendars.calendar_by_key(
                session, team_id=team_of(body), user_id=body["user"]["id"], key=value_of(body)
            )


def _domains(words: Sequence[str]) -> tuple[str, ...]:
    found = list(dict.fromkeys(known for word in words if (known := domain(word))))[:MOST_DOMAINS]
    while len(" ".join(found)) > LONGEST_DOMAINS:
        found.pop()
    return tuple(found)


async def _in_its_place(body: dict[str, Any], gateway: Gateway, message: Message) -> None:
    """In place of the message whose button was used."""
    await gateway.respond(body["response_url"], message, replace=True)
