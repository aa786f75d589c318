"""What people do reaches a Bolt app as Bolt expects it, and the app's answers are followed."""

from typing import Any

import pytest
from receiving import SECRET, TOKEN, Receiver
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.inputs import MISSING
from bot.workspace.standin import StandIn
from bot.workspace.state import ImpossibleError, Message, View, Workspace

CHANNEL = "deal-harbour-renewal"
BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "more",
                "value": "41",
                "text": {"type": "plain_text", "text": "More"},
            },
            {
                "type": "static_select",
                "action_id": "side",
                "options": [
                    {"text": {"type": "plain_text", "text": "Us"}, "value": "us"},
                    {"text": {"type": "plain_text", "text": "Them"}, "value": "them"},
                ],
            },
        ],
    }
]


def modal(**more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "meeting",
        "title": {"type": "plain_text", "text": "Meeting"},
        "submit": {"type": "plain_text", "text": "Save"},
        "private_metadata": "deal-7",
        "blocks": [
            {
                "type": "input",
                "block_id": "goal",
                "label": {"type": "plain_text", "text": "Goal"},
                "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
            },
            {
                "type": "input",
                "block_id": "day",
                "optional": True,
                "label": {"type": "plain_text", "text": "Day"},
                "element": {"type": "datepicker", "action_id": "date"},
            },
        ],
        **more,
    }


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    """The bodies that Bolt let through its signature check and handed to a listener."""
    bodies: list[dict[str, Any]] = []

    async def listen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    app = receiver.app
    app.command("/negotiate")(listen)
    app.action("more")(listen)
    app.action("side")(listen)
    app.shortcut("check_message")(listen)
    app.view_closed("meeting")(listen)
    return bodies


async def show_modal(
    standin: StandIn, client: AsyncWebClient, receiver: Receiver, **more: Any
) -> View:
    """Opened by the app itself, in answer to a command."""

    async def open_modal(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(**more))

    receiver.app.command("/meeting")(open_modal)
    await standin.command("dana", CHANNEL, "/meeting")
    return await standin.until(lambda w: w.modal("dana"))


async def posted(client: AsyncWebClient, workspace: Workspace) -> Message:
    channel = workspace.channel(CHANNEL).id
    answer = await client.chat_postMessage(channel=channel, text="Card", blocks=BUTTONS)
    return workspace.messages[channel][answer["ts"]]


