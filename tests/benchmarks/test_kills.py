"""The bot killed in the midst of its work, fifty times."""

import time
from pathlib import Path

import psutil
import pytest
from killing import kill_often


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_fifty_kills(database_url: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    written = await kill_often(database_url, tmp_path, times=50, channels=3)
    print(
        f"\n50 kills in {time.monotonic() - begun:.0f} s, {written} messages recorded once; "
        f"load of the machine {psutil.getloadavg()[0]:.1f}"
    )
