"""Which events are meetings with a counterpart."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.meetings.calendars.events import Event
from bot.meetings.calendars.matching import Counterpart, EventKey, Match, domain, match

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HARBOUR = Counterpart("Harbour Foods", "C0HARBOUR")


def meeting(
    title: str = "",
    *attendees: str,
    days: float = 1,
    hours: float = 1,
    cancelled: bool = False,
    all_day: bool = False,
    uid: str = "a",
    organizer: str | None = "dana@northwind.com",
) -> Event:
    start = NOW + timedelta(days=days)
    end = start + timedelta(hours=hours)
    return Event(
        uid, None, 0, title, start, end, cancelled, all_day, attendees, organizer, "Europe/London"
    )


def found(event: Event, *counterparts: Counterpart, domains: tuple[str, ...] = ()) -> str | None:
    matches = match([event], counterparts or [HARBOUR], domains, NOW)
    return matches[0].counterpart if matches else None


@pytest.mark.parametrize(
    "title",
    ["Harbour Foods renewal", "HARBOUR FOODS", "Renewal: foods @ Harbour", "harbour-foods?"],
)
def test_by_the_title(title: str) -> None:
    assert found(meeting(title)) == "Harbour Foods"


@pytest.mark.parametrize("title", ["", "Harbour", "Foods", "Harbours Foodsy", "Lunch"])
def test_not_by_a_part_of_the_name(title: str) -> None:
    assert found(meeting(title)) is None


@pytest.mark.parametrize(
    "person",
    [
        "voss@harbourfoods.com",
        "voss@harbour-foods.co.uk",
        "voss@mail.harbourfoods.com",
        "voss@harbourfoodsgroup.eu",
    ],
)
def test_by_who_is_invited(person: str) -> None:
    assert found(meeting("Renewal", person)) == "Harbour Foods"
    assert found(meeting("Renewal", organizer=person)) == "Harbour Foods"


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Com", "ana@acme.com"),
        ("BT", "ana@subtle.com"),
        ("Harbour Foods", "harbourfoods@gmail.com"),
        ("Harbour Foods", "voss@harbour.com"),
        ("!!", "ana@acme.com"),
    ],
)
def test_not_by_a_part_of_the_domain(name: str, person: str) -> None:
    assert found(meeting("Renewal", person), Counterpart(name, "C1")) is None


def test_a_short_name_is_a_whole_label() -> None:
    assert found(meeting("", "ana@bt.com"), Counterpart("BT", "C1")) == "BT"


@pytest.mark.parametrize("name", ["Acme Ltd", "The Acme Company", "ACME"])
def test_a_legal_form_says_nothing(name: str) -> None:
    assert found(meeting("Acme renewal"), Counterpart(name, "C1")) == name
    assert found(meeting("Ltd the company"), Counterpart(name, "C1")) is None


@pytest.mark.parametrize("person", ["ana@acme.com", "ana@eu.acme.com"])
def test_by_a_domain_that_was_named(person: str) -> None:
    assert found(meeting("Talk", person), domains=("acme.com",)) == person.partition("@")[2]
    assert found(meeting("Talk", person), domains=("cme.com", "acme.co")) is None


def test_the_counterpart_goes_before_the_domain() -> None:
    event = meeting("Talk", "voss@harbourfoods.com")
    assert match([event], [HARBOUR], ["harbourfoods.com"], NOW) == (
        Match(event, "Harbour Foods", "C0HARBOUR"),
    )


@pytest.mark.parametrize(
    "event",
    [
        meeting("Harbour Foods", days=-1),
        meeting("Harbour Foods", days=0),
        meeting("Harbour Foods", days=90.1),
        meeting("Harbour Foods", hours=12.1),
        meeting("Harbour Foods", cancelled=True),
        meeting("Harbour Foods", all_day=True),
    ],
)
def test_only_meetings_to_come(event: Event) -> None:
    assert not match([event], [HARBOUR], (), NOW)


def test_sooner_first() -> None:
    later, sooner = meeting("Harbour Foods", days=9), meeting("Harbour Foods", days=2)
    assert [each.event for each in match([later, sooner], [HARBOUR], (), NOW)] == [sooner, later]


@pytest.mark.parametrize(
    ("word", "is_domain"),
    [
        ("acme.com", "acme.com"),
        ("@Acme.CO.uk,", "acme.co.uk"),
        ("acme", None),
        ("ana@acme.com", None),
        ("https://acme.com", None),
        ("a..com", None),
        ("x" * 300 + ".com", None),
    ],
)
def test_domains_as_typed(word: str, is_domain: str | None) -> None:
    assert domain(word) == is_domain


def test_a_key_fits_its_column() -> None:
    long, odd = EventKey.of(meeting(uid="u" * 300)), EventKey.of(meeting(uid="a\0b"))
    assert len(long.uid) == len(odd.uid) == 64
    assert long != EventKey.of(meeting(uid="u" * 301))
    assert EventKey.of(meeting(uid="u" * 255)).uid == "u" * 255
