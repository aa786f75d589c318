"""The bot as it runs in earnest: `negotiate serve`, a process of its own."""

import asyncio
import os
import random
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.web import EVENTS_PATH
from bot.workspace.standin import StandIn

SECRET, TOKEN = "s" * 32, "xoxb-of-the-test"
NEGOTIATE = str(Path(sys.executable).parent / "negotiate")
ADDRESS = re.compile(rb"at (http://127\.0\.0\.1:\d+)")


@dataclass
class Process:
    """A server of the test's, known by the address it tells when it listens."""

    command: tuple[str, ...]
    folder: Path
    """Where it runs: there is no `.env` in it."""
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    said: bytes = b""
    """What it wrote to its log, in all its lives."""
    _process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None

    @property
    def events_url(self) -> str:
        return f"{self.url}{EVENTS_PATH}"

    async def start(self) -> None:
        """Back when it listens. Raises AssertionError where it ends in place of that."""
        self.url, listening = "", asyncio.Event()
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=self.folder,
            env=os.environ | self._python() | self.settings,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read(self._process, listening))
        async with asyncio.timeout(60):
            await listening.wait()
        assert self.url, self.said.decode()

    async def kill(self) -> None:
        """SIGKILL: it has no time to finish anything."""
        self.running.kill()
        await self._ended()

    async def stop(self) -> None:
        """SIGTERM: it may finish what it is working on."""
        self.running.terminate()
        await self._ended()

    @property
    def running(self) -> asyncio.subprocess.Process:
        assert self._process, "it was never started"
        return self._process

    async def health(self) -> int:
        """The status that /health answers with."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/health") as answer:
            return answer.status

    def _python(self) -> dict[str, str]:
        """The code under test, and compiled once: a process is started again and again."""
        return {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
        }

    async def _ended(self) -> None:
        await self.running.wait()
        if self._reading:
            await self._reading

    async def _read(self, process: asyncio.subprocess.Process, listening: asyncio.Event) -> None:
        assert process.stderr
        async for line in process.stderr:
            self.said += line
            if address := ADDRESS.search(line):
                self.url = address[1].decode()
                listening.set()
        listening.set()


def free_port() -> int:
    """So that a process which is started again is found where it was.

    Of those that the system gives to no client: it might while the process is away.
    """
    with socket.socket() as taken:
        for port in random.sample(range(10_000, 30_000), 100):
            with suppress(OSError):
                taken.bind(("127.0.0.1", port))
                return port
    raise OSError("no port is free")


def bot_process(standin: StandIn, database_url: str, folder: Path) -> Process:
    """The bot, not yet started, with `standin` in place of Slack."""
    settings = {
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_API_URL": standin.api_url,
        "NEGOTIATE_DATABASE_URL": database_url,
        "NEGOTIATE_PORT": str(free_port()),
    }
    return Process((NEGOTIATE, "serve"), folder, settings)


@asynccontextmanager
async def running(process: Process) -> AsyncIterator[Process]:
    """Started, and stopped in the end; killed where the test fails, so that it outlives none."""
    await process.start()
    try:
        yield process
    except BaseException:
        await process.kill()
        raise
    await process.stop()
