"""Reading the playbook, by command and by the select under each page."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.playbook import views
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.gateway import Gateway
from bot.slack.ids import COMMAND, Action
from bot.slack.messages import Message, Whereabouts, sentence
from bot.slack.text import escape, shortened
from coaching.playbook import Playbook
from coaching.vocabulary import Sign


def register(app: AsyncApp, commands: Commands, services: Services) -> None:
    playbook = services.coach.playbook

    async def command(request: CommandRequest) -> None:
        await request.gateway.answer(request.whereabouts, look_up(playbook, request.text))

    async def read_sign(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        message = views.page(playbook, Sign(body["actions"][0]["selected_option"]["value"]))
        if url := body.get("response_url"):
            await Gateway(client).respond(url, message, replace=True)
        else:
            await Gateway(client).answer(Whereabouts(user=body["user"]["id"]), message)

    commands.add("playbook", "[sign]", "read what I know about the signs", command)
    app.action(Action.READ_SIGN)(read_sign)


def look_up(playbook: Playbook, asked: str) -> Message:
    """The page of the sign that `asked` names, or the contents; a near miss is suggested."""
    if not asked:
        return views.contents(playbook)
    if sign := playbook.find(asked):
        return views.page(playbook, sign)
    near = playbook.nearest(asked)
    hint = f"Did you mean `{COMMAND} playbook {near}`?" if near else ""
    see_all = f"Type `{COMMAND} playbook` to see them all."
    return sentence(f"I know no sign called “{escape(shortened(asked, 40))}”. {hint or see_all}")
