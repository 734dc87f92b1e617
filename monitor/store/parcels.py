"""Fetched pages on their way from the worker that fetched to the one that reads, each decided exactly once.

A parcel is taken with a lease and dropped in the transaction that decides on it: whoever lost it meanwhile (too slow,
cut off) finds it gone or somebody else's, and decides nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from monitor.errors import StoreError
from monitor.feeds.model import Fetched
from monitor.store.codec import dump, load
from monitor.store.tables import ArticleRow, ParcelRow

#: the fastest level: 255 kB of page become 45 kB in 3 ms
LEVEL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A page to be read, and how often somebody took it up."""

    article_id: int
    fetched: Fetched
    tries: int


def add(session: Session, article_id: int, fetched: Fetched, now: datetime) -> None:
    """Hands a page on; the article waits for nothing else meanwhile."""
    article = session.exec(select(ArticleRow).where(ArticleRow.id == article_id)).one()
    article.next_visit_at = article.lease_until = None
    session.exec(delete(ParcelRow).where(col(ParcelRow.article_id) == article_id))
    session.add(
        ParcelRow(
            article_id=article_id,
            data=dump(replace(fetched, body=b"")),
            body=zlib.compress(fetched.body, LEVEL),
            priority=-article.priority,
            created_at=now,
        )
    )


def take(session: Session, owner: str, now: datetime, *, seconds: float, most: int) -> tuple[Parcel, ...]:
    """The next pages to read, topic words in the title first, then the longest waiting; others pass over them."""
    free = or_(
        col(ParcelRow.lease_until).is_(None),
        col(ParcelRow.lease_until) < now,
        col(ParcelRow.lease_until) > now + timedelta(seconds=2 * seconds),
    )
    rows = session.exec(
        select(ParcelRow)
        .where(free)
        .order_by(col(ParcelRow.priority), col(ParcelRow.created_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.owner, row.lease_until, row.tries = owner, now + timedelta(seconds=seconds), row.tries + 1
    return tuple(_parcel(row) for row in rows)


def finish(session: Session, article_id: int, owner: str) -> None:
    """Drops a parcel in the transaction that decides on it; raises `store.taken` when it is not the owner's any more."""
    gone = session.exec(delete(ParcelRow).where(col(ParcelRow.article_id) == article_id, col(ParcelRow.owner) == owner))
    if not gone.rowcount:
        raise StoreError("store.taken")


def release(session: Session, owner: str) -> None:
    """Gives back what an owner took and did not finish (orderly stop)."""
    session.exec(update(ParcelRow).where(col(ParcelRow.owner) == owner).values(owner="", lease_until=None))


def waiting(session: Session, now: datetime) -> int:
    """How many pages nobody reads at the moment."""
    free = or_(col(ParcelRow.lease_until).is_(None), col(ParcelRow.lease_until) < now)
    return session.exec(select(func.count()).select_from(ParcelRow).where(free)).one()


def _parcel(row: ParcelRow) -> Parcel:
    fetched = replace(load(Fetched, row.data), body=zlib.decompress(row.body))
    return Parcel(article_id=row.article_id, fetched=fetched, tries=row.tries)
