"""app.yaml and the code say the same: what is declared is listened to, and the reverse."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import register_rooms
from bot.clock import SystemClock
from bot.meetings.calendars.links import Links
from bot.scheduling.ticking import Ticker
from bot.services import Services
from bot.slack import ids
from bot.slack.gateway import Gateway
from bot.store.database import Database
from bot.store.vault import Vault
from coaching import Coach

ROOT = Path(__file__).parent.parent
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))


class Listened:
    """Notes what the rooms listen to, in place of Bolt."""

    def __init__(self) -> None:
        self.to: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Any:
        def listen(constraint: Any) -> Any:
            name = constraint.pattern if isinstance(constraint, re.Pattern) else str(constraint)
            self.to.setdefault(kind, set()).add(name)
            return lambda listener: listener

        return listen


@pytest.fixture(scope="module")
def listened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    app = Listened()
    services = Services(
        Coach.default(),
        Database(f"sqlite:///{tmp_path_factory.mktemp('manifest')}/x.sqlite3"),
        SystemClock(),
        Gateway(AsyncWebClient()),
        bot_user="U0COACH",
        workspace_url="",
        vault=Vault(),
    )
    register_rooms(app, services, Ticker(), Links())  # type: ignore[arg-type]
    return app.to


def test_commands(listened: dict[str, set[str]]) -> None:
    declared = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    assert listened["command"] == declared == {ids.COMMAND}


def test_shortcuts(listened: dict[str, set[str]]) -> None:
    declared = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}
    assert listened["shortcut"] == declared == set(ids.Shortcut)


def test_events(listened: dict[str, set[str]]) -> None:
    declared = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert listened["event"] == {event.partition(".")[0] for event in declared}


def test_views(listened: dict[str, set[str]]) -> None:
    assert listened["view"] == set(ids.View)


def test_every_button_and_menu_has_its_listener(listened: dict[str, set[str]]) -> None:
    heard = {name.replace("\\", "").removesuffix(".d") for name in listened["action"]}
    assert heard == set(ids.Action)


def test_every_scope_has_its_reason_in_the_manifest_and_in_the_readme() -> None:
    text = (ROOT / "app.yaml").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for scope in MANIFEST["oauth_config"]["scopes"]["bot"]:
        assert re.search(rf"- {re.escape(scope)} # \S", text)
        assert f"`{scope}`" in readme
