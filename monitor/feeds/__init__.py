"""Feeds: what publishers announce. Bytes in, cleaned entries out; when to come again; what robots may read.

Front door; heavy libraries (feedparser, lxml, Protego) load with the first call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.feeds.address import canonical as canonical
    from monitor.feeds.clean import plain as plain
    from monitor.feeds.dates import read_date as read_date
    from monitor.feeds.due import next_visit as next_visit
    from monitor.feeds.homepage import discover as discover
    from monitor.feeds.lines import entry_line as entry_line
    from monitor.feeds.opml import read_opml as read_opml
    from monitor.feeds.opml import write_opml as write_opml
    from monitor.feeds.read import read_feed as read_feed
    from monitor.feeds.robots import is_reserved as is_reserved
    from monitor.feeds.robots import read_robots as read_robots

__all__ = [
    "canonical",
    "discover",
    "entry_line",
    "is_reserved",
    "next_visit",
    "plain",
    "read_date",
    "read_feed",
    "read_opml",
    "read_robots",
    "write_opml",
]

_ROOMS = {
    "canonical": "address",
    "discover": "homepage",
    "entry_line": "lines",
    "is_reserved": "robots",
    "next_visit": "due",
    "plain": "clean",
    "read_date": "dates",
    "read_feed": "read",
    "read_opml": "opml",
    "read_robots": "robots",
    "write_opml": "opml",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(name)
    value = getattr(import_module(f"monitor.feeds.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
