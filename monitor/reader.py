"""The one step of CPU work per page, as a plain picklable function for the worker processes.

Bytes in; page, reading and sketch out. It knows no database and no network. The heavy libraries load inside the
functions: in the worker, never in the service itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from monitor.articles.model import Page, PageKind
from monitor.feeds.model import FeedDocument, Precision
from monitor.reading.model import Reading


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
    #: live blogs: the entries on topic, each a small article of its own time, the oldest first
    live: tuple[PageRead, ...] = ()


def read_page(
    body: bytes,
    url: str,
    anchors: tuple[str, ...],
    now: datetime,
    outlet: str = "",
    known: frozenset[str] = frozenset(),
    charset: str = "",
    gated: bool = False,
) -> PageRead:
    """A page read as far as it deserves: gate on its visible text, extraction, gate on its article, reading.

    `anchors` are the words of all watchlists; `now` (aware UTC) bounds dates and stands in for missing ones. Walls and
    pages without text come back with their kind and reason, unread. Entries of live blogs whose address is among
    `known` were read before. `charset` is the server's, "" if it named none. `gated`: the first gate was passed elsewhere.
    """
    from monitor.articles import extract, shows
    from monitor.watchlist import compile_terms

    matcher = compile_terms(anchors)
    if not anchors or not (gated or shows(body, matcher.touches, charset)):
        return PageRead(on_topic=False)
    page = extract(body, url=url, now=now, charset=charset)
    if page.kind in {PageKind.WALL, PageKind.NONE}:
        return PageRead(on_topic=True, page=page)
    if not matcher.touches(page.title) and not matcher.touches(f"{page.title}\n{page.text}"):
        return PageRead(on_topic=False, page=page)
    if page.kind is PageKind.LIVEBLOG and page.entries:
        parts = [part for part in entry_pages(page, now) if part.url not in known]
        live = tuple(_read(part, now, outlet) for part in parts if matcher.touches(f"{part.title}\n{part.text}"))
        return PageRead(on_topic=True, page=page, live=live)
    return _read(page, now, outlet)


def on_topic(body: bytes, anchors: tuple[str, ...], charset: str = "") -> bool:
    """Whether a watched word stands anywhere in a page: the gate before extraction, alone."""
    from monitor.articles import shows
    from monitor.watchlist import compile_terms

    return bool(anchors) and shows(body, compile_terms(anchors).touches, charset)


def _read(page: Page, now: datetime, outlet: str) -> PageRead:
    from monitor.articles import sketch
    from monitor.reading import observe

    reading = observe(page.text, title=page.title, published=page.published or now, outlet=page.outlet or outlet)
    return PageRead(on_topic=True, page=page, reading=reading, sketch=sketch(page.text))


def read_parts(parts: tuple[tuple[bytes, str, str], ...], now: datetime, outlet: str = "") -> PageRead:
    """An article in several pages, (body, url, charset) each, read as one text under the first one's address."""
    from monitor.articles import extract, joined

    pages = [extract(body, url=url, now=now, charset=charset) for body, url, charset in parts]
    return _read(joined(pages[0], pages[1:]), now, outlet)


def following_page(body: bytes, url: str) -> str:
    """Address of the part that follows a part, "" for the last one."""
    from monitor.articles import extract

    return extract(body, url=url).next_page


def entry_pages(page: Page, now: datetime) -> list[Page]:
    """The entries of a live blog as articles of their own, the oldest first; their address ends in their content key.

    A live page changes all day; read as one article each new entry would look like a correction of the ones before.
    """
    found = []
    for entry in page.entries:
        block = page.text[entry.start : entry.end]
        text = block.removeprefix(entry.title).strip("\n") or block
        title = entry.title if text != block else page.title
        key = blake2b(f"{title}\n{text}".encode(), digest_size=8).hexdigest()
        found.append(
            replace(
                page,
                url=f"{page.url}#{key}",
                title=title,
                text=text,
                lead=text.split("\n", 1)[0],
                published=entry.published or page.updated or page.published or now,
                published_precision=Precision.SECOND,
                updated=None,
                kind=PageKind.ARTICLE,
                entries=(),
            )
        )
    return sorted(found, key=lambda part: part.published or now)


def read_text(text: str, title: str, published: datetime, outlet: str) -> Reading:
    """`reading.observe` with plain arguments, for texts that are no web page (corpus, archives)."""
    from monitor.reading import observe

    return observe(text, title=title, published=published, outlet=outlet)


def read_entries(
    body: bytes, url: str, headers: dict[str, str], known: dict[str, str], now: datetime, limit: int
) -> FeedDocument:
    """`feeds.read_feed` with plain arguments, for the worker; raises FormatError."""
    from monitor.feeds import read_feed

    return read_feed(body, url=url, headers=headers, known=known, now=now, limit=limit)


#: an article and a feed of our own that make a fresh process load what reading needs
_SAMPLE = """<html lang="de"><head><meta charset="utf-8"><title>Hochwasser: Zahl der Toten steigt auf 39</title>
<meta property="article:published_time" content="2025-04-28T06:00:00+02:00"><meta property="og:type" content="article">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Hochwasser: Zahl der Toten steigt auf 39"}</script>
</head><body><article><h1>Hochwasser: Zahl der Toten steigt auf 39</h1>
<p>Bei dem Hochwasser sind nach Angaben des Innenministers rund 39 Menschen ums Leben gekommen, zuvor war von mehr als
dreißig die Rede. „Wir haben mindestens 1,2 Millionen Euro bereitgestellt“, sagte Ministerin Anna Beispiel am Montag.</p>
<p>Laut der Feuerwehr seien davon 12 Prozent bereits ausgezahlt; die Stadt bestätigte das nicht. Zwischen 200 und 300
Helfer waren am 27. April um 14 Uhr im Einsatz, am Vortag waren es zwei Dutzend.</p></article></body></html>"""
_SAMPLE_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Nordpost</title>
<link>https://www.nordpost.example/</link><item><title>Hochwasser</title><link>https://www.nordpost.example/1</link>
<guid>1</guid><pubDate>Mon, 28 Apr 2025 06:00:00 +0200</pubDate><description>Ein Bericht.</description></item>
</channel></rss>"""


def warm() -> None:
    """Loads libraries and tables of reading by reading once, so that the first page after it waits for nothing."""
    url, now = "https://www.nordpost.example/1", datetime.fromisoformat("2025-04-28T06:00:00+00:00")
    read_page(_SAMPLE.encode(), url, ("Hochwasser",), now)
    read_entries(_SAMPLE_FEED.encode(), url, {}, {}, now, 10)
