"""What the coach said about deals, and what people made of it."""

import secrets
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import CoachPost, DeliveryState, PostOpinion, WatchedChannel
from bot.store.upserts import insert_once
from bot.store.watching import ChannelRef, place_of
from coaching import SeenSign
from coaching.climate import Decision, Manner, Post, PostKind, Sensitivity
from coaching.vocabulary import Sign

DOUBTED = timedelta(days=30)
"""How long *not useful* raises the bar for a sign in its channel."""
NEVER_SAID = (DeliveryState.EXPIRED, DeliveryState.CANCELLED, DeliveryState.FAILED)


async def plan_post(
    session: AsyncSession,
    place: ChannelRef,
    decision: Decision,
    post: Post,
    *,
    thread_ts: str,
    expires_at: datetime,
) -> None:
    """Record what is to be said. Whoever delivers sends it once."""
    session.add(
        CoachPost(
            **place.columns,
            kind=decision.kind,
            answers_ts=post.ref,
            thread_ts=thread_ts,
            signs=[
                {"sign": s.sign, "actor": s.actor, "confidence": round(s.confidence, 3)}
                for s in decision.signs
            ],
            refs=list(decision.refs),
            key=secrets.token_hex(12),
            state=DeliveryState.PENDING,
            due_at=post.at,
            expires_at=expires_at,
        )
    )


async def posts(session: AsyncSession, place: ChannelRef, since: datetime) -> list[Post]:
    """What the coach said about a channel since then, or is about to say, in order of time."""
    rows = await session.scalars(
        select(CoachPost)
        .filter_by(**place.columns)
        .where(CoachPost.due_at >= since, CoachPost.state.not_in(NEVER_SAID))
        .order_by(CoachPost.due_at, CoachPost.id)
    )
    return [
        Post(
            PostKind(row.kind),
            row.answers_ts,
            row.due_at,
            tuple(seen.sign for seen in seen_signs(row)),
        )
        for row in rows
    ]


async def thread_of_episode(session: AsyncSession, place: ChannelRef) -> str | None:
    """The thread that the last opening post began."""
    return await session.scalar(
        select(CoachPost.thread_ts)
        .filter_by(**place.columns, kind=PostKind.OPENING)
        .where(CoachPost.state.not_in(NEVER_SAID))
        .order_by(CoachPost.due_at.desc())
        .limit(1)
    )


async def post_by_key(session: AsyncSession, *, team_id: str, key: str) -> CoachPost | None:
    return await session.scalar(select(CoachPost).filter_by(team_id=team_id, key=key))


def seen_signs(post: CoachPost) -> tuple[SeenSign, ...]:
    """The signs a post is about, without words as evidence."""
    return tuple(SeenSign(evidence="", **seen) for seen in post.signs)


async def record_opinion(
    session: AsyncSession, post: CoachPost, *, user_id: str, helpful: bool, at: datetime
) -> None:
    """Keep what a person says of a post; a second word replaces the first."""
    key = {"post_id": post.id, "user_id": user_id}
    said = {"helpful": helpful, "given_at": at}
    if not await insert_once(session, PostOpinion, team_id=post.team_id, **key, **said):
        await session.execute(update(PostOpinion).filter_by(**key).values(**said))


async def opinions(session: AsyncSession, place: ChannelRef) -> tuple[int, Counter[Sign]]:
    """How many found a post helpful, and how often which sign's post was called not useful."""
    rows = await session.execute(
        select(CoachPost, PostOpinion.helpful).join(PostOpinion).where(*_in(place))
    )
    helpful, not_useful = 0, Counter[Sign]()
    for post, liked in rows:
        helpful += liked
        not_useful.update(seen.sign for seen in seen_signs(post) if not liked)
    return helpful, not_useful


async def manner(session: AsyncSession, channel: WatchedChannel, now: datetime) -> Manner:
    """How the coach is to be in `channel` just now."""
    doubted = await session.scalars(
        select(CoachPost)
        .join(PostOpinion)
        .where(
            *_in(place_of(channel)),
            PostOpinion.helpful.is_(False),
            PostOpinion.given_at >= now - DOUBTED,
        )
    )
    doubts = Counter(seen.sign for post in doubted for seen in seen_signs(post))
    return Manner(Sensitivity(channel.sensitivity), doubts)


def _in(place: ChannelRef) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return CoachPost.team_id == place.team_id, CoachPost.channel_id == place.channel_id
