"""Articles in the store: which to fetch next, what became of each visit, which are near-duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, bindparam, func
from sqlalchemy import select as sql
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from monitor.store.tables import ArticleRow, BandRow, GateRow

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]
_BAND: Table = BandRow.__table__  # type: ignore[attr-defined]
_GATE: Table = GateRow.__table__  # type: ignore[attr-defined]
#: statements of every article's visit, built once: building one costs more than running it
_OF_ARTICLE = _ARTICLE.c.id == bindparam("of_article")
_SKETCH_AT = sql(_ARTICLE.c.id, _ARTICLE.c.sketch).where(_ARTICLE.c.url == bindparam("at_url"))
_STORY_OF = sql(_ARTICLE.c.story, _ARTICLE.c.sketch).where(_OF_ARTICLE)
_LEASE = _ARTICLE.update().where(_OF_ARTICLE)
_VISITED = _LEASE.values(failures=0, visits=_ARTICLE.c.visits + 1)
_FAILED = _LEASE.values(failures=_ARTICLE.c.failures + 1)
_NEW_BANDS, _NEW_GATES = _BAND.insert(), _GATE.insert()
_NO_BANDS = _BAND.delete().where(_BAND.c.article_id == bindparam("of_article"))
_NO_GATES = _GATE.delete().where(
    _GATE.c.article_id == bindparam("of_article"), _GATE.c.watchlist.in_(bindparam("of_watchlists", expanding=True))
)

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
    until = now + timedelta(seconds=seconds)
    asked = {"of_host": host, "now": now, "far": until + timedelta(seconds=seconds)}
    row = session.connection().execute(_NEXT, asked).first()
    if row is None:
        return None
    session.connection().execute(_LEASE, {"of_article": row.id, "lease_until": until})
    _read_anew(session, row.id)
    return _state(row)


_NEXT = (
    sql(_ARTICLE)
    .where(
        _ARTICLE.c.host == bindparam("of_host"),
        _ARTICLE.c.next_visit_at <= bindparam("now"),
        _ARTICLE.c.lease_until.is_(None)
        | (_ARTICLE.c.lease_until < bindparam("now"))
        | (_ARTICLE.c.lease_until > bindparam("far")),
    )
    .order_by(
        _ARTICLE.c.priority.desc(),
        _ARTICLE.c.first_sight,
        _ARTICLE.c.visits,
        _ARTICLE.c.next_visit_at,
        _ARTICLE.c.published,
    )
    .limit(1)
)


def reconsider(session: Session, now: datetime, *, since: datetime, most: int) -> int:
    """Puts the newest articles that no watchlist wanted so far in line again, behind everything new; how many.

    They count as seen at first sight: what a new watchlist finds in them is no news of this hour.
    """
    newest = (
        sql(_ARTICLE.c.id)
        .where(_ARTICLE.c.state == "gated", _ARTICLE.c.origin == "feed", _ARTICLE.c.found_at >= since)
        .order_by(_ARTICLE.c.found_at.desc())
        .limit(most)
    )
    again = _ARTICLE.update().where(_ARTICLE.c.id.in_(newest.scalar_subquery()))
    values = {"next_visit_at": now, "etag": None, "last_modified": None, "first_sight": True}
    return int(session.connection().execute(again.values(**values)).rowcount)


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
    session.connection().execute(
        _FAILED if failed else _VISITED,
        {
            "of_article": article_id,
            "state": state,
            "next_visit_at": next_visit_at,
            "lease_until": None,
            "problem": problem,
            "problem_values": json.dumps(dict(values or {}), ensure_ascii=False, default=str),
            **(columns or {}),
        },
    )
    _read_anew(session, article_id)


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


def gate_counts(session: Session, watchlist: str) -> tuple[tuple[str, Mapping[str, object], int], ...]:
    """(message key, values, articles) of what stopped articles for one watchlist, the most frequent first."""
    query = (
        select(GateRow.reason, GateRow.values, func.count())
        .where(col(GateRow.watchlist).in_((watchlist, "")))
        .group_by(col(GateRow.reason), col(GateRow.values))
        .order_by(func.count().desc())
        .limit(100)
    )
    return tuple((reason, json.loads(values), count) for reason, values, count in session.exec(query))


def sketch_at(session: Session, url: str) -> bytes | None:
    """The sketch of the article at an address, b"" while it has none; None: no article stands there.

    Some publishers give all their pages one canonical address: only a text that is the same proves one article.
    """
    found = session.connection().execute(_SKETCH_AT, {"at_url": url}).first()
    return None if found is None else found[1] or b""


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
    connection, this = session.connection(), {"of_article": article_id}
    story, had = connection.execute(_STORY_OF, this).one()
    if story in {"", str(article_id)}:
        twin = _twin(session, article_id, sketch, bands, same, now)
        story = (twin.story or str(twin.id)) if twin else str(article_id)
    connection.execute(_LEASE, {**this, "story": story, "sketch": sketch})
    _read_anew(session, article_id)
    if had:
        connection.execute(_NO_BANDS, this)
    if bands:
        rows = [{"value": value, "article_id": article_id} for value in dict.fromkeys(bands)]
        connection.execute(_NEW_BANDS, rows)
    return str(story)


_SHARED = (
    sql(_BAND.c.article_id)
    .join(_ARTICLE, _ARTICLE.c.id == _BAND.c.article_id)
    .where(_BAND.c.value.in_(bindparam("of_bands", expanding=True)), _BAND.c.article_id != bindparam("of_article"))
    .where(_ARTICLE.c.found_at >= bindparam("since"))
    .group_by(_BAND.c.article_id)
    .order_by(func.count().desc(), _BAND.c.article_id)
    .limit(CANDIDATES)
)
_CANDIDATES = (
    sql(_ARTICLE.c.id, _ARTICLE.c.story, _ARTICLE.c.sketch)
    .where(_ARTICLE.c.id.in_(bindparam("of_articles", expanding=True)))
    .order_by(_ARTICLE.c.id)
)


class _Twin(NamedTuple):
    """A near-duplicate as a candidate."""

    id: int
    story: str
    sketch: bytes | None


def _twin(
    session: Session,
    article_id: int,
    sketch: bytes,
    bands: Sequence[int],
    same: Callable[[bytes, bytes], bool],
    now: datetime,
) -> _Twin | None:
    if not bands:
        return None
    since = now - timedelta(days=STORY_DAYS)
    asked = {"of_article": article_id, "of_bands": list(bands), "since": since}
    ids = [row[0] for row in session.connection().execute(_SHARED, asked)]
    if not ids:
        return None
    candidates = (_Twin(*row) for row in session.connection().execute(_CANDIDATES, {"of_articles": ids}))
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
    stopped(session, article_id, {watchlist: (reason, values or {})}, now)


def stopped(
    session: Session, article_id: int, reasons: Mapping[str, tuple[str, Mapping[str, object]]], now: datetime
) -> None:
    """The same for several watchlists at once: watchlist -> (reason, values)."""
    if not reasons:
        return
    connection = session.connection()
    connection.execute(_NO_GATES, {"of_article": article_id, "of_watchlists": list(reasons)})
    rows = [
        {
            "article_id": article_id,
            "watchlist": watchlist,
            "reason": reason,
            "values": json.dumps(dict(values), ensure_ascii=False, default=str),
            "decided_at": now,
        }
        for watchlist, (reason, values) in reasons.items()
    ]
    connection.execute(_NEW_GATES, rows)


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


def _read_anew(session: Session, article_id: int) -> None:
    """A row that was written past the session is read again when it is asked for."""
    held = session.identity_map.get(identity_key(ArticleRow, article_id))
    if held is not None:
        session.expire(held)


def _row(session: Session, article_id: int) -> ArticleRow:
    return session.exec(select(ArticleRow).where(ArticleRow.id == article_id)).one()


def _state(row: ArticleRow | Row[Any]) -> ArticleState:
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
