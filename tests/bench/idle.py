"""A service of its own process that comes up, reads one article and idles: `python -m tests.bench.idle` prints JSON.

It does what `monitor run` does, with the settings of its environment, dashboard included; only the made-up host of the
page is led to a loopback port. Seconds from the start of the interpreter to the first article read and decided;
megabytes (RSS) of the service with its scheduler at rest, of a worker that has read a page, of the process that
workers are forked from, and of all together without what they share (PSS).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.time() - float(Path("/proc/uptime").read_text().split()[0]) + (
    int(Path("/proc/self/stat").read_text().rpartition(") ")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
)  # fmt: skip

#: seconds that the service idles before its memory is looked at
REST = 2.0


def resident(pid: int | str) -> float:
    """Megabytes of a process, shared ones included."""
    return _kilobytes(f"/proc/{pid}/status", "VmRSS:") / 1000


def share(pid: int | str) -> float:
    """Megabytes of a process, shared ones in parts."""
    return _kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:") / 1000


def _kilobytes(file: str, name: str) -> int:
    line = next(line for line in Path(file).read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


def seconds(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int | str) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def main(host: str, port: int) -> None:
    import structlog

    from monitor import app
    from monitor.engine import Timing
    from monitor.settings import Settings

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # with a file: a watchlist that just was written would have to keep still first; the feeds are not spread over time
    timing = Timing(settle=0.0, spread=0.0, work=0.05, poll=0.05)
    service = app.build(Settings(), timing=timing, press={host: port}, targets=lambda: ())
    starting = asyncio.create_task(service.start())
    while not (first := await _read(service)):
        await asyncio.sleep(0.02)
    cpu, nursery_cpu = time.process_time(), sum(map(seconds, children(os.getpid())))
    await starting
    stood = time.time() - STARTED
    await asyncio.sleep(REST)
    workers = service.pool.pids()
    nurseries = children(os.getpid())
    print(json.dumps({
        "first": first, "stood": stood, "cpu": cpu, "nursery_cpu": nursery_cpu, "service": resident("self"),
        "worker": max(map(resident, workers), default=0.0), "nursery": max(map(resident, nurseries), default=0.0),
        "together": sum(map(share, ("self", *workers, *nurseries))),
    }))  # fmt: skip
    await service.stop()


async def _read(service: Any) -> float:
    """When the first article was read and decided, in seconds after the start; 0 before."""
    ask = "SELECT count(*) FROM article WHERE visits > 0"
    done = await service.world.looked_up(lambda session: session.connection().exec_driver_sql(ask).scalar_one())
    return time.time() - STARTED if done else 0.0


if __name__ == "__main__":
    from monitor import app, cli  # noqa: F401  the command line loads with the real command too

    app.get_ready()
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
