"""Whether what a worker began may still be written: the article is still its own, and the watchlists are those it knew.

Among many machines a worker may have lost an article while it read it (too slow, cut off), and another process may have
put other watchlists in force. Asked in the very transaction that writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session

from monitor.errors import StoreError
from monitor.store.tables import ArticleRow, WatchlistVersionRow

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]
_VERSION: Table = WatchlistVersionRow.__table__  # type: ignore[attr-defined]
_NUMBERS = sql(func.array_agg(_VERSION.c.id)).where(_VERSION.c.in_force).scalar_subquery()
_STANDING = sql(_ARTICLE.c.lease_until, _NUMBERS).where(_ARTICLE.c.id == bindparam("of_article"))


def pass_or_raise(
    session: Session, article_id: int, lease: datetime | None, numbers: Sequence[int] | None = None
) -> None:
    """Returns when `lease` is the one in force (None: not asked), and `numbers` those of the watchlists in force.

    Raises StoreError `store.taken`, `store.stale`; the transaction has written nothing then. A server's database only.
    """
    found = session.connection().execute(_STANDING, {"of_article": article_id}).first()
    if found is None or (lease is not None and found[0] != lease):
        raise StoreError("store.taken")
    if numbers is not None and tuple(sorted(found[1] or ())) != tuple(numbers):
        raise StoreError("store.stale")
