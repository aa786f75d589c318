"""When something fails: a plain sentence, a reference id in the log, and no text anywhere."""

import logging
import re

import pytest
from seen import DANA, DEAL, ULTIMATUM, next_from_coach, words

from bot.workspace.standin import StandIn

SECRET = "Harbour pays 67k at most and Voss lies about the tender"


async def test_a_failure_is_told_with_a_reference_that_is_in_the_log(
    slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.next("conversations.info", error="fatal_error", times=5)
    await slack.command(DANA, DEAL, f"/negotiate check {ULTIMATUM}")
    card = await next_from_coach(slack, DEAL)
    await slack.click(DANA, card, "check.share")
    told = words(await next_from_coach(slack, DEAL, after=1))
    (reference,) = re.findall(r"reference (\w+)", told)
    assert reference in caplog.text
    assert "Traceback" not in caplog.text
    assert "fatal_error" in caplog.text


async def test_no_text_and_no_token_is_ever_logged(
    slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await slack.command(DANA, DEAL, f"/negotiate check {SECRET}")
    await next_from_coach(slack, DEAL)
    direct = slack.workspace.direct(DANA).id
    await slack.say(DANA, direct, SECRET)
    await next_from_coach(slack, direct)
    slack.faults.next("response_url", status=500, times=9)
    slack.faults.next("chat.postMessage", status=500, times=9)
    await slack.command(DANA, DEAL, f"/negotiate check {SECRET}")
    await slack.until(lambda _: "reference" in caplog.text)
    for telling in ("67k", "Voss", "xoxb-", "Traceback"):
        assert telling not in caplog.text


async def test_slack_asking_to_wait_is_heeded(slack: StandIn) -> None:
    slack.faults.next("response_url", status=429, retry_after=0, times=2)
    await slack.command(DANA, DEAL, f"/negotiate check {ULTIMATUM}")
    assert words(await next_from_coach(slack, DEAL))
