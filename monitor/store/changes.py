"""The change log: written once, never altered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Table, bindparam
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from monitor.ledger.model import Change, ChangeType
from monitor.store.codec import dump, load
from monitor.store.straight import Prepared
from monitor.store.tables import ChangeRow, MarkRow

_CHANGE: Table = ChangeRow.__table__  # type: ignore[attr-defined]
_KEYS: BindParameter[str] = bindparam("of_keys", expanding=True)
_IDS = Prepared(sql(_CHANGE.c.key, _CHANGE.c.id).where(_CHANGE.c.key.in_(_KEYS)))
_SUPERSEDED = Prepared(sql(_CHANGE.c.supersedes).where(_CHANGE.c.supersedes.in_(_KEYS)))
_NEW = Prepared(_CHANGE.insert())
RANKS = {kind: place for place, kind in enumerate(ChangeType)}


def add(session: Session, changes: Iterable[Change], now: datetime, *, baseline: bool = False) -> tuple[Change, ...]:
    """Writes changes that were not decided before; returns those."""
    wanted = {change.key: change for change in changes}
    if not wanted:
        return ()
    known = ids(session, wanted)
    fresh = tuple(change for key, change in wanted.items() if key not in known)
    _NEW.many(session, [_row(change, now, baseline) for change in fresh])
    return fresh


def ids(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """Key -> row id of those changes that stand in the log."""
    wanted = tuple(keys)
    return dict(_IDS.rows(session, {"of_keys": wanted})) if wanted else {}


def by_keys(session: Session, keys: Iterable[str]) -> tuple[Change, ...]:
    """Changes by key, in the order they were decided."""
    wanted = tuple(keys)
    if not wanted:
        return ()
    rows = session.exec(select(ChangeRow.data).where(col(ChangeRow.key).in_(wanted)).order_by(col(ChangeRow.id)))
    return tuple(load(Change, data) for data in rows)


def of_article(session: Session, article_id: int) -> tuple[Change, ...]:
    """Changes whose evidence stands in an article."""
    rows = session.exec(select(ChangeRow.data).where(ChangeRow.article_id == article_id).order_by(col(ChangeRow.id)))
    return tuple(load(Change, data) for data in rows)


def superseded_keys(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Which of these changes a later entry has taken back already."""
    wanted = tuple(keys)
    if not wanted:
        return frozenset()
    return frozenset(key for (key,) in _SUPERSEDED.rows(session, {"of_keys": wanted}))


def since(
    session: Session,
    moment: datetime | None = None,
    *,
    watchlist: str = "",
    claim: str = "",
    baseline: bool | None = False,
    limit: int | None = None,
) -> tuple[tuple[datetime, Change], ...]:
    """(decided at, change) in the order of decision; `baseline` None: both kinds."""
    query = select(ChangeRow.decided_at, ChangeRow.data).order_by(col(ChangeRow.id))
    if moment is not None:
        query = query.where(ChangeRow.decided_at >= moment)
    if watchlist:
        query = query.where(ChangeRow.watchlist == watchlist)
    if claim:
        query = query.where(ChangeRow.claim == claim)
    if baseline is not None:
        query = query.where(ChangeRow.baseline == baseline)
    return tuple((decided, load(Change, data)) for decided, data in session.exec(query.limit(limit)))


def judged(session: Session) -> tuple[tuple[Change, str, str, str], ...]:
    """(change, verdict of the desk, who, note) of every change that was judged; the newest judgement counts, one taken
    back (empty) is none."""
    rows = session.exec(
        select(ChangeRow.data, MarkRow.value, MarkRow.author, MarkRow.change_key)
        .join(MarkRow, col(MarkRow.change_key) == col(ChangeRow.key))
        .where(MarkRow.kind == "judge")
        .order_by(col(MarkRow.id))
    )
    newest = {key: (data, value, author) for data, value, author, key in rows}
    notes = dict(
        session.exec(
            select(MarkRow.change_key, MarkRow.value).where(MarkRow.kind == "note").order_by(col(MarkRow.id))
        ).all()
    )
    return tuple(
        (load(Change, data), value, author, notes.get(key, ""))
        for key, (data, value, author) in newest.items()
        if value
    )


def _row(change: Change, now: datetime, baseline: bool) -> dict[str, object]:
    evidence = change.evidence
    return {
        "key": change.key,
        "watchlist": change.watchlist,
        "claim": change.claim,
        "claim_version": change.claim_version,
        "type": change.type.value,
        "rank": RANKS[change.type],
        "grade": change.grade.value,
        "party": change.party,
        "outlet": evidence.outlet,
        "article_id": int(evidence.article) if evidence.article.isdigit() else None,
        "at": change.at,
        "decided_at": now,
        "late": change.late,
        "baseline": baseline,
        "supersedes": change.supersedes,
        "data": dump(change),
        "words": "\n".join((evidence.sentence, change.speaker, change.party, evidence.title, evidence.outlet)),
    }
