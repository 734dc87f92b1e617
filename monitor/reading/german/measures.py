"""The unit behind a number, and the currency before it."""

from __future__ import annotations

from typing import Final

from monitor.reading.german.text import Doc, word_set
from monitor.reading.german.units import INSIDE as INSIDE_UNITS
from monitor.reading.german.units import Unit, unit_of
from monitor.reading.german.written import Number, ends_sentence
from monitor.reading.model import FigureKind

_ADJECTIVE_UNITS: Final = word_set(
    "britische britischen britischer kanadische kanadischen australische australischen schweizer amerikanische amerikanischen"
    " norwegische norwegischen schwedische schwedischen dänische dänischen deutsche deutschen russische russischen indische"
    " türkische türkischen tschechische tschechischen us hongkong neue neuen mexikanische argentinische isländische"
)
_CURRENCY_SIGNS: Final = frozenset("€$£¥")


def inside_unit(rest: str) -> Unit | None:
    """The unit inside a word: -jährig, -Tage-…, -Kilo-…"""
    stem = rest.lstrip("-")
    for ending, unit in INSIDE_UNITS.items():
        if stem.startswith(ending):
            return unit
    if stem.startswith(("mal", "fach")):
        return None
    part = stem.split("-", 1)[0]
    return unit_of(part) or unit_of(part.capitalize())


def unit_at(doc: Doc, number: Number, stop: int) -> tuple[Unit | None, int]:
    """The unit right after the number, and the token after it."""
    place = number.stop
    if place >= stop:
        return None, place
    words, lower = doc.words, doc.lower
    unit = unit_of(words[place])
    if unit is None:
        if lower[place] == "us" and place + 1 < stop and lower[place + 1] in ("dollar", "$"):
            return Unit("US-Dollar", FigureKind.MONEY), place + 2
        if lower[place] in _ADJECTIVE_UNITS and place + 1 < stop:
            named = unit_of(words[place + 1])
            if named is not None and named.kind is FigureKind.MONEY:
                return _national(words[place], named), place + 2
        return None, place
    if unit.name == "Grad" and place + 1 < stop and lower[place + 1] in ("celsius", "c", "minus", "plus"):
        return Unit("Grad Celsius", FigureKind.MEASURE) if lower[place + 1] in ("celsius", "c") else unit, place + 2
    if unit.name == "Kilometer" and lower[place + 1 : place + 3] in (["/", "h"], ["pro", "stunde"], ["je", "stunde"]):
        return Unit("Kilometer pro Stunde", FigureKind.MEASURE), place + 3
    if unit.name == "Pfund" and place + 1 < stop and lower[place + 1] == "sterling":
        return unit, place + 2
    if unit.name == "Meter" and lower[place + 1 : place + 3] in (["/", "s"], ["pro", "sekunde"]):
        return Unit("Meter pro Sekunde", FigureKind.MEASURE), place + 3
    if (
        words[place] in ("min", "Min", "Std", "Sek", "sek", "std", "Fr")
        and place + 1 < stop
        and words[place + 1] == "."
    ):
        return unit, place + 2 if not ends_sentence(doc, place + 1) else place + 1
    return unit, place + 1


def _national(adjective: str, unit: Unit) -> Unit:
    """„kanadische Dollar“ -> Kanadischer Dollar; „Schweizer Franken“ stays Franken, „Deutsche Mark“ itself."""
    if unit.name in ("Franken", "Pfund", "Hrywnja", "Yen"):
        return unit
    if unit.name == "Mark" or unit.name == "Deutsche Mark":
        return Unit("Deutsche Mark", FigureKind.MONEY)
    if adjective.lower() in ("us", "amerikanische", "amerikanischen"):
        return Unit("US-Dollar", FigureKind.MONEY)
    return Unit(f"{adjective} {unit.name}", FigureKind.MONEY)


def currency_before(doc: Doc, number: Number, start: int) -> tuple[Unit, int] | None:
    """„€ 500“, „CHF 20“, „US$ 5“: the unit, and the token it begins with."""
    place = number.first - 1
    if place < start:
        return None
    word = doc.words[place]
    if word not in _CURRENCY_SIGNS and word not in ("CHF", "EUR", "USD", "GBP", "Fr"):
        if word == "." and place > start and doc.words[place - 1] == "Fr":
            unit = unit_of("Fr")
            return (unit, place - 1) if unit else None
        return None
    unit = unit_of(word)
    if unit is None:
        return None
    if word == "$" and place > start and doc.words[place - 1] in ("US", "U.S"):
        return Unit("US-Dollar", FigureKind.MONEY), place - 1
    return unit, place
