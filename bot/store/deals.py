"""What is known of a deal: from its channel, if it is watched, and from what people wrote."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import coach_posts, meetings, reflections, watching
from bot.store.models import Meeting
from bot.store.vault import Vault
from bot.store.watching import ChannelRef
from coaching.climate import REMEMBERED, Climate, climate
from coaching.preparation import DealSoFar, Learned, learned


async def deal_so_far(
    session: AsyncSession,
    vault: Vault,
    meeting: Meeting,
    viewer: str | None,
    now: datetime,
    *,
    is_in: str | None,
) -> DealSoFar:
    """The deal that `meeting` belongs to, as far as `viewer` may know it; None stands for all who
    are in its channel.

    What was seen and shared in its channel is for the channel's members: `is_in` is the channel
    that the viewer was found in.
    """
    is_member = is_in is not None and is_in == meeting.channel_id
    stands, counterpart = await _seen(session, meeting, now) if is_member else (None, None)
    deal = meetings.deal_of(meeting)
    written = await reflections.of_deal(session, vault, deal, viewer, is_member=is_member)
    questions = [
        vault.opened(item.words)
        for item in await meetings.items(session, meeting)
        if item.words and item.is_question
    ]
    return DealSoFar(
        standings=stands.standings if stands else (),
        moves=tuple(stands.moves) if stands else (),
        cues=stands.cues if stands else (),
        learned=learned(written),
        questions=tuple(questions),
        counterpart=meeting.counterpart or counterpart,
    )


async def learned_in(
    session: AsyncSession, vault: Vault, place: ChannelRef, viewer: str
) -> Learned:
    """What the reflections on a channel's deal come to that `viewer` may see."""
    return learned(await reflections.of_deal(session, vault, meetings.deal_in(place), viewer))


async def _seen(
    session: AsyncSession, meeting: Meeting, now: datetime
) -> tuple[Climate | None, str | None]:
    if meeting.channel_id is None:
        return None, None
    place = ChannelRef(meeting.team_id, meeting.channel_id)
    channel = await watching.watched(session, place)
    if channel is None:
        return None, None
    seen = await watching.telling_observations(session, place, now - REMEMBERED)
    manner = await coach_posts.manner(session, channel, now)
    return climate(seen, now, manner), channel.counterpart
