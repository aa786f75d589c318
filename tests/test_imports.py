"""Imports point one way: rooms -> bot.slack, bot.store, coaching; coaching -> nothing of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"check", "playbook", "help", "home", "meetings", "replay", "watch", "workspace"}
NO_IO = {"aiohttp", "asyncio", "slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "socket"}
"""What `coaching` must do without. Reading its own data files is all the I/O it has."""


def imports() -> Iterator[tuple[str, str]]:
    for folder in ("bot", "coaching", "migrations"):
        for path in (ROOT / folder).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    yield from ((module, f"{node.module}.{name.name}") for name in node.names)
                elif isinstance(node, ast.Import):
                    yield from ((module, name.name) for name in node.names)


ALL = sorted(set(imports()))


def room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 and parts[1] in ROOMS else None


def test_there_is_something_to_look_at() -> None:
    assert len(ALL) > 200


@pytest.mark.parametrize(
    ("module", "imported"), [pair for pair in ALL if pair[0].startswith("coaching")]
)
def test_coaching_knows_neither_the_bot_nor_io(module: str, imported: str) -> None:
    assert imported.split(".", maxsplit=1)[0] not in NO_IO | {"bot", "migrations"}


def test_no_room_imports_another() -> None:
    crossing = [
        (module, imported)
        for module, imported in ALL
        if room(module) and room(imported) and room(module) != room(imported)
    ]
    assert not crossing


def test_what_rooms_share_imports_no_room() -> None:
    crossing = [
        (module, imported)
        for module, imported in ALL
        if module.startswith(("bot.slack", "bot.store")) and room(imported)
    ]
    assert not crossing


def test_the_stand_in_is_a_stranger_to_the_bot() -> None:
    known = [
        imported
        for module, imported in ALL
        if module.startswith("bot.workspace") and imported.startswith(("bot.", "coaching"))
    ]
    assert all(imported.startswith(("bot.workspace", "bot.clock")) for imported in known)
