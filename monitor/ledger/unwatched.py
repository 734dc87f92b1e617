"""Figures on topic that no claim asks for, folded and offered as ready claims."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.articles.model import Revision
from monitor.ledger.model import Unwatched
from monitor.reading.model import Reading
from monitor.watchlist.model import Watchlist


def unwatched(watchlist: Watchlist, read: Iterable[tuple[Revision, Reading]]) -> tuple[Unwatched, ...]:
    """Figures of on-topic articles that no claim counts, folded by counted noun and predicate, most seen first."""
    raise NotImplementedError
