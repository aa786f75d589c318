"""How tests run the bot, and the types of their fixtures."""

from collections.abc import Awaitable, Callable

from bot.settings import Settings

Recorded = Callable[[int], Awaitable[None]]
"""Waits until so many messages are recorded, and nothing is left to be said."""


def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, port=0, _env_file=None)
