"""The modal: what is filled in is used in the advice and named in its reasons."""

from seen import DANA, DEAL, ULTIMATUM, next_from_coach, open_modal, words

from bot.workspace.standin import StandIn


async def submitted(slack: StandIn, channel: str = DEAL, **filled_in: str) -> str:
    await slack.command(DANA, channel, "/negotiate check")
    modal = await open_modal(slack)
    values = {"situation": ULTIMATUM, **filled_in}
    await slack.submit(DANA, modal, {field: {field: value} for field, value in values.items()})
    return words(await next_from_coach(slack, channel))


async def test_the_situation_alone_is_enough(slack: StandIn) -> None:
    said = await submitted(slack)
    assert "Ultimatum" in said
    assert "You said" not in said


async def test_the_counterparts_name_is_used(slack: StandIn) -> None:
    await submitted(slack, counterpart="Acme & <Sons>")
    card = await next_from_coach(slack, DEAL)
    seen = words(card)
    for _ in range(8):
        if "Acme" in seen:
            break
        await slack.click(DANA, card, "check.another_pivot")
        before = card
        card = await slack.until(
            lambda w, old=before: (n := w.current(old)) and n.blocks != old.blocks and n
        )
        seen = words(card)
    assert "Acme &amp; &lt;Sons&gt;" in seen


async def test_a_single_deal_and_strong_alternatives_call_for_firmness(slack: StandIn) -> None:
    said = await submitted(slack, dealings="one_off", leverage="strong_leverage")
    assert "Hold firm" in said
    assert "You said that this is a single deal." in said
    assert "You said that the better alternatives are yours." in said


async def test_a_lasting_relationship_calls_for_something_else(slack: StandIn) -> None:
    said = await submitted(slack, dealings="long_term", leverage="weak_leverage")
    assert "Hold firm" not in said
    assert "You said that you will deal with them again." in said


async def test_the_answer_reaches_a_channel_the_coach_is_no_member_of(slack: StandIn) -> None:
    channel = slack.workspace.channel(DEAL)
    channel.members.remove(slack.workspace.bot.id)
    assert "Ultimatum" in await submitted(slack)
