"""One person's name out of everything stored: the only way past the triggers that keep the logs append-only.

Two kinds of places. Where offsets point into a text (revisions and what was read in them) the name is masked at its
own length, so that no offset moves. Everywhere else (evidence, verdicts, change log, messages, audit) the mark stands
in its place, and the offsets inside an evidence's sentence move with it. Addresses stay: they lead to the evidence.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy import text as sql
from sqlmodel import Session, SQLModel

from monitor.store import tables as rows
from monitor.store import triggers
from monitor.store.database import Store

#: rows rewritten at a time
CHUNK: Final = 200
#: what stands for a name that is too short for the mark
SHORT: Final = "[…]"
#: JSON keys whose value is an address
_ADDRESSES: Final = frozenset({"url", "link"})
#: JSON keys that name a party: one party is redacted everywhere or nowhere
_PARTIES: Final = frozenset({"party", "before_party", "roots", "pairs"})
#: JSON keys of findings whose text has offsets
_MEASURED: Final = frozenset({"text", "cue_text", "title", "lead"})
_GAP: Final = r"[\s\u00a0]+(?:\w\.[\s\u00a0]+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What a redaction did."""

    mark: str
    places: int = 0
    rows: int = 0
    articles: int = 0
    #: addresses that hold the name and stay
    addresses: int = 0
    #: watchlists in force that name the person
    watchlists: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Person:
    """The spellings of one person; `count` grows with each place that is replaced."""

    names: tuple[str, ...]
    mark: str
    #: articles that name the person in full: there the last name alone is the person, too
    articles: set[str] = field(default_factory=set)
    #: the last name alone is a party of its own in such an article
    last_is_party: bool = False
    count: int = 0
    _full: re.Pattern[str] = field(init=False)
    _both: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = tuple(" ".join(unicodedata.normalize("NFC", name).split()) for name in self.names)
        forms = [form for name in self.names for form in _forms(name)]
        full = _pattern(forms)
        self._full = full
        self._both = _pattern([*forms, re.escape(self.last)]) if self.last else full

    @property
    def last(self) -> str:
        """The last name, "" when the name is one word."""
        return self.names[0].rsplit(" ", 1)[1] if " " in self.names[0] else ""

    @property
    def hints(self) -> tuple[str, ...]:
        """Letters that every row to be looked at holds, whatever its case."""
        wanted = (self.last, *self.names[1:]) if self.last else self.names
        return tuple(max(re.findall(r"[A-Za-z]+", word) or [""], key=len) for word in wanted)

    def named_in(self, text: str) -> bool:
        """Whether the text names the person in full."""
        return self._full.search(text) is not None

    def scrub(self, text: str, *, near: bool) -> str:
        """The text with the mark in place of the name; `near`: the last name alone counts."""
        return self._replaced(text, near, lambda _found: self.mark)

    def masked(self, text: str, *, near: bool) -> str:
        """The text with the name masked at its own length."""
        return self._replaced(text, near, lambda found: _fitted(self.mark, len(found)))

    def party(self, name: str) -> str:
        """A party's name; parts of a pair ("A|B") one by one."""
        return "|".join(self.scrub(part, near=self.last_is_party and part == self.last) for part in name.split("|"))

    def moved(self, text: str, *, near: bool) -> Callable[[int], int]:
        """Where an offset of the text stands once the name is replaced by the mark."""
        found = [match.span() for match in (self._both if near else self._full).finditer(text)]

        def place(offset: int) -> int:
            shift = 0
            for start, end in found:
                if offset >= end:
                    shift += len(self.mark) - (end - start)
                elif offset > start:
                    return start + shift + (len(self.mark) if end - offset < offset - start else 0)
            return offset + shift

        return place

    def _replaced(self, text: str, near: bool, by: Callable[[str], str]) -> str:
        replaced, count = (self._both if near else self._full).subn(lambda match: by(match.group()), text)
        self.count += count
        return replaced


