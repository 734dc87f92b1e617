"""Bytes of a feed -> entries: RSS 0.9-2.0, RDF, Atom (feedparser), JSON Feed and news sitemaps.

The way of one document: what is it? -> drop items known already (a lxml scan, 7-22 times cheaper than parsing them) ->
feedparser on the rest, from bytes only, sanitising and link resolving of markup off -> our own dates, identity and
cleaning. feedparser's result stands wherever it is right. Broken documents give what can be read; only bytes that are
no feed at all raise FormatError.
"""

from __future__ import annotations

import calendar
import io
import re
import zlib
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any

import feedparser

from monitor.errors import FormatError
from monitor.feeds import cut, jsonfeed, sitemap
from monitor.feeds.address import absolute
from monitor.feeds.clean import from_html, one_line
from monitor.feeds.dates import Moment, parse_date, plausible
from monitor.feeds.identity import Known, digest_of, identity, shared_addresses
from monitor.feeds.mend import mended
from monitor.feeds.model import Entry, FeedDocument, FeedKind, Precision
from monitor.feeds.notfeed import reason_of

TITLE, SUMMARY = 500, 20_000
#: bytes; longer bodies are cut before anything looks at them
MOST = 8_000_000
#: a feed's root element: an empty feed is a feed
_ROOT = re.compile(rb"<(?:[a-zA-Z0-9]+:)?(?:rss|feed|rdf|channel)[\s>]", re.I)
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_UTF8 = "application/xml; charset=utf-8"
#: what servers and documents say although they send UTF-8
_NAIVE = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "iso-8859-15", "windows-1252", "cp1252"}
)
#: headers that feedparser may see; validators and the like are none of its business
_HEADERS = ("content-type", "content-location", "content-language")


def read_feed(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str] | None = None,
    known: Set[str] | Mapping[str, str] = frozenset(),
    now: datetime,
    limit: int = 500,
) -> FeedDocument:
    """What the bytes of a feed say: at most `limit` entries, in the document's order.

    `url` is the final address (base of relative links), `headers` those of the answer. `known`: identities of entries
    to leave out; as a mapping identity -> digest, entries whose words changed come back. Raises FormatError for bytes
    that are no feed: feeds.empty, feeds.html, feeds.captcha, feeds.consent, feeds.sitemap_index, feeds.not_a_feed.
    """
    given = {name.lower(): str(value) for name, value in (headers or {}).items()}
    seen = Known(known if isinstance(known, Mapping) else dict.fromkeys(known, ""))
    body = _unpacked(body[:MOST])
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FormatError("feeds.empty", url=url)
    if jsonfeed.looks_like(body):
        return jsonfeed.read(body, url=url, known=seen.holds, now=now, limit=limit)
    if sitemap.looks_like(body):
        return sitemap.read(body, url=url, known=seen.holds, now=now, limit=limit)
    return _xml(body, url, given, seen, now, limit)


def _xml(body: bytes, url: str, headers: dict[str, str], seen: Known, now: datetime, limit: int) -> FeedDocument:
    smaller = cut.cut(body, headers.get("content-type", ""), url=url, seen=seen, limit=limit)
    told = {name: headers[name] for name in _HEADERS if name in headers}
    base = absolute(headers.get("content-location", ""), url) if headers.get("content-location") else url
    if base:
        told["content-location"] = base
    if smaller.body is not body or _is_utf8(body, headers.get("content-type", "")):
        told["content-type"] = _UTF8
    parsed = _parse(smaller.body, told, url)
    if not parsed.entries and cut.shows_entries(smaller.body):
        parsed = _mended(smaller.body, told) or parsed
    if not parsed.get("version") and not parsed.entries and not _ROOT.search(body[:4000]):
        raise FormatError(reason_of(body, headers.get("content-type", "")), url=url)
    raw = list(parsed.entries)
    problems = list(smaller.problems)
    if parsed.get("bozo") and smaller.body is body and len(raw) > 1 and cut.ends_inside_an_entry(body):
        raw.pop()
        problems.append("feeds.truncated")
    shared = smaller.shared or shared_addresses(_link(item, url) for item in raw)
    entries = [_entry(item, url, shared, now, problems) for item in raw]
    fresh = [entry for entry in entries if not seen.holds(entry.id, entry.digest)]
    feed = parsed.feed
    return FeedDocument(
        kind=FeedKind.ATOM if str(parsed.get("version")).startswith("atom") else FeedKind.RSS,
        title=from_html(_text(feed, "title"), TITLE),
        language=one_line(_text(feed, "language"), 20),
        entries=tuple(newest(fresh, limit)),
        ttl=_ttl(feed),
        problems=tuple(dict.fromkeys(problems)),
        known=smaller.known + len(entries) - len(fresh),
    )


def _is_utf8(body: bytes, content_type: str) -> bool:
    """Whether the bytes are UTF-8 although nobody says so, or somebody says Latin-1.

    Umlauts in Latin-1 are no valid UTF-8, so that valid bytes beyond ASCII tell more than any word about them.
    """
    named = cut.named_charset(body, content_type)
    if (named[0].lower() if named else "") not in _NAIVE or body.isascii():
        return False
    try:
        body.decode()
    except UnicodeError:
        return False
    return True


