"""A `Reading` on its way between processes: flat rows of plain values in place of a state per finding and span.

Pickling calls Python once per object; an article has some three hundred. Importing this module is enough: it registers
itself. What arrives is equal to what was sent; findings that shared an attribution share it again.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any

from monitor.reading.model import Attribution, Figure, Reading, Reference, Span, Statement

Row = tuple[Any, ...]
_span: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)


class _Kind:
    """One class of findings: how its fields are read and written, and which of them are spans."""

    def __init__(self, kind: type, *spans: str) -> None:
        names = [field.name for field in fields(kind)]
        self._new: Callable[[], Any] = partial(object.__new__, kind)
        self._get = attrgetter(*names)
        self._puts = [getattr(kind, name).__set__ for name in names]
        self._spans = [names.index(name) for name in spans]
        #: place of the attribution among the fields, -1: it has none
        self._by = names.index("attribution") if "attribution" in names else -1

    def rows(self, found: Iterable[Any], seen: _Seen) -> list[Row]:
        """A row per finding; an attribution is its number in `seen`."""
        out = []
        for one in found:
            row = list(self._get(one))
            for at in self._spans:
                row[at] = row[at] and (*row[at],)
            if self._by >= 0:
                row[self._by] = seen.number(row[self._by])
            out.append(tuple(row))
        return out

    def made(self, rows: Iterable[Row], known: list[Attribution]) -> Iterator[Any]:
        """The findings of the rows."""
        for values in rows:
            row = list(values)
            for at in self._spans:
                row[at] = row[at] and _span(row[at])
            if self._by >= 0:
                row[self._by] = known[row[self._by]] if row[self._by] is not None else None
            made = self._new()
            for put, value in zip(self._puts, row, strict=True):
                put(made, value)
            yield made


class _Seen:
    """The attributions of a reading, each once."""

    def __init__(self) -> None:
        self.all: list[Attribution] = []
        self._numbers: dict[int, int] = {}

    def number(self, one: Attribution | None) -> int | None:
        if one is None:
            return None
        number = self._numbers.setdefault(id(one), len(self.all))
        if number == len(self.all):
            self.all.append(one)
        return number


_ATTRIBUTION = _Kind(Attribution, "speaker", "cue")
_FIGURE = _Kind(Figure, "counted_span", "sentence", "clause")
_REFERENCE = _Kind(Reference, "span")
_STATEMENT = _Kind(Statement, "quote", "sentence")


def _packed(reading: Reading) -> tuple[Callable[..., Reading], Row]:
    seen = _Seen()
    figures = _FIGURE.rows(reading.figures, seen)
    statements = _STATEMENT.rows(reading.statements, seen)
    return unpacked, (
        figures,
        statements,
        _REFERENCE.rows(reading.references, seen),
        _ATTRIBUTION.rows(seen.all, seen),
        tuple(chain.from_iterable(reading.sentences)),
        tuple(chain.from_iterable(reading.title_sentences)),
        reading.version,
    )


def unpacked(
    figures: list[Row],
    statements: list[Row],
    references: list[Row],
    attributions: list[Row],
    sentences: tuple[int, ...],
    title_sentences: tuple[int, ...],
    version: str,
) -> Reading:
    """The reading that was packed."""
    known = list(_ATTRIBUTION.made(attributions, []))
    return Reading(
        figures=tuple(_FIGURE.made(figures, known)),
        statements=tuple(_STATEMENT.made(statements, known)),
        references=tuple(_REFERENCE.made(references, known)),
        sentences=_pairs(sentences),
        title_sentences=_pairs(title_sentences),
        version=version,
    )


def _pairs(edges: tuple[int, ...]) -> tuple[Span, ...]:
    return tuple(map(_span, zip(edges[::2], edges[1::2], strict=True)))


copyreg.pickle(Reading, _packed)
