"""Deletions that time asks for, a portion at a time. Evidence and the logs are never among them.

Each portion is a few statements over row numbers: nothing is loaded as an object, and tables of millions of rows are
neither locked for long nor read as a whole for each portion.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, exists
from sqlalchemy import select as sql
from sqlmodel import Session, col, delete

from monitor.store.codec import dump, load
from monitor.store.tables import (
    ArticleRow,
    BandRow,
    EntryRow,
    GateRow,
    JobRow,
    ParcelRow,
    RevisionRow,
    SessionRow,
    TryRow,
)

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]
_BAND: Table = BandRow.__table__  # type: ignore[attr-defined]
_ENTRY: Table = EntryRow.__table__  # type: ignore[attr-defined]
_GATE: Table = GateRow.__table__  # type: ignore[attr-defined]
_PARCEL: Table = ParcelRow.__table__  # type: ignore[attr-defined]
_REVISION: Table = RevisionRow.__table__  # type: ignore[attr-defined]
#: a near-duplicate is looked for this long
BAND_DAYS = 31
#: states of articles that were never on topic
OFF_TOPIC = ("gated", "failed", "none", "wall", "gone")


def drop_texts(session: Session, before: datetime, *, limit_rows: int) -> int:
    """Removes full texts (and leads) of states found before a moment, of articles that came from feeds."""
    from monitor.articles.model import Revision

    old = (
        sql(_REVISION.c.id, _REVISION.c.data)
        .join(_ARTICLE, _ARTICLE.c.id == _REVISION.c.article_id)
        .where(_REVISION.c.text.is_not(None), _REVISION.c.found_at < before, _ARTICLE.c.origin.in_(("feed", "live")))
        .order_by(_REVISION.c.id)
        .limit(limit_rows)
    )
    rows = [
        {"of_row": row.id, "text": None, "data": dump(replace(load(Revision, row.data), lead=""))}
        for row in session.connection().execute(old)
    ]
    if rows:
        session.connection().execute(_REVISION.update().where(_REVISION.c.id == bindparam("of_row")), rows)
    return len(rows)


def drop_off_topic(session: Session, before: datetime, *, limit_rows: int) -> int:
    """Forgets articles that were never on topic, with their entries; those still in a feed would come again, so only
    the ones no entry has named since."""
    connection = session.connection()
    old = (
        sql(_ARTICLE.c.id)
        .where(
            _ARTICLE.c.found_at < before,
            _ARTICLE.c.origin == "feed",
            _ARTICLE.c.state.in_(OFF_TOPIC),
            ~exists().where(_REVISION.c.article_id == _ARTICLE.c.id),
            ~exists().where(_PARCEL.c.article_id == _ARTICLE.c.id),
        )
        .order_by(_ARTICLE.c.id)
        .limit(limit_rows)
    )
    ids = [row[0] for row in connection.execute(old)]
    if ids:
        for table in (_GATE, _BAND):
            connection.execute(table.delete().where(table.c.article_id.in_(ids)))
        forgotten = _ENTRY.update().where(_ENTRY.c.article_id.in_(ids))
        connection.execute(forgotten.values(article_id=None, title="", summary=""))
        connection.execute(_ARTICLE.delete().where(_ARTICLE.c.id.in_(ids)))
    return len(ids)


def drop_bands(session: Session, now: datetime, *, limit_rows: int) -> int:
    """Forgets by what near-duplicates of old articles were found; the oldest first."""
    old = (
        sql(_BAND.c.id)
        .join(_ARTICLE, _ARTICLE.c.id == _BAND.c.article_id)
        .where(_ARTICLE.c.found_at < now - timedelta(days=BAND_DAYS))
        .order_by(_BAND.c.id)
        .limit(limit_rows)
    )
    ids = [row[0] for row in session.connection().execute(old)]
    if ids:
        session.connection().execute(_BAND.delete().where(_BAND.c.id.in_(ids)))
    return len(ids)


def drop_worn_out(session: Session, now: datetime) -> int:
    """Ended sessions, failed logins, finished jobs."""
    deletions = (
        delete(SessionRow).where(col(SessionRow.ends_at) < now),
        delete(TryRow).where(col(TryRow.at) < now - timedelta(days=1)),
        delete(JobRow).where(col(JobRow.ended_at) < now - timedelta(days=30)),
    )
    return sum(session.exec(statement).rowcount for statement in deletions)
