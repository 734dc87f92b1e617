"""The same steps for many machines on one PostgreSQL: a leader says that something is due, workers take it up.

    hand_out       (one scheduler leads) due feeds, hosts with articles, pages handed on, targets with messages -> calls
    Worker.poll    io: visits to the feeds that are due
    Worker.visit   cpu: a host's waiting articles, one after the other: fetched, gated, read, decided under the locks of
                   the claims. A page is read where it was fetched: carried through the database it costs more than
                   all of the queue. (fetch: the same up to the gate; what is on topic is handed on.)
    Worker.read    cpu, read: pages that were handed on
    (sender)       deliver: the next message of one target

A call only says "look": what is to be done stands in our own tables, is taken there with a lease, a handful at a time,
and written in transactions that check the lease and that unique keys and the claims' locks protect. A call that gets
lost is made again, one that comes twice finds nothing to do, and what it costs is shared by a handful.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from monitor.engine.poll import poll_feed
from monitor.engine.watch import look_again
from monitor.engine.work import charset_of, fetch_article, give_up, off_topic, read_article
from monitor.engine.world import World
from monitor.errors import StoreError, WorkError
from monitor.feeds.model import Fetched
from monitor.reader import PageRead, on_topic
from monitor.store import Session, Store, articles, feeds, fence, outbox, parcels, service, visits, watchlists
from monitor.store.articles import ArticleState
from monitor.store.feeds import Due
from monitor.store.parcels import Parcel

log = structlog.get_logger(__name__)

#: puts a call into the queue; False when the same call waits there already
Call = Callable[[str, str], Awaitable[bool]]
#: hosts or pages that one call takes: few enough that another worker finds some, enough that the call costs nothing
HANDFUL = 8
#: feeds that one call takes
FEEDS = 50
#: calls of one step that wait at once
CALLS = 16
#: visits to feeds under way in one process; hosts whose articles are (nearly all of them wait for their host's turn)
FEEDS_AT_ONCE, HOSTS_AT_ONCE = 100, 100
#: pages read or waiting for it in one process, per reading process, from which on other workers take the next hosts
PAGES_AHEAD = 4
#: a page that killed so many readers is set aside
TRIES = 3
#: a lease on a message (`sender.LEASE`)
SENDING = timedelta(seconds=120)


async def hand_out(world: World, call: Call) -> int:
    """Calls for what is due now; returns how many calls are new. Only the leading scheduler does this."""
    world.pulse.tick, now = world.clock.monotonic(), world.clock.now()
    due = await world.noted(_due, now, world.timing.lease, locks=("tick",))
    calls = [(step, str(number)) for step, count in due.numbers for number in range(min(CALLS, count))]
    calls += [("deliver", target) for target in due.targets]
    return sum([await call(step, key) for step, key in calls])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What there is to do: calls per step, and targets."""

    numbers: tuple[tuple[str, int], ...]
    targets: tuple[str, ...]


