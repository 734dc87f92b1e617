"""One of several processes on one PostgreSQL, for the tests that kill them: `machine.py ROLE ADDRESS FOLDER PORT HOSTS`.

The real wiring, with the made-up press, quick timing, reading in the process itself, and a target that writes lines
into a file. At the end of each decision, inside its transaction, it holds a file lock per claim for a moment: somebody
else inside at that moment is a violated claim lock, and is written down.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import monitor.engine.machines as machines
import monitor.sender as sending
from monitor import app
from monitor.adapters import queue
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.engine import Timing
from monitor.reader import read_page
from monitor.settings import Settings
from tests.integration.newsroom import inline

TIMING = Timing(settle=0.0, spread=0.0, batch=0.05, work=0.3, poll=0.5, reload=1.0, lease=12.0, reading=10.0)
NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
TARGET = Target(name="redaktion", address="mailto://x", channel="mail", digest_at=None)


def settings_of(folder: Path, address: str) -> Settings:
    return Settings(
        _env_file=None, database=address, data=folder / "data", watchlists=folder / "watchlists",
        corpus=folder / "corpus", targets=folder / "targets.yaml", contact="redaktion@monitor.example",
        host_gap=0.0, pages_per_hour=100_000, group_wait=0.0,
    )  # fmt: skip


def note(folder: Path, name: str, words: str) -> None:
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{words}\n".encode())
    os.close(handle)


def watching(folder: Path):  # type: ignore[no-untyped-def]
    def fault(name: str) -> None:
        if name != "before_commit":
            return
        handle = os.open(folder / "inside", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            time.sleep(0.004)
        except BlockingIOError:
            note(folder, "violations", str(os.getpid()))
        finally:
            os.close(handle)

    return fault


def main() -> None:
    role, address, place, port, hosts = sys.argv[1:6]
    folder = Path(place)
    read_page(b"<p>Grubenungl\xc3\xbcck</p>", "http://x.example/", ("Grubenunglück",), NOW)  # loads what reading needs
    sending.LEASE = machines.SENDING = timedelta(seconds=4)
    sending.GAP, queue.LOOK = 0.02, 1.0

    async def send(target: Target, message: Message) -> SendResult:
        await asyncio.sleep(0.02)
        note(folder, "sent", message.id)
        return SendResult(outcome=Outcome.SENT)

    def part(service: app.Service):  # type: ignore[no-untyped-def]
        service.world.work = inline
        return service.lead(web=False) if role == "scheduler" else service.work_along(role.split("+"))

    asyncio.run(
        app._beside(
            settings_of(folder, address), part, press=dict.fromkeys(hosts.split(","), int(port)), timing=TIMING,
            send=send, targets=lambda: (TARGET,), fault=watching(folder),
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
