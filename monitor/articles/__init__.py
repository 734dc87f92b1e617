"""Articles: what a page says, which article it is, and whether its text changed.

Front door; heavy libraries (trafilatura, lxml, selectolax) load with the first call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.articles.files import as_revision as as_revision
    from monitor.articles.files import dates_of as dates_of
    from monitor.articles.files import read_documents as read_documents
    from monitor.articles.gate import shows as shows
    from monitor.articles.gate import visible_text as visible_text
    from monitor.articles.lines import page_line as page_line
    from monitor.articles.near import bands as bands
    from monitor.articles.near import same as same
    from monitor.articles.near import sketch as sketch
    from monitor.articles.outlets import outlet_of as outlet_of
    from monitor.articles.page import extract as extract
    from monitor.articles.page import joined as joined
    from monitor.articles.revisions import revise as revise
    from monitor.feeds import canonical as canonical

__all__ = ["as_revision", "bands", "canonical", "dates_of", "extract", "joined", "outlet_of", "page_line", "read_documents",
           "revise", "same", "shows", "sketch", "visible_text"]  # fmt: skip

_ROOMS = {
    "as_revision": "articles.files",
    "bands": "articles.near",
    "canonical": "feeds",
    "dates_of": "articles.files",
    "extract": "articles.page",
    "joined": "articles.page",
    "outlet_of": "articles.outlets",
    "page_line": "articles.lines",
    "read_documents": "articles.files",
    "revise": "articles.revisions",
    "same": "articles.near",
    "shows": "articles.gate",
    "sketch": "articles.near",
    "visible_text": "articles.gate",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(name)
    value = getattr(import_module(f"monitor.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
