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
    #: False: a person decided to ignore robots.txt for this source (logged, with reason)
    obey_robots: bool = True


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
    #: robots.txt, tdmrep.json or a header reserve text and data mining: no stored full text
    reserved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPace:
    """How fast a person wants one host to be asked; None: as everywhere. The publisher's Crawl-delay counts beside it."""

    #: seconds between two requests
    gap: float | None = None
    #: pages per hour
    pages: int | None = None


class VisitResult(StrEnum):
    """How one visit of a feed ended, as far as the next one depends on it."""

    #: new entries
    NEW = "new"
    #: nothing new: 304, same body, or only known entries
    SAME = "same"
    #: no answer, an error status, or something that is no feed
    FAILED = "failed"
    #: 401, 403, a captcha or challenge, robots.txt
    REFUSED = "refused"
    #: 429 or 503: come later
    BUSY = "busy"
    #: 410: withdrawn for good
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is remembered about visiting one feed; times aware UTC, durations in seconds."""

    #: wanted by the watchlists
    every: float
    #: asked for by the feed itself when it was last read (ttl and its kin, at most an hour), 0: nothing
    wish: float = 0.0
    failures: int = 0
    #: usual distance between new entries, None until known
    normal_gap: float | None = None
    last_new_at: datetime | None = None
    last_success_at: datetime | None = None
    #: "new", "ok", "failing", "silent", "gone"
    state: str = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextVisit:
    """When to come again, and the rhythm to remember."""

    at: datetime
    #: seconds from now to `at`
    interval: float
    rhythm: Rhythm
    #: message key of why it is not simply `every`: "due.ttl", "due.cache", "due.backoff", "due.retry_after", "due.quiet" …
    reason: str = ""
    #: the source just became silent: tell it once
    fell_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed of a list; `folder` is the outline it stands in."""

    url: str
    title: str = ""
    site: str = ""
    folder: str = ""
