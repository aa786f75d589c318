"""Files come from Slack alone, and no more of them than is asked for."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.events import SharedFile
from bot.slack.gateway import FileError, Gateway

TOKEN = "xoxb-the-token"
CONTENT = b"x" * 1_000_000


class Slack:
    """A server that has one file, and counts who asks it for what."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self.server = TestServer(app, host="127.0.0.1")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if request.path == "/onward":
            return web.Response(status=302, headers={"Location": "/file"})
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(CONTENT)
        return response

    @property
    def gateway(self) -> Gateway:
        return Gateway(AsyncWebClient(TOKEN, base_url=str(self.server.make_url("/api/"))))

    def file(self, path: str, size: int = 1) -> SharedFile:
        url = str(self.server.make_url(path))
        return SharedFile(id="F1", size=size, url_private_download=url)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    made = Slack()
    await made.server.start_server()
    yield made
    await made.server.close()


async def test_with_the_token(slack: Slack) -> None:
    assert await slack.gateway.download(slack.file("/file"), len(CONTENT)) == CONTENT
    assert slack.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def test_more_than_it_said(slack: Slack) -> None:
    with pytest.raises(FileError, match=r"That file is larger than 0 MB\."):
        await slack.gateway.download(slack.file("/file", size=1), len(CONTENT) - 1)


async def test_too_large_is_not_fetched(slack: Slack) -> None:
    with pytest.raises(FileError, match="larger than 5 MB"):
        await slack.gateway.download(slack.file("/file", size=50_000_000), 5 * 1024**2)
    assert not slack.asked


async def test_no_redirect_is_followed(slack: Slack) -> None:
    with pytest.raises(FileError, match="does not give me that file"):
        await slack.gateway.download(slack.file("/onward"), len(CONTENT))
    assert [request.path for request in slack.asked] == ["/onward"]


@pytest.mark.parametrize(
    ("api", "url", "is_slacks"),
    [
        ("https://slack.com/api/", "https://files.slack.com/files-pri/T1-F1/a.ics", True),
        ("https://www.slack.com/api/", "https://files.slack.com/files-pri/T1-F1/a.ics", True),
        ("https://slack-gov.com/api/", "https://files.slack-gov.com/a.ics", True),
        ("https://slack.com/api/", "http://files.slack.com/a.ics", False),
        ("https://slack.com/api/", "https://files.slack.com:8443/a.ics", False),
        ("https://slack.com/api/", "https://files.slack.com.example.com/a.ics", False),
        ("https://slack.com/api/", "https://files.slack.com@example.com/a.ics", False),
        ("https://slack.com/api/", "https://x:y@files.slack.com/a.ics", False),
        ("https://slack.com/api/", "https://example.com/files.slack.com", False),
        ("https://slack-gov.com/api/", "https://files.slack.com/a.ics", False),
        ("https://slack.com/api/", "", False),
    ],
)
def test_whose_host_it_is(api: str, url: str, is_slacks: bool) -> None:
    assert Gateway(AsyncWebClient(TOKEN, base_url=api))._is_slacks(url) is is_slacks
