"""The same steps for many machines on one PostgreSQL: a dispatcher says what is due, workers take it up.

    hand_out       (one scheduler leads) due feeds, hosts with articles, pages to read, targets with messages -> jobs
    poll_one       io: one visit to one feed
    visit_host     io: a host's waiting articles, one after the other; off topic ends here, the rest is handed on
    read_handed    cpu: pages handed on -> extraction, reading -> compared under the locks of the claims
    (sender)       deliver: the next message of one target

A job is only a call: "look at feed 7", "there are pages to read". What is to be done stands in our own tables with
leases, and is done in transactions that unique keys and the claims' locks protect. A job that gets lost is given out
again, one that comes twice finds nothing to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from monitor.engine.poll import poll_feed
from monitor.engine.watch import look_again
from monitor.engine.work import charset_of, fetch_article, give_up, off_topic, read_article
from monitor.engine.world import World
from monitor.errors import StoreError, WorkError
from monitor.feeds.model import Fetched
from monitor.reader import PageRead, on_topic
from monitor.store import Session, articles, feeds, outbox, parcels, service
from monitor.store.parcels import Parcel

log = structlog.get_logger(__name__)

#: puts a call into the queue; False when the same call waits there already
Call = Callable[[str, str], Awaitable[bool]]
#: pages a reading worker takes at a time: few enough that another one finds work, enough that calls cost nothing
HANDFUL = 8
#: calls for pages that wait at once; each takes a handful
READERS = 16
#: a page that killed so many readers is set aside
TRIES = 3
#: a lease on a message (`sender.LEASE`)
SENDING = timedelta(seconds=120)


async def hand_out(world: World, call: Call) -> int:
    """Gives out what is due now; returns how many calls are new. Only the leading scheduler does this."""
    world.pulse.tick, now = world.clock.monotonic(), world.clock.now()
    due = await world.stored(_due_feeds, now, world.timing.lease, locks=("polling",))
    hosts, pages, targets = await world.looked_up(_due, now, world.timing.lease)
    calls = [("poll", str(feed)) for feed in due]
    calls += [("visit", host) for host in hosts]
    calls += [("read", str(number)) for number in range(min(READERS, -(-pages // HANDFUL)))]
    calls += [("deliver", target) for target in targets]
    return sum([await call(step, key) for step, key in calls])


def _due_feeds(session: Session, now: datetime, lease: float) -> list[int]:
    service.put(session, "tick", {}, now)
    return [due.feed.id for due in feeds.lease_due(session, now, seconds=lease)]


def _due(session: Session, now: datetime, lease: float) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    hosts = articles.due_hosts(session, now, lease=lease)
    return hosts, parcels.waiting(session, now), outbox.due(session, now, SENDING)


async def poll_one(world: World, feed_id: int) -> None:
    """One visit to one feed, written when this returns. What another machine saw meanwhile is looked up anew."""
    world.known.pop(feed_id, None)
    world.feeds.pop(feed_id, None)
    feed = await world.looked_up(feeds.by_id, feed_id)
    await poll_feed(world, feed, feed.next_poll_at)
    if world.visits is not None:
        await world.visits.drain()


async def visit_host(world: World, host: str, call: Call | None) -> None:
    """Fetches a host's waiting articles; those with a watched word are handed on to be read.

    `call` None: this worker reads as well, and does so at once; a page that never leaves it costs nothing to hand on.
    """
    while not world.stopping:
        article = await world.stored(
            articles.lease_next, host, world.clock.now(), seconds=world.timing.lease, locks=(f"host:{host}",)
        )
        if article is None:
            return
        fetched = await fetch_article(world, article)
        if fetched is None:
            continue
        if call is None:
            await keep_up(world)
            await read_article(world, article, fetched)
            continue
        try:
            wanted = await _wanted(world, fetched)
        except WorkError as exc:
            await give_up(world, article, exc)
            continue
        if not wanted:
            world.pulse.pages["off_topic"] += 1
            await off_topic(world, article, PageRead(on_topic=False))
            continue
        now = world.clock.now()
        await world.stored(parcels.add, article.id, fetched, now, locks=(f"article:{article.id}",))
        await call("read", str(article.id % READERS))


async def _wanted(world: World, fetched: Fetched) -> bool:
    """Whether a page holds a word of the watchlists in force; a "no" by outdated ones is asked again."""
    while True:
        found = await world.work(on_topic, fetched.body, world.watched.anchors, charset_of(fetched.headers))
        if found or not await keep_up(world):
            return bool(found)


async def read_handed(world: World, owner: str, *, side_by_side: int = 2) -> int:
    """Reads and decides pages until none is left; returns how many were decided here.

    `side_by_side`: pages under way at once, so that one is decided while the next is read.
    """
    turns, done = asyncio.Semaphore(side_by_side), 0
    mine = replace(world, handed=lambda session, article: parcels.finish(session, article, owner))

    async def one(parcel: Parcel) -> int:
        async with turns:
            return await _read_one(mine, parcel)

    while not world.stopping:
        taken = await world.stored(
            parcels.take, owner, world.clock.now(), seconds=world.timing.reading, most=HANDFUL, locks=("parcels",)
        )
        if not taken:
            break
        await keep_up(world)
        done += sum(await asyncio.gather(*(one(parcel) for parcel in taken)))
    return done


async def _read_one(world: World, parcel: Parcel) -> int:
    article = await world.looked_up(articles.by_id, parcel.article_id)
    try:
        if parcel.tries > TRIES:
            await give_up(world, article, WorkError("work.died", function="read_page"))
        else:
            await read_article(world, article, parcel.fetched)
    except StoreError as exc:
        if exc.key != "store.taken":
            raise
        log.info("page.taken", url=article.url)  # somebody was quicker: nothing was written here
        return 0
    return 1


async def keep_up(world: World) -> bool:
    """What a worker looks at now and then: whether other watchlists are in force; True when it took new ones."""
    numbers = await world.looked_up(_numbers)
    if numbers == world.watched.numbers:
        return False
    await look_again(world)
    return True


def _numbers(session: Session) -> tuple[int, ...]:
    from monitor.store import watchlists

    return watchlists.numbers(session)
