"""Full-text search over the change log: an FTS5 table on SQLite, a GIN index on PostgreSQL.

Searched is `change.words` (sentence, speaker, title, outlet), folded to plain letters ("Pjongjang" finds
"Pjöngjang"; on PostgreSQL by hand, its dictionaries stem and would find other words than SQLite). Every word of a query is the beginning of a word of the text; what users type is bound and quoted, so no
operator of the search syntax reaches the database (RELIABILITY S23).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Integer, column, func, literal_column, select, table, text
from sqlmodel import Session

#: of words that stand almost everywhere only the newest changes are looked at
FINDINGS = 5_000
#: more words than this are ignored: nobody types them, and each costs a look-up
WORDS = 12

#: letters that are searched without their marks, and signs that part words, as SQLite's tokenizer has it
_FROM = "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎĐÈÉÊËĒĔĖĘĚĜĞĠĢĤÌÍÎÏĨĪĬĮİĴĶĹĻĽŁÑŃŅŇÒÓÔÕÖØŌŎŐŔŖŘŚŜŞŠŢŤÙÚÛÜŨŪŬŮŰŲŴÝŶŸŹŻŽàáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšţťùúûüũūŭůűųŵýŷÿźżž"
_PARTING = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~§«»°´·¿¡‐‑–—‘’‚“”„†•…‹›€"
_WORD = re.compile(r"\w+", re.UNICODE)
_SEARCH = table("change_search", column("rowid"))


def statements(dialect: str) -> Iterator[str]:
    """SQL that creates the index and keeps it in step with the log ("sqlite" or "postgresql")."""
    if dialect == "postgresql":
        yield "CREATE INDEX IF NOT EXISTS ix_change_search ON \"change\" USING gin (to_tsvector('simple', words))"
        return
    yield (
        "CREATE VIRTUAL TABLE IF NOT EXISTS change_search USING fts5(words, content='change', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')"
    )
    add = "INSERT INTO change_search(rowid, words) VALUES (new.id, new.words);"
    drop = "INSERT INTO change_search(change_search, rowid, words) VALUES ('delete', old.id, old.words);"
    yield f'CREATE TRIGGER IF NOT EXISTS change_search_insert AFTER INSERT ON "change" BEGIN {add} END'
    yield f'CREATE TRIGGER IF NOT EXISTS change_search_update AFTER UPDATE OF words ON "change" BEGIN {drop} {add} END'
    yield f'CREATE TRIGGER IF NOT EXISTS change_search_delete AFTER DELETE ON "change" BEGIN {drop} END'


def folded(dialect: str) -> Iterator[str]:
    """SQL that makes PostgreSQL's search fold letters and part words as SQLite's does."""
    if dialect != "postgresql":
        return
    source = _FROM + _PARTING
    target = "".join(_plain(letter) for letter in _FROM) + " " * len(_PARTING)
    source, target = (text.replace("'", "''") for text in (source, target))
    yield (
        "CREATE OR REPLACE FUNCTION monitor_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $$ SELECT to_tsvector('pg_catalog.simple', lower(translate(words, '{source}', '{target}'))) $$"
    )
    yield "DROP INDEX IF EXISTS ix_change_search"
    yield 'CREATE INDEX ix_change_search ON "change" USING gin (monitor_words(words))'


def _plain(letter: str) -> str:
    """The letter without its marks; one letter, always."""
    without = unicodedata.normalize("NFD", letter)[0]
    return {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "ı": "i"}.get(without, without)


def words_of(query: str) -> tuple[str, ...]:
    """The words that are looked for; empty when the query holds none."""
    return tuple(found.group() for found in _WORD.finditer(query))[:WORDS]


def matches(session: Session, query: str, *, bounded: bool = False) -> ColumnElement[bool] | None:
    """The condition "change holds all words of the query", None when the query holds no word.

    `bounded`: the query names a short time, so its rows are looked at one by one and not every finding (the plus keeps
    SQLite from starting at the findings).
    """
    words = words_of(query)
    if not words:
        return None
    if session.get_bind().dialect.name == "postgresql":
        return literal_column("monitor_words(change.words)").op("@@")(func.to_tsquery("simple", _wanted(words)))
    found = func.json_each(json.dumps(_found(session, words))).table_valued("value")
    return literal_column("+change.id" if bounded else "change.id").in_(select(found.c.value))


def _wanted(words: tuple[str, ...]) -> str:
    """The words in PostgreSQL's language: letters and figures only, so nothing of its syntax can come from outside."""
    plain = ["".join(_plain(letter) for letter in unicodedata.normalize("NFC", word)).lower() for word in words]
    return " & ".join(f"'{word}':*" for word in plain)


def _found(session: Session, words: tuple[str, ...]) -> list[int]:
    """Row ids of the newest changes that hold the words, looked up once per session: a page asks several times."""
    remembered: dict[tuple[str, ...], list[int]] = session.info.setdefault("change_search", {})
    if words not in remembered:
        phrase = " ".join(f'"{word}"*' for word in words)
        query = (
            select(literal_column("rowid", Integer))
            .select_from(_SEARCH)
            .where(text("change_search MATCH :phrase").bindparams(phrase=phrase))
            .order_by(literal_column("rowid", Integer).desc())
            .limit(FINDINGS)
        )
        remembered[words] = list(session.scalars(query))
    return remembered[words]
