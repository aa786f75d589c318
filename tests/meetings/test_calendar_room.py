"""Calendars by link and by file: seen first, and planned once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from calendared import (
    DROP,
    PLAN,
    VOSS,
    answer,
    asked,
    at,
    becomes,
    dropped,
    in_zone,
    planned,
    replaced,
    slack_with_a_deal,
    told,
)
from ics import calendar, event
from planned import DIRECT, wednesday
from running import settings
from seen import DANA, DEAL, buttons, from_coach, words
from sites import Site

from bot.clock import MovableClock
from bot.meetings.calendars.events import BYTES
from bot.serving import local_workspace
from bot.workspace.files import new_file
from bot.workspace.standin import StandIn


@pytest.fixture
async def slack(sqlite_only: str, clock: MovableClock) -> AsyncIterator[StandIn]:
    async with slack_with_a_deal(sqlite_only, clock) as standin:
        yield standin


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
    assert f"{told(start)} to 15:45 London time" in words(shown)
    assert "Left out: 1 event with none of your counterparts." in words(shown)
    assert "Dentist" not in words(shown)
    assert buttons(shown) == ["Plan this meeting", "No"]
    assert "You have no meetings planned" in await planned(slack)

    assert "Planned: 1 meeting." in await replaced(slack, shown, PLAN)
    listed = await planned(slack)
    assert f"{told(start)} to 15:45 London time" in listed
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
        (GOOGLE, "16:00 to 16:45 Berlin time"),
        (OUTLOOK, "16:00 to 16:45 Berlin time"),
        (APPLE, "15:00 to 15:45 London time"),
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
