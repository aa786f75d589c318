"""Help on `help`, on nothing, and on what is no command."""

from collections.abc import Awaitable, Callable

from bot.help import views
from bot.slack.commands import CommandRequest, Commands

ENOUGH_WORDS = 4
"""As many words without a command are taken for a situation: people forget to type "check"."""


def register(commands: Commands, check: Callable[[CommandRequest], Awaitable[None]]) -> None:
    async def show_help(request: CommandRequest) -> None:
        await request.gateway.answer(request.whereabouts, views.help_text(commands.all.values()))

    async def unknown(request: CommandRequest, near_miss: str | None) -> None:
        if not request.text:
            await show_help(request)
        elif near_miss is None and len(request.text.split()) >= ENOUGH_WORDS:
            await check(request)
        else:
            await request.gateway.answer(request.whereabouts, views.unknown(near_miss))

    commands.add("help", "", "see this", show_help)
    commands.otherwise(unknown)
