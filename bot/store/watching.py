"""Watched channels and what was seen in them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import CoachPost, ObservedMessage, WatchedChannel
from bot.store.upserts import insert_new, insert_once
from coaching.climate import Observation, Sensitivity, Sighting
from coaching.vocabulary import Actor, Cue, Move, Sign

KEPT = timedelta(days=180)
"""How long what was seen is kept, for the picture of a deal; then it is forgotten."""
DELETED = "deleted"
"""In place of the time of an edit, later than any."""


class ChannelRef(NamedTuple):
    """One channel of one Slack team."""

    team_id: str
    channel_id: str

    @property
    def columns(self) -> dict[str, str]:
        return self._asdict()


async def start_watching(
    session: AsyncSession, place: ChannelRef, *, counterpart: str | None, by: str, at: datetime
) -> bool:
    """False where the channel is watched already."""
    return await insert_once(
        session,
        WatchedChannel,
        **place.columns,
        counterpart=counterpart,
        started_by=by,
        started_at=at,
        sensitivity=Sensitivity.NORMAL,
    )


async def name_counterpart(
    session: AsyncSession, place: ChannelRef, counterpart: str | None
) -> bool:
    """Take the counterpart's name, if one is given. False where the channel is not watched."""
    if counterpart:
        return await change(session, place, counterpart=counterpart)
    return await watched(session, place) is not None


async def stop_watching(session: AsyncSession, place: ChannelRef) -> bool:
    """Forget the channel and all that was seen in it. False where it was not watched."""
    # The channel first: whoever is deciding about it must not leave anything behind.
    stopped = await session.execute(
        delete(WatchedChannel).filter_by(**place.columns).returning(WatchedChannel.id)
    )
    for table in (CoachPost, ObservedMessage):
        await session.execute(delete(table).filter_by(**place.columns))
    return stopped.first() is not None


async def change(session: AsyncSession, place: ChannelRef, **values: Any) -> bool:
    """Change columns of a watched channel. False where it is not watched."""
    changed = await session.execute(
        update(WatchedChannel)
        .filter_by(**place.columns)
        .values(**values)
        .returning(WatchedChannel.id)
    )
    return changed.first() is not None


async def watched(
    session: AsyncSession, place: ChannelRef, *, to_decide: bool = False
) -> WatchedChannel | None:
    """The watched channel; with `to_decide`, no other process decides about it until the end."""
    query = select(WatchedChannel).filter_by(**place.columns)
    return await session.scalar(query.with_for_update() if to_decide else query)


async def all_watched(session: AsyncSession) -> Sequence[WatchedChannel]:
    return (await session.scalars(select(WatchedChannel))).all()


def is_silent(channel: WatchedChannel, now: datetime) -> bool:
    """Whether someone asked for quiet until later than `now`."""
    return channel.paused_until is not None and channel.paused_until > now


async def unread(session: AsyncSession, place: ChannelRef, all_ts: Sequence[str]) -> set[str]:
    """Those of `all_ts` that were not observed yet."""
    found = await session.scalars(
        select(ObservedMessage.ts).filter_by(**place.columns).where(ObservedMessage.ts.in_(all_ts))
    )
    return set(all_ts) - set(found)


async def record(
    session: AsyncSession, place: ChannelRef, seen: Iterable[tuple[Observation, str | None]]
) -> set[str]:
    """Record observations, each with its message's thread. The `ts` of those that were new."""
    rows = [
        {
            **place.columns,
            "ts": observation.ref,
            "thread_ts": thread_ts,
            "at": observation.at,
            **_shown(observation),
        }
        for observation, thread_ts in seen
    ]
    return set(await insert_new(session, ObservedMessage, rows, ObservedMessage.ts))


async def thread_of(session: AsyncSession, place: ChannelRef, ts: str) -> str:
    """The thread that answers to a recorded message belong in."""
    thread_ts: str | None = await session.scalar(
        select(ObservedMessage.thread_ts).filter_by(**place.columns, ts=ts)
    )
    return thread_ts or ts


async def record_edit(
    session: AsyncSession, place: ChannelRef, observation: Observation, edited_ts: str
) -> None:
    """What an edited message shows now, also where the edit came before the message itself. An
    edit that came late changes nothing."""
    key = {**place.columns, "ts": observation.ref}
    now = {"edited_ts": edited_ts, **_shown(observation)}
    if not await insert_once(session, ObservedMessage, **key, at=observation.at, **now):
        await session.execute(
            update(ObservedMessage)
            .filter_by(**key)
            .where(func.coalesce(ObservedMessage.edited_ts, "") < edited_ts)
            .values(**now)
        )


async def forget_message(session: AsyncSession, place: ChannelRef, ts: str, at: datetime) -> None:
    """A deleted message shows nothing any more; its row stays, so that no copy is read later."""
    await record_edit(session, place, Observation(ts, at), DELETED)


async def last_observed(
    session: AsyncSession, channel: WatchedChannel, before: datetime
) -> datetime:
    """When the newest message was written that was observed in `channel`, of those before then."""
    last: datetime | None = await session.scalar(
        select(func.max(ObservedMessage.at))
        .filter_by(**place_of(channel).columns)
        .where(ObservedMessage.at < before)
    )
    return last or channel.started_at


async def mark_read(session: AsyncSession, until: datetime) -> None:
    """All that was written before then, in every channel, has been read."""
    await session.execute(update(WatchedChannel).values(read_until=until))


async def observations(
    session: AsyncSession, place: ChannelRef, since: datetime
) -> list[Observation]:
    """What was seen in a channel since then, in order of time."""
    return await _observations(session, place, since)


async def telling_observations(
    session: AsyncSession, place: ChannelRef, since: datetime
) -> list[Observation]:
    """As `observations`, without messages that showed nothing: most, and they decide nothing."""
    shown = (ObservedMessage.sightings, ObservedMessage.moves)
    return await _observations(
        session, place, since, or_(*(cast(column, String) != "[]" for column in shown))
    )


async def _observations(
    session: AsyncSession, place: ChannelRef, since: datetime, *which: ColumnElement[bool]
) -> list[Observation]:
    rows = await session.scalars(
        select(ObservedMessage)
        .filter_by(**place.columns)
        .where(ObservedMessage.at >= since, *which)
        .order_by(ObservedMessage.at, ObservedMessage.ts)
    )
    return [_observation(row) for row in rows]


async def forget_before(session: AsyncSession, day: datetime) -> None:
    """Forget what was seen and said before `day`."""
    await session.execute(delete(ObservedMessage).where(ObservedMessage.at < day))
    await session.execute(delete(CoachPost).where(CoachPost.due_at < day))


def place_of(row: WatchedChannel | CoachPost) -> ChannelRef:
    return ChannelRef(row.team_id, row.channel_id)


def _shown(observation: Observation) -> dict[str, list[Any]]:
    return {
        "sightings": [asdict(sighting) for sighting in observation.sightings],
        "moves": list(observation.moves),
        "cues": list(observation.cues),
    }


def _observation(row: ObservedMessage) -> Observation:
    return Observation(
        ref=row.ts,
        at=row.at,
        sightings=tuple(
            Sighting(Sign(s["sign"]), Actor(s["actor"]), s["confidence"]) for s in row.sightings
        ),
        moves=tuple(Move(move) for move in row.moves),
        cues=tuple(Cue(cue) for cue in row.cues),
    )
