"""What comes after a meeting, and what becomes of what people write."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from planned import direct, plan, typed, wednesday
from quickly import A_TICK, comes, form, until
from reminded import change, nothing_is_due
from running import settings
from seen import DANA, DEAL, SHARED_DEAL, buttons, changed, from_coach, next_from_coach, words

from bot.clock import MovableClock
from bot.meetings.views import GONE
from bot.serving import local_workspace
from bot.store.database import Database
from bot.workspace.standin import StandIn
from bot.workspace.state import Message

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECRET = "We gave the second depot away."


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    monkeypatch.setattr("bot.app.A_TICK", A_TICK)
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


async def asked(slack: StandIn, clock: MovableClock, **values: Any) -> Message:
    """The question after a meeting of a Wednesday morning, once it has come."""
    start = wednesday(clock, 9)
    values = {"checklist_before": "0", "form_before": "0", **values}
    await plan(slack, f"Harbour renewal {typed(start)}", **values)
    until(clock, start + 1.5 * HOUR)
    return await comes(slack, "How did it go?")


async def write(slack: StandIn, message: Message, **answers: str) -> None:
    await slack.click(DANA, message, "meetings.reflect")
    view = await form(slack)
    await slack.submit(DANA, view, {name: {name: said} for name, said in answers.items()})


async def saved(slack: StandIn, clock: MovableClock, **values: Any) -> Message:
    prompt = await asked(slack, clock, **values)
    await write(slack, prompt, what_happened=SECRET, sign="ultimatum", trust="down")
    return await comes(slack, "Saved: your reflection")


def questions(slack: StandIn) -> list[str]:
    return [words(m) for m in direct(slack) if "Facts first" in words(m)]


async def test_later(slack: StandIn, clock: MovableClock) -> None:
    prompt = await asked(slack, clock)
    await slack.click(DANA, prompt, "meetings.reflect_later")
    await comes(slack, "I ask about *Harbour renewal* again")
    assert questions(slack) == []
    clock.advance(3 * HOUR)
    again = await comes(slack, "Do you have two minutes for it now?")
    assert buttons(again) == ["Reflect", "Skip"]
    await slack.click(DANA, again, "meetings.skip_reflection")
    await comes(slack, "No reflection on *Harbour renewal*. That is fine.")


async def test_without_an_answer_it_comes_once_more(slack: StandIn, clock: MovableClock) -> None:
    prompt = await asked(slack, clock)
    clock.advance(DAY)
    await comes(slack, "Do you have two minutes for it now?")
    await slack.click(DANA, prompt, "meetings.reflect_later")
    await comes(slack, "I have asked twice about *Harbour renewal*, and leave it at that.")


@pytest.mark.parametrize("answered", [True, False])
async def test_who_has_answered_is_asked_no_more(
    slack: StandIn, clock: MovableClock, answered: bool
) -> None:
    prompt = await asked(slack, clock)
    if answered:
        await write(slack, prompt, keep="The agenda")
        await comes(slack, "Saved: your reflection")
    else:
        await slack.click(DANA, prompt, "meetings.skip_reflection")
        await comes(slack, "That is fine.")
    start = clock.now() + 2 * DAY
    await plan(slack, f"Tidewater {start:%Y-%m-%d at %H:%M}", form_before="0")
    clock.advance(DAY + HOUR)
    await comes(slack, "The checklist")
    assert questions(slack) == []


@pytest.mark.parametrize("answer", ["later", "skip"])
async def test_an_answer_holds_when_the_meeting_is_edited(
    slack: StandIn, clock: MovableClock, database: Database, answer: str
) -> None:
    prompt = await asked(slack, clock)
    action = "meetings.reflect_later" if answer == "later" else "meetings.skip_reflection"
    await slack.click(DANA, prompt, action)
    await changed(slack, prompt)
    plan_card = next(m for m in from_coach(slack.workspace, DEAL) if "Planned:" in words(m))
    await change(slack, plan_card, title="Harbour, signed")
    if answer == "later":
        clock.advance(3 * HOUR)
        await comes(slack, "Do you have two minutes for it now?")
    else:
        clock.advance(DAY + HOUR)
        await nothing_is_due(slack, database)
        assert questions(slack) == []


async def test_an_empty_form(slack: StandIn, clock: MovableClock) -> None:
    prompt = await asked(slack, clock)
    await write(slack, prompt, what_happened="   ")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.errors and m)
    first = next(block for block in view.blocks if block["type"] == "input")
    assert view.errors == {first["block_id"]: "Write at least one thing, or close this."}


async def test_changed(slack: StandIn, clock: MovableClock) -> None:
    message = await saved(slack, clock)
    await slack.click(DANA, message, "meetings.reflect")
    view = await form(slack)
    assert SECRET in str(view.blocks)
    await slack.submit(DANA, view, {"what_happened": {"what_happened": "We kept it."}})
    await slack.until(lambda w: w.modal(DANA) is None)
    await slack.click(DANA, message, "meetings.reflect")
    view = await form(slack)
    assert "We kept it." in str(view.blocks)
    assert SECRET not in str(view.blocks)


async def test_a_counterpart_with_a_long_name(slack: StandIn, clock: MovableClock) -> None:
    prompt = await asked(slack, clock, counterpart="x" * 80)
    await write(slack, prompt, keep="The agenda")
    await comes(slack, "Saved: your reflection")


@pytest.mark.parametrize("action", ["meetings.reflect_later", "meetings.skip_reflection"])
async def test_of_a_meeting_that_was_forgotten(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr("bot.app.A_TICK", A_TICK)
    async with local_workspace(settings(sqlite_only), clock) as slack:
        prompt = await asked(slack, clock)
    clock.advance(200 * DAY)
    async with local_workspace(settings(sqlite_only), clock, slack.workspace) as slack:
        for _ in range(100):
            await slack.click(DANA, prompt, "meetings.reflect")
            view = await slack.until(
                lambda w: (m := w.modal(DANA)) and "One moment" not in words(m) and m
            )
            if words(view) == GONE:
                break
            await slack.close(DANA, view)  # What is old is forgotten soon after the start.
        else:
            raise AssertionError("it is kept")
        await slack.close(DANA, view)
        await slack.click(DANA, prompt, action)
        await slack.until(lambda w: words(w.current(prompt)) == GONE)


# Sharing.


async def test_shared_once_however_often_it_is_clicked(slack: StandIn, clock: MovableClock) -> None:
    message = await saved(slack, clock, channel="C0HARBOUR")
    assert buttons(message) == ["Read or change it", "Share with the channel"]
    before = len(public(slack, DEAL))
    first = asyncio.create_task(slack.click(DANA, message, "meetings.share_reflection"))
    await slack.click(DANA, message, "meetings.share_reflection")
    await first
    now = await comes(slack, "You shared it in <#C0HARBOUR>")
    await comes(slack, "You shared it before: look in <#C0HARBOUR>.")
    assert buttons(now) == ["Read or change it"]
    (shared,) = public(slack, DEAL)[before:]
    assert SECRET in words(shared)
    assert "shared by <@U0DANA>" in words(shared)
    assert "rust" not in words(shared), "signs and trust speak of people"
    assert "ltimatum" not in words(shared)


async def test_not_shared_where_people_from_outside_read(
    slack: StandIn, clock: MovableClock
) -> None:
    message = await saved(slack, clock, channel="C0TIDEWATER")
    await slack.click(DANA, message, "meetings.share_reflection")
    await slack.until(lambda _: "I did not share it" in words(direct(slack)[-1]))
    assert SECRET not in str([words(m) for m in public(slack, "deal-tidewater-supply")])
    assert "Share with the channel" in buttons(await comes(slack, "Saved: your reflection"))


@pytest.mark.parametrize(
    ("error", "said"),
    [("not_in_channel", "I did not share it"), ("msg_too_long", "Something went wrong")],
)
async def test_where_it_cannot_be_posted_it_is_not_shared(
    slack: StandIn, clock: MovableClock, error: str, said: str
) -> None:
    message = await saved(slack, clock, channel="C0HARBOUR")
    slack.faults.next("chat.postMessage", error=error)
    await slack.click(DANA, message, "meetings.share_reflection")
    await slack.until(lambda _: said in words(direct(slack)[-1]))
    await slack.click(DANA, message, "meetings.share_reflection")
    await comes(slack, "You shared it in <#C0HARBOUR>")


async def test_words_written_after_sharing_are_not_shared(
    slack: StandIn, clock: MovableClock, sqlite_only: str
) -> None:
    message = await saved(slack, clock, channel="C0HARBOUR")
    await slack.click(DANA, message, "meetings.share_reflection")
    card = await comes(slack, "You shared it in <#C0HARBOUR>")
    await write(slack, card, what_happened="Between us.")
    card = await comes(slack, "Only you can read it.")
    assert buttons(card) == ["Read or change it", "Share with the channel"]
    await slack.click(DANA, card, "meetings.share_reflection")
    await comes(slack, "You shared it in <#C0HARBOUR>")
    assert "Between us." in words(public(slack, DEAL)[-1])


async def test_what_is_shared_does_not_follow_the_meeting_to_another_channel(
    slack: StandIn, clock: MovableClock
) -> None:
    card = await saved(slack, clock, channel="C0HARBOUR")
    await slack.click(DANA, card, "meetings.share_reflection")
    card = await comes(slack, "You shared it in <#C0HARBOUR>")
    plan_card = next(m for m in from_coach(slack.workspace, DEAL) if "Planned:" in words(m))
    await change(slack, plan_card, channel="C0TIDEWATER")
    await slack.click(DANA, card, "meetings.reflect")
    view = await form(slack)
    await slack.submit(DANA, view, {})
    card = await comes(slack, "Only you can read it.")
    assert buttons(card) == ["Read or change it", "Share with the channel"]


async def test_shared_only_where_the_dialog_said(slack: StandIn, clock: MovableClock) -> None:
    card = await saved(slack, clock, channel="C0HARBOUR")
    plan_card = next(m for m in from_coach(slack.workspace, DEAL) if "Planned:" in words(m))
    await change(slack, plan_card, channel="C0TIDEWATER")
    before = [len(public(slack, channel)) for channel in (DEAL, SHARED_DEAL)]
    await slack.click(DANA, card, "meetings.share_reflection")
    card = await changed(slack, card)
    assert "<#C0TIDEWATER>" in str(card.blocks)
    assert [len(public(slack, channel)) for channel in (DEAL, SHARED_DEAL)] == before


async def test_saved_though_the_question_is_gone(slack: StandIn, clock: MovableClock) -> None:
    prompt = await asked(slack, clock)
    await slack.click(DANA, prompt, "meetings.reflect")
    view = await form(slack)
    slack.workspace.remove(prompt)
    await slack.submit(DANA, view, {"keep": {"keep": "The agenda"}})
    await slack.command(DANA, DEAL, "/negotiate review")
    await slack.until(lambda w: "1 meeting so far" in words(from_coach(w, DEAL)[-1]))
    assert "went wrong" not in str([words(m) for m in direct(slack)])


@pytest.mark.parametrize("way", ["reset", "lost"])
async def test_where_slack_did_not_say_whether_it_took_it(
    slack: StandIn, clock: MovableClock, way: str
) -> None:
    """It may be there, so it is not posted again."""
    message = await saved(slack, clock, channel="C0HARBOUR")
    before = len(public(slack, DEAL))
    slack.faults.next("chat.postMessage", reset=way == "reset", lost=way == "lost")
    await slack.click(DANA, message, "meetings.share_reflection")
    await comes(slack, "Something went wrong")
    await slack.click(DANA, message, "meetings.share_reflection")
    await comes(slack, "You shared it before: look in <#C0HARBOUR>.")
    assert len(public(slack, DEAL)) == before + (way == "lost")


async def test_what_is_shared_neither_pings_nor_is_too_long(
    slack: StandIn, clock: MovableClock
) -> None:
    prompt = await asked(slack, clock, channel="C0HARBOUR", title="<!here> & Co")
    await write(slack, prompt, what_happened="<!channel> " + "&<" * 1490, keep="line\n" * 500)
    message = await comes(slack, "Saved: your reflection")
    await slack.click(DANA, message, "meetings.share_reflection")
    await comes(slack, "You shared it in <#C0HARBOUR>")
    assert "The rest is too long for one message." in words(public(slack, DEAL)[-1])
    assert "&lt;!channel&gt;" in words(public(slack, DEAL)[-1])
    assert [ping.target for ping in slack.workspace.pings] == ["<@U0DANA>"], "who shared it"


def public(slack: StandIn, channel: str) -> list[Message]:
    return [m for m in from_coach(slack.workspace, channel) if not m.is_ephemeral]


# One's own history.


async def test_review_picture_and_forgetting(slack: StandIn, clock: MovableClock) -> None:
    await slack.command(DANA, DEAL, "/negotiate review")
    assert "You have not reflected on a meeting yet." in words(await next_from_coach(slack, DEAL))
    message = await saved(slack, clock)
    seen = len(from_coach(slack.workspace, DEAL))
    await slack.command(DANA, DEAL, "/negotiate review")
    card = await next_from_coach(slack, DEAL, after=seen)
    assert "What your reflections show" in words(card)
    assert "1 meeting so far. Only you see this." in words(card)
    assert "*Trust* has shrunk." in words(card)
    await slack.click(DANA, card, "meetings.review_picture")
    (picture,) = await slack.until(lambda _: [m for m in direct(slack) if m.files], timeout=20)
    assert picture.files[0].content.startswith(b"\x89PNG")
    assert "Trust has shrunk" in picture.files[0].alt_text
    assert "the steps on lists that were sent stay there" in str(card.blocks)
    await slack.click(DANA, card, "meetings.forget_reflections")
    await slack.until(lambda w: "are forgotten" in words(from_coach(w, DEAL)[-1]))
    seen = len(from_coach(slack.workspace, DEAL))
    await slack.command(DANA, DEAL, "/negotiate review")
    answer = await next_from_coach(slack, DEAL, after=seen)
    assert "You have not reflected on a meeting yet." in words(answer)
    await slack.click(DANA, message, "meetings.reflect")
    assert SECRET not in str((await form(slack)).blocks)
