"""Draws anew what stands in a message that may be gone by now."""

from slack_sdk.errors import SlackApiError

from bot.slack.gateway import Gateway, may_pass
from bot.slack.messages import Message, Posted


async def redraw_if_there(gateway: Gateway, posted: Posted, message: Message) -> None:
    """One that was deleted, or stands where the coach no longer is, is nobody's loss."""
    try:
        await gateway.redraw(posted, message)
    except SlackApiError as error:
        if may_pass(error):
            raise
