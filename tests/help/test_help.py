"""Help on `help`, on nothing, and on what is no command."""

import pytest
from seen import DANA, DEAL, next_from_coach, words

from bot.workspace.standin import StandIn


async def said(slack: StandIn, line: str) -> str:
    await slack.command(DANA, DEAL, line)
    return words(await next_from_coach(slack, DEAL))


@pytest.mark.parametrize("line", ["/negotiate", "/negotiate help", "/negotiate HELP  "])
async def test_help_names_every_command(slack: StandIn, line: str) -> None:
    text = await said(slack, line)
    for command in ("check", "meeting", "calendar", "playbook", "help"):
        assert f"/negotiate {command}" in text


@pytest.mark.parametrize(
    ("typed", "meant"), [("chekc this", "check"), ("playbok", "playbook"), ("hlep", "help")]
)
async def test_a_near_miss_is_suggested(slack: StandIn, typed: str, meant: str) -> None:
    assert f"Did you mean `/negotiate {meant}`?" in await said(slack, f"/negotiate {typed}")


async def test_a_near_miss_does_not_swallow_a_situation(slack: StandIn) -> None:
    text = await said(slack, "/negotiate checking whether the agenda for monday is in the folder")
    assert "Did you mean" not in text


async def test_any_white_space_ends_the_subcommand(slack: StandIn) -> None:
    assert "What it is:" in await said(slack, "/negotiate playbook\n ultimatum")


async def test_an_unknown_word_is_answered_usefully(slack: StandIn) -> None:
    assert "/negotiate help" in await said(slack, "/negotiate <!channel>")
    assert not slack.workspace.pings


async def test_a_situation_without_the_word_check_is_checked(slack: StandIn) -> None:
    text = await said(slack, "/negotiate the agenda for monday is in the folder, have a look")
    assert "I see no trap here" in text
