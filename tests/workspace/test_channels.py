"""What happens to a channel while the app is in it."""

from typing import Any

import pytest
from receiving import Receiver
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.standin import StandIn
from bot.workspace.state import ImpossibleError, Workspace

HARBOUR = "C0HARBOUR"


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    async def listen(body: dict[str, Any]) -> None:
        bodies.append(body)

    for name in ("channel_shared", "channel_left", "group_left", "channel_archive"):
        receiver.app.event(name)(listen)
    return bodies


async def refusal(client: AsyncWebClient) -> str:
    with pytest.raises(SlackApiError) as failure:
        await client.chat_postMessage(channel=HARBOUR, text="Hi")
    return str(failure.value.response["error"])


async def test_a_channel_becomes_shared(
    standin: StandIn, client: AsyncWebClient, heard: list[dict[str, Any]]
) -> None:
    await standin.share_channel(HARBOUR)
    (body,) = heard
    assert (body["event"]["type"], body["event"]["channel"]) == ("channel_shared", HARBOUR)
    assert body["event"]["connected_team_id"] == "T0TIDEWATER"
    assert body["is_ext_shared_channel"] is True
    info = await client.conversations_info(channel=HARBOUR)
    assert info["channel"]["is_ext_shared"]


async def test_the_bot_is_removed(
    standin: StandIn, client: AsyncWebClient, heard: list[dict[str, Any]]
) -> None:
    await standin.remove_bot(HARBOUR)
    assert [body["event"]["type"] for body in heard] == ["channel_left"]
    assert await refusal(client) == "not_in_channel"
    with pytest.raises(ImpossibleError):
        await standin.remove_bot(HARBOUR)


async def test_a_private_channel_is_gone_with_the_removal(
    standin: StandIn,
    workspace: Workspace,
    client: AsyncWebClient,
    heard: list[dict[str, Any]],
) -> None:
    workspace.channel(HARBOUR).is_private = True
    await standin.remove_bot(HARBOUR)
    assert [body["event"]["type"] for body in heard] == ["group_left"]
    assert await refusal(client) == "channel_not_found"


async def test_nobody_writes_in_an_archived_channel(
    standin: StandIn, client: AsyncWebClient, heard: list[dict[str, Any]]
) -> None:
    await standin.archive(HARBOUR)
    assert [body["event"]["type"] for body in heard] == ["channel_archive"]
    assert await refusal(client) == "is_archived"
    with pytest.raises(ImpossibleError):
        await standin.say("dana", HARBOUR, "Anyone?")


@pytest.mark.parametrize(
    "manifest", [{"settings": {"event_subscriptions": {"bot_events": ["channel_left"]}}}]
)
async def test_only_what_is_subscribed_to_is_told(
    standin: StandIn, heard: list[dict[str, Any]]
) -> None:
    await standin.share_channel(HARBOUR)
    await standin.remove_bot(HARBOUR)
    await standin.archive(HARBOUR)
    assert [body["event"]["type"] for body in heard] == ["channel_left"]


async def test_a_direct_message_is_no_channel(standin: StandIn, workspace: Workspace) -> None:
    for happens in (standin.share_channel, standin.remove_bot, standin.archive):
        with pytest.raises(ImpossibleError):
            await happens(workspace.direct("dana").id)
