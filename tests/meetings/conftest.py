"""A server that calendars are fetched from."""

from collections.abc import AsyncIterator

import pytest
from sites import Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start_server()
    yield made
    await made.server.close()
