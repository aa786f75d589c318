"""The Web API, called as apps call it: through slack_sdk over HTTP."""

from typing import Any

import aiohttp
import pytest
from receiving import TOKEN
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.methods.content import MAX_CHARACTERS
from bot.workspace.standin import StandIn
from bot.workspace.state import Channel, Workspace

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


async def refused(call: Any) -> str:
    """The error code of a call that is to fail."""
    with pytest.raises(SlackApiError) as failure:
        await call
    return str(failure.value.response["error"])


@pytest.fixture
def channel(workspace: Workspace) -> str:
    return workspace.channel("deal-harbour-renewal").id


@pytest.fixture
def closed(workspace: Workspace) -> Channel:
    """A channel without the bot."""
    closed = Channel("C0CLOSED", "board", "channel", [workspace.me.id])
    workspace.channels[closed.id] = closed
    return closed


async def test_a_token_is_asked_for(standin: StandIn) -> None:
    none = AsyncWebClient(base_url=standin.api_url)
    wrong = AsyncWebClient("xoxb-other", base_url=standin.api_url)
    assert await refused(none.auth_test()) == "not_authed"
    assert await refused(wrong.auth_test()) == "invalid_auth"
    assert (await none.api_test())["ok"]


async def test_who_the_bot_is(client: AsyncWebClient, workspace: Workspace) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == workspace.bot.id
    assert answer["team_id"] == workspace.team.id
    assert answer["bot_id"].startswith("B")


async def test_methods_and_arguments_that_do_not_exist(client: AsyncWebClient) -> None:
    assert await refused(client.api_call("chat.sing")) == "unknown_method"
    assert await refused(client.api_call("chat.postMessage", json={})) == "invalid_arguments"


async def test_arguments_come_as_json_as_a_form_and_in_the_query(
    standin: StandIn, workspace: Workspace, channel: str
) -> None:
    blocks = '[{"type": "divider"}]'
    said = {"channel": channel, "text": "Hi", "blocks": blocks, "token": TOKEN}
    url = standin.api_url + "chat.postMessage"
    async with aiohttp.ClientSession() as session:
        for how in ({"data": said}, {"params": said}, {"json": said}):
            async with session.post(url, **how) as answer:
                assert (await answer.json())["ok"]
    last = workspace.messages_in(channel)[-3:]
    assert [[b["type"] for b in message.blocks or []] for message in last] == [["divider"]] * 3
    assert all("token" not in call.arguments for call in standin.calls)


async def test_broken_json_is_refused(standin: StandIn) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            standin.api_url + "api.test",
            data="{",
            headers={"Content-Type": "application/json"},
        ) as answer,
    ):
        assert (await answer.json())["error"] == "invalid_json"


