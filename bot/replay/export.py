"""Reads a Slack export out of its zip file, one day at a time; nothing is unpacked to disk.

Slack help, "How to read Slack data exports": lists of channels and members, and for each channel a
folder with its name and one file a day. What a zip file holds is not trusted: names are only
compared, sizes are limited, and every value is checked.
"""

import difflib
import json
import lzma
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zipfile import BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, FailFast, StringConstraints, TypeAdapter, ValidationError

from bot.jsonl import what_is_wrong
from bot.replay.conversations import Conversation, History, PastMessage
from bot.slack.events import WrittenMessage, of_a_person
from bot.slack.text import shortened
from coaching.coach import LONGEST_TEXT

CHANNELS = ("channels.json", "groups.json")
"""Public and private channels. Direct messages (dms.json, mpims.json) are no deal channels."""
USERS, ORG_USERS = "users.json", "org_users.json"
"""The members of a workspace; of a whole Enterprise organisation."""
LONGEST_NAME = 80
"""Characters; Slack allows no more."""
LARGEST_FILE = 64 * 2**20
"""Bytes, unpacked. Ten thousand messages a day are about 20 MB."""
LARGEST_CHANNEL = 2**30
"""Bytes, unpacked: about half a million messages."""
OURS = "ours"
"""Stands for any of our own teams."""
DAMAGED = (BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError)
"""What a damaged, encrypted or strangely packed zip file raises."""

_Listed = TypeVar("_Listed")
_DAY = re.compile(r"([^/]+)/(\d{4}-\d{2}-\d{2})\.json")


class ExportError(Exception):
    """The file cannot be replayed; the sentence says why."""


class ListedChannel(BaseModel):
    id: str
    name: str
    is_ext_shared: bool = False
    """By Slack Connect, with another company."""


class Member(BaseModel):
    id: str
    team_id: str | None = None


LISTED_CHANNELS = TypeAdapter(Annotated[list[ListedChannel], FailFast()])
MEMBERS = TypeAdapter(Annotated[list[Member], FailFast()])


class ExportedMessage(BaseModel):
    """What is read of a message; Slack docs, "message event"."""

    ts: Annotated[str, StringConstraints(pattern=r"^\d{1,10}(\.\d{1,6})?$")]
    user: str | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    thread_ts: str | None = None
    user_team: str | None = None
    team: str | None = None
    source_team: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A channel of the export and its days, in order."""

    channel: ListedChannel
    days: Sequence[ZipInfo]

    @property
    def name(self) -> str:
        """The channel's name, fit to be shown."""
        return shortened(self.channel.name, LONGEST_NAME)

    @property
    def size(self) -> int:
        """Bytes, unpacked: what the zip file says, and never less than what is read."""
        return sum(day.file_size for day in self.days)


@contextmanager
def open_export(path: Path) -> Iterator["Export"]:
    """Raises ExportError for a file that is no Slack export."""
    try:
        archive = ZipFile(path)
    except (*DAMAGED, ValueError):
        raise ExportError(f"{path.name} is no zip file, or a damaged one.") from None
    with archive:
        yield Export(archive)


