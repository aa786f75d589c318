"""Ticks on checklists, and items that people add."""

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.blocks import InputBlock, Option, PlainTextInputElement, RadioButtonsElement
from slack_sdk.models.views import View as SlackView
from slack_sdk.web.async_client import AsyncWebClient

from bot.meetings.redrawing import redraw_if_there
from bot.meetings.reminding import Reminding
from bot.services import Services
from bot.slack.events import team_of
from bot.slack.gateway import Gateway
from bot.slack.ids import Action, Field, View
from bot.slack.interactions import is_ours, value_of
from bot.slack.messages import Posted
from bot.slack.state import chosen, typed
from bot.store import meetings
from bot.store.models import Meeting, Reminder
from coaching.preparation import LONGEST_WORDS, words_id

TO_DO, TO_FIND_OUT = "todo", "question"


class ChecklistListeners:
    def __init__(self, services: Services, reminding: Reminding) -> None:
        self._services = services
        self._reminding = reminding
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By the meeting's id."""

    def register(self, app: AsyncApp) -> None:
        app.action(Action.TICK)(self.tick)
        app.action(Action.ADD_ITEM)(self.open_form)
        app.view(View.ADD_ITEM)(self.add)

    async def tick(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if not is_ours(body):
            return
        action = body["actions"][0]
        key, _, item_id = action["block_id"].partition(":")
        by = body["user"]["id"] if action["selected_options"] else None
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(session, team_id=team_of(body), key=key)
            if meeting is None:
                return
            now = self._services.clock.now()
            await meetings.tick(session, meeting, item_id, by=by, at=now)
        await self._redraw(meeting, Gateway(client), first=body["container"]["message_ts"])

    async def open_form(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        if is_ours(body):
            await Gateway(client).open_modal(body["trigger_id"], adding_modal(value_of(body)))

    async def add(
        self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        words = " ".join(typed(view, Field.WORDS).split())
        if words_id(words) == words_id(""):
            await ack(response_action="errors", errors={Field.WORDS: "Please write it in words."})
            return
        await ack()
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_by_key(
                session, team_id=team_of(body), key=view["private_metadata"]
            )
            if meeting is None:
                return
            await meetings.add_item(
                session,
                meeting,
                words_id(words),
                self._services.vault.sealed(words),
                is_question=chosen(view, Field.KIND) == TO_FIND_OUT,
            )
        await self._redraw(meeting, Gateway(client))

    async def _redraw(self, meeting: Meeting, gateway: Gateway, first: str | None = None) -> None:
        """Every copy of the meeting's lists, the one in front of whoever ticked first.

        One redraw of a meeting at a time: a slow one would put older ticks over newer.
        """
        async with self._turns.setdefault(meeting.id, asyncio.Lock()):
            async with self._services.database.unit_of_work() as session:
                copies = await meetings.sent_checklists(session, meeting)
            for copy in sorted(copies, key=lambda copy: copy.sent_ts != first):
                await self._redraw_one(copy, meeting, gateway)

    async def _redraw_one(self, copy: Reminder, meeting: Meeting, gateway: Gateway) -> None:
        if not (copy.sent_channel and copy.sent_ts):
            return
        async with self._services.database.unit_of_work() as session:
            items = await meetings.items(session, meeting)
        message = self._reminding.redrawn(copy, meeting, items)
        await redraw_if_there(gateway, Posted(copy.sent_channel, copy.sent_ts), message)


def adding_modal(key: str) -> SlackView:
    kinds = [
        Option(value=TO_DO, label="Something to do or to bring"),
        Option(value=TO_FIND_OUT, label="Something I must find out in the meeting"),
    ]
    return SlackView(
        type="modal",
        callback_id=View.ADD_ITEM,
        title="Add an item",
        submit="Add it",
        close="Cancel",
        private_metadata=key,
        blocks=[
            InputBlock(
                block_id=Field.WORDS,
                label="What is it?",
                hint="I keep it with this meeting, so that it is on each of its lists.",
                element=PlainTextInputElement(
                    action_id=Field.WORDS, max_length=LONGEST_WORDS, focus_on_load=True
                ),
            ),
            InputBlock(
                block_id=Field.KIND,
                label="What kind?",
                element=RadioButtonsElement(
                    action_id=Field.KIND, options=kinds, initial_option=kinds[0]
                ),
            ),
        ],
    )
