"""A deal channel from the invitation to the coaching thread, through signed events."""

import asyncio
import re

from running import Recorded
from seen import (
    DANA,
    DEAL,
    SHARED_DEAL,
    buttons,
    from_coach,
    next_from_coach,
    words,
)
from watching import SOURING, posted, public, sour, watch

from bot.workspace.standin import StandIn


async def test_the_introduction_says_who_asked_what_is_kept_and_how_to_stop(
    slack: StandIn,
) -> None:
    await watch(slack)
    hello = words(public(slack)[0])
    assert "<@U0DANA> asked me" in hello
    assert "never what you write" in hello
    assert "/negotiate unwatch" in hello


async def test_a_deal_that_turns_sour_gets_one_thread_without_names(
    slack_on_each_database: StandIn,
) -> None:
    slack = slack_on_each_database
    await watch(slack)
    await sour(slack)
    post = await posted(slack)
    said = words(post)
    assert "What has built up" in said
    assert "https://northwind-deals.slack.com/archives/C0HARBOUR/p" in said
    assert "Say" in said
    for name in ("Dana", "Marcus", "U0DANA", "U0MARCUS", "theirs", "on our side"):
        assert name not in said
    assert {"Plan the next meeting", "Show another", "Not useful", "Quiet for 3 days"} <= set(
        buttons(post)
    )
    openings = [m for m in public(slack) if "What has built up" in words(m)]
    assert len(openings) == 1


async def test_in_a_shared_channel_not_a_word_is_posted(slack: StandIn) -> None:
    await slack.command(DANA, SHARED_DEAL, "/negotiate watch")
    told = await next_from_coach(slack, SHARED_DEAL)
    assert told.is_ephemeral
    for _, text in SOURING:
        await slack.say("owen", SHARED_DEAL, text)
    direct = slack.workspace.direct(DANA).id
    private = await slack.until(lambda w: from_coach(w, direct))
    assert "People from outside can read that channel" in words(private[-1])
    assert public(slack, SHARED_DEAL) == []


async def test_nothing_is_read_where_nobody_asked(slack: StandIn) -> None:
    await sour(slack)
    await slack.command(DANA, DEAL, "/negotiate deal")
    assert "I do not watch this channel" in words(await next_from_coach(slack, DEAL))
    assert public(slack) == []


async def test_the_same_message_delivered_again_counts_once(
    slack: StandIn, recorded: Recorded
) -> None:
    await watch(slack)
    who, text = SOURING[0]
    message = await slack.say(who, DEAL, text)
    await asyncio.gather(*(slack.tell_again(message) for _ in range(4)))
    await recorded(1)
    await slack.command(DANA, DEAL, "/negotiate deal")
    card = words(await next_from_coach(slack, DEAL, after=2))
    assert len(set(re.findall(r"archives/C0HARBOUR/\w+", card))) == 1
