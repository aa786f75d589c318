"""The message shortcut "Check for traps"."""

from seen import DANA, DEAL, SHARED_DEAL, ULTIMATUM, changed, next_from_coach, words

from bot.workspace.standin import StandIn


async def test_a_message_is_checked_in_private(slack: StandIn) -> None:
    message = await slack.say("marcus", DEAL, ULTIMATUM)
    await slack.shortcut(DANA, "check_for_traps", message)
    card = await next_from_coach(slack, DEAL)
    assert "Ultimatum" in words(card)
    assert card.visible_to == slack.workspace.user(DANA).id


async def test_a_reply_is_answered_in_its_thread(slack: StandIn) -> None:
    parent = await slack.say(DANA, DEAL, "What did they say today?")
    reply = await slack.say("marcus", DEAL, ULTIMATUM, thread_ts=parent.ts)
    await slack.shortcut(DANA, "check_for_traps", reply)
    card = await next_from_coach(slack, DEAL)
    assert card.thread_ts == parent.ts
    assert card.is_ephemeral


async def test_sharing_from_a_thread_stays_in_the_thread(slack: StandIn) -> None:
    parent = await slack.say(DANA, DEAL, "What did they say today?")
    reply = await slack.say("marcus", DEAL, ULTIMATUM, thread_ts=parent.ts)
    await slack.shortcut(DANA, "check_for_traps", reply)
    card = await next_from_coach(slack, DEAL)
    await slack.click(DANA, card, "check.share")
    shared = await slack.until(lambda w: w.thread(parent)[1:])
    assert shared[0].user == slack.workspace.bot.id


async def test_where_the_coach_is_no_member_the_answer_comes_all_the_same(slack: StandIn) -> None:
    parent = await slack.say(DANA, DEAL, "What did they say today?")
    reply = await slack.say("marcus", DEAL, ULTIMATUM, thread_ts=parent.ts)
    slack.workspace.channel(DEAL).members.remove(slack.workspace.bot.id)
    await slack.shortcut(DANA, "check_for_traps", reply)
    card = await next_from_coach(slack, DEAL)
    await slack.click(DANA, card, "check.why")
    assert "Why this sign?" in words(await changed(slack, card))


async def test_what_a_counterpart_wrote_is_theirs(slack: StandIn) -> None:
    channel = slack.workspace.channel(SHARED_DEAL)
    outsider = next(
        user
        for user in map(slack.workspace.user, channel.members)
        if user.team != slack.workspace.team
    )
    message = await slack.say(
        outsider.id, SHARED_DEAL, "This is our final offer: take it or leave it by Friday noon."
    )
    await slack.shortcut(DANA, "check_for_traps", message)
    card = words(await next_from_coach(slack, SHARED_DEAL))
    assert "(theirs)" in card
    assert "on our side" not in card


async def test_a_message_without_words_is_said_to_be_one(slack: StandIn) -> None:
    message = await slack.say(DANA, DEAL, "🙃")
    await slack.shortcut(DANA, "check_for_traps", message)
    assert "nothing to read" in words(await next_from_coach(slack, DEAL))
