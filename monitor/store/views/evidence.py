"""What stands behind a change or an article: texts, revisions, the story in other outlets, every verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlmodel import Session, col

from monitor.ledger.model import Evidence
from monitor.store.tables import ArticleRow, AttemptRow, DeliveryRow, FactRow, GateRow, MarkRow, RevisionRow
from monitor.store.views.claims import FactLine, fact_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView:
    """One state of an article's text; `text` is None after the retention time or when it is reserved."""

    number: int
    title: str
    text: str | None
    published: datetime
    at: datetime
    found_at: datetime
    time_source: str
    precision: str
    agency: str
    byline: str
    digest: str
    reader: str
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """One article with all its states."""

    id: int
    url: str
    host: str
    outlet: str
    title: str
    state: str
    problem: str
    problem_values: Mapping[str, object]
    published: datetime | None
    found_at: datetime
    story: str
    revisions: tuple[RevisionView, ...]

    def revision(self, number: int) -> RevisionView | None:
        """The state with this number."""
        return next((item for item in self.revisions if item.number == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPiece:
    """The same story in one outlet."""

    article: int
    outlet: str
    url: str
    title: str
    agency: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Why an article touched no claim of a watchlist."""

    watchlist: str
    reason: str
    values: Mapping[str, object]
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What somebody did with a change."""

    kind: str
    value: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One delivery of a change with its attempts."""

    id: int
    target: str
    state: str
    held_for: str
    reason: str
    sent_at: datetime | None
    not_before: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything that was decided about one article."""

    article: ArticleView
    facts: tuple[FactLine, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article in a list of findings."""

    id: int
    title: str
    outlet: str
    url: str
    state: str
    published: datetime | None
    found_at: datetime


def article_of(session: Session, evidence: Evidence) -> ArticleView | None:
    """The stored article behind a piece of evidence; None for corpus documents and archives."""
    row = session.get(ArticleRow, int(evidence.article)) if evidence.article.isdigit() else None
    if row is None:
        row = session.scalars(select(ArticleRow).where(col(ArticleRow.url) == evidence.url)).first()
    return _article(session, row) if row is not None else None


def article(session: Session, ident: int) -> ArticleView | None:
    """The article of that row id."""
    row = session.get(ArticleRow, ident)
    return _article(session, row) if row is not None else None


def story(session: Session, found: ArticleView, *, limit: int = 60) -> tuple[StoryPiece, ...]:
    """Articles of the same story, this one included, oldest first."""
    if not found.story:
        return ()
    rows = session.scalars(
        select(ArticleRow)
        .where(col(ArticleRow.story) == found.story)
        .order_by(col(ArticleRow.published), col(ArticleRow.id))
        .limit(limit)
    ).all()
    agencies = _agencies(session, [row.id or 0 for row in rows])
    return tuple(
        StoryPiece(
            article=row.id or 0,
            outlet=row.outlet or row.host,
            url=row.url,
            title=row.title,
            agency=agencies.get(row.id or 0, ""),
            published=row.published,
        )
        for row in rows
    )


def trace(session: Session, ident: int) -> Trace | None:
    """Every verdict and gate of an article: in text order, newest revision first."""
    found = article(session, ident)
    if found is None:
        return None
    rows = session.scalars(
        select(FactRow)
        .join(RevisionRow, col(RevisionRow.id) == col(FactRow.revision_id))
        .where(col(RevisionRow.article_id) == ident)
        .order_by(col(RevisionRow.number).desc(), col(FactRow.offset), col(FactRow.claim_id))
        .limit(500)
    ).all()
    gates = session.scalars(select(GateRow).where(col(GateRow.article_id) == ident).order_by(col(GateRow.id).desc()))
    return Trace(
        article=found,
        facts=fact_lines(session, rows),
        gates=tuple(
            Gate(watchlist=row.watchlist, reason=row.reason, values=_values(row.values), decided_at=row.decided_at)
            for row in gates
        ),
    )


def find_articles(session: Session, words: str, *, limit: int = 40) -> tuple[ArticleLine, ...]:
    """Articles whose address or title holds the words, newest first; without words the newest ones."""
    query = select(ArticleRow)
    words = words.strip()[:300]
    if words.isdigit():
        query = query.where(col(ArticleRow.id) == int(words[:15]))
    elif urlsplit(words).scheme in ("http", "https"):
        query = query.where(col(ArticleRow.url).startswith(words, autoescape=True))
    elif words:
        for word in words.split()[:8]:
            inside = (col(ArticleRow.title).icontains(word, autoescape=True), _outlet_is(word))
            query = query.where(or_(*inside))
    rows = session.scalars(query.order_by(col(ArticleRow.id).desc()).limit(limit))
    return tuple(
        ArticleLine(
            id=row.id or 0,
            title=row.title,
            outlet=row.outlet or row.host,
            url=row.url,
            state=row.state,
            published=row.published,
            found_at=row.found_at,
        )
        for row in rows
    )


def marks(session: Session, key: str) -> tuple[Mark, ...]:
    """What people did with a change, oldest first; mere reading is left out."""
    query = select(MarkRow).where(col(MarkRow.change_key) == key, col(MarkRow.kind) != "read").order_by(col(MarkRow.id))
    return tuple(Mark(kind=row.kind, value=row.value, author=row.author, at=row.at) for row in session.scalars(query))


def told(session: Session, key: str) -> tuple[Told, ...]:
    """Deliveries of a change, by target."""
    query = select(DeliveryRow).where(col(DeliveryRow.decision) == key).order_by(col(DeliveryRow.target))
    return tuple(
        Told(
            id=row.id or 0,
            target=row.target,
            state=row.state,
            held_for=row.held_for,
            reason=row.reason,
            sent_at=row.sent_at,
            not_before=row.not_before,
            attempts=row.attempts,
        )
        for row in session.scalars(query)
    )


def answers(session: Session, deliveries: list[int]) -> dict[int, str]:
    """Newest answer of a provider per delivery."""
    found: dict[int, str] = {}
    query = select(AttemptRow).where(col(AttemptRow.delivery_id).in_(deliveries)).order_by(col(AttemptRow.id))
    for row in session.scalars(query):
        found[row.delivery_id] = row.answer or row.reason
    return found


# --- inside ----------------------------------------------------------------------------------------------------------


def _article(session: Session, row: ArticleRow) -> ArticleView:
    rows = session.scalars(
        select(RevisionRow).where(col(RevisionRow.article_id) == row.id).order_by(col(RevisionRow.number)).limit(50)
    )
    return ArticleView(
        id=row.id or 0,
        url=row.url,
        host=row.host,
        outlet=row.outlet or row.host,
        title=row.title,
        state=row.state,
        problem=row.problem,
        problem_values=_values(row.problem_values),
        published=row.published,
        found_at=row.found_at,
        story=row.story,
        revisions=tuple(_revision(item) for item in rows),
    )


def _revision(row: RevisionRow) -> RevisionView:
    data = _values(row.data)
    return RevisionView(
        number=row.number,
        title=str(data.get("title", "")),
        text=row.text,
        published=row.published,
        at=row.at,
        found_at=row.found_at,
        time_source=str(data.get("time_source", "published")),
        precision=str(data.get("precision", "second")),
        agency=str(data.get("agency", "")),
        byline=str(data.get("byline", "")),
        digest=row.digest,
        reader=row.reader,
        extractor=row.extractor,
    )


def _agencies(session: Session, articles: list[int]) -> dict[int, str]:
    query = (
        select(RevisionRow.article_id, RevisionRow.data)  # type: ignore[call-overload]
        .where(col(RevisionRow.article_id).in_(articles))
        .order_by(col(RevisionRow.number))
    )
    return {ident: str(_values(data).get("agency", "")) for ident, data in session.execute(query)}


def _outlet_is(word: str):  # type: ignore[no-untyped-def]
    return col(ArticleRow.outlet).icontains(word, autoescape=True)


def _values(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
