"""States of articles and what was read in each: the evidence that outlives the full text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Table, bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, delete, select

from monitor.articles.model import Revision
from monitor.reading.model import Figure, Reading, Statement, Where
from monitor.store.codec import dump, load
from monitor.store.straight import Prepared
from monitor.store.tables import ArticleRow, FactRow, ObservationRow, RevisionRow

#: states loaded at a time when all are read again
BATCH = 200
#: characters of a sentence kept beside an observation
SENTENCE = 2_000

_REVISION: Table = RevisionRow.__table__  # type: ignore[attr-defined]
_OBSERVATION: Table = ObservationRow.__table__  # type: ignore[attr-defined]
_NEWEST = Prepared(
    sql(_REVISION.c.data, _REVISION.c.text)
    .where(_REVISION.c.article_id == bindparam("of_article"))
    .order_by(_REVISION.c.number.desc())
    .limit(1)
)
_NEW, _NEW_OBSERVATIONS = Prepared(_REVISION.insert().returning(_REVISION.c.id)), Prepared(_OBSERVATION.insert())


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """A revision with its id and everything read in it."""

    id: int
    article_id: int
    revision: Revision
    reading: Reading
    #: "feed", "baseline", "archive"
    origin: str
    first_sight: bool
    #: the full text is gone: only sentences with findings are left
    purged: bool


def newest(session: Session, article_id: int) -> Revision | None:
    """The last known state of an article, None before the first."""
    row = _NEWEST.first(session, {"of_article": article_id})
    return replace(load(Revision, row[0]), text=row[1] or "") if row else None


def extractor_of(session: Session, article_id: int) -> str:
    """The version of the extractor that read the last known state of an article; "" before the first."""
    wanted = select(RevisionRow.extractor).where(RevisionRow.article_id == article_id)
    return session.exec(wanted.order_by(col(RevisionRow.number).desc()).limit(1)).first() or ""


def text_of(session: Session, article: str, number: int) -> str:
    """The text of one state of an article, "" when it is gone or was never kept."""
    if not article.isdecimal():
        return ""
    wanted = select(RevisionRow.text).where(RevisionRow.article_id == int(article), RevisionRow.number == number)
    return session.exec(wanted).first() or ""


def add(session: Session, revision: Revision, reading: Reading, *, extractor: str, keep_text: bool = True) -> int:
    """Stores a state and its observations; returns the revision's id.

    `keep_text=False` (mining reserved by the publisher, retention 0) stores address, title, times, figures and
    sentences only.
    """
    row = {
        "article_id": int(revision.article),
        "number": revision.number,
        "data": dump(replace(revision, text="", lead="" if not keep_text else revision.lead)),
        "text": revision.text if keep_text else None,
        "digest": revision.digest,
        "frame": dump(replace(reading, figures=(), statements=())),
        "published": revision.published,
        "at": revision.at,
        "found_at": revision.found,
        "reader": reading.version,
        "extractor": extractor,
    }
    number = int(_NEW.rows(session, row)[0][0])
    _add_observations(session, number, revision, reading)
    return number


def forget(session: Session, article_id: int) -> None:
    """Drops all states of an article with what was read in them and every fact that rests on them."""
    ids = session.exec(select(RevisionRow.id).where(RevisionRow.article_id == article_id)).all()
    session.exec(delete(FactRow).where(col(FactRow.revision_id).in_(ids)))
    session.exec(delete(ObservationRow).where(col(ObservationRow.revision_id).in_(ids)))
    session.exec(delete(RevisionRow).where(col(RevisionRow.id).in_(ids)))


def replace_reading(session: Session, revision_id: int, revision: Revision, reading: Reading) -> None:
    """Stores what a newer reader finds in a kept text."""
    for old in session.exec(select(ObservationRow).where(ObservationRow.revision_id == revision_id)):
        session.delete(old)
    session.flush()
    _add_observations(session, revision_id, revision, reading)
    row = session.exec(select(RevisionRow).where(RevisionRow.id == revision_id)).one()
    row.reader = reading.version


def last(session: Session) -> int:
    """The highest number of a stored state, 0 when there is none."""
    return session.exec(select(func.max(RevisionRow.id))).one() or 0


def read_again(session: Session, *, after: int = 0, until: int | None = None) -> Iterator[StoredReading]:
    """Every stored state with its reading, in the order of the fold (time, published, article); for refolding.

    `after`, `until`: only those with a higher id, with none above. Rows come in batches, so that a large store does not fill the memory.
    """
    order = (col(RevisionRow.at), col(RevisionRow.published), col(RevisionRow.article_id), col(RevisionRow.number))
    wanted_ids = select(RevisionRow.id).where(col(RevisionRow.id) > after).order_by(*order)
    ids = session.exec(wanted_ids if until is None else wanted_ids.where(col(RevisionRow.id) <= until)).all()
    for start in range(0, len(ids), BATCH):
        wanted = ids[start : start + BATCH]
        rows = session.exec(
            select(RevisionRow, ArticleRow)
            .join(ArticleRow, col(ArticleRow.id) == col(RevisionRow.article_id))
            .where(col(RevisionRow.id).in_(wanted))
            .order_by(*order)
        ).all()
        found = _observations(session, wanted)
        for row, article in rows:
            yield _stored(row, article, found.get(row.id or 0, []))
        session.expunge_all()


def _observations(session: Session, ids: Sequence[int | None]) -> dict[int, list[ObservationRow]]:
    found: dict[int, list[ObservationRow]] = {}
    for item in session.exec(
        select(ObservationRow).where(col(ObservationRow.revision_id).in_(ids)).order_by(col(ObservationRow.id))
    ):
        found.setdefault(item.revision_id, []).append(item)
    return found


def of_article(session: Session, article_id: int) -> tuple[StoredReading, ...]:
    """All states of one article, oldest first."""
    article = session.exec(select(ArticleRow).where(ArticleRow.id == article_id)).one()
    rows = session.exec(
        select(RevisionRow).where(RevisionRow.article_id == article_id).order_by(col(RevisionRow.number))
    ).all()
    found = _observations(session, [row.id for row in rows])
    return tuple(_stored(row, article, found.get(row.id or 0, [])) for row in rows)


def _stored(row: RevisionRow, article: ArticleRow, found: Sequence[ObservationRow]) -> StoredReading:
    assert row.id is not None
    revision = replace(_revision(row), story=article.story or str(article.id))
    if row.text is None:
        revision = replace(revision, text=_sparse(found))
    return StoredReading(
        id=row.id,
        article_id=row.article_id,
        revision=revision,
        reading=_reading(row, found),
        origin=article.origin,
        first_sight=article.first_sight,
        purged=row.text is None,
    )


def _reading(row: RevisionRow, found: Sequence[ObservationRow]) -> Reading:
    frame = load(Reading, row.frame) if row.frame else Reading(version=row.reader)
    return replace(
        frame,
        figures=tuple(load(Figure, item.data) for item in found if item.kind == "figure"),
        statements=tuple(load(Statement, item.data) for item in found if item.kind == "statement"),
    )


def _sparse(found: Sequence[ObservationRow]) -> str:
    """What is left of a text after its time: the sentences with findings, at their places, blanks between."""
    text = ""
    for item in sorted(found, key=lambda item: item.sentence_start):
        if item.where != Where.TITLE and item.sentence_start >= len(text):
            text = text.ljust(item.sentence_start) + item.sentence
    return text


def _add_observations(session: Session, revision_id: int, revision: Revision, reading: Reading) -> None:
    findings: tuple[Figure | Statement, ...] = (*reading.figures, *reading.statements)
    _NEW_OBSERVATIONS.many(session, [_observation(revision_id, revision, found) for found in findings])


def _observation(revision_id: int, revision: Revision, found: Figure | Statement) -> dict[str, object]:
    start, end = (found.start, found.end) if isinstance(found, Figure) else found.quote
    source = revision.title if found.where is Where.TITLE else revision.text
    return {
        "revision_id": revision_id,
        "kind": "figure" if isinstance(found, Figure) else "statement",
        "where": found.where.value,
        "start": start,
        "end": end,
        "data": dump(found),
        "sentence": source[found.sentence.start : found.sentence.end][:SENTENCE],
        "sentence_start": found.sentence.start,
    }


def _revision(row: RevisionRow) -> Revision:
    return replace(load(Revision, row.data), text=row.text or "")
