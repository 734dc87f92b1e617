"""The baseline: documents of the corpus read like live articles, in date order, by the same reader and ledger.

Building never alerts. Building again changes nothing; a document that was edited is read anew and everything is folded
again, silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from monitor.articles import bands, same, sketch
from monitor.articles.files import Document, as_revision
from monitor.articles.model import Revision
from monitor.engine.decide import judge_into
from monitor.engine.fold import fold_stored, write_folded
from monitor.engine.world import World
from monitor.ledger.model import Change
from monitor.reader import read_text
from monitor.reading.model import Reading
from monitor.store import Session, articles, revisions, service

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one document gave."""

    name: str
    published: datetime
    figures: int
    statements: int
    #: "new", "same", "edited"
    outcome: str
    #: entries of the log it made, graded `never`
    changes: tuple[Change, ...] = ()


async def build_baseline(world: World, documents: Sequence[Document]) -> tuple[Built, ...]:
    """Reads documents into the ledger of every watchlist in force, the oldest first."""
    built = []
    for document in documents:
        revision = as_revision(document)
        reading: Reading = await world.work(
            read_text, revision.text, revision.title, revision.published, revision.outlet
        )
        built.append(await world.stored(_take_in, world, document.name, revision, reading))
    if any(one.outcome == "edited" for one in built):
        for watchlist in world.watched.watchlists:
            folded = await world.looked_up(fold_stored, watchlist, watchlist.claims)
            await world.stored(write_folded, watchlist, folded, world.clock.now())
    await world.stored(service.put, "baseline", {"documents": len(built)}, world.clock.now())
    return tuple(built)


def _take_in(session: Session, world: World, name: str, revision: Revision, reading: Reading) -> Built:
    now, url = world.clock.now(), revision.url or f"corpus:{name}"
    known = articles.by_url(session, url)
    article_id = (
        known.id
        if known
        else articles.create(
            session,
            url=url,
            origin="baseline",
            title=revision.title,
            outlet=revision.outlet,
            now=now,
            published=revision.published,
        )
    )
    previous = revisions.newest(session, article_id)
    built = Built(
        name=name,
        published=revision.published,
        figures=len(reading.figures),
        statements=len(reading.statements),
        outcome="same"
        if previous is not None and previous.digest == revision.digest
        else "edited"
        if previous
        else "new",
    )
    if built.outcome == "same":
        return built
    if previous is not None:
        revisions.forget(session, article_id)
    print_of = sketch(revision.text)
    story = articles.set_story(session, article_id, print_of, bands(print_of), same, now=now)
    revision = replace(revision, article=str(article_id), story=story)
    revision_id = revisions.add(session, revision, reading, extractor="", keep_text=True)
    if built.outcome == "edited":
        return built
    logged: list[Change] = []
    for watchlist in world.watched.watchlists:
        judged = judge_into(session, watchlist, revision, reading, revision_id, now, baseline=True)
        logged.extend(judged.changes)
    return replace(built, changes=tuple(logged))
