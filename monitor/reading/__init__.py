"""What an article says: figures and statements, each with its place, its source and the rules that read it.

Front door; the rules of German load with the first call. Reading knows no watchlist, no store, no clock. `observe` never
raises on a text.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.reading.lines import as_line as as_line
    from monitor.reading.whole import observe as observe

__all__ = ["VERSION", "as_line", "observe"]

#: version of the reader; stored with every observation, so that a better reader may read again
VERSION = "1"

_ROOMS = {"as_line": "lines", "observe": "whole"}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(name)
    found = getattr(import_module(f"monitor.reading.{_ROOMS[name]}"), name)
    globals()[name] = found
    return found
