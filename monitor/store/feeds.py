"""Feeds in the store: which are due, what the last visit brought, how they fare."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, bindparam, func
from sqlmodel import Session, col, select

from monitor.feeds.model import NextVisit, Rhythm
from monitor.store.tables import EntryRow, FeedRow

_FEED = FeedRow.__table__  # type: ignore[attr-defined]
_ENTRY = EntryRow.__table__  # type: ignore[attr-defined]
_WRITTEN = (
    "last_poll_at", "next_poll_at", "interval", "failures", "state", "normal_gap", "last_new_at", "last_success_at",
    "problem", "problem_values", "entries_seen", "last_full_at", "last_count", "etag", "last_modified", "body_digest",
    "title", "kind", "location",
)  # fmt: skip
#: what others than the poller change, beside the id
_OTHERS = ("id", "every", "state", "override", "active")
#: moves the times of many feeds (rows: [id, next, interval] as JSON); JSON functions are part of SQLite since 3.38
_TIMES = """
UPDATE feed SET last_poll_at = :now, last_success_at = :now, lease_until = NULL,
    next_poll_at = json_extract(visit.value, '$[1]'), interval = json_extract(visit.value, '$[2]')
FROM json_each(:rows) AS visit WHERE feed.id = json_extract(visit.value, '$[0]')
"""
_VISITED = (
    _FEED.update()
    .where(_FEED.c.id == bindparam("feed"))
    .values(lease_until=None, **{name: bindparam(name) for name in _WRITTEN})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a readable answer with a body leaves behind."""

    count: int
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    title: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One feed as the engine needs it."""

    id: int
    url: str
    host: str
    title: str
    kind: str
    #: seconds the watchlists ask for, and seconds now in force
    every: float
    interval: float
    etag: str | None
    last_modified: str | None
    body_digest: str | None
    next_poll_at: datetime
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    last_full_at: datetime | None
    #: seconds between new entries as observed, None until known
    normal_gap: float | None
    failures: int
    #: "new", "ok", "failing", "silent", "paused", "gone"
    state: str
    problem: str
    problem_values: Mapping[str, object]
    last_count: int
    entries_seen: int
    override: str
    active: bool
    #: address to fetch: where the feed moved for good, else `url`
    location: str

    @property
    def rhythm(self) -> Rhythm:
        """What `feeds.next_visit` wants to know."""
        return Rhythm(
            every=self.every,
            failures=self.failures,
            normal_gap=self.normal_gap,
            last_new_at=self.last_new_at,
            last_success_at=self.last_success_at,
            state=self.state,
        )

    @property
    def first_visit(self) -> bool:
        """Whether it never answered readably before."""
        return self.last_success_at is None


def wanted(session: Session, sources: Mapping[str, float], now: datetime, *, spread: float = 0.0) -> tuple[str, ...]:
    """Makes the named feeds (address -> seconds between visits) the active ones; returns the addresses new to us.

    Feeds that no watchlist names any more stay with their history but are not visited. New ones are due at once,
    spread evenly over `spread` seconds.
    """
    rows = {row.url: row for row in session.exec(select(FeedRow))}
    new = [url for url in sources if url not in rows]
    for place, url in enumerate(new):
        first = now + timedelta(seconds=spread * place / len(new))
        host = (urlsplit(url).hostname or "").lower()
        every = sources[url]
        session.add(FeedRow(url=url, host=host, every=every, interval=every, next_poll_at=first, created_at=now))
    for url, row in rows.items():
        row.active = url in sources
        if row.active and row.every != sources[url]:
            row.every = row.interval = sources[url]
            row.next_poll_at = min(row.next_poll_at, now + timedelta(seconds=row.every))
    return tuple(new)


def lease_due(
    session: Session,
    now: datetime,
    *,
    seconds: float,
    limit: int = 500,
    remembered: Mapping[int, FeedState] = MappingProxyType({}),
) -> tuple[FeedState, ...]:
    """Takes the feeds whose visit is due, the longest waiting first; a lease that ran out (crash) counts as free.

    A lease further away than twice `seconds` was given before the clock jumped back: it is void as well. States that
    the caller remembers (see `visited`) are not loaded again, unless somebody changed what only others change.
    """
    lease = _FEED.c.lease_until
    due = (
        select(_FEED.c.id)
        .where(_FEED.c.active, _FEED.c.next_poll_at <= now, _FEED.c.state != "paused")
        .where(lease.is_(None) | (lease < now) | (lease > now + timedelta(seconds=2 * seconds)))
        .order_by(_FEED.c.next_poll_at)
        .limit(limit)
    )
    taken = _FEED.update().where(_FEED.c.id.in_(due)).values(lease_until=now + timedelta(seconds=seconds))
    rows = session.connection().execute(taken.returning(*(_FEED.c[name] for name in _OTHERS))).all()
    found = {row[0]: remembered.get(row[0]) for row in rows if _untouched(remembered.get(row[0]), row)}
    missing = [row[0] for row in rows if row[0] not in found]
    for start in range(0, len(missing), limit):
        wanted = select(_FEED).where(_FEED.c.id.in_(missing[start : start + limit]))
        found.update({row.id: _state(row) for row in session.connection().execute(wanted)})
    return tuple(sorted((state for state in found.values() if state), key=lambda state: state.next_poll_at))


def _untouched(state: FeedState | None, row: Row[Any]) -> bool:
    return state is not None and (state.every, state.state, state.override, state.active) == tuple(row[1:])


def known_entries(session: Session, feed_id: int, *, limit: int = 2000) -> dict[str, str]:
    """Identity -> content key of the newest entries of a feed."""
    newest = (
        select(_ENTRY.c.key, _ENTRY.c.digest)
        .where(_ENTRY.c.feed_id == feed_id)
        .order_by(_ENTRY.c.id.desc())
        .limit(limit)
    )
    return dict(session.connection().execute(newest).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that ended, as `feeds.next_visit` decided; a problem stays visible until the next good answer.

    `answer` is None for "not modified" and for failures: validators stay as they are, unless `drop_validators`.
    """

    feed: FeedState
    next: NextVisit
    new: int = 0
    answer: Answer | None = None
    problem: str = ""
    values: Mapping[str, object] | None = None
    drop_validators: bool = False
    #: new address when every redirect was permanent; the watchlist's address stays the feed's name
    moved_to: str = ""


