"""What is planned may change at any time: what comes is what is wanted at the last moment."""

from datetime import timedelta

from planned import direct
from reminded import (
    A_DAY,
    ALL,
    CHECKLIST,
    FORM,
    IN_CHANNEL,
    change,
    claimed_by_the_dead,
    ended,
    go_to,
    in_channel,
    live_through,
    move,
    nothing_is_due,
    planned,
    reminders,
)
from seen import DANA, DEAL, words

from bot.store.database import Database
from bot.store.models import DeliveryState
from bot.workspace.standin import StandIn

MARCUS = "marcus"
A_WEEK = timedelta(days=7)


async def test_a_moved_meeting(ticking: StandIn, database: Database) -> None:
    answer, start = await planned(ticking)
    await move(ticking, answer, start + A_WEEK)
    await live_through(ticking, database, start)
    assert reminders(ticking) == []
    await live_through(ticking, database, start + A_WEEK)
    assert reminders(ticking) == ALL


async def test_a_meeting_that_is_moved_while_its_checklist_is_on_the_way(
    ticking: StandIn, database: Database
) -> None:
    """Slack takes a while to say who is in the channel."""
    answer, start = await planned(ticking, **IN_CHANNEL)
    ticking.faults.next("conversations.info", delay=3)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.CLAIMED, start)
    await move(ticking, answer, start + A_WEEK)
    await ended(database, DeliveryState.CLAIMED, start)
    await nothing_is_due(ticking, database)
    assert in_channel(ticking) == []
    await live_through(ticking, database, start + A_WEEK)
    assert in_channel(ticking) == [CHECKLIST, FORM]


async def test_a_meeting_that_is_moved_after_a_process_died_with_its_checklist(
    ticking: StandIn, database: Database
) -> None:
    answer, start = await planned(ticking)
    await claimed_by_the_dead(ticking, database)
    await move(ticking, answer, start + A_WEEK)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.CANCELLED, start)
    await live_through(ticking, database, start + A_WEEK)
    assert reminders(ticking) == ALL


async def test_a_meeting_that_is_moved_back(ticking: StandIn, database: Database) -> None:
    answer, start = await planned(ticking)
    await move(ticking, answer, start + A_WEEK)
    await move(ticking, answer, start)
    await live_through(ticking, database, start)
    await live_through(ticking, database, start + A_WEEK)
    assert reminders(ticking) == ALL


async def test_a_meeting_that_is_moved_back_once_its_checklist_was_sent(
    ticking: StandIn, database: Database
) -> None:
    answer, start = await planned(ticking)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    await move(ticking, answer, start + A_WEEK)
    await move(ticking, answer, start)
    await live_through(ticking, database, start)
    assert reminders(ticking) == ALL


async def test_a_new_title_sends_nothing_again(ticking: StandIn, database: Database) -> None:
    answer, start = await planned(ticking)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    await change(ticking, answer, title="Harbour, the last round")
    await live_through(ticking, database, start)
    assert reminders(ticking) == ALL


async def test_a_cancelled_meeting(ticking: StandIn, database: Database) -> None:
    answer, start = await planned(ticking, people=["U0MARCUS"])
    await ticking.click(DANA, answer, "meetings.cancel")
    await ticking.until(
        lambda w: [m for m in w.messages_in(DEAL, DANA) if "Cancelled:" in words(m)]
    )
    await live_through(ticking, database, start)
    assert reminders(ticking) == reminders(ticking, MARCUS) == []


async def test_whoever_is_taken_off_the_list_gets_nothing_more(
    ticking: StandIn, database: Database
) -> None:
    answer, start = await planned(ticking, people=["U0MARCUS"])
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    await change(ticking, answer, people=[])
    await live_through(ticking, database, start)
    assert reminders(ticking, MARCUS) == [CHECKLIST]
    assert reminders(ticking) == ALL


async def test_whoever_is_added_gets_what_is_still_to_come(
    ticking: StandIn, database: Database
) -> None:
    answer, start = await planned(ticking)
    await change(ticking, answer, people=["U0MARCUS"])
    await live_through(ticking, database, start)
    assert reminders(ticking, MARCUS) == reminders(ticking) == ALL


async def test_a_channel_that_was_shared_meanwhile(ticking: StandIn, database: Database) -> None:
    """Its checklists come to the organizer alone."""
    _, start = await planned(ticking, **IN_CHANNEL)
    await ticking.share_channel(DEAL)
    await live_through(ticking, database, start)
    assert in_channel(ticking) == []
    assert reminders(ticking) == ALL
    checklist = next(m for m in direct(ticking) if m.metadata)
    assert "This was to go to <#C0HARBOUR>" in words(checklist)
