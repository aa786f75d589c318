"""Failures that a test orders, met by slack_sdk as it meets Slack's."""

import random

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.faults import Share
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace


@pytest.fixture
def said(workspace: Workspace) -> dict[str, str]:
    return {"channel": workspace.channel("deal-harbour-renewal").id, "text": "Hi"}


async def test_retry_after_is_honoured_by_slack_sdk(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, said: dict[str, str]
) -> None:
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    standin.faults.next("chat.postMessage", status=429, retry_after=0)
    answer = await client.chat_postMessage(**said)
    assert answer["ok"]
    assert [(call.ok, call.error) for call in standin.calls] == [
        (False, "fault 429"),
        (True, None),
    ]
    assert [m.text for m in workspace.messages_in(said["channel"])].count("Hi") == 1


async def test_a_rate_limit_tells_how_long_to_wait(
    standin: StandIn, client: AsyncWebClient, said: dict[str, str]
) -> None:
    standin.faults.next("chat.postMessage", status=429, retry_after=30)
    with pytest.raises(SlackApiError) as failure:
        await client.chat_postMessage(**said)
    response = failure.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "30"


async def test_a_server_error_is_met_as_often_as_ordered(
    standin: StandIn, client: AsyncWebClient, said: dict[str, str]
) -> None:
    standin.faults.next("*", status=500, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await client.chat_postMessage(**said)
    assert (await client.chat_postMessage(**said))["ok"]


async def test_an_error_code_can_be_ordered(
    standin: StandIn, client: AsyncWebClient, said: dict[str, str]
) -> None:
    standin.faults.next("chat.postMessage", error="account_inactive")
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.chat_postMessage(**said)
    assert (await client.chat_postMessage(**said))["ok"]


async def test_a_connection_can_break_off(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, said: dict[str, str]
) -> None:
    client.retry_handlers.clear()
    standin.faults.next("chat.postMessage", reset=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(**said)
    assert "Hi" not in [m.text for m in workspace.messages_in(said["channel"])]


async def test_an_answer_can_get_lost(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, said: dict[str, str]
) -> None:
    client.retry_handlers.clear()
    standin.faults.next("chat.postMessage", lost=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(**said)
    await standin.until(lambda w: "Hi" in [m.text for m in w.messages_in(said["channel"])])


async def test_other_methods_are_left_alone(standin: StandIn, client: AsyncWebClient) -> None:
    standin.faults.next("chat.postMessage", status=500)
    assert (await client.auth_test())["ok"]


async def test_a_slow_call_is_answered_after_all(standin: StandIn, client: AsyncWebClient) -> None:
    standin.faults.next("auth.test", delay=0.01)
    assert (await client.auth_test())["ok"]


async def test_a_share_of_some_calls_can_fail(standin: StandIn, client: AsyncWebClient) -> None:
    client.retry_handlers.clear()
    standin.faults.share = Share(0.2, {"users.list"}, random.Random(7))
    failed = 0
    for _ in range(100):
        try:
            await client.users_list()
        except (SlackApiError, aiohttp.ClientConnectionError):
            failed += 1
        assert (await client.auth_test())["ok"]
    assert 10 <= failed <= 25, "a slow call fails as well, but is answered"
