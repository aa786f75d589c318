"""Calendars that are followed, and the meetings that keep up with them."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta

import pytest
from aiohttp import web
from calendared import (
    DROP,
    FOLLOW,
    PLAN,
    answer,
    asked,
    at,
    becomes,
    dropped,
    followed,
    in_zone,
    later,
    lead,
    planned,
    replaced,
    set_lead,
    slack_with_a_deal,
    told,
)
from ics import calendar, event
from planned import DIRECT, direct, wednesday
from seen import DANA, buttons, words
from sites import Site
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.workspace.standin import StandIn


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    """With a clock that ticks quickly."""
    monkeypatch.setattr("bot.app.TWO_MINUTES", timedelta(seconds=0.2))
    async with slack_with_a_deal(sqlite_only, clock) as standin:
        yield standin


async def test_a_link_is_followed_once_agreed(slack: StandIn, site: Site) -> None:
    start = wednesday(slack.clock, 15)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    shown = await asked(slack, f"/negotiate calendar {site.link} @Acme.com")
    assert buttons(shown) == ["Plan this meeting", "No"]
    assert "about once an hour" in words(shown)
    assert "I follow no calendar" in words(await asked(slack, "/negotiate calendar"))

    assert "Planned: 1 meeting." in await replaced(slack, shown, FOLLOW)
    listed = await asked(slack, "/negotiate calendar")
    assert "A calendar at *127.0.0.1*, with invitees of acme.com" in words(listed)
    assert "a.ics" not in words(listed)
    assert buttons(listed) == ["Stop following"]

    assert "no longer follow" in await replaced(slack, listed, DROP)
    assert "I follow no calendar" in words(await asked(slack, "/negotiate calendar"))
    assert told(start) in await planned(slack)


async def test_the_same_link_is_followed_once(slack: StandIn, site: Site) -> None:
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(slack.clock, 15)))))
    await followed(slack, site)
    assert "Nothing new" in await followed(slack, site)
    assert buttons(await asked(slack, "/negotiate calendar")) == ["Stop following"]


async def test_by_words_in_the_direct_message(slack: StandIn, site: Site) -> None:
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(slack.clock, 15)))))
    shown = await answer(slack, lambda: slack.say(DANA, DIRECT, f"calendar {site.link}"))
    assert "Planned: 1 meeting." in await replaced(slack, shown, FOLLOW)


async def test_moved_renamed_and_not_by_an_older_copy(
    slack: StandIn, clock: MovableClock, site: Site
) -> None:
    start = wednesday(clock, 15)
    moved, back = start + timedelta(hours=1), start - timedelta(hours=3)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    await followed(slack, site)
    listed = await becomes(slack, told(start))
    await set_lead(slack, listed, "240")

    newer = event("SUMMARY:Harbour Foods II", "SEQUENCE:2", start=at(moved))
    site.shows(calendar(newer))
    await later(slack, clock, site)
    listed = await becomes(slack, told(moved), "Harbour Foods II", absent=(told(start),))
    assert await lead(slack, listed) == "240"

    older = event("SUMMARY:Harbour Foods", "SEQUENCE:1", start=at(back))
    proof = event("SUMMARY:Harbour Foods next", uid="proof", start=at(start + timedelta(days=7)))
    site.shows(calendar(older, proof))
    await later(slack, clock, site)
    await becomes(slack, "Harbour Foods next", told(moved), absent=(told(back),))

    same = event("SUMMARY:Harbour Foods III", "SEQUENCE:2", start=at(start))
    site.shows(calendar(same, proof))
    await later(slack, clock, site)
    await becomes(slack, told(start), "Harbour Foods III", absent=(told(moved),))


async def test_instances_of_a_series(slack: StandIn, clock: MovableClock, site: Site) -> None:
    weeks = [wednesday(clock, 15, weeks) for weeks in (1, 2, 3)]
    series = ("SUMMARY:Harbour Foods weekly", "RRULE:FREQ=WEEKLY;COUNT=3")
    site.shows(calendar(event(*series, start=in_zone(weeks[0]))))
    await followed(slack, site)
    await becomes(slack, *map(told, weeks))

    moved = weeks[1] + timedelta(days=1)
    exception = event(
        f"RECURRENCE-ID{in_zone(weeks[1])}", "SUMMARY:Moved", "SEQUENCE:1", start=in_zone(moved)
    )
    excluded = event(*series, f"EXDATE{in_zone(weeks[2])}", start=in_zone(weeks[0]))
    site.shows(calendar(excluded, exception))
    await later(slack, clock, site)
    await becomes(slack, told(weeks[0]), told(moved), absent=(told(weeks[1]), told(weeks[2])))

    cancelled = event(
        f"RECURRENCE-ID{in_zone(weeks[0])}", "STATUS:CANCELLED", start=in_zone(weeks[0])
    )
    site.shows(calendar(excluded, exception, cancelled))
    await later(slack, clock, site)
    await becomes(slack, told(moved), absent=(told(weeks[0]),))


async def test_a_series_that_moves_keeps_what_was_set(
    slack: StandIn, clock: MovableClock, site: Site
) -> None:
    first, second = (wednesday(clock, 15, weeks) for weeks in (1, 2))
    series = ("SUMMARY:Harbour Foods", "RRULE:FREQ=WEEKLY;COUNT=2")
    site.shows(calendar(event(*series, start=in_zone(first))))
    await followed(slack, site)
    listed = await becomes(slack, told(first), told(second))
    await set_lead(slack, listed, "240")
    blocks = [b["block_id"] for b in listed.blocks or [] if b["type"] == "actions"]
    await slack.click(DANA, listed, "meetings.cancel", block_id=blocks[1])
    await becomes(slack, told(first), absent=(told(second),))

    an_hour = timedelta(hours=1)
    site.shows(calendar(event(*series, "SEQUENCE:1", start=in_zone(first + an_hour))))
    await later(slack, clock, site)
    listed = await becomes(slack, told(first + an_hour), absent=(told(first),))
    assert await lead(slack, listed) == "240"
    assert told(second + an_hour) not in words(listed)


async def test_gone_and_back_again(slack: StandIn, clock: MovableClock, site: Site) -> None:
    start = wednesday(clock, 15)
    here = event("SUMMARY:Harbour Foods", start=at(start))
    site.shows(calendar(here))
    await followed(slack, site)
    await becomes(slack, told(start))
    site.shows(calendar())
    await later(slack, clock, site)
    await becomes(slack, "You have no meetings planned")
    site.shows(calendar(here))
    await later(slack, clock, site)
    await becomes(slack, told(start))


async def test_cancelled_by_hand_stays_cancelled(
    slack: StandIn, clock: MovableClock, site: Site
) -> None:
    start = wednesday(clock, 15)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    await followed(slack, site)
    listed = await becomes(slack, told(start))
    await slack.click(DANA, listed, "meetings.cancel")
    await becomes(slack, "You have no meetings planned")

    changed = event("SUMMARY:Harbour Foods", "SEQUENCE:7", start=at(start + timedelta(hours=1)))
    proof = event("SUMMARY:Harbour Foods next", uid="proof", start=at(start + timedelta(days=7)))
    site.shows(calendar(changed, proof))
    await later(slack, clock, site)
    listed = await becomes(slack, "Harbour Foods next")
    assert buttons(listed) == ["Edit or move", "Cancel it"]


async def test_a_cancellation_by_file(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    invitation = calendar(event("SUMMARY:Harbour Foods", start=at(start)), head="METHOD:REQUEST\n")
    await replaced(slack, await dropped(slack, invitation), PLAN)
    await becomes(slack, told(start))
    off = event("SUMMARY:Harbour Foods", "SEQUENCE:1", "STATUS:CANCELLED", start=at(start))
    shown = await dropped(slack, calendar(off, head="METHOD:CANCEL\n"))
    assert "(cancelled)" in words(shown)
    assert buttons(shown) == ["Make these changes", "No"]
    assert "Cancelled: 1 meeting." in await replaced(slack, shown, PLAN)
    assert "You have no meetings planned" in await planned(slack)


async def test_unchanged_is_not_read_again(slack: StandIn, clock: MovableClock, site: Site) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))

    async def unless_known(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=content, headers={"ETag": '"1"'})

    site.answer = unless_known
    await followed(slack, site)
    await later(slack, clock, site)
    assert site.asked[-1].headers["If-None-Match"] == '"1"'
    await later(slack, clock, site)
    assert site.asked[-1].headers["If-None-Match"] == '"1"'
    tonight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=30)
    await later(slack, clock, site, (tonight - clock.now()) / timedelta(hours=1))
    assert "If-None-Match" not in site.asked[-1].headers


async def test_given_up_in_the_end(
    slack: StandIn, clock: MovableClock, site: Site, sqlite_only: str
) -> None:
    start = wednesday(clock, 15, weeks=3)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    await followed(slack, site)

    async def gone(_: web.Request) -> web.Response:
        return web.Response(status=404)

    site.answer = gone
    waits = (1.1, 2.1, 4.1, 8.1, 16.1, 24.1, 24.1, 24.1)
    for failures, wait in enumerate(waits):
        await _failed(sqlite_only, failures)
        assert not [m for m in direct(slack) if "could not read" in words(m)]
        await later(slack, clock, site, wait)
    said = await slack.until(
        lambda w: [m for m in direct(slack) if "could not read your calendar" in words(m)]
    )
    assert len(said) == 1
    assert "127.0.0.1" in words(said[0])
    async with asyncio.timeout(20):
        while "I follow no calendar" not in words(await asked(slack, "/negotiate calendar")):
            pass
    assert told(start) in await planned(slack)


def _fail_seven_times(url: str) -> None:
    with closing(sqlite3.connect(make_url(url).database or "")) as database, database:
        database.execute("update followed_calendars set failures = 7")


async def _failed(url: str, times: int) -> None:
    """So many readings in a row have failed, and are noted."""
    async with asyncio.timeout(20):
        with closing(sqlite3.connect(make_url(url).database or "")) as database:
            query = "select failures from followed_calendars"
            while database.execute(query).fetchone() != (times,):  # noqa: ASYNC110
                await asyncio.sleep(0)


async def test_one_that_fails_holds_up_no_other(
    slack: StandIn, clock: MovableClock, site: Site
) -> None:
    start = wednesday(clock, 15)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    await followed(slack, site)
    shown = await asked(slack, f"/negotiate calendar {site.link}?other")
    await replaced(slack, shown, FOLLOW)

    async def one_fails(request: web.Request) -> web.Response:
        if request.query_string:
            moved = event("SUMMARY:Harbour Foods", "SEQUENCE:1", start=at(start + timedelta(1)))
            return web.Response(body=calendar(moved))
        return web.Response(body=b"no calendar")

    site.answer = one_fails
    await later(slack, clock, site)
    await becomes(slack, told(start + timedelta(1)))
    listed = await asked(slack, "/negotiate calendar")
    assert words(listed).count("keep trying") == 1


async def test_slacks_failures_are_not_the_calendars(
    slack: StandIn, clock: MovableClock, site: Site
) -> None:
    """It is read again in an hour, and not less often."""
    start = wednesday(clock, 15)
    site.shows(calendar(event("SUMMARY:Harbour Foods", start=at(start))))
    await followed(slack, site)
    slack.faults.next("users.info", error="internal_error")
    moved = start + timedelta(1)
    site.shows(calendar(event("SUMMARY:Harbour Foods", "SEQUENCE:1", start=at(moved))))
    await later(slack, clock, site)
    await later(slack, clock, site)
    await becomes(slack, told(moved))


async def test_what_is_given_up_while_slack_cannot_be_reached_is_told_at_the_next_failure(
    slack: StandIn,
    clock: MovableClock,
    site: Site,
    sqlite_only: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    site.shows(calendar())
    await followed(slack, site)
    # In a thread: the bot shares this loop, and may be writing.
    await asyncio.to_thread(_fail_seven_times, sqlite_only)
    site.shows(b"no calendar")
    slack.faults.next("chat.postMessage", reset=True)
    await later(slack, clock, site)
    await _failed(sqlite_only, 8)
    await later(slack, clock, site, 24.1)
    await slack.until(
        lambda w: [m for m in direct(slack) if "could not read your calendar" in words(m)]
    )
    assert "calendars failed" not in caplog.text


async def test_a_preview_fits_in_a_message(slack: StandIn, clock: MovableClock) -> None:
    """In which "&" takes five characters."""
    start, title = wednesday(clock, 15), f"SUMMARY:Harbour Foods {'&' * 136}"
    days = [(f"e{day}", at(start + timedelta(day))) for day in range(25)]
    planned = [event(title, uid=uid, start=begins) for uid, begins in days]
    await replaced(slack, await dropped(slack, calendar(*planned)), PLAN)
    off = [event(title, "STATUS:CANCELLED", uid=uid, start=begins) for uid, begins in days]
    shown = await dropped(slack, calendar(*off, head="METHOD:CANCEL\n"))
    assert buttons(shown) == ["Make these changes", "No"]
    assert len(words(shown)) < 13_000
    (more,) = re.findall(r"and (\d+) more", words(shown))
    assert words(shown).count("•") == 25 - int(more)
