"""The one way out to Slack: posts, views and lookups, with Slack's limits honoured.

Rate limits, server errors and broken connections are retried by slack_sdk's handlers, which wait
as long as `Retry-After` says; anything else Slack refuses is raised as SlackApiError. A post to a
channel is retried only when Slack says that it was not taken: else it might be there twice.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient
from yarl import URL

from bot.slack.events import SharedFile, shared_file
from bot.slack.guests import Guests
from bot.slack.messages import Address, Letter, Message, Posted, Whereabouts

NOT_A_MEMBER = {"not_in_channel", "channel_not_found", "is_archived"}
MAY_NOT_POST = NOT_A_MEMBER | {
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
}
UNREACHABLE = MAY_NOT_POST | {"user_not_found", "user_disabled", "cannot_dm_bot"}
"""Slack's refusals that are about the place or the person: nothing can be sent there any more."""
OUR_OWN_FAULT = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_expired",
    "token_revoked",
    "not_allowed_token_type",
    "missing_scope",
}
"""Slack's refusals of our own token: whoever looks after the coach gives it another."""
RETRIES: list[AsyncRetryHandler] = [
    AsyncConnectionErrorRetryHandler(max_retry_count=2),
    AsyncRateLimitErrorRetryHandler(max_retry_count=3),
    AsyncServerErrorRetryHandler(max_retry_count=2),
]
MAY_PASS = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    *(OUR_OWN_FAULT - {"missing_scope"}),  # One method's alone: others go on.
}
"""Slack's refusals that may be otherwise later; some leave open whether a call was taken."""
METADATA = "negotiation_coach"
"""Slack docs, "Message metadata": others can read it, so it holds an opaque key alone."""
A_PAGE = 200
MOST_MEMBERS = 300
"""Of a channel with more it would take too long to ask who they are: it counts as one that people
from outside may read."""
A_DOWNLOAD = aiohttp.ClientTimeout(total=20)
NO_SUCH_FILE = {"file_not_found", "file_deleted", "file_not_visible", "not_visible"}
MAY_NOT_READ_FILES = (
    "I may not read files here yet. Ask whoever looks after me to install me again: "
    "that gives me the scope files:read."
)
CLOCKS_APART = timedelta(minutes=5)
"""How far our clock may be from Slack's, which also refuses requests that seem older than that."""


@dataclass(frozen=True)
class Company:
    """Who is in a channel just now."""

    is_ours_alone: bool
    """Nobody from outside reads it: no other company, none that is invited, and no guest. Where
    there are too many to ask about, someone may."""
    has_coach: bool


@dataclass(frozen=True)
class Person:
    zone: ZoneInfo
    locale: str
    """As in "en-GB"."""


NOBODY = Person(ZoneInfo("UTC"), "en-US")
"""Whom Slack does not know, or not the zone of."""


class ResponseUrlError(Exception):
    """Slack did not take an answer to a response_url: used up, too old, or malformed."""


class FileError(Exception):
    """A file that cannot be had. Its text is a plain sentence for whoever shared it."""


def _too_large(bytes_at_most: int) -> str:
    return f"That file is larger than {bytes_at_most // 1024**2} MB."


def may_pass(error: SlackApiError) -> bool:
    """Whether Slack may answer otherwise later."""
    return error.response.get("error") in MAY_PASS or error.response.status_code >= 500


