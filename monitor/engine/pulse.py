"""Signs of life and running counts of one process, kept in memory: known even when the database is not there."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

#: upper bounds in seconds of what durations are counted by; longer ones count beside them
BOUNDS = (0.05, 0.2, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0)


@dataclass(slots=True)
class Durations:
    """How long something took, how often: enough for a mean and a percentile."""

    total: float = 0.0
    #: how many took at most each bound (and more than the one before); the last: longer than all
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def add(self, seconds: float) -> None:
        """One more; a clock that was set back gives 0."""
        seconds = max(0.0, seconds)
        self.total += seconds
        self.counts[bisect_left(BOUNDS, seconds)] += 1


@dataclass(slots=True)
class Pulse:
    """What a process knows of itself without asking anybody."""

    #: monotonic time of the last poll tick, None: none yet
    tick: float | None = None
    #: the database refuses work: message key, and since when (monotonic)
    store_problem: str = ""
    store_since: float = 0.0
    #: the desk was told of it without the database
    emergency_told: bool = False
    #: both clocks at the last look, to notice a jump
    clocks: tuple[datetime, float] | None = None
    #: visits to feeds, by `VisitResult`
    polls: Counter[str] = field(default_factory=Counter)
    #: visits to pages, by kind of page, "off_topic", "unchanged" or "failed"
    pages: Counter[str] = field(default_factory=Counter)
    #: from when a feed was due until its visit was over
    poll_lag: Durations = field(default_factory=Durations)
    #: gate, extraction and reading of a page, with its wait for a worker
    reading: Durations = field(default_factory=Durations)
    #: from when a feed first named an article until it was decided
    decided: Durations = field(default_factory=Durations)
