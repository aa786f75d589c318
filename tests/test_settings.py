"""Settings: a wrong or missing one is named, with what to do."""

import pytest

from bot.settings import Settings, SettingsError, load_settings

NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name in (*NAMES, "NEGOTIATE_DATABASE_URL", "NEGOTIATE_PORT"):
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


def test_a_dot_env_file_is_read(tmp_path: object) -> None:
    with open(f"{tmp_path}/.env", "w", encoding="utf-8") as file:
        file.write("SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n")
    assert load_settings().connection == "socket"


def test_secrets_do_not_show() -> None:
    shown = repr(Settings(slack_bot_token="xoxb-secret", slack_signing_secret="s3cr3t"))
    assert "xoxb-secret" not in shown
    assert "s3cr3t" not in shown
