"""Works off the outbox: claim a message, send it, then record what became of it.

A crash between sending and recording repeats a message (marked "möglicherweise doppelt"), it never loses one. Each
target has one message on its way at most and hears things in order; a slow target holds up nobody else. Waiting is
measured by the monotonic clock: when the wall clock is set, waiting times move with it (RELIABILITY D16).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from monitor.alerts import Links, render, system_note
from monitor.alerts.model import DeliveryState, Message, Outcome, SendResult, Target
from monitor.errors import StoreError
from monitor.settings import Settings
from monitor.store import Session, Store, outbox
from monitor.store.outbox import Unit
from monitor.watchlist.model import Watchlist

log = logging.getLogger(__name__)

#: How long a claimed message belongs to its sender; longer than any attempt may take.
LEASE = timedelta(seconds=120)
#: Seconds one attempt may take, whatever the library does.
ATTEMPT = 60.0
#: Seconds between two looks at the outbox while messages are on their way or due …
TICK = 0.5
#: … and when nothing is due: what this process writes calls, what waits for its time is known, others' rows are seen then.
IDLE = 1.0
#: Seconds after which the same trouble with the store is told once more, if it had passed in between.
AGAIN = 3600.0
#: Seconds between two rounds of housekeeping (digests, expiry, trouble).
HOUSEKEEPING = 15.0
#: Seconds a stop waits for messages on their way (D28).
PATIENCE = 20.0
#: Seconds of quiet running before the monitor complains that nothing is polled (after a start, a sleep).
SETTLED = 600.0
#: Seconds between two messages to one target.
GAP = 1.0
#: Difference of wall and monotonic clock that counts as a set clock.
JUMP = timedelta(seconds=60)

T = TypeVar("T")
Send = Callable[[Target, Message], Awaitable[SendResult]]


class Clock(Protocol):
    """The time as `app` hands it down."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds of a clock that nobody sets."""


def no_fault(point: str) -> None:
    """The fault hook of the live service: nothing happens."""


@dataclass(slots=True, kw_only=True)
class _Time:
    wall: datetime
    steady: float


