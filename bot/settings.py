"""How the bot is set up: environment variables or a `.env` file, checked once at start."""

import re
from pathlib import Path
from typing import Literal, Self

import platformdirs
from cryptography.fernet import Fernet
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

Connection = Literal["socket", "http", "workspace"]
"""How Slack is reached: Socket Mode, HTTP requests, or the local workspace in place of Slack."""


class SettingsError(ValueError):
    """A setting is wrong or missing; the message names it and says what to do."""


def default_database(name: str = "coach") -> str:
    """The URL of a SQLite file in the user's data folder."""
    return f"sqlite:///{Path(platformdirs.user_data_dir('negotiation-coach')) / name}.sqlite3"


class CoachSettings(BaseSettings):
    """What a command needs that only reads texts, whatever else is set."""

    model_config = SettingsConfigDict(
        env_prefix="NEGOTIATE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    model: Path | None = None
    """A folder that `negotiate train --out` wrote; without it, the model that comes with us."""


class Settings(CoachSettings):
    slack_bot_token: SecretStr | None = Field(
        None, validation_alias=AliasChoices("SLACK_BOT_TOKEN")
    )
    slack_app_token: SecretStr | None = Field(
        None, validation_alias=AliasChoices("SLACK_APP_TOKEN")
    )
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias=AliasChoices("SLACK_SIGNING_SECRET")
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        validation_alias=AliasChoices("SLACK_API_URL"),
    )
    """The Web API's base URL, ending in a slash: Slack's, GovSlack's or a stand-in's."""
    database_url: str = Field(default_factory=default_database)
    """SQLite (`sqlite:///path`) or PostgreSQL (`postgresql://user:password@host/name`)."""
    encryption_key: SecretStr | None = None
    """Encrypts what people save: Fernet keys, the newest first, with commas between them."""
    host: str = "127.0.0.1"
    """Where `serve` listens for Slack's HTTP requests, and the local workspace for a browser."""
    port: int = Field(3000, ge=0, le=65535)

    @property
    def connection(self) -> Connection:
        if self.slack_app_token:
            return "socket"
        return "http" if self.slack_signing_secret else "workspace"

    @property
    def encryption_keys(self) -> list[str]:
        value = self.encryption_key.get_secret_value() if self.encryption_key else ""
        return [key.strip() for key in value.split(",") if key.strip()]

    @field_validator("encryption_key")
    @classmethod
    def _holds_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in value.get_secret_value().split(",") if value else ():
            try:
                Fernet(key.strip())
            except ValueError:
                raise ValueError(
                    "must be a key as this makes one: python -c 'from cryptography.fernet "
                    "import Fernet; print(Fernet.generate_key().decode())'"
                ) from None
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_a_base_url(cls, url: str) -> str:
        if not re.fullmatch(r"https?://.+/", url):
            raise ValueError("must be a web address that ends in a slash: https://slack.com/api/")
        return url

    @model_validator(mode="after")
    def _credentials_belong_together(self) -> Self:
        if not self.slack_bot_token and (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "SLACK_BOT_TOKEN is missing: copy it from your Slack app's page "
                "OAuth & Permissions (it starts with xoxb-)"
            )
        if self.slack_bot_token and self.connection == "workspace":
            raise ValueError(
                "SLACK_BOT_TOKEN alone is not enough: add SLACK_APP_TOKEN for Socket Mode "
                "(it starts with xapp-) or SLACK_SIGNING_SECRET for HTTP"
            )
        for name, token, start in (
            ("SLACK_BOT_TOKEN", self.slack_bot_token, "xoxb-"),
            ("SLACK_APP_TOKEN", self.slack_app_token, "xapp-"),
        ):
            if token and not token.get_secret_value().startswith(start):
                raise ValueError(f"{name} must start with {start}: is it another kind of token?")
        return self


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError with a sentence for each mistake."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            _problem(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in error.errors()
        ]
        raise SettingsError("\n".join(problems)) from None


def _problem(name: str, what: str) -> str:
    if not name:
        return what.removeprefix("Value error, ")
    variable = name if name.startswith("SLACK_") else f"NEGOTIATE_{name.upper()}"
    if name == "port":
        return f"{variable} must be a number from 0 to 65535"
    return f"{variable} {what.removeprefix('Value error, ')}"
