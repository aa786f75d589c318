"""Meetings from plan to next checklist, by the page's own clock, in a real browser."""

import re
from datetime import datetime, timedelta

import pytest
from conftest import pictures
from planned import typed, wednesday
from playwright.async_api import Locator, Page, expect
from seen import DEAL

from bot.clock import MovableClock
from bot.workspace.standin import StandIn

pytestmark = pytest.mark.browser
PATIENT = 30_000
"""Milliseconds: a picture takes seconds on a slow machine."""
QUARTER = timedelta(minutes=15)
STEPS = {"1 day": timedelta(days=1), "1 hour": timedelta(hours=1), "15 minutes": QUARTER}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))


@pytest.fixture
def form(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def write(page: Page, text: str) -> None:
    """In the deal's channel."""
    await page.get_by_role("link", name=DEAL).first.click()
    composer = page.get_by_role("textbox", name=f"Message #{DEAL}")
    await composer.fill(text)
    await composer.press("Enter")


async def move(page: Page, clock: MovableClock, moment: datetime) -> None:
    """To `moment` or less than a quarter of an hour later, by the buttons beside the clock; then
    to what the coach writes directly."""
    for label, step in STEPS.items():
        button = page.get_by_role("button", name=f"Move the clock ahead {label}")
        while clock.now() + step < moment + QUARTER:
            before = clock.offset
            await button.click()
            await expect(button).to_be_enabled()
            assert clock.offset == before + step
    await page.get_by_role("link", name="Negotiation Coach").first.click()


def said(page: Page, words: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=words).last


async def test_a_checklist_is_ticked_and_added_to(
    page: Page, clock: MovableClock, form: Locator
) -> None:
    start = wednesday(clock, 15)
    await write(page, "/negotiate watch Harbour Foods")
    await expect(said(page, "asked me to read along here")).to_be_visible()
    await write(page, f"/negotiate meeting Price talk {typed(start)} for 45 min")
    await expect(form.get_by_label("What is it called?")).to_be_focused()
    await expect(form.get_by_label("What is it called?")).to_have_value("Price talk")
    await expect(form.get_by_label("Day")).to_have_value(f"{start:%Y-%m-%d}")
    await expect(form.get_by_label("Who is across the table?")).to_have_value("Harbour Foods")
    await pictures(page, "meeting-form")
    await form.get_by_label("Time").fill("15:30")
    await form.get_by_role("button", name="Plan it").click()
    await expect(said(page, "Planned: Price talk")).to_contain_text("15:30 to 16:15 London time")
    await pictures(page, "meeting-planned")
    start += timedelta(minutes=30)

    await move(page, clock, start - timedelta(hours=24))
    checklist = said(page, "The checklist")
    boxes = checklist.get_by_role("checkbox")
    await expect(checklist).to_contain_text("0 of 12 ready")
    for number, progress in enumerate(("1 of 12 ready", "2 of 12 ready")):
        await boxes.nth(number).check()
        await expect(checklist).to_contain_text(progress)
    await page.reload()
    await expect(boxes.nth(1)).to_be_checked()
    await expect(boxes.nth(2)).not_to_be_checked()
    await checklist.get_by_role("button", name="Add an item").click()
    await form.get_by_label("What is it?").fill("Bring the figures of the Hull depots")
    await pictures(page, "meeting-add-item")
    await form.get_by_role("button", name="Add it").click()
    await expect(checklist).to_contain_text("Bring the figures of the Hull depots")
    await expect(checklist).to_contain_text("2 of 13 ready")
    await pictures(page, "checklist")

    await move(page, clock, start - timedelta(hours=1))
    short = said(page, "The two-minute form")
    await expect(short).to_contain_text("of 6 ready")
    await expect(short.get_by_role("checkbox").first).to_be_checked()
    await pictures(page, "two-minute-form")


async def test_a_reflection_comes_back_on_the_next_checklist(
    page: Page, slack: StandIn, clock: MovableClock, form: Locator
) -> None:
    start = wednesday(clock, 15)
    await write(page, "/negotiate watch Harbour Foods")
    await expect(said(page, "asked me to read along here")).to_be_visible()
    await plan_as_proposed(page, form, "Price talk", f"{typed(start)} for 45 min")
    await move(page, clock, start + timedelta(minutes=75))
    asked = said(page, "How did it go?")
    await expect(asked).to_contain_text("Price talk")
    await pictures(page, "reflection-asked")
    await asked.get_by_role("button", name="Reflect").click()
    await reflect(page, form)
    saved = said(page, "Saved: your reflection on Price talk")
    await expect(saved.get_by_role("button", name="Share with the channel")).to_be_visible()
    await pictures(page, "reflection-saved")

    later = wednesday(clock, 11)
    await plan_as_proposed(page, form, "Second talk", typed(later))
    await move(page, clock, later - timedelta(hours=24))
    checklist = said(page, "The checklist for Second talk")
    first = checklist.get_by_role("checkbox")
    open_step = re.compile("^Still open: Send the depot figures")
    await expect(first.nth(0)).to_have_accessible_name(open_step)
    await expect(first.nth(1)).to_have_accessible_name(re.compile("^Do differently: Ask for the"))
    await pictures(page, "next-checklist")

    await write(page, "/negotiate meetings")
    await expect(said(page, "Your meetings")).to_contain_text("Second talk")
    await write(page, "/negotiate review")
    shown = said(page, "What your reflections show")
    await expect(shown).to_contain_text("Ultimatum: once, theirs")
    await pictures(page, "review")
    await shown.get_by_role("button", name="Send me the picture").click()
    await slack.until(lambda w: w.files, timeout=PATIENT / 1000)
    await page.get_by_role("link", name="Negotiation Coach").first.click()
    drawn = page.get_by_role("img", name="Signs met: Ultimatum 1")
    await expect(drawn).to_be_in_viewport(ratio=0.9, timeout=PATIENT)
    await pictures(page, "review-picture")


async def plan_as_proposed(page: Page, form: Locator, title: str, when: str) -> None:
    await write(page, f"/negotiate meeting {title} {when}")
    await form.get_by_role("button", name="Plan it").click()
    await expect(said(page, f"Planned: {title}")).to_be_visible()


async def reflect(page: Page, form: Locator) -> None:
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_contain_text("Write at least one thing, or close this.")
    await form.get_by_label("What happened?").fill("Mr Voss named 67k and asked for a yes today.")
    await form.get_by_label("Which sign showed").select_option(label="Ultimatum")
    await form.get_by_label("On whose side").select_option(label="On Harbour Foods' side")
    await form.get_by_label("What did we try").select_option(label="Open question")
    await form.get_by_label("Did it help?").select_option(label="It helped in part")
    await form.get_by_label("How is trust").select_option(label="It has grown")
    await pictures(page, "reflection")
    await form.get_by_label("do differently").fill("Ask for the reason first")
    await form.get_by_label("What is the next step?").fill("Send the depot figures")
    await form.get_by_role("button", name="Save").click()
