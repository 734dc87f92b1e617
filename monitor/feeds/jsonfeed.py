"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from monitor.errors import FormatError
from monitor.feeds.address import absolute
from monitor.feeds.clean import from_html, one_line
from monitor.feeds.dates import Moment, read_date
from monitor.feeds.identity import digest_of, identity, shared_addresses
from monitor.feeds.model import Entry, FeedDocument, FeedKind, Precision


def looks_like(body: bytes) -> bool:
    """Whether the bytes start as a JSON object or list."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read(body: bytes, *, url: str, known: Callable[[str, str], bool], now: datetime, limit: int) -> FeedDocument:
    """Entries of a JSON Feed; raises FormatError for other JSON."""
    try:
        data = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as exc:
        raise FormatError("feeds.not_a_feed", url=url) from exc
    rows = _items(data)
    if rows is None:
        raise FormatError("feeds.not_a_feed", url=url)
    shared = shared_addresses(_link(item, url) for item in rows)
    problems: list[str] = ["feeds.too_many"] if len(rows) > limit else []
    entries = [entry for item in rows if (entry := _entry(item, url, shared, now, problems))]
    fresh = [entry for entry in entries if not known(entry.id, entry.digest)]
    return FeedDocument(
        kind=FeedKind.JSON,
        title=one_line(_str(data, "title"), 500),
        language=one_line(_str(data, "language"), 20),
        entries=tuple(fresh[:limit]),
        problems=tuple(dict.fromkeys(problems)),
        known=len(entries) - len(fresh),
    )


#: what only items of a JSON Feed are called, one of which an item must have where the feed names neither version nor title
_FIELDS = frozenset({"id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published"})


def _items(data: Any) -> list[dict[str, Any]] | None:
    """The items of a feed, an empty list for one without news; None for other JSON."""
    if not isinstance(data, dict):
        return None
    items = data.get("items")
    if not isinstance(items, list):
        return [] if "items" not in data and "jsonfeed.org" in _str(data, "version") else None
    rows = [item for item in items if isinstance(item, dict)]
    named = "version" in data or "title" in data or any(not _FIELDS.isdisjoint(row) for row in rows)
    return rows if named else None


def _entry(item: dict[str, Any], url: str, shared: frozenset[str], now: datetime, problems: list[str]) -> Entry | None:
    link = _link(item, url)
    title = one_line(_str(item, "title"), 500)
    summary = from_html(_str(item, "summary") or _str(item, "content_html") or _str(item, "content_text"), 20_000)
    guid = one_line(_str(item, "id"), 2048)
    if not (link or title or summary or guid):
        return None
    published = _date(item, "date_published", now, problems) or _date(item, "date_modified", now, problems)
    updated = _date(item, "date_modified", now, [])
    digest = digest_of(title, summary)
    return Entry(
        id=identity(link=link, guid=guid, digest=digest, shared=shared),
        link=link,
        title=title,
        summary=summary,
        published=published.when if published else None,
        published_precision=published.precision if published else Precision.NONE,
        updated=updated.when if updated else None,
        author=_author(item),
        digest=digest,
    )


def _link(item: dict[str, Any], url: str) -> str:
    for name in ("url", "external_url"):
        if link := absolute(one_line(_str(item, name), 2048), url):
            return link
    guid = _str(item, "id")
    return absolute(guid, "") if re.match(r"https?://", guid, re.I) else ""


def _date(item: dict[str, Any], name: str, now: datetime, problems: list[str]) -> Moment | None:
    raw = _str(item, name)
    moment = read_date(raw, now=now)
    if raw and moment is None:
        problems.append("feeds.date_unread")
    return moment


def _author(item: dict[str, Any]) -> str:
    people = item.get("authors") or [item.get("author")]
    names = [_str(person, "name") for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    return one_line(", ".join(name for name in names if name), 200)


def _str(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if isinstance(value, float) or abs(value) < 10**18 else ""
    return value if isinstance(value, str) else ""
