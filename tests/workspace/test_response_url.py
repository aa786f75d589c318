"""A response_url: five answers in half an hour, also where the bot is no member."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from receiving import Receiver
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.clock import MovableClock
from bot.workspace.standin import StandIn
from bot.workspace.state import Channel, Workspace

Webhook = Callable[[], Awaitable[AsyncWebhookClient]]
DIVIDER = {"type": "divider"}


@pytest.fixture
def closed(workspace: Workspace) -> Channel:
    """A channel without the bot."""
    members = [workspace.me.id, workspace.user("priya").id]
    workspace.channels["C0CLOSED"] = Channel("C0CLOSED", "board", "channel", members)
    return workspace.channels["C0CLOSED"]


@pytest.fixture
def webhook(standin: StandIn, receiver: Receiver, closed: Channel) -> Webhook:
    """A fresh response_url, from a command of Dana's."""
    urls: list[str] = []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        urls.append(body["response_url"])

    receiver.app.command("/negotiate")(keep)

    async def issue() -> AsyncWebhookClient:
        await standin.command("dana", closed.name, "/negotiate")
        return AsyncWebhookClient(urls[-1])

    return issue


async def test_an_answer_is_private_unless_it_says_otherwise(
    webhook: Webhook, workspace: Workspace, closed: Channel
) -> None:
    url = await webhook()
    await url.send(text="For you")
    await url.send(text="For all", response_type="in_channel")
    whispered, said = workspace.messages_in(closed.id)
    assert (whispered.text, whispered.visible_to) == ("For you", workspace.me.id)
    assert (said.text, said.visible_to) == ("For all", None)


async def test_it_can_be_used_five_times(webhook: Webhook) -> None:
    url = await webhook()
    answers = [await url.send(text=str(n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].body == "used_url"


async def test_it_lives_half_an_hour_of_the_workspace(
    webhook: Webhook, clock: MovableClock
) -> None:
    url = await webhook()
    clock.advance(timedelta(minutes=29, seconds=50))
    assert (await url.send(text="In time")).status_code == 200
    clock.advance(timedelta(seconds=20))
    late = await url.send(text="Late")
    assert (late.status_code, late.body) == (404, "expired_url")


async def test_a_refused_answer_is_not_counted(webhook: Webhook) -> None:
    url = await webhook()
    bad = await url.send(text="Hi", blocks=[{"type": "poem"}])
    assert (bad.status_code, bad.body) == (400, "invalid_blocks")
    bare = await url.send(blocks=[DIVIDER])
    assert (bare.status_code, bare.body) == (400, "no_text")
    assert [(await url.send(text="Hi")).status_code for _ in range(5)] == [200] * 5


async def test_what_is_no_answer_is_refused(webhook: Webhook) -> None:
    odd = await (await webhook()).send(text="Hi", response_type="loud")
    assert (odd.status_code, odd.body) == (400, "invalid_payload")


async def test_the_message_it_came_from_can_be_replaced_or_deleted(
    standin: StandIn, receiver: Receiver, workspace: Workspace
) -> None:
    bodies: list[dict[str, Any]] = []

    async def keep(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    receiver.app.action("more")(keep)
    button = {
        "type": "button",
        "action_id": "more",
        "text": {"type": "plain_text", "text": "More"},
    }
    channel = workspace.channel("deal-harbour-renewal").id
    blocks = [{"type": "actions", "elements": [button]}]
    await receiver.app.client.chat_postMessage(channel=channel, text="Card", blocks=blocks)
    card = workspace.messages_in(channel)[-1]
    await standin.click("dana", card, "more")
    url = AsyncWebhookClient(bodies[0]["response_url"])
    await url.send(text="Changed", replace_original=True)
    changed = workspace.current(card)
    assert changed is not None
    assert (changed.text, changed.visible_to) == ("Changed", None)
    await url.send(delete_original=True)
    assert workspace.current(card) is None


async def test_pings_are_recorded(webhook: Webhook, workspace: Workspace) -> None:
    await (await webhook()).send(text="<!here>", response_type="in_channel")
    assert [(each.target, each.visible_to) for each in workspace.pings] == [("<!here>", None)]


async def test_answers_are_among_the_calls(standin: StandIn, webhook: Webhook) -> None:
    await (await webhook()).send(text="Hi")
    call = standin.calls[-1]
    assert (call.method, call.arguments, call.ok) == ("response_url", {"text": "Hi"}, True)
