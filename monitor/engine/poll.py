"""Due feeds: fetch what changed, note what is new, say plainly what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

import structlog

from monitor.articles import canonical
from monitor.engine.batch import Batch
from monitor.engine.trouble import stands, tell_broken
from monitor.engine.world import World
from monitor.errors import FetchError, FormatError, MonitorError, WorkError
from monitor.feeds import next_visit
from monitor.feeds.due import is_silent, same_again
from monitor.feeds.model import Entry, FeedDocument, Fetched, FetchRequest, NextVisit, VisitResult
from monitor.i18n import moment
from monitor.reader import read_entries
from monitor.store import Session, entries, feeds, outbox, service
from monitor.store.entries import Announced
from monitor.store.feeds import Answer, Due, FeedState, Same, Visit

log = structlog.get_logger(__name__)

#: once a day the validators are left out: some servers answer 304 for ever
FULL_EVERY = timedelta(hours=24)


async def poll_due(world: World) -> int:
    """Starts a visit to every due feed; returns how many. The visits go on after this returns."""
    now = world.clock.now()
    world.pulse.tick = world.clock.monotonic()
    take = partial(_take_due, seconds=world.timing.lease, remembered=world.feeds, told=world.store.shared)
    due = await world.noted(take, now, locks=("polling",))
    for feed, since in due:
        world.spawn(poll_feed(world, feed, since))
    return len(due)


async def visit_now(world: World, feed_id: int) -> None:
    """Puts a feed first in line, for the next tick; hosts and refusals keep their pace all the same."""
    await world.stored(feeds.hurry, feed_id, world.clock.now())


def _take_due(
    session: Session, now: datetime, *, seconds: float, remembered: Mapping[int, FeedState], told: bool
) -> tuple[Due, ...]:
    if told:  # other machines look whether somebody polls
        service.put(session, "tick", {}, now)
    return feeds.lease_due(session, now, seconds=seconds, remembered=remembered)


async def poll_feed(world: World, feed: FeedState, since: datetime) -> None:
    """One visit to one feed, due `since`, to its end: whatever happens is stored on the feed, with the next batch."""
    try:
        fetched = await world.fetch(_request(world, feed))
        if fetched.not_modified or (fetched.body and _digest(fetched.body) == feed.body_digest):
            ended, result = _unchanged(world, feed, fetched), VisitResult.SAME
        else:
            ended = await _changed(world, feed, fetched)
            result = VisitResult.NEW if ended.visit.new else VisitResult.SAME
    except (FetchError, FormatError, WorkError) as exc:
        log.warning("feed.failed", feed=feed.url, key=exc.key)
        ended, result = _failed(world, feed, exc), result_of(exc)
    world.pulse.polls[result.value] += 1
    world.pulse.poll_lag.add((world.clock.now() - since).total_seconds())
    _batch(world).add(ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A visit that is over, waiting to be written with others."""

    visit: Visit
    announced: Announced | None = None


def _batch(world: World) -> Batch[Ended | Same]:
    if world.visits is None:
        world.visits = Batch(write=partial(_write, world), wait=world.timing.batch)
    found: Batch[Ended | Same] = world.visits
    return found


async def _write(world: World, batch: list[Ended | Same]) -> None:
    same = [one for one in batch if isinstance(one, Same)]
    ended = [one for one in batch if isinstance(one, Ended)]
    write = world.stored if ended else world.noted
    world.feeds.update(await write(_store, world, ended, same, locks=("polling",)))
    for one in ended:
        if one.announced is not None:
            world.remember(one.visit.feed.id, {entry.id: entry.digest for entry in one.announced.entries})
    new = sum(one.visit.new for one in ended)
    if new:
        log.info("feeds.read", feeds=len(ended), new=new)
        world.found()


