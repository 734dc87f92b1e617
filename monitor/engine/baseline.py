"""The baseline: documents of the corpus read like live articles, in date order, by the same reader and ledger.

Building never alerts. Building again changes nothing; a document that was edited is read anew and everything is folded
again, silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlmodel import Session

from monitor.articles import bands, outlet_of, revise, same, sketch
from monitor.articles.model import OutletClass, Page, PageKind
from monitor.engine.decide import judge_into
from monitor.engine.watch import refold
from monitor.engine.world import World
from monitor.ledger.model import Change
from monitor.reader import read_text
from monitor.reading.model import Reading
from monitor.store import articles, revisions, service

if TYPE_CHECKING:
    from monitor.articles.files import Document

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
    for document in sorted(documents, key=lambda document: (document.published, document.name)):
        page = _page(document)
        reading: Reading = await world.work(read_text, page.text, page.title, document.published, document.outlet)
        built.append(await world.stored(_take_in, world, document, page, reading))
    if any(one.outcome == "edited" for one in built):
        await world.stored(_refold_all, world)
    await world.stored(service.put, "baseline", {"documents": len(built)}, world.clock.now())
    return tuple(built)


def _take_in(session: Session, world: World, document: Document, page: Page, reading: Reading) -> Built:
    now = world.clock.now()
    known = articles.by_url(session, page.url)
    article_id = (
        known.id
        if known
        else articles.create(
            session, url=page.url, origin="baseline", title=page.title, outlet=document.outlet, now=now
        )
    )
    outlet_class = outlet_of(document.url)[1] if document.url else OutletClass.NEWS
    previous = revisions.newest(session, article_id)
    revision = revise(
        None, page, article=str(article_id), outlet=document.outlet, outlet_class=outlet_class, found=document.published
    )
    shown = Built(
        name=document.name,
        published=document.published,
        figures=len(reading.figures),
        statements=len(reading.statements),
        outcome="same",
    )
    if revision is None or (previous is not None and previous.digest == revision.digest):
        return shown
    if previous is not None:
        revisions.forget(session, article_id)
    revision_id = revisions.add(session, revision, reading, extractor="", keep_text=True)
    print_of = sketch(page.text)
    articles.set_story(session, article_id, print_of, bands(print_of), same, now=now)
    if previous is not None:
        return _with(shown, "edited", ())
    logged: list[Change] = []
    for watchlist in world.watched.watchlists:
        judged = judge_into(session, watchlist, revision, reading, revision_id, now, baseline=True)
        logged.extend(judged.changes)
    return _with(shown, "new", tuple(logged))


def _with(built: Built, outcome: str, changes: tuple[Change, ...]) -> Built:
    return replace(built, outcome=outcome, changes=changes)


def _refold_all(session: Session, world: World) -> None:
    for watchlist in world.watched.watchlists:
        refold(session, watchlist, watchlist.claims, world)


def _page(document: Document) -> Page:
    return Page(
        url=document.url or f"corpus:{document.name}",
        title=document.title,
        text=document.text,
        lead=document.lead,
        published=document.published,
        published_precision=document.precision,
        kind=PageKind.ARTICLE,
        outlet=document.outlet,
    )
