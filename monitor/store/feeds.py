"""Feeds in the store: which are due, what the last visit brought, how they fare."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, bindparam, func, text
from sqlmodel import Session, col, select

from monitor.feeds.model import NextVisit, Rhythm
from monitor.store.tables import EntryRow, FeedRow

_FEED = FeedRow.__table__  # type: ignore[attr-defined]
_ENTRY = EntryRow.__table__  # type: ignore[attr-defined]
_WRITTEN = (
    "last_poll_at", "next_poll_at", "interval", "failures", "state", "normal_gap", "last_new_at", "last_success_at",
    "problem", "problem_values", "entries_seen", "last_full_at", "last_count", "etag", "last_modified", "body_digest",
    "title", "kind", "location", "wish",
)  # fmt: skip
#: what a visit moves that found nothing new
_MOVED = ("last_poll_at", "last_success_at", "next_poll_at", "interval")
#: takes what is due; answers what others than the poller change, and since when it waits. It and `_SAME_SQLITE` go by
#: the driver's plain values: that halves the price of what is done most often by far
_LEASE = text("""
UPDATE feed SET lease_until = :until WHERE id IN (
    SELECT id FROM feed WHERE active AND next_poll_at <= :now AND state <> 'paused'
    AND (lease_until IS NULL OR lease_until < :now OR lease_until > :far) ORDER BY next_poll_at LIMIT :most
) RETURNING id, every, state, override, next_poll_at
""")
_SAME = (
    _FEED.update()
    .where(_FEED.c.id == bindparam("feed"))
    .values(lease_until=None, **{name: bindparam(name) for name in _MOVED})
)
_SAME_SQLITE = f"UPDATE feed SET {', '.join(f'{name} = ?' for name in _MOVED)}, lease_until = NULL WHERE id = ?"
_VISITED = (
    _FEED.update()
    .where(_FEED.c.id == bindparam("feed"))
    .values(lease_until=None, **{name: bindparam(name) for name in _WRITTEN})
    .values(
        last_success_at=func.coalesce(
            bindparam("last_success_at", type_=_FEED.c.last_success_at.type), _FEED.c.last_success_at
        )
    )
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
    #: seconds the feed itself asks for, 0: nothing
    wish: float
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
            wish=self.wish,
            failures=self.failures,
            normal_gap=self.normal_gap,
            last_new_at=self.last_new_at,
            last_success_at=self.last_success_at,
            state=self.state,
        )

    @property
    def steady(self) -> bool:
        """Whether its last visit ended well and it is not known to be silent."""
        return self.state == "ok" and not self.failures and not self.problem and self.last_new_at is not None

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


class Due(NamedTuple):
    """A feed that waits for its visit."""

    feed: FeedState
    since: datetime


def lease_due(
    session: Session,
    now: datetime,
    *,
    seconds: float,
    limit: int = 500,
    remembered: Mapping[int, FeedState] = MappingProxyType({}),
) -> tuple[Due, ...]:
    """Takes the feeds whose visit is due, the longest waiting first; a lease that ran out (crash) counts as free.

    A lease further away than twice `seconds` was given before the clock jumped back: it is void as well. States that
    the caller remembers (see `Same`) are not loaded again, unless somebody changed what only others change.
    """
    connection = session.connection()
    times = {"now": now, "until": now + timedelta(seconds=seconds), "far": now + timedelta(seconds=2 * seconds)}
    values = {name: _bound(connection, time) for name, time in times.items()}
    rows = connection.execute(_LEASE, {**values, "most": limit}).all()
    found = {row[0]: state for row in rows if (state := remembered.get(row[0])) is not None and _untouched(state, row)}
    missing = [row[0] for row in rows if row[0] not in found]
    if missing:
        found.update({row.id: _state(row) for row in connection.execute(select(_FEED).where(_FEED.c.id.in_(missing)))})
    return tuple(Due(found[row[0]], _moment(row[4])) for row in sorted(rows, key=itemgetter(4)))


def due(session: Session, now: datetime, *, seconds: float) -> int:
    """How many feeds `lease_due` would take."""
    asked = {"now": now, "far": now + timedelta(seconds=2 * seconds)}
    return int(session.connection().execute(_DUE, asked).scalar() or 0)


_DUE = (
    select(func.count(_FEED.c.id))
    .where(_FEED.c.active, _FEED.c.next_poll_at <= bindparam("now"), _FEED.c.state != "paused")
    .where(
        _FEED.c.lease_until.is_(None)
        | (_FEED.c.lease_until < bindparam("now"))
        | (_FEED.c.lease_until > bindparam("far"))
    )
)


def _untouched(state: FeedState, row: Row[Any]) -> bool:
    return (state.every, state.state, state.override) == tuple(row[1:4])


def _bound(connection: Connection, moment: datetime) -> datetime | str:
    """A time for a statement in our own words: SQLite keeps text."""
    return _stored(moment.astimezone(UTC)) if connection.dialect.name == "sqlite" else moment


def _stored(moment: datetime) -> str:
    """A time as SQLAlchemy writes it into SQLite, from UTC."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


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


class Same(NamedTuple):
    """A visit that found nothing new at a healthy feed: only times move. By far the most visits end so.

    `feed` may be remembered as it was before: what these visits move (`_MOVED`), the next one does not ask for.
    """

    feed: FeedState
    #: seconds until the next visit
    wait: float


def same(session: Session, visits: Sequence[Same], now: datetime) -> None:
    """Writes that nothing new was found, and gives the leases back."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        utc = now.astimezone(UTC)
        at = _stored(utc)
        rows = [(at, at, _stored(utc + timedelta(seconds=wait)), wait, feed.id) for feed, wait in visits]
        connection.exec_driver_sql(_SAME_SQLITE, rows)
        return
    both = {"last_poll_at": now, "last_success_at": now}
    rest = [
        {"feed": feed.id, "next_poll_at": now + timedelta(seconds=wait), "interval": wait, **both}
        for feed, wait in visits
    ]
    connection.execute(_SAME, rest)


def visited(session: Session, visits: Sequence[Visit], now: datetime) -> dict[int, FeedState]:
    """Writes how other visits ended, and gives the leases back; the states they leave."""
    rows = [_ended(visit, now) for visit in visits]
    session.connection().execute(_VISITED, rows)
    return {visit.feed.id: _left(visit, row) for visit, row in zip(visits, rows, strict=True)}


def _left(visit: Visit, row: Mapping[str, Any]) -> FeedState:
    written = {name: row[name] for name in _WRITTEN if name not in {"last_success_at", "problem_values", "location"}}
    return replace(
        visit.feed,
        **written,
        last_success_at=row["last_success_at"] or visit.feed.last_success_at,
        problem_values=visit.values or {},
        location=visit.moved_to or visit.feed.location,
    )


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
        "wish": rhythm.wish,
        "last_new_at": rhythm.last_new_at,
        "last_success_at": None if visit.problem else rhythm.last_success_at,
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
        wish=row.wish,
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
