"""Feeds, their entries, and what fetching one returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exact a time is. Day-only dates sort at the day's end (Europe/Berlin)."""

    SECOND = "second"
    DAY = "day"
    NONE = "none"


class FeedKind(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, cleaned: plain text, absolute link, aware UTC time."""

    #: identity inside its feed: guid, else normalised link, else content key
    id: str
    link: str
    title: str
    summary: str = ""
    published: datetime | None = None
    published_precision: Precision = Precision.NONE
    updated: datetime | None = None
    author: str = ""
    #: content key over title and summary: a changed key on a known id is a silent edit of the entry
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """What the bytes of one feed say."""

    kind: FeedKind
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    #: seconds until the publisher wants the next visit (ttl, sy:updatePeriod), None if unsaid
    ttl: float | None = None
    #: message keys of what was repaired or dropped
    problems: tuple[str, ...] = ()
    #: entries skipped because they were known already
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """What to fetch, and with which validators."""

    url: str
    #: "feed", "page" or "robots": decides byte cap and accepted content types
    purpose: str = "page"
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer of a server, body unpacked and under the cap."""

    url: str
    #: address after redirects
    final_url: str
    status: int
    #: header names in lower case
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: 304: nothing new since the validators
    not_modified: bool = False
    #: new address when every redirect was permanent (301, 308)
    moved_to: str | None = None
    #: seconds from request to last byte
    elapsed: float = 0.0