class Export:
    def __init__(self, archive: ZipFile) -> None:
        """Raises ExportError where the archive is no Slack export."""
        self._archive = archive
        self._files = _files_of_the_export(archive)
        days: dict[str, dict[str, ZipInfo]] = defaultdict(dict)
        for name, file in self._files.items():
            if match := _DAY.fullmatch(name):
                days[match[1]][match[2]] = file
        self.folders = [
            Folder(channel, [file for _, file in sorted(days[channel.name].items())])
            for name in CHANNELS
            for channel in self._listed(name, LISTED_CHANNELS)
        ]
        self._teams = {
            member.id: member.team_id
            for name in (USERS, ORG_USERS)
            for member in self._listed(name, MEMBERS)
            if member.team_id
        }
        self._ours = self._own_teams()

    @property
    def knows_members(self) -> bool:
        """Whether it tells our side from the counterpart's."""
        return bool(self._ours)

    def named(self, names: Iterable[str]) -> list[Folder]:
        """The channels with these names, or all. Raises ExportError for an unknown name."""
        wanted = {name.removeprefix("#") for name in names}
        known = {folder.name for folder in self.folders}
        for name in sorted(wanted - known):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ExportError(f"The export has no channel '{name}'.{hint}")
        return [folder for folder in self.folders if not wanted or folder.name in wanted]

    def history(self, folder: Folder) -> History:
        """What people wrote in a channel. What cannot be read is left out, with a remark."""
        if folder.size > LARGEST_CHANNEL:
            return _history(folder, {}, f"left out: more than {_megabytes(LARGEST_CHANNEL)}")
        written: dict[str, WrittenMessage] = {}
        problems = []
        for day in folder.days:
            try:
                messages, unread = self._written_on(day, folder.channel)
            except ExportError as error:
                problems.append(str(error))
                continue
            for message in messages:
                written.setdefault(message.ts, message)
            if unread:
                problems.append(f"{_name(day)} has entries that cannot be read ({unread})")
        return _history(folder, written, _in_short(problems))

    def _written_on(self, day: ZipInfo, channel: ListedChannel) -> tuple[list[WrittenMessage], int]:
        """What people wrote on a day, and how many entries cannot be read."""
        entries = self._read(day)
        if not isinstance(entries, list):
            raise ExportError(f"{_name(day)} is no list")
        written, unread = [], 0
        for entry in entries:
            try:
                message = self._message(ExportedMessage.model_validate(entry), channel)
            except ValidationError:
                unread += 1
                continue
            if message:
                written.append(message)
        return written, unread

    def _message(self, message: ExportedMessage, channel: ListedChannel) -> WrittenMessage | None:
        told = message.user_team or message.team or message.source_team
        team = told or self._teams.get(message.user or "")
        is_ours = team is None or not self._ours or team in self._ours
        fields = message.model_dump(exclude_none=True)
        return of_a_person(fields | {"user_team": OURS if is_ours else team}, OURS, channel.id)

    def _own_teams(self) -> frozenset[str]:
        """The teams that count as ours: a list of members may have guests from other companies."""
        if ORG_USERS in self._files:
            return frozenset(self._teams.values())
        return frozenset(team for team, _ in Counter(self._teams.values()).most_common(1))

    def _listed(self, name: str, form: TypeAdapter[list[_Listed]]) -> list[_Listed]:
        if name not in self._files:
            return []
        try:
            return form.validate_python(self._read(self._files[name]))
        except ValidationError as error:
            raise ExportError(
                f"{name} is not as Slack writes it: {what_is_wrong(error)}."
            ) from None

    def _read(self, file: ZipInfo) -> Any:
        """The JSON in a file. Raises ExportError, with the file's name, for what cannot be read."""
        if file.file_size > LARGEST_FILE:
            raise ExportError(f"{_name(file)} is larger than {_megabytes(LARGEST_FILE)}")
        try:
            return json.loads(self._archive.read(file))
        except (RecursionError, ValueError):
            raise ExportError(f"{_name(file)} is no JSON") from None
        except DAMAGED:
            raise ExportError(f"{_name(file)} is damaged or encrypted") from None


def _files_of_the_export(archive: ZipFile) -> dict[str, ZipInfo]:
    """The files by their name in the export, which may have been zipped again with its folder."""
    files = {file.filename: file for file in archive.infolist()}
    lists = [name for name in files if name.rpartition("/")[2] in CHANNELS]
    if not lists:
        raise ExportError("This is no Slack export: there is no channels.json in it.")
    root = min(lists, key=len).rpartition("/")[0]
    prefix = f"{root}/" if root else ""
    return {
        name.removeprefix(prefix): file for name, file in files.items() if name.startswith(prefix)
    }


def _history(folder: Folder, written: dict[str, WrittenMessage], remark: str | None) -> History:
    in_order = sorted(written.values(), key=lambda message: (message.at, message.ts))
    numbers = {message.ts: n for n, message in enumerate(in_order)}
    messages = tuple(
        PastMessage(
            n=n,
            user=message.user,
            side=message.side,
            at=message.at,
            text=message.text[:LONGEST_TEXT],
            thread_of=numbers.get(message.thread_ts or ""),
        )
        for n, message in enumerate(in_order)
    )
    channel = folder.channel
    shared = channel.is_ext_shared or any(message.side == "them" for message in messages)
    conversation = Conversation(
        id=channel.id, channel=folder.name, shared=shared, messages=messages
    )
    return History(conversation, remark)


def _in_short(problems: Sequence[str]) -> str | None:
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"read in part: {problems[0]}{more}" if problems else None


def _name(file: ZipInfo) -> str:
    return file.filename.rpartition("/")[2]


def _megabytes(size: int) -> str:
    return f"{size // 2**20:,} MB"
