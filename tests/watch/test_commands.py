"""The commands about a deal channel, and the buttons of a coaching post."""

import pytest
from seen import DANA, DEAL, buttons, changed, from_coach, next_from_coach, words
from watching import posted, public, sour, watch

from bot.workspace.standin import StandIn
from bot.workspace.state import Message

DIRECT = "direct"


async def answer(slack: StandIn, line: str, channel: str = DEAL) -> str:
    before = len(from_coach(slack.workspace, channel))
    await slack.command(DANA, channel, line)
    return words(await next_from_coach(slack, channel, after=before))


async def clicked(slack: StandIn, message: Message, action: str) -> Message:
    """What the coach answers to a click, in the thread, to Dana alone."""
    before = len(from_coach(slack.workspace, DEAL))
    await slack.click(DANA, message, action)
    return await next_from_coach(slack, DEAL, after=before)


@pytest.mark.parametrize("line", ["unwatch", "pause 3d", "sensitivity keen", "deal"])
async def test_where_it_does_not_watch_it_says_so(slack: StandIn, line: str) -> None:
    assert "I do not watch this channel" in await answer(slack, f"/negotiate {line}")


async def test_watching_needs_an_invitation(slack: StandIn) -> None:
    await slack.remove_bot(DEAL)
    assert "/invite @coach" in await answer(slack, "/negotiate watch")


async def test_watching_twice_introduces_once(slack: StandIn) -> None:
    await watch(slack)
    assert "already" in await answer(slack, "/negotiate watch Harbour")
    assert len(public(slack)) == 1


@pytest.mark.parametrize(
    ("words_", "understood"),
    [
        ("3d", True),
        ("two weeks", True),
        ("until friday 9am", True),
        ("for 2 hours", True),
        ("", True),
        ("banana", False),
        ("yesterday", False),
        ("7", False),
    ],
)
async def test_pausing_takes_durations_in_words(
    slack: StandIn, words_: str, understood: bool
) -> None:
    await watch(slack)
    said = await answer(slack, f"/negotiate pause {words_}")
    assert ("I say nothing here until" in said) is understood
    assert ("For how long" in said) is not understood


async def test_in_a_pause_nothing_is_said_though_it_reads_along(slack: StandIn) -> None:
    await watch(slack)
    await answer(slack, "/negotiate pause 3d")
    await sour(slack)
    card = ""
    while "archives/" not in card:
        card = await answer(slack, "/negotiate deal")
    assert "Silent until" in card
    assert len(public(slack)) == 1


async def test_sensitivity_is_one_of_three(slack: StandIn) -> None:
    await watch(slack)
    assert "*keen*" in await answer(slack, "/negotiate sensitivity keen")
    assert "How soon" in await answer(slack, "/negotiate sensitivity loud")
    assert "Sensitivity: keen" in await answer(slack, "/negotiate deal")


async def test_unwatching_forgets_what_was_seen(slack: StandIn) -> None:
    await watch(slack)
    await sour(slack)
    await posted(slack)
    assert "forgotten" in await answer(slack, "/negotiate unwatch")
    await slack.command(DANA, DEAL, "/negotiate watch")
    await slack.until(lambda w: [m for m in public(slack) if "asked me" in words(m)][1:])
    assert "archives/" not in await answer(slack, "/negotiate deal")


async def test_the_commands_belong_into_a_channel(slack: StandIn) -> None:
    direct = slack.workspace.direct(DANA).id
    assert "deal's channel" in await answer(slack, "/negotiate deal", direct)


async def test_the_posts_buttons(slack: StandIn) -> None:
    await watch(slack)
    await sour(slack)
    post = await posted(slack)
    another = await clicked(slack, post, "watch.another_way")
    assert another.is_ephemeral
    assert another.thread_ts == post.thread_ts
    line = words(another)
    await slack.click(DANA, another, "watch.another_way")
    assert words(await changed(slack, another)) != line
    await slack.click(DANA, post, "watch.plan_meeting")
    form = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    assert "Plan it" in str(form.content["submit"])
    assert "Harbour Foods" in str(form.blocks)
    await slack.close(DANA, form)
    await clicked(slack, post, "watch.helpful")
    assert "Found helpful: 1" in await answer(slack, "/negotiate deal")
    await clicked(slack, post, "watch.not_useful")
    card = await answer(slack, "/negotiate deal")
    assert "Called not useful" in card
    assert "Found helpful" not in card
    quiet = await clicked(slack, post, "watch.quiet")
    assert "I say nothing in" in words(quiet)
    assert "Silent until" in await answer(slack, "/negotiate deal")


async def test_the_picture_comes_in_private_with_words_for_it(slack: StandIn) -> None:
    await watch(slack)
    await sour(slack)
    await posted(slack)
    await slack.command(DANA, DEAL, "/negotiate deal")
    card = await slack.until(
        lambda w: [m for m in from_coach(w, DEAL) if "Send me the picture" in buttons(m)][-1:]
    )
    await slack.click(DANA, card[0], "watch.picture")
    direct = slack.workspace.direct(DANA).id
    sent = await slack.until(lambda w: [m for m in w.messages_in(direct) if m.files], timeout=30)
    assert sent[0].files[0].mimetype == "image/png"
    assert "Trap signs in" in str(sent[0].files[0])
    assert not [m for m in slack.workspace.messages_in(DEAL) if m.files]


async def test_what_our_side_did_is_told_to_its_author_once_a_day(slack: StandIn) -> None:
    await watch(slack)
    direct = slack.workspace.direct(DANA).id
    blunder = "I told them take it or leave it, sign today or we are gone, that is our last word."
    await slack.say(DANA, DEAL, blunder)
    note = (await slack.until(lambda w: from_coach(w, direct)))[0]
    assert "Only for you" in words(note)
    await slack.say(DANA, DEAL, blunder + " Really.")
    await slack.click(DANA, note, "watch.stop_notes")
    said = await slack.until(lambda w: from_coach(w, direct)[1:])
    assert "no longer tell you" in words(said[0])
    assert len(said) == 1


async def test_asked_in_a_thread_it_answers_there(slack: StandIn) -> None:
    await watch(slack)
    first = await slack.say("marcus", DEAL, "He says it is take it or leave it, today or never.")
    await slack.say("tom", DEAL, "ok so we just say yes before he walks", first.ts)
    question = await slack.say(DANA, DEAL, "@coach what should I say?", first.ts)
    told = await slack.until(lambda w: [m for m in public(slack) if m.thread_ts == first.ts])
    assert "A pattern in this thread" in words(told[0])
    await slack.tell_again(question)
    await slack.say(DANA, DEAL, "thanks all")
    assert len([m for m in public(slack) if "pattern in this thread" in words(m)]) == 1


async def test_asked_where_it_does_not_watch_it_answers_in_private(slack: StandIn) -> None:
    await slack.say(DANA, DEAL, "@coach what should I say?")
    told = await next_from_coach(slack, DEAL)
    assert told.is_ephemeral
    assert "/negotiate watch" in words(told)
