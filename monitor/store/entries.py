"""What feeds said: one row per entry, each pointing at its article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import or_
from sqlmodel import Session, col, select

from monitor.feeds.model import Entry
from monitor.store.tables import ArticleRow, EntryRow


def add(
    session: Session,
    feed_id: int,
    found: Sequence[Entry],
    now: datetime,
    *,
    canonical: Callable[[str], str],
    priority: Callable[[Entry], int],
    first_sight: bool = False,
) -> int:
    """Stores entries and a pending article for each address not seen before; returns how many entries are new.

    A known entry whose words changed sends its article to the front of the queue again (a silent edit); a known
    identity with another link is another article (feeds reuse their ids).
    """
    new = 0
    known = {row.key: row for row in session.exec(select(EntryRow).where(EntryRow.feed_id == feed_id))}
    for entry in found:
        row = known.get(entry.id)
        if row is not None and row.digest == entry.digest and row.link == entry.link:
            continue
        article = _article(session, entry, now, canonical, priority(entry), first_sight)
        if row is None:
            new += 1
            row = EntryRow(feed_id=feed_id, key=entry.id, link=entry.link, found_at=now)
            known[entry.id] = row
        elif article is not None and row.link == entry.link and article.origin == "feed":
            article.next_visit_at = now
        row.link, row.title, row.summary = entry.link, entry.title, entry.summary
        row.published, row.precision = entry.published, entry.published_precision.value
        row.digest, row.article_id = entry.digest, article.id if article is not None else None
        session.add(row)
    return new


def newest(session: Session, article_id: int) -> EntryRow | None:
    """The newest entry that announced an article."""
    return session.exec(
        select(EntryRow).where(EntryRow.article_id == article_id).order_by(EntryRow.id.desc())  # type: ignore[union-attr]
    ).first()


def _article(
    session: Session,
    entry: Entry,
    now: datetime,
    canonical: Callable[[str], str],
    priority: int,
    first_sight: bool,
) -> ArticleRow | None:
    if not entry.link:
        return None
    url = canonical(entry.link)
    row = session.exec(
        select(ArticleRow).where(or_(col(ArticleRow.url) == url, col(ArticleRow.link) == entry.link))
    ).first()
    if row is None:
        row = ArticleRow(
            url=url,
            link=entry.link,
            host=(urlsplit(entry.link).hostname or "").lower(),
            title=entry.title,
            priority=priority,
            published=entry.published,
            found_at=now,
            next_visit_at=now,
            first_sight=first_sight,
        )
        session.add(row)
        session.flush()
    return row
