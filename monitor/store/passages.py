"""Where some words stand in what was read: for people who ask about a sentence. Looks at every row; not for hot paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from monitor.store.tables import ArticleRow, ObservationRow, RevisionRow

#: rows looked at per question, newest first
ROWS = 2_000
#: quotation marks at the ends, and the dots of a quotation that was cut
_ENDS = " \t\n\"'„“”‚‘’»«›‹…"
_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-ZÄÖÜ„“])")

Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text that holds the words asked for."""

    article: int
    #: the sentence as it stands in the text
    sentence: str
    #: a figure or a statement was read in it
    observed: bool


def find(session: Session, words: str, *, limit: int = 10) -> tuple[Passage, ...]:
    """Sentences that hold the words as written, newest first, each article's sentence once; else those that hold
    them in this order with others between („3.000 Soldaten“ in „3.000 fremde Soldaten“). Empty for no word at all."""
    wanted = words.strip(_ENDS).split()
    if not any(character.isalnum() for character in words):
        return ()
    whole = _pattern(" ".join(wanted))
    parts = [_pattern(word) for word in wanted]
    for holds in (lambda sentence: bool(whole.search(sentence)), lambda sentence: _in_order(parts, sentence)):
        found = _observed(session, wanted, holds, limit) or _unread(session, wanted, holds, limit)
        if found:
            return found
    return ()


def _pattern(words: str) -> re.Pattern[str]:
    """A number asked for is a whole number: „8.000“ does not stand in „18.000“."""
    return re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(words)}(?!\d|[.,]\d)", re.IGNORECASE)


def _in_order(parts: Iterable[re.Pattern[str]], sentence: str) -> bool:
    place = 0
    for part in parts:
        found = part.search(sentence, place)
        if found is None:
            return False
        place = found.end()
    return True


def _observed(session: Session, words: list[str], holds: Holds, limit: int) -> tuple[Passage, ...]:
    sentence = col(ObservationRow.sentence)
    rows = session.exec(
        select(RevisionRow.article_id, sentence)
        .join(ObservationRow, col(RevisionRow.id) == col(ObservationRow.revision_id))
        .where(_like(sentence, words))
        .order_by(col(ObservationRow.id).desc())
        .limit(ROWS)
    )
    return _once(((article, plain(said)) for article, said in rows), holds, limit, observed=True)


def _unread(session: Session, words: list[str], holds: Holds, limit: int) -> tuple[Passage, ...]:
    """The same in whole texts, as long as these are kept, and in titles."""
    text, title = col(RevisionRow.text), col(ArticleRow.title)
    texts = session.exec(
        select(RevisionRow.article_id, text).where(_like(text, words)).order_by(col(RevisionRow.id).desc()).limit(ROWS)
    )
    titles = session.exec(
        select(ArticleRow.id, title).where(_like(title, words)).order_by(col(ArticleRow.id).desc()).limit(ROWS)
    )
    rows = (
        (article or 0, plain(said)) for article, found in (*texts, *titles) for said in _SENTENCE.split(found or "")
    )
    return _once(rows, holds, limit, observed=False)


def _like(column: Mapped[str] | Mapped[str | None], words: Iterable[str]) -> ColumnElement[bool]:
    escaped = (re.sub(r"([\\%_])", r"\\\1", word) for word in words)
    return column.ilike("%" + "%".join(escaped) + "%", escape="\\")


def plain(sentence: str) -> str:
    """The sentence on one line, with single blanks."""
    return " ".join(sentence.split())


def _once(rows: Iterable[tuple[int, str]], holds: Holds, limit: int, *, observed: bool) -> tuple[Passage, ...]:
    found: dict[tuple[int, str], Passage] = {}
    for article, sentence in rows:
        if holds(sentence):
            found.setdefault((article, sentence), Passage(article=article, sentence=sentence, observed=observed))
        if len(found) == limit:
            break
    return tuple(found.values())
