"""Makes Slack exports as Slack does: lists, and a folder of days for each channel."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

OURS, THEIRS = "T0OURS", "T0THEIRS"
MONDAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)

GETTING_SOUR = (
    "They said it is take it or leave it: 67k by Friday or they sign with the other vendor.",
    "Either you match 67k by tomorrow or we walk. Final offer.",
    "This is ridiculous, you people never keep your word. We are done being patient.",
    "Sign today or the whole deal is off, and we will tell everyone why.",
)
CALM = ("Agenda for Thursday is in the folder.", "Lunch at noon?", "Thanks, got it.")

Json = dict[str, Any]


def written(text: str, hour: float = 0, user: str = "U1", **fields: Any) -> Json:
    """A message, so many hours after Monday morning."""
    at = MONDAY + timedelta(hours=hour)
    return {"type": "message", "user": user, "text": text, "ts": f"{at.timestamp():.6f}", **fields}


def by_them(text: str, hour: float = 0) -> Json:
    return written(text, hour, "U9", team=THEIRS, user_team=THEIRS, source_team=THEIRS)


def conversation(texts: Sequence[str]) -> list[Json]:
    return [written(text, hour) for hour, text in enumerate(texts)]


def members() -> list[Json]:
    ours = [{"id": f"U{n}", "name": f"user{n}", "team_id": OURS} for n in range(1, 4)]
    return [*ours, {"id": "U9", "name": "guest", "team_id": THEIRS}]


def export(
    path: Path,
    channels: Mapping[str, Sequence[Json]],
    *,
    shared: Sequence[str] = (),
    files: Mapping[str, str | bytes] | None = None,
    inside: str = "",
) -> Path:
    """Writes an export. `files` adds or replaces files of the zip; `inside` is a folder for all."""
    listed = [
        {"id": f"C{n}", "name": name, "is_ext_shared": name in shared, "members": ["U1"]}
        for n, name in enumerate(channels)
    ]
    contents: dict[str, str | bytes] = {
        "channels.json": json.dumps(listed),
        "users.json": json.dumps(members()),
        "integration_logs.json": "[]",
    }
    for name, messages in channels.items():
        for day in sorted({_day(message) for message in messages}):
            of_the_day = [message for message in messages if _day(message) == day]
            contents[f"{name}/{day}.json"] = json.dumps(of_the_day)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (contents | dict(files or {})).items():
            archive.writestr(inside + name, text)
    return path


def _day(message: Json) -> str:
    return f"{datetime.fromtimestamp(float(message['ts']), UTC):%Y-%m-%d}"
