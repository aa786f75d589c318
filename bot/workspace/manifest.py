"""What the stand-in reads in the app's manifest, app.yaml (Slack docs: App manifest reference)."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from bot.workspace.state import Json


class Command(BaseModel):
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


class Shortcut(BaseModel):
    name: str
    callback_id: str
    type: Literal["message", "global"]


class Features(BaseModel):
    slash_commands: list[Command] = Field(default_factory=list)
    shortcuts: list[Shortcut] = Field(default_factory=list)


class EventSubscriptions(BaseModel):
    bot_events: list[str] = Field(default_factory=list)


class Settings(BaseModel):
    event_subscriptions: EventSubscriptions = Field(default_factory=EventSubscriptions)


class Manifest(BaseModel):
    features: Features = Field(default_factory=Features)
    settings: Settings = Field(default_factory=Settings)

    @classmethod
    def of(cls, given: Json) -> Self:
        """Raises pydantic.ValidationError."""
        return cls.model_validate(given)

    def command(self, name: str) -> Command | None:
        return next((c for c in self.features.slash_commands if c.command == name), None)

    def message_shortcuts(self) -> list[Shortcut]:
        return [each for each in self.features.shortcuts if each.type == "message"]

    def subscribes(self, event: Json) -> bool:
        """Messages are subscribed to by the kind of channel: message.channels, message.im, …"""
        kinds = {"channel": "channels", "group": "groups", "im": "im"}
        name = str(event["type"])
        if name == "message":
            name += "." + kinds[event["channel_type"]]
        return name in self.settings.event_subscriptions.bot_events
