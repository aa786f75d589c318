"""Checking a situation: by command, modal, shortcut or direct message; and a card's buttons."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.check import modal, views
from bot.check.card import Card
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import team_of
from bot.slack.gateway import Gateway
from bot.slack.ids import Action, Shortcut, View
from bot.slack.messages import Message, Whereabouts
from bot.slack.text import plain
from bot.store.feedback import record_feedback
from bot.store.once import give_back, take_on
from coaching import Advice, Facts, Kind, Side


def register(app: AsyncApp, commands: Commands, services: Services) -> None:
    check = CheckListeners(services)
    commands.add("check", "[what is going on]", "check a situation", check.command)
    app.shortcut(Shortcut.CHECK_FOR_TRAPS)(check.shortcut)
    app.view(View.CHECK)(check.submitted)
    app.action(re.compile(rf"{re.escape(Action.CHOOSE_SIGN)}\.\d"))(check.redraw)
    app.action(Action.OPEN_CHECK)(check.open_modal)
    app.action(Action.ANOTHER_PIVOT)(check.another_pivot)
    app.action(Action.WHY)(check.explain)
    app.action(Action.SHARE)(check.share)
    app.action(Action.HELPFUL)(check.helpful)
    app.action(Action.NOT_HELPFUL)(check.not_helpful)


class CheckListeners:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._playbook = services.coach.playbook

    async def command(self, request: CommandRequest) -> None:
        if request.text:
            await self.check(request.text, request.gateway, request.whereabouts)
        elif request.trigger_id:
            view = modal.check_modal(request.whereabouts)
            await request.gateway.open_modal(request.trigger_id, view)
        else:
            await request.gateway.answer(request.whereabouts, views.what_is_going_on())

    async def open_modal(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        asker = Whereabouts(user=body["user"]["id"])
        await Gateway(client).open_modal(body["trigger_id"], modal.check_modal(asker))

    async def check(
        self,
        text: str,
        gateway: Gateway,
        whereabouts: Whereabouts,
        *,
        facts: Facts = Facts(),  # noqa: B008 - frozen
        kind: Kind = "situation",
        side: Side = "us",
    ) -> None:
        """Assess `text` and answer in private."""
        assessment = await self._services.assess(text, kind, side, facts)
        card = Card.of(
            assessment,
            facts=facts,
            channel=whereabouts.channel,
            thread_ts=whereabouts.thread_ts,
        )
        message = views.answer(self._playbook, assessment, card, self._advice(card))
        await gateway.answer(whereabouts, message)

    async def submitted(self, ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await self.check(
            modal.situation(view),
            Gateway(client),
            Whereabouts.model_validate_json(view["private_metadata"]),
            facts=modal.facts(view),
        )

    async def shortcut(
        self, ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        message = shortcut["message"]
        whereabouts = Whereabouts(
            user=shortcut["user"]["id"],
            channel=shortcut["channel"]["id"],
            thread_ts=message.get("thread_ts"),
            response_url=shortcut["response_url"],
        )
        text = plain(message.get("text") or "")
        if not text.strip():
            await Gateway(client).answer(whereabouts, views.nothing_to_check())
            return
        author_team = message.get("user_team") or message.get("team") or team_of(shortcut)
        side: Side = "us" if author_team == team_of(shortcut) else "them"
        await self.check(text, Gateway(client), whereabouts, kind="message", side=side)

    async def another_pivot(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        card = _card(body)
        await self._draw(card.model_copy(update={"pivot": card.pivot + 1}), body, client)

    async def explain(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await self._draw(_card(body).model_copy(update={"explained": True}), body, client)

    async def redraw(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await self._draw(_card(body), body, client)

    async def share(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        card, gateway = _card(body), Gateway(client)
        if not card.channel or not card.can_be_shared:
            return
        if not await gateway.is_ours_alone(card.channel):
            await gateway.answer(_asker(body, card), views.not_shared())
            return
        message = self._for_everyone(card, body["user"]["id"])
        if not await self._claim(body, card):
            return
        try:
            shared = await gateway.share(card.channel, message, card.thread_ts)
        except SlackApiError:
            # Slack said no, so nothing was posted; after a lost connection it may well be there.
            await self._unclaim(body, card)
            raise
        if shared:
            await self._draw(card.model_copy(update={"shared": True}), body, client)
        else:
            await self._unclaim(body, card)
            await gateway.answer(_asker(body, card), views.may_not_post())

    def _for_everyone(self, card: Card, by: str) -> Message:
        # The counterpart's name was told in private, so it is left out of the line.
        advice = self._services.coach.advise(
            card.signs, card.cues, card.facts.without_name(), card.posture
        )
        return views.shared(self._playbook, card, advice, by)

    async def _claim(self, body: dict[str, Any], card: Card) -> bool:
        """True for the first click of a double click."""
        async with self._services.database.unit_of_work() as session:
            return await take_on(
                session,
                team_id=team_of(body),
                key=f"share:{card.id}",
                at=self._services.clock.now(),
            )

    async def _unclaim(self, body: dict[str, Any], card: Card) -> None:
        async with self._services.database.unit_of_work() as session:
            await give_back(session, team_id=team_of(body), key=f"share:{card.id}")

    async def helpful(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await self._feedback(body, client, helpful=True)

    async def not_helpful(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        await self._feedback(body, client, helpful=False)

    async def _feedback(
        self, body: dict[str, Any], client: AsyncWebClient, *, helpful: bool
    ) -> None:
        card = _card(body)
        main = card.signs[0] if card.signs else None
        async with self._services.database.unit_of_work() as session:
            await record_feedback(
                session,
                team_id=team_of(body),
                card_id=card.id,
                user_id=body["user"]["id"],
                sign=main.sign if main else None,
                actor=main.actor if main else None,
                helpful=helpful,
                at=self._services.clock.now(),
            )
        said = "helpful" if helpful else "not_helpful"
        await self._draw(card.model_copy(update={"feedback": said}), body, client)

    async def _draw(self, card: Card, body: dict[str, Any], client: AsyncWebClient) -> None:
        message = self._message(card)
        await Gateway(client).respond(body["response_url"], message, replace=True)

    def _message(self, card: Card) -> Message:
        if not card.signs:
            return views.no_trap_again(card)
        return views.trap_card(self._playbook, card, self._advice(card))

    def _advice(self, card: Card) -> Advice:
        return self._services.coach.advise(card.signs, card.cues, card.facts, card.posture)


def _asker(body: dict[str, Any], card: Card) -> Whereabouts:
    return Whereabouts(
        user=body["user"]["id"],
        channel=card.channel,
        thread_ts=card.thread_ts,
        response_url=body["response_url"],
    )


def _card(body: dict[str, Any]) -> Card:
    return Card.model_validate_json(body["actions"][0]["value"])
