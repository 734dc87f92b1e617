"""What time it is, as a value that is handed down; only `app` builds the real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Two clocks: `now` for people and records (it may jump), `monotonic` for deadlines (it may not)."""

    #: aware UTC
    now: Callable[[], datetime]
    #: seconds from an arbitrary start
    monotonic: Callable[[], float]