async def test_a_message_is_posted_and_read_back(client: AsyncWebClient, channel: str) -> None:
    metadata = {"event_type": "check", "event_payload": {"id": "7"}}
    answer = await client.chat_postMessage(
        channel=channel, text="Hi", blocks=[SECTION], metadata=metadata
    )
    history = await client.conversations_history(
        channel=channel, limit=1, include_all_metadata=True
    )
    assert history["messages"][0]["ts"] == answer["ts"]
    assert history["messages"][0]["metadata"] == metadata
    assert history["messages"][0]["blocks"][0]["block_id"]
    assert history["has_more"]
    without = await client.conversations_history(channel=channel, limit=1)
    assert "metadata" not in without["messages"][0]


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
async def test_messages_are_checked(client: AsyncWebClient, channel: str) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"text": ""}, "no_text"),
        ({"blocks": [SECTION], "text": ""}, "no_text"),
        ({"text": "Hi", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"text": "Hi", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x" * (MAX_CHARACTERS + 1)}, "msg_too_long"),
        ({"text": "Hi", "blocks": [long] * 5}, "msg_blocks_too_long"),
    ]
    for said, error in cases:
        assert await refused(client.chat_postMessage(channel=channel, **said)) == error


async def test_what_is_wrong_with_blocks_is_said(client: AsyncWebClient, channel: str) -> None:
    with pytest.raises(SlackApiError) as failure:
        await client.chat_postMessage(channel=channel, text="Hi", blocks=[{"type": "poem"}])
    assert failure.value.response["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: poem [json-pointer:/blocks/0]"
    ]


async def test_where_the_bot_cannot_write(
    client: AsyncWebClient, workspace: Workspace, channel: str, closed: Channel
) -> None:
    post = client.chat_postMessage
    assert await refused(post(channel="C0NOWHERE", text="Hi")) == "channel_not_found"
    assert await refused(post(channel=closed.id, text="Hi")) == "not_in_channel"
    whisper = client.chat_postEphemeral(channel=closed.id, user=workspace.me.id, text="Hi")
    assert await refused(whisper) == "not_in_channel"
    closed.is_private = True
    assert await refused(post(channel=closed.id, text="Hi")) == "channel_not_found"
    workspace.channels[channel].is_archived = True
    assert await refused(post(channel=channel, text="Hi")) == "is_archived"


async def test_a_channel_can_be_joined(client: AsyncWebClient, closed: Channel) -> None:
    assert (await client.conversations_join(channel=closed.id))["channel"]["is_member"]
    assert (await client.chat_postMessage(channel=closed.id, text="Hi"))["ok"]


async def test_a_user_id_leads_to_the_direct_message(
    client: AsyncWebClient, workspace: Workspace
) -> None:
    priya = workspace.user("priya").id
    answer = await client.chat_postMessage(channel=priya, text="Hi")
    opened = await client.conversations_open(users=[priya])
    assert answer["channel"] == opened["channel"]["id"] == workspace.direct("priya").id
    info = await client.conversations_info(channel=answer["channel"])
    assert info["channel"]["is_im"]
    assert info["channel"]["user"] == priya


async def test_replies_stand_in_their_thread(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    parent = workspace.messages_in(channel)[0]
    reply = await client.chat_postMessage(channel=channel, text="Hi", thread_ts=parent.ts)
    thread = await client.conversations_replies(channel=channel, ts=parent.ts)
    assert [message["ts"] for message in thread["messages"]] == [parent.ts, reply["ts"]]
    assert thread["messages"][0]["reply_count"] == 1
    history = await client.conversations_history(channel=channel)
    assert reply["ts"] not in [message["ts"] for message in history["messages"]]


async def test_a_thread_needs_a_parent(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    reply = next(m for m in workspace.messages_in(channel) if m.thread_ts)
    post = client.chat_postMessage
    missing = post(channel=channel, text="Hi", thread_ts="1.000000")
    assert await refused(missing) == "thread_not_found"
    nested = post(channel=channel, text="Hi", thread_ts=reply.ts)
    assert await refused(nested) == "cannot_reply_to_message"


async def test_a_reply_keeps_its_metadata(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    where = {"channel": channel, "ts": workspace.messages_in(channel)[0].ts}
    metadata = {"event_type": "question", "event_payload": {"id": "7"}}
    await client.chat_postMessage(
        channel=channel, text="Hi", thread_ts=where["ts"], metadata=metadata
    )
    thread = await client.conversations_replies(**where, include_all_metadata=True)
    assert thread["messages"][-1]["metadata"] == metadata
    assert "metadata" not in (await client.conversations_replies(**where))["messages"][-1]


async def test_an_ephemeral_reply_is_in_the_thread_and_counts_as_none(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    parent = workspace.messages_in(channel)[0]
    dana = workspace.me.id
    await client.chat_postEphemeral(channel=channel, user=dana, text="For you", thread_ts=parent.ts)
    assert workspace.messages_in(channel, "dana")[-1].thread_ts == parent.ts
    thread = await client.conversations_replies(channel=channel, ts=parent.ts)
    assert [message.get("reply_count") for message in thread["messages"]] == [None]


async def test_history_is_read_page_by_page_from_a_time_on(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    said = [m.ts for m in workspace.messages_in(channel) if m.thread_ts is None]
    pages = [
        [message["ts"] for message in answer["messages"]]
        async for answer in await client.conversations_history(
            channel=channel, oldest=said[2], limit=4
        )
    ]
    assert [ts for page in pages for ts in page] == said[:2:-1]
    assert {len(page) for page in pages[:-1]} == {4}


async def test_replies_are_read_page_by_page_from_a_time_on(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    parent = next(m for m in workspace.messages_in(channel) if workspace.thread(m))
    replies = [reply.ts for reply in workspace.thread(parent)]
    where = {"channel": channel, "ts": parent.ts, "oldest": replies[0]}
    first = await client.conversations_replies(**where, limit=1)
    second = await client.conversations_replies(
        **where, limit=1, cursor=first["response_metadata"]["next_cursor"]
    )
    read = [answer["messages"][0]["ts"] for answer in (first, second)]
    assert (read, first["has_more"], second["has_more"]) == (replies[1:], True, False)


async def test_an_ephemeral_message_is_for_one_and_cannot_be_updated(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    dana, iris = workspace.me.id, workspace.user("iris").id
    whisper = client.chat_postEphemeral
    answer = await whisper(channel=channel, user=dana, text="For you")
    ts = answer["message_ts"]
    assert workspace.messages_in(channel, "dana")[-1].ts == ts
    assert workspace.messages_in(channel, "marcus")[-1].ts != ts
    history = await client.conversations_history(channel=channel)
    assert ts not in [message["ts"] for message in history["messages"]]
    update = client.chat_update(channel=channel, ts=ts, text="Other")
    assert await refused(update) == "message_not_found"
    outsider = whisper(channel=channel, user=iris, text="For you")
    assert await refused(outsider) == "user_not_in_channel"


async def test_updating_by_text_takes_the_blocks_away(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    posted = await client.chat_postMessage(channel=channel, text="Hi", blocks=[SECTION])
    where = {"channel": channel, "ts": posted["ts"]}
    await client.chat_update(**where, text="New", blocks=[SECTION])
    shown = workspace.messages[channel][posted["ts"]]
    assert (shown.text, shown.edited, bool(shown.blocks)) == ("New", None, True)
    answer = await client.chat_update(**where, text="Newer")
    shown = workspace.messages[channel][posted["ts"]]
    assert (shown.text, shown.blocks) == ("Newer", None)
    assert shown.edited is not None
    assert shown.edited > shown.ts
    assert answer["message"]["edited"] == {"user": workspace.bot.id, "ts": shown.edited}


async def test_only_what_the_bot_said_can_be_changed(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    said = workspace.messages_in(channel)[0]
    where = {"channel": channel, "ts": said.ts}
    assert await refused(client.chat_update(**where, text="No")) == "cant_update_message"
    assert await refused(client.chat_delete(**where)) == "cant_delete_message"
    own = await client.chat_postMessage(channel=channel, text="Hi")
    await client.chat_delete(channel=channel, ts=own["ts"])
    gone = client.chat_delete(channel=channel, ts=own["ts"])
    assert await refused(gone) == "message_not_found"


async def test_under_replies_a_deleted_message_leaves_a_tombstone(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    own = await client.chat_postMessage(channel=channel, text="Hi", blocks=[SECTION])
    where = {"channel": channel, "ts": own["ts"]}
    await client.chat_postMessage(channel=channel, text="There", thread_ts=own["ts"])
    await client.chat_delete(**where)
    thread = await client.conversations_replies(**where)
    assert [message["text"] for message in thread["messages"]] == [
        "This message was deleted.",
        "There",
    ]
    assert "blocks" not in thread["messages"][0]
    assert await refused(client.chat_update(**where, text="Hi")) == "cant_update_message"
    assert await refused(client.chat_delete(**where)) == "cant_delete_message"


async def test_a_reaction_is_added_once(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    said = workspace.messages_in(channel)[0]
    where = {"channel": channel, "timestamp": said.ts, "name": "eyes"}
    await client.reactions_add(**where)
    assert await refused(client.reactions_add(**where)) == "already_reacted"
    history = await client.conversations_history(
        channel=channel, oldest=said.ts, latest=said.ts, inclusive=True
    )
    reactions = history["messages"][0]["reactions"]
    assert reactions == [{"name": "eyes", "count": 1, "users": [workspace.bot.id]}]


async def test_a_permalink_leads_to_a_message(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    said = workspace.messages_in(channel)[0]
    answer = await client.chat_getPermalink(channel=channel, message_ts=said.ts)
    path = f"/archives/{channel}/p{said.ts.replace('.', '')}"
    assert answer["permalink"] == f"https://northwind-deals.slack.com{path}"


async def test_people_are_looked_up(client: AsyncWebClient, workspace: Workspace) -> None:
    dana = (await client.users_info(user=workspace.me.id))["user"]
    assert (dana["tz"], dana["is_stranger"]) == ("Europe/London", False)
    iris = (await client.users_info(user=workspace.user("iris").id))["user"]
    assert (iris["is_stranger"], iris["team_id"]) == (True, "T0TIDEWATER")
    assert await refused(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_lists_come_page_by_page(client: AsyncWebClient, workspace: Workspace) -> None:
    seen = [
        person["id"]
        async for answer in await client.users_list(limit=3)
        for person in answer["members"]
    ]
    assert seen == list(workspace.users)


async def test_channels_are_listed_by_type(
    client: AsyncWebClient, workspace: Workspace, closed: Channel
) -> None:
    public = await client.conversations_list()
    assert closed.id in [each["id"] for each in public["channels"]]
    closed.is_private = True
    everything = await client.conversations_list(types="public_channel,private_channel,im")
    names = {each.get("name", "im") for each in everything["channels"]}
    assert names == {
        "deal-harbour-renewal",
        "deal-tidewater-supply",
        "deal-orchard-lease",
        "im",
    }


async def test_members_and_slack_connect(
    client: AsyncWebClient, workspace: Workspace, closed: Channel
) -> None:
    shared = workspace.channel("deal-tidewater-supply")
    info = await client.conversations_info(channel=shared.id)
    assert info["channel"]["is_ext_shared"]
    assert info["channel"]["is_member"]
    assert "num_members" not in info["channel"]
    counted = await client.conversations_info(channel=shared.id, include_num_members=True)
    assert counted["channel"]["num_members"] == len(shared.members)
    without_us = await client.conversations_info(channel=closed.id)
    assert without_us["channel"]["is_member"] is False
    members = await client.conversations_members(channel=shared.id)
    assert members["members"] == shared.members


@pytest.mark.parametrize("ping", ["<!channel>", "<!here|here>", "<@U0DANA>", "<!subteam^S1|x>"])
async def test_pings_are_recorded_wherever_they_stand(
    client: AsyncWebClient, workspace: Workspace, channel: str, ping: str
) -> None:
    marked = {"type": "section", "text": {"type": "mrkdwn", "text": f"Look, {ping}!"}}
    plain = {"type": "section", "text": {"type": "plain_text", "text": ping}}
    await client.chat_postMessage(channel=channel, text="Hi", blocks=[plain])
    assert workspace.pings == []
    posted = await client.chat_postMessage(channel=channel, text="Hi", blocks=[marked])
    await client.chat_update(channel=channel, ts=posted["ts"], text=f"And {ping}")
    assert [each.target for each in workspace.pings] == [ping, ping]


async def test_calls_are_recorded(standin: StandIn, client: AsyncWebClient, channel: str) -> None:
    await client.chat_postMessage(channel=channel, text="Hi")
    await refused(client.chat_postMessage(channel="C0NOWHERE", text="Hi"))
    assert [(call.method, call.ok, call.error) for call in standin.calls] == [
        ("chat.postMessage", True, None),
        ("chat.postMessage", False, "channel_not_found"),
    ]
    assert standin.calls[0].arguments == {"channel": channel, "text": "Hi"}
