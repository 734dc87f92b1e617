"""Figures of a text: numbers by form, bound to what they count, with role, place and time.

`read_figures(doc, …)` gives them in text order. Attribution is joined from the statements that cover them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from monitor.reading.german import acts, binding, making, roles, told
from monitor.reading.german.bound import Bound, Memory
from monitor.reading.german.clauses import Clause
from monitor.reading.german.counting import bind
from monitor.reading.german.dates import DATING, time_of
from monitor.reading.german.ellipsis import elliptic, lend
from monitor.reading.german.expressions import Expression, candidates, expressions
from monitor.reading.german.text import Doc, Gate, word_set
from monitor.reading.model import Figure, FigureKind, Role, Stance, Statement, Where

#: tokens [first, stop) that a statement covers, free continuation included
Cover = tuple[int, int, Statement]
_BOILER: Final = Gate(word_set("lesezeit lesedauer newsletter cookies"))
_DATING: Final = Gate(DATING)


def read_figures(
    doc: Doc,
    *,
    where: Where,
    published: datetime | None,
    cover: Sequence[Cover] = (),
    swiss: bool = False,
    lead: int = 0,
) -> list[Figure]:
    """Every figure of the text. The first `lead` tokens are its lead."""
    out: list[Figure] = []
    memory = Memory()
    by_sentence: dict[int, list[int]] = {}
    index, end = -1, 0
    for at in candidates(doc, 0, len(doc.words)):
        if at >= end:
            index = doc.sentence_at(at)
            end = doc.sentences[index][1]
        by_sentence.setdefault(index, []).append(at)
    for index, places in by_sentence.items():
        first, stop = doc.sentences[index]
        made = expressions(doc, first, stop, swiss=swiss, places=places)
        if made and not _boilerplate(doc, first, stop):
            part = where if first >= lead or where is Where.TITLE else Where.LEAD
            here = _Sentence(doc, index, places, made, memory=memory, where=part, published=published, cover=cover)
            _read(here, made, out)
    return out


def _boilerplate(doc: Doc, first: int, stop: int) -> bool:
    return stop - first < 30 and _BOILER.opens(doc, first, stop)


def _may_date(doc: Doc, first: int, stop: int, places: Sequence[int], made: Sequence[Expression]) -> bool:
    """Whether a dating word stands in the sentence, or a number that is no figure (a year, a day)."""
    if _DATING.opens(doc, first, stop):
        return True
    left = [at for at in places if doc.words[at][0].isdigit()]
    return bool(left) and not all(any(one.first <= at < one.stop for one in made) for at in left)


class _Sentence:
    """One sentence with its clauses; what every figure of a clause shares is found once."""

    __slots__ = (
        "_places",
        "_rates",
        "bound",
        "clauses",
        "cover",
        "doc",
        "first",
        "memory",
        "published",
        "span",
        "stop",
        "time",
        "where",
    )

    def __init__(
        self,
        doc: Doc,
        index: int,
        places: Sequence[int],
        made: Sequence[Expression],
        *,
        memory: Memory,
        where: Where,
        published: datetime | None,
        cover: Sequence[Cover],
    ) -> None:
        self.doc, self.memory, self.where, self.published = doc, memory, where, published
        self.first, self.stop = doc.sentences[index]
        self.clauses = acts.clauses_of(doc, index) or [Clause(self.first, self.stop, "frag", "")]
        self.cover = [one for one in cover if one[0] < self.stop and self.first < one[1]]
        self.span = doc.span(self.first, self.stop)
        self.time = time_of(
            doc, self.first, self.stop, published if _may_date(doc, self.first, self.stop, places, made) else None
        )
        #: the figures of the sentence
        self.bound: list[Bound] = []
        self._places: dict[int, list[tuple[int, str]]] = {}
        self._rates: dict[int, str | None] = {}

    def looks_back(self, clause: Clause, acting: Clause | None) -> bool:
        """Whether the clause of the figure itself looks back, not only another one of a sentence that does."""
        if len(self.clauses) < 2:
            return True
        acts_in = acting or clause
        return any(
            time_of(self.doc, one.first, one.stop, self.published).recap
            for one in (clause, acts_in)
            if one.stop > one.first
        )

    def place(self, index: int, core: int) -> str | None:
        """The place that the clause names nearest to the token."""
        if index not in self._places:
            clause = self.clauses[index]
            self._places[index] = roles.places(self.doc, clause.first, clause.stop)
        return roles.nearest(self._places[index], core)

    def rate(self, index: int) -> str | None:
        """The denominator of time that the clause names."""
        if index not in self._rates:
            clause = self.clauses[index]
            lower = self.doc.lower
            taken = frozenset(
                at
                for one in self.bound
                for at in (*range(one.at.core, one.at.stop + 1), one.after)
                if at < self.stop and lower[at] in ("pro", "je", "per")
            )
            self._rates[index] = binding.clause_rate(self.doc, clause.first, clause.stop, taken)
        return self._rates[index]


#: figures on either side that the role of one is read against
_NEIGHBOURS: Final = 6


def _read(here: _Sentence, made: list[Expression], out: list[Figure]) -> None:
    """Bind the expressions of a sentence and add their figures to `out`."""
    finite = {clause.finite for clause in here.clauses if clause.finite >= 0}
    bound = [bind(here.doc, one, made, place, here.stop, finite) for place, one in enumerate(made)]
    lend(here.doc, bound)
    here.bound = bound
    for place, one in enumerate(bound):
        out.append(_figure(here, bound, place, one))


def _figure(here: _Sentence, bound: list[Bound], place: int, one: Bound) -> Figure:
    doc, memory = here.doc, here.memory
    index = acts.clause_at(here.clauses, one.at.core)
    clause = here.clauses[index]
    elliptic(doc, one, bound, place, clause, here.first, memory)
    _rate(here, one, index)
    acting = acts.acting(doc, here.clauses, index)
    if one.head is not None and one.kind is FigureKind.COUNT and _aside(doc, one, here.first):
        acting, clause = None, Clause(one.at.left, one.after, "frag", "(")
    verb = _predicate(doc, one, clause, acting, here.clauses, index, here.first)
    near = bound[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
    role, rule = roles.role(
        doc,
        roles.Setting(
            first=here.first,
            stop=here.stop,
            left=one.at.left,
            core=one.at.core,
            after=one.after,
            clause=clause,
            acting=acting,
        ),
        one.counted,
        verb,
        neighbours=[(other.at.core, other.after, other.counted) for other in near if other is not one],
        lasting=one.kind in (FigureKind.AGE, FigureKind.DURATION),
    )
    if one.partitive and role is Role.TOTAL:
        role, rule = Role.PART, "role:partitive"
    memory.money = one if one.kind is FigureKind.MONEY else None
    if one.kind is FigureKind.COUNT and one.counted:
        memory.counted, memory.whose = one.counted, one.whose
    over = told.covering(here.cover, one.at.core)
    statement = over[2] if over else None
    start, end = doc.chars(one.at.start, one.end)
    return making.figure(
        start=start,
        end=end,
        text=doc.raw[start:end],
        low=None if one.at.low is None else float(one.at.low),
        high=None if one.at.high is None else float(one.at.high),
        approx=one.at.approx,
        kind=one.kind,
        counted=one.counted,
        counted_span=doc.span(one.head.head, one.head.head + 1) if one.head else None,
        whose=one.whose,
        of=one.of,
        per=one.per,
        unit=one.unit,
        predicate=verb,
        role=role,
        place=here.place(index, one.at.core),
        period=here.time.period,
        recap=here.time.recap and here.looks_back(clause, acting),
        attribution=told.source_of(doc, here.clauses, index, one.at.core, here.cover),
        stance=statement.stance if statement else Stance.ASSERTS,
        where=here.where,
        sentence=here.span,
        clause=doc.span(clause.first, max(clause.stop, clause.first + 1)),
        trace=(*one.at.rules, *one.rules, *((rule,) if rule else ())),
    )


def _aside(doc: Doc, one: Bound, first: int) -> bool:
    """Whether number and noun stand in brackets of their own („Sachsen (4,1 Millionen Einwohner) plant …“)."""
    if one.head is None or one.head.stop >= len(doc.words) or doc.words[one.head.stop] not in (")", "]"):
        return False
    return "(" in doc.words[max(first, one.at.left - 3) : one.at.left]


def _rate(here: _Sentence, one: Bound, index: int) -> None:
    """A denominator of time elsewhere in the clause makes a count or a sum a rate."""
    if one.kind not in (FigureKind.COUNT, FigureKind.MONEY, FigureKind.MEASURE) or one.at.rest:
        return
    stop = here.clauses[index].stop
    per = binding.denominator(here.doc, one.after, stop) if one.after < stop else None
    code = per[0] if per is not None else here.rate(index)
    if code is not None:
        one.kind, one.per = FigureKind.RATE, code
        one.rules = (*one.rules, "per")


_DIMENSIONS: Final = word_set(
    "lang hoch breit tief dick groß schwer weit entfernt stark schnell warm kalt lange weiter"
)


def _predicate(
    doc: Doc, one: Bound, clause: Clause, acting: Clause | None, clauses: list[Clause], index: int, first: int
) -> str | None:
    if one.at.rest and one.kind is not FigureKind.RATE:
        return None
    governed = acts.event(doc, one.at.left, first)
    if governed is not None:
        return governed
    if one.at.stop < len(doc.words) and doc.lower[one.at.stop] in _DIMENSIONS and one.kind is FigureKind.MEASURE:
        return doc.lower[one.at.stop]
    verb = acts.predicate(doc, acting)
    if verb is None:
        relative = clauses[index + 1] if index + 1 < len(clauses) else None
        if (
            relative is not None
            and relative.kind == "rel"
            and one.head is not None
            and clause.stop <= one.head.stop + 2
        ):
            verb = acts.predicate(doc, relative)
    if (verb is None or verb in acts.AMOUNT) and one.head is not None and one.head.head < one.at.left:
        told = next(
            (other for other in clauses if other.kind == "rel" and other.first in (one.head.stop, one.head.stop + 1)),
            None,
        )
        verb = acts.predicate(doc, told) or verb
    if one.kind in (FigureKind.COUNT, FigureKind.RATE):
        verb = acts.befell(one.counted, verb)
        if verb is None or verb in acts.AMOUNT:
            verb = acts.suffered(doc, one.at.left - 1, one.head.adjectives if one.head else ()) or verb
    return verb
