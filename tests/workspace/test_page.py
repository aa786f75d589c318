"""The page's protocol, spoken by a plain HTTP client."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from receiving import Receiver

from bot.clock import MovableClock
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

HARBOUR = "C0HARBOUR"


@pytest.fixture
def manifest() -> dict[str, Any]:
    return {
        "features": {
            "slash_commands": [
                {"command": "/negotiate", "description": "Ask", "usage_hint": "check"}
            ],
            "shortcuts": [
                {"name": "Check this", "type": "message", "callback_id": "check_message"},
                {"name": "Anywhere", "type": "global", "callback_id": "anywhere"},
            ],
        },
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    }


@pytest.fixture
async def browser(standin: StandIn) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(standin.url) as session:
        yield session


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    async def listen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    receiver.app.command("/negotiate")(listen)
    receiver.app.shortcut("check_message")(listen)
    receiver.app.action("save")(listen)
    receiver.app.view("form")(listen)
    return bodies


async def state(browser: aiohttp.ClientSession) -> dict[str, Any]:
    async with browser.get("/workspace/state") as answer:
        snapshot: dict[str, Any] = await answer.json()
        return snapshot


async def do(
    browser: aiohttp.ClientSession, path: str, headers: dict[str, str] | None = None, **body: Any
) -> tuple[int, dict[str, Any]]:
    async with browser.post(f"/workspace/{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_page_comes_with_its_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    async with browser.get("/static/main.js") as answer:
        assert answer.status == 200


async def test_the_snapshot_shows_what_dana_sees(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    shown = await state(browser)
    assert (shown["team"], shown["me"]) == ({"name": "Northwind Deals"}, workspace.me.id)
    assert [c["name"] for c in shown["channels"]] == [
        "deal-harbour-renewal",
        "deal-tidewater-supply",
        "deal-orchard-lease",
        "dana",
    ]
    assert not any(c["unread"] for c in shown["channels"])
    assert shown["commands"] == [
        {"command": "/negotiate", "description": "Ask", "usage_hint": "check"}
    ]
    assert shown["shortcuts"] == [{"name": "Check this", "callback_id": "check_message"}]
    assert shown["users"]["U0IRIS"]["team"] == "Tidewater Glass"
    parent = next(m for m in shown["messages"][HARBOUR] if m["reply_count"])
    replies = [m for m in shown["messages"][HARBOUR] if m["thread_ts"] == parent["ts"]]
    assert len(replies) == parent["reply_count"] == 3
    assert (shown["home"], shown["views"], shown["notices"]) == (None, [], [])


async def test_a_message_and_a_reply_are_said(
    browser: aiohttp.ClientSession, workspace: Workspace, receiver: Receiver
) -> None:
    assert await do(browser, "message", channel=HARBOUR, text="Hello") == (200, {})
    said = workspace.messages_in(HARBOUR)[-1]
    await do(browser, "message", channel=HARBOUR, text="And", thread_ts=said.ts)
    assert workspace.thread(said)[0].text == "And"
    status, answer = await do(browser, "message", channel=HARBOUR, text="And", thread_ts="1.0")
    assert (status, answer["error"]) == (400, "The message to reply to is no longer there.")


async def test_commands_and_shortcuts_reach_the_app(
    browser: aiohttp.ClientSession, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    await do(browser, "command", channel=HARBOUR, text="/negotiate check")
    first = workspace.messages_in(HARBOUR)[0]
    await do(browser, "shortcut", callback_id="check_message", channel=HARBOUR, ts=first.ts)
    assert [body.get("type", "command") for body in heard] == ["command", "message_action"]


async def test_a_command_that_does_not_exist(browser: aiohttp.ClientSession) -> None:
    status, answer = await do(browser, "command", channel=HARBOUR, text="/dance")
    assert (status, answer["error"]) == (400, "/dance is not a valid command.")


async def test_what_the_app_does_not_take_becomes_a_notice(
    browser: aiohttp.ClientSession, receiver: Receiver
) -> None:
    await do(browser, "command", channel=HARBOUR, text="/negotiate")
    notice = (await state(browser))["notices"][0]
    assert notice["text"] == "/negotiate failed with the error dispatch_failed"
    await do(browser, "notice", id=notice["id"])
    assert (await state(browser))["notices"] == []


async def test_an_action_in_the_home_tab_with_emptied_inputs(
    standin: StandIn,
    browser: aiohttp.ClientSession,
    receiver: Receiver,
    heard: list[dict[str, Any]],
) -> None:
    async def publish(event: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": "Save"}
        save = {"type": "button", "action_id": "save", "text": text}
        day = {"type": "datepicker", "action_id": "day", "initial_date": "2030-01-01"}
        blocks = [{"type": "actions", "block_id": "row", "elements": [save, day]}]
        home = {"type": "home", "blocks": blocks}
        await receiver.app.client.views_publish(user_id=event["user"], view=home)

    receiver.app.event("app_home_opened")(publish)
    await do(browser, "home")
    await standin.until(lambda workspace: workspace.homes)
    shown = (await state(browser))["home"]
    pressed = {"view": shown["id"], "block_id": "row", "action_id": "save"}
    await do(browser, "action", **pressed, state={"row": {"day": "2031-02-02"}})
    await do(browser, "action", **pressed)
    days = [body["view"]["state"]["values"]["row"]["day"] for body in heard]
    assert [day["selected_date"] for day in days] == ["2031-02-02", None]


async def test_a_form_is_shown_submitted_and_closed(
    browser: aiohttp.ClientSession, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    text = {"type": "plain_text", "text": "Form"}
    element = {"type": "plain_text_input", "action_id": "a", "initial_value": "as before"}
    form = {
        "type": "modal",
        "callback_id": "form",
        "title": text,
        "submit": text,
        "blocks": [{"type": "input", "block_id": "b", "label": text, "element": element}],
    }
    workspace.push_modal(workspace.me.id, form)
    shown = (await state(browser))["views"][-1]
    status, _ = await do(browser, "submit", view=shown["id"], values={})
    assert status == 400, "the input was emptied"
    assert (await state(browser))["views"][-1]["errors"].keys() == {"b"}
    await do(browser, "submit", view=shown["id"], values={"b": {"a": "new"}})
    assert heard[0]["view"]["state"]["values"]["b"]["a"]["value"] == "new"
    assert (await state(browser))["views"] == []
    second = workspace.push_modal(workspace.me.id, form)
    await do(browser, "close", view=second.id)
    assert (await state(browser))["views"] == []
    status, answer = await do(browser, "close", view=second.id)
    assert (status, answer["error"]) == (400, "This view is no longer open.")


async def test_what_others_say_is_unread_until_it_is_read(
    standin: StandIn, browser: aiohttp.ClientSession
) -> None:
    await standin.say("marcus", HARBOUR, "Anyone?")
    assert (await state(browser))["channels"][0]["unread"] is True
    await do(browser, "read", channel=HARBOUR)
    assert (await state(browser))["channels"][0]["unread"] is False


async def test_the_clock_only_moves_forward(
    browser: aiohttp.ClientSession, clock: MovableClock
) -> None:
    assert (await do(browser, "clock", seconds=3600))[0] == 200
    assert clock.offset.total_seconds() == 3600
    assert (await do(browser, "clock", seconds=-5))[0] == 400


async def test_changes_arrive_live_and_together(
    browser: aiohttp.ClientSession, workspace: Workspace
) -> None:
    async with browser.ws_connect("/workspace/live") as live:
        first = await live.receive_json()
        assert first["notices"] == []
        workspace.notify("One")
        workspace.notify("Two")
        second = await live.receive_json()
        assert [notice["text"] for notice in second["notices"]] == ["One", "Two"]


async def test_the_server_hangs_up_when_it_stops(
    standin: StandIn, browser: aiohttp.ClientSession
) -> None:
    async with browser.ws_connect("/workspace/live") as live:
        await live.receive_json()
        await standin.stop()
        assert (await live.receive()).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.rebound.example"},
    ],
)
async def test_foreign_pages_are_refused(
    browser: aiohttp.ClientSession, workspace: Workspace, headers: dict[str, str]
) -> None:
    before = len(workspace.messages_in(HARBOUR))
    status, _ = await do(browser, "message", headers, channel=HARBOUR, text="Hi")
    assert status == 403
    assert len(workspace.messages_in(HARBOUR)) == before
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await browser.ws_connect("/workspace/live", headers=headers)
    assert refusal.value.status == 403


async def test_its_own_page_is_answered(
    standin: StandIn, browser: aiohttp.ClientSession, receiver: Receiver
) -> None:
    headers = {"Origin": standin.url}
    assert (await do(browser, "message", headers, channel=HARBOUR, text="Hi"))[0] == 200


async def test_what_the_page_never_sends_is_refused(browser: aiohttp.ClientSession) -> None:
    status, answer = await do(browser, "message", place=HARBOUR)
    assert (status, list(answer)) == (400, ["error"])


async def test_a_script_is_played_from_the_page(
    browser: aiohttp.ClientSession, workspace: Workspace, receiver: Receiver
) -> None:
    left = [channel["script"] for channel in (await state(browser))["channels"]]
    assert left == [13, 6, 8, 0]
    assert (await do(browser, "play", channel=HARBOUR))[0] == 200
    shown = await state(browser)
    assert shown["channels"][0]["script"] == 12
    assert shown["messages"][HARBOUR][-1]["text"].startswith("Voss has moved the call")


async def test_own_messages_are_edited_and_deleted(
    standin: StandIn, browser: aiohttp.ClientSession, receiver: Receiver
) -> None:
    said = await standin.say("dana", HARBOUR, "Hello")
    where = {"channel": HARBOUR, "ts": said.ts}
    await do(browser, "edit", **where, text="Hello all")
    message = (await state(browser))["messages"][HARBOUR][-1]
    assert (message["text"], message["edited"]) == ("Hello all", True)
    await do(browser, "delete", **where)
    assert (await do(browser, "delete", **where))[0] == 400
    assert said.ts not in [m["ts"] for m in (await state(browser))["messages"][HARBOUR]]


async def test_a_file_is_dropped_and_shown(
    browser: aiohttp.ClientSession, workspace: Workspace, receiver: Receiver
) -> None:
    where = {"channel": HARBOUR, "name": "a chart.png"}
    headers = {"Content-Type": "image/png"}
    async with browser.post("/workspace/file", params=where, data=b"png", headers=headers) as sent:
        assert sent.status == 200
    (file,) = (await state(browser))["messages"][HARBOUR][-1]["files"]
    assert (file["name"], file["is_image"]) == ("a chart.png", True)
    async with browser.get(f"/workspace/file/{file['id']}") as answer:
        assert (await answer.read(), answer.content_type) == (b"png", "image/png")
        assert answer.headers["Content-Disposition"].startswith("attachment")
    async with browser.get("/workspace/file/F0") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("size", [0, 1_000_001, 2_000_000])
async def test_a_file_that_is_too_large_is_explained(
    browser: aiohttp.ClientSession, receiver: Receiver, size: int
) -> None:
    where = {"channel": HARBOUR, "name": "a.txt"}
    async with browser.post("/workspace/file", params=where, data=b"x" * size) as sent:
        assert (sent.status, (await sent.json())["error"]) == (
            400,
            "A file may not be empty, nor larger than 1 MB.",
        )
