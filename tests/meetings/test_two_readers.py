"""Two processes that read the same calendar: what both find is done by one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from ics import calendar, event
from planned import wednesday
from pydantic import SecretStr
from running import settings
from sites import Site, links
from sqlalchemy import delete, select

from bot.app import NegotiationCoach
from bot.clock import MovableClock
from bot.meetings.calendars.following import Following, Owner
from bot.meetings.plans import Plans
from bot.scheduling.forgetting import forget_old
from bot.serving import local_workspace, running
from bot.store import followed_calendars, watching
from bot.store.models import FollowedCalendar, Meeting, Reminder
from bot.store.watching import ChannelRef

TEAM, DANA = "T0NORTHWIND", "U0DANA"


@pytest.fixture
async def apps(
    database_url: str, clock: MovableClock
) -> AsyncIterator[tuple[NegotiationCoach, NegotiationCoach]]:
    async with local_workspace(settings(database_url), clock) as slack:
        same = settings(database_url).model_copy(
            update={
                "slack_bot_token": SecretStr(slack.bot_token),
                "slack_signing_secret": SecretStr(slack.signing_secret),
                "slack_api_url": slack.api_url,
            }
        )
        async with running(same, clock) as (one, _), running(same, clock) as (other, _):
            async with one.services.database.unit_of_work() as session:
                await watching.start_watching(
                    session,
                    ChannelRef(TEAM, "C0HARBOUR"),
                    counterpart="Harbour Foods",
                    by=DANA,
                    at=clock.now(),
                )
            yield one, other


def reader(app: NegotiationCoach) -> Following:
    return Following(app.services, Plans(app.services), links())


def series(start: datetime, *also: str) -> bytes:
    rule = "RRULE:FREQ=WEEKLY;COUNT=4"
    begins = f":{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return calendar(event("SUMMARY:Harbour Foods", rule, *also, start=begins))


async def meetings(app: NegotiationCoach) -> list[datetime]:
    async with app.services.database.unit_of_work() as session:
        return sorted(await session.scalars(select(Meeting.starts_at)))


async def test_planned_by_both_at_once(
    apps: tuple[NegotiationCoach, NegotiationCoach], clock: MovableClock, site: Site
) -> None:
    start = wednesday(clock, 15)
    site.shows(series(start))
    owner, (one, other) = Owner(TEAM, DANA), map(reader, apps)
    content = await one.of_link(owner, site.link)
    await asyncio.gather(*(each.plan(owner, content) for each in (one, other, one, other)))
    found = await meetings(apps[0])
    assert len(found) == 4
    assert found[0] == start
    async with apps[0].services.database.unit_of_work() as session:
        reminders = (await session.scalars(select(Reminder))).all()
    assert len({(r.meeting_id, r.kind) for r in reminders}) == len(reminders) == 16


async def named(app: NegotiationCoach, site: Site) -> FollowedCalendar:
    """The site's calendar, not followed yet."""
    services = app.services
    async with services.database.unit_of_work() as session:
        return await followed_calendars.add_calendar(
            session,
            team_id=TEAM,
            user_id=DANA,
            link=services.vault.sealed(site.link),
            domains=(),
            now=services.clock.now(),
        )


async def test_read_by_one(
    apps: tuple[NegotiationCoach, NegotiationCoach], clock: MovableClock, site: Site
) -> None:
    start = wednesday(clock, 15)
    site.shows(series(start))
    one, other = map(reader, apps)
    await one.follow(await named(apps[0], site))
    moved = start + timedelta(hours=1)
    site.shows(series(moved, "SEQUENCE:1"))
    clock.advance(timedelta(hours=2))
    before = len(site.asked)
    await asyncio.gather(one.keep_up(), other.keep_up(), one.keep_up(), other.keep_up())
    assert len(site.asked) == before + 1
    found = await meetings(apps[0])
    assert len(found) == 4
    assert found[0] == moved


async def test_dropped_while_it_is_read(
    apps: tuple[NegotiationCoach, NegotiationCoach], clock: MovableClock, site: Site
) -> None:
    """What nobody follows any more plans nothing, and is not followed again."""
    one, _ = map(reader, apps)
    unread = await named(apps[0], site)

    async def meanwhile(_: web.Request) -> web.Response:
        async with apps[1].services.database.unit_of_work() as session:
            await session.execute(delete(FollowedCalendar))
        return web.Response(body=series(wednesday(clock, 15)))

    site.answer = meanwhile
    assert await one.follow(unread) is None
    assert await meetings(apps[0]) == []


async def test_stopped_while_it_is_read(
    apps: tuple[NegotiationCoach, NegotiationCoach], clock: MovableClock, site: Site
) -> None:
    one, _ = map(reader, apps)
    site.shows(calendar())
    await one.follow(await named(apps[0], site))

    async def meanwhile(_: web.Request) -> web.Response:
        async with apps[1].services.database.unit_of_work() as session:
            await session.execute(delete(FollowedCalendar))
        return web.Response(body=series(wednesday(clock, 15)))

    site.answer = meanwhile
    clock.advance(timedelta(hours=2))
    await one.keep_up()
    assert len(site.asked) == 2
    assert await meetings(apps[0]) == []


async def test_a_link_that_nobody_agreed_to_is_forgotten(
    apps: tuple[NegotiationCoach, NegotiationCoach], clock: MovableClock, site: Site
) -> None:
    site.shows(calendar())
    app = apps[0]
    followed, other = await named(app, site), await named(app, site)
    await reader(app).follow(followed)
    for hours, left in ((20, {followed.key, other.key}), (5, {followed.key})):
        clock.advance(timedelta(hours=hours))
        await forget_old(app.services)
        async with app.services.database.unit_of_work() as session:
            assert set(await session.scalars(select(FollowedCalendar.key))) == left