class Sender:
    """Sends what is due; `run` does so until `stop`, `send_due` once."""

    def __init__(
        self,
        store: Store,
        send: Send,
        *,
        targets: Callable[[], Sequence[Target]],
        watchlists: Callable[[], Sequence[Watchlist]] = tuple,
        clock: Clock,
        settings: Settings,
        owner: str,
        links: Links,
        jitter: Callable[[], float],
        fault: Callable[[str], None] = no_fault,
    ) -> None:
        self._store = store
        self._send = send
        self._targets = targets
        self._watchlists = watchlists
        self._clock = clock
        self._owner = owner
        self._links = links
        self._settings = settings
        self._jitter = jitter
        self._fault = fault
        self._running: dict[str, asyncio.Task[int]] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._seen: _Time | None = None
        self._tidied: float | None = None
        self._settled_at: float | None = None
        self._emergencies: dict[str, float] = {}
        self._stored_at = 0.0
        #: seconds until the next look, unless somebody calls
        self._rest = TICK

    # --- the three ways to use it ------------------------------------------------------------------------------------

    async def send_due(self) -> int:
        """One round: at most one message per target that is due; waits for all of them. How many were accepted."""
        await self._prepare()
        await self._start()
        done = await asyncio.gather(*self._running.values(), return_exceptions=True)
        self._running.clear()
        for item in done:
            if isinstance(item, BaseException):
                raise item
        return sum(item for item in done if isinstance(item, int))

    async def send_next(self, name: str) -> int:
        """Sends the next message of one target, and those that are due behind it; how many were accepted.

        For workers that share the outbox: whose turn a target is, the store knows.
        """
        target, count = next((one for one in self._targets() if one.name == name), None), 0
        while target is not None and not self._stopping and (sent := await self._one(target)):
            count += sent
            await asyncio.sleep(GAP)
        return count

    async def keep_house(self) -> None:
        """What time alone brings, once: digests, reminders, expiry, complaints. One process does it at a time."""
        await self._prepare()

    async def run(self) -> None:
        """Rounds until `stop`; a target still busy is left out of the next ones, the others go on."""
        while not self._stopping:
            try:
                await self._prepare()
                await self._start()
            except StoreError as exc:
                await self._cannot_store(exc)
            except Exception:
                log.exception("outbox: round failed")
            self._wake.clear()
            await self._sleep()
            await self._reap()

    def wake(self) -> None:
        """There may be something new: look now instead of at the next tick."""
        self._wake.set()

    async def stop(self) -> None:
        """Takes no more work, lets messages on their way arrive (20 s), gives the rest back."""
        self._stopping = True
        self.wake()
        busy = [task for task in self._running.values() if not task.done()]
        if busy:
            _, late = await asyncio.wait(busy, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._write(lambda session: outbox.release(session, self._owner, self._clock.now()))

    async def emergency(self, code: str, values: dict[str, object], *, once: str) -> int:
        """Tells the operators without the database (D14). How many took it.

        Once per trouble: again only when something could be stored in between, and after an hour at the earliest.
        """
        told = self._emergencies.get(once)
        if told is not None and (told >= self._stored_at or self._clock.monotonic() - told < AGAIN):
            return 0
        self._emergencies[once] = self._clock.monotonic()
        count = 0
        for target in self._targets():
            if target.operator:
                note = system_note(code, values, target, once=once, now=self._clock.now(), links=self._links)
                if note.message is not None:
                    result = await self._attempt(target, note.message)
                    count += result.outcome is Outcome.SENT
        return count

    # --- rounds ------------------------------------------------------------------------------------------------------

    async def _sleep(self) -> None:
        waiters = [asyncio.ensure_future(self._wake.wait()), *self._running.values()]
        try:
            await asyncio.wait(waiters, timeout=self._rest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiters[0].cancel()

    async def _reap(self) -> None:
        for name, task in list(self._running.items()):
            if task.done():
                del self._running[name]
                failure = None if task.cancelled() else task.exception()
                if isinstance(failure, StoreError):
                    await self._cannot_store(failure)
                elif failure is not None:
                    log.error("outbox: sending to %s failed", name, exc_info=failure)

    async def _cannot_store(self, problem: StoreError) -> None:
        log.warning("outbox: %s", problem)
        if problem.key != "store.locked":  # that passes by itself, and is no matter of space
            await self.emergency("disk_full", {}, once=problem.key)

    async def _prepare(self) -> None:
        now, steady = self._clock.now(), self._clock.monotonic()
        seen = self._seen
        jump = self._jump(now, steady)
        if jump is not None and seen is not None:
            self._settled_at = None
            log.warning("the clock was set by %s; waiting times move with it", jump)
            await self._write(lambda session: outbox.shift(session, jump, seen=seen.wall))
        if self._tidied is None or steady - self._tidied >= HOUSEKEEPING:
            self._tidied = steady
            await self._tidy(now)
            await self._complain(now, steady)

    async def _tidy(self, now: datetime) -> None:
        """Each chore in a transaction of its own: one that fails must cost neither the others nor the sending."""
        around = Around(
            targets=self._targets(), watchlists=self._watchlists(), now=now, keep=self._settings.expire_hours
        )
        for chore in CHORES:
            try:
                await self._write(partial(chore, around))
            except StoreError:
                raise
            except Exception:
                log.exception("outbox: %s failed", chore.__name__)

    async def _complain(self, now: datetime, steady: float) -> None:
        """Tells of missing cycles, but not just after a start or a sleep, when they are about to be made up for."""
        if self._settled_at is None:
            self._settled_at = steady + SETTLED
        elif steady >= self._settled_at:
            await self._write(lambda session: outbox.tell_of_silence(session, self._targets(), now))

    def _jump(self, now: datetime, steady: float) -> timedelta | None:
        seen, self._seen = self._seen, _Time(wall=now, steady=steady)
        if seen is None:
            return None
        moved = (now - seen.wall) - timedelta(seconds=steady - seen.steady)
        return moved if abs(moved) >= JUMP else None

    async def _start(self) -> None:
        if self._stopping:
            return
        now = self._clock.now()
        names, later = await self._read(lambda session: _look(session, now))
        self._rest = TICK if names or self._running else IDLE
        if later is not None:
            self._rest = min(self._rest, max(0.05, (later - now).total_seconds()))
        known = {target.name: target for target in self._targets()}
        for name in names:
            if name in known and name not in self._running:
                self._running[name] = asyncio.create_task(self._one(known[name]))

    # --- one message -------------------------------------------------------------------------------------------------

    async def _one(self, target: Target) -> int:
        """Claims, sends and records one message; 1 when the server took it."""
        now = self._clock.now()
        unit = await self._write(lambda session: self._claim(session, target, now), f"target:{target.name}")
        if unit is None:
            return 0
        self._fault("claimed")
        message = self._message(unit, target)
        result = await self._attempt(target, message)
        self._fault("accepted")
        state = await self._record(unit, result, message)
        self._fault("recorded")
        log.info("alert %s to %s: %s %s", unit.alert.id, target.name, state, result.reason)
        return int(state is DeliveryState.SENT)

    def _claim(self, session: Session, target: Target, now: datetime) -> Unit | None:
        unit = outbox.claim(session, target, owner=self._owner, now=now, lease=LEASE)
        if unit is not None and unit.alert.due is not None:
            seen = outbox.coverage(session, unit.alert.due - timedelta(days=7 if unit.alert.cause == "weekly" else 1))
            unit = replace(unit, alert=replace(unit.alert, coverage=seen))
        return unit

    def _message(self, unit: Unit, target: Target) -> Message:
        if unit.message is not None:
            return replace(unit.message, reply_to=unit.reply_to)
        alert = outbox.named(unit.alert, self._watchlists())
        return render(alert, target, links=self._links, maybe_duplicate=unit.maybe_duplicate, reply_to=unit.reply_to)

    async def _attempt(self, target: Target, message: Message) -> SendResult:
        try:
            async with asyncio.timeout(ATTEMPT):
                return await self._send(target, message)
        except TimeoutError:
            return SendResult(outcome=Outcome.UNCLEAR, reason="delivery.timeout", uncertain=True)
        except Exception:
            log.exception("sending to %s", target.name)
            return SendResult(outcome=Outcome.RETRY, reason="delivery.internal", uncertain=True)

    async def _record(self, unit: Unit, result: SendResult, message: Message) -> DeliveryState:
        now = self._clock.now()
        return await self._write(
            lambda session: outbox.record(session, unit, result, now=now, jitter=self._jitter, message=message),
            f"target:{unit.target}",
        )

    # --- the store, off the event loop ---------------------------------------------------------------------------------

    async def _write(self, work: Callable[[Session], T], *locks: str) -> T:
        def done() -> T:
            found = self._store.transact(work, *locks)
            self._stored_at = self._clock.monotonic()
            return found

        return await asyncio.to_thread(done)

    async def _read(self, work: Callable[[Session], T]) -> T:
        def done() -> T:
            with self._store.read() as session:
                return work(session)

        return await asyncio.to_thread(done)


def _look(session: Session, now: datetime) -> tuple[tuple[str, ...], datetime | None]:
    """The targets with something to send now; when the next row's time comes, if none has."""
    names = outbox.due(session, now, LEASE)
    return names, None if names else outbox.next_at(session, now)


# --- what time alone brings --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a chore looks at; `keep` in hours is how long a row may wait for its target."""

    targets: Sequence[Target]
    watchlists: Sequence[Watchlist]
    now: datetime
    keep: float


def meet(around: Around, session: Session) -> None:
    """New targets are noted, rows of vanished ones end (D31); no targets at all is a missing file, not a wish."""
    names = [target.name for target in around.targets]
    outbox.meet_targets(session, names, around.now)
    if names:
        outbox.drop_missing(session, names)


def remind(around: Around, session: Session) -> None:
    """Digests and reminders that are due."""
    outbox.queue_digests(session, around.targets, around.now, keep=timedelta(hours=around.keep))
    outbox.queue_reminders(session, around.targets, around.now)


def take_back(around: Around, session: Session) -> None:
    """Follow-ups for alerts that the desk judged false."""
    outbox.take_back_judged(session, around.watchlists, around.targets, around.now, expire_hours=around.keep)


def complain(around: Around, session: Session) -> None:
    """What expired, and targets in trouble, are told."""
    expired, targets, now = outbox.expire(session, around.now), around.targets, around.now
    if expired:
        values: dict[str, object] = {"count": expired, "hours": around.keep}
        outbox.tell_operator(session, "expired", values, targets, once=f"expired:{now.isoformat()}", now=now)
    outbox.tell_of_trouble(session, targets, around.watchlists, now)


CHORES: tuple[Callable[[Around, Session], None], ...] = (meet, remind, take_back, complain)