def _store(session: Session, world: World, ended: list[Ended], same: list[Same]) -> dict[int, FeedState]:
    now = world.clock.now()
    left = {one.feed.id: one.feed for one in same}
    if same:
        feeds.same(session, same, now)
    if not ended:
        return left
    announced = [one.announced for one in ended if one.announced is not None]
    entries.add(session, announced, now, canonical=canonical, priority=lambda entry: _priority(world, entry))
    visits = [one.visit for one in ended]
    left |= feeds.visited(session, visits, now)
    for visit in visits:
        if visit.problem or visit.feed.problem:
            tell_broken(session, world, visit, now)
        if visit.next.fell_silent or visit.feed.state == "silent":
            _tell_silent(session, world, visit.feed, visit.next, now)
    return left


def _priority(world: World, entry: Entry) -> int:
    return int(world.watched.touches(f"{entry.title}\n{entry.summary}"))


def _request(world: World, feed: FeedState) -> FetchRequest:
    fresh = feed.last_full_at is not None and world.clock.now() - feed.last_full_at < FULL_EVERY
    return FetchRequest(
        url=feed.location,
        purpose="feed",
        obey_robots=not feed.override,
        etag=feed.etag if fresh else None,
        last_modified=feed.last_modified if fresh else None,
    )


def _unchanged(world: World, feed: FeedState, fetched: Fetched) -> Ended | Same:
    now, jitter = world.clock.now(), world.chance()
    if fetched.not_modified and feed.steady and not is_silent(feed, now=now):
        return Same(feed, same_again(feed, now=now, jitter=jitter, headers=fetched.headers))
    visit = next_visit(feed.rhythm, VisitResult.SAME, now=now, jitter=jitter, headers=fetched.headers)
    answer = None if fetched.not_modified else _answer(fetched, count=feed.last_count)
    return Ended(visit=Visit(feed=feed, next=visit, answer=answer))


async def _changed(world: World, feed: FeedState, fetched: Fetched) -> Ended:
    known = world.known.get(feed.id)
    if known is None:
        known = await world.looked_up(feeds.known_entries, feed.id)
        world.remember(feed.id, known)
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
    now = world.clock.now()
    announced = Announced(feed_id=feed.id, entries=document.entries, known=known, first_sight=feed.first_visit)
    new = announced.new
    visit = next_visit(
        feed.rhythm,
        VisitResult.NEW if new else VisitResult.SAME,
        now=now,
        jitter=world.chance(),
        new_times=[entry.published for entry in document.entries if entry.published][:new],
        ttl=document.ttl or 0.0,
        headers=fetched.headers,
    )
    count = len(document.entries) + document.known
    answer = _answer(fetched, count=count, title=document.title, kind=document.kind.value)
    moved = fetched.moved_to if fetched.moved_to and fetched.moved_to != feed.location else ""
    return Ended(visit=Visit(feed=feed, next=visit, new=new, answer=answer, moved_to=moved), announced=announced)


def _failed(world: World, feed: FeedState, exc: FetchError | FormatError | WorkError) -> Ended:
    retry_after = exc.retry_after if isinstance(exc, FetchError) else None
    visit = next_visit(
        feed.rhythm, result_of(exc), now=world.clock.now(), jitter=world.chance(), retry_after=retry_after
    )
    drop = not isinstance(exc, FetchError)
    return Ended(visit=Visit(feed=feed, next=visit, problem=exc.key, values=exc.values, drop_validators=drop))


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
        if stands(session, feed.id):  # it was told already, with the reason
            return
        usual = f"{round(gap / 3600, 1):g} h" if gap else "–"
        values: dict[str, object] = {"feed": shown, "since": since, "gap": usual}
        outbox.tell_operator(session, "feed_silent", values, world.targets(), once=f"{name}:{since}", now=now)
    elif visit.rhythm.state == "ok":
        told = service.settle(session, name)
        if told and not stands(session, feed.id):
            once = f"back.{feed.id}:{now.isoformat()}"
            outbox.tell_operator(session, "feed_back", {"feed": shown}, world.targets(), once=once, now=now)


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
