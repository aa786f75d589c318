"""A card's buttons: another pivot, why, share, helpful; also after a restart."""

import asyncio

import pytest
from outage import gone
from seen import (
    DANA,
    DEAL,
    SHARED_DEAL,
    ULTIMATUM,
    buttons,
    changed,
    from_coach,
    next_from_coach,
    open_modal,
    words,
)
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import Feedback
from bot.workspace.standin import StandIn
from bot.workspace.state import Message


async def card_in(slack: StandIn, channel: str) -> Message:
    await slack.command(DANA, channel, f"/negotiate check {ULTIMATUM}")
    return await next_from_coach(slack, channel)


async def test_another_pivot_gives_another_line_and_comes_round(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    lines = [words(card)]
    for _ in range(12):
        await slack.click(DANA, card, "check.another_pivot")
        card = await changed(slack, card)
        if words(card) == lines[0]:
            break
        lines.append(words(card))
    else:
        pytest.fail("the pivots never came round")
    assert len(set(lines)) == len(lines) >= 3


async def test_why_explains_and_names_the_source(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    await slack.click(DANA, card, "check.why")
    explained = words(await changed(slack, card))
    assert "Why this sign?" in explained
    assert "/negotiate playbook" in explained
    assert "The idea:" in explained


async def test_sharing_posts_the_pattern_without_words_whose_or_blame(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    await slack.click(DANA, card, "check.share")
    shared = await slack.until(
        lambda w: [m for m in from_coach(w, DEAL) if not m.is_ephemeral][-1:]
    )
    said = words(shared[0])
    assert "Say something like" in said
    assert "67k" not in said
    assert "theirs" not in said


async def test_our_own_side_is_never_told_of_in_public(slack: StandIn) -> None:
    await slack.command(
        DANA, DEAL, "/negotiate check We told them: take it or leave it, sign today or we walk."
    )
    card = await next_from_coach(slack, DEAL)
    assert "(on our side)" in words(card)
    assert "Share with the channel" not in buttons(card)


async def test_the_counterparts_name_is_not_shared(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, "/negotiate check")
    values = {"situation": ULTIMATUM, "counterpart": "Marta Voss"}
    modal = await open_modal(slack)
    await slack.submit(DANA, modal, {name: {name: value} for name, value in values.items()})
    card = await next_from_coach(slack, DEAL)
    await slack.click(DANA, card, "check.share")
    await slack.until(lambda w: [m for m in from_coach(w, DEAL) if not m.is_ephemeral])
    assert "Voss" not in str([m.blocks for m in from_coach(slack.workspace, DEAL)][1:])


async def test_where_the_coach_is_no_member_it_asks_to_be_invited(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    slack.workspace.channel(DEAL).members.remove(slack.workspace.bot.id)
    await slack.click(DANA, card, "check.share")
    told = words(await next_from_coach(slack, DEAL, after=1))
    assert "/invite" in told or "did not share" in told


async def test_a_double_click_shares_once(slack_on_each_database: StandIn) -> None:
    slack = slack_on_each_database
    card = await card_in(slack, DEAL)
    await asyncio.gather(*(slack.click(DANA, card, "check.share") for _ in range(3)))
    shared_card = await changed(slack, card)
    assert "Share with the channel" not in buttons(shared_card)
    assert len([m for m in from_coach(slack.workspace, DEAL) if not m.is_ephemeral]) == 1


async def test_a_share_that_slack_refused_can_be_tried_again(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    slack.faults.next("chat.postMessage", error="fatal_error")
    await slack.click(DANA, card, "check.share")
    assert "went wrong" in words(await next_from_coach(slack, DEAL, after=1))
    await slack.click(DANA, card, "check.share")
    await slack.until(lambda w: [m for m in from_coach(w, DEAL) if not m.is_ephemeral])


async def test_nothing_is_shared_where_people_from_outside_read(slack: StandIn) -> None:
    card = await card_in(slack, SHARED_DEAL)
    await slack.click(DANA, card, "check.share")
    answer = await next_from_coach(slack, SHARED_DEAL, after=1)
    assert "did not share" in words(answer)
    assert answer.is_ephemeral
    assert all(message.is_ephemeral for message in from_coach(slack.workspace, SHARED_DEAL))


async def test_a_channel_that_became_shared_since_is_not_posted_to(slack: StandIn) -> None:
    card = await card_in(slack, DEAL)
    slack.workspace.channel(DEAL).is_ext_shared = True
    await slack.click(DANA, card, "check.share")
    assert "did not share" in words(await next_from_coach(slack, DEAL, after=1))
    assert all(m.is_ephemeral for m in from_coach(slack.workspace, DEAL))


async def test_feedback_is_kept_once_without_the_text(
    slack_on_each_database: StandIn, database_url: str
) -> None:
    slack = slack_on_each_database
    card = await card_in(slack, DEAL)
    await slack.click(DANA, card, "check.helpful")
    thanked = await changed(slack, card)
    assert "✓ Helpful" in str(thanked.blocks)
    await slack.click(DANA, thanked, "check.not_helpful")
    await changed(slack, thanked)
    database = Database(database_url)
    async with database.unit_of_work() as session:
        (kept,) = (await session.scalars(select(Feedback))).all()
    await database.close()
    assert (kept.sign, kept.actor, kept.helpful) == ("ultimatum", "them", False)
    assert kept.team_id == slack.workspace.team.id
    assert kept.given_at.tzinfo is not None


async def test_a_database_that_is_gone_is_said_and_all_works_when_it_is_back(
    slack_on_each_database: StandIn, database_url: str
) -> None:
    slack = slack_on_each_database
    card = await card_in(slack, DEAL)
    async with gone(database_url, "feedback"):
        await slack.click(DANA, card, "check.helpful")
        told = words(await next_from_coach(slack, DEAL, after=1))
        assert "cannot reach my database" in told
        assert "reference" in told
        await slack.command(DANA, DEAL, f"/negotiate check {ULTIMATUM}")
        assert "Ultimatum" in words(await next_from_coach(slack, DEAL, after=2))
    await slack.click(DANA, card, "check.helpful")
    assert "✓ Helpful" in str((await changed(slack, card)).blocks)
