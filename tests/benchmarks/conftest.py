"""Measurements, not tests: run by `make benchmarks`, and told as ratios within one run."""

from pathlib import Path

import pytest

from bot.store import schema


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("benchmark") / "coach.sqlite3"
    url = f"sqlite:///{path}"
    schema.upgrade(url)
    return url
