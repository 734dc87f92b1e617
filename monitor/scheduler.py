"""When, never what: a few jobs on APScheduler, in UTC intervals, late runs not dropped.

Source: LIBRARIES 5. `misfire_grace_time=None` runs a late job instead of skipping it; `coalesce` makes one run of many
missed ones; a job never runs beside itself. APScheduler goes by the wall clock, so a watch on the monotonic clock
wakes jobs that a clock set back would otherwise leave asleep; shutdown does not wait for coroutines, so we do.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.clock import Clock

log = structlog.get_logger(__name__)

#: seconds after which the timer has noticed that a run is over
BREATH = 0.02
#: seconds between two looks of the watch
WATCH = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so many seconds."""

    name: str
    every: float
    doing: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs jobs until it is stopped; a job that fails is logged, reported and run again at its next turn."""

    def __init__(
        self, jobs: Sequence[Job], *, clock: Clock, on_error: Callable[[str, BaseException], None] = lambda *_: None
    ) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._clock = clock
        self._on_error = on_error
        self._running: set[asyncio.Task[Any]] = set()
        self._ended: dict[str, float] = {}
        #: jobs under way, and those of them that are wanted once more
        self._busy: set[str] = set()
        self._again: set[str] = set()
        self._watch: asyncio.Task[None] | None = None
        self._timer = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._timer.add_listener(self._heard, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self) -> None:
        """Runs every job once at once, then by its interval."""
        now = self._clock.now()
        for job in self._jobs.values():
            self._timer.add_job(
                self._run, "interval", args=[job.name], seconds=job.every, id=job.name, name=job.name, next_run_time=now
            )
            self._ended[job.name] = self._clock.monotonic()
        self._timer.start()
        self._watch = asyncio.create_task(self._watching())

    async def stop(self, *, seconds: float = 20.0) -> bool:
        """Starts no more runs and waits for the running ones; False when some had to be cut."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        self._timer.remove_all_jobs()
        pending = set(self._running)
        if pending:
            _done, pending = await asyncio.wait(pending, timeout=seconds)
        for task in pending:
            task.cancel()
        if self._timer.running:
            self._timer.shutdown(wait=False)
        return not pending

    def soon(self, name: str) -> None:
        """Runs a job now, whatever its interval says, or again as soon as the run under way is over; nothing before the
        start and after the stop."""
        if name in self._busy:
            self._again.add(name)
            return
        job = self._timer.get_job(name)
        if job is not None:
            job.modify(next_run_time=self._clock.now())

    def since(self, name: str) -> float:
        """Seconds since a job last ended a run."""
        return self._clock.monotonic() - self._ended[name]

    async def _run(self, name: str) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        self._busy.add(name)
        try:
            await self._jobs[name].doing()
        finally:
            self._running.discard(task)
            self._busy.discard(name)
            self._ended[name] = self._clock.monotonic()
            if name in self._again:
                self._again.discard(name)
                asyncio.get_running_loop().call_later(BREATH, self.soon, name)

    def _heard(self, event: Any) -> None:
        if event.code == EVENT_JOB_MISSED:
            log.warning("job.missed", job=event.job_id)
            return
        error = event.exception
        log.error("job.failed", job=event.job_id, error=repr(error), exc_info=error)
        self._on_error(event.job_id, error)

    async def _watching(self) -> None:
        """Wakes jobs whose next run lies further ahead than it ever should: the wall clock was set back."""
        while True:
            await asyncio.sleep(WATCH)
            self.wake_sleepers()

    def wake_sleepers(self) -> tuple[str, ...]:
        """Pulls such jobs to now; returns their names."""
        now, woken = self._clock.now(), []
        for job in self._timer.get_jobs():
            allowed = timedelta(seconds=2 * self._jobs[job.id].every + WATCH)
            if job.next_run_time is not None and job.next_run_time - now > allowed:
                job.modify(next_run_time=now)
                woken.append(job.id)
        if woken:
            log.warning("jobs.woken", jobs=woken)
        return tuple(woken)
