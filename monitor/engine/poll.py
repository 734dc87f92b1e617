"""Due feeds: fetch what changed, note what is new, say plainly what failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from monitor.articles import canonical
from monitor.engine.world import World
from monitor.errors import FetchError, FormatError, MonitorError, WorkError
from monitor.feeds import next_visit
from monitor.feeds.model import Entry, FeedDocument, Fetched, FetchRequest, NextVisit, VisitResult
from monitor.i18n import moment
from monitor.reader import read_entries
from monitor.store import Session, entries, feeds, outbox, service
from monitor.store.feeds import Answer, FeedState

log = structlog.get_logger(__name__)

#: once a day the validators are left out: some servers answer 304 for ever
FULL_EVERY = timedelta(hours=24)


async def poll_due(world: World) -> int:
    """Starts a visit to every due feed; returns how many. The visits go on after this returns."""
    now = world.clock.now()
    world.pulse.tick = world.clock.monotonic()
    due = await world.stored(_take_due, now, world.timing.lease)
    for feed in due:
        world.spawn(poll_feed(world, feed))
    return len(due)


async def visit_now(world: World, feed_id: int) -> None:
    """Puts a feed first in line, for the next tick; hosts and refusals keep their pace all the same."""
    await world.stored(feeds.hurry, feed_id, world.clock.now())


def _take_due(session: Session, now: datetime, lease: float) -> tuple[FeedState, ...]:
    service.put(session, "tick", {}, now)
    return feeds.lease_due(session, now, seconds=lease)


async def poll_feed(world: World, feed: FeedState) -> None:
    """One visit to one feed, to its end: whatever happens is stored on the feed."""
    try:
        fetched = await _fetch(world, feed)
        if fetched.not_modified or (fetched.body and _digest(fetched.body) == feed.body_digest):
            await world.stored(_unchanged, world, feed, fetched)
            return
        document = await _read(world, feed, fetched)
        new = await world.stored(_changed, world, feed, fetched, document)
        log.info("feed.read", feed=feed.url, new=new, known=document.known)
    except (FetchError, FormatError, WorkError) as exc:
        log.warning("feed.failed", feed=feed.url, key=exc.key)
        await world.stored(_failed, world, feed, exc)


async def _fetch(world: World, feed: FeedState) -> Fetched:
    fresh = feed.last_full_at is not None and world.clock.now() - feed.last_full_at < FULL_EVERY
    return await world.fetch(
        FetchRequest(
            url=feed.location,
            purpose="feed",
            obey_robots=not feed.override,
            etag=feed.etag if fresh else None,
            last_modified=feed.last_modified if fresh else None,
        )
    )


async def _read(world: World, feed: FeedState, fetched: Fetched) -> FeedDocument:
    known = await world.looked_up(feeds.known_entries, feed.id)
    document: FeedDocument = await world.work(
        read_entries,
        fetched.body,
        fetched.final_url,
        fetched.headers,
        known,
        world.clock.now(),
        world.settings.feed_entries,
    )
    if not document.entries and not document.known and feed.last_count:
        raise FormatError("feed.emptied", url=feed.url, before=feed.last_count)
    return document


def _unchanged(session: Session, world: World, feed: FeedState, fetched: Fetched) -> None:
    now = world.clock.now()
    visit = next_visit(feed.rhythm, VisitResult.SAME, now=now, jitter=world.chance(), headers=fetched.headers)
    answer = None if fetched.not_modified else _answer(fetched, count=feed.last_count)
    feeds.visited(session, feed.id, now, visit, answer=answer)
    _tell_silent(session, world, feed, visit, now)


def _changed(session: Session, world: World, feed: FeedState, fetched: Fetched, document: FeedDocument) -> int:
    now = world.clock.now()

    def priority(entry: Entry) -> int:
        return int(world.watched.touches(f"{entry.title}\n{entry.summary}"))

    new = entries.add(
        session,
        feed.id,
        document.entries,
        now,
        canonical=canonical,
        priority=priority,
        first_sight=feed.first_visit,
    )
    visit = next_visit(
        feed.rhythm,
        VisitResult.NEW if new else VisitResult.SAME,
        now=now,
        jitter=world.chance(),
        new_times=[entry.published for entry in document.entries if entry.published][:new],
        ttl=document.ttl,
        headers=fetched.headers,
    )
    count = len(document.entries) + document.known
    answer = _answer(fetched, count=count, title=document.title, kind=document.kind.value)
    feeds.visited(session, feed.id, now, visit, new=new, answer=answer)
    if fetched.moved_to and fetched.moved_to != feed.location:
        feeds.moved(session, feed.id, fetched.moved_to)
    _tell_silent(session, world, feed, visit, now)
    return new


def _failed(session: Session, world: World, feed: FeedState, exc: FetchError | FormatError | WorkError) -> None:
    now = world.clock.now()
    retry_after = exc.retry_after if isinstance(exc, FetchError) else None
    visit = next_visit(feed.rhythm, result_of(exc), now=now, jitter=world.chance(), retry_after=retry_after)
    feeds.visited(
        session,
        feed.id,
        now,
        visit,
        problem=exc.key,
        values=exc.values,
        drop_validators=not isinstance(exc, FetchError),
    )
    _tell_silent(session, world, feed, visit, now)


def result_of(exc: MonitorError) -> VisitResult:
    """What a failure means for the next visit."""
    status = exc.status if isinstance(exc, FetchError) else None
    if status == 410:
        return VisitResult.GONE
    if status in {429, 503} or exc.key in {"fetch.busy", "fetch.quota"}:
        return VisitResult.BUSY
    if status in {401, 403} or exc.key in {"fetch.robots", "fetch.refused"}:
        return VisitResult.REFUSED
    return VisitResult.FAILED


def _tell_silent(session: Session, world: World, feed: FeedState, visit: NextVisit, now: datetime) -> None:
    name, shown = f"silent.{feed.id}", feed.title or feed.url
    if visit.fell_silent:
        since, gap = visit.rhythm.last_new_at, visit.rhythm.normal_gap
        service.notice(
            session, name, "notice.feed_silent", now, feed=shown, since=moment(since, world.settings.language)
        )
        usual = f"{round(gap / 3600, 1):g} h" if gap else "–"
        values: dict[str, object] = {"feed": shown, "since": since, "gap": usual}
        outbox.tell_operator(session, "feed_silent", values, world.targets(), once=f"{name}:{since}", now=now)
    elif visit.rhythm.state == "ok":
        service.settle(session, name)


def _answer(fetched: Fetched, *, count: int, title: str = "", kind: str = "") -> Answer:
    return Answer(
        count=count,
        etag=fetched.headers.get("etag"),
        last_modified=fetched.headers.get("last-modified"),
        body_digest=_digest(fetched.body),
        title=title,
        kind=kind,
    )


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()
