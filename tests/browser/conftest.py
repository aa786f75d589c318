"""The local workspace in a real Chromium."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright

from bot.workspace.standin import StandIn

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
ELSEWHERE = "Asia/Tokyo"
"""The browser's own zone, which nothing on the page may show: Dana's is London."""
PICTURES = os.environ.get("NEGOTIATE_TEST_PICTURES")
"""A folder to leave pictures of the page in, where a person wants to look at them."""


@pytest.fixture
async def page(slack: StandIn) -> AsyncIterator[Page]:
    """The page, open at the first deal channel. Any error in its console fails the test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport=WIDE, timezone_id=ELSEWHERE, reduced_motion="reduce")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await page.goto(slack.url)
        yield page
        await browser.close()
        assert not errors


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")


async def pictures(page: Page, name: str) -> None:
    """As wide as a desk, and as narrow as a phone; higher than both, to have all in it."""
    if PICTURES:
        await page.mouse.move(0, 0)
        for size, how in ((WIDE, ""), (NARROW, "-narrow")):
            await page.set_viewport_size({**size, "height": 1200})
            await picture(page, name + how)
        await page.set_viewport_size(WIDE)
