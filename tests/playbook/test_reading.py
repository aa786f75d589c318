"""`/negotiate playbook`, and the select under each page."""

import pytest
from seen import DANA, DEAL, changed, next_from_coach, words

from bot.workspace.standin import StandIn
from coaching.playbook import load_playbook
from coaching.vocabulary import Sign

PLAYBOOK = load_playbook()


async def read(slack: StandIn, line: str) -> str:
    await slack.command(DANA, DEAL, f"/negotiate playbook {line}")
    return words(await next_from_coach(slack, DEAL))


async def test_the_contents_name_every_sign(slack: StandIn) -> None:
    contents = await read(slack, "")
    for entry in PLAYBOOK.signs.values():
        assert entry.name in contents


@pytest.mark.parametrize("asked", ["ultimatum", "Ultimatum", "  ULTIMATUM "])
async def test_a_sign_is_found_by_its_name(slack: StandIn, asked: str) -> None:
    page = await read(slack, asked)
    assert "When they do it" in page
    assert "When our side does it" in page


async def test_a_near_miss_is_suggested(slack: StandIn) -> None:
    assert "/negotiate playbook exit_risk" in await read(slack, "exit rsk")


async def test_what_is_no_sign_gets_the_way_to_see_them_all(slack: StandIn) -> None:
    said = await read(slack, "<!channel> bananas")
    assert "`/negotiate playbook`" in said
    assert not slack.workspace.pings


@pytest.mark.parametrize("sign", list(Sign))
async def test_every_page_can_be_chosen_and_fits_a_message(slack: StandIn, sign: Sign) -> None:
    await slack.command(DANA, DEAL, "/negotiate playbook")
    contents = await next_from_coach(slack, DEAL)
    await slack.click(DANA, contents, "playbook.read_sign", chosen=sign)
    assert PLAYBOOK.signs[sign].is_this in words(await changed(slack, contents)).replace(
        "&amp;", "&"
    )
