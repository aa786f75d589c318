"""A deal that turns sour under the coach's eyes, played in a real browser."""

from contextlib import suppress

import pytest
from conftest import picture
from playwright.async_api import Page, expect
from seen import DEAL, from_coach

from bot.workspace.standin import StandIn
from bot.workspace.state import Message

pytestmark = pytest.mark.browser
PATIENT = 30_000
"""Milliseconds: the first picture takes seconds on a slow machine."""


def coaching(slack: StandIn) -> list[Message]:
    """What the coach said in threads of the channel."""
    return [m for m in from_coach(slack.workspace, DEAL) if m.thread_ts]


async def test_a_deal_turns_sour_and_the_coach_speaks_once(page: Page, slack: StandIn) -> None:
    composer = page.get_by_role("textbox", name=f"Message #{DEAL}")
    await composer.fill("/negotiate watch Harbour Foods")
    await composer.press("Enter")
    channel = page.get_by_label(f"Messages in #{DEAL}")
    await expect(channel).to_contain_text("asked me to read along here about the talks with")
    player = page.get_by_role("group", name="What happens next in this deal")
    thread = page.get_by_role("complementary", name="Thread")
    while not coaching(slack):
        await player.get_by_role("button", name="Play the next message").click()
        with suppress(TimeoutError):
            await slack.until(lambda _: coaching(slack), timeout=1.5)
    parent = slack.workspace.messages["C0HARBOUR"][coaching(slack)[0].thread_ts or ""]
    answered = channel.get_by_role("listitem").filter(has_text=parent.text[:40].replace("_", ""))
    await answered.get_by_role("button", name="1 reply").click()
    await expect(thread).to_contain_text("What has built up")
    await picture(page, "coaching-thread")
    await thread.get_by_role("button", name="Show another").click()
    await expect(thread).to_contain_text("Only visible to you")
    await thread.get_by_role("button", name="Plan the next meeting").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Who is across the table?")).to_have_value("Harbour Foods")
    await expect(form.get_by_role("combobox", name="The deal's channel")).to_have_value("C0HARBOUR")
    await picture(page, "next-meeting")
    await form.get_by_role("button", name="Cancel").click()
    await thread.get_by_role("button", name="Not useful").click()
    await expect(thread).to_contain_text("I need to see more before I speak about this here")
    await composer.fill("/negotiate deal")
    await composer.press("Enter")
    await expect(channel).to_contain_text("as I see it")
    await picture(page, "deal")
    await channel.get_by_role("button", name="Send me the picture").click()
    await slack.until(lambda w: w.files, timeout=PATIENT / 1000)
    await page.get_by_role("link", name="Negotiation Coach").first.click()
    shown = page.get_by_role("img", name="Tension over time")
    await expect(shown).to_be_visible(timeout=PATIENT)
    await picture(page, "deal-picture")
