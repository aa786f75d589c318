"""How a workspace looks at the start: a story, read from stories/*.yaml.

Times in a story are relative: "-2d 09:14" is the wall time two days before today, in the zone of
"me"; "-75m" is so many minutes ago.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.workspace import script
from bot.workspace.state import Channel, Team, User, Workspace

STORIES = Path(__file__).parent / "stories"
_AFTER = re.compile(r"(?=.)(?:(?P<days>\d+)d ?)?(?:(?P<hours>\d+)h ?)?(?:(?P<minutes>\d+)m)?")
_AT = re.compile(r"-(?P<days>\d+)d (?P<hour>\d\d):(?P<minute>\d\d)|-(?P<minutes>\d+)m")


def _duration(after: str) -> timedelta:
    """From "20m" or "1d 3h". Raises ValueError."""
    found = _AFTER.fullmatch(after)
    if found is None:
        raise ValueError(f"{after!r} is no time of a script")
    return timedelta(**{unit: int(count) for unit, count in found.groupdict(default="0").items()})


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TeamEntry(Entry):
    id: str
    name: str
    domain: str


class UserEntry(Entry):
    id: str
    name: str
    real_name: str
    tz: str
    color: str
    team: str | None = None
    """The id of another team, for people who are here by Slack Connect."""
    is_bot: bool = False


class Line(Entry):
    at: str = Field(pattern=_AT.pattern)
    who: str
    text: str
    """As it stands in Slack: mrkdwn, escaped."""
    replies: list["Line"] = Field(default_factory=list)


class ScriptLine(Entry):
    after: Annotated[timedelta, BeforeValidator(_duration)]
    """How long after the line before it: "20m", "1d 3h"."""
    who: str
    text: str
    """As someone types it."""
    replies: list["ScriptLine"] = Field(default_factory=list)


class ChannelEntry(Entry):
    id: str
    name: str
    topic: str
    members: list[str]
    is_private: bool = False
    is_ext_shared: bool = False
    messages: list[Line] = Field(default_factory=list)
    script: list[ScriptLine] = Field(default_factory=list)
    """What is said once the viewer plays the deal on."""


class Story(Entry):
    app_id: str
    teams: list[TeamEntry]
    """Our own comes first."""
    me: str
    bot: str
    users: list[UserEntry]
    channels: list[ChannelEntry]


def load(name: str, now: datetime) -> Workspace:
    """The workspace of stories/{name}.yaml, as if told at `now`.

    Raises FileNotFoundError, and pydantic.ValidationError for a story that is none.
    """
    return build(read(name), now)


def read(name: str) -> Story:
    """Raises as `load` does."""
    told = (STORIES / f"{name}.yaml").read_text(encoding="utf-8")
    return Story.model_validate(yaml.safe_load(told))


def build(story: Story, now: datetime) -> Workspace:
    """The workspace of this story, as if told at `now`."""
    teams = {team.id: Team(team.id, team.name, team.domain) for team in story.teams}
    ours = teams[story.teams[0].id]
    users = {user.name: _user(user, teams.get(user.team or "", ours)) for user in story.users}
    workspace = Workspace(
        team=ours,
        app_id=story.app_id,
        bot=users[story.bot],
        me=users[story.me],
        users={user.id: user for user in users.values()},
        channels={entry.id: _channel(entry, users) for entry in story.channels},
    )
    for entry in story.channels:
        _tell(workspace, entry.id, entry.messages, now)
        workspace.read(entry.id)
        if entry.script:
            workspace.scripts[entry.id] = script.Script(list(_script(workspace, entry.script)))
    workspace.direct(workspace.me.id)
    return workspace


def _user(entry: UserEntry, team: Team) -> User:
    return User(
        entry.id, entry.name, entry.real_name, team, entry.tz, entry.color, is_bot=entry.is_bot
    )


def _channel(entry: ChannelEntry, users: dict[str, User]) -> Channel:
    return Channel(
        entry.id,
        entry.name,
        "channel",
        [users[name].id for name in entry.members],
        topic=entry.topic,
        is_private=entry.is_private,
        is_ext_shared=entry.is_ext_shared,
    )


def _tell(
    workspace: Workspace, place: str, lines: list[Line], now: datetime, thread: str | None = None
) -> None:
    for line in lines:
        at = _instant(line.at, now, ZoneInfo(workspace.me.tz))
        who = workspace.user(line.who).id
        message = workspace.post(place, who, line.text, at, thread_ts=thread)
        _tell(workspace, place, line.replies, now, message.ts)


def _script(
    workspace: Workspace, lines: list[ScriptLine], *, is_reply: bool = False
) -> Iterator[script.Line]:
    for line in lines:
        user = workspace.user(line.who).id
        yield script.Line(user, line.text, line.after, is_reply)
        yield from _script(workspace, line.replies, is_reply=True)


def _instant(at: str, now: datetime, zone: ZoneInfo) -> datetime:
    found = _AT.fullmatch(at)
    if found is None:
        raise ValueError(f"{at!r} is no time of a story")
    if found["minutes"]:
        return now - timedelta(minutes=int(found["minutes"]))
    day = now.astimezone(zone).date() - timedelta(days=int(found["days"]))
    return datetime.combine(day, time(int(found["hour"]), int(found["minute"])), zone)