def _forms(name: str) -> list[str]:
    """Patterns of one name, whatever its case: as given, with an initial in the middle, last name first."""
    parts = [re.escape(part) for part in name.split(" ")]
    given = f"(?i:{_GAP.join(parts)})"
    if len(parts) == 1:
        return [given]
    # "Kranz, Eva" as in lists; not "sagte Kranz, Eva Berg widersprach"
    return [given, rf"(?i:{parts[-1]},\s?{_GAP.join(parts[:-1])})(?!\s+[^\W\d_a-zäöüß])"]


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Whole words, genitives too (Kranz’, Kranzens are rare; Peskows, Kranz's are not)."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?:['’]?s(?!\w)|['’](?!\w)|(?!\w))")


def _fitted(mark: str, length: int) -> str:
    return (mark if length >= len(mark) else SHORT if length >= len(SHORT) else "…")[:length].ljust(length)


# --- what is replaced, and how ---------------------------------------------------------------------------------------

How = Callable[[Person, str, bool], str]


def _plain(person: Person, text: str, near: bool) -> str:
    return person.scrub(text, near=near or person.named_in(text))


def _measured(person: Person, text: str, near: bool) -> str:
    return person.masked(text, near=near)


def _party(person: Person, text: str, near: bool) -> str:
    return person.party(text)


def _json(person: Person, text: str, near: bool) -> str:
    return _each(person, text, near, measured=False)


def _findings(person: Person, text: str, near: bool) -> str:
    return _each(person, text, near, measured=True)


#: table -> (column of its article, column -> how); rows of other tables name nobody
PLACES: Final[tuple[tuple[type[SQLModel], str, dict[str, How]], ...]] = (
    (rows.EntryRow, "article_id", {"title": _plain, "summary": _plain}),
    (rows.ArticleRow, "id", {"title": _plain, "problem_values": _plain}),
    (rows.RevisionRow, "article_id", {"data": _findings, "text": _measured, "frame": _findings}),
    (rows.ObservationRow, "", {"data": _findings, "sentence": _measured}),
    (rows.ClaimRow, "", {"state": _json}),
    (rows.FactRow, "article_id", {"party": _party, "data": _json, "verdict": _json}),
    (rows.GateRow, "article_id", {"values": _plain}),
    (rows.PositionRow, "", {"party": _party, "data": _json}),
    (rows.ChangeRow, "article_id", {"party": _party, "data": _json, "words": _plain}),
    (rows.ByHandRow, "", {"party": _party, "value": _plain, "reason": _plain}),
    (rows.DeliveryRow, "", {"message": _plain, "reason": _plain}),
    (rows.AttemptRow, "", {"answer": _plain, "reason": _plain}),
    (rows.SilenceRow, "", {"party": _party, "reason": _plain}),
    (rows.MarkRow, "", {"value": _plain}),
    (rows.ViewRow, "", {"name": _plain, "query": _plain}),
    (rows.AuditRow, "", {"subject": _plain, "before": _plain, "after": _plain}),
    (rows.ServiceRow, "", {"value": _plain}),
    (rows.JobRow, "", {"request": _plain, "result": _plain}),
)


def _each(person: Person, text: str, near: bool, *, measured: bool) -> str:
    """JSON with every string in it looked at; untouched JSON comes back as it was."""
    if not text:
        return text
    before = person.count
    value = _walk(person, json.loads(text), near, "", measured)
    if person.count == before:
        return text
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _walk(person: Person, value: Any, near: bool, key: str, measured: bool) -> Any:
    if isinstance(value, str):
        if key in _ADDRESSES:
            return value
        if key in _PARTIES:
            return person.party(value)
        return person.masked(value, near=near) if measured and key in _MEASURED else person.scrub(value, near=near)
    if isinstance(value, list):
        return [_walk(person, item, near, key, measured) for item in value]
    if not isinstance(value, dict):
        return value
    if "article" in value:
        near = str(value["article"]) in person.articles
    if isinstance(value.get("sentence"), str) and not value.keys().isdisjoint(("span", "speaker_span")):
        value = value | _spans(person, value, near)
    return {person.party(name): _walk(person, item, near, name, measured) for name, item in value.items()}


def _spans(person: Person, evidence: dict[str, Any], near: bool) -> dict[str, Any]:
    """The spans of an evidence, moved with the words of its sentence."""
    start, sentence = evidence.get("sentence_start", 0), evidence["sentence"]  # what holds its default is not stored
    place = person.moved(sentence, near=near)
    inside = range(start, start + len(sentence) + 1)
    return {
        name: [start + place(edge - start) if edge in inside else edge for edge in evidence[name]]
        for name in ("span", "speaker_span")
        if evidence.get(name)
    }


# --- doing it --------------------------------------------------------------------------------------------------------


def redact(session: Session, names: Sequence[str], mark: str) -> Redacted:
    """Replaces one person's names in every table; needs a writing session, and leaves the logs append-only behind."""
    person = Person(names=tuple(names), mark=_unused(session, mark))
    connection = session.connection()
    dialect = connection.dialect.name
    if dialect == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    _find_articles(session, person)
    addresses = _addresses(session, person)
    for statement in triggers.drops(dialect):
        connection.execute(sql(statement))
    changed = sum(_rewrite(session, person, table, article, columns) for table, article, columns in PLACES)
    changed += _old_watchlists(session, person)
    for statement in triggers.statements(dialect):
        connection.execute(sql(statement))
    if dialect == "sqlite" and changed:
        connection.exec_driver_sql("INSERT INTO change_search(change_search) VALUES ('rebuild')")
    return Redacted(
        mark=person.mark,
        places=person.count,
        rows=changed,
        articles=len(person.articles),
        addresses=addresses,
        watchlists=_naming_watchlists(session, person),
    )


def wipe(store: Store) -> bool:
    """Makes SQLite forget what it overwrote (write-ahead log, free pages); False when somebody was in the way."""
    if store.path is None:
        return True
    with contextlib.closing(sqlite3.connect(store.path, timeout=30.0, isolation_level=None)) as connection:
        try:
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
    return not busy


def _unused(session: Session, mark: str) -> str:
    """The mark, numbered from the second person on: two people never become one source."""
    audit = _table(rows.AuditRow)
    done = session.connection().execute(select(audit.c.id).where(audit.c.action == "person.redacted")).all()
    return mark if not done else f"{mark[:-1]} {len(done) + 1}{mark[-1]}"


def _find_articles(session: Session, person: Person) -> None:
    """Fills in the articles that name the person in full, and whether the last name alone is a party there."""
    looked = (
        (rows.ArticleRow, "id", ("title",)),
        (rows.EntryRow, "article_id", ("title", "summary")),
        (rows.RevisionRow, "article_id", ("text", "data", "frame")),
        (rows.FactRow, "article_id", ("data", "party")),
    )
    for table, article, names in looked:
        for row in _candidates(session, person, table, (article, *names)):
            if row[1] is not None and any(person.named_in(text) for text in row[2:] if text):
                person.articles.add(str(row[1]))
    found, revision = _table(rows.ObservationRow), _table(rows.RevisionRow)
    query = select(revision.c.article_id, found.c.data, found.c.sentence).join_from(found, revision)
    for article_id, data, sentence in session.connection().execute(
        query.where(_hinted(person, found, ("data", "sentence")))
    ):
        if person.named_in(data) or person.named_in(sentence):
            person.articles.add(str(article_id))
    if person.last:
        facts = _table(rows.FactRow)
        parties = select(facts.c.article_id).where(facts.c.party == person.last).distinct()
        person.last_is_party = any(
            str(one) in person.articles for one in session.connection().execute(parties).scalars()
        )


def _rewrite(session: Session, person: Person, kind: type[SQLModel], article: str, columns: dict[str, How]) -> int:
    """Rewrites one table; returns how many rows changed."""
    table = _table(kind)
    key = next(iter(table.primary_key.columns))
    articles = _articles_of_observations(session, person) if kind is rows.ObservationRow else {}
    changed = 0
    for row in _candidates(session, person, kind, (article or key.name, *columns)):
        ident, owner, texts = row[0], row[1], row[2:]
        near = str(owner) in person.articles if article else articles.get(ident, False)
        new = {
            name: columns[name](person, text, near)
            for name, text in zip(columns, texts, strict=True)
            if text is not None
        }
        if all(new.get(name, text) == text for name, text in zip(columns, texts, strict=True)):
            continue
        changed += 1
        if kind is rows.PositionRow:
            _make_room(session, table, ident, new["party"])
        session.connection().execute(update(table).where(key == ident).values(new))
    return changed


def _make_room(session: Session, table: Table, ident: int, party: str) -> None:
    """Two spellings of one person were two positions of a claim: one stays."""
    own = select(table.c.claim_id).where(table.c.id == ident).scalar_subquery()
    session.connection().execute(
        delete(table).where(table.c.claim_id == own, table.c.party == party, table.c.id != ident)
    )


def _articles_of_observations(session: Session, person: Person) -> dict[int, bool]:
    found, revision = _table(rows.ObservationRow), _table(rows.RevisionRow)
    query = (
        select(found.c.id)
        .join_from(found, revision)
        .where(revision.c.article_id.in_([int(a) for a in person.articles]))
    )
    return dict.fromkeys(session.connection().execute(query).scalars(), True)


def _old_watchlists(session: Session, person: Person) -> int:
    """Texts that watchlists had before; the one in force is the editor's to change."""
    table = _table(rows.WatchlistVersionRow)
    changed = 0
    for ident, in_force, text in _candidates(session, person, rows.WatchlistVersionRow, ("in_force", "text")):
        if not in_force and (new := _plain(person, text, False)) != text:
            session.connection().execute(update(table).where(table.c.id == ident).values(text=new))
            changed += 1
    return changed


def _naming_watchlists(session: Session, person: Person) -> tuple[str, ...]:
    table = _table(rows.WatchlistVersionRow)
    query = select(table.c.watchlist, table.c.text).where(table.c.in_force)
    found = session.connection().execute(query)
    return tuple(name for name, text in found if _plain(_again(person), text, bool(person.last)) != text)


def _again(person: Person) -> Person:
    return Person(names=person.names, mark=person.mark)


def _addresses(session: Session, person: Person) -> int:
    """Articles whose address spells the name (olaf-beispiel)."""
    spelt = [re.sub(r"[^a-z0-9]+", "-", _latin(name.lower())) for name in person.names if " " in name]
    if not spelt:
        return 0
    table = _table(rows.ArticleRow)
    wanted = [table.c.url.icontains(name, autoescape=True) for name in spelt]
    return len(session.connection().execute(select(table.c.id).where(or_(*wanted))).all())


def _latin(name: str) -> str:
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(letter, plain)
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def _table(kind: type[SQLModel]) -> Table:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    return table


def _hinted(person: Person, table: Table, names: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(table.c[name].icontains(hint, autoescape=True) for name in names for hint in person.hints))


def _candidates(session: Session, person: Person, kind: type[SQLModel], names: Sequence[str]) -> Iterator[Any]:
    """(primary key, the named columns) of rows in whose text columns the name may stand; `names[0]` is never text."""
    table = _table(kind)
    key = next(iter(table.primary_key.columns))
    idents = session.connection().execute(select(key).where(_hinted(person, table, names[1:]))).scalars().all()
    for start in range(0, len(idents), CHUNK):
        wanted = select(key, *(table.c[name].label(f"c{place}") for place, name in enumerate(names)))
        yield from session.connection().execute(wanted.where(key.in_(idents[start : start + CHUNK]))).all()
