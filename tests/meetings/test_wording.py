"""What is said about meetings: short enough for Slack, and plain."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.meetings import history, views
from bot.meetings.views import LONGEST_LINE, Line, Planned
from coaching import Coach, Reflection, review
from coaching.vocabulary import Actor, Move, Outcome, Sign, Trust

TALK = Planned("k", "Price talk", datetime(2027, 7, 7, 14, 0, tzinfo=UTC), 45, "Europe/London")
PLAYBOOK = Coach.default().playbook


def option(text: str, why: str = "") -> tuple[str, str]:
    """The two lines of a checkbox."""
    blocks = views.checklist(TALK, [Line("i", text, why, False, "added")], short=False).blocks
    box = next(block.to_dict() for block in blocks if block.block_id == "k:i")
    shown = box["elements"][0]["options"][0]
    return shown["text"]["text"], shown.get("description", {}).get("text", "")


def reasons() -> list[str]:
    preparation = PLAYBOOK.preparation
    essentials = [item for element in preparation.elements.values() for item in element.items]
    fitted = [
        item
        for sign in preparation.signs.values()
        for facing in sign.facing.values()
        for item in facing.items
    ]
    return [item.why for item in [*essentials, *fitted]]


def test_every_reason_fits_under_its_item() -> None:
    assert len(reasons()) > 50
    assert [why for why in reasons() if len(why) > LONGEST_LINE] == []


def test_a_long_item_goes_on_under_itself_and_ends_visibly() -> None:
    first, under = option("Ask Helen whether the two depots in Hull " * 6, "A reason.")
    assert first.endswith("whether the two depots")
    assert under.startswith("in Hull Ask Helen")
    assert under.endswith("…")
    assert max(len(first), len(under)) <= LONGEST_LINE


def test_a_time_is_told_with_its_zone_and_to_several_with_their_own() -> None:
    assert TALK.when == "Wed 7 Jul, 15:00 to 15:45 London time"
    told = replace(TALK, several=True, zone="America/New_York").when
    assert told.startswith("Wed 7 Jul, 10:00 to 10:45 New York time (<!date^")


@pytest.mark.parametrize(
    ("start", "zone", "told"),
    [
        ("2027-10-31T00:30", "Europe/London", "Sun 31 Oct, 01:30 BST to 01:30 GMT, London time"),
        ("2027-10-31T01:30", "Europe/London", "Sun 31 Oct, 01:30 GMT to 02:30 GMT, London time"),
        ("2027-03-28T00:30", "Europe/London", "Sun 28 Mar, 00:30 GMT to 02:30 BST, London time"),
        ("2027-10-30T22:30", "Europe/London", "Sat 30 Oct, 23:30 BST to 00:30 BST, London time"),
        ("2027-10-30T21:30", "Europe/London", "Sat 30 Oct, 22:30 to 23:30 London time"),
        ("2027-11-01T00:00", "Europe/London", "Mon 1 Nov, 00:00 to 01:00 London time"),
        (
            "2027-04-03T14:30",
            "Australia/Lord_Howe",
            "Sun 4 Apr, 01:30 UTC+11 to 02:00 UTC+1030, Lord Howe time",
        ),
        ("2027-10-28T20:30", "Africa/Cairo", "Thu 28 Oct, 23:30 EEST to 23:30 EET, Cairo time"),
        ("2027-03-14T05:00", "America/Havana", "Sun 14 Mar, 01:00 CDT to 02:00 CDT, Havana time"),
    ],
)
def test_where_clocks_change_a_time_says_what_they_are_set_to(
    start: str, zone: str, told: str
) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert replace(TALK, start=moment, minutes=60, zone=zone).when == told


@pytest.mark.parametrize(
    ("actors", "told"),
    [
        ([Actor.THEM], "Ultimatum: once, theirs"),
        ([Actor.THEM, Actor.US, Actor.US], "Ultimatum: 3 times, theirs once, on our side twice"),
        ([None, None], "Ultimatum: twice"),
    ],
)
def test_a_history_counts_in_words(actors: list[Actor | None], told: str) -> None:
    written = [
        Reflection(at=TALK.start, sign=Sign.ULTIMATUM, actor=actor, trust=Trust.UP)
        for actor in actors
    ]
    said = str([block.to_dict() for block in history.card(PLAYBOOK, review(written)).blocks])
    assert f"•  {told}'" in said
    over = f" on the whole, over {len(actors)} meetings" if len(actors) > 1 else ""
    assert f"has grown{over}." in said


def test_a_history_of_anything_can_be_drawn() -> None:
    bare = Reflection(at=TALK.start, what_happened="We talked.")
    full = Reflection(
        at=TALK.start,
        sign=Sign.ULTIMATUM,
        pivot_move=Move.REFRAME,
        pivot_worked=Outcome.NO,
        trust=Trust.UP,
    )
    for written in ([bare], [full], [bare, full]):
        assert history.draw(PLAYBOOK, review(written)).startswith(b"\x89PNG")
