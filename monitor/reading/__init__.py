"""What an article says: figures and statements, each with its place, its source and the rules that read it.

Reading knows no watchlist, no store, no clock. `observe` never raises on a text.
"""

from __future__ import annotations

from monitor.reading.lines import as_line
from monitor.reading.observe import VERSION, observe

__all__ = ["VERSION", "as_line", "observe"]
