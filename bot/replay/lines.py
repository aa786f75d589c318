"""Replays conversations as JSON lines, for programs."""

from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console

from bot.jsonl import answer_line, answer_lines
from bot.replay.conversations import Conversation
from bot.replay.playing import Intervention, interventions, observed, side_by_side
from coaching import Coach
from coaching.climate import Manner

LONGEST_LINE = 64_000_000
"""Bytes: a line is a whole conversation."""


def replay_lines(
    coach: Coach, lines: Iterable[bytes], manner: Manner, out: TextIO, progress_on: Console
) -> None:
    """Answer each conversation with the interventions it would have had."""
    with side_by_side() as readers:

        def played(conversation: Conversation) -> dict[str, Any]:
            said = interventions(observed(coach, conversation, readers), manner)
            return {"id": conversation.id, "interventions": [_fields(each) for each in said]}

        def answer(raw: bytes) -> dict[str, Any]:
            return answer_line(raw, Conversation, played, LONGEST_LINE)

        answer_lines(lines, answer, out, progress_on, "conversations replayed")


def _fields(intervention: Intervention) -> dict[str, Any]:
    return {
        "n": intervention.message.n,
        "signs": [seen.sign for seen in intervention.decision.signs],
        "follow_up": intervention.is_follow_up,
    }