class Gateway:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._guests = Guests(client)

    async def answer(self, to: Whereabouts, message: Message) -> None:
        """Answer where the person asked, seen by them alone; else in their direct message."""
        if to.is_direct:
            await self._post(to.channel or to.user, message, to.thread_ts)
        elif not (
            await self._answered_in_thread(to, message) or await self._responded(to, message)
        ):
            await self._post(to.user, message)

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Answer an interaction in private; with `replace`, in place of the message acted on.

        Raises ResponseUrlError.
        """
        webhook = AsyncWebhookClient(response_url, retry_handlers=RETRIES)
        response = await webhook.send_dict(
            {**message.payload(), "response_type": "ephemeral", "replace_original": replace}
        )
        if response.status_code != 200:
            raise ResponseUrlError(f"status {response.status_code}")

    async def share(self, channel: str, message: Message, thread_ts: str | None) -> bool:
        """Post for everyone in `channel`. False where the coach may not: no member, or barred."""
        try:
            await self._post(channel, message, thread_ts)
        except SlackApiError as error:
            if error.response["error"] in MAY_NOT_POST:
                return False
            raise
        return True

    async def open_modal(self, trigger_id: str, view: View) -> str:
        """Open a modal. A trigger id lives three seconds: call this before anything else.

        Gives the view's id, for `fill_modal`.
        """
        return str((await self._client.views_open(trigger_id=trigger_id, view=view))["view"]["id"])

    async def fill_modal(self, view_id: str, view: View) -> None:
        """Draw an open modal anew; nothing happens where it was closed meanwhile."""
        try:
            await self._client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if error.response["error"] != "not_found":
                raise

    async def publish_home(self, user: str, view: View) -> None:
        await self._client.views_publish(user_id=user, view=view)

    async def is_ours_alone(self, channel: str) -> bool:
        """True where nobody from outside reads along; False where that cannot be seen."""
        try:
            company = await self.company(channel)
        except SlackApiError as error:
            if error.response["error"] == "missing_scope":
                return False
            raise
        return company is not None and company.is_ours_alone

    async def company(self, channel: str) -> Company | None:
        """Who is in `channel`; None where the coach cannot see it. Raises SlackApiError where
        that says nothing of the channel."""
        try:
            answer = await self._client.conversations_info(
                channel=channel, include_num_members=True
            )
            found = answer["channel"]
            open_to_others = (
                found.get("is_ext_shared")
                or found.get("is_pending_ext_shared")
                or found.get("num_members", 0) > MOST_MEMBERS
            )
            return Company(
                is_ours_alone=not (open_to_others or await self._has_guests(channel)),
                has_coach=bool(found.get("is_member")),
            )
        except SlackApiError as error:
            if error.response["error"] in NOT_A_MEMBER:
                return None
            raise

    async def _has_guests(self, channel: str) -> bool:
        return await self._guests.are_among([member async for member in self._members(channel)])

    async def is_in(self, channel: str, user: str) -> bool:
        """Whether a person is in `channel`; False where that cannot be seen."""
        try:
            async for member in self._members(channel):
                if member == user:
                    return True
        except SlackApiError as error:
            if error.response["error"] not in NOT_A_MEMBER | {"missing_scope"}:
                raise
        return False

    async def _members(self, channel: str) -> AsyncIterator[str]:
        cursor = None
        while True:
            page = await self._client.conversations_members(
                channel=channel, cursor=cursor, limit=A_PAGE
            )
            for member in page["members"]:
                yield member
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def time_zone(self, user: str) -> ZoneInfo:
        """The zone a person's Slack is set to; UTC where Slack has none. Raises SlackApiError."""
        return (await self.person(user)).zone

    async def person(self, user: str) -> Person:
        """As `time_zone`, with the person's language. Raises SlackApiError where Slack may know
        later: what is reckoned in a wrong zone comes at night."""
        try:
            found = (await self._client.users_info(user=user, include_locale=True))["user"]
            return Person(ZoneInfo(found.get("tz") or "UTC"), found.get("locale") or "en-US")
        except ZoneInfoNotFoundError:
            return NOBODY
        except SlackApiError as error:
            if may_pass(error):  # A guess would send at night, or hours too late.
                raise
            return NOBODY

    async def is_outsider(self, user: str) -> bool:
        """Whether a person is a guest or of another company; True where that is not known."""
        try:
            return await self._guests.are_among([user])
        except SlackApiError as error:
            if may_pass(error):
                raise
            return True

    async def send(self, letter: Letter, key: str) -> Posted:
        """Post a letter, marked with `key` so that `find_sent` finds it again."""
        response = await self._post(
            letter.to.channel,
            letter.message,
            letter.to.thread_ts,
            metadata={"event_type": METADATA, "event_payload": {"key": key}},
        )
        return Posted(response["channel"], response["ts"])

    async def find_sent(self, address: Address, key: str, since: datetime) -> Posted | None:
        """The message marked with `key`, where one was posted there since then by our clock."""
        channel, earliest = await self._conversation(address.channel), since - CLOCKS_APART
        async for message in self.messages(channel, earliest, address.thread_ts, pages=None):
            if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
                return Posted(channel, message["ts"])
        return None

    async def redraw(self, posted: Posted, message: Message) -> None:
        """Put `message` in the place of one that was posted."""
        await self._client.chat_update(channel=posted.channel, ts=posted.ts, **message.payload())

    async def messages(
        self, channel: str, since: datetime, thread_ts: str | None = None, pages: int | None = 5
    ) -> AsyncIterator[dict[str, Any]]:
        """What was written in a channel or a thread since then, as Slack has it, page by page; all
        of it where `pages` is None.

        Slack docs, conversations.history: a channel's messages come newest first and without
        replies, a thread's oldest first.
        """
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "limit": A_PAGE,
            "include_all_metadata": True,
        }
        for _ in count() if pages is None else range(pages):
            if thread_ts:
                answer = await self._client.conversations_replies(**asked, ts=thread_ts)
            else:
                answer = await self._client.conversations_history(**asked)
            for message in answer["messages"]:
                yield message
            asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return

    async def send_picture(
        self, channel: str, png: bytes, name: str, title: str, description: str
    ) -> None:
        """Post a picture. Slack docs, "Working with files"."""
        await self._client.files_upload_v2(
            channel=channel,
            content=png,
            filename=f"{name}.png",
            title=title,
            alt_txt=description,
        )

    async def file(self, file_id: str) -> SharedFile:
        """Raises FileError where it is gone or not ours to read."""
        try:
            return shared_file((await self._client.files_info(file=file_id))["file"])
        except SlackApiError as error:
            if error.response["error"] in NO_SUCH_FILE:
                raise FileError("That file is no longer there. Drop it to me again.") from None
            if error.response["error"] == "missing_scope":
                raise FileError(MAY_NOT_READ_FILES) from None
            raise

    async def download(self, file: SharedFile, at_most: int) -> bytes:
        """What is in a file of Slack's. Slack docs, "Working with files".

        Raises FileError where it has more than `at_most` bytes or cannot be had.
        """
        if file.size > at_most:
            raise FileError(_too_large(at_most))
        if not self._is_slacks(file.url_private_download):
            raise FileError("That file is kept outside Slack, where I cannot get at it.")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        content = bytearray()
        try:
            async with (
                aiohttp.ClientSession(timeout=A_DOWNLOAD) as session,
                session.get(
                    file.url_private_download, headers=headers, allow_redirects=False
                ) as answer,
            ):
                if answer.status != 200:
                    raise FileError("Slack does not give me that file. Drop it to me again.")
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > at_most:
                        raise FileError(_too_large(at_most))
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise FileError("Slack does not give me that file just now. Try again.") from None
        return bytes(content)

    def _is_slacks(self, url: str) -> bool:
        """The token goes to nobody else: files are on the API's own host, or on files.slack.com
        where that is slack.com."""
        api, asked = URL(self._client.base_url), URL(url)
        if asked.user or asked.password or (asked.scheme, asked.port) != (api.scheme, api.port):
            return False
        host = (api.host or "").removeprefix("www.")
        return asked.host in {api.host, f"files.{host}"}

    async def tell(self, user: str, message: Message) -> str:
        """Post in a person's direct message with the coach; which channel that is."""
        response = await self._post(user, message)
        return str(response["channel"])

    async def _conversation(self, address: str) -> str:
        """The channel that an address is: a user id stands for their direct message."""
        if not address.startswith(("U", "W")):
            return address
        found: str = (await self._client.conversations_open(users=address))["channel"]["id"]
        return found

    async def _post(
        self,
        channel: str,
        message: Message,
        thread_ts: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> AsyncSlackResponse:
        careful = AsyncWebClient(
            self._client.token,
            base_url=self._client.base_url,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=3)],
        )
        return await careful.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **message.payload(),
        )

    async def _responded(self, to: Whereabouts, message: Message) -> bool:
        if not to.response_url:
            return False
        try:
            await self.respond(to.response_url, message)
        except (ResponseUrlError, aiohttp.ClientError, TimeoutError):
            return False
        return True

    async def _answered_in_thread(self, to: Whereabouts, message: Message) -> bool:
        """A response_url cannot answer in a thread, chat.postEphemeral only as a member."""
        if not (to.channel and to.thread_ts):
            return False
        try:
            await self._client.chat_postEphemeral(
                channel=to.channel, user=to.user, thread_ts=to.thread_ts, **message.payload()
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return False
        return True
