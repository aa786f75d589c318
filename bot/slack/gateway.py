"""The one way out to Slack: posts, views and lookups, with Slack's limits honoured.

Rate limits, server errors and broken connections are retried by slack_sdk's handlers, which wait
as long as `Retry-After` says; anything else Slack refuses is raised as SlackApiError.
"""

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.messages import Message, Whereabouts

NOT_A_MEMBER = {"not_in_channel", "channel_not_found", "user_not_in_channel"}


class ResponseUrlError(Exception):
    """Slack did not take an answer to a response_url: used up, too old, or malformed."""


class Gateway:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def answer(self, to: Whereabouts, message: Message) -> None:
        """Answer where the person asked, seen by them alone; in their direct message otherwise."""
        if to.channel and to.thread_ts and await self._answered_in_thread(to, message):
            return
        if to.response_url:
            await self.respond(to.response_url, message)
        else:
            await self.post(to.user, message)

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Answer an interaction in private; with `replace`, in place of the message acted on."""
        webhook = AsyncWebhookClient(response_url, retry_handlers=retry_handlers())
        response = await webhook.send_dict(
            {**message.payload(), "response_type": "ephemeral", "replace_original": replace}
        )
        if response.status_code != 200:
            raise ResponseUrlError(f"status {response.status_code}")

    async def post(self, channel: str, message: Message, *, thread_ts: str | None = None) -> None:
        """Post to a channel, or to a person's direct message by their user id."""
        await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **message.payload(),
        )

    async def open_modal(self, trigger_id: str, view: View) -> None:
        """Open a modal. A trigger id lives three seconds: call this before anything else."""
        await self._client.views_open(trigger_id=trigger_id, view=view)

    async def publish_home(self, user: str, view: View) -> None:
        await self._client.views_publish(user_id=user, view=view)

    async def is_ours_alone(self, channel: str) -> bool:
        """True where nobody from outside is or is invited; False where that cannot be seen."""
        try:
            response = await self._client.conversations_info(channel=channel)
        except SlackApiError as error:
            if error.response["error"] in NOT_A_MEMBER:
                return False
            raise
        found = response["channel"]
        return not (found.get("is_ext_shared") or found.get("is_pending_ext_shared"))

    async def _answered_in_thread(self, to: Whereabouts, message: Message) -> bool:
        try:
            await self._client.chat_postEphemeral(
                channel=to.channel or "",
                user=to.user,
                thread_ts=to.thread_ts,
                **message.payload(),
            )
        except SlackApiError as error:
            if error.response["error"] in NOT_A_MEMBER:
                return False
            raise
        return True


def retry_handlers() -> list[AsyncRetryHandler]:
    """Fresh handlers for one client: they count per request."""
    return [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
