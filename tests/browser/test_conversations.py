"""What a person does in the conversations of the local workspace, in a real browser."""

import re
from pathlib import Path

import pytest
from conftest import picture
from playwright.async_api import Locator, Page, expect
from seen import DEAL
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.standin import StandIn

pytestmark = pytest.mark.browser
MARK = Path(__file__).parents[2] / "bot/workspace/page/mark.svg"


def bot(slack: StandIn) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


def message(page: Page, text: str) -> Locator:
    return page.get_by_label(f"Messages in #{DEAL}").get_by_role("listitem").filter(has_text=text)


async def menu(page: Page, text: str, item: str) -> None:
    await message(page, text).hover()
    await message(page, text).get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=item).click()


async def test_a_deal_is_played_on(page: Page, slack: StandIn) -> None:
    player = page.get_by_role("group", name="What happens next in this deal")
    await player.get_by_role("button", name="Play the next message").click()
    await expect(message(page, "Voss has moved the call")).to_be_visible()
    await expect(player).to_contain_text("12 messages left")
    await player.get_by_role("button", name="Play on").click()
    await expect(player).to_contain_text("10 messages left")
    await player.get_by_role("button", name="Pause").click()
    left = await player.inner_text()
    await page.wait_for_timeout(1500)
    assert await player.inner_text() == left
    await picture(page, "play")


async def test_a_script_that_has_ended_is_offered_no_more(page: Page, slack: StandIn) -> None:
    player = page.get_by_role("group", name="What happens next in this deal")
    del slack.workspace.scripts["C0HARBOUR"].lines[1:]
    await player.get_by_role("button", name="Play the next message").click()
    await expect(player).to_be_hidden()


async def test_a_message_is_edited_and_deleted(page: Page, slack: StandIn) -> None:
    await slack.say("dana", DEAL, "Do we & @marcus know?")
    await menu(page, "Do we", "Edit message")
    field = page.get_by_role("dialog").get_by_role("textbox")
    await expect(field).to_have_value("Do we & @marcus know?")
    await field.fill("Do we all know?")
    await picture(page, "edit")
    await page.get_by_role("button", name="Save").click()
    await expect(message(page, "Do we all know?")).to_contain_text("(edited)")
    await menu(page, "Do we all", "Delete message")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await expect(message(page, "Do we all")).to_have_count(0)


async def test_what_others_said_is_not_offered_for_editing(page: Page) -> None:
    said = "a tender takes them about ten weeks"
    await message(page, said).hover()
    await message(page, said).get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Reply in thread")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Edit message")).to_have_count(0)


async def test_a_file_is_attached_and_a_picture_has_its_words(page: Page, slack: StandIn) -> None:
    await page.locator("#conversation input[type=file]").set_input_files(
        {"name": "mail.txt", "mimeType": "text/plain", "buffer": b"Take it."}
    )
    async with page.expect_download() as download:
        await page.get_by_role("link", name="mail.txt").click()
    assert (await download.value).suggested_filename == "mail.txt"
    await bot(slack).files_upload_v2(
        channel="C0HARBOUR",
        content=MARK.read_bytes(),
        filename="mark.svg",
        title="How it went",
        alt_txt="From calm to tense within a day.",
    )
    image = page.get_by_role("img", name="From calm to tense within a day.")
    await expect(image).to_be_visible()
    assert await image.evaluate("(image) => image.complete && image.naturalWidth > 0")
    await picture(page, "files")


async def test_links_dates_and_channels_lead_where_they_say(page: Page, slack: StandIn) -> None:
    first = slack.workspace.messages_in(DEAL)[0]
    reply = next(m for m in slack.workspace.messages_in(DEAL) if m.thread_ts)
    links = [
        (await bot(slack).chat_getPermalink(channel=said.channel, message_ts=said.ts))["permalink"]
        for said in (first, reply)
    ]
    when = int(float(first.ts))
    await bot(slack).chat_postMessage(
        channel="C0ORCHARD",
        text=f"See <{links[0]}|the start>, <{links[1]}|a reply> in <#C0HARBOUR>, from "
        f"<!date^{when}^{{date_short_pretty}} {{time}}^{links[0]}|then>.",
    )
    await page.get_by_role("link", name="deal-orchard-lease").click()
    told = page.get_by_role("listitem").filter(has_text="the start").last
    await expect(told.get_by_role("link", name="#deal-harbour-renewal")).to_be_visible()
    await expect(told.get_by_role("link", name=re.compile(r"\d{1,2}:\d\d"))).to_be_visible()
    await picture(page, "links")
    for _ in range(2):
        await told.get_by_role("link", name="the start").click()
        await expect(message(page, "Harbour renewal kicks off")).to_be_focused()
        await expect(message(page, "Harbour renewal kicks off")).to_be_in_viewport()
        await page.go_back()
    await told.get_by_role("link", name="a reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    pointed = thread.get_by_role("listitem").filter(has_text="Did he say what the number is for?")
    await expect(pointed).to_be_focused()
    await picture(page, "permalink")
