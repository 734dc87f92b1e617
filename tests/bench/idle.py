"""A service of its own process that comes up, reads one article and idles: `python -m tests.bench.idle` prints JSON.

Seconds from the start of the interpreter to the first article read and decided; megabytes (RSS) of the service with
its scheduler at rest, and of the worker that has read a page.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

STARTED = time.time() - float(Path("/proc/uptime").read_text().split()[0]) + (
    int(Path("/proc/self/stat").read_text().rpartition(") ")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
)  # fmt: skip


def megabytes(pid: int | str) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


async def main() -> None:
    from monitor import app
    from monitor.demo.stage import set_stage
    from monitor.engine import Timing
    from tests.bench import flow

    flow.quiet()
    page, port = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        settings = set_stage(Path(folder), (), port=0, language="de")
        for document in settings.corpus.iterdir():  # an installation that runs has its baseline already
            document.unlink()
        service = app.build(settings, timing=Timing(work=0.05, settle=0.0), press={flow.HOST: port}, targets=lambda: ())
        await service.start(web=False)
        await service.world.stored(flow.announce, 1, service.clock.now())
        while not (await service.world.looked_up(flow.read_so_far)):
            await asyncio.sleep(0.01)
        first = time.time() - STARTED
        await asyncio.sleep(2.0)
        workers = [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
        sizes = sorted((megabytes(pid) for pid in workers), reverse=True)
        print(
            json.dumps(
                {"first": first, "service": megabytes("self"), "worker": sizes[0] if sizes else 0.0, "page": page.name}
            )
        )
        await service.stop()


if __name__ == "__main__":
    asyncio.run(main())
