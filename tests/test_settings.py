"""Settings: a wrong or missing one is named, with what to do."""

import pytest

from bot.settings import Settings, SettingsError, load_settings

NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")

KEY, OLDER = "A" * 43 + "=", "B" * 42 + "A="
"""Encryption keys."""


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name in (
        *NAMES,
        *(f"NEGOTIATE_{name}" for name in ("DATABASE_URL", "PORT", "ENCRYPTION_KEY")),
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "connection"),
    [
        ({}, "workspace"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}, "workspace"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, "socket"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "http"),
    ],
)
def test_credentials_say_how_slack_is_reached(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], connection: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load_settings().connection == connection


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": "s"}, "start with xoxb-"),
        ({"NEGOTIATE_PORT": "many"}, "NEGOTIATE_PORT"),
        ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL"),
        ({"NEGOTIATE_ENCRYPTION_KEY": "xoxp-1"}, "NEGOTIATE_ENCRYPTION_KEY must be a key as"),
        ({"NEGOTIATE_ENCRYPTION_KEY": ","}, "NEGOTIATE_ENCRYPTION_KEY must be a key as"),
        ({"NEGOTIATE_ENCRYPTION_KEY": f"{KEY},xoxp-1"}, "NEGOTIATE_ENCRYPTION_KEY must be a key"),
    ],
)
def test_a_mistake_is_named_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named) as mistake:
        load_settings()
    assert "xoxp-1" not in str(mistake.value)
    assert KEY not in str(mistake.value)


@pytest.mark.parametrize(
    ("value", "keys"),
    [("", []), (KEY, [KEY]), (f" {KEY} , {OLDER}\t", [KEY, OLDER])],
)
def test_encryption_keys_newest_first(
    monkeypatch: pytest.MonkeyPatch, value: str, keys: list[str]
) -> None:
    monkeypatch.setenv("NEGOTIATE_ENCRYPTION_KEY", value)
    assert load_settings().encryption_keys == keys


def test_a_dot_env_file_is_read(tmp_path: object) -> None:
    with open(f"{tmp_path}/.env", "w", encoding="utf-8") as file:
        file.write("SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n")
    assert load_settings().connection == "socket"


def test_secrets_do_not_show() -> None:
    shown = repr(
        Settings(slack_bot_token="xoxb-secret", slack_signing_secret="s3cr3t", encryption_key=KEY)
    )
    assert "xoxb-secret" not in shown
    assert "s3cr3t" not in shown
    assert KEY not in shown
