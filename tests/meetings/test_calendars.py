"""Calendar files in the shapes that programs write, and in those that people write to do harm."""

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ics import calendar, event

from bot.meetings.calendars.events import CalendarError, Event, read

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)

OUTLOOK_ZONE = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def found(content: bytes, zone: ZoneInfo = LONDON) -> tuple[Event, ...]:
    return read(content, SINCE, UNTIL, zone)


def starts(content: bytes, zone: ZoneInfo = LONDON) -> list[str]:
    return [f"{each.start:%d %b %H:%M} {each.zone}" for each in found(content, zone)]


def only(content: bytes, zone: ZoneInfo = LONDON) -> Event:
    [one] = found(content, zone)
    return one


def test_google() -> None:
    content = calendar(
        "BEGIN:VEVENT\nDTSTART:20261118T150000Z\nDTEND:20261118T154500Z\n"
        "DTSTAMP:20261101T080000Z\nORGANIZER;CN=Ana:mailto:Ana@Example.com\n"
        "UID:7kukuqrfedlm2f9t0vr9pa0aa0@google.com\n"
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=ana@example.com;X-NU\n"
        " M-GUESTS=0:mailto:ana@example.com\n"
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Voss:mailto:voss@acme.com\n"
        "SEQUENCE:2\nSTATUS:CONFIRMED\nSUMMARY:Acme renewal\\, round 2\nTRANSP:OPAQUE\n"
        "END:VEVENT\n",
        head="CALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-TIMEZONE:Europe/Berlin\n",
    )
    assert only(content) == Event(
        uid="7kukuqrfedlm2f9t0vr9pa0aa0@google.com",
        recurrence=None,
        sequence=2,
        title="Acme renewal, round 2",
        start=datetime(2026, 11, 18, 16, tzinfo=BERLIN),
        end=datetime(2026, 11, 18, 16, 45, tzinfo=BERLIN),
        cancelled=False,
        all_day=False,
        attendees=("ana@example.com", "voss@acme.com"),
        organizer="ana@example.com",
        zone="Europe/Berlin",
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("W. Europe Standard Time", "18 Nov 15:00 Europe/Berlin"),
        ("Customized Time Zone", "18 Nov 14:00 Europe/London"),
        ("/freeassociation.sourceforge.net/Europe/Rome", "18 Nov 15:00 Europe/Rome"),
        ("(UTC+01:00) Amsterdam\\, Berlin\\, Bern", "18 Nov 14:00 Europe/London"),
    ],
)
def test_outlook_describes_its_zones(name: str, shown: str) -> None:
    zone = OUTLOOK_ZONE.format(name=name, winter="+0100", summer="+0200")
    told = name.replace("\\", "")
    content = calendar(zone, event(start=f';TZID="{told}":20261118T150000'))
    assert starts(content) == [shown]


def test_a_zone_of_windows_that_is_not_described() -> None:
    content = calendar(event(start=";TZID=Eastern Standard Time:20261118T090000"))
    assert starts(content) == ["18 Nov 09:00 America/New_York"]


def test_a_custom_zone_is_not_that_of_the_file_before() -> None:
    written = event(start=";TZID=Customized Time Zone:20261118T150000")
    east = OUTLOOK_ZONE.format(name="Customized Time Zone", winter="+0530", summer="+0530")
    west = OUTLOOK_ZONE.format(name="Customized Time Zone", winter="-0300", summer="-0200")
    assert starts(calendar(east, written)) == ["18 Nov 09:30 Europe/London"]
    assert starts(calendar(west, written)) == ["18 Nov 18:00 Europe/London"]
    assert starts(calendar(written)) == ["18 Nov 15:00 Europe/London"]


def test_a_zone_described_after_it_is_used() -> None:
    zone = OUTLOOK_ZONE.format(name="Ours", winter="+0100", summer="+0200")
    content = calendar(event(start=";TZID=Ours:20261118T150000"), zone)
    assert starts(content) == ["18 Nov 14:00 Europe/London"]


