"""Runs an installation again and again and kills it at random moments; arguments: folder, port, host, kills, seed.

Everything is imported once; each run is a fork, so that kills hit the work and not the imports.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
import traceback
from pathlib import Path

from tests.integration import crash_run

#: a run is killed somewhere in its first so many seconds
LONGEST = 1.2


def due(folder: Path) -> None:
    """Every feed and article wants a visit now."""
    connection = sqlite3.connect(folder / "data" / "monitor.db", timeout=30)
    with connection:
        connection.execute("UPDATE feed SET next_poll_at = '2020-01-01 00:00:00.000000'")
        connection.execute(
            "UPDATE article SET next_visit_at = '2020-01-01 00:00:00.000000' WHERE state IN ('pending', 'failed')"
        )
        connection.execute("UPDATE delivery SET not_before = '2020-01-01 00:00:00.000000' WHERE state != 'sent'")
    connection.close()


def run(folder: Path, port: int, host: str, kill_after: float | None) -> None:
    """One run in a fork of its own."""
    pid = os.fork()
    if pid == 0:
        os.environ.pop("FAULT_AT", None)
        status = 1
        try:
            asyncio.run(crash_run.main(folder, port, [host]))
            status = 0
        except BaseException:
            (folder / "error.txt").write_text(traceback.format_exc(), "utf-8")
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if kill_after is None and status != 0:
        raise RuntimeError((folder / "error.txt").read_text("utf-8"))


def main(folder: Path, port: int, host: str, kills: int, seed: int) -> None:
    """All runs; the last ones go to their end."""
    chance = random.Random(seed)
    for _ in range(kills):
        due(folder)
        run(folder, port, host, chance.uniform(0.02, LONGEST))
    for _ in range(3):
        due(folder)
        run(folder, port, host, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
