"""Pages as extraction sees them, articles and their revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.feeds.model import Precision


class PageKind(StrEnum):
    """What a page turned out to be."""

    ARTICLE = "article"
    LIVEBLOG = "liveblog"
    TEASER = "teaser"
    WALL = "wall"
    NONE = "none"


class TimeSource(StrEnum):
    """Where a revision's time comes from."""

    PUBLISHED = "published"
    MODIFIED = "modified"
    FOUND = "found"


class OutletClass(StrEnum):
    """Kind of publisher, from the kept list (column `class`)."""

    NEWS = "news"
    AGENCY = "agency"
    PRESS_RELEASE = "press_release"
    STATE_MEDIA = "state_media"
    SATIRE = "satire"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """One timed entry of a live blog; `start`/`end` are offsets into the page's text."""

    start: int
    end: int
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one HTML page says, cleaned of everything that is not the article."""

    url: str
    title: str = ""
    #: paragraphs joined by "\n"; empty when nothing was found
    text: str = ""
    #: the lead inside `text` (its first paragraph), empty if there is none
    lead: str = ""
    published: datetime | None = None
    published_precision: Precision = Precision.NONE
    updated: datetime | None = None
    byline: str = ""
    #: agency credits, upper-case as agencies write themselves ("dpa", "AFP"), sorted, joined by "/"
    agency: str = ""
    kind: PageKind = PageKind.NONE
    entries: tuple[LiveEntry, ...] = ()
    #: message key when nothing (or only a teaser) could be read
    reason: str = ""
    outlet: str = ""
    language: str = ""
    #: the publisher reserves text and data mining: no stored full text
    reserved: bool = False
    #: version of the extractor, stored with the text
    version: str = ""
    #: address of the next part of an article in several parts, "" for the last or only one
    next_page: str = ""
    #: what the newsroom says about a mistake in an earlier state, and about having brought the article up to date; no
    #: part of `text`
    correction: str = ""
    update_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an article's text: the unit that reading and the ledger work on."""

    #: stable id of the article (store key, or the archive's id); revisions of one article share it
    article: str
    #: number of this state, from 1
    number: int
    url: str
    outlet: str
    title: str
    text: str
    lead: str = ""
    published: datetime
    precision: Precision = Precision.SECOND
    #: `dateModified` when later than published, else when first seen; equals published for the first state
    at: datetime
    time_source: TimeSource = TimeSource.PUBLISHED
    #: when we saw it first, aware UTC
    found: datetime
    agency: str = ""
    byline: str = ""
    outlet_class: OutletClass = OutletClass.NEWS
    kind: PageKind = PageKind.ARTICLE
    #: id of its story (near-duplicates share one); the article's own id until a twin is known
    story: str = ""
    #: hash of the normalised text
    digest: str = ""