@pytest.mark.parametrize("place", ["Europe/London", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_apple_floating_times_are_the_readers(place: str) -> None:
    content = calendar(event("DURATION:PT30M", start=":20261118T150000"))
    one = only(content, ZoneInfo(place))
    assert one.start == datetime(2026, 11, 18, 15, tzinfo=ZoneInfo(place))
    assert one.end - one.start == timedelta(minutes=30)
    assert one.zone == place


def test_recurring_with_exceptions() -> None:
    weekly = event(
        "DTEND;TZID=Europe/Berlin:20261001T110000",
        "RRULE:FREQ=WEEKLY;BYDAY=TH",
        "EXDATE;TZID=Europe/Berlin:20261112T100000",
        "RDATE;TZID=Europe/Berlin:20261113T100000",
        "SUMMARY:Pricing",
        start=";TZID=Europe/Berlin:20261001T100000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261119T100000",
        "DTEND;TZID=Europe/Berlin:20261120T170000",
        "SUMMARY:Pricing\\, moved",
        start=";TZID=Europe/Berlin:20261120T160000",
    )
    dropped = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261126T100000",
        "DTEND;TZID=Europe/Berlin:20261126T110000",
        "STATUS:CANCELLED",
        start=";TZID=Europe/Berlin:20261126T100000",
    )
    events = found(calendar(weekly, moved, dropped))
    shown = [(f"{each.start:%d %H:%M}", each.title, each.cancelled) for each in events]
    assert shown == [
        ("05 10:00", "Pricing", False),
        ("13 10:00", "Pricing", False),
        ("20 16:00", "Pricing, moved", False),
        ("26 10:00", "", True),
    ]
    assert events[2].recurrence == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert len({(each.uid, each.recurrence) for each in events}) == 4


def test_this_and_all_that_follow() -> None:
    daily = event("RRULE:FREQ=DAILY;COUNT=5", start=":20261116T100000Z")
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261118T100000Z", start=":20261118T120000Z")
    events = found(calendar(daily, later))
    assert [each.start.hour for each in events] == [10, 10, 12, 12, 12]
    assert len({each.recurrence for each in events}) == 5


def test_recurring_keeps_its_hour_over_both_changes_of_the_clock() -> None:
    weekly = event("RRULE:FREQ=WEEKLY", start=";TZID=America/New_York:20260301T090000")
    year = read(calendar(weekly), datetime(2026, 3, 1, tzinfo=UTC), UNTIL, LONDON)
    assert len(year) == 40
    assert {each.start.hour for each in year} == {9}
    assert {each.start.astimezone(UTC).hour for each in year} == {13, 14}


@pytest.mark.parametrize("order", [1, -1])
def test_the_highest_sequence_wins(order: int) -> None:
    versions = [
        event("SEQUENCE:0", start=":20261118T090000Z"),
        event("SEQUENCE:2", "STATUS:CANCELLED", start=":20261118T110000Z"),
        event("SEQUENCE:1", start=":20261118T100000Z"),
    ]
    one = only(calendar(*versions[::order]))
    assert (one.sequence, one.cancelled, one.start.hour) == (2, True, 11)
    assert not one.is_meeting


@pytest.mark.parametrize("order", [1, -1])
def test_of_the_same_sequence_the_latest_wins(order: int) -> None:
    old = event(start=":20261118T090000Z")
    new = event(start=":20261118T100000Z").replace("20261101T080000Z", "20261102T080000Z")
    assert only(calendar(*[old, new][::order])).start.hour == 10


def test_cancelled_by_a_message_that_cancels() -> None:
    assert only(calendar(event(), head="METHOD:CANCEL\n")).cancelled


def test_whole_days_are_no_meetings() -> None:
    one = only(
        calendar(event("SUMMARY:Fair", start=";VALUE=DATE:20261118")), ZoneInfo("Asia/Tokyo")
    )
    assert one.all_day
    assert not one.is_meeting
    assert one.start == datetime(2026, 11, 18, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert one.end - one.start == timedelta(days=1)


def test_people_without_an_address() -> None:
    content = calendar(
        event(
            "ATTENDEE;CN=Room:invalid:nomail",
            "ATTENDEE;EMAIL=Voss@acme.com:urn:uuid:9f3e",
            "ATTENDEE:MAILTO:ANA@example.com",
            "ATTENDEE:mailto:ana@example.com",
            "ORGANIZER;CN=Nobody:invalid:nomail",
        )
    )
    one = only(content)
    assert one.attendees == ("voss@acme.com", "ana@example.com")
    assert one.organizer is None


def test_only_what_happens_in_the_window() -> None:
    content = calendar(
        event("DTEND:20261031T235959Z", uid="before", start=":20261031T230000Z"),
        event("DTEND:20261101T003000Z", uid="into", start=":20261031T233000Z"),
        event("DTEND:20261201T010000Z", uid="after", start=":20261201T000000Z"),
    )
    assert [each.uid for each in found(content)] == ["into"]


@pytest.mark.parametrize("zones", [["Mars/Base"], ["../etc"], [""], ["Europe/Rome", "Asia/Tokyo"]])
def test_a_calendar_with_an_odd_zone_of_its_own(zones: list[str]) -> None:
    head = "".join(f"X-WR-TIMEZONE:{zone}\n" for zone in zones)
    one = only(calendar(event(), head=head))
    assert one.start == datetime(2026, 11, 18, 15, tzinfo=UTC)
    assert one.zone == ("Europe/Rome" if len(zones) > 1 else "UTC")


def test_several_calendars_in_one_file_and_a_byte_order_mark() -> None:
    content = b"\xef\xbb\xbf" + calendar(event(uid="one")) + calendar(event(uid="two"))
    assert [each.uid for each in found(content)] == ["one", "two"]


@pytest.mark.parametrize(
    "broken",
    [
        event(start=":tomorrow"),
        event("RRULE:FREQ=FORTNIGHTLY"),
        event("RRULE:COUNT=3"),
        event("RRULE:FREQ=SECONDLY"),
        event("RRULE:FREQ=HOURLY;INTERVAL=2"),
        event("RRULE:FREQ=DAILY;BYSECOND=1,2,3"),
        event("SEQUENCE:two"),
        event("EXDATE:never", "RRULE:FREQ=DAILY;UNTIL=soon"),
        event(start=":99999999T999999Z"),
        event("RECURRENCE-ID:what"),
        "BEGIN:VEVENT\nSUMMARY:nothing else\nEND:VEVENT\n",
    ],
)
def test_an_event_that_cannot_be_read_is_left_out(broken: str) -> None:
    whole = event(uid="whole")
    shown = found(calendar(broken.replace("acme@", "broken@"), whole))
    assert "whole" in {each.uid for each in shown}
    assert len(shown) <= 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "That is not a calendar file."),
        (b"<html>Sign in</html>", "That is not a calendar file."),
        (b"PK\x03\x04" + bytes(range(256)), "That is not a calendar file."),
        (calendar(event()).decode().encode("utf-16"), "That is not a calendar file."),
        (calendar(event())[:-20], "That calendar file is broken: it stops in the middle."),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "That calendar file is broken."),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 3000, "That calendar file is broken."),
        (
            b"BEGIN:VCALENDAR\r\n" + b"BEG\r\n IN:VEVENT\r\n" * 3000,
            "That calendar file is broken.",
        ),
        (
            calendar("BEGIN:VEVENT\nEND:VEVENT\n" * 5000),
            "That calendar has more than 5,000 entries.",
        ),
        (calendar(event("X:" + "x" * 5_300_000)), "That calendar is larger than 5 MB."),
        (
            calendar(*(event("RRULE:FREQ=DAILY", uid=str(n)) for n in range(50))),
            "That calendar has more than 500 events in that time.",
        ),
        (
            calendar(
                OUTLOOK_ZONE.format(name="X", winter="+0100", summer="+0200").replace(
                    "YEARLY", "SECONDLY"
                ),
                event(start=";TZID=X:20261118T150000"),
            ),
            "That calendar has a time zone that no place has.",
        ),
    ],
)
def test_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(CalendarError) as refused:
        found(content)
    assert str(refused.value) == sentence


