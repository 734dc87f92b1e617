"""Deletions that time asks for. Evidence and the logs are never among them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from monitor.store.codec import dump, load
from monitor.store.tables import (
    ArticleRow,
    BandRow,
    EntryRow,
    GateRow,
    JobRow,
    RevisionRow,
    SessionRow,
    TryRow,
)

#: a near-duplicate is looked for this long
BAND_DAYS = 31


def drop_texts(session: Session, before: datetime, *, limit_rows: int) -> int:
    """Removes full texts (and leads) of states found before a moment, of articles that came from feeds."""
    from dataclasses import replace

    from monitor.articles.model import Revision

    rows = session.exec(
        select(RevisionRow)
        .join(ArticleRow, col(ArticleRow.id) == col(RevisionRow.article_id))
        .where(col(RevisionRow.text).is_not(None), RevisionRow.found_at < before)
        .where(col(ArticleRow.origin).in_(("feed", "live")))
        .limit(limit_rows)
    ).all()
    for row in rows:
        row.text = None
        row.data = dump(replace(load(Revision, row.data), lead=""))
    return len(rows)


def drop_off_topic(session: Session, before: datetime, *, limit_rows: int) -> int:
    """Forgets articles that were never on topic, with their entries; those still in a feed would come again, so only
    the ones no entry has named since."""
    ids = session.exec(
        select(ArticleRow.id)
        .where(
            ArticleRow.found_at < before,
            ArticleRow.origin == "feed",
            col(ArticleRow.state).in_(("gated", "failed", "none", "wall", "gone")),
            col(ArticleRow.id).not_in(select(RevisionRow.article_id)),
        )
        .limit(limit_rows)
    ).all()
    if ids:
        session.exec(delete(GateRow).where(col(GateRow.article_id).in_(ids)))
        session.exec(delete(BandRow).where(col(BandRow.article_id).in_(ids)))
        session.exec(
            update(EntryRow).where(col(EntryRow.article_id).in_(ids)).values(article_id=None, title="", summary="")
        )
        session.exec(delete(ArticleRow).where(col(ArticleRow.id).in_(ids)))
    return len(ids)


def drop_worn_out(session: Session, now: datetime) -> int:
    """Old sketches' bands, ended sessions, failed logins, finished jobs."""
    old = select(ArticleRow.id).where(ArticleRow.found_at < now - timedelta(days=BAND_DAYS))
    deletions = (
        delete(BandRow).where(col(BandRow.article_id).in_(old)),
        delete(SessionRow).where(col(SessionRow.ends_at) < now),
        delete(TryRow).where(col(TryRow.at) < now - timedelta(days=1)),
        delete(JobRow).where(col(JobRow.ended_at) < now - timedelta(days=30)),
    )
    return sum(session.exec(statement).rowcount for statement in deletions)
