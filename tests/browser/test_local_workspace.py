"""A newcomer's first minutes, by mouse and keyboard, in a real browser."""

from datetime import datetime, timedelta

import pytest
from conftest import NARROW, picture
from planned import LONDON
from playwright.async_api import Page, expect
from seen import DEAL, ULTIMATUM, from_coach

from bot.clock import MovableClock
from bot.workspace.standin import StandIn

pytestmark = pytest.mark.browser
VAGUE = (
    "We offered to split it. They offered to split what was left. We offered to split that, "
    "and so on."
)


async def send(page: Page, text: str) -> None:
    composer = page.get_by_role("textbox", name=f"Message #{DEAL}")
    await composer.fill(text)
    await composer.press("Enter")


async def test_a_check_from_the_composer_to_another_pivot_to_share(
    page: Page, slack: StandIn
) -> None:
    await send(page, f"/negotiate check {ULTIMATUM}")
    card = page.get_by_role("listitem").filter(has_text="Only visible to you")
    await expect(card).to_contain_text("Ultimatum")
    await expect(card).to_contain_text("take it or leave it")
    await picture(page, "check")
    line = await card.locator("blockquote").inner_text()
    await card.get_by_role("button", name="Another pivot").click()
    await expect(card.locator("blockquote")).not_to_have_text(line)
    await card.get_by_role("button", name="Share with the channel").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Share", exact=True).click()
    shared = page.get_by_role("listitem").filter(has_text="A pattern to watch for here")
    await expect(shared).to_contain_text("Say something like")
    await expect(shared).not_to_contain_text("67k")
    await picture(page, "shared")
    assert [m.is_ephemeral for m in from_coach(slack.workspace, DEAL)] == [True, False]


async def test_a_check_through_the_modal(page: Page) -> None:
    await send(page, "/negotiate check")
    modal = page.get_by_role("dialog")
    await modal.get_by_label("What is going on?").fill(ULTIMATUM)
    await modal.get_by_label("Who is across the table?").fill("Harbour Foods")
    await modal.get_by_role("radio", name="A single deal").check()
    await modal.get_by_role("radio", name="We have").check()
    await picture(page, "modal")
    await modal.get_by_role("button", name="Check").click()
    card = page.get_by_role("listitem").filter(has_text="Only visible to you")
    await expect(card).to_contain_text("Hold firm")
    await expect(card).to_contain_text("You said that this is a single deal.")
    await picture(page, "modal-answer")


async def test_the_clock_is_that_of_whom_one_plays(page: Page, clock: MovableClock) -> None:
    shown = page.get_by_role("group", name="Clock of this workspace").locator("time")
    now = clock.now().astimezone(LONDON)
    told = " ".join([str(now.year), *(await shown.inner_text()).split()])
    wall = datetime.strptime(told, "%Y %a, %b %d, %I:%M %p").replace(tzinfo=LONDON)
    assert abs(now - wall) < timedelta(minutes=2)


async def test_the_clock_fits_on_a_phone(page: Page) -> None:
    await page.set_viewport_size(NARROW)
    for button in await page.get_by_role("button", name="Move the clock ahead").all():
        await expect(button).to_be_in_viewport(ratio=1)


async def test_where_no_sign_is_sure_a_tap_gives_the_card(page: Page) -> None:
    await send(page, f"/negotiate check {VAGUE}")
    card = page.get_by_role("listitem").filter(has_text="Only visible to you")
    await expect(card).to_contain_text("Which of these is closest?")
    await picture(page, "unsure")
    await card.get_by_role("button").first.click()
    await expect(card).to_contain_text("Watch for:")


async def test_a_playbook_entry(page: Page) -> None:
    await send(page, "/negotiate playbook ultimatum")
    entry = page.get_by_role("listitem").filter(has_text="Only visible to you")
    await expect(entry).to_contain_text("When our side does it")
    await picture(page, "playbook")


async def test_a_shortcut_in_a_thread(page: Page, slack: StandIn) -> None:
    parent = await slack.say("dana", DEAL, "What did Voss say on the phone?")
    await slack.say("marcus", DEAL, ULTIMATUM, thread_ts=parent.ts)
    await (
        page.get_by_role("listitem")
        .filter(has_text=parent.text)
        .get_by_role("button", name="1 reply")
        .click()
    )
    thread = page.get_by_role("complementary", name="Thread")
    reply = thread.get_by_role("listitem").filter(has_text=ULTIMATUM)
    await reply.hover()
    await reply.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Check for traps").click()
    await expect(thread.get_by_role("listitem").last).to_contain_text("Ultimatum")
    await picture(page, "shortcut-in-thread")


async def test_the_home_tab_leads_to_the_modal(page: Page) -> None:
    await page.get_by_role("link", name="Home").click()
    await page.get_by_role("button", name="Check a situation").click()
    await expect(page.get_by_role("dialog")).to_contain_text("What is going on?")
    await picture(page, "home")