def test_an_endless_recurrence_is_cut_at_the_window() -> None:
    assert len(found(calendar(event("RRULE:FREQ=DAILY", start=":20200101T100000Z")))) == 30


NAMES = st.sampled_from(
    "DTSTART DTEND DURATION RRULE EXDATE RDATE RECURRENCE-ID SEQUENCE STATUS SUMMARY UID ATTENDEE"
    " ORGANIZER DTSTAMP BEGIN END TZID X-WR-TIMEZONE".split()
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        "20261118T150000Z 20261118 20261118T150000 PT1H -P1D P99999999D 00010101T000000"
        " FREQ=DAILY;COUNT=3 FREQ=WEEKLY;BYDAY=XX FREQ=YEARLY;UNTIL=20261201 VEVENT VTIMEZONE"
        " VCALENDAR VALARM mailto:a@b.c 20261118T150000Z/PT1H -1 99999999999999999999".split()
    ),
)
PARAMETERS = st.sampled_from(
    [
        "",
        ";TZID=America",
        ";TZID=Europe/Berlin",
        ";VALUE=DATE",
        ";VALUE=PERIOD",
        ";TZID=../etc",
        ";X",
    ]
)
LINES = st.lists(
    st.builds(lambda name, extra, value: f"{name}{extra}:{value}\n", NAMES, PARAMETERS, VALUES)
)


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_any_lines_are_events_or_a_sentence(outer: list[str], inner: list[str]) -> None:
    with contextlib.suppress(CalendarError):
        events = found(calendar("".join(outer), event("".join(inner).rstrip("\n"))))
        assert all(each.start.tzinfo and each.end.tzinfo for each in events)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(CalendarError):
        found(content)
