"""Events reach the app signed and enveloped, and are sent again where it fails."""

import asyncio
import time
from typing import Any

import pytest
from aiohttp import web
from receiving import SECRET, TOKEN, Receiver

from bot.workspace.delivery import Pace, Retry, signature
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

HARBOUR = "deal-harbour-renewal"


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    async def listen(body: dict[str, Any]) -> None:
        bodies.append(body)

    receiver.app.event("message")(listen)
    receiver.app.event("app_mention")(listen)
    return bodies


async def test_what_is_said_reaches_the_app(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    message = await standin.say("marcus", HARBOUR, "Is 5 < 6 & fine?")
    body = heard[0]
    assert body["event"]["text"] == "Is 5 &lt; 6 &amp; fine?"
    assert body["event"]["ts"] == message.ts
    assert (body["event"]["channel_type"], body["event"]["user"]) == ("channel", message.user)
    assert body["authorizations"][0]["user_id"] == workspace.bot.id
    assert body["is_ext_shared_channel"] is False


async def test_a_reply_names_its_thread(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    parent = workspace.messages_in(HARBOUR)[0]
    await standin.say("priya", HARBOUR, "Yes", thread_ts=parent.ts)
    assert heard[0]["event"]["thread_ts"] == parent.ts
    assert heard[0]["event"]["parent_user_id"] == parent.user


async def test_a_mention_is_told_twice(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    await standin.say("dana", HARBOUR, "@coach what now?")
    assert [body["event"]["type"] for body in heard] == ["message", "app_mention"]
    assert heard[0]["event"]["text"] == f"<@{workspace.bot.id}> what now?"
    assert heard[0]["event_id"] != heard[1]["event_id"]


async def test_a_direct_message_is_told_once(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    await standin.say("dana", workspace.direct("dana").id, "@coach hello")
    assert [body["event"]["channel_type"] for body in heard] == ["im"]


async def test_people_of_another_team_are_marked(
    standin: StandIn, heard: list[dict[str, Any]]
) -> None:
    await standin.say("iris", "deal-tidewater-supply", "Noon, please.")
    assert heard[0]["is_ext_shared_channel"] is True
    assert heard[0]["event"]["user_team"] == "T0TIDEWATER"


async def test_where_the_bot_is_not_it_hears_nothing(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    channel = workspace.channel(HARBOUR)
    channel.members.remove(workspace.bot.id)
    await standin.say("dana", HARBOUR, "Only us")
    assert heard == []


@pytest.mark.parametrize(
    "manifest", [{"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}]
)
async def test_only_events_in_the_manifest_are_sent(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    await standin.say("dana", HARBOUR, "@coach hello")
    await standin.say("dana", workspace.direct("dana").id, "hello")
    assert [body["event"]["channel_type"] for body in heard] == ["im"]
    assert await standin.open_home("dana") is None


async def test_a_failed_event_is_sent_three_times_more(
    standin: StandIn, receiver: Receiver
) -> None:
    """Nobody listens: Bolt answers 404."""
    first = await standin.deliver_event({"type": "team_rename"})
    await standin.settled()
    assert first.status == 404
    bodies = [await request.json() for request in receiver.requests]
    assert len({body["event_id"] for body in bodies}) == 1
    told = [
        (r.headers.get("X-Slack-Retry-Num"), r.headers.get("X-Slack-Retry-Reason"))
        for r in receiver.requests
    ]
    assert told == [(None, None), *((str(n), "http_error") for n in (1, 2, 3))]


async def test_retries_end_with_the_first_success(standin: StandIn, serve: Any) -> None:
    statuses = [500, 503, 200, 200]
    answered = []

    async def answer(request: web.Request) -> web.Response:
        answered.append(statuses[len(answered)])
        return web.Response(status=answered[-1])

    standin.connect(await serve(answer), SECRET, TOKEN)
    await standin.deliver_event({"type": "team_rename"})
    await standin.settled()
    assert answered == [500, 503, 200]


async def test_an_app_can_ask_for_no_retries(standin: StandIn, serve: Any) -> None:
    answered = []

    async def answer(request: web.Request) -> web.Response:
        answered.append(request)
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    standin.connect(await serve(answer), SECRET, TOKEN)
    await standin.deliver_event({"type": "team_rename"})
    await standin.settled()
    assert len(answered) == 1


async def test_the_same_event_can_be_sent_again_on_purpose(
    standin: StandIn, receiver: Receiver, heard: list[dict[str, Any]], workspace: Workspace
) -> None:
    event = {"type": "app_mention", "user": workspace.me.id, "text": "x", "ts": "1.000001"}
    await standin.deliver_event(event, event_id="Ev1")
    await standin.deliver_event(event, event_id="Ev1", retry=Retry(1, "http_timeout"))
    assert [body["event_id"] for body in heard] == ["Ev1", "Ev1"]
    assert receiver.requests[-1].headers["X-Slack-Retry-Reason"] == "http_timeout"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/slack/events", ""])
async def test_an_app_that_is_down_or_not_yet_there(
    standin: StandIn, workspace: Workspace, address: str
) -> None:
    standin.connect(address, SECRET, TOKEN)
    event = await standin.deliver_event({"type": "team_rename"})
    assert (event.status, event.retry_reason) == (None, "connection_failed")
    command = await standin.command("dana", HARBOUR, "/negotiate")
    assert command.error == "dispatch_failed"
    assert workspace.notices[-1].text == "/negotiate failed with the error dispatch_failed"


class TestSlowApp:
    @pytest.fixture
    def pace(self) -> Pace:
        return Pace(ack_seconds=0.05, retry_delays=(0.0,))

    async def test_a_late_answer_is_a_failure_that_is_shown(
        self, standin: StandIn, workspace: Workspace, serve: Any
    ) -> None:
        asked = []

        async def hang(request: web.Request) -> web.Response:
            asked.append(request.headers.get("X-Slack-Retry-Reason"))
            await asyncio.Event().wait()
            return web.Response()

        standin.connect(await serve(hang), SECRET, TOKEN)
        delivered = await standin.command("dana", HARBOUR, "/negotiate check")
        assert delivered.error == "operation_timeout"
        assert workspace.notices[-1].text == "/negotiate failed with the error operation_timeout"
        assert asked == [None], "a command is not retried"
        await standin.deliver_event({"type": "team_rename"})
        await standin.settled()
        assert asked == [None, None, "http_timeout"]


async def test_a_raw_request_can_be_signed_by_hand(
    standin: StandIn, receiver: Receiver, heard: list[dict[str, Any]]
) -> None:
    body = b'{"type": "event_callback", "event": {"type": "message", "text": "x", "ts": "1.0"}}'

    def headers(timestamp: int) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(SECRET, str(timestamp), body),
        }

    now = int(time.time())
    assert (await standin.deliver_raw(body, headers(now))).status == 200
    assert (await standin.deliver_raw(body, headers(now - 301))).status == 401
    assert (await standin.deliver_raw(body + b" ", headers(now))).status == 401
    assert len(heard) == 1
