"""Calendars by link and by file: seen first, planned once, and kept up to date."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from ics import calendar, event
from planned import DIRECT, LONDON, direct, wednesday
from running import settings
from seen import DANA, DEAL, buttons, from_coach, next_from_coach, words
from sites import Site, links
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.meetings.calendars import BYTES
from bot.serving import local_workspace
from bot.workspace.files import new_file
from bot.workspace.standin import StandIn
from bot.workspace.state import Message, View

PLAN, FOLLOW, DROP = (
    "meetings.plan_from_file",
    "meetings.follow_calendar",
    "meetings.drop_calendar",
)
VOSS = "ATTENDEE;CN=Voss:mailto:voss@harbour-foods.co.uk"
LONDON_ZONE = "Europe/London"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start_server()
    yield made
    await made.server.close()


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    """The bot in the afternoon, with a deal it watches, and a clock that ticks quickly."""
    monkeypatch.setattr("bot.app.TWO_MINUTES", timedelta(seconds=0.2))
    clock.advance(timedelta(hours=(13 - clock.now().hour) % 24))
    async with local_workspace(settings(sqlite_only), clock, links=links()) as standin:
        await standin.command(DANA, DEAL, "/negotiate watch Harbour Foods")
        await next_from_coach(standin, DEAL, after=1)
        standin.workspace.direct(DANA)
        yield standin


def at(moment: datetime) -> str:
    return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def in_zone(moment: datetime) -> str:
    return f";TZID={LONDON_ZONE}:{moment.astimezone(LONDON):%Y%m%dT%H%M%S}"


def told(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}, {moment:%H:%M}"


async def answer(slack: StandIn, ask: Callable[[], Awaitable[Any]]) -> Message:
    """The coach's answer in Dana's direct message."""
    before = len(from_coach(slack.workspace, DIRECT))
    await ask()
    found = await slack.until(lambda w: from_coach(w, DIRECT)[before:], timeout=20)
    return found[-1]


async def asked(slack: StandIn, line: str) -> Message:
    return await answer(slack, lambda: slack.command(DANA, DIRECT, line))


async def dropped(
    slack: StandIn, content: bytes, name: str = "a.ics", kind: str = "text/calendar"
) -> Message:
    return await answer(slack, lambda: slack.drop_file(DANA, DIRECT, name, content, kind))


async def replaced(slack: StandIn, message: Message, action: str) -> str:
    """What stands in the place of a message once its button was used."""
    await slack.click(DANA, message, action)
    now = await slack.until(
        lambda w: (m := w.current(message)) and m.blocks != message.blocks and m, timeout=20
    )
    return words(now)


async def followed(slack: StandIn, site: Site) -> str:
    return await replaced(slack, await asked(slack, f"/negotiate calendar {site.link}"), FOLLOW)


async def planned(slack: StandIn) -> str:
    return words(await asked(slack, "/negotiate meetings"))


async def becomes(slack: StandIn, *present: str, absent: tuple[str, ...] = ()) -> Message:
    """The list of meetings, once it says that and no longer this."""
    async with asyncio.timeout(20):
        while True:
            listed = await asked(slack, "/negotiate meetings")
            text = words(listed)
            if all(p in text for p in present) and not any(a in text for a in absent):
                return listed


async def later(slack: StandIn, clock: MovableClock, site: Site, hours: float = 1.1) -> None:
    """The calendar was read once more."""
    before = len(site.asked)
    clock.advance(timedelta(hours=hours))
    async with asyncio.timeout(20):
        while len(site.asked) == before:  # noqa: ASYNC110
            await asyncio.sleep(0)


# Seen first.


async def test_a_dropped_file_is_shown_and_then_planned(
    slack: StandIn, clock: MovableClock
) -> None:
    start = wednesday(clock, 15)
    content = calendar(
        event("SUMMARY:Renewal\\, round 2", VOSS, "DURATION:PT45M", start=in_zone(start)),
        event("SUMMARY:Dentist", uid="other", start=at(start)),
    )
    shown = await dropped(slack, content)
    assert "Renewal, round 2* with Harbour Foods" in words(shown)
    assert f"{told(start)} to 15:45 Europe/London" in words(shown)
    assert "Left out: 1 event with nobody I look for." in words(shown)
    assert "Dentist" not in words(shown)
    assert buttons(shown) == ["Plan this meeting", "No"]
    assert "You have no meetings planned" in await planned(slack)

    assert "Planned: 1 meeting." in await replaced(slack, shown, PLAN)
    listed = await planned(slack)
    assert f"{told(start)} to 15:45 Europe/London" in listed
    assert "Dentist" not in listed
    again = await dropped(slack, content)
    assert "Nothing new" in words(again)
    assert buttons(again) == []


GOOGLE = calendar(
    "BEGIN:VEVENT\nDTSTART:{utc}\nDTEND:{utc_end}\nDTSTAMP:20261101T080000Z\n"
    "ORGANIZER;CN=Dana:mailto:dana@northwind.com\nUID:7kukuqrf@google.com\n"
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;CN=Voss;X-NU\n"
    " M-GUESTS=0:mailto:voss@harbourfoods.com\nSEQUENCE:0\nSTATUS:CONFIRMED\n"
    "SUMMARY:Renewal\nTRANSP:OPAQUE\nEND:VEVENT\n",
    head="CALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-TIMEZONE:Europe/Berlin\n",
)
OUTLOOK = calendar(
    "BEGIN:VEVENT\nORGANIZER;CN=Voss:mailto:Voss@Harbour-Foods.co.uk\nSUMMARY;LANGUAGE=en-GB:"
    "Renewal\nDTSTART;TZID=W. Europe Standard Time:{berlin}\nDTEND;TZID=W. Europe Standard Time"
    ":{berlin_end}\nUID:040000008200E00074C5B7101A82E008\nCLASS:PUBLIC\nPRIORITY:5\n"
    "DTSTAMP:20261101T080000Z\nSEQUENCE:0\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\nEND:VEVENT\n",
    head="METHOD:REQUEST\n",
)
APPLE = calendar(
    "BEGIN:VEVENT\nTRANSP:OPAQUE\nDTEND:{london_end}\nUID:1E0E4F6C-5E3B\nDTSTAMP:20261101T080000Z"
    "\nSEQUENCE:1\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nSUMMARY:Harbour Foods: renewal\n"
    "DTSTART:{london}\nCREATED:20261101T080000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\n"
    "END:VALARM\nEND:VEVENT\n",
    head="CALSCALE:GREGORIAN\nX-APPLE-CALENDAR-COLOR:#FF2968\n",
)


@pytest.mark.parametrize(
    ("content", "when"),
    [
        (GOOGLE, "16:00 to 16:45 Europe/Berlin"),
        (OUTLOOK, "16:00 to 16:45 Europe/Berlin"),
        (APPLE, "15:00 to 15:45 Europe/London"),
    ],
)
async def test_as_programs_write_it(
    slack: StandIn, clock: MovableClock, content: bytes, when: str
) -> None:
    start = wednesday(clock, 15)
    moments = {"": start, "_end": start + timedelta(minutes=45)}
    written = content.decode()
    for name, moment in moments.items():
        for zone in ("Europe/London", "Europe/Berlin"):
            place = zone.partition("/")[2].lower()
            wall = f"{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
            written = written.replace(f"{{{place}{name}}}", wall)
        written = written.replace(f"{{utc{name}}}", f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    shown = await dropped(slack, written.encode())
    assert when in words(shown)
    assert "Planned: 1 meeting." in await replaced(slack, shown, PLAN)
    assert when in await planned(slack)


async def test_no_plans_nothing(slack: StandIn, clock: MovableClock) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    shown = await dropped(slack, content)
    assert "Nothing is planned" in await replaced(slack, shown, DROP)
    assert "You have no meetings planned" in await planned(slack)


async def test_a_double_click_plans_once(slack: StandIn, clock: MovableClock) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    shown = await dropped(slack, content)
    await asyncio.gather(slack.click(DANA, shown, PLAN), slack.click(DANA, shown, PLAN))
    listed = await becomes(slack, "Harbour Foods")
    assert buttons(listed) == ["Edit or move", "Cancel it"]


async def test_words_beside_a_file_name_domains(slack: StandIn, clock: MovableClock) -> None:
    content = calendar(
        event("SUMMARY:Talk", "ATTENDEE:mailto:x@eu.acme.com", start=at(wednesday(clock, 15)))
    )

    async def drop() -> None:
        workspace = slack.workspace
        dana, place = workspace.user(DANA), workspace.channel(DIRECT)
        file = new_file(slack._context, dana.id, "a.ics", "text/calendar", content=content)
        message = workspace.share(place.id, dana.id, "with acme.com", clock.now(), (file,), None)
        await slack.tell_again(message)

    shown = await answer(slack, drop)
    assert "Talk* with eu.acme.com" in words(shown)
    assert "Planned: 1 meeting." in await replaced(slack, shown, PLAN)


async def test_many_are_counted(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 9)
    rule = "RRULE:FREQ=DAILY;COUNT=60"
    shown = await dropped(slack, calendar(event("SUMMARY:Harbour Foods", rule, start=at(start))))
    assert words(shown).count("•") == 20
    assert "… and 30 more." in words(shown)
    assert "I plan the next 50 at a time." in words(shown)
    assert buttons(shown) == ["Plan these 50 meetings", "No"]
    assert "Planned: 50 meetings." in await replaced(slack, shown, PLAN)


async def test_what_the_coach_saw_in_a_channel_is_for_its_members(
    slack: StandIn, clock: MovableClock
) -> None:
    slack.workspace.channel(DEAL).members.remove(slack.workspace.user(DANA).id)
    content = calendar(event("SUMMARY:Harbour Foods", VOSS, start=at(wednesday(clock, 15))))
    shown = await dropped(slack, content)
    assert "Nothing in this calendar matches" in words(shown)
    assert buttons(shown) == []


async def test_another_kind_of_file(slack: StandIn) -> None:
    said = await dropped(slack, b"\x89PNG", "a.png", "image/png")
    assert words(said).startswith("I take calendars.")


async def test_files_in_channels_are_left_alone(slack: StandIn, clock: MovableClock) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    before = len(from_coach(slack.workspace, DEAL))
    await slack.drop_file(DANA, DEAL, "a.ics", content, "text/calendar")
    assert "no meetings planned" in await planned(slack)
    assert len(from_coach(slack.workspace, DEAL)) == before
    assert not [call for call in slack.calls if call.method == "files.info"]


async def test_a_file_that_is_gone_by_the_click(slack: StandIn, clock: MovableClock) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    shown = await dropped(slack, content)
    slack.workspace.files.clear()
    said = await answer(slack, lambda: slack.click(DANA, shown, PLAN))
    assert words(said) == "That file is no longer there. Drop it to me again."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://files.example.com/a.ics", "That file is kept outside Slack"),
        ("{api}/nowhere", "Slack does not give me that file."),
    ],
)
async def test_the_token_goes_to_slack_alone(
    slack: StandIn, clock: MovableClock, url: str, sentence: str
) -> None:
    content = calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    shown = await dropped(slack, content)
    _change_files(slack, url=url.format(api=slack.url))
    said = await answer(slack, lambda: slack.click(DANA, shown, PLAN))
    assert sentence in words(said)


async def test_a_file_of_50_mb_is_not_fetched(slack: StandIn, clock: MovableClock) -> None:
    shown = await dropped(
        slack, calendar(event("SUMMARY:Harbour Foods", start=at(wednesday(clock, 15))))
    )
    _change_files(slack, content=bytes(BYTES + 1))
    said = await answer(slack, lambda: slack.click(DANA, shown, PLAN))
    assert words(said) == "That file is larger than 5 MB."


def _change_files(slack: StandIn, **values: Any) -> None:
    files = slack.workspace.files
    files.update({file.id: replace(file, **values) for file in files.values()})


# Followed.


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
    await _set_lead(slack, listed, "240")

    newer = event("SUMMARY:Harbour Foods II", "SEQUENCE:2", start=at(moved))
    site.shows(calendar(newer))
    await later(slack, clock, site)
    listed = await becomes(slack, told(moved), "Harbour Foods II", absent=(told(start),))
    assert await _lead(slack, listed) == "240"

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
    await _set_lead(slack, listed, "240")
    blocks = [b["block_id"] for b in listed.blocks or [] if b["type"] == "actions"]
    await slack.click(DANA, listed, "meetings.cancel", block_id=blocks[1])
    await becomes(slack, told(first), absent=(told(second),))

    an_hour = timedelta(hours=1)
    site.shows(calendar(event(*series, "SEQUENCE:1", start=in_zone(first + an_hour))))
    await later(slack, clock, site)
    listed = await becomes(slack, told(first + an_hour), absent=(told(first),))
    assert await _lead(slack, listed) == "240"
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


# What cannot be had.


async def test_a_link_within(slack: StandIn) -> None:
    said = await asked(slack, "/negotiate calendar https://127.0.0.1/a.ics")
    assert words(said) == "A calendar's link starts with https:// or webcal://."


async def redirect(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "file:///etc/passwd"})


async def large(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(50):
        await response.write(b"x" * 1_000_000)
    return response


async def endless(_: web.Request) -> web.Response:
    rule = "RRULE:FREQ=DAILY"
    parts = [event("SUMMARY:x", rule, uid=f"{n}", start=":20200101T090000Z") for n in range(9)]
    return web.Response(body=calendar(*parts))


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (redirect, "A calendar's link starts with https:// or webcal://."),
        (large, "That calendar is larger than 5 MB."),
        (endless, "That calendar has more than 500 events in that time."),
    ],
)
async def test_hostile_links(slack: StandIn, site: Site, page: Any, sentence: str) -> None:
    site.answer = page
    assert words(await asked(slack, f"/negotiate calendar {site.link}")) == sentence
    assert "I follow no calendar" in words(await asked(slack, "/negotiate calendar"))


async def test_a_link_to_this_machine(sqlite_only: str, clock: MovableClock) -> None:
    """As it is in earnest, where no test has its say in what is allowed."""
    async with local_workspace(settings(sqlite_only), clock) as real:
        real.workspace.direct(DANA)
        said = await asked(real, "/negotiate calendar https://localhost/a.ics")
        assert words(said) == "That link does not lead to the public internet."


@pytest.mark.parametrize("content", [b"no calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n"])
async def test_files_that_are_no_calendars(slack: StandIn, content: bytes) -> None:
    said = words(await dropped(slack, content))
    assert said in {
        "That is not a calendar file.",
        "That calendar file is broken: it stops in the middle.",
    }


async def test_what_is_no_domain(slack: StandIn, site: Site) -> None:
    said = await asked(slack, f"/negotiate calendar {site.link} acme")
    assert "I do not understand *acme*" in words(said)
    assert not site.asked


# In the form of a meeting that is there.


async def _form(slack: StandIn, listed: Message) -> View:
    first = next(b["block_id"] for b in listed.blocks or [] if b["type"] == "actions")
    await slack.click(DANA, listed, "meetings.edit", block_id=first)
    return await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)


async def _set_lead(slack: StandIn, listed: Message, minutes: str) -> None:
    view = await _form(slack, listed)
    lead = {"checklist_before": {"checklist_before": minutes}}
    await answer(slack, lambda: slack.submit(DANA, view, lead))


async def _lead(slack: StandIn, listed: Message) -> str:
    view = await _form(slack, listed)
    block = next(b for b in view.blocks if b["block_id"] == "checklist_before")
    await slack.close(DANA, view)
    return str(block["element"]["initial_option"]["value"])
