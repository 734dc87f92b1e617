"""Ends of visits on their way into the store: those that come in together are written in one transaction.

What it costs to write one more article depends on how many others go with it: most of a commit is pages of the tables'
and indexes' ends, and the wait for the disk, and these are shared. Nobody waits for nothing: an end is written at once
when no other visit is under way, else after `Timing.batch` at the latest, and never while it could be written with a
write that is under way.

All of a write stands, or nothing. A decision that fails for a reason of its own is written alone afterwards, and so are
those that stood beside it: it stops no other one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from monitor.engine.world import World
from monitor.errors import StoreError
from monitor.store import Session

T = TypeVar("T")

#: ends written together at most: a write keeps all others waiting
MOST = 16


@dataclass(slots=True, kw_only=True, eq=False)
class _End:
    doing: Callable[[Session], Any]
    lasting: bool
    written: asyncio.Future[Any]


@dataclass(slots=True)
class Ends:
    """One process's ends. `World.ends` holds it."""

    world: World
    _waiting: list[_End] = field(default_factory=list)
    _timer: asyncio.TimerHandle | None = None
    _writing: asyncio.Task[None] | None = None

    async def add(self, doing: Callable[[Session], T], *, lasting: bool) -> T:
        """The result of `doing(session)`, once it is committed with others; raises what it raised."""
        loop = asyncio.get_running_loop()
        end = _End(doing=doing, lasting=lasting, written=loop.create_future())
        self._waiting.append(end)
        if len(self._waiting) >= min(MOST, len(self.world.under_way)):
            self._go()
        elif self._timer is None:
            self._timer = loop.call_later(self.world.timing.batch, self._go)
        found: T = await end.written
        return found

    def _go(self) -> None:
        """Writes what waits; what comes in while a write is under way waits for its end."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is None and self._waiting:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                ends, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._together(ends)
        finally:
            self._writing = None

    async def _together(self, ends: list[_End]) -> None:
        write = self.world.stored if any(end.lasting for end in ends) else self.world.noted
        try:
            results = await write(_all, ends)
        except StoreError as exc:  # the database's fault: alone they would fare no better
            for end in ends:
                _fail(end, exc)
        except Exception as exc:
            if len(ends) == 1:
                _fail(ends[0], exc)
                return
            for end in ends:
                await self._together([end])
        else:
            for end, result in zip(ends, results, strict=True):
                if not end.written.done():
                    end.written.set_result(result)


def _all(session: Session, ends: list[_End]) -> list[Any]:
    return [end.doing(session) for end in ends]


def _fail(end: _End, exc: Exception) -> None:
    if not end.written.done():
        end.written.set_exception(exc)
