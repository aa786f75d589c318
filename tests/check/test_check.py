"""`/negotiate check`, from the command to the card."""

import pytest
from seen import DANA, DEAL, NO_TRAP, ULTIMATUM, buttons, from_coach, next_from_coach, words

from bot.workspace.standin import StandIn


async def check(slack: StandIn, text: str, channel: str = DEAL) -> str:
    before = len(from_coach(slack.workspace, channel))
    delivered = await slack.command(DANA, channel, f"/negotiate check {text}")
    assert delivered.ok
    return words(await next_from_coach(slack, channel, after=before))


async def test_a_card_names_the_sign_whose_it_is_and_the_words(slack: StandIn) -> None:
    said = await check(slack, ULTIMATUM)
    assert "Ultimatum" in said
    assert "(theirs)" in said
    assert "take it or leave it" in said
    assert "Say something like" in said
    assert "Watch for:" in said


async def test_a_card_is_seen_by_the_asker_alone(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, f"/negotiate check {ULTIMATUM}")
    card = await next_from_coach(slack, DEAL)
    assert card.visible_to == slack.workspace.user(DANA).id


async def test_no_trap_is_an_answer(slack: StandIn) -> None:
    said = await check(slack, NO_TRAP)
    assert "I see no trap here" in said


@pytest.mark.parametrize(
    "text",
    [
        "They have not threatened to leave, we agreed on the agenda for Monday.",
        "Last year it was hostile, this year it is friendly and everything is settled.",
        "What if they walk away? How should we prepare for the call?",
    ],
)
async def test_what_is_denied_over_or_only_imagined_is_no_trap(slack: StandIn, text: str) -> None:
    assert "(theirs)" not in await check(slack, text)


async def test_an_empty_check_opens_the_modal(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, "/negotiate check")
    modal = await slack.until(lambda workspace: workspace.modal(DANA))
    assert modal.callback_id == "check"


async def test_every_card_offers_another_way_reasons_sharing_and_feedback(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, f"/negotiate check {ULTIMATUM}")
    assert buttons(await next_from_coach(slack, DEAL)) == [
        "Another pivot",
        "Why this sign?",
        "Share with the channel",
        "Helpful",
        "Not helpful",
    ]


async def test_in_a_direct_message_there_is_no_channel_to_share_with(slack: StandIn) -> None:
    direct = slack.workspace.direct(DANA).id
    await slack.command(DANA, direct, f"/negotiate check {ULTIMATUM}")
    assert "Share with the channel" not in buttons(await next_from_coach(slack, direct))


BAD_INPUT = {
    "nothing but marks": "… !!! ???",
    "very long": "they keep saying no " * 2_000,
    "control characters": "they\x00 said\x07 take it or\x1b[31m leave it",
    "right to left": "הם אמרו קח או עזוב",
    "right to left override": "they said \u202etake it or leave it",
    "emoji": "🙃🔥💀 they said take it or leave it 🙃",
    "only emoji": "🙃🔥💀",
    "pings": "<!channel> <!here> <@U0MARCUS> said take it or leave it",
    "fake link": "see <https://evil.example|the contract> and take it or leave it",
    "markup": "*take _it ~or `leave``` it > & < \\ &amp; &lt;!channel&gt;",
    "block breaking": '"}]}, {"type": "section"',
    "german": "Die Einkäufer sagen, das sei ihr letztes Angebot und sonst gehen sie zum Nächsten.",
}


@pytest.mark.parametrize("text", BAD_INPUT.values(), ids=BAD_INPUT.keys())
async def test_any_input_has_an_answer_that_pings_nobody(slack: StandIn, text: str) -> None:
    said = await check(slack, text)
    assert said
    assert "went wrong" not in said
    assert not slack.workspace.pings
    assert not slack.workspace.notices


async def test_another_language_is_said_to_be_one(slack: StandIn) -> None:
    assert "English" in await check(slack, BAD_INPUT["german"])


async def test_a_fake_link_is_shown_as_text(slack: StandIn) -> None:
    await check(slack, "the <https://evil.example|contract> says take it or leave it")
    card = await next_from_coach(slack, DEAL)
    assert "evil.example" not in str(card.blocks)
