"""Findings made fast: the values of frozen classes put straight into their slots.

The constructor of a frozen dataclass asks `object.__setattr__` for each field and takes three times as long; an article
has some sixty findings. Equal in every way to what the constructor makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from monitor.reading.model import (
    Approx,
    Attribution,
    Figure,
    FigureKind,
    Period,
    Polarity,
    Reference,
    Role,
    Span,
    Stance,
    Statement,
    StatementType,
    Where,
)

_Puts = tuple[Callable[[Any, Any], None], ...]


def _puts(kind: type) -> _Puts:
    """What writes each field of the class, in order of declaration."""
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


_ATTRIBUTION: Final = _puts(Attribution)
_FIGURE: Final = _puts(Figure)
_REFERENCE: Final = _puts(Reference)
_STATEMENT: Final = _puts(Statement)
_new: Final[Callable[[type], Any]] = object.__new__


def _fill(made: Any, puts: _Puts, values: tuple[Any, ...]) -> None:
    for put, value in zip(puts, values, strict=True):
        put(made, value)


def attribution(
    speaker: Span | None, text: str, root: str | None, via: tuple[str, ...], cue: Span | None, cue_text: str
) -> Attribution:
    """`Attribution` with these fields."""
    made: Attribution = _new(Attribution)
    _fill(made, _ATTRIBUTION, (speaker, text, root, via, cue, cue_text))
    return made


def reference(span: Span, meaning: str, where: Where) -> Reference:
    """`Reference` with these fields."""
    made: Reference = _new(Reference)
    _fill(made, _REFERENCE, (span, meaning, where))
    return made


def statement(
    *,
    quote: Span,
    text: str,
    attribution: Attribution,
    type: StatementType,
    stance: Stance,
    polarity: Polarity,
    news: bool,
    first_time: bool,
    period: Period | None,
    recap: bool,
    where: Where,
    sentence: Span,
    trace: tuple[str, ...],
) -> Statement:
    """`Statement` with these fields."""
    made: Statement = _new(Statement)
    _fill(
        made,
        _STATEMENT,
        (quote, text, attribution, type, stance, polarity, news, first_time, period, recap, where, sentence, trace),
    )
    return made


def figure(
    *,
    start: int,
    end: int,
    text: str,
    low: float | None,
    high: float | None,
    approx: Approx,
    kind: FigureKind,
    counted: str | None,
    counted_span: Span | None,
    whose: tuple[str, ...],
    of: str | None,
    per: str | None,
    unit: str | None,
    predicate: str | None,
    role: Role,
    place: str | None,
    period: Period | None,
    recap: bool,
    attribution: Attribution | None,
    stance: Stance,
    where: Where,
    sentence: Span,
    clause: Span,
    trace: tuple[str, ...],
) -> Figure:
    """`Figure` with these fields."""
    made: Figure = _new(Figure)
    _fill(
        made,
        _FIGURE,
        (
            start, end, text, low, high, approx, kind, counted, counted_span, whose, of, per, unit, predicate, role, place,
            period, recap, attribution, stance, where, sentence, clause, trace,
        ),
    )  # fmt: skip
    return made