async def test_a_command_arrives_with_its_text_and_where_it_was_typed(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    delivered = await standin.command("dana", CHANNEL, "/negotiate check they said <no> & left")
    assert (delivered.status, delivered.error) == (200, None)
    assert heard[0]["text"] == "check they said &lt;no&gt; &amp; left"
    assert heard[0]["channel_id"] == workspace.channel(CHANNEL).id
    assert heard[0]["user_id"] == workspace.me.id
    assert heard[0]["response_url"].startswith(standin.url)


async def test_a_wrong_secret_is_refused_by_bolt(
    standin: StandIn, receiver: Receiver, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    standin.connect(receiver.url, SECRET + "-not", TOKEN)
    delivered = await standin.command("dana", CHANNEL, "/negotiate help")
    assert delivered.status == 401
    assert heard == []
    assert workspace.notices[0].text == "/negotiate failed with the error dispatch_failed"


async def test_the_ack_of_a_command_can_answer_in_private(
    standin: StandIn, receiver: Receiver, workspace: Workspace
) -> None:
    async def answer(ack: Any) -> None:
        await ack("Try `/negotiate help`.")

    receiver.app.command("/negotiate")(answer)
    await standin.command("priya", CHANNEL, "/negotiate")
    message = workspace.messages_in(CHANNEL)[-1]
    assert message.text == "Try `/negotiate help`."
    assert message.visible_to == workspace.user("priya").id
    assert message not in workspace.messages_in(CHANNEL, "dana")


async def test_a_click_on_a_message_brings_the_message_and_its_state(
    standin: StandIn,
    client: AsyncWebClient,
    workspace: Workspace,
    heard: list[dict[str, Any]],
) -> None:
    message = await posted(client, workspace)
    delivered = await standin.click("dana", message, "more", state={"row": {"side": "us"}})
    assert delivered.ok
    body = heard[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == message.ts
    assert body["message"]["bot_id"]
    assert body["actions"][0]["value"] == "41"
    assert body["state"]["values"]["row"]["side"]["selected_option"]["value"] == "us"


async def test_a_choice_is_in_the_action_and_in_the_state(
    standin: StandIn,
    client: AsyncWebClient,
    workspace: Workspace,
    heard: list[dict[str, Any]],
) -> None:
    message = await posted(client, workspace)
    await standin.click("dana", message, "side", chosen="them")
    body = heard[0]
    assert body["actions"][0]["selected_option"]["text"]["text"] == "Them"
    assert body["state"]["values"]["row"]["side"]["selected_option"]["value"] == "them"


async def test_an_ephemeral_message_is_not_sent_along_but_can_be_replaced(
    standin: StandIn,
    client: AsyncWebClient,
    workspace: Workspace,
    receiver: Receiver,
) -> None:
    bodies: list[dict[str, Any]] = []

    async def replace(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="Done", replace_original=True)

    receiver.app.action("more")(replace)
    channel, dana = workspace.channel(CHANNEL).id, workspace.me.id
    await client.chat_postEphemeral(channel=channel, user=dana, text="Card", blocks=BUTTONS)
    message = workspace.messages_in(channel)[-1]
    await standin.click("dana", message, "more")
    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"] is True
    await standin.until(lambda w: w.messages_in(channel)[-1].text == "Done")
    now = workspace.messages_in(channel)[-1]
    assert (now.ts, now.visible_to, now.blocks) == (message.ts, dana, None)


async def test_nobody_clicks_what_only_others_see(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace
) -> None:
    channel, dana = workspace.channel(CHANNEL).id, workspace.me.id
    await client.chat_postEphemeral(channel=channel, user=dana, text="Card", blocks=BUTTONS)
    with pytest.raises(ImpossibleError, match="marcus does not see this message"):
        await standin.click("marcus", workspace.messages_in(channel)[-1], "more")


async def test_a_message_shortcut_brings_the_message(
    standin: StandIn, workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    message = workspace.messages_in(CHANNEL)[0]
    await standin.shortcut("dana", "check_message", message)
    body = heard[0]
    assert body["type"] == "message_action"
    assert body["message"]["text"] == message.text
    assert body["channel"] == {"id": message.channel, "name": CHANNEL}
    assert body["message_ts"] == message.ts


async def test_a_submitted_modal_brings_its_values_and_closes(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, receiver: Receiver
) -> None:
    views: list[dict[str, Any]] = []

    async def save(ack: Any, view: dict[str, Any]) -> None:
        await ack()
        views.append(view)

    receiver.app.view("meeting")(save)
    shown = await show_modal(standin, client, receiver)
    await standin.submit("dana", shown, {"goal": {"text": "A longer term"}})
    values = views[0]["state"]["values"]
    assert values["goal"]["text"] == {"type": "plain_text_input", "value": "A longer term"}
    assert values["day"]["date"] == {"type": "datepicker", "selected_date": None}
    assert views[0]["private_metadata"] == "deal-7"
    assert workspace.modal("dana") is None


async def test_errors_in_the_ack_keep_the_modal_open(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, receiver: Receiver
) -> None:
    async def refuse(ack: Any) -> None:
        await ack(response_action="errors", errors={"day": "That day is over."})

    receiver.app.view("meeting")(refuse)
    shown = await show_modal(standin, client, receiver)
    await standin.submit("dana", shown, {"goal": {"text": "x"}, "day": {"date": "2020-01-01"}})
    still = workspace.modal("dana")
    assert still is not None
    assert still.errors == {"day": "That day is over."}


async def test_the_ack_can_update_push_and_clear(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, receiver: Receiver
) -> None:
    acks = [
        {
            "response_action": "update",
            "view": modal(title={"type": "plain_text", "text": "Again"}),
        },
        {"response_action": "push", "view": modal(title={"type": "plain_text", "text": "Above"})},
        {"response_action": "clear"},
    ]

    async def save(ack: Any) -> None:
        await ack(**acks.pop(0))

    receiver.app.view("meeting")(save)
    first = await show_modal(standin, client, receiver)
    titles = []
    while view := workspace.modal("dana"):
        await standin.submit("dana", view, {"goal": {"text": "x"}})
        titles.append([v.content["title"]["text"] for v in workspace.modals.get(first.user, [])])
    assert titles == [["Again"], ["Again", "Above"], []]


async def test_the_client_asks_for_what_is_required_before_it_submits(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, receiver: Receiver
) -> None:
    shown = await show_modal(standin, client, receiver)
    reached = len(receiver.requests)
    with pytest.raises(ImpossibleError, match=MISSING):
        await standin.submit("dana", shown, {})
    with pytest.raises(ImpossibleError, match="at most 20"):
        await standin.submit("dana", shown, {"goal": {"text": "x" * 21}})
    assert len(receiver.requests) == reached
    view = workspace.modal("dana")
    assert view is not None
    assert view.errors == {"goal": "Please use at most 20 characters."}


async def test_closing_is_told_where_the_app_asked_for_it(
    standin: StandIn,
    client: AsyncWebClient,
    workspace: Workspace,
    receiver: Receiver,
    heard: list[dict[str, Any]],
) -> None:
    shown = await show_modal(standin, client, receiver, notify_on_close=True)
    await standin.close("dana", shown)
    assert [body["type"] for body in heard] == ["view_closed"]
    assert workspace.modal("dana") is None


async def test_closing_is_not_told_where_nobody_asked(
    standin: StandIn, client: AsyncWebClient, workspace: Workspace, receiver: Receiver
) -> None:
    shown = await show_modal(standin, client, receiver)
    assert await standin.close("dana", shown) is None
    assert workspace.modal("dana") is None


async def test_a_button_in_the_home_tab_brings_the_view(
    standin: StandIn,
    client: AsyncWebClient,
    workspace: Workspace,
    receiver: Receiver,
    heard: list[dict[str, Any]],
) -> None:
    async def publish(event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BUTTONS})

    receiver.app.event("app_home_opened")(publish)
    await standin.open_home("dana")
    home = await standin.until(lambda w: w.homes.get(w.me.id))
    await standin.click("dana", home, "more")
    assert heard[0]["container"] == {"type": "view", "view_id": home.id}
    assert heard[0]["view"]["type"] == "home"
    assert "response_url" not in heard[0]
