"""Files: taken from an upload URL, and handed out to whoever has the app's token.

Slack docs: Working with files.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import web

from bot.workspace.methods.base import Context
from bot.workspace.state import File, new_id

if TYPE_CHECKING:
    from bot.workspace.api import Api

MAX_BYTES: Final = 1_000_000
"""Of one file. Slack takes a thousand times as much; pictures of a chat need less."""

WRONG_SIZE: Final = "A file may not be empty, nor larger than 1 MB."

UPLOAD_PATH: Final = "/upload/v1"
DOWNLOAD_PATH: Final = "/files-pri"


def new_file(
    context: Context,
    user: str,
    name: str,
    mimetype: str,
    *,
    alt_text: str = "",
    content: bytes | None = None,
) -> File:
    """A file that the workspace knows from now on. Without content it waits for its upload."""
    file_id = new_id("F")
    file = File(
        file_id,
        user,
        name,
        title=name,
        mimetype=mimetype,
        created=context.now(),
        url=f"{context.url}{DOWNLOAD_PATH}/{file_id}/{quote(name, safe='')}",
        alt_text=alt_text,
        content=content,
        is_shared=content is not None,
    )
    context.workspace.files[file_id] = file
    return file


@dataclass
class Files:
    api: "Api"

    async def upload(self, request: web.Request) -> web.Response:
        """POST /upload/v1/{id}: the bytes, once. The URL is leave enough, there is no token."""
        files = self.api.context.workspace.files
        file = files.get(request.match_info["id"])
        if file is None or file.content is not None:
            return web.Response(status=404)
        content = await request.read()
        if not 0 < len(content) <= MAX_BYTES:
            return web.Response(status=413)
        files[file.id] = replace(file, content=content)
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """GET /files-pri/{id}/{name}."""
        if request.headers.get("Authorization") != f"Bearer {self.api.bot_token}":
            return web.Response(status=403)
        return serve(self.api.context.workspace.files.get(request.match_info["id"]))


def serve(file: File | None) -> web.Response:
    """As an attachment: what people drop is never to run as a page of ours."""
    if file is None or file.content is None:
        return web.Response(status=404)
    return web.Response(
        body=file.content,
        headers={
            "Content-Type": file.mimetype,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        },
    )
