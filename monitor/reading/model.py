"""What reading finds in a text: figures, statements, who says them.

All spans are half-open character offsets [start, end) into the text as given (`Where.BODY`, `LEAD`) or into the
title (`Where.TITLE`). Reading never depends on a watchlist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open character offsets."""

    start: int
    end: int


class Approx(StrEnum):
    """How a figure is bounded (shared words: figures/GUIDE)."""

    EXACT = "exact"
    ABOUT = "about"
    JUST_UNDER = "just_under"
    JUST_OVER = "just_over"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UP_TO = "up_to"
    LESS_THAN = "less_than"
    RANGE = "range"
    VAGUE = "vague"
    UNCLEAR = "unclear"


class FigureKind(StrEnum):
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    MEASURE = "measure"
    DURATION = "duration"
    AGE = "age"
    RATE = "rate"


class Role(StrEnum):
    """What a figure does in its sentence; `TOTAL` unless something says otherwise."""

    TOTAL = "total"
    INCREMENT = "increment"
    PART = "part"
    PREVIOUS = "previous"
    THRESHOLD = "threshold"
    PLANNED = "planned"
    POSSIBLE = "possible"
    NEGATED = "negated"


class Stance(StrEnum):
    """How a speaker stands to the proposition of the statement itself."""

    CONFIRMS = "confirms"
    ASSERTS = "asserts"
    ESTIMATES = "estimates"
    SUSPECTS = "suspects"
    PLANS = "plans"
    DENIES = "denies"
    CANNOT_CONFIRM = "cannot_confirm"
    NO_COMMENT = "no_comment"
    RETRACTS = "retracts"


class Polarity(StrEnum):
    """Whether the proposition itself is affirmed or negated ("es gibt keine Soldaten": negated)."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class StatementType(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    REPORTED = "reported"
    FREE = "free"


class Where(StrEnum):
    """The part of the article a finding stands in."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A date that a sentence names, resolved against the publication date: aware UTC, `end` exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says it, and through whom."""

    #: the speaker as it stands in the text (a pronoun too); None: nobody is named
    speaker: Span | None = None
    #: the text of that span
    text: str = ""
    #: resolved name of the root source ("Wolodymyr Selenskyj", "NIS"); None: unnamed
    root: str | None = None
    #: relays between the root source and this article, nearest to the article first ("Yonhap")
    via: tuple[str, ...] = ()
    #: the words that attribute: laut, sagte, zufolge; None: Konjunktiv or quotation marks alone
    cue: Span | None = None
    cue_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in a text, with what it counts and what it does there."""

    start: int
    end: int
    #: text[start:end], modifier and unit included ("rund 1,2 Millionen Euro")
    text: str
    #: inclusive bounds in units of `counted`, scale words multiplied out, units not converted; None: open
    low: float | None
    high: float | None
    approx: Approx
    kind: FigureKind
    #: head noun, lemma singular; currency for money, unit for measures, "Prozent" for percent; None: not found
    counted: str | None = None
    #: where the counted noun stands; None when inherited or implied
    counted_span: Span | None = None
    #: words that modify the counted noun, as lemmas or as they stand ("nordkoreanisch", "Hamas" for genitives)
    whose: tuple[str, ...] = ()
    #: the whole, or the thing measured, paid or aged
    of: str | None = None
    #: denominator of a rate: "day", "week", "month", "year", "hour", "person" …
    per: str | None = None
    #: unit of money and measures, as listed in the unit table
    unit: str | None = None
    #: infinitive or adjective of what happened to the counted; None: nothing
    predicate: str | None = None
    role: Role = Role.TOTAL
    #: place named in the clause, as it stands
    place: str | None = None
    #: period the sentence names for this figure
    period: Period | None = None
    #: the sentence looks back (Plusquamperfekt; im/bereits/zuvor with a past period)
    recap: bool = False
    #: the attribution of the statement it stands in
    attribution: Attribution | None = None
    #: how the speaker stands to the figure
    stance: Stance = Stance.ASSERTS
    where: Where = Where.BODY
    sentence: Span = Span(0, 0)
    clause: Span = Span(0, 0)
    #: names of the rules that read it, in order, for `monitor extract --explain`
    trace: tuple[str, ...] = ()

    @property
    def source(self) -> str | None:
        """Resolved name of the one who gives the figure, None if unnamed."""
        return self.attribution.root if self.attribution else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A proposition somebody makes, directly or indirectly."""

    quote: Span
    #: the text of the quote
    text: str
    attribution: Attribution
    type: StatementType
    stance: Stance = Stance.ASSERTS
    polarity: Polarity = Polarity.AFFIRMED
    #: false for recap, question, condition, demand and prediction
    news: bool = True
    #: "erstmals", "zum ersten Mal" stands with it
    first_time: bool = False
    period: Period | None = None
    recap: bool = False
    where: Where = Where.BODY
    sentence: Span = Span(0, 0)
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A pronoun or short noun phrase and the longer text it stands for."""

    span: Span
    #: text of the antecedent as it stands earlier in the article
    meaning: str
    where: Where = Where.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything read in one revision, in text order, title findings first."""

    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    #: sentences of the body, in order
    sentences: tuple[Span, ...] = ()
    #: sentences of the title
    title_sentences: tuple[Span, ...] = ()
    #: version of the reader that made it; stored with observations
    version: str = field(default="")
