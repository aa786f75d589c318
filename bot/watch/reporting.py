"""`/negotiate deal`: what the coach sees in a deal now, in words and as a picture."""

import asyncio
from datetime import timedelta

from bot.services import Services
from bot.slack.gateway import Gateway
from bot.slack.messages import Message, sentence
from bot.store import coach_posts, watching
from bot.store.deals import learned_in
from bot.store.watching import ChannelRef
from bot.watch import picture, views
from bot.watch.speaking import Speaking
from coaching.climate import climate

PICTURED = timedelta(days=90)


class Reporting:
    def __init__(self, services: Services, speaking: Speaking) -> None:
        self._services = services
        self._speaking = speaking
        self._playbook = services.coach.playbook

    async def card(self, place: ChannelRef, viewer: str) -> Message | None:
        """None where the channel is not watched."""
        now = self._services.clock.now()
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
            if channel is None:
                return None
            seen = await watching.telling_observations(session, place, now - PICTURED)
            manner = await coach_posts.manner(session, channel, now)
            helpful, not_useful = await coach_posts.opinions(session, place)
            learned = await learned_in(session, self._services.vault, place, viewer)
        stands = climate(seen, now, manner)
        signs = self._services.coach.possible(standing.seen for standing in stands.standings)
        deal = views.Deal(
            channel=place.channel_id,
            climate=stands,
            counterpart=channel.counterpart,
            advice=self._services.coach.advise(signs, stands.cues) if signs else None,
            evidence=self._speaking.evidence(place.channel_id, seen),
            sensitivity=manner.sensitivity,
            silent_until=channel.paused_until if watching.is_silent(channel, now) else None,
            started_by=channel.started_by,
            started_at=channel.started_at,
            helpful=helpful,
            not_useful=not_useful,
            learned=learned,
        )
        return views.deal_card(self._playbook, deal)

    async def send_picture(self, place: ChannelRef, user_id: str, gateway: Gateway) -> None:
        """Draw the deal over time and send it to whoever asked, in their direct message."""
        now = self._services.clock.now()
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
            if channel is None:
                await gateway.tell(user_id, views.not_watched())
                return
            seen = await watching.telling_observations(session, place, now - PICTURED)
            posts = await coach_posts.posts(session, place, now - PICTURED)
            manner = await coach_posts.manner(session, channel, now)
        png = await asyncio.to_thread(
            picture.draw, self._playbook, seen, posts, manner, now, channel.counterpart
        )
        told = await gateway.tell(
            user_id, sentence(f"The deal in <#{place.channel_id}> over time:")
        )
        described = picture.describe(self._playbook, seen)
        await gateway.send_picture(told, png, "deal", "The deal over time", described)
