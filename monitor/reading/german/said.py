"""What a statement is while it is being read, and the stretch of text it is read in; token ranges throughout."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import clauses as clause_rules
from monitor.reading.german import stance as stance_rules
from monitor.reading.german import verbs
from monitor.reading.german.clauses import Clause
from monitor.reading.german.cues import (
    Cue,
)
from monitor.reading.german.speakers import TokenSpan
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Polarity, Stance, StatementType

PUNCTUATION: Final = frozenset(".!?…,;:–—-")


SAYING: Final = Cue("", Stance.ASSERTS, "c")


ATTITUDE: Final = Cue("", Stance.ASSERTS, "cz")


class Found:
    """One statement before names are resolved; all ranges are tokens."""

    __slots__ = (
        "back",
        "cue",
        "first",
        "first_time",
        "frame",
        "inner",
        "news",
        "plural",
        "polarity",
        "speaker",
        "stance",
        "stop",
        "trace",
        "type",
        "via",
        "weight",
    )

    def __init__(
        self,
        first: int,
        stop: int,
        type: StatementType,
        speaker: TokenSpan | None = None,
        cue: TokenSpan | None = None,
        stance: Stance = Stance.ASSERTS,
        polarity: Polarity = Polarity.AFFIRMED,
        news: bool = True,
        frame: TokenSpan = (0, 0),
        back: bool = False,
        via: tuple[TokenSpan, ...] = (),
        trace: list[str] | None = None,
        inner: bool = False,
        plural: bool = False,
        first_time: bool = False,
        weight: int = 0,
    ) -> None:
        self.first: int = first
        self.stop: int = stop
        self.type: StatementType = type
        self.speaker: TokenSpan | None = speaker
        self.cue: TokenSpan | None = cue
        self.stance: Stance = stance
        self.polarity: Polarity = polarity
        self.news: bool = news
        #: the frame clause, for time and "erstmals"; (0, 0): none
        self.frame: TokenSpan = frame
        #: attributes back to the last source ("demnach")
        self.back: bool = back
        #: relays named in the frame
        self.via: tuple[TokenSpan, ...] = via
        #: speaker stands only for a group in its own sentence ("nach eigenen Angaben")
        self.trace: list[str] = [] if trace is None else trace
        #: said within what another says
        self.inner: bool = inner
        self.plural: bool = plural
        self.first_time: bool = first_time
        #: rank when two cover the same words: higher wins
        self.weight: int = weight

    def inner_pronoun(self, doc: Doc) -> bool:
        """The speaker is only a pronoun: not worth preferring over the relay that is named."""
        return (
            self.speaker is not None
            and self.speaker[1] - self.speaker[0] == 1
            and doc.words[self.speaker[0]][0].islower()
        )


class Unit:
    """Sentences [first, stop) in tokens that are read together."""

    __slots__ = ("clauses", "doc", "end", "first", "masked", "question", "quotes", "stop")

    def __init__(
        self,
        doc: Doc,
        first: int,
        stop: int,
        quotes: list[TokenSpan],
        masked: bytearray,
        clauses: list[Clause] | None = None,
        question: bool = False,
        end: int = -1,
    ) -> None:
        self.doc: Doc = doc
        self.first: int = first
        self.stop: int = stop
        self.quotes: list[TokenSpan] = quotes
        self.masked: bytearray = masked
        self.clauses: list[Clause] = [] if clauses is None else clauses
        self.question: bool = question
        self.end: int = end

    def body_stop(self) -> int:
        """Behind the last word, before the final punctuation."""
        if self.end < 0:
            at = self.stop
            while at > self.first and self.doc.words[at - 1] in ".!?…" and not self.masked[at - 1 - self.first]:
                at -= 1
            self.end = at
        return self.end


def make_unit(doc: Doc, first: int, stop: int, quotes: list[TokenSpan]) -> Unit:
    """The unit with its clauses; tokens in quotation marks and brackets are masked."""
    masked = bytearray(stop - first)
    for a, b in quotes:
        masked[a - first : b - first] = b"\1" * (b - a)
    if "(" in doc.words[first:stop]:
        _mask_brackets(doc, first, stop, masked)
    unit = Unit(doc, first, stop, quotes, masked)
    unit.clauses = clause_rules.split(doc, first, unit.body_stop(), masked, first)
    if not quotes and 1 not in masked:
        number = doc.sentence_at(first)
        if doc.sentences[number] == (first, stop):
            # other rules of the reader ask for the clauses of a sentence too
            doc.shared.setdefault(("clauses", number), unit.clauses)
    last = stop - 1
    unit.question = doc.words[last] == "?" and not masked[last - first]
    return unit


def _mask_brackets(doc: Doc, first: int, stop: int, masked: bytearray) -> None:
    begin = -1
    for at in range(first, stop):
        word = doc.words[at]
        if word == "(":
            begin = at
        elif word == ")" and begin >= 0:
            masked[begin - first : at + 1 - first] = b"\1" * (at + 1 - begin)
            begin = -1


def is_plural(doc: Doc, clause: Clause) -> bool:
    form = verbs.finite(doc.lower[clause.finite]) if clause.finite >= 0 else None
    return form is not None and form.number == verbs.PLURAL


def note_first_time(unit: Unit, found: Found, clause: Clause) -> None:
    words = unit.doc.lower[clause.first : clause.stop]
    found.first_time = "erstmals" in words or "erstmalig" in words or ("ersten" in words and "mal" in words)


def weigh_content(unit: Unit, found: Found) -> None:
    """Let what is said speak: its polarity, "Das stimmt nicht", "wahrscheinlich"."""
    if found.type is StatementType.REPORTED or found.first == found.stop:
        return
    spoken = found.type is StatementType.DIRECT or not _WE.isdisjoint(unit.doc.lower[found.first : found.first + 4])
    stance, polarity = stance_rules.of_content(unit.doc, found.first, found.stop, found.stance, direct=spoken)
    found.stance = stance
    if found.type is StatementType.DIRECT and stance is Stance.DENIES:
        # "„Wir waren das nicht“, widersprach X": what is denied is the opposite of what is said
        return
    if polarity is Polarity.NEGATED:
        found.polarity = Polarity.NEGATED if found.polarity is Polarity.AFFIRMED else Polarity.AFFIRMED


#: first person: what is said stands there word for word, with or without quotation marks
_WE: Final = frozenset(("wir", "ich"))


def cue_span(clause: Clause) -> TokenSpan:
    at = clause.main if clause.main >= 0 else clause.finite
    return at, at + 1


def has_number(doc: Doc, clause: Clause) -> bool:
    """A figure stands in the clause ("meldete 7.300 Neuinfektionen")."""
    return any(
        doc.words[at][0].isdigit() or doc.lower[at] in _NUMBER_WORDS
        for at in range(max(clause.finite, clause.first), clause.stop)
    )


_NUMBER_WORDS: Final = word_set(
    """
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend hunderte tausende dutzende millionen
    million milliarden milliarde hunderten tausenden dutzenden
    """
)


def clause_at(unit: Unit, at: int) -> int:
    for index, clause in enumerate(unit.clauses):
        if clause.first <= at < clause.stop:
            return index
    return -1
