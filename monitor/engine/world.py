"""What the steps of the engine share: the store, the clock, and the doors to network and workers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from monitor.alerts.model import Target
from monitor.clock import Clock
from monitor.engine.pulse import Pulse
from monitor.engine.watched import Watched
from monitor.errors import MonitorError, StoreError
from monitor.feeds.model import Fetched, FetchRequest
from monitor.settings import Settings
from monitor.store import Session, Store, service
from monitor.store.feeds import FeedState

T = TypeVar("T")
log = structlog.get_logger(__name__)


#: entries remembered per feed, and feeds remembered (about 30 MB at most)
KNOWN_ENTRIES, KNOWN_FEEDS = 600, 500


#: what the store says of one step among many machines, and not of itself
PASSING = frozenset({"store.stale", "store.taken", "store.raced"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds; the demo scales them down, nothing else does."""

    #: between two looks for due feeds, articles, outbox rows, changed files
    poll: float = 5.0
    work: float = 2.0
    send: float = 2.0
    reload: float = 2.0
    care: float = 60.0
    #: a watchlist file counts after it kept still this long (an editor may truncate, then write)
    settle: float = 2.0
    #: a lease on a feed or article: longer than any fetch with its wait for the host
    lease: float = 300.0
    #: a page handed to a reader that left it is taken up by another: longer than extraction and decision take
    reading: float = 60.0
    #: patience with another program that writes to the database
    busy: float = 30.0
    #: first visits of new feeds are spread over this span
    spread: float = 30.0
    #: ends of visits wait this long to be written together
    batch: float = 0.2
    #: revisits of an article on topic, after its first visit
    revisits: tuple[float, ...] = (900.0, 3_600.0, 21_600.0, 86_400.0, 259_200.0)


@dataclass(slots=True, kw_only=True)
class World:
    """The engine's surroundings. Steps never reach past it."""

    store: Store
    clock: Clock
    settings: Settings
    #: one guarded request; raises FetchError
    fetch: Callable[[FetchRequest], Awaitable[Fetched]]
    #: runs a picklable function in a worker with a deadline; raises WorkError when it had to be killed
    work: Callable[..., Awaitable[Any]]
    #: the operator's targets as they stand now
    targets: Callable[[], tuple[Target, ...]] = lambda: ()
    #: a number from -1 to 1 for spreading visits
    chance: Callable[[], float] = lambda: 0.0
    #: kills the process at a named point (tests of crash safety); does nothing in service
    fault: Callable[[str], None] = lambda _name: None
    #: tells the sender that new rows may wait
    wake: Callable[[], None] = lambda: None
    #: tells the scheduler that new articles wait
    found: Callable[[], None] = lambda: None
    #: one message to the operator without the database
    emergency: Callable[[MonitorError], Awaitable[None]] | None = None
    #: drops the page that was handed to this worker, in the transaction that decides on it (`engine.machines`)
    handed: Callable[[Session, int], None] | None = None
    timing: Timing = field(default_factory=Timing)
    watched: Watched = field(default_factory=Watched)
    pulse: Pulse = field(default_factory=Pulse)
    stopping: bool = False
    #: hosts whose articles are being fetched
    busy_hosts: set[str] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    #: set when no task is left
    rest: asyncio.Event | None = None
    #: ends of feed visits on their way into the store (`engine.poll`)
    visits: Any = None
    #: ends of article visits on their way into the store (`engine.ends`)
    ends: Any = None
    #: ids of the articles that are being visited
    under_way: set[int] = field(default_factory=set)
    #: id -> monotonic time until which an article rests, because how its visit ended could not be written
    resting: dict[int, float] = field(default_factory=dict)
    #: feeds as their last visit left them, when it brought nothing new
    feeds: dict[int, FeedState] = field(default_factory=dict)
    #: feed -> identity -> content key of its newest entries, so that a changed feed needs no look-up
    known: dict[int, dict[str, str]] = field(default_factory=dict)

    def remember(self, feed_id: int, entries: Mapping[str, str]) -> None:
        """Keeps the newest entries of a feed in mind, as long as there is room; not where others visit it as well."""
        if self.store.shared:
            return
        known = self.known.setdefault(feed_id, {})
        known |= entries
        for key in list(known)[:-KNOWN_ENTRIES]:
            del known[key]
        while len(self.known) > KNOWN_FEEDS:
            del self.known[next(iter(self.known))]

    def spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        """Starts a piece of work that the step does not wait for."""
        task = asyncio.create_task(_guarded(doing))
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not self.tasks and self.rest is not None:
            self.rest.set()

    async def finished(self) -> None:
        """Waits until all spawned work is done and written, that which it spawned included."""
        while self.tasks:
            self.rest = asyncio.Event()
            await self.rest.wait()
            if self.visits is not None:
                await self.visits.drain()

    async def stored(self, doing: Callable[..., T], *arguments: Any, locks: Collection[str] = (), **named: Any) -> T:
        """Runs `doing(session, …)` in one writing transaction, off the event loop.

        On a server it is alone among all writers unless it names `locks` (`store.server`).
        """

        def run() -> T:
            return self.store.transact(lambda session: doing(session, *arguments, **named), *locks)

        return await self._watching(run)

    async def noted(self, doing: Callable[..., T], *arguments: Any, locks: Collection[str] = (), **named: Any) -> T:
        """The same for what a power cut may take back (leases): the commit does not wait for the disk."""

        def run() -> T:
            return self.store.transact(lambda session: doing(session, *arguments, **named), *locks, lasting=False)

        return await self._watching(run)

    async def looked_up(self, doing: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Runs `doing(session, …)` in a reading transaction, off the event loop."""

        def run() -> T:
            with self.store.read() as session:
                return doing(session, *arguments, **named)

        return await self._watching(run)

    async def asked(self, doing: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Runs something that speaks to the store by itself, off the event loop."""
        return await self._watching(lambda: doing(*arguments, **named))

    async def _watching(self, run: Callable[[], T]) -> T:
        try:
            done = await asyncio.to_thread(run)
        except StoreError as exc:
            if exc.key not in PASSING:
                await self._store_failed(exc)
            raise
        if self.pulse.store_problem:
            await self._store_back()
        return done

    async def _store_failed(self, exc: StoreError) -> None:
        if not self.pulse.store_problem:
            self.pulse.store_since = self.clock.monotonic()
            log.error("store.failing", key=exc.key)
        self.pulse.store_problem = exc.key
        if self.emergency is not None and not self.pulse.emergency_told:
            self.pulse.emergency_told = True
            await self.emergency(exc)

    async def _store_back(self) -> None:
        lasted = self.clock.monotonic() - self.pulse.store_since
        key, self.pulse.store_problem, self.pulse.emergency_told = self.pulse.store_problem, "", False
        log.info("store.back", after=round(lasted), key=key)
        seconds = round(lasted)
        await self.stored(service.put, "last_store_problem", {"key": key, "seconds": seconds}, self.clock.now())


async def _guarded(doing: Coroutine[Any, Any, None]) -> None:
    """A bug in one item is logged as a bug and ends only that item."""
    try:
        await doing
    except asyncio.CancelledError:
        raise
    except MonitorError as exc:
        log.warning("item.failed", key=exc.key)
    except Exception:
        log.exception("item.bug")