def _due(session: Session, now: datetime, lease: float) -> _Due:
    service.put(session, "tick", {}, now)
    numbers = (
        ("poll", -(-feeds.due(session, now, seconds=lease) // FEEDS)),
        ("visit", -(-len(visits.due_hosts(session, now, lease=lease)) // HANDFUL)),
        ("read", -(-parcels.waiting(session, now) // HANDFUL)),
    )
    return _Due(numbers=numbers, targets=outbox.due(session, now, SENDING))


@dataclass(slots=True, kw_only=True)
class Worker:
    """One process of many: takes up work when called, and more of it by itself while there is."""

    world: World
    #: its name among all, different at each start
    owner: str
    call: Call
    #: reads what it fetches; else pages on topic are handed on
    reads: bool = True
    #: reading processes it has
    readers: int = 1
    #: there was more to visit than it took
    _more: bool = False
    _polls: int = 0
    #: pages between their arrival and their decision
    _pages: int = 0
    #: article -> until when it is ours
    _taken: dict[int, datetime] = field(default_factory=dict)

    async def poll(self, _key: str = "") -> None:
        """Takes due feeds as far as there is room; the visits go on after this returns."""
        world, room = self.world, min(FEEDS, FEEDS_AT_ONCE - self._polls)
        if room <= 0 or world.stopping:
            return
        due = await world.noted(
            feeds.lease_due, world.clock.now(), seconds=world.timing.lease, limit=room, locks=("polling",)
        )
        for one in due:
            self._polls += 1
            world.spawn(self._poll(one))

    async def _poll(self, due: Due) -> None:
        try:
            await poll_feed(self.world, due.feed, due.since)
        finally:
            self._polls -= 1

    async def visit(self, _key: str = "") -> None:
        """Takes hosts with waiting articles as far as there is room; the visits go on after this returns."""
        world, room = self.world, self._room()
        if world.stopping:
            return
        self._more = room <= 0
        if self._more:
            return
        now, lease = world.clock.now(), world.timing.lease
        busy = tuple(world.busy_hosts)
        hosts = await world.looked_up(visits.due_hosts, now, busy=busy, lease=lease, most=room + 1)
        self._more = len(hosts) > room
        for article in await self._take(hosts[:room]):
            world.busy_hosts.add(article.host)
            world.spawn(self._visit(article))

    def _room(self) -> int:
        """Hosts it may take now: none while its readers are behind, so that other workers take them."""
        if self.reads and self._pages >= PAGES_AHEAD * self.readers:
            return 0
        return min(HANDFUL, HOSTS_AT_ONCE - len(self.world.busy_hosts))

    async def _take(self, hosts: Collection[str]) -> tuple[ArticleState, ...]:
        """The next article of each of these hosts that nobody else is at; a host has one visitor at a time."""
        world = self.world
        taken = await world.asked(_take_next, world.store, hosts, world.clock.now(), world.timing.lease)
        self._taken |= {article.id: article.lease_until for article in taken if article.lease_until is not None}
        return taken

    async def _visit(self, first: ArticleState) -> None:
        """A host's waiting articles, one after the other; the fetcher keeps the pace."""
        world, article = self.world, first
        try:
            while True:
                await self._work(article)
                following = () if world.stopping else await self._take((first.host,))
                if not following:
                    break
                article = following[0]
        finally:
            world.busy_hosts.discard(first.host)
        if self._more:
            self._more = False
            await self.visit()

    async def _work(self, article: ArticleState) -> None:
        try:
            fetched = await fetch_article(self.world, article)
            if fetched is not None:
                await (self._read_at_once if self.reads else self._hand_on)(article, fetched)
        except StoreError as exc:
            if exc.key != "store.taken":
                raise
            log.info("page.taken", url=article.url)  # too slow: somebody else has it, nothing was written here
        self._taken.pop(article.id, None)

    async def _read_at_once(self, article: ArticleState, fetched: Fetched) -> None:
        self._pages += 1
        try:
            await read_article(self.world, article, fetched)
        finally:
            self._pages -= 1

    async def _hand_on(self, article: ArticleState, fetched: Fetched) -> None:
        """Off topic ends here; what holds a watched word is handed on to be read."""
        world = self.world
        while True:
            try:
                anchors = world.watched.anchors
                wanted = await world.work(on_topic, fetched.body, anchors, charset_of(fetched.headers))
            except WorkError as exc:
                await give_up(world, article, exc)
                return
            if not wanted:
                if anchors is world.watched.anchors and await off_topic(world, article, PageRead(on_topic=False)):
                    world.pulse.pages["off_topic"] += 1
                    return
                continue  # by watchlists that are not in force any more
            await world.stored(_hand_over, article, fetched, world.clock.now(), locks=(f"article:{article.id}",))
            await self.call("read", str(article.id % CALLS))
            return

    async def read(self, _key: str = "") -> int:
        """Reads and decides pages handed on until none is left; returns how many were decided here."""
        world, turns, done = self.world, asyncio.Semaphore(self.readers + 1), 0

        async def one(parcel: Parcel) -> int:
            async with turns:  # one is decided while the next is read
                return await self._read_handed(parcel)

        while not world.stopping:
            taken = await world.noted(
                parcels.take, self.owner, world.clock.now(), seconds=world.timing.reading, most=HANDFUL,
                locks=("parcels",),
            )  # fmt: skip
            if not taken:
                break
            done += sum(await asyncio.gather(*(one(parcel) for parcel in taken)))
        return done

    async def _read_handed(self, parcel: Parcel) -> int:
        world = replace(self.world, handed=lambda session, article: parcels.finish(session, article, self.owner))
        article = await world.looked_up(articles.by_id, parcel.article_id)
        try:
            if parcel.tries > TRIES:
                await give_up(world, article, WorkError("work.died", function="read_page"))
            else:
                await read_article(world, article, parcel.fetched, gated=True)
        except StoreError as exc:
            if exc.key != "store.taken":
                raise
            log.info("page.taken", url=article.url)  # somebody was quicker: nothing was written here
            return 0
        return 1

    async def give_back(self) -> None:
        """What it took and did not finish is free again (orderly stop)."""
        await self.world.stored(articles.give_back, self._taken, locks=("leases",))
        await self.world.stored(parcels.release, self.owner, locks=("parcels",))


def _take_next(store: Store, hosts: Iterable[str], now: datetime, lease: float) -> tuple[ArticleState, ...]:
    taken = (visits.take_next(store, host, now, seconds=lease) for host in hosts)
    return tuple(article for article in taken if article is not None)


def _hand_over(session: Session, article: ArticleState, fetched: Fetched, now: datetime) -> None:
    fence.pass_or_raise(session, article.id, article.lease_until)
    parcels.add(session, article.id, fetched, now)


async def keep_up(world: World) -> bool:
    """What a worker looks at now and then: whether other watchlists are in force; True when it took new ones."""
    numbers = await world.looked_up(watchlists.numbers)
    if numbers == world.watched.numbers:
        return False
    await look_again(world)
    return True
