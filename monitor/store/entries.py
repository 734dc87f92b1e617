"""What feeds said: one row per entry, each pointing at its article. Plain core statements: polling is the hot path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from monitor.feeds.model import Entry
from monitor.store.tables import ArticleRow, EntryRow

T = TypeVar("T")
#: values in one IN list
CHUNK = 400

_ENTRY = EntryRow.__table__  # type: ignore[attr-defined]
_ARTICLE = ArticleRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Entries of one feed that are new or whose words changed."""

    feed_id: int
    entries: Sequence[Entry]
    #: identity -> content key of entries known before
    known: Mapping[str, str]
    #: the feed's very first readable answer
    first_sight: bool = False

    @property
    def new(self) -> int:
        """How many entries were not known."""
        return len({entry.id for entry in self.entries if entry.id not in self.known})


def add(
    session: Session,
    announced: Sequence[Announced],
    now: datetime,
    *,
    canonical: Callable[[str], str],
    priority: Callable[[Entry], int],
) -> None:
    """Stores entries of many feeds, and a pending article for each address not seen before.

    A known entry whose words changed sends its article to the front of the queue again (a silent edit); a known
    identity with another link is another article (feeds reuse their ids).
    """
    if not any(one.entries for one in announced):
        return
    connection = session.connection()
    addresses = {entry.link: canonical(entry.link) for one in announced for entry in one.entries if entry.link}
    ids = _known_articles(connection, addresses)
    missing: dict[str, dict[str, Any]] = {}
    for one in announced:
        for entry in one.entries:
            if entry.link and entry.link not in ids and addresses[entry.link] not in missing:
                url = addresses[entry.link]
                missing[url] = _article(url, entry, now, priority(entry), one.first_sight)
    made = _insert_articles(connection, list(missing.values()))
    for link, url in addresses.items():
        if link not in ids and url in made:
            ids[link] = made[url]
    _insert_entries(connection, announced, ids, now)
    _edit_entries(connection, announced, ids, now)


def _known_articles(connection: Connection, addresses: Mapping[str, str]) -> dict[str, int]:
    """Link -> article, by canonical address or by the very link."""
    by_url: dict[str, int] = {}
    for part in _chunks(set(addresses.values())):
        rows = connection.execute(select(_ARTICLE.c.url, _ARTICLE.c.id).where(_ARTICLE.c.url.in_(part)))
        by_url.update(dict(rows.all()))
    found = {link: by_url[url] for link, url in addresses.items() if url in by_url}
    for part in _chunks([link for link in addresses if link not in found]):
        rows = connection.execute(select(_ARTICLE.c.link, _ARTICLE.c.id).where(_ARTICLE.c.link.in_(part)))
        found.update(dict(rows.all()))
    return found


def _article(url: str, entry: Entry, now: datetime, priority: int, first_sight: bool) -> dict[str, Any]:
    return {
        "url": url,
        "link": entry.link,
        "host": (urlsplit(entry.link).hostname or "").lower(),
        "outlet": "",
        "title": entry.title,
        "state": "pending",
        "origin": "feed",
        "first_sight": first_sight,
        "problem": "",
        "problem_values": "{}",
        "priority": priority,
        "visits": 0,
        "failures": 0,
        "next_visit_at": now,
        "published": entry.published,
        "found_at": now,
        "story": "",
    }


def _insert_articles(connection: Connection, rows: list[dict[str, Any]]) -> dict[str, int]:
    if not rows:
        return {}
    made = connection.execute(_ARTICLE.insert().returning(_ARTICLE.c.url, _ARTICLE.c.id), rows)
    return dict(made.all())


def _insert_entries(
    connection: Connection, announced: Sequence[Announced], ids: Mapping[str, int], now: datetime
) -> None:
    rows = {
        (one.feed_id, entry.id): _entry(one.feed_id, entry, ids, now)
        for one in announced
        for entry in one.entries
        if entry.id not in one.known
    }
    if rows:
        kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(kind(EntryRow).on_conflict_do_nothing(), list(rows.values()))


def _entry(feed_id: int, entry: Entry, ids: Mapping[str, int], now: datetime) -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "key": entry.id,
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "published": entry.published,
        "precision": entry.published_precision.value,
        "digest": entry.digest,
        "found_at": now,
        "article_id": ids.get(entry.link),
    }


def _edit_entries(
    connection: Connection, announced: Sequence[Announced], ids: Mapping[str, int], now: datetime
) -> None:
    """Known entries that came back: with other words their article is read again, with another link they moved on."""
    for one in announced:
        edited = {entry.id: entry for entry in one.entries if entry.id in one.known}
        for part in _chunks(edited):
            rows = connection.execute(
                select(_ENTRY.c.id, _ENTRY.c.key, _ENTRY.c.link, _ENTRY.c.digest).where(
                    _ENTRY.c.feed_id == one.feed_id, _ENTRY.c.key.in_(part)
                )
            ).all()
            for number, key, link, digest in rows:
                entry = edited[key]
                if link == entry.link and digest == entry.digest:
                    continue
                changed = _entry(one.feed_id, entry, ids, now)
                changed.pop("found_at")
                connection.execute(_ENTRY.update().where(_ENTRY.c.id == number).values(changed))
                if link == entry.link and entry.link in ids:
                    hurry = _ARTICLE.update().where(_ARTICLE.c.id == bindparam("article"), _ARTICLE.c.origin == "feed")
                    connection.execute(hurry.values(next_visit_at=now), {"article": ids[entry.link]})


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part
