"""What receives the stand-in's requests in these tests: a real Bolt app, and time by hand."""

from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.async_app import AsyncApp

SECRET = "the-signing-secret"
TOKEN = "xoxb-the-token"


@dataclass
class HandCranked:
    """Seconds that pass only when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Receiver:
    """A Bolt app behind a real port, and the requests that reached it."""

    app: AsyncApp
    requests: list[web.Request] = field(default_factory=list)
    url: str = ""
