"""The workspace at the start."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.workspace import story
from bot.workspace.state import Workspace

NORTHWIND = story.read("northwind")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_messages_stand_in_order_and_the_newest_is_about_an_hour_old(now: datetime) -> None:
    workspace = story.build(NORTHWIND, now)
    for told in NORTHWIND.channels:
        said = workspace.messages_in(told.id)
        in_channel = [message.text for message in said if not message.thread_ts]
        assert in_channel == [line.text for line in told.messages]
        newest = datetime.fromtimestamp(float(said[-1].ts), UTC)
        assert timedelta(minutes=50) < now - newest < timedelta(minutes=80)


@pytest.fixture
def at_ten() -> Workspace:
    return story.load("northwind", datetime(2026, 6, 17, 10, 0, tzinfo=UTC))


def test_times_are_wall_times_of_the_viewer(at_ten: Workspace) -> None:
    first = at_ten.messages_in("deal-harbour-renewal")[0]
    assert datetime.fromtimestamp(float(first.ts), UTC).isoformat() == "2026-06-13T08:12:00+00:00"


def test_the_bot_is_in_every_deal_and_has_said_nothing(at_ten: Workspace) -> None:
    assert at_ten.bot.real_name == "Negotiation Coach"
    deals = [channel for channel in at_ten.channels.values() if channel.kind == "channel"]
    assert all(at_ten.bot.id in channel.members for channel in deals)
    assert at_ten.messages_in(at_ten.direct("dana").id) == []
    people = {m.user for channel in deals for m in at_ten.messages_in(channel.id)}
    assert at_ten.bot.id not in people


def test_only_the_shared_channel_has_people_of_another_team(at_ten: Workspace) -> None:
    for channel in at_ten.channels.values():
        teams = {at_ten.users[member].team.name for member in channel.members}
        assert (len(teams) > 1) == channel.is_ext_shared


@pytest.mark.parametrize(
    ("after", "meant"),
    [
        ("20m", timedelta(minutes=20)),
        ("3h", timedelta(hours=3)),
        ("1d 3h", timedelta(days=1, hours=3)),
        ("1d 2h 30m", timedelta(days=1, hours=2, minutes=30)),
    ],
)
def test_how_long_after_a_line_follows(after: str, meant: timedelta) -> None:
    line = story.ScriptLine.model_validate({"after": after, "who": "dana", "text": "Hi"})
    assert line.after == meant


@pytest.mark.parametrize("after", ["", "soon", "20", "20 m", "-5m", "3h 1d"])
def test_what_is_no_time_is_refused(after: str) -> None:
    with pytest.raises(ValidationError):
        story.ScriptLine.model_validate({"after": after, "who": "dana", "text": "Hi"})


def test_only_members_have_a_part_in_a_script(at_ten: Workspace) -> None:
    assert {channel: len(script.lines) for channel, script in at_ten.scripts.items()} == {
        "C0HARBOUR": 13,
        "C0TIDEWATER": 6,
        "C0ORCHARD": 8,
    }
    for channel, script in at_ten.scripts.items():
        assert {line.user for line in script.lines} <= set(at_ten.channels[channel].members)
        assert not script.lines[0].is_reply
