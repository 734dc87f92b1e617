"""Figures of a text: numbers by form, bound to what they count, with role, place and time.

`read_figures(doc, …)` gives them in text order. Attribution is joined from the statements that cover them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from monitor.reading.german import acts, binding, making, roles, told
from monitor.reading.german.binding import Phrase
from monitor.reading.german.clauses import Clause
from monitor.reading.german.dates import DATING, time_of
from monitor.reading.german.expressions import Expression, candidates, expressions
from monitor.reading.german.lexicon import countries, is_common
from monitor.reading.german.nouns import adjective, is_person, noun
from monitor.reading.german.numbers import ATOMS, INSIDE
from monitor.reading.german.text import Doc, Gate, word_set
from monitor.reading.german.units import PER_ADVERB
from monitor.reading.model import Approx, Figure, FigureKind, Role, Stance, Statement, Where

#: tokens [first, stop) that a statement covers, free continuation included
Cover = tuple[int, int, Statement]

_OLD: Final = word_set("alt alte alten alter altes altem")
_AGE_BEFORE: Final = word_set("alter lebensalter durchschnittsalter")
_COMPARED: Final = word_set(
    "so höher höhere höheren höheres höherer mehr größer größere größeren stärker häufiger schneller teurer soviel weniger länger"
)
_BOILER: Final = Gate(word_set("lesezeit lesedauer newsletter cookies"))
_DATING: Final = Gate(DATING)


class Bound:
    """An expression with what it counts; filled step by step."""

    __slots__ = ("after", "at", "counted", "end", "head", "kind", "of", "partitive", "per", "rules", "unit", "whose")

    def __init__(
        self,
        at: Expression,
        kind: FigureKind,
        counted: str | None = None,
        head: Phrase | None = None,
        whose: tuple[str, ...] = (),
        of: str | None = None,
        per: str | None = None,
        unit: str | None = None,
        after: int = 0,
        end: int = 0,
        rules: tuple[str, ...] = (),
        partitive: bool = False,
    ) -> None:
        self.at: Expression = at
        self.kind: FigureKind = kind
        self.counted: str | None = counted
        self.head: Phrase | None = head
        self.whose: tuple[str, ...] = whose
        self.of: str | None = of
        self.per: str | None = per
        self.unit: str | None = unit
        #: first token after the counted noun
        self.after: int = after
        self.end: int = end
        self.rules: tuple[str, ...] = rules
        self.partitive: bool = partitive


class Memory:
    """What earlier sentences counted, for figures without a noun of their own."""

    __slots__ = ("counted", "money", "whose")

    def __init__(self, counted: str | None = None, whose: tuple[str, ...] = (), money: Bound | None = None) -> None:
        self.counted: str | None = counted
        self.whose: tuple[str, ...] = whose
        #: the last figure, if it was a sum of money
        self.money: Bound | None = money


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
    bound = [_bind(here.doc, one, made, place, here.stop, finite) for place, one in enumerate(made)]
    _lend(here.doc, bound)
    here.bound = bound
    for place, one in enumerate(bound):
        out.append(_figure(here, bound, place, one))


def _figure(here: _Sentence, bound: list[Bound], place: int, one: Bound) -> Figure:
    doc, memory = here.doc, here.memory
    index = acts.clause_at(here.clauses, one.at.core)
    clause = here.clauses[index]
    _elliptic(doc, one, bound, place, clause, here.first, memory)
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


# ------------------------------------------------------------------------------------------------------------- binding


def _bind(doc: Doc, one: Expression, made: list[Expression], place: int, stop: int, finite: set[int]) -> Bound:
    """What stands right behind the number: unit, denominator, noun."""
    limit = made[place + 1].first if place + 1 < len(made) else stop
    bound = Bound(one, FigureKind.COUNT, after=one.stop, end=one.end)
    if one.rest:
        _bind_inside(doc, bound, limit, stop, finite)
        return bound
    if one.unit is not None:
        _bind_unit(doc, bound, limit, stop, finite)
        return bound
    _bind_noun(
        doc, bound, limit, stop, finite, alone=not any(other.unit is None and not other.rest for other in made[:place])
    )
    return bound


def _bind_inside(doc: Doc, bound: Bound, limit: int, stop: int, finite: set[int]) -> None:
    """Numbers inside words: 22-Jähriger, dreistündig, Fünffache, dreimal."""
    one = bound.at
    rest = one.rest.lstrip("-")
    token = one.stop - 1
    if rest.startswith(("mal", "fach")):
        _times(doc, bound, rest, limit, finite)
        return
    unit = one.unit
    if unit is None:
        parts = doc.words[token].rsplit("-", 2)
        if len(parts) > 1:
            bound.counted = noun(parts[1].capitalize())
            bound.of = noun(parts[2]) if len(parts) > 2 else None
        return
    bound.kind, bound.counted, bound.unit = unit.kind, unit.name, unit.name
    found = binding.phrase(doc, one.stop, limit, finite, deep=False)
    word = doc.words[token]
    if rest.startswith("jährig"):
        nominal = word[one.end - doc.starts[token] :].lstrip("-‐‑")[:1].isupper() or found is None
        if found is not None and not nominal:
            head = binding.lemma(doc, found)
            bound.kind = FigureKind.AGE if _aged(head) else FigureKind.DURATION
            bound.of, bound.after = head, found.stop
        else:
            bound.kind = FigureKind.AGE
    elif found is not None:
        bound.of, bound.after = binding.lemma(doc, found), found.stop
    elif "-" in rest:
        bound.of = noun(word.rsplit("-", 1)[-1])
    bound.rules = ("inside",)


_LASTING: Final = (
    "zeit", "strafe", "haft", "krieg", "sperre", "dauer", "bestehen", "jubiläum", "frist", "phase", "periode", "pause", "herrschaft", "ehe",
    "mitgliedschaft", "beziehung", "suche", "ung", "geschichte", "amtszeit", "vertrag", "plan", "programm", "verbot", "projekt", "arbeit",
    "laufzeit", "aufenthalt", "verhandlungen", "konflikt", "exil", "bau", "studium", "ausbildung", "tätigkeit", "karriere", "garantie",
    "moratorium", "mandat", "tief", "hoch", "gefängnis", "freiheit", "jubel", "regime", "embargo", "kampf", "prozess", "forschung", "studie",
    "tradition", "abstand", "rhythmus", "turnus", "vorlauf", "verspätung", "abwesenheit", "intervall", "rekord", "durchschnitt", "mittel",
    "vergleich", "wirken", "leben", "schaffen", "bürgerkrieg", "existenz", "partnerschaft", "freundschaft", "gebäude", "haus", "schiff",
    "bürgschaft", "anleihe", "präsidentschaft", "kanzlerschaft", "durststrecke", "serie", "trennung", "warten", "streit", "bann",
)  # fmt: skip


def _aged(head: str) -> bool:
    """Whether „37-jährig“ tells the age of a person rather than how long a thing lasts."""
    if is_person(head):
        return True
    return not head.lower().endswith(_LASTING)


def _times(doc: Doc, bound: Bound, rest: str, limit: int, finite: set[int], after: int = 0) -> None:
    """dreimal: repetitions; dreimal so hoch, das Dreifache: a rate of what is multiplied."""
    one = bound.at
    after = after or one.stop
    found = binding.phrase(doc, after, limit, finite, deep=False)
    compared = after < limit and doc.lower[after] in _COMPARED
    if (
        rest.startswith("fach")
        and found is not None
        and (is_person(binding.lemma(doc, found)) or "mord" in doc.lower[found.head])
    ):
        bound.kind, bound.counted, bound.head, bound.after = (
            FigureKind.COUNT,
            binding.lemma(doc, found),
            found,
            found.stop,
        )
        bound.rules = ("times",)
        return
    if rest.startswith("fach") or compared:
        bound.kind = FigureKind.RATE
        if compared:
            found = binding.phrase(doc, after + 1, limit, finite, deep=False)
        attribute = binding.attributes(doc, after, limit)
        if found is not None:
            bound.counted, bound.head, bound.after = binding.lemma(doc, found), found, found.stop
        elif attribute:
            bound.of = noun(attribute[0][0])
        bound.rules = ("times",)
        return
    bound.kind, bound.counted = FigureKind.COUNT, "Mal"
    bound.rules = ("times",)


def _bind_unit(doc: Doc, bound: Bound, limit: int, stop: int, finite: set[int]) -> None:
    """Money, percent, measures, time: the unit counts; what follows is the thing measured."""
    one = bound.at
    unit = one.unit
    if unit is None:
        return
    bound.kind, bound.counted, bound.unit = unit.kind, unit.name, unit.name
    lower = doc.lower
    after = one.stop
    following_number = after + 1 < stop and lower[after] in PER_ADVERB and _number_behind(doc, after + 1, stop)
    per = (
        None
        if following_number
        else binding.denominator(doc, after, stop)
        if unit.kind is not FigureKind.PERCENT or _headed(doc, after)
        else None
    )
    if per is None and after + 1 < len(lower) and lower[after] == "mehr" and unit.kind is FigureKind.MONEY:
        later = binding.denominator(doc, after + 1, stop)
        if later is not None:
            bound.kind, bound.per = FigureKind.RATE, later[0]
    if (
        per is not None
        and not one.fraction
        and not (lower[after] in ("im", "am", "in") and unit.kind is FigureKind.PERCENT)
    ):
        bound.kind, bound.per, bound.after = FigureKind.RATE, per[0], per[1]
        if unit.name in _LENGTHS and per[0] not in ("person", "household"):
            bound.kind = FigureKind.MEASURE
        bound.end = doc.ends[per[1] - 1]
        bound.rules = ("per",)
        return
    if unit.kind is FigureKind.DURATION:
        _duration(doc, bound, limit, finite)
    following = lower[after] if after < limit else ""
    if following in (
        "der",
        "des",
        "aller",
        "von",
        "dieser",
        "dieses",
        "ihrer",
        "seiner",
        "seines",
        "ihres",
        "vom",
        "einer",
        "eines",
    ):
        found = binding.partitive(doc, after, limit, finite) or binding.phrase(
            doc, after + 1, limit, finite, deep=False
        )
        if found is not None:
            bound.of, bound.after = binding.lemma(doc, found), found.stop
    elif bound.kind is not FigureKind.AGE:
        found = binding.phrase(doc, after, limit, finite, deep=False)
        if found is not None:
            bound.of, bound.after = binding.lemma(doc, found), found.stop
    bound.of = bound.of or _measured(doc, one)


def _number_behind(doc: Doc, at: int, stop: int) -> bool:
    """„drei Jahre(n) jährlich 88.600“: the adverb belongs to the number behind it."""
    while at < stop and doc.lower[at] in (
        "rund",
        "etwa",
        "mehr",
        "als",
        "bis",
        "zu",
        "über",
        "knapp",
        "gut",
        "mindestens",
    ):
        at += 1
    return at < stop and ATOMS[doc.lower[at]] is not None


#: a length per time is a speed, and that a measure
_LENGTHS: Final = frozenset(("Kilometer", "Meter", "Zentimeter", "Millimeter", "Meile", "Seemeile", "Fuß"))


def _headed(doc: Doc, at: int) -> bool:
    """After percent only „pro Jahr“ and adverbs make a rate."""
    return at < len(doc.words) and doc.lower[at] in ("pro", "je", "jährlich", "monatlich", "täglich", "/")


def _measured(doc: Doc, one: Expression) -> str | None:
    """„eine Dividende von zehn Cent“: the noun before von."""
    at = one.left - 1
    if at < 1:
        return None
    if (
        doc.lower[at] in ("von", "um", "auf", "bei")
        and doc.words[at - 1][0].isupper()
        and doc.lower[at - 1] not in ("innerhalb", "außerhalb", "oberhalb", "unterhalb")
        and not binding.has_unit(doc, at - 1)
    ):
        if doc.lower[at - 1] == "alter" and at > 2 and doc.words[at - 3][0].isupper():
            return noun(doc.words[at - 3])
        return noun(doc.words[at - 1])
    return None


def _duration(doc: Doc, bound: Bound, limit: int, finite: set[int]) -> None:
    """Years that are the age of somebody."""
    one = bound.at
    lower = doc.lower
    after = one.stop
    following = lower[after] if after < len(doc.words) else ""
    if one.unit is None or one.unit.name not in ("Jahr", "Monat", "Tag", "Woche", "Lebensjahr"):
        return
    if following in _OLD:
        found = binding.phrase(doc, after + 1, limit, finite, deep=False)
        head = binding.lemma(doc, found) if found else None
        if found is not None and not is_person(head or ""):
            bound.of = head
            return
        if found is None and not _person_subject(doc, one):
            return
        bound.kind, bound.counted = FigureKind.AGE, "Jahr" if one.unit.name == "Jahr" else one.unit.name
        bound.of = head
        bound.after = found.stop if found else after + 1
        bound.rules = ("age",)
        return
    near = _listed_before(lower, one.left)
    people = _bounded_people(doc, one)
    if people is not None:
        bound.of = people
    if people is not None or any(word in _AGE_BEFORE for word in near) or _with_years(doc, one, after, limit):
        bound.kind = FigureKind.AGE
        bound.rules = ("age",)


def _listed_before(lower: list[str], left: int) -> list[str]:
    """The four tokens before a number, and before the numbers it is listed with ("im Alter von 62, 64 und 66 Jahren")."""
    at = left
    while (
        at > 0
        and left - at < 12
        and (lower[at - 1] in (",", "und", "oder", "sowie") or ATOMS[lower[at - 1]] is not None)
    ):
        at -= 1
    return lower[max(0, at - 4) : left]


def _person_subject(doc: Doc, one: Expression) -> bool:
    """„Er ist 30 Jahre alt“: no thing in the subject."""
    first = doc.sentences[doc.sentence_at(one.core)][0]
    for at in range(one.left - 1, first - 1, -1):
        word = doc.words[at]
        if doc.lower[at] in ("er", "sie", "ich", "wir", "der", "beide", "wer") and not (
            at + 1 < one.left and doc.words[at + 1][0].isupper()
        ):
            return True
        if (
            word[0].isupper()
            and word[0].isalpha()
            and doc.lower[at] not in ("der", "die", "das")
            and not binding.has_unit(doc, at)
        ):
            lemma = noun(word)
            return is_person(lemma) or not is_common(word)
    return True


def _bounded_people(doc: Doc, one: Expression) -> str | None:
    """„Kinder unter 18 Jahren“, „Menschen ab 60 Jahren“: the people; None: no people before the bound."""
    if one.approx not in (Approx.LESS_THAN, Approx.AT_LEAST, Approx.MORE_THAN, Approx.UP_TO, Approx.RANGE):
        return None
    at = one.left - 1
    if at >= 0 and doc.lower[at] == "von":
        at -= 1
    if at < 0 or not doc.words[at][0].isupper():
        return None
    lemma = noun(doc.words[at])
    return lemma if is_person(lemma) or not is_common(doc.words[at]) else None


def _with_years(doc: Doc, one: Expression, after: int, limit: int) -> bool:
    """„starb mit 79 Jahren“."""
    if one.left < 1 or doc.lower[one.left - 1] != "mit" or one.unit is None or one.unit.name != "Jahr":
        return False
    following = doc.words[after] if after < limit else "."
    return not following[0].isupper()


def _bind_noun(doc: Doc, bound: Bound, limit: int, stop: int, finite: set[int], *, alone: bool) -> None:
    """Counts: the noun behind the number, or the whole it is taken from."""
    one = bound.at
    found = binding.phrase(doc, one.stop, limit, finite)
    if found is not None:
        _settle(doc, bound, found, limit)
        return
    if (
        _aged_people(doc, bound, stop, finite)
        or _bracketed_age(doc, bound)
        or _older(doc, bound)
        or (alone and _at_age(doc, bound, stop))
    ):
        return
    if one.stop + 1 < stop and doc.lower[one.stop] == "mal" and ATOMS[doc.lower[one.stop + 1]] is None:
        _times(doc, bound, "mal", limit, finite, one.stop + 1)
        return
    whole = binding.partitive(doc, one.stop, stop, finite)
    if whole is not None and _several(doc, whole):
        _settle(doc, bound, whole, stop)
        bound.of, bound.partitive = bound.counted, True
        bound.rules = ("partitive",)
        return
    if _magnitude(doc, one):
        bound.kind, bound.counted, bound.unit = FigureKind.MEASURE, "Stärke", "Stärke"
        bound.rules = ("magnitude",)


def _bracketed_age(doc: Doc, bound: Bound) -> bool:
    """„Der Fahrer (33) …“: a bare number in brackets behind a person is an age."""
    one = bound.at
    words = doc.words
    if one.first < 2 or one.stop >= len(words) or words[one.first - 1] != "(" or words[one.stop] not in "),":
        return False
    name = words[one.first - 2]
    if (
        one.approx is not Approx.EXACT
        or not 0 < one.value < 112
        or one.value != int(one.value)
        or not name[0].isupper()
        or name.lower() in countries()
    ):
        return False
    lemma = noun(name)
    given = words[one.first - 3] if one.first > 2 else ""
    named = given[:1].isupper() and given[-1:].isalpha() and noun(given) == given and given.lower() not in _REGIONS
    if not is_person(lemma) and not named:
        return False
    bound.kind, bound.counted, bound.unit, bound.of = FigureKind.AGE, "Jahr", "Jahr", name if named else lemma
    bound.rules = ("age in brackets",)
    return True


_REGIONS: Final = word_set(
    "provinz stadt region land bundesland kreis landkreis bezirk gemeinde kanton die der das in im"
)


def _at_age(doc: Doc, bound: Bound, stop: int) -> bool:
    """„mit 60 in den Ruhestand“, „Mit dreißig hatte ich …“: a bare number behind mit, with nothing to count."""
    one = bound.at
    if one.left < 1 or doc.lower[one.left - 1] != "mit" or not 10 <= one.value < 112 or one.value != int(one.value):
        return False
    following = doc.words[one.stop] if one.stop < stop else "."
    if (
        following[0].isupper()
        or following[0].isdigit()
        or following in ("der", "von", "zu", "gegen", "weiteren", "anderen", "mal")
    ):
        return False
    bound.kind, bound.counted, bound.unit = FigureKind.AGE, "Jahr", "Jahr"
    bound.rules = ("age",)
    return True


def _older(doc: Doc, bound: Bound) -> bool:
    """„23 Millionen Deutsche über 60“: a bare bound behind people is an age."""
    one = bound.at
    if (
        not 10 <= one.value < 112
        or one.approx is Approx.EXACT
        or doc.lower[one.first] not in ("über", "unter", "ab", "zwischen")
    ):
        return False
    following = doc.lower[one.stop] if one.stop < len(doc.words) else "."
    people = _bounded_people(doc, one)
    if people is None or (following[0].isalpha() and following not in _AFTER_AGE):
        return False
    bound.kind, bound.counted, bound.unit, bound.of = FigureKind.AGE, "Jahr", "Jahr", people
    bound.rules = ("age",)
    return True


_AFTER_AGE: Final = word_set("und oder sind wurden haben waren in können sollen")


def _aged_people(doc: Doc, bound: Bound, stop: int, finite: set[int]) -> bool:
    """„zwei 17-Jährige“, „drei 18- bis 20-jährige Männer“: people counted by their age."""
    at = bound.at.stop
    while at < stop and at - bound.at.stop < 4:
        atom = ATOMS[doc.lower[at]]
        if (
            atom is not None
            and atom.kind == INSIDE
            and ("jährig" in atom.rest or (atom.rest.count("-") > 1 and at == bound.at.stop))
        ):
            break
        if (atom is None or atom.kind != INSIDE) and doc.lower[at] not in ("bis", "und", "oder"):
            return False
        at += 1
    else:
        return False
    word = doc.words[at]
    if "jährig" not in doc.lower[at]:
        bound.head, bound.after, bound.counted = Phrase(at, at + 1), at + 1, noun(word.rpartition("-")[2])
        return True
    if "Jährig" in word:
        bound.head, bound.after = Phrase(at, at + 1), at + 1
        bound.counted = word[: word.index("Jährig")] + "Jähriger"
        return True
    found = binding.phrase(doc, at + 1, stop, finite, deep=False)
    if found is None:
        return False
    _settle(doc, bound, found, stop)
    return True


def _several(doc: Doc, whole: Phrase) -> bool:
    """Whether the whole names several („zwei der Männer“), not one body they belong to („780 der Bundeswehr“)."""
    word = doc.words[whole.head]
    made = noun(word)
    return made.lower() != word.lower() or is_person(made) or word.endswith(("en", "er", "el"))


def _settle(doc: Doc, bound: Bound, found: Phrase, limit: int) -> None:
    bound.head, bound.counted, bound.after = found, binding.lemma(doc, found), found.stop
    bound.whose = binding.whose(doc, found, limit)
    owner = _owner(doc, bound.at.left - 1)
    if owner:
        bound.whose = (owner, *bound.whose)
    if bound.counted == "Mal":
        bound.whose = ()
    bound.of = next((text for text, _ in binding.attributes(doc, found.stop, limit)), None)


def _owner(doc: Doc, at: int) -> str:
    """„Russlands 300 Panzer“: the genitive of a name before the number."""
    if at < 0 or not doc.words[at][0].isupper() or doc.words[at][-1] != "s":
        return ""
    word, name = doc.words[at], doc.words[at][:-1]
    if name.lower() in countries():
        return name
    known = is_common(word) or is_common(word.lower()) or is_common(name) or is_common(name.lower())
    return "" if known or len(name) < 3 else name


def _magnitude(doc: Doc, one: Expression) -> bool:
    near = doc.lower[max(0, one.left - 3) : one.left]
    return any(word in ("stärke", "magnitude", "erdbebenstärke") for word in near)


# ------------------------------------------------------------------------------------------------------------ ellipsis


def _lend(doc: Doc, bound: list[Bound]) -> None:
    """„62, 64 und 66 Jahren“, „120 auf 132 Euro“, „200 feste und 300 freie Mitarbeiter“: the later noun serves both."""
    for place in range(len(bound) - 2, -1, -1):
        one, other = bound[place], bound[place + 1]
        if one.counted is not None or one.at.rest or one.at.fraction:
            continue
        between = [
            word
            for word in doc.lower[one.at.stop : other.at.first]
            if word not in ("rund", "etwa", "knapp", "bis", "zu")
        ]
        if not between and one.at.stop != other.at.first:
            between = ["bis"]
        if not between or len(between) > 3:
            continue
        links = [
            word
            for word in between
            if word
            in (
                ",",
                "und",
                "oder",
                "auf",
                "statt",
                "sowie",
                "bzw",
                "beziehungsweise",
                "bis",
                "/",
                "anstatt",
                "-",
                "–",
                "noch",
                "sondern",
                "mal",
                "x",
                "×",
                "von",
                "bisher",
                "zuvor",
                "zunächst",
            )
        ]
        others = [word for word in between if word not in links]
        if between[0][-1:] in "-‐‑" and len(between[0]) > 3 and links:
            others = []
        if not links or any(not word.endswith(("e", "en", "er")) and word not in ("auf", "auch") for word in others):
            continue
        if links[0] == "," and len(links) == 1 and (other.head is not None or other.counted is None) and not others:
            following = bound[place + 2] if place + 2 < len(bound) else None
            if other.head is not None and following is None:
                continue
        one.kind, one.counted, one.unit, one.per = other.kind, other.counted, other.unit, other.per
        one.of = one.of or other.of
        plain = [word for word in others if word not in _DETERMINERS]
        one.whose = tuple(map(adjective, plain)) if plain and "statt" not in links else other.whose
        one.rules = (*one.rules, "lent")


def _elliptic(doc: Doc, one: Bound, bound: list[Bound], place: int, clause: Clause, first: int, memory: Memory) -> None:
    """A count without a noun: „Zahl der Toten … 25“, „davon 1.000“, „zwölf starben“."""
    if one.kind is FigureKind.AGE and one.of is None:
        return
    if one.kind is FigureKind.RATE and one.counted is None:
        one.counted = _subject(doc, clause, one.at.left)
        return
    if one.counted is not None or one.kind is not FigureKind.COUNT:
        return
    later = bound[place + 1] if place + 1 < len(bound) else None
    if (
        later is not None
        and later.counted
        and doc.lower[_opener(doc, one.at.left)] in ("statt", "nach", "gegenüber", "anstatt")
    ):
        one.kind, one.counted, one.unit, one.whose = later.kind, later.counted, later.unit, later.whose
        one.rules = (*one.rules, "lent")
        return
    known = binding.number_noun(doc, one.at.left, first)
    if known is not None:
        one.counted = known[0]
        if known[1] is not None:
            one.head = known[1]
            one.whose = binding.whose(doc, known[1], one.at.left)
            if doc.lower[known[1].head].endswith(("zahl", "ziffer", "zahlen")):
                one.whose = tuple(text for text, _ in binding.attributes(doc, known[1].stop, one.at.left))
        one.rules = (*one.rules, "number noun")
        return
    earlier = next(
        (
            other
            for other in reversed(bound[:place])
            if other.counted and other.kind in (FigureKind.COUNT, FigureKind.RATE, FigureKind.MONEY, FigureKind.MEASURE)
        ),
        None,
    )
    parallel = _parallel(doc, bound[:place], one)
    if parallel is not None:
        one.kind, one.counted, one.unit = parallel.kind, parallel.counted, parallel.unit
        one.whose = _inherited(doc, parallel.whose, one)
        one.rules = (*one.rules, "parallel")
        return
    index = _index_noun(doc, clause, one.at.left)
    if index is not None:
        one.counted, one.rules = index, (*one.rules, "index noun")
        return
    money = earlier if earlier is not None and earlier.kind is FigureKind.MONEY else None if earlier else memory.money
    if money is not None and one.at.value >= 1e6 and one.at.value % 1000 == 0:
        one.kind, one.counted, one.unit = FigureKind.MONEY, money.counted, money.unit
        one.rules = (*one.rules, "antecedent")
        return
    if earlier is None and _points_back(doc, one, clause):
        plural = _plural_before(
            doc, min(one.at.left, clause.first if doc.lower[clause.first] in _POINTERS else one.at.left), first
        )
        if plural is not None:
            one.counted, one.rules = plural, (*one.rules, "antecedent")
            return
    if earlier is not None and _same_thing(doc, earlier, one):
        one.counted, one.whose = earlier.counted, _inherited(doc, earlier.whose, one)
        if earlier.kind is not FigureKind.COUNT:
            one.kind, one.unit, one.per = earlier.kind, earlier.unit, earlier.per
        one.rules = (*one.rules, "antecedent")
        return
    if (
        one.at.approx is Approx.VAGUE
        and doc.words[one.at.core][0].isupper()
        and ATOMS[doc.lower[one.at.core]] is not None
    ):
        one.counted, one.rules = "Mensch", (*one.rules, "people")
        return
    one.counted, one.whose = memory.counted, _inherited(doc, memory.whose, one)
    one.rules = (*one.rules, "antecedent")


def _earlier_people(doc: Doc, left: int, first: int) -> str | None:
    """The last noun of people before the figure („Ein Mensch starb, 35 weitere wurden verletzt“)."""
    for at in range(left - 1, first - 1, -1):
        word = doc.words[at]
        if word[0].isupper() and word[0].isalpha() and at > first:
            lemma = noun(word)
            if is_person(lemma) and is_common(word):
                return lemma
    return None


def _parallel(doc: Doc, before: list[Bound], one: Bound) -> Bound | None:
    """„die Union kommt auf 31 Prozent, die SPD auf 15“: the earlier figure behind the same preposition."""
    if one.at.left < 1 or doc.lower[one.at.left - 1] not in ("auf", "mit", "bei", "um", "von", "für"):
        return None
    link = doc.lower[one.at.left - 1]
    for other in reversed(before):
        if (
            other.counted
            and other.at.left
            and doc.lower[other.at.left - 1] == link
            and other.kind not in (FigureKind.DURATION, FigureKind.AGE)
        ):
            return other
    return None


_POINTERS: Final = word_set("davon darunter von unter")


def _points_back(doc: Doc, one: Bound, clause: Clause) -> bool:
    """„60 davon“, „zwei von ihnen“, „von denen zehn“."""
    lower = doc.lower
    tail = lower[one.at.stop : one.at.stop + 2]
    if tail[:1] == ["davon"] or tail in (["von", "ihnen"], ["von", "denen"]):
        return True
    head = lower[clause.first : clause.first + 2]
    return head[:1] == ["davon"] or head in (["von", "denen"], ["unter", "ihnen"], ["von", "ihnen"])


def _plural_before(doc: Doc, left: int, first: int) -> str | None:
    """The nearest plural noun before the figure in its sentence."""
    for at in range(left - 1, first, -1):
        word = doc.words[at]
        if (word[0].isupper() and word[0].isalpha() and is_common(word)) or (
            doc.words[at][0].isupper() and word.endswith(("en", "e", "er", "n"))
        ):
            made = noun(word)
            if made.lower() != word.lower() and not binding.has_unit(doc, at):
                return made
    return None


def _opener(doc: Doc, left: int) -> int:
    """The token before the number, articles and adjectives aside."""
    at = left - 1
    while (
        at > 0 and left - at < 4 and (doc.lower[at] in _DETERMINERS - {"nach"} or doc.lower[at].endswith(("en", "te")))
    ):
        at -= 1
    return max(at, 0)


_INDEX: Final = (
    "inzidenz",
    "inzidenzwert",
    "index",
    "r-wert",
    "reproduktionszahl",
    "wert",
    "kurs",
    "pegel",
    "stand",
    "note",
    "leitzins",
    "zins",
)


def _index_noun(doc: Doc, clause: Clause, before: int) -> str | None:
    """„Die Inzidenz liegt bei 35,4“: an index counts itself."""
    for at in range(min(before, clause.stop) - 1, clause.first - 1, -1):
        if doc.words[at][0].isalnum() and doc.lower[at].endswith(_INDEX) and not doc.words[at].islower():
            return noun(doc.words[at])
    return None


def _inherited(doc: Doc, whose: tuple[str, ...], one: Bound) -> tuple[str, ...]:
    """Adjectives of the antecedent, and where the figure itself says so, whose it is."""
    own = binding.attributes(doc, one.at.stop, len(doc.words))
    return (*(word for word in whose if word[:1].islower()), *(text for text, _ in own))


def _same_thing(doc: Doc, earlier: Bound, one: Bound) -> bool:
    return earlier.kind not in (FigureKind.MONEY, FigureKind.MEASURE)


def _subject(doc: Doc, clause: Clause, before: int) -> str | None:
    """The first noun of the clause."""
    for at in range(clause.first, min(before, clause.stop)):
        if (
            doc.words[at][0].isupper()
            and doc.words[at][0].isalpha()
            and not (at == clause.first and doc.lower[at] in _DETERMINERS)
        ):
            return noun(doc.words[at])
    return None


_DETERMINERS: Final = word_set(
    "der die das den dem des ein eine in im am an auf bei nach mit für von damit dabei so es er sie dies zu"
)


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


# ----------------------------------------------------------------------------------------------------------- predicate

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
