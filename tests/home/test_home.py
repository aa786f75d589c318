"""The Home tab, and what people write to the coach directly."""

import asyncio

import pytest
from seen import DANA, DEAL, NO_TRAP, from_coach, next_from_coach, open_modal, words

from bot.workspace.standin import StandIn
from coaching.vocabulary import Sign


async def test_the_home_tab_opens_the_modal_whose_answer_comes_directly(slack: StandIn) -> None:
    await slack.open_home(DANA)
    home = await slack.until(lambda w: w.homes.get(w.user(DANA).id))
    await slack.click(DANA, home, "home.open_check")
    modal = await open_modal(slack)
    await slack.submit(DANA, modal, {"situation": {"situation": NO_TRAP}})
    direct = slack.workspace.direct(DANA).id
    assert "I see no trap here" in words(await next_from_coach(slack, direct))


async def test_the_playbook_can_be_read_from_the_home_tab(slack: StandIn) -> None:
    await slack.open_home(DANA)
    home = await slack.until(lambda w: w.homes.get(w.user(DANA).id))
    await slack.click(DANA, home, "playbook.read_sign", chosen=Sign.STALEMATE)
    direct = slack.workspace.direct(DANA).id
    assert "Stalemate" in words(await next_from_coach(slack, direct))


async def test_a_direct_message_is_checked(slack_on_each_database: StandIn) -> None:
    slack = slack_on_each_database
    direct = slack.workspace.direct(DANA).id
    await slack.say(DANA, direct, NO_TRAP)
    assert "I see no trap here" in words(await next_from_coach(slack, direct))


@pytest.mark.parametrize("words_written", ["help", "hi", "playbook ultimatum", "check"])
async def test_a_direct_message_knows_the_commands(slack: StandIn, words_written: str) -> None:
    direct = slack.workspace.direct(DANA).id
    await slack.say(DANA, direct, words_written)
    said = words(await next_from_coach(slack, direct))
    expected = {"playbook ultimatum": "What it is:", "check": "Tell me what is going on"}
    assert expected.get(words_written, "/negotiate check") in said


async def test_a_reply_to_the_coach_is_answered_in_its_thread_to_stay(slack: StandIn) -> None:
    direct = slack.workspace.direct(DANA).id
    first = await slack.say(DANA, direct, NO_TRAP)
    await slack.say(DANA, direct, f"And now: {NO_TRAP}", thread_ts=first.ts)
    answer = await slack.until(
        lambda w: [m for m in from_coach(w, direct) if m.thread_ts == first.ts][-1:]
    )
    assert not answer[0].is_ephemeral


async def test_a_message_delivered_many_times_at_once_is_answered_once(
    slack_on_each_database: StandIn,
) -> None:
    slack = slack_on_each_database
    direct = slack.workspace.direct(DANA)
    event = {
        "type": "message",
        "channel": direct.id,
        "channel_type": "im",
        "user": slack.workspace.user(DANA).id,
        "text": NO_TRAP,
        "ts": "1700000000.000100",
    }
    await asyncio.gather(*(slack.deliver_event(event) for _ in range(8)))
    await next_from_coach(slack, direct.id)
    other = dict(event, ts="1700000000.000200", text="And another one, nothing special about it.")
    await slack.deliver_event(other)
    await next_from_coach(slack, direct.id, after=1)
    assert len(from_coach(slack.workspace, direct.id)) == 2


async def test_bots_edits_joins_and_its_own_messages_are_not_answered(slack: StandIn) -> None:
    direct = slack.workspace.direct(DANA)
    dana, bot = slack.workspace.user(DANA).id, slack.workspace.bot.id
    base = {"type": "message", "channel": direct.id, "channel_type": "im", "text": NO_TRAP}
    for number, event in enumerate(
        [
            {"user": bot, "bot_id": "B0COACH"},
            {"user": dana, "bot_id": "B0OTHER"},
            {"user": dana, "subtype": "bot_message", "bot_id": "B0OTHER"},
            {"subtype": "message_changed", "message": {"user": dana, "text": NO_TRAP}},
            {"subtype": "message_deleted"},
            {"user": dana, "subtype": "channel_join"},
        ]
    ):
        await slack.deliver_event({**base, "ts": f"1700000000.0003{number:02}", **event})
    await slack.say(DANA, direct.id, NO_TRAP)
    await next_from_coach(slack, direct.id)
    assert len(from_coach(slack.workspace, direct.id)) == 1


async def test_a_message_in_a_channel_is_not_answered(slack: StandIn) -> None:
    await slack.say(DANA, DEAL, "Take it or leave it, they said, or they go elsewhere.")
    direct = slack.workspace.direct(DANA).id
    await slack.say(DANA, direct, NO_TRAP)
    await next_from_coach(slack, direct)
    assert not from_coach(slack.workspace, DEAL)
