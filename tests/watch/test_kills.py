"""The bot killed in the midst of its work; fifty times in tests/benchmarks."""

from pathlib import Path

from killing import kill_often


async def test_what_is_written_while_the_bot_is_killed_is_not_lost(
    sqlite_only: str, tmp_path: Path
) -> None:
    await kill_often(sqlite_only, tmp_path, times=3, channels=2)
