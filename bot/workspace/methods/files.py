"""The methods files.*: what is known of one, and an upload in three steps.

Slack docs: Working with files; files.info.
"""

import mimetypes
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator

from bot.workspace import shapes
from bot.workspace.files import MAX_BYTES, UPLOAD_PATH, new_file
from bot.workspace.methods.base import Arguments, Context, Method, RefusalError, decoded
from bot.workspace.methods.content import record_pings
from bot.workspace.methods.places import check_thread, writable
from bot.workspace.state import File, Json

MAX_ALT_TEXT = 1000


class Announcing(Arguments):
    filename: str
    length: int
    alt_txt: str = ""


class Finished(BaseModel):
    id: str
    title: str | None = None


class Completing(Arguments):
    files: Annotated[list[Finished], BeforeValidator(decoded)]
    channel_id: str | None = None
    initial_comment: str = ""
    thread_ts: str | None = None


class OneFile(Arguments):
    file: str


def get_upload_url(context: Context, asked: Announcing) -> Json:
    if asked.length <= 0:
        raise RefusalError("missing_argument")
    if asked.length > MAX_BYTES:
        raise RefusalError("file_upload_size_restricted")
    if len(asked.alt_txt) > MAX_ALT_TEXT:
        raise RefusalError("alt_txt_too_large")
    kind = mimetypes.guess_type(asked.filename)[0] or "application/octet-stream"
    bot = context.workspace.bot.id
    file = new_file(context, bot, asked.filename, kind, alt_text=asked.alt_txt)
    return {"file_id": file.id, "upload_url": f"{context.url}{UPLOAD_PATH}/{file.id}"}


def complete_upload(context: Context, asked: Completing) -> Json:
    """Without a channel the files stay private. A user's id is no channel here, as by Slack."""
    files = tuple(_finished(context, each) for each in asked.files)
    if asked.channel_id:
        channel = writable(context, asked.channel_id)
        check_thread(context, channel, asked.thread_ts)
        message = context.workspace.share(
            channel.id,
            context.workspace.bot.id,
            asked.initial_comment,
            context.now(),
            files,
            asked.thread_ts,
        )
        record_pings(context.workspace, message)
    context.workspace.files.update({file.id: file for file in files})
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def info(context: Context, asked: OneFile) -> Json:
    file = context.workspace.files.get(asked.file)
    if file is None or not file.is_shared:
        raise RefusalError("file_not_found")
    return {"file": shapes.file(file), "comments": []}


def _finished(context: Context, each: Finished) -> File:
    file = context.workspace.files.get(each.id)
    if file is None or file.content is None or file.is_shared:
        raise RefusalError("file_not_found")
    return replace(file, title=each.title or file.title, is_shared=True)


METHODS: dict[str, Method[Any]] = {
    "files.getUploadURLExternal": Method(Announcing, get_upload_url),
    "files.info": Method(OneFile, info),
    "files.completeUploadExternal": Method(Completing, complete_upload),
}
