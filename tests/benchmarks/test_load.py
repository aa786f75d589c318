"""A busy workspace: fifty messages a second for a minute, each told twice and out of order."""

import sys
from pathlib import Path

import psutil
from processes import Process, bot_process, running
from streaming import Stream, assert_said_once, percentiles, settled, slack_with_deals

A_SECOND, SECONDS, CHANNELS = 50, 60, 6
BARE_BOLT = str(Path(__file__).parent / "bare_bolt.py")


async def acknowledged(stream: Stream, process: Process) -> list[float]:
    """The acknowledgements' seconds under load, all of which must be good."""
    async with stream.told_at(process.events_url):
        await stream.write(A_SECOND * SECONDS, A_SECOND)
    assert all(delivered.ok for delivered in stream.deliveries)
    return [delivered.seconds for delivered in stream.deliveries]


def cpu_seconds(process: Process) -> float:
    times = psutil.Process(process.running.pid).cpu_times()
    return times.user + times.system


async def test_a_busy_workspace(database_url: str, tmp_path: Path) -> None:
    """Beside the same for a bare Bolt app: nothing is lost, and acknowledgements stay quick."""
    async with slack_with_deals(CHANNELS) as standin:
        bare = Process((sys.executable, BARE_BOLT), tmp_path)
        async with running(bare):
            alone = await acknowledged(Stream(standin), bare)
            alone_cpu = cpu_seconds(bare)
        stream = Stream(standin)
        async with running(bot_process(standin, database_url, tmp_path)) as bot:
            await stream.watch_all(bot.events_url)
            before = cpu_seconds(bot)
            ours = await acknowledged(stream, bot)
            outcome = await settled(database_url, stream.written, 120)
            ours_cpu = cpu_seconds(bot) - before
    report(alone, alone_cpu, ours, ours_cpu)
    assert_said_once(stream, outcome)
    assert list(percentiles(ours))[1] < 100


def report(alone: list[float], alone_cpu: float, ours: list[float], ours_cpu: float) -> None:
    print()
    for name, seconds, cpu in (("bare", alone, alone_cpu), ("ours", ours, ours_cpu)):
        p50, p95, p99 = percentiles(seconds)
        print(f"{name}: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms; {cpu:.1f} s of CPU")
    ratios = [one / other for one, other in zip(percentiles(ours), percentiles(alone), strict=True)]
    print(
        "ratios: p50 {:.1f}, p95 {:.1f}, p99 {:.1f}".format(*ratios),
        f"CPU {ours_cpu / alone_cpu:.1f}; load of the machine {psutil.getloadavg()[0]:.1f}",
    )
