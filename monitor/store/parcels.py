"""Fetched pages on their way from the worker that fetched to the one that reads, each decided exactly once.

A parcel is taken with a lease and dropped in the transaction that decides on it: whoever lost it meanwhile (too slow,
cut off) finds it gone or somebody else's, and decides nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, Table, bindparam, func, update
from sqlalchemy import select as sql
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from monitor.errors import StoreError
from monitor.feeds.model import Fetched
from monitor.store.codec import dump, load
from monitor.store.tables import ArticleRow, ParcelRow

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]
_PARCEL: Table = ParcelRow.__table__  # type: ignore[attr-defined]
_ORDER = (_PARCEL.c.priority, _PARCEL.c.created_at)
#: brotli's second quality: 290 kB of page become 40 kB in 0.8 ms (zlib's fastest: 70 kB in 1.7 ms)
QUALITY = 1
#: first byte of what we pack; earlier versions packed with zlib, which begins otherwise
BROTLI = b"\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A page to be read, and how often somebody took it up."""

    article_id: int
    fetched: Fetched
    tries: int


def add(session: Session, article_id: int, fetched: Fetched, now: datetime) -> None:
    """Hands a page on; the article waits for nothing else meanwhile."""
    connection = session.connection()
    priority = connection.execute(_HANDED, {"of_article": article_id}).scalar_one()
    row = {
        "article_id": article_id,
        "data": dump(replace(fetched, body=b"")),
        "body": _packed(fetched.body),
        "priority": -priority,
        "created_at": now,
        "owner": "",
        "lease_until": None,
        "tries": 0,
    }
    connection.execute(_PUT, row)


_HANDED = (
    _ARTICLE.update()
    .where(_ARTICLE.c.id == bindparam("of_article"))
    .values(next_visit_at=None, lease_until=None)
    .returning(_ARTICLE.c.priority)
)
_INSERT = insert(_PARCEL)
_PUT = _INSERT.on_conflict_do_update(index_elements=["article_id"], set_=dict(_INSERT.excluded))


def take(session: Session, owner: str, now: datetime, *, seconds: float, most: int) -> tuple[Parcel, ...]:
    """The next pages to read, topic words in the title first, then the longest waiting; others pass over them."""
    until = now + timedelta(seconds=seconds)
    asked = {"now": now, "far": until + timedelta(seconds=seconds), "most": most, "by": owner, "until": until}
    rows = session.connection().execute(_TAKE, asked).all()
    return tuple(_parcel(row) for row in sorted(rows, key=lambda row: (row.priority, row.created_at)))


_FREE = (
    _PARCEL.c.lease_until.is_(None)
    | (_PARCEL.c.lease_until < bindparam("now"))
    | (_PARCEL.c.lease_until > bindparam("far"))
)
_NEXT = (
    sql(_PARCEL.c.article_id)
    .where(_FREE)
    .order_by(_PARCEL.c.priority, _PARCEL.c.created_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    _PARCEL.update()
    .where(_PARCEL.c.article_id.in_(_NEXT))
    .values(owner=bindparam("by"), lease_until=bindparam("until"), tries=_PARCEL.c.tries + 1)
    .returning(_PARCEL.c.article_id, _PARCEL.c.data, _PARCEL.c.body, _PARCEL.c.tries, *_ORDER)
)


def finish(session: Session, article_id: int, owner: str) -> None:
    """Drops a parcel in the transaction that decides on it; raises `store.taken` when it is not the owner's any more."""
    if not session.connection().execute(_FINISH, {"of_article": article_id, "by": owner}).rowcount:
        raise StoreError("store.taken")


_FINISH = _PARCEL.delete().where(_PARCEL.c.article_id == bindparam("of_article"), _PARCEL.c.owner == bindparam("by"))


def release(session: Session, owner: str) -> None:
    """Gives back what an owner took and did not finish (orderly stop)."""
    session.exec(update(ParcelRow).where(col(ParcelRow.owner) == owner).values(owner="", lease_until=None))


def waiting(session: Session, now: datetime) -> int:
    """How many pages nobody reads at the moment."""
    return int(session.connection().execute(_WAITING, {"now": now}).scalar() or 0)


_WAITING = sql(func.count()).where(_PARCEL.c.lease_until.is_(None) | (_PARCEL.c.lease_until < bindparam("now")))


def _parcel(row: Row[Any]) -> Parcel:
    fetched = replace(load(Fetched, row.data), body=_unpacked(row.body))
    return Parcel(article_id=row.article_id, fetched=fetched, tries=row.tries)


def _packed(body: bytes) -> bytes:
    import brotli

    return BROTLI + bytes(brotli.compress(body, quality=QUALITY))


def _unpacked(data: bytes) -> bytes:
    import brotli

    return bytes(brotli.decompress(data[1:])) if data.startswith(BROTLI) else zlib.decompress(data)
