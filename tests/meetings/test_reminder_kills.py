"""Processes killed while they send reminders; two hundred times in tests/benchmarks."""

from pathlib import Path

import pytest
from killing_reminders import kill_while_reminding


@pytest.mark.parametrize(
    ("database_url", "processes"), [("sqlite", 1), ("postgresql", 2)], indirect=["database_url"]
)
async def test_no_reminder_is_lost_or_sent_twice(
    database_url: str, processes: int, tmp_path: Path
) -> None:
    outcome = await kill_while_reminding(
        database_url, tmp_path, kills=3, processes=processes, due_soon=20
    )
    assert outcome.left