def newest(entries: list[Entry], limit: int) -> list[Entry]:
    """The `limit` newest entries in the document's order; entries without a date count as new."""
    if len(entries) <= limit:
        return entries
    latest = datetime.max.replace(tzinfo=UTC)
    order = sorted(range(len(entries)), key=lambda at: entries[at].published or latest, reverse=True)[:limit]
    return [entries[at] for at in sorted(order)]


#: bytes that text in some encoding begins with: all the rest may be packed
_TEXT = frozenset(b"\t\n\r <{[\xef\xfe\xff\x00L")
#: window sizes as zlib counts them: gzip or zlib by their marks, and bare deflate, which has none
_MARKED, _BARE = 47, -15
#: bytes unpacked at a time: what came before a broken place is kept
_PIECE = 512


def _unpacked(body: bytes) -> bytes:
    """One layer of gzip, zlib or bare deflate taken off (sitemap.xml.gz), at most MOST bytes; anything else as it is."""
    if not body or body[0] in _TEXT:
        return body
    marked = body[:2] == b"\x1f\x8b" or (body[0] == 0x78 and body[1:2] in {b"\x01", b"\x5e", b"\x9c", b"\xda"})
    found = _inflated(body, _MARKED if marked else _BARE)
    if marked:
        return found or body
    return found if found.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"<", b"{", b"["} else body


def _inflated(body: bytes, window: int) -> bytes:
    stream, parts, size = zlib.decompressobj(window), list[bytes](), 0
    try:
        for at in range(0, len(body), _PIECE):
            parts.append(stream.decompress(body[at : at + _PIECE], MOST - size))
            size += len(parts[-1])
            if stream.eof or size >= MOST:
                break
    except zlib.error:
        pass
    return b"".join(parts)


#: feedparser asks for this parser, which Python has not shipped for ages, with every document: a search of the path
feedparser.api.PREFERRED_XML_PARSERS.clear()


def _parse(body: bytes, headers: dict[str, str], url: str) -> Any:
    try:
        return _theirs(body, headers)
    except Exception as exc:  # its parsers raise whatever broken bytes make them raise
        found = _mended(body, headers)
        if found is None:
            raise FormatError("feeds.not_a_feed", url=url) from exc
        return found


def _mended(body: bytes, headers: dict[str, str]) -> Any | None:
    """What feedparser makes of the document put right, None when that does not help either."""
    put_right = mended(body, headers.get("content-type", ""))
    if put_right is None:
        return None
    try:
        return _theirs(put_right, {**headers, "content-type": _UTF8})
    except Exception:  # as above
        return None


def _theirs(body: bytes, headers: dict[str, str]) -> Any:
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _entry(item: Any, url: str, shared: frozenset[str], now: datetime, problems: list[str]) -> Entry:
    link = _link(item, url)
    title = from_html(_text(item, "title"), TITLE)
    summary = from_html(_text(item, "summary") or _content(item), SUMMARY)
    guid = one_line(_text(item, "id"), 2048)
    published = _date(item, ("published", "created", "updated", "expired")[:3], now, problems)
    updated = _date(item, ("updated",), now, [])
    digest = digest_of(title, summary)
    return Entry(
        id=identity(link=link, guid=guid, digest=digest, shared=shared),
        link=link,
        title=title,
        summary=summary,
        published=published.when if published else None,
        published_precision=published.precision if published else Precision.NONE,
        updated=updated.when if updated else None,
        author=one_line(_text(item, "author"), 200),
        digest=digest,
    )


def _date(item: Any, names: tuple[str, ...], now: datetime, problems: list[str]) -> Moment | None:
    """The first readable date among the fields, ours before feedparser's; implausible ones are dropped and told."""
    for name in names:
        raw = _text(item, name)
        moment = parse_date(raw) or _their_time(dict.get(item, f"{name}_parsed"), raw)
        if moment is None:
            if raw.strip():
                problems.append("feeds.date_unread")
        elif plausible(moment.when, now):
            return moment
        else:
            problems.append("feeds.date_implausible")
    return None


#: a time of day in a date that only feedparser reads
_CLOCK = re.compile(r"\d:\d\d|\d[tT]\d")


def _their_time(parsed: Any, raw: str) -> Moment | None:
    precision = Precision.SECOND if _CLOCK.search(raw) else Precision.DAY
    try:
        return Moment(datetime.fromtimestamp(calendar.timegm(parsed), UTC), precision) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _link(item: Any, url: str) -> str:
    """The entry's page, absolute; without a base a relative link stays as it is, other schemes than http are dropped."""
    link = one_line(_text(item, "link"), 2048)
    if absolute(link, url):
        return absolute(link, url)
    return "" if url or re.match(r"[a-z][a-z0-9+.-]*:", link, re.I) else link


def _content(item: Any) -> str:
    parts = dict.get(item, "content") or []
    return next((str(part.get("value", "")) for part in parts if isinstance(part, dict)), "")


def _text(item: Any, name: str) -> str:
    """A field as feedparser holds it; its fallbacks (updated for published …) are left aside."""
    value = dict.get(item, name) if name != "link" else item.get("link")
    return value if isinstance(value, str) else ""


def _ttl(feed: Any) -> float | None:
    ttl = _text(feed, "ttl").strip()
    if ttl.isascii() and ttl.isdigit():
        return float(ttl[:6]) * 60
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    often = _text(feed, "sy_updatefrequency").strip()
    return period / max(1, int(often[:4])) if often.isascii() and often.isdigit() else period
