"""Many small writes as one: what comes in within a moment is written in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Batch(Generic[T]):
    """`put` returns when the transaction that holds the item is committed, and raises what it raised."""

    write: Callable[[list[T]], Awaitable[object]]
    #: seconds that items wait for each other, and how many never wait
    wait: float = 0.2
    most: int = 200
    _items: list[T] = field(default_factory=list)
    _done: asyncio.Future[None] | None = None
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def put(self, item: T) -> None:
        """Adds an item to the batch that is written next."""
        if self._done is None:
            loop = asyncio.get_running_loop()
            self._done = loop.create_future()
            loop.call_later(self.wait, self._flush, self._done)
        self._items.append(item)
        done = self._done
        if len(self._items) >= self.most:
            self._flush(done)
        await asyncio.shield(done)

    def _flush(self, done: asyncio.Future[None]) -> None:
        if done is not self._done:
            return  # it was full before its time
        items, self._items, self._done = self._items, [], None
        task = asyncio.get_running_loop().create_task(self._write(items, done))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _write(self, items: list[T], done: asyncio.Future[None]) -> None:
        try:
            await self.write(items)
        except BaseException as exc:
            done.set_exception(exc)
        else:
            done.set_result(None)
