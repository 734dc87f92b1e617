"""The watchlists in force, compiled: what the gate and the ledger ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from monitor.watchlist import anchors, compile_terms
from monitor.watchlist.model import Watchlist


@dataclass(slots=True)
class Watched:
    """Replaced as a whole when a watchlist changes, so that a step sees one state of affairs."""

    watchlists: tuple[Watchlist, ...] = ()
    #: anchor words of all watchlists, sorted
    anchors: tuple[str, ...] = ()
    #: path -> (modified ns, size, inode, monotonic time since when it kept still)
    seen: dict[str, tuple[tuple[int, int, int], float]] = field(default_factory=dict)
    #: path -> content signature that was read last
    read: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    #: (watchlist, text) -> what it says, for those in force
    parsed: dict[tuple[str, str], Watchlist] = field(default_factory=dict)
    #: ((files, stored versions), monotonic time) of the last comparison of the two
    compared: tuple[tuple[frozenset[Path], tuple[int, ...]], float] | None = None
    #: the stored versions these are
    numbers: tuple[int, ...] = ()

    def put(self, watchlists: tuple[Watchlist, ...], numbers: tuple[int, ...] = ()) -> None:
        """Takes these as the ones in force."""
        self.numbers = numbers
        self.watchlists = watchlists
        self.anchors = tuple(sorted({word for watchlist in watchlists for word in anchors(watchlist)}))

    def touches(self, text: str) -> bool:
        """Whether a watched word stands in a text."""
        return bool(self.anchors) and compile_terms(self.anchors).touches(text)