def visited(session: Session, visits: Sequence[Visit], now: datetime) -> dict[int, FeedState]:
    """Writes how visits ended and gives the leases back; the states of feeds to which nothing new happened.

    Those are the most by far: of an unchanged feed only the times move, and one statement moves them all.
    """
    connection = session.connection()
    quick = [visit for visit in visits if connection.dialect.name == "sqlite" and _nothing_new(visit)]
    if quick:
        rows = [[visit.feed.id, _stored(visit.next.at), visit.next.interval] for visit in quick]
        connection.exec_driver_sql(_TIMES, {"now": _stored(now), "rows": json.dumps(rows)})
    rest = [_ended(visit, now) for visit in visits if not quick or not _nothing_new(visit)]
    if rest:
        connection.execute(_VISITED, rest)
    return {visit.feed.id: _moved_on(visit, now) for visit in quick}


def _nothing_new(visit: Visit) -> bool:
    feed, after = visit.feed, visit.next.rhythm
    plain = visit.answer is None and not visit.problem and not visit.drop_validators and not visit.moved_to
    same = (after.state, after.last_new_at, after.normal_gap) == (feed.state, feed.last_new_at, feed.normal_gap)
    return plain and same and feed.failures == 0 and not feed.problem and after.failures == 0


def _moved_on(visit: Visit, now: datetime) -> FeedState:
    return replace(
        visit.feed,
        last_poll_at=now,
        last_success_at=visit.next.rhythm.last_success_at,
        next_poll_at=visit.next.at,
        interval=visit.next.interval,
    )


