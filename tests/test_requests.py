"""Requests that are not Slack's: forged, old, or sent again."""

import asyncio
import json
import time

import pytest
from multidict import CIMultiDict
from seen import DANA, NO_TRAP, from_coach, next_from_coach

from bot.workspace.delivery import signature
from bot.workspace.standin import StandIn


def body(slack: StandIn, ts: str) -> bytes:
    event = {
        "type": "message",
        "channel": slack.workspace.direct(DANA).id,
        "channel_type": "im",
        "user": slack.workspace.user(DANA).id,
        "text": NO_TRAP,
        "ts": ts,
    }
    envelope = {
        "type": "event_callback",
        "team_id": slack.workspace.team.id,
        "api_app_id": slack.workspace.app_id,
        "event_id": f"Ev{ts}",
        "event": event,
    }
    return json.dumps(envelope).encode()


def headers(slack: StandIn, content: bytes, at: float, secret: str | None = None) -> dict[str, str]:
    stamp = str(int(at))
    secret = secret or slack.signing_secret
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, stamp, content),
    }


@pytest.mark.parametrize("age", [-3600, -301, 301, 3600])
async def test_an_old_or_future_request_is_refused(slack: StandIn, age: int) -> None:
    content = body(slack, "1700000001.000100")
    delivered = await slack.deliver_raw(content, headers(slack, content, time.time() + age))
    assert delivered.status == 401


async def test_a_wrong_secret_or_an_altered_body_is_refused(slack: StandIn) -> None:
    content = body(slack, "1700000001.000100")
    forged = headers(slack, content, time.time(), secret="guessed")
    assert (await slack.deliver_raw(content, forged)).status == 401
    signed = headers(slack, content, time.time())
    assert (await slack.deliver_raw(content + b" ", signed)).status == 401
    assert (await slack.deliver_raw(content, {"Content-Type": "application/json"})).status == 401


@pytest.mark.parametrize("junk", [b"{", b"payload=%7B", b"[1]", b"", b"\xff\xfe"])
async def test_a_body_that_cannot_be_read_is_refused(slack: StandIn, junk: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded; charset=bogus"):
        delivered = await slack.deliver_raw(junk, {"Content-Type": kind})
        assert delivered.status in (400, 401)


async def test_a_replay_is_refused_and_answered_once(slack: StandIn) -> None:
    content = body(slack, "1700000001.000100")
    signed = headers(slack, content, time.time())
    assert (await slack.deliver_raw(content, signed)).status == 200
    assert (await slack.deliver_raw(content, signed)).status == 401
    direct = slack.workspace.direct(DANA).id
    await next_from_coach(slack, direct)
    assert len(from_coach(slack.workspace, direct)) == 1


async def test_a_second_header_does_not_hide_a_replay(slack: StandIn) -> None:
    content = body(slack, "1700000001.000100")
    signed = headers(slack, content, time.time())
    assert (await slack.deliver_raw(content, signed)).status == 200
    doubled = CIMultiDict([("X-Slack-Signature", "junk"), *signed.items()])
    assert (await slack.deliver_raw(content, doubled)).status == 401


async def test_copies_that_arrive_together_are_taken_once(slack: StandIn) -> None:
    content = body(slack, "1700000001.000100")
    signed = headers(slack, content, time.time())
    delivered = await asyncio.gather(*(slack.deliver_raw(content, signed) for _ in range(5)))
    assert sorted(each.status or 0 for each in delivered) == [200, 401, 401, 401, 401]


async def test_slacks_certificate_check_is_answered_each_time(slack: StandIn) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Signature": "v0=junk"}
    for _ in range(3):
        assert (await slack.deliver_raw(b"ssl_check=1&token=x", kind)).status == 200
