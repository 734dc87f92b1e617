"""An event loop whose clock jumps: when nothing runs and only timers are left, the next one is due at once.

It counts the CPU of every step by what the step belongs to, so that a simulated day tells where its seconds went. Time
stands still while threads work or an answer is on its way.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
import time
from asyncio import events
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

#: seconds of real time that are waited for threads and answers before looking again
PATIENCE = 0.05


class VirtualLoop(asyncio.SelectorEventLoop):
    """`start`: what its clock shows at the beginning. `spent`: step -> CPU seconds, told in `label`'s words."""

    def __init__(self, start: datetime, label: Callable[[str], str]) -> None:
        self.start, self.at = start, 0.0
        self.spent: Counter[str] = Counter()
        self.steps = 0
        self._label = label
        self.idling = label("select")
        #: answers that are on their way, and threads that work
        self.waiting = 0
        #: CPU of this thread that something inside a step has accounted for itself
        self.inner: Callable[[], float] = lambda: 0.0
        #: told when time has moved on
        self.moved: Callable[[float], None] = lambda _at: None
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.at

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.at)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        self.waiting += 1
        name = self._label(task_of(func))
        future = super().run_in_executor(executor, functools.partial(self._worked, name, func), *args)
        future.add_done_callback(self._back)
        return future

    def _worked(self, name: str, func: Any, *args: Any) -> Any:
        started, inner = time.thread_time(), self.inner()
        try:
            return func(*args)
        finally:
            self.spent[name] += time.thread_time() - started - (self.inner() - inner)

    def _back(self, _future: object) -> None:
        self.waiting -= 1

    def step(self, handle: events.Handle, run: Callable[[events.Handle], None]) -> None:
        """One callback, its CPU counted."""
        name = self._label(owner_of(handle))
        started, inner = time.thread_time(), self.inner()
        run(handle)
        self.spent[name] += time.thread_time() - started - (self.inner() - inner)
        self.steps += 1


class _Selector(selectors.DefaultSelector):  # type: ignore[valid-type,misc]
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._of = loop

    def select(self, timeout: float | None = None) -> Any:
        started = time.thread_time()
        try:
            return self._select(timeout)
        finally:
            self._of.spent[self._of.idling] += time.thread_time() - started

    def _select(self, timeout: float | None) -> Any:
        found = super().select(0)
        if found or (timeout is not None and timeout <= 0):
            return found
        if self._of.waiting or timeout is None:
            return super().select(PATIENCE)
        self._of.at += timeout + 1e-6
        self._of.moved(self._of.at)
        return found


def clock_of(loop: VirtualLoop) -> type[datetime]:
    """`datetime` as APScheduler asks it, by the loop's clock."""

    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return loop.now().astimezone(tz or UTC)

    return Shown


def owner_of(handle: events.Handle) -> str:
    """What a callback belongs to: the coroutine of its task, or its own name."""
    callback = handle._callback  # type: ignore[attr-defined]
    task = getattr(callback, "__self__", None)
    if not isinstance(task, asyncio.Task):
        return str(getattr(callback, "__qualname__", type(callback).__name__))
    coroutine = task.get_coro()
    frame = getattr(coroutine, "cr_frame", None)
    inside = frame.f_locals.get("doing") if frame is not None else None
    named = inside if hasattr(inside, "__qualname__") else coroutine
    job = frame.f_locals.get("job") if frame is not None else None
    return f"job {job.id}" if hasattr(job, "id") else str(getattr(named, "__qualname__", ""))


def task_of(func: Any) -> str:
    """What a thread does: the function that the engine hands to the store, with its module."""
    while isinstance(func, functools.partial):
        func = func.args[0] if getattr(func.func, "__name__", "") == "run" and func.args else func.func
    names = getattr(getattr(func, "__code__", None), "co_freevars", ())
    cells = dict(zip(names, getattr(func, "__closure__", None) or (), strict=False))
    if "doing" in cells:
        func = cells["doing"].cell_contents
    while isinstance(func, functools.partial):
        func = func.func
    return f"{getattr(func, '__module__', '')}.{getattr(func, '__qualname__', '')}"
