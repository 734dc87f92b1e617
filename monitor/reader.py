"""The one step of CPU work per page, as a plain picklable function for the worker processes.

Bytes in; page, reading and sketch out. It knows no database and no network, and loads the heavy libraries in the worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.articles import extract, sketch, visible_text
from monitor.articles.model import Page, PageKind
from monitor.feeds import read_feed
from monitor.feeds.model import FeedDocument
from monitor.reading import observe
from monitor.reading.model import Reading
from monitor.watchlist import compile_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What one page gave."""

    #: a watched word stands in the page (before extraction) and in its article (after it)
    on_topic: bool
    #: None: the page was never extracted, no watched word stands anywhere in it
    page: Page | None = None
    reading: Reading | None = None
    #: near-duplicate sketch of the text, b"" for short ones
    sketch: bytes = b""


def read_page(body: bytes, url: str, anchors: tuple[str, ...], now: datetime, outlet: str = "") -> PageRead:
    """A page read as far as it deserves: gate on its visible text, extraction, gate on its article, reading.

    `anchors` are the words of all watchlists; `now` (aware UTC) bounds dates and stands in for missing ones. Walls and
    pages without text come back with their kind and reason, unread.
    """
    matcher = compile_terms(anchors)
    if not anchors or not matcher.touches(visible_text(body)):
        return PageRead(on_topic=False)
    page = extract(body, url=url, now=now)
    if page.kind in {PageKind.WALL, PageKind.NONE}:
        return PageRead(on_topic=True, page=page)
    if not matcher.touches(f"{page.title}\n{page.text}"):
        return PageRead(on_topic=False, page=page)
    reading = observe(page.text, title=page.title, published=page.published or now, outlet=page.outlet or outlet)
    return PageRead(on_topic=True, page=page, reading=reading, sketch=sketch(page.text))


def read_text(text: str, title: str, published: datetime, outlet: str) -> Reading:
    """`reading.observe` with plain arguments, for texts that are no web page (corpus, archives)."""
    return observe(text, title=title, published=published, outlet=outlet)


def read_entries(
    body: bytes, url: str, headers: dict[str, str], known: dict[str, str], now: datetime, limit: int
) -> FeedDocument:
    """`feeds.read_feed` with plain arguments, for the worker; raises FormatError."""
    return read_feed(body, url=url, headers=headers, known=known, now=now, limit=limit)
