"""Watchlists in the store: the version in force, every text it ever had, and the jobs people started with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from monitor.ledger import unwatched
from monitor.ledger.model import Unwatched
from monitor.store import revisions
from monitor.store.tables import JobRow, RevisionRow, WatchlistVersionRow
from monitor.watchlist.model import Watchlist

#: newest states of articles that are looked through for figures nobody asks for (about 5 ms each)
LOOKED_THROUGH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text a watchlist had."""

    id: int
    watchlist: str
    digest: str
    author: str
    saved_at: datetime
    valid: bool
    in_force: bool
    problems: tuple[Mapping[str, object], ...] = ()
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A long job with its progress; `result` stands when it is done."""

    id: str
    kind: str
    state: str
    author: str
    request: Mapping[str, object]
    result: Mapping[str, object]
    done: int
    total: int
    created_at: datetime
    ended_at: datetime | None


def in_force(session: Session) -> tuple[Version, ...]:
    """The versions that are watched now, by name."""
    query = select(WatchlistVersionRow).where(col(WatchlistVersionRow.in_force))
    return tuple(_version(row) for row in session.scalars(query.order_by(col(WatchlistVersionRow.watchlist))))


def broken(session: Session) -> dict[str, Version]:
    """Newest versions that could not be put in force, per watchlist."""
    found: dict[str, Version] = {}
    query = select(WatchlistVersionRow).order_by(col(WatchlistVersionRow.id))
    for row in session.scalars(query):
        if row.valid:
            found.pop(row.watchlist, None)
        else:
            found[row.watchlist] = _version(row)
    return found


def history(session: Session, watchlist: str, *, limit: int = 100) -> tuple[Version, ...]:
    """Versions of a watchlist, newest first."""
    query = (
        select(WatchlistVersionRow)
        .where(col(WatchlistVersionRow.watchlist) == watchlist)
        .order_by(col(WatchlistVersionRow.id).desc())
        .limit(limit)
    )
    return tuple(_version(row) for row in session.scalars(query))


def version(session: Session, ident: int) -> Version | None:
    """One version by its row id."""
    row = session.get(WatchlistVersionRow, ident)
    return _version(row) if row is not None else None


def unasked(session: Session, watchlist: Watchlist, *, most: int = 40) -> tuple[Unwatched, ...]:
    """Figures on topic in the newest articles that no claim of the watchlist counts, most seen first."""
    newest = select(RevisionRow.id).order_by(col(RevisionRow.id).desc()).offset(LOOKED_THROUGH).limit(1)  # type: ignore[call-overload]
    stored = revisions.read_again(session, after=session.scalar(newest) or 0)
    return unwatched(watchlist, ((one.revision, one.reading) for one in stored))[:most]


def job(session: Session, ident: str) -> Job | None:
    """One job by its id."""
    row = session.get(JobRow, ident)
    if row is None:
        return None
    return Job(
        id=row.id,
        kind=row.kind,
        state=row.state,
        author=row.author,
        request=_object(row.request),
        result=_object(row.result),
        done=row.done,
        total=row.total,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _version(row: WatchlistVersionRow) -> Version:
    try:
        problems = tuple(json.loads(row.problems or "[]"))
    except ValueError:
        problems = ()
    return Version(
        id=row.id or 0,
        watchlist=row.watchlist,
        digest=row.digest,
        author=row.author,
        saved_at=row.saved_at,
        valid=row.valid,
        in_force=row.in_force,
        problems=problems,
        text=row.text,
    )


def _object(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
