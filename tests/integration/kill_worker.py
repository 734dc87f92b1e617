"""A process that decides changes and delivers them, made to be killed; started by `multiprocessing` (forkserver).

The point named by the environment variable FAULT_AT kills the process with SIGKILL when it is reached.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from monitor.adapters.notify import Notifier
from monitor.alerts import render
from monitor.alerts.model import Alert, MessageKind, Target, Urgency
from monitor.sender import Sender
from monitor.settings import Settings
from monitor.store import Store, outbox
from monitor.store.outbox import recording
from monitor.store.tables import ChangeRow, DeliveryRow
from tests.integration.desk import LINKS, write
from tests.unit.alerts import builders as make

#: the replay decides all its changes one after the other
GAP = timedelta(milliseconds=30)


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Fuse:
    """Kills the process a moment after it passes a point; "": never."""

    point = ""
    delay = 0.0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fault(point: str) -> None:
    if os.environ.get("FAULT_AT") == point:
        die()
    if Fuse.point == point:
        threading.Timer(Fuse.delay, die).start()


def target(port: int, to: str = "redaktion@example.org") -> Target:
    address = f"mailto://127.0.0.1:{port}?mode=insecure&from=monitor@example.org&to={to}"
    return make.target(address=address)


def work(
    folder: str,
    port: int,
    changes: int,
    fault_at: str = "",
    lease: float = 0.2,
    begun: Any = None,
    fuse: tuple[str, float] = ("", 0.0),
) -> None:
    """Decides what is not decided yet, delivers until nothing waits.

    With `begun` (an event, set when work begins) it waits to be killed afterwards.
    """
    if fault_at:
        os.environ["FAULT_AT"] = fault_at
    else:
        os.environ.pop("FAULT_AT", None)
    recording.GAP = GAP
    Fuse.point, Fuse.delay = fuse
    asyncio.run(_work(Path(folder), port, changes, lease, begun))


async def _work(folder: Path, port: int, changes: int, lease: float, begun: Any) -> None:
    from monitor import sender as module

    module.LEASE, module.TICK = timedelta(seconds=lease), 0.02
    clock = RealClock()
    store = Store.open(f"sqlite:///{folder / 'monitor.db'}", now=clock.now())
    targets = [target(port)]
    lists = [make.watchlist(("mail",))]
    sender = Sender(
        store,
        Notifier(now=clock.now).send,
        targets=lambda: targets,
        watchlists=lambda: lists,
        clock=clock,
        settings=Settings(_env_file=None),  # type: ignore[call-arg]
        owner=f"pid {os.getpid()}",
        links=LINKS,
        jitter=lambda: 0.0,
        fault=fault,
    )
    if begun is not None:
        begun.set()
    running = asyncio.create_task(sender.run())
    for number in range(changes):
        decided = await asyncio.to_thread(_decide, store, f"k{number:03}", targets, lists, clock.now())
        if decided:
            fault("decided")
            sender.wake()
            await asyncio.sleep(0.01)
    while begun is not None or await asyncio.to_thread(_open, store):
        await asyncio.sleep(0.02)
    await sender.stop()
    await running
    store.close()


def _decide(store: Store, key: str, targets: list[Target], lists: list[object], now: datetime) -> bool:
    """Change and delivery rows in one transaction, as the engine does."""
    with store.write() as session:
        if session.exec(select(ChangeRow.id).where(ChangeRow.key == key)).first():
            return False
        change = make.reversal(key)
        write(session, [change], now)
        outbox.enqueue(session, [change], lists, targets, now=now)  # type: ignore[arg-type]
        fault("before_commit")
    return True


def _open(store: Store) -> bool:
    with store.read() as session:
        waiting = select(DeliveryRow.id).where(DeliveryRow.state.in_(["queued", "sending", "retry", "unclear"]))  # type: ignore[attr-defined]
        return session.exec(waiting).first() is not None


def warm() -> None:
    """Loads templates, words and the mail plugin where the processes are forked from: their first message is fast."""
    alert = Alert(id="x", kind=MessageKind.ALERT, changes=(make.reversal(),), at=make.NOON, urgency=Urgency.NOW)
    render(alert, target(1), links=LINKS)
    Notifier(now=RealClock().now).problem(target(1))


warm()
