"""Help on `help`, on nothing, and on what is no command."""

from bot.help import views
from bot.slack.commands import CommandRequest, Commands


def register(commands: Commands) -> None:
    async def show_help(request: CommandRequest) -> None:
        first_word = request.text.partition(" ")[0]
        if meant := commands.near_miss(first_word):
            message = views.did_you_mean(meant)
        else:
            message = views.help_text(commands.all.values())
        await request.gateway.answer(request.whereabouts, message)

    commands.add("help", "", "show this help", show_help)
