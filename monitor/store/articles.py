"""Articles in the store: which to fetch next, what became of each visit, which are near-duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from monitor.store.straight import Prepared
from monitor.store.tables import ArticleRow, BandRow, GateRow

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]
_BAND: Table = BandRow.__table__  # type: ignore[attr-defined]
_GATE: Table = GateRow.__table__  # type: ignore[attr-defined]

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
    #: until when it belongs to who took it
    lease_until: datetime | None = None


#: its columns
NAMES = tuple(field.name for field in fields(ArticleState))
_ALL = sql(*(_ARTICLE.c[name] for name in NAMES))
_OF_ARTICLE = _ARTICLE.c.id == bindparam("of_article")
_BY_ID = Prepared(_ALL.where(_OF_ARTICLE))
_BY_URL = Prepared(_ALL.where(_ARTICLE.c.url == bindparam("at_url")))
_SKETCH_AT = Prepared(sql(_ARTICLE.c.id, _ARTICLE.c.sketch).where(_ARTICLE.c.url == bindparam("at_url")))
_STORY_AT = Prepared(sql(_ARTICLE.c.story, _ARTICLE.c.sketch).where(_OF_ARTICLE))
_ROW = _ARTICLE.update().where(_OF_ARTICLE)
_SET = Prepared(_ROW)
_VISITED = Prepared(_ROW.values(failures=0, visits=_ARTICLE.c.visits + 1))
_FAILED = Prepared(_ROW.values(failures=_ARTICLE.c.failures + 1))
_NEW = Prepared(_ARTICLE.insert().returning(_ARTICLE.c.id))
_NEW_BANDS, _NEW_GATES = Prepared(_BAND.insert()), Prepared(_GATE.insert())
_NO_BANDS = Prepared(_BAND.delete().where(_BAND.c.article_id == bindparam("of_article")))
_NO_GATES = Prepared(
    _GATE.delete().where(
        _GATE.c.article_id == bindparam("of_article"),
        _GATE.c.watchlist.in_(bindparam("of_watchlists", expanding=True)),
    )
)


def due_hosts(
    session: Session, now: datetime, *, busy: Collection[str] = (), held: Collection[int] = (), lease: float = 300.0
) -> tuple[str, ...]:
    """Hosts with an article to fetch, those with the most urgent one first; `busy` hosts, `held` articles are left out."""
    rows = session.exec(
        select(ArticleRow.host, func.max(ArticleRow.priority), func.min(ArticleRow.next_visit_at))
        .where(col(ArticleRow.next_visit_at) <= now, _free(now, lease), col(ArticleRow.host).not_in(busy))
        .where(col(ArticleRow.id).not_in(held))
        .group_by(ArticleRow.host)
    ).all()
    return tuple(row[0] for row in sorted(rows, key=lambda row: (-row[1], row[2])))


def lease_next(session: Session, host: str, now: datetime, *, seconds: float) -> ArticleState | None:
    """Takes the next article of a host: topic words in the title first, news before what a
    feed's first visit brought, first visits before revisits, then the longest waiting; of one
    feed visit's articles the oldest, so that a story is told in its order.

    A lease that ran out (crash), or lies further ahead than twice `seconds` (clock set back), counts as free.
    """
    asked = {"of_host": host, "now": now, "far": now + timedelta(seconds=2 * seconds)}
    row = _NEXT.first(session, asked)
    if row is None:
        return None
    found, until = state_of(row), now + timedelta(seconds=seconds)
    _SET.run(session, {"of_article": found.id, "lease_until": until})
    return replace(found, lease_until=until)


def give_back(session: Session, taken: Mapping[int, datetime]) -> None:
    """Gives up leases of one's own (article -> until when), where they are still one's own."""
    for article_id, until in taken.items():
        _OURS.run(session, {"of_article": article_id, "until": until, "lease_until": None})


_OURS = Prepared(_ROW.where(_ARTICLE.c.lease_until == bindparam("until")))


def in_line(
    session: Session, host: str, now: datetime, *, held: Collection[int] = (), most: int
) -> tuple[ArticleState, ...]:
    """The articles that wait at a host, in the order of `lease_next`, whoever holds a lease; `held` ones are left out."""
    asked = {"of_host": host, "now": now, "most": most, "held": held or (0,)}
    return tuple(state_of(row) for row in _IN_LINE.rows(session, asked))


_WAITING = (
    _ALL.where(_ARTICLE.c.host == bindparam("of_host"), _ARTICLE.c.next_visit_at <= bindparam("now"))
    .order_by(
        _ARTICLE.c.priority.desc(),
        _ARTICLE.c.first_sight,
        _ARTICLE.c.visits,
        _ARTICLE.c.next_visit_at,
        _ARTICLE.c.published,
    )
)  # fmt: skip
_NEXT = Prepared(
    _WAITING.where(
        _ARTICLE.c.lease_until.is_(None)
        | (_ARTICLE.c.lease_until < bindparam("now"))
        | (_ARTICLE.c.lease_until > bindparam("far")),
    ).limit(1)
)
_IN_LINE = Prepared(_WAITING.where(_ARTICLE.c.id.not_in(bindparam("held", expanding=True))).limit(bindparam("most")))


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
    written = {
        "of_article": article_id,
        "state": state,
        "next_visit_at": next_visit_at,
        "lease_until": None,
        "problem": problem,
        "problem_values": _json(values),
        **(columns or {}),
    }
    (_FAILED if failed else _VISITED).run(session, written)


def release(session: Session, article_id: int) -> None:
    """Gives a lease back without a visit (stop, database busy)."""
    _SET.run(session, {"of_article": article_id, "lease_until": None})


def release_leases(session: Session) -> None:
    """Gives every leased article back."""
    leased = _ARTICLE.update().where(_ARTICLE.c.lease_until.is_not(None))
    session.connection().execute(leased.values(lease_until=None))


def by_url(session: Session, url: str) -> ArticleState | None:
    """The article at a canonical address."""
    row = _BY_URL.first(session, {"at_url": url})
    return state_of(row) if row else None


def by_id(session: Session, article_id: int) -> ArticleState:
    """One article; raises LookupError when there is none."""
    found = find(session, article_id)
    if found is None:
        raise LookupError(article_id)
    return found


def find(session: Session, article_id: int) -> ArticleState | None:
    """One article, None when there is none."""
    row = _BY_ID.first(session, {"of_article": article_id})
    return state_of(row) if row else None


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
    found = _SKETCH_AT.first(session, {"at_url": url})
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
    row = {
        "url": url,
        "link": url,
        "host": "",
        "origin": origin,
        "title": title,
        "outlet": outlet,
        "state": "read",
        "published": published,
        "found_at": now,
        "first_sight": first_sight,
    }
    (number,) = _NEW.rows(session, row)[0]
    return int(number)


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
    story, had = _STORY_AT.rows(session, {"of_article": article_id})[0]
    story = story_of(session, article_id, story, sketch, bands, same, now=now)
    _SET.run(session, {"of_article": article_id, "story": story, "sketch": sketch})
    put_bands(session, article_id, bands, first=not had)
    return story


def story_of(
    session: Session,
    article_id: int,
    standing: str,
    sketch: bytes,
    bands: Sequence[int],
    same: Callable[[bytes, bytes], bool],
    *,
    now: datetime,
) -> str:
    """The id of the story that a text with this sketch belongs to, by the rule of `set_story`; `standing`: its present
    one, "" for none."""
    if standing not in {"", str(article_id)}:
        return standing
    twin = _twin(session, article_id, sketch, bands, same, now)
    return (twin.story or str(twin.id)) if twin else str(article_id)


def put_bands(session: Session, article_id: int, bands: Sequence[int], *, first: bool) -> None:
    """Makes these the bands of an article; `first`: it had none."""
    if not first:
        _NO_BANDS.run(session, {"of_article": article_id})
    _NEW_BANDS.many(session, [{"value": value, "article_id": article_id} for value in dict.fromkeys(bands)])


_SHARED = Prepared(
    sql(_BAND.c.article_id)
    .join(_ARTICLE, _ARTICLE.c.id == _BAND.c.article_id)
    .where(_BAND.c.value.in_(bindparam("of_bands", expanding=True)), _BAND.c.article_id != bindparam("of_article"))
    .where(_ARTICLE.c.found_at >= bindparam("since"))
    .group_by(_BAND.c.article_id)
    .order_by(func.count().desc(), _BAND.c.article_id)
    .limit(CANDIDATES)
)
_CANDIDATES = Prepared(
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
    asked = {"of_article": article_id, "of_bands": bands, "since": since}
    ids = [row[0] for row in _SHARED.rows(session, asked)]
    if not ids:
        return None
    candidates = (_Twin(*row) for row in _CANDIDATES.rows(session, {"of_articles": ids}))
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
    _NO_GATES.run(session, {"of_article": article_id, "of_watchlists": list(reasons)})
    rows = [
        {
            "article_id": article_id,
            "watchlist": watchlist,
            "reason": reason,
            "values": _json(values),
            "decided_at": now,
        }
        for watchlist, (reason, values) in reasons.items()
    ]
    _NEW_GATES.many(session, rows)


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


def _json(values: Mapping[str, object] | None) -> str:
    return json.dumps(dict(values), ensure_ascii=False, default=str) if values else "{}"


def state_of(row: Sequence[Any]) -> ArticleState:
    """An article from its columns, in the order of `NAMES`."""
    found = dict(zip(NAMES, row, strict=True))
    values = found["problem_values"]
    found["problem_values"] = json.loads(values) if values and values != "{}" else {}
    return ArticleState(**found)
