"""Names of watchlists as their texts say them; parsed once per text."""

from __future__ import annotations

from functools import lru_cache

from monitor.errors import WatchlistProblems
from monitor.store import Session
from monitor.store.views import watchlists
from monitor.watchlist import read_watchlist


def names(session: Session) -> dict[str, str]:
    """Watchlist id -> name, of the versions in force."""
    return {version.watchlist: name_of(version.watchlist, version.text) for version in watchlists.in_force(session)}


@lru_cache(maxsize=256)
def name_of(ident: str, text: str) -> str:
    """The name in the text; the id when the text is from another age."""
    try:
        return read_watchlist(text, id=ident).name or ident
    except WatchlistProblems:
        return ident
