"""The form that plans a meeting: what it begins with, what it asks, what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from planned import LONDON, direct, filled_form, plan, typed, wednesday
from seen import DANA, DEAL, buttons, from_coach, next_from_coach, words

from bot.clock import MovableClock
from bot.meetings.form import Draft, planning_modal
from bot.slack.dates import on_the_wall
from bot.slack.messages import Whereabouts
from bot.workspace.standin import StandIn
from bot.workspace.state import Message, View

HOUR = timedelta(hours=1)
NASTY = "<!channel> & <@U0MARCUS> *bold* `code` 😀👩‍👩‍👧 <https://example.com|here>"


def initial(view: View, field: str) -> Any:
    """What an input begins with."""
    (element,) = (b["element"] for b in view.blocks if b.get("block_id") == field)
    (value,) = [value for key, value in element.items() if key.startswith("initial_")] or [None]
    return value["value"] if isinstance(value, dict) else value


def options(view: View, field: str) -> dict[str, str]:
    """The labels of a choice, by value."""
    (element,) = (b["element"] for b in view.blocks if b.get("block_id") == field)
    return {option["value"]: option["text"]["text"] for option in element["options"]}


async def submit(slack: StandIn, view: View, user: str = DANA, **values: Any) -> None:
    await slack.submit(user, view, {field: {field: value} for field, value in values.items()})


async def errors(slack: StandIn, view: View, **values: Any) -> dict[str, str]:
    """What the form says is wrong with `values`."""
    await submit(slack, view, **values)
    shown = await slack.until(lambda w: w.view(view.id))
    return shown.errors or {}


async def listed(slack: StandIn, place: str = DEAL, user: str = DANA) -> Message:
    """What `/negotiate meetings` answers."""
    before = len(slack.workspace.messages_in(place, viewer=user))
    await slack.command(user, place, "/negotiate meetings")
    return await slack.until(lambda w: (m := w.messages_in(place, viewer=user)[before:]) and m[-1])


def change(clock: MovableClock, forward: bool) -> datetime:
    """When London's clocks change next, in UTC."""
    day = clock.now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while True:
        change = day.astimezone(LONDON).utcoffset() or timedelta()
        earlier = (day - HOUR / 2).astimezone(LONDON).utcoffset() or timedelta()
        if change != earlier and (change > earlier) is forward:
            return day
        day += timedelta(days=1)


# What it begins with.


