"""Processes killed while they send reminders, two hundred times on each kind of database."""

import time
from pathlib import Path

import psutil
import pytest
from killing_reminders import kill_while_reminding


@pytest.mark.parametrize(
    ("database_url", "processes"), [("sqlite", 1), ("postgresql", 3)], indirect=["database_url"]
)
async def test_two_hundred_kills(database_url: str, processes: int, tmp_path: Path) -> None:
    begun = time.monotonic()
    outcome = await kill_while_reminding(
        database_url, tmp_path, kills=200, processes=processes, due_soon=60
    )
    print(
        f"\n{outcome.kills} kills right after a claim and {outcome.more_kills} more, "
        f"of {processes} at work; they left {outcome.left} claims, {outcome.left_sent} of them sent. "
        f"{outcome.reminders} reminders sent once each, in {time.monotonic() - begun:.0f} s; "
        f"load of the machine {psutil.getloadavg()[0]:.1f}"
    )
