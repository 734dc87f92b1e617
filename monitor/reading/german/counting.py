"""What stands right behind a number: its unit, the noun it counts, or the word it is part of."""

from __future__ import annotations

from typing import Final

from monitor.reading.german import binding
from monitor.reading.german.ages import aged, aged_people, at_age, bracketed_age, duration, older
from monitor.reading.german.binding import Phrase
from monitor.reading.german.bound import Bound, settle
from monitor.reading.german.expressions import Expression
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.numbers import ATOMS
from monitor.reading.german.text import Doc, word_set
from monitor.reading.german.units import PER_ADVERB
from monitor.reading.model import FigureKind

_COMPARED: Final = word_set(
    "so höher höhere höheren höheres höherer mehr größer größere größeren stärker häufiger schneller teurer soviel weniger länger"
)


def bind(doc: Doc, one: Expression, made: list[Expression], place: int, stop: int, finite: set[int]) -> Bound:
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
            bound.kind = FigureKind.AGE if aged(head) else FigureKind.DURATION
            bound.of, bound.after = head, found.stop
        else:
            bound.kind = FigureKind.AGE
    elif found is not None:
        bound.of, bound.after = binding.lemma(doc, found), found.stop
    elif "-" in rest:
        bound.of = noun(word.rsplit("-", 1)[-1])
    bound.rules = ("inside",)


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
        duration(doc, bound, limit, finite)
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


def _bind_noun(doc: Doc, bound: Bound, limit: int, stop: int, finite: set[int], *, alone: bool) -> None:
    """Counts: the noun behind the number, or the whole it is taken from."""
    one = bound.at
    found = binding.phrase(doc, one.stop, limit, finite)
    if found is not None:
        settle(doc, bound, found, limit)
        return
    if (
        aged_people(doc, bound, stop, finite)
        or bracketed_age(doc, bound)
        or older(doc, bound)
        or (alone and at_age(doc, bound, stop))
    ):
        return
    if one.stop + 1 < stop and doc.lower[one.stop] == "mal" and ATOMS[doc.lower[one.stop + 1]] is None:
        _times(doc, bound, "mal", limit, finite, one.stop + 1)
        return
    whole = binding.partitive(doc, one.stop, stop, finite)
    if whole is not None and _several(doc, whole):
        settle(doc, bound, whole, stop)
        bound.of, bound.partitive = bound.counted, True
        bound.rules = ("partitive",)
        return
    if _magnitude(doc, one):
        bound.kind, bound.counted, bound.unit = FigureKind.MEASURE, "Stärke", "Stärke"
        bound.rules = ("magnitude",)


def _several(doc: Doc, whole: Phrase) -> bool:
    """Whether the whole names several („zwei der Männer“), not one body they belong to („780 der Bundeswehr“)."""
    word = doc.words[whole.head]
    made = noun(word)
    return made.lower() != word.lower() or is_person(made) or word.endswith(("en", "er", "el"))


def _magnitude(doc: Doc, one: Expression) -> bool:
    near = doc.lower[max(0, one.left - 3) : one.left]
    return any(word in ("stärke", "magnitude", "erdbebenstärke") for word in near)
