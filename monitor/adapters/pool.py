"""Worker processes that can be killed: one picklable function per task, a deadline and a memory limit for each.

Parsers and extractors run here (RELIABILITY 3.4): a page that hangs or swells costs its worker, nobody else. Workers
are forked ready by a nursery (`adapters.nursery`), which several pools of one program may share.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from monitor.adapters.nursery import Nursery
from monitor.errors import MonitorError, WorkError

T = TypeVar("T")
#: seconds between two looks at a worker's memory
WATCH = 0.2
#: address space beyond the memory limit: libraries map more than they use
SLACK = 1 << 30
#: what a worker does all its life
LIFE = f"{__name__}:_work"


def nursery(prepare: str = "") -> Nursery:
    """A nursery of such workers; `prepare` ("module:function") makes it load what they will need."""
    return Nursery(LIFE, prepare=prepare)


@dataclass(slots=True)
class _Worker:
    pid: int
    pipe: Connection
    tasks: int = 0

    def idle(self) -> bool:
        """It waits for a task: nothing to read, not even the end that a dead one leaves."""
        return not self.pipe.closed and not self.pipe.poll()


class Pool:
    """`workers` processes (forked when needed, kept alive); each is replaced after `tasks` tasks, a kill, or its death.

    `home` is the nursery they come from; without one the pool has its own, unprepared, and ends it at its close.
    """

    def __init__(
        self, *, workers: int = 2, seconds: float = 15.0, megabytes: int = 1024, tasks: int = 500, start: float = 60.0,
        home: Nursery | None = None,
    ) -> None:  # fmt: skip
        self.seconds = seconds
        self.megabytes = megabytes
        self.tasks = tasks
        #: seconds a worker may take to take a task up (a fresh one imports first), before the deadline begins
        self.start = start
        self._home, self._own = home or nursery(), home is None
        self._free: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        self._closed = False
        for _ in range(workers):
            self._free.put_nowait(None)
        self._living: list[_Worker] = []

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function(*args)`; raises its MonitorError, or WorkError: too slow, too large, died, failed."""
        if self._closed:
            raise WorkError("work.closed")
        worker = await self._free.get()
        try:
            if worker is None or not worker.idle():
                self._kill(worker)
                worker = None
                worker = await self._born()
            state, value = await self._ask(worker, function, args)
        except BaseException:
            self._kill(worker)
            worker = None
            raise
        finally:
            self._free.put_nowait(worker)
            if worker is not None and worker.tasks >= self.tasks:
                self._kill(worker)
        return self._told(state, value, function)  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Ends all workers."""
        self._closed = True
        for worker in list(self._living):
            self._kill(worker)
        if self._own:
            await asyncio.to_thread(self._home.close)

    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers."""
        return tuple(worker.pid for worker in self._living)

    async def _born(self) -> _Worker:
        """A fresh worker; the loop goes on while the nursery gets ready."""
        birth = asyncio.get_running_loop().run_in_executor(None, self._home.born, self.megabytes)
        try:
            worker = self._adopt(*await asyncio.shield(birth))
        except asyncio.CancelledError:
            birth.add_done_callback(self._unwanted)
            raise
        if self._closed:
            self._kill(worker)
            raise WorkError("work.closed")
        return worker

    def _adopt(self, pid: int, pipe: Connection) -> _Worker:
        worker = _Worker(pid, pipe)
        self._living.append(worker)
        return worker

    def _unwanted(self, birth: asyncio.Future[tuple[int, Connection]]) -> None:
        """A worker that nobody waits for any more."""
        if not birth.cancelled() and birth.exception() is None:
            self._kill(self._adopt(*birth.result()))

    def _kill(self, worker: _Worker | None) -> None:
        if worker is None or worker not in self._living:
            return
        self._living.remove(worker)
        with contextlib.suppress(OSError):
            worker.pipe.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        self._home.buried(worker.pid)

    async def _ask(self, worker: _Worker, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
        worker.tasks += 1
        try:
            await asyncio.get_running_loop().run_in_executor(None, worker.pipe.send, (function, args))
            await self._answer(worker, self.start)  # imported what the task needs; the deadline counts from here
            state, value = await self._answer(worker, self.seconds)
        except TimeoutError as exc:
            raise WorkError("work.slow", function=_name(function), seconds=self.seconds) from exc
        except (EOFError, OSError) as exc:
            raise WorkError("work.died", function=_name(function)) from exc
        if state == "memory":
            raise WorkError("work.large", function=_name(function), megabytes=self.megabytes)
        return state, value

    def _told(self, state: str, value: Any, function: Callable[..., Any]) -> Any:
        """The value, or the exception the task ended with; its worker is fine either way."""
        if state == "value":
            return value
        if state == "ours":
            kind, key, values = value
            raise _again(kind, key, values)
        raise WorkError("work.failed", function=_name(function), error=value)

    async def _answer(self, worker: _Worker, seconds: float) -> tuple[str, Any]:
        """What the worker sends back; watches its deadline and its memory meanwhile."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        handle = worker.pipe.fileno()
        loop.add_reader(handle, ready.set)
        until = loop.time() + seconds
        try:
            while not ready.is_set():
                left = until - loop.time()
                if left <= 0:
                    raise TimeoutError
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ready.wait(), min(WATCH, left))
                if not ready.is_set() and _megabytes(worker.pid) > self.megabytes:
                    raise WorkError("work.large", function="", megabytes=self.megabytes)
        finally:
            loop.remove_reader(handle)
        received: tuple[str, Any] = worker.pipe.recv()
        return received


def _work(pipe: Connection, megabytes: int) -> None:
    """The life of a worker: take a task, answer, again."""
    _limit(megabytes)
    while True:
        try:
            function, args = pipe.recv()
            pipe.send(("started", None))
        except (EOFError, OSError):
            return
        try:
            pipe.send(_result(function, args))
        except (BrokenPipeError, OSError):
            return


def _result(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "value", function(*args)
    except MonitorError as error:
        return "ours", (type(error), error.key, error.values)
    except MemoryError:
        return "memory", None
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"[:500]


def _again(kind: type[MonitorError], key: str, values: dict[str, object]) -> MonitorError:
    try:
        return kind(key, **values)
    except TypeError:
        return MonitorError(key, **values)


def _limit(megabytes: int) -> None:
    most = (megabytes << 20) + SLACK
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _megabytes(pid: int) -> float:
    """Resident memory of a process; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() / (1 << 20)
    except (OSError, ValueError, IndexError):
        return 0.0


def _name(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__name__", function))
