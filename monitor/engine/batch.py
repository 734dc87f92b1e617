"""Many small writes as one: what comes in within a moment is written in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from monitor.errors import MonitorError

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Batch(Generic[T]):
    """Items wait for each other a little, then `write` takes them all.

    A write that fails is logged and its items are lost: their leases run out, and they are visited again.
    """

    write: Callable[[list[T]], Awaitable[object]]
    #: seconds that items wait for each other, and how many never wait
    wait: float = 0.2
    most: int = 500
    _items: list[T] = field(default_factory=list)
    _timer: asyncio.TimerHandle | None = None
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def add(self, item: T) -> None:
        """Puts an item into the batch that is written next."""
        self._items.append(item)
        if len(self._items) >= self.most:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.wait, self._flush)

    async def drain(self) -> None:
        """Writes what waits, at once; returns when all of it is written."""
        self._flush()
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._items:
            items, self._items = self._items, []
            task = asyncio.get_running_loop().create_task(self._write(items))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _write(self, items: list[T]) -> None:
        try:
            await self.write(items)
        except MonitorError as exc:
            log.warning("batch.failed", key=exc.key, items=len(items))
        except Exception:
            log.exception("batch.bug", items=len(items))
