"""When a page's new state is a new revision of its article, and what time that revision has."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b

from monitor.articles.model import OutletClass, Page, PageKind, Revision, TimeSource
from monitor.articles.tidy import is_stamp
from monitor.feeds.model import Precision

_WORDS = re.compile(r"[^\W_]+(?:[.,:][0-9]+)*", re.UNICODE)


def digest_of(title: str, text: str) -> str:
    """Hash over the words and figures of title and text: white space, quotation marks and time stamps do not count."""
    lines = [line for line in text.split("\n") if not is_stamp(line)]
    words = " ".join(_WORDS.findall("\n".join([title, *lines]).casefold()))
    return blake2b(words.encode(), digest_size=16).hexdigest()


def revise(
    previous: Revision | None,
    page: Page,
    *,
    article: str,
    outlet: str,
    outlet_class: OutletClass,
    found: datetime,
) -> Revision | None:
    """The next revision of an article, or None when nothing that a reader would notice has changed.

    `found` is aware UTC. A page without text (wall, none) makes no revision. The first revision's time is its
    publication; a later one's is `updated` when it lies after everything known before, else `found`.
    """
    if page.kind in {PageKind.WALL, PageKind.NONE}:
        return None
    digest = digest_of(page.title, f"{page.text}\n{page.correction}")  # a correction owned up to is a change
    if previous is not None and previous.digest == digest:
        return None
    if previous is not None and previous.kind is not PageKind.TEASER and page.kind is PageKind.TEASER:
        return None  # a text that vanished behind a paywall is not a correction
    published, precision = _published(previous, page, found)
    at, source = _time(previous, page, published, found)
    return Revision(
        article=article,
        number=1 if previous is None else previous.number + 1,
        url=page.url,
        outlet=outlet,
        title=page.title,
        text=page.text,
        lead=page.lead,
        published=published,
        precision=precision,
        at=at,
        time_source=source,
        found=found,
        agency=page.agency,
        byline=page.byline,
        outlet_class=outlet_class,
        kind=page.kind,
        story=previous.story if previous is not None and previous.story else article,
        digest=digest,
    )


def _published(previous: Revision | None, page: Page, found: datetime) -> tuple[datetime, Precision]:
    if previous is not None:
        return previous.published, previous.precision
    if page.published is not None:
        return page.published, page.published_precision
    return found, Precision.NONE


def _time(previous: Revision | None, page: Page, published: datetime, found: datetime) -> tuple[datetime, TimeSource]:
    if previous is None:
        return published, TimeSource.PUBLISHED if page.published is not None else TimeSource.FOUND
    if page.updated is not None and previous.at < page.updated <= found and page.updated > published:
        return page.updated, TimeSource.MODIFIED
    return max(found, previous.at), TimeSource.FOUND
