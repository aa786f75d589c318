"""Files go up as slack_sdk sends them, and come down with the app's token."""

from typing import Any

import aiohttp
import pytest
from receiving import TOKEN, Receiver
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.files import MAX_BYTES
from bot.workspace.standin import StandIn
from bot.workspace.state import ImpossibleError, Message, Workspace

HARBOUR = "deal-harbour-renewal"
PICTURE = b"\x89PNG\r\n\x1a\nnot much of a picture"


@pytest.fixture
def channel(workspace: Workspace) -> str:
    return workspace.channel(HARBOUR).id


async def test_a_picture_is_uploaded_into_a_thread(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    parent = workspace.messages_in(channel)[0]
    answer = await client.files_upload_v2(
        channel=channel,
        thread_ts=parent.ts,
        content=PICTURE,
        filename="temperature.png",
        title="Temperature",
        alt_txt="It rose from calm to tense.",
        initial_comment="As asked:",
    )
    message = workspace.thread(parent)[-1]
    assert (message.user, message.text) == (workspace.bot.id, "As asked:")
    (file,) = message.files
    assert answer["files"] == [{"id": file.id, "title": "Temperature"}]
    assert (file.name, file.mimetype, file.content) == ("temperature.png", "image/png", PICTURE)
    assert file.alt_text == "It rose from calm to tense."
    thread = await client.conversations_replies(channel=channel, ts=parent.ts)
    shape = thread["messages"][-1]
    assert (shape["subtype"], shape["files"][0]["title"]) == ("file_share", "Temperature")
    assert shape["files"][0]["alt_txt"] == file.alt_text


async def test_without_a_channel_a_file_stays_private(
    client: AsyncWebClient, workspace: Workspace
) -> None:
    before = {place: dict(said) for place, said in workspace.messages.items()}
    await client.files_upload_v2(content=PICTURE, filename="a.png")
    assert workspace.messages == before


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"length": MAX_BYTES + 1}, "file_upload_size_restricted"),
        ({"length": 0}, "missing_argument"),
        ({"length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_what_is_too_large_is_refused(
    client: AsyncWebClient, asked: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as failure:
        await client.files_getUploadURLExternal(filename="a.png", **asked)
    assert failure.value.response["error"] == error


async def test_more_bytes_than_announced_do_not_get_through(client: AsyncWebClient) -> None:
    ticket = await client.files_getUploadURLExternal(filename="a.png", length=1)
    url = ticket["upload_url"]
    async with aiohttp.ClientSession() as session:
        for size, status in ((0, 413), (MAX_BYTES + 1, 413), (MAX_BYTES, 200), (1, 404)):
            async with session.post(url, data=b"x" * size) as answer:
                assert answer.status == status


async def test_an_upload_is_completed_once_and_only_where_the_bot_can_write(
    client: AsyncWebClient, workspace: Workspace, channel: str
) -> None:
    async def refused(**where: Any) -> str:
        files = [{"id": ticket["file_id"], "title": "A"}]
        with pytest.raises(SlackApiError) as failure:
            await client.files_completeUploadExternal(files=files, **where)
        return str(failure.value.response["error"])

    ticket = await client.files_getUploadURLExternal(filename="a.png", length=1)
    assert await refused(channel_id=channel) == "file_not_found", "nothing was sent yet"
    async with aiohttp.ClientSession() as session:
        await session.post(ticket["upload_url"], data=b"x")
    assert await refused(channel_id=workspace.me.id) == "channel_not_found"
    assert await refused(channel_id=channel, thread_ts="1.000000") == "thread_not_found"
    workspace.channels[channel].is_archived = True
    assert await refused(channel_id=channel) == "is_archived"
    await client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])
    assert await refused() == "file_not_found", "it is completed"


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []

    async def listen(event: dict[str, Any]) -> None:
        events.append(event)

    receiver.app.event({"type": "message", "subtype": "file_share"})(listen)
    return events


@pytest.fixture
async def dropped(standin: StandIn, workspace: Workspace) -> Message:
    place = workspace.direct("dana").id
    return await standin.drop_file("dana", place, "mail über.txt", b"Take it.", "text/plain")


async def test_a_dropped_file_is_told(
    standin: StandIn, heard: list[dict[str, Any]], dropped: Message
) -> None:
    (event,) = heard
    assert (event["subtype"], event["channel_type"], event["text"]) == ("file_share", "im", "")
    assert (event["user"], event["ts"]) == (dropped.user, dropped.ts)
    (file,) = event["files"]
    assert (file["name"], file["mimetype"]) == ("mail über.txt", "text/plain")
    assert (file["filetype"], file["size"], file["user"]) == ("txt", 8, dropped.user)


async def test_a_file_is_handed_out_with_the_token_only(
    standin: StandIn, heard: list[dict[str, Any]], dropped: Message
) -> None:
    url = heard[0]["files"][0]["url_private_download"]
    assert url.startswith(standin.url)
    async with aiohttp.ClientSession() as session:
        for token, status in ((None, 403), ("xoxb-other", 403), (TOKEN, 200)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with session.get(url, headers=headers) as answer:
                assert answer.status == status
                body = await answer.read()
    assert (body, answer.content_type) == (b"Take it.", "text/plain")


@pytest.mark.parametrize("size", [0, MAX_BYTES + 1])
async def test_a_file_has_a_size(standin: StandIn, workspace: Workspace, size: int) -> None:
    with pytest.raises(ImpossibleError):
        await standin.drop_file("dana", HARBOUR, "a.txt", b"x" * size, "text/plain")
    assert workspace.files == {}


async def test_what_is_known_of_a_file(client: AsyncWebClient, workspace: Workspace) -> None:
    uploaded = await client.files_upload_v2(content=PICTURE, filename="a.png")
    file_id = uploaded["files"][0]["id"]
    found = (await client.files_info(file=file_id))["file"]
    assert (found["name"], found["size"]) == ("a.png", len(PICTURE))
    assert found["url_private_download"] == workspace.files[file_id].url
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file="F0NOWHERE")
