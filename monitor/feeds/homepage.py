"""Feeds that a homepage announces, for "add this newspaper"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html

from monitor.feeds.address import absolute
from monitor.feeds.clean import one_line

#: media types of feeds
TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/rdf+xml": "rss",
    "application/feed+json": "json",
    "application/json": "json",
    "text/xml": "rss",
    "application/xml": "rss",
}
_FEEDISH = re.compile(
    r"(?:/(?:rss|feeds?|atom)(?:[/.?]|$)|\.(?:rss|rdf|atom)(?:$|\?)|[-_]rss\d?\.xml|/news-atom\.xml|=rss\b)", re.I
)
_COMMENTS = re.compile(r"comment|kommentar", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A feed address a page points to; `announced` is False for a mere link that looks like a feed."""

    url: str
    title: str = ""
    kind: str = "rss"
    announced: bool = True


def discover(body: bytes, url: str) -> tuple[Announced, ...]:
    """The feeds of a homepage, announced ones first, comment feeds last; empty when there are none; never raises."""
    try:
        tree = html.fromstring(body, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return ()
    base = next((urljoin(url, str(href)) for href in tree.xpath("//base[1]/@href")), url)
    found = [*_announced(tree, base), *_linked(tree, base)]
    unique = {feed.url: feed for feed in reversed(found)}
    ordered = list(dict.fromkeys(item.url for item in found))
    return tuple(
        sorted((unique[address] for address in ordered), key=lambda feed: bool(_COMMENTS.search(feed.url + feed.title)))
    )


def _announced(tree: html.HtmlElement, base: str) -> list[Announced]:
    feeds = []
    for link in tree.xpath("//link[@href and @rel]"):
        rels = str(link.get("rel")).lower().split()
        kind = TYPES.get(str(link.get("type", "")).lower().split(";")[0].strip())
        address = absolute(str(link.get("href")), base)
        if not address or not ({"alternate", "feed"} & set(rels)) or "stylesheet" in rels:
            continue
        if kind and (kind != "json" or "feed" in str(link.get("type")) or _FEEDISH.search(address)):
            if "hreflang" not in link.attrib or kind:
                feeds.append(Announced(url=address, title=one_line(str(link.get("title", "")), 200), kind=kind))
        elif "feed" in rels:
            feeds.append(Announced(url=address, title=one_line(str(link.get("title", "")), 200)))
    return feeds


def _linked(tree: html.HtmlElement, base: str) -> list[Announced]:
    feeds = []
    for link in tree.xpath("//a[@href]"):
        address = absolute(str(link.get("href")), base)
        if address and _FEEDISH.search(address):
            feeds.append(Announced(url=address, title=one_line(link.text_content(), 200), announced=False))
    return feeds[:50]