def _stored(moment: datetime) -> str:
    """A time as SQLAlchemy writes it into SQLite: naive UTC text."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _ended(visit: Visit, now: datetime) -> dict[str, object]:
    feed, rhythm, answer = visit.feed, visit.next.rhythm, visit.answer
    keep = answer is None and not visit.drop_validators
    values = json.dumps(dict(visit.values), ensure_ascii=False, default=str) if visit.values else "{}"
    return {
        "feed": feed.id,
        "last_poll_at": now,
        "next_poll_at": visit.next.at,
        "interval": visit.next.interval,
        "failures": rhythm.failures,
        "state": rhythm.state,
        "normal_gap": rhythm.normal_gap,
        "last_new_at": rhythm.last_new_at,
        "last_success_at": rhythm.last_success_at,
        "problem": visit.problem,
        "problem_values": values,
        "entries_seen": feed.entries_seen + visit.new,
        "last_full_at": now if answer else feed.last_full_at,
        "last_count": answer.count if answer else feed.last_count,
        "etag": feed.etag if keep else answer.etag if answer else None,
        "last_modified": feed.last_modified if keep else answer.last_modified if answer else None,
        "body_digest": feed.body_digest if keep else answer.body_digest if answer else None,
        "title": (answer.title if answer else "") or feed.title,
        "kind": (answer.kind if answer else "") or feed.kind,
        "location": visit.moved_to or (feed.location if feed.location != feed.url else ""),
    }


def all_feeds(session: Session, *, active: bool = True) -> tuple[FeedState, ...]:
    """Feeds by address; with `active=False` the forgotten ones too."""
    query = select(FeedRow).order_by(FeedRow.url)
    return tuple(_state(row) for row in session.exec(query.where(FeedRow.active) if active else query))


def by_id(session: Session, feed_id: int) -> FeedState:
    """One feed."""
    return _state(_row(session, feed_id))


def overdue(session: Session, now: datetime) -> int:
    """How many active feeds wait longer than twice their interval: the cycle is unhealthy when this is not 0."""
    return sum(
        1
        for row in session.exec(select(FeedRow).where(FeedRow.active, FeedRow.next_poll_at < now))
        if row.state != "paused" and now - row.next_poll_at > timedelta(seconds=2 * row.interval)
    )


def lateness(session: Session, now: datetime) -> float:
    """Seconds the feed that waits longest has been due; 0.0: none waits."""
    waiting = select(func.min(FeedRow.next_poll_at)).where(FeedRow.active, FeedRow.state != "paused")
    due = session.exec(waiting).first()
    return max(0.0, (now - due).total_seconds()) if due is not None else 0.0


def hurry(session: Session, feed_id: int, now: datetime) -> None:
    """Makes a feed due now."""
    _row(session, feed_id).next_poll_at = now


def clamp(session: Session, now: datetime) -> int:
    """Pulls in visits that lie further ahead than their own interval: the clock was set back. How many."""
    count = 0
    for row in session.exec(select(FeedRow).where(FeedRow.active, FeedRow.next_poll_at > now)):
        if row.next_poll_at - now > timedelta(seconds=row.interval + 60):
            row.next_poll_at = now + timedelta(seconds=row.every)
            count += 1
    return count


def release_leases(session: Session) -> None:
    """Gives every leased feed back (at stop; leases also run out by themselves)."""
    for row in session.exec(select(FeedRow).where(col(FeedRow.lease_until).is_not(None))):
        row.lease_until = None


def counts(session: Session) -> dict[str, int]:
    """Active feeds per state."""
    rows = session.exec(select(FeedRow.state, func.count()).where(FeedRow.active).group_by(FeedRow.state))
    return dict(rows.all())


def _row(session: Session, feed_id: int) -> FeedRow:
    return session.exec(select(FeedRow).where(FeedRow.id == feed_id)).one()


def _state(row: FeedRow | Row[Any]) -> FeedState:
    assert row.id is not None
    return FeedState(
        id=row.id,
        url=row.url,
        host=row.host,
        title=row.title,
        kind=row.kind,
        every=row.every,
        interval=row.interval,
        etag=row.etag,
        last_modified=row.last_modified,
        body_digest=row.body_digest,
        next_poll_at=row.next_poll_at,
        last_poll_at=row.last_poll_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        last_full_at=row.last_full_at,
        normal_gap=row.normal_gap,
        failures=row.failures,
        state=row.state,
        problem=row.problem,
        problem_values=json.loads(row.problem_values) if row.problem_values != "{}" else {},
        last_count=row.last_count,
        entries_seen=row.entries_seen,
        override=row.override,
        active=row.active,
        location=row.location or row.url,
    )
