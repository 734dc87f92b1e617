"""Counts without a noun of their own: lent by a later figure, or taken from an earlier one, a number noun, the clause."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import binding
from monitor.reading.german.bound import Bound, Memory
from monitor.reading.german.clauses import Clause
from monitor.reading.german.lexicon import is_common
from monitor.reading.german.nouns import adjective, is_person, noun
from monitor.reading.german.numbers import ATOMS
from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Approx, FigureKind


def lend(doc: Doc, bound: list[Bound]) -> None:
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


def elliptic(doc: Doc, one: Bound, bound: list[Bound], place: int, clause: Clause, first: int, memory: Memory) -> None:
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