async def test_filled_from_words(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    view = await filled_form(slack, f"Harbour renewal {typed(start)} for 45 min")
    assert initial(view, "title") == "Harbour renewal"
    assert initial(view, "day") == f"{start:%Y-%m-%d}"
    assert initial(view, "time") == "15:00"
    assert initial(view, "length") == "45"
    assert "London time." in words(view)


async def test_filled_from_a_watched_channel(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, "/negotiate watch Harbour Foods")
    await next_from_coach(slack, DEAL)
    view = await filled_form(slack, "")
    assert initial(view, "counterpart") == "Harbour Foods"
    assert initial(view, "channel") == "C0HARBOUR"


async def test_a_longer_title_than_fits_is_cut(slack: StandIn, clock: MovableClock) -> None:
    title = " ".join(["renewal"] * 30)
    view = await filled_form(slack, f"{title} {typed(wednesday(clock, 15))}")
    assert len(initial(view, "title")) == 150
    assert initial(view, "title").endswith("…")
    await submit(slack, view)
    assert "Planned: " in words(await next_from_coach(slack, DEAL))


async def test_the_longest_of_everything_goes_through(slack: StandIn, clock: MovableClock) -> None:
    people = [f"U0{name}" for name in ("DANA", "MARCUS", "PRIYA", "TOM")]
    start = wednesday(clock, 15)
    answer = await plan(
        slack,
        f"x {typed(start)}",
        title="&" * 150,
        counterpart="<" * 80,
        channel="C0HARBOUR",
        people=people,
    )
    await slack.click(DANA, answer, "meetings.edit")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    assert initial(view, "title") == "&" * 150
    assert initial(view, "counterpart") == "<" * 80
    assert initial(view, "people") == [person for person in people if person != "U0DANA"]
    await submit(slack, view)
    assert "Changed: " in words(await next_from_coach(slack, DEAL, after=1))


# What it asks.


async def test_words_of_two_meanings_are_asked_about(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 19)
    view = await filled_form(slack, f"Harbour {start:%Y-%m-%d} at 7")
    assert "That can mean more than one time. Which do you mean?" in words(view)
    choices = options(view, "which")
    assert [label[-9:] for label in choices.values()] in (
        ["07:00 GMT", "19:00 GMT"],
        ["07:00 BST", "19:00 BST"],
    )
    await submit(slack, view, which=list(choices)[1])
    assert "19:00 to 20:00 London time" in words(await next_from_coach(slack, DEAL))


async def test_another_time_than_those_asked_about(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 19)
    view = await filled_form(slack, f"Harbour {start:%Y-%m-%d} at 7")
    await submit(slack, view, day=f"{start:%Y-%m-%d}", time="16:30")
    assert "16:30 to 17:30 London time" in words(await next_from_coach(slack, DEAL))


async def test_neither_chosen_nor_put_in(slack: StandIn, clock: MovableClock) -> None:
    view = await filled_form(slack, f"Harbour {wednesday(clock, 19):%Y-%m-%d} at 7")
    assert await errors(slack, view) == {
        "day": "Please choose one.",
        "time": "Please choose one.",
    }


async def test_a_choice_that_is_over_by_now(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 19)
    view = await filled_form(slack, f"Harbour {start:%Y-%m-%d} at 7")
    clock.advance(start - HOUR - clock.now())
    over, coming = options(view, "which")
    assert await errors(slack, view, which=over) == {"which": "That is already over."}
    await submit(slack, view, which=coming)
    # Directly: days later there is no answering where it was asked.
    await slack.until(lambda _: [m for m in direct(slack) if "19:00 to 20:00" in words(m)])


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("by_words", [True, False])
async def test_the_hour_that_comes_twice(
    slack: StandIn, clock: MovableClock, number: int, by_words: bool
) -> None:
    back = change(clock, forward=False)
    day = f"{back:%Y-%m-%d}"
    view = await filled_form(slack, f"Harbour {day} at 01:30" if by_words else "")
    if not by_words:
        await submit(slack, view, title="Harbour", day=day, time="01:30")
        view = await slack.until(lambda w: (m := w.modal(DANA)) and m != view and m)
        assert initial(view, "title") == "Harbour"
    assert "The clocks go back then, and that time comes twice." in words(view)
    choices = options(view, "which")
    assert [label[-9:] for label in choices.values()] == ["01:30 BST", "01:30 GMT"]
    await submit(slack, view, which=list(choices)[number])
    answer = await next_from_coach(slack, DEAL)
    told = ("01:30 BST to 01:30 GMT, London time", "01:30 GMT to 02:30 GMT, London time")
    assert told[number] in words(answer), "it lasts an hour, whatever the clocks do"
    await slack.click(DANA, answer, "meetings.edit")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    await submit(slack, view, where="channel", channel="C0HARBOUR")
    at = back - HOUR / 2 + number * HOUR
    changed = words(await next_from_coach(slack, DEAL, after=1))
    assert f"<!date^{int(at.timestamp())}^" in changed, "where several read it"
    assert told[number] in changed


# What it refuses.


async def test_what_is_over(slack: StandIn, clock: MovableClock) -> None:
    view = await filled_form(slack, "")
    yesterday = clock.now() - timedelta(days=1)
    values = {"title": "Harbour", "day": f"{yesterday:%Y-%m-%d}", "time": "10:00"}
    assert await errors(slack, view, **values) == {"day": "That is already over."}


async def test_the_hour_that_is_left_out(slack: StandIn, clock: MovableClock) -> None:
    view = await filled_form(slack, "")
    day = f"{change(clock, forward=True):%Y-%m-%d}"
    values = {"title": "Harbour", "day": day, "time": "01:30"}
    assert await errors(slack, view, **values) == {
        "time": "The clocks go forward then and leave out that time."
    }
    await submit(slack, view, **values | {"time": "02:00"})
    assert "02:00 BST to 03:00 BST, London time" in words(await next_from_coach(slack, DEAL))


async def test_a_checklist_for_a_channel_that_is_not_named(
    slack: StandIn, clock: MovableClock
) -> None:
    view = await filled_form(slack, f"Harbour {typed(wednesday(clock, 15))}")
    assert await errors(slack, view, where="channel") == {"channel": "Which channel shall it be?"}
    await submit(slack, view, where="channel", channel="C0HARBOUR")
    assert "Planned: " in words(await next_from_coach(slack, DEAL))


async def test_a_title_of_spaces(slack: StandIn, clock: MovableClock) -> None:
    view = await filled_form(slack, f"Harbour {typed(wednesday(clock, 15))}")
    assert await errors(slack, view, title="  ") == {"title": "What is it called?"}


# Changing and cancelling.


async def test_moved(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    answer = await plan(slack, f"Harbour {typed(start)}")
    assert f"Checklist: {on_the_wall(start - 24 * HOUR, LONDON)}" in words(answer)
    await slack.click(DANA, answer, "meetings.edit")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    assert initial(view, "time") == "15:00"
    await submit(slack, view, time="12:00", length="90")
    answer = await next_from_coach(slack, DEAL, after=1)
    assert "Changed: *Harbour*" in words(answer)
    assert "12:00 to 13:30 London time" in words(answer)
    assert f"Checklist: {on_the_wall(start - 27 * HOUR, LONDON)}" in words(answer)
    assert on_the_wall(start - 24 * HOUR, LONDON) not in words(answer)
    assert words(await listed(slack)).count("Harbour") == 1


async def test_cancelled(slack: StandIn, clock: MovableClock) -> None:
    answer = await plan(slack, f"Harbour {typed(wednesday(clock, 15))}")
    await slack.click(DANA, answer, "meetings.edit")
    stale = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    await slack.click(DANA, answer, "meetings.cancel")
    said = await next_from_coach(slack, DEAL, after=1)
    assert words(said) == "Cancelled: *Harbour*. Nothing more comes about it."
    await submit(slack, stale)
    said = await next_from_coach(slack, DEAL, after=2)
    assert "or somebody else's" in words(said), "a form that was left open brings nothing back"
    await slack.click(DANA, answer, "meetings.cancel")
    assert "or somebody else's" in words(await next_from_coach(slack, DEAL, after=3))
    await slack.click(DANA, answer, "meetings.edit")
    await slack.until(lambda w: "is cancelled" in words(w.modal(DANA)))
    assert "You have no meetings planned." in words(await listed(slack))


async def test_what_somebody_else_planned(slack: StandIn, clock: MovableClock) -> None:
    answer = await plan(slack, f"Harbour {typed(wednesday(clock, 15))}")
    # As if Dana's private answer had been copied to where Marcus can use its buttons.
    workspace = slack.workspace
    copied = workspace.post(
        answer.channel, workspace.bot.id, answer.text, clock.now(), blocks=answer.blocks
    )
    await slack.click("marcus", copied, "meetings.cancel")
    await slack.until(
        lambda w: "or somebody else's" in words(w.messages_in(DEAL, viewer="marcus")[-1])
    )
    await slack.click("marcus", copied, "meetings.edit")
    await slack.until(lambda w: "or somebody else's" in words(w.modal("marcus")))
    assert "Harbour" in words(await listed(slack))
    assert "You have no meetings planned." in words(await listed(slack, user="marcus"))


async def test_listed_sooner_first_with_the_zone_of_each(
    slack: StandIn, clock: MovableClock
) -> None:
    await plan(slack, f"Second {typed(wednesday(clock, 15, weeks=2))}")
    await plan(slack, f"First {typed(wednesday(clock, 9))}")
    workspace = slack.workspace
    travelled(slack, "Asia/Kathmandu")
    await plan(slack, f"Third {typed(wednesday(clock, 9, weeks=3))}", where="people")
    told = words(await listed(slack))
    assert told.index("*First*") < told.index("*Second*") < told.index("*Third*")
    assert told.count(" London time") == 2
    assert "09:00 to 10:00 Kathmandu time" in told
    assert workspace.pings == []


async def test_more_than_are_listed(slack: StandIn, clock: MovableClock) -> None:
    for week in range(1, 13):
        await plan(slack, f"Harbour {typed(wednesday(clock, 15, weeks=week))}")
    assert "… and 2 more after these." in words(await listed(slack))


def test_a_long_counterpart_fits_its_input() -> None:
    draft = Draft(asker=Whereabouts(user="U0DANA"), zone="Europe/London", counterpart="x" * 100)
    blocks = planning_modal(draft).to_dict()["blocks"]
    element = next(block["element"] for block in blocks if block["block_id"] == "counterpart")
    assert len(element["initial_value"]) == element["max_length"]


async def test_in_utc(slack: StandIn, clock: MovableClock) -> None:
    travelled(slack, "Etc/UTC")
    answer = await plan(slack, f"Harbour {typed(wednesday(clock, 15))}", where="people")
    assert "15:00 to 16:00 UTC\n" in words(answer)


def travelled(slack: StandIn, zone: str, user: str = "U0DANA") -> None:
    slack.workspace.users[user] = replace(slack.workspace.users[user], tz=zone)


# In a direct message.


async def test_written_to_the_coach_directly(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    await slack.say(
        DANA, slack.workspace.direct(DANA).id, f"meeting Harbour renewal {typed(start)} for 45 min"
    )
    card = await slack.until(lambda _: direct(slack)[-1:])
    assert "15:00 to 15:45 London time" in words(card[0])
    assert buttons(card[0]) == ["Plan it"]
    await slack.click(DANA, card[0], "meetings.plan_as_typed")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    assert initial(view, "title") == "Harbour renewal"
    await submit(slack, view)
    await slack.until(lambda _: "Planned: *Harbour renewal*" in words(direct(slack)[-1]))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("meeting", "What is it called, and when is it?"),
        ("meeting Harbour", "On what day is it, and at what time?"),
        (f"meeting {'a' * 2100}", "That is too long for me."),
    ],
)
async def test_what_is_not_understood_directly(slack: StandIn, line: str, said: str) -> None:
    await slack.say(DANA, slack.workspace.direct(DANA).id, line)
    card = await slack.until(lambda _: direct(slack)[-1:])
    assert said in words(card[0])
    await slack.click(DANA, card[0], "meetings.plan_as_typed")
    await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)


# What people write neither pings nor breaks anything.


async def test_signs_in_titles_and_names(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    answer = await plan(
        slack, f"x {typed(start)}", title=NASTY, counterpart=NASTY[::-1], channel="C0HARBOUR"
    )
    for said in (answer, await listed(slack)):
        assert "&lt;!channel&gt; &amp; &lt;@U0MARCUS&gt;" in words(said)
        assert "<!channel>" not in words(said) + said.text
    await slack.click(DANA, answer, "meetings.cancel")
    await slack.until(lambda w: "Cancelled: " in words(from_coach(w, DEAL)[-1]))
    await slack.say(
        DANA, slack.workspace.direct(DANA).id, f"meeting @channel <!here> & 😀 {typed(start)}"
    )
    card = await slack.until(lambda _: direct(slack)[-1:])
    assert "&amp;" in words(card[0])
    assert "<!" not in card[0].text
    assert slack.workspace.pings == []
