"""Every text a watchlist ever had, and which one is in force."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from monitor.errors import WatchlistError
from monitor.store.tables import WatchlistVersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of one watchlist."""

    number: int
    watchlist: str
    digest: str
    text: str
    author: str
    saved_at: datetime
    valid: bool
    in_force: bool
    #: key, line, column, field, values of each problem of a broken text
    problems: tuple[Mapping[str, object], ...]
    told: bool


def in_force(session: Session) -> tuple[Version, ...]:
    """The last good version of every watchlist, by id."""
    rows = session.exec(
        select(WatchlistVersionRow).where(WatchlistVersionRow.in_force).order_by(WatchlistVersionRow.watchlist)
    )
    return tuple(_version(row) for row in rows)


def numbers(session: Session) -> tuple[int, ...]:
    """Which versions are in force, as numbers: the same as long as nobody changed a watchlist."""
    rows = session.exec(select(WatchlistVersionRow.id).where(WatchlistVersionRow.in_force))
    return tuple(sorted(number for number in rows if number is not None))


def newest(session: Session, watchlist: str) -> Version | None:
    """The last text that was seen, good or broken."""
    row = session.exec(
        select(WatchlistVersionRow)
        .where(WatchlistVersionRow.watchlist == watchlist)
        .order_by(col(WatchlistVersionRow.id).desc())
        .limit(1)
    ).first()
    return _version(row) if row else None


def history(session: Session, watchlist: str) -> tuple[Version, ...]:
    """All texts of one watchlist, newest first."""
    rows = session.exec(
        select(WatchlistVersionRow)
        .where(WatchlistVersionRow.watchlist == watchlist)
        .order_by(col(WatchlistVersionRow.id).desc())
    )
    return tuple(_version(row) for row in rows)


def put_in_force(session: Session, watchlist: str, *, digest: str, text: str, author: str, now: datetime) -> Version:
    """Stores a good text and makes it the one in force."""
    for row in session.exec(
        select(WatchlistVersionRow).where(WatchlistVersionRow.watchlist == watchlist, WatchlistVersionRow.in_force)
    ):
        row.in_force = False
    made = WatchlistVersionRow(
        watchlist=watchlist, digest=digest, text=text, author=author, saved_at=now, in_force=True
    )
    session.add(made)
    session.flush()
    return _version(made)


def add_broken(
    session: Session, watchlist: str, *, digest: str, text: str, problems: Sequence[WatchlistError], now: datetime
) -> bool:
    """Stores a text that cannot be used; True when this very text was not the newest one already."""
    last = newest(session, watchlist)
    if last is not None and last.digest == digest and not last.valid:
        return False
    shown = [
        {"key": item.key, "line": item.line, "column": item.column, "field": item.field, "values": item.values}
        for item in problems
    ]
    session.add(
        WatchlistVersionRow(
            watchlist=watchlist,
            digest=digest,
            text=text,
            saved_at=now,
            valid=False,
            told=True,
            problems=json.dumps(shown, ensure_ascii=False, default=str),
        )
    )
    return True


def retire(session: Session, watchlist: str) -> None:
    """Takes a watchlist out of force; its history stays."""
    for row in session.exec(
        select(WatchlistVersionRow).where(WatchlistVersionRow.watchlist == watchlist, WatchlistVersionRow.in_force)
    ):
        row.in_force = False


def _version(row: WatchlistVersionRow) -> Version:
    assert row.id is not None
    return Version(
        number=row.id,
        watchlist=row.watchlist,
        digest=row.digest,
        text=row.text,
        author=row.author,
        saved_at=row.saved_at,
        valid=row.valid,
        in_force=row.in_force,
        problems=tuple(json.loads(row.problems)),
        told=row.told,
    )
