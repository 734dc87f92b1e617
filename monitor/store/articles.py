"""Articles in the store: which to fetch next, what became of each visit, which are near-duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from monitor.store.tables import ArticleRow, BandRow, GateRow

#: near-duplicates are looked for among articles found within so many days
STORY_DAYS = 30
#: candidates compared per article, those with most bands in common first
CANDIDATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """One article as the engine needs it."""

    id: int
    url: str
    link: str
    host: str
    outlet: str
    title: str
    state: str
    origin: str
    first_sight: bool
    etag: str | None
    last_modified: str | None
    problem: str
    problem_values: Mapping[str, object]
    visits: int
    failures: int
    next_visit_at: datetime | None
    published: datetime | None
    found_at: datetime
    story: str


def due_hosts(session: Session, now: datetime, *, busy: Collection[str] = (), lease: float = 300.0) -> tuple[str, ...]:
    """Hosts with an article to fetch, those with the most urgent one first; `busy` ones are left out."""
    rows = session.exec(
        select(ArticleRow.host, func.max(ArticleRow.priority), func.min(ArticleRow.next_visit_at))
        .where(col(ArticleRow.next_visit_at) <= now, _free(now, lease), col(ArticleRow.host).not_in(busy))
        .group_by(ArticleRow.host)
    ).all()
    return tuple(row[0] for row in sorted(rows, key=lambda row: (-row[1], row[2])))


def lease_next(session: Session, host: str, now: datetime, *, seconds: float) -> ArticleState | None:
    """Takes the next article of a host: topic words in the title first, news before what a
    feed's first visit brought, first visits before revisits, then the longest waiting; of one
    feed visit's articles the oldest, so that a story is told in its order.

    A lease that ran out (crash), or lies further ahead than twice `seconds` (clock set back), counts as free.
    """
    row = session.exec(
        select(ArticleRow)
        .where(ArticleRow.host == host, col(ArticleRow.next_visit_at) <= now, _free(now, seconds))
        .order_by(
            col(ArticleRow.priority).desc(),
            col(ArticleRow.first_sight),
            col(ArticleRow.visits),
            col(ArticleRow.next_visit_at),
            col(ArticleRow.published),
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    row.lease_until = now + timedelta(seconds=seconds)
    return _state(row)


def _free(now: datetime, seconds: float):  # type: ignore[no-untyped-def]
    lease = col(ArticleRow.lease_until)
    return lease.is_(None) | (lease < now) | (lease > now + timedelta(seconds=2 * seconds))


def visited(
    session: Session,
    article_id: int,
    *,
    state: str,
    next_visit_at: datetime | None,
    problem: str = "",
    values: Mapping[str, object] | None = None,
    failed: bool = False,
    columns: Mapping[str, object] | None = None,
) -> None:
    """Ends a visit: lease given back, state and next visit as given; `columns` are set by name."""
    row = _row(session, article_id)
    row.state, row.next_visit_at, row.lease_until = state, next_visit_at, None
    row.problem = problem
    row.problem_values = json.dumps(dict(values or {}), ensure_ascii=False, default=str)
    row.failures = row.failures + 1 if failed else 0
    row.visits += 0 if failed else 1
    for name, value in (columns or {}).items():
        setattr(row, name, value)


def release(session: Session, article_id: int) -> None:
    """Gives a lease back without a visit (stop, database busy)."""
    _row(session, article_id).lease_until = None


def release_leases(session: Session) -> None:
    """Gives every leased article back."""
    for row in session.exec(select(ArticleRow).where(col(ArticleRow.lease_until).is_not(None))):
        row.lease_until = None


def by_url(session: Session, url: str) -> ArticleState | None:
    """The article at a canonical address."""
    row = session.exec(select(ArticleRow).where(ArticleRow.url == url)).first()
    return _state(row) if row else None


def by_id(session: Session, article_id: int) -> ArticleState:
    """One article."""
    return _state(_row(session, article_id))


def find(session: Session, article_id: int) -> ArticleState | None:
    """One article, None when there is none."""
    row = session.get(ArticleRow, article_id)
    return _state(row) if row else None


def gates(session: Session, article_id: int) -> tuple[tuple[str, str, Mapping[str, object]], ...]:
    """(watchlist, message key, values) of why an article touched no claim."""
    rows = session.exec(select(GateRow).where(GateRow.article_id == article_id).order_by(GateRow.watchlist))
    return tuple((row.watchlist, row.reason, json.loads(row.values)) for row in rows)


def twin(
    session: Session, article_id: int, url: str, sketch: bytes, same: Callable[[bytes, bytes], bool]
) -> int | None:
    """Another article that stands at the canonical address of a page with the very text, None if there is none.

    Some publishers give all their pages one canonical address: the address alone proves nothing.
    """
    row = session.exec(select(ArticleRow).where(ArticleRow.url == url, ArticleRow.id != article_id)).first()
    return row.id if row is not None and row.sketch and same(row.sketch, sketch) else None


def address_free(session: Session, url: str) -> bool:
    """Whether no article has this address yet."""
    return session.exec(select(ArticleRow.id).where(ArticleRow.url == url)).first() is None


def part_urls(session: Session, url: str) -> frozenset[str]:
    """Addresses of the entries of a live blog that are stored already."""
    end = f"{url}$"  # "$" follows "#": a range, so that the index is used
    rows = session.exec(select(ArticleRow.url).where(col(ArticleRow.url) >= f"{url}#", col(ArticleRow.url) < end))
    return frozenset(rows)


def create(
    session: Session,
    *,
    url: str,
    origin: str,
    title: str,
    outlet: str,
    now: datetime,
    published: datetime,
    first_sight: bool = False,
) -> int:
    """An article that no feed entry names (corpus, archive, entry of a live blog); returns its id."""
    row = ArticleRow(
        url=url,
        link=url,
        host="",
        origin=origin,
        title=title,
        outlet=outlet,
        state="read",
        published=published,
        found_at=now,
        first_sight=first_sight,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def set_story(
    session: Session,
    article_id: int,
    sketch: bytes,
    bands: Sequence[int],
    same: Callable[[bytes, bytes], bool],
    *,
    now: datetime,
) -> str:
    """Stores the sketch of an article's newest text and gives the id of its story.

    The story is that of the oldest near-duplicate found within `STORY_DAYS`, else the article's own. An article that
    has a story with others keeps it.
    """
    row = _row(session, article_id)
    twin = _twin(session, row, sketch, bands, same, now)
    if twin is not None and row.story in {"", str(article_id)}:
        row.story = twin.story or str(twin.id)
    row.story = row.story or str(article_id)
    row.sketch = sketch
    session.exec(delete(BandRow).where(col(BandRow.article_id) == article_id))
    session.connection().execute(
        BandRow.__table__.insert(),  # type: ignore[attr-defined]
        [{"value": value, "article_id": article_id} for value in dict.fromkeys(bands)],
    ) if bands else None
    return row.story


def _twin(
    session: Session,
    row: ArticleRow,
    sketch: bytes,
    bands: Sequence[int],
    same: Callable[[bytes, bytes], bool],
    now: datetime,
) -> ArticleRow | None:
    if not bands:
        return None
    shared = (
        select(BandRow.article_id)
        .join(ArticleRow, col(ArticleRow.id) == col(BandRow.article_id))
        .where(col(BandRow.value).in_(bands), BandRow.article_id != row.id)
        .where(ArticleRow.found_at >= now - timedelta(days=STORY_DAYS))
        .group_by(col(BandRow.article_id))
        .order_by(func.count().desc(), col(BandRow.article_id))
        .limit(CANDIDATES)
    )
    ids = list(session.exec(shared))
    candidates = session.exec(select(ArticleRow).where(col(ArticleRow.id).in_(ids)).order_by(col(ArticleRow.id)))
    return next((other for other in candidates if other.sketch and same(sketch, other.sketch)), None)


def gate(
    session: Session,
    article_id: int,
    reason: str,
    now: datetime,
    *,
    watchlist: str = "",
    values: Mapping[str, object] | None = None,
) -> None:
    """Stores why an article touched no claim; the newest reason per article and watchlist counts."""
    session.exec(delete(GateRow).where(col(GateRow.article_id) == article_id, col(GateRow.watchlist) == watchlist))
    shown = json.dumps(dict(values or {}), ensure_ascii=False, default=str)
    session.add(GateRow(article_id=article_id, watchlist=watchlist, reason=reason, values=shown, decided_at=now))


def pending(session: Session, now: datetime) -> int:
    """How many articles wait for their first visit."""
    query = select(func.count()).select_from(ArticleRow).where(ArticleRow.state == "pending")
    return session.exec(query.where(col(ArticleRow.next_visit_at) <= now)).one()


def counts(session: Session, *, since: datetime | None = None) -> dict[str, int]:
    """Articles per state; `since`: those found since then."""
    query = select(ArticleRow.state, func.count()).group_by(ArticleRow.state)
    if since is not None:
        query = query.where(ArticleRow.found_at >= since)
    return dict(session.exec(query).all())


def _row(session: Session, article_id: int) -> ArticleRow:
    return session.exec(select(ArticleRow).where(ArticleRow.id == article_id)).one()


def _state(row: ArticleRow) -> ArticleState:
    assert row.id is not None
    return ArticleState(
        id=row.id,
        url=row.url,
        link=row.link,
        host=row.host,
        outlet=row.outlet,
        title=row.title,
        state=row.state,
        origin=row.origin,
        first_sight=row.first_sight,
        etag=row.etag,
        last_modified=row.last_modified,
        problem=row.problem,
        problem_values=json.loads(row.problem_values or "{}"),
        visits=row.visits,
        failures=row.failures,
        next_visit_at=row.next_visit_at,
        published=row.published,
        found_at=row.found_at,
        story=row.story,
    )
