"""How the sources fare: each feed against its own habit, and what became of the articles of each house."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from monitor.store.lengths import Lengths, house_of, lengths
from monitor.store.tables import ArticleRow, EntryRow, FeedRow, ServiceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed with what the last visits brought."""

    id: int
    url: str
    host: str
    title: str
    state: str
    problem: str
    problem_values: Mapping[str, object]
    interval: float
    normal_gap: float | None
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_poll_at: datetime
    failures: int
    entries: int
    active: bool = True
    #: articles of the house by state ("wall", "teaser", "none", "failed", "gone")
    lost: Mapping[str, int] = field(default_factory=dict)
    #: how long the texts of the house are
    length: Lengths | None = None
    #: seconds between visits the watchlists ask for
    every: float = 0.0
    #: why robots.txt is not obeyed, "" obeys
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry a feed brought."""

    title: str
    link: str
    published: datetime | None
    found_at: datetime
    article: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A standing banner of the service."""

    name: str
    key: str
    values: Mapping[str, object]
    since: datetime


#: states in the order of concern
ORDER = ("failing", "gone", "silent", "new", "ok", "paused")


def feeds(session: Session) -> tuple[FeedLine, ...]:
    """All feeds, the worrying ones first."""
    lost, sizes = _lost(session), lengths(session)
    lines = [_line(row, lost, sizes) for row in session.scalars(select(FeedRow))]
    lines.sort(key=lambda line: (not line.active, ORDER.index(line.state) if line.state in ORDER else 0, line.host))
    return tuple(lines)


def feed(session: Session, ident: int) -> FeedLine | None:
    """One feed by its row id."""
    row = session.get(FeedRow, ident)
    return _line(row, _lost(session), lengths(session)) if row is not None else None


def entries(session: Session, feed_id: int, *, limit: int = 30) -> tuple[EntryLine, ...]:
    """The newest entries of a feed."""
    query = select(EntryRow).where(col(EntryRow.feed_id) == feed_id).order_by(col(EntryRow.id).desc()).limit(limit)
    return tuple(
        EntryLine(
            title=row.title, link=row.link, published=row.published, found_at=row.found_at, article=row.article_id
        )
        for row in session.scalars(query)
    )


def set_paused(session: Session, feed_id: int, *, paused: bool, now: datetime, house: bool = False) -> str:
    """Stops or resumes the visits of a feed, or of all feeds of its host; returns the address, "" when there is none."""
    row = session.get(FeedRow, feed_id)
    if row is None:
        return ""
    query = select(FeedRow).where(col(FeedRow.host) == row.host)
    for one in session.scalars(query) if house else (row,):
        if (one.state == "paused") == paused:
            continue
        one.state = "paused" if paused else "new"
        one.next_poll_at = one.next_poll_at if paused else now
        session.add(one)
    return row.host if house else row.url


def set_override(session: Session, feed_id: int, reason: str) -> tuple[str, str] | None:
    """Why robots.txt is not obeyed for this feed, "" to obey; (address, reason before), None when there is no feed."""
    row = session.get(FeedRow, feed_id)
    if row is None:
        return None
    before, row.override = row.override, reason
    session.add(row)
    return row.url, before


def disturbed(session: Session) -> tuple[int, int]:
    """(feeds watched, feeds that fail or are silent)."""
    rows = session.execute(
        select(FeedRow.state, func.count()).where(col(FeedRow.active)).group_by(col(FeedRow.state))  # type: ignore[call-overload]
    ).all()
    states = {row[0]: row[1] for row in rows}
    return sum(states.values()), sum(states.get(state, 0) for state in ("failing", "silent", "gone"))


def notices(session: Session) -> tuple[Notice, ...]:
    """Standing banners, oldest first."""
    rows = session.scalars(
        select(ServiceRow).where(col(ServiceRow.key).startswith("notice.")).order_by(col(ServiceRow.at)).limit(8)
    )
    found = []
    for row in rows:
        value = json.loads(row.value)
        found.append(
            Notice(
                name=row.key.removeprefix("notice."),
                key=str(value.get("key", "")),
                values=value.get("values", {}),
                since=row.at,
            )
        )
    return tuple(found)


def last_cycle(session: Session) -> datetime | None:
    """When the last full cycle over the feeds ended."""
    row = session.get(ServiceRow, "cycle")
    return row.at if row is not None else None


def _line(row: FeedRow, lost: Mapping[str, Mapping[str, int]], lengths: Mapping[str, Lengths]) -> FeedLine:
    try:
        values = json.loads(row.problem_values or "{}")
    except ValueError:
        values = {}
    return FeedLine(
        id=row.id or 0,
        url=row.url,
        host=row.host,
        title=row.title,
        state=row.state,
        problem=row.problem,
        problem_values=values,
        interval=row.interval,
        normal_gap=row.normal_gap,
        last_poll_at=row.last_poll_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        next_poll_at=row.next_poll_at,
        failures=row.failures,
        entries=row.entries_seen,
        active=row.active,
        lost=lost.get(house_of(row.host), {}),
        length=lengths.get(house_of(row.host)),
        every=row.every,
        override=row.override,
    )


def _lost(session: Session) -> dict[str, dict[str, int]]:
    """Articles that could not be read as a whole, per house."""
    found: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(ArticleRow.host, ArticleRow.state, func.count())  # type: ignore[call-overload]
        .where(col(ArticleRow.state).in_(("wall", "teaser", "none", "failed", "gone")))
        .group_by(col(ArticleRow.host), col(ArticleRow.state))
    )
    for host, state, number in rows:
        kept = found.setdefault(house_of(host), {})
        kept[state] = kept.get(state, 0) + number
    return found
