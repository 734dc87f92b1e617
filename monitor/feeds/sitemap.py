"""News sitemaps as a source of their own: address, title and time of what a publisher put online.

Source: sitemaps.org 0.9 and the news extension. An index of sitemaps is no feed; its members are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from lxml import etree

from monitor.errors import FormatError
from monitor.feeds.address import absolute
from monitor.feeds.clean import from_html, one_line
from monitor.feeds.dates import Moment, parse_date, plausible
from monitor.feeds.identity import digest_of, identity
from monitor.feeds.model import Entry, FeedDocument, FeedKind, Precision

_ROOT = re.compile(rb"<(?:[a-zA-Z0-9]+:)?(urlset|sitemapindex)[\s>]")


def looks_like(body: bytes) -> bool:
    """Whether the root element is one of the sitemap protocol."""
    return bool(_ROOT.search(body[:4000]))


def members(body: bytes, url: str) -> tuple[str, ...]:
    """Addresses of the sitemaps an index lists, newest first; empty for other bytes."""
    root = _tree(body)
    if root is None or _name(root) != "sitemapindex":
        return ()
    listed = [(_text(node, "lastmod"), absolute(_text(node, "loc"), url)) for node in root if _name(node) == "sitemap"]
    return tuple(loc for _, loc in sorted(listed, key=lambda row: row[0], reverse=True) if loc)


def read(body: bytes, *, url: str, known: Callable[[str, str], bool], now: datetime, limit: int) -> FeedDocument:
    """The newest `limit` pages of a sitemap; raises FormatError feeds.sitemap_index for an index."""
    root = _tree(body)
    if root is None:
        raise FormatError("feeds.not_a_feed", url=url)
    if _name(root) == "sitemapindex":
        raise FormatError("feeds.sitemap_index", url=url, members=", ".join(members(body, url)[:5]))
    entries = [entry for node in root if _name(node) == "url" and (entry := _entry(node, url, now))]
    fresh = [entry for entry in entries if not known(entry.id, entry.digest)]
    oldest = datetime.min.replace(tzinfo=UTC)
    ranked = sorted(fresh, key=lambda entry: entry.published or entry.updated or oldest, reverse=True)[:limit]
    kept = {entry.id for entry in ranked}
    return FeedDocument(
        kind=FeedKind.SITEMAP,
        title=next((_text(name, "name") for name in root.iter("{*}publication")), ""),
        entries=tuple(entry for entry in fresh if entry.id in kept),
        problems=("feeds.too_many",) if len(fresh) > limit else (),
        known=len(entries) - len(fresh),
    )


def _entry(node: etree._Element, url: str, now: datetime) -> Entry | None:
    link = absolute(_text(node, "loc"), url)
    if not link:
        return None
    title = from_html(_text(node, "title"), 500)
    summary = one_line(_text(node, "keywords"), 1000)
    updated = _date(_text(node, "lastmod"), now)
    published = _date(_text(node, "publication_date"), now) or updated
    digest = digest_of(title, summary)
    return Entry(
        id=identity(link=link, guid="", digest=digest),
        link=link,
        title=title,
        summary=summary,
        published=published.when if published else None,
        published_precision=published.precision if published else Precision.NONE,
        updated=updated.when if updated else None,
        digest=digest,
    )


def _date(raw: str, now: datetime) -> Moment | None:
    moment = parse_date(raw)
    return moment if moment and plausible(moment.when, now) else None


def _tree(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root: etree._Element | None = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root


def _text(node: etree._Element, name: str) -> str:
    found = next((child for child in node.iter(f"{{*}}{name}", name)), None)
    return one_line("".join(found.itertext()), 2048) if found is not None else ""


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
