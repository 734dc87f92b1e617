"""Observations as the claims of a watchlist see them: in scope or not, by whom, when, which value."""

from __future__ import annotations

from monitor.articles.model import Revision
from monitor.ledger.model import Fact
from monitor.reading.model import Reading
from monitor.watchlist.model import Watchlist


def touch(watchlist: Watchlist, revision: Revision, reading: Reading) -> tuple[Fact, ...]:
    """Every observation that touches a claim, in claim and text order; joint sources give one fact per party."""
    raise NotImplementedError
