"""Numbers put together from tokens: groups with blanks, scale words, halves, fractions, ranges, units, modifiers.

`expressions(doc, start, stop)` gives every number of one sentence that is a figure by its form and its neighbours; what
it counts is `binding`'s question. Dates, times, years, ordinals and names are left out (`ruled_out`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.reading.german.clauses import EIN_BIT, NUMBER_BIT, flags
from monitor.reading.german.measures import currency_before, inside_unit, unit_at
from monitor.reading.german.modifiers import before
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.numbers import (
    ATOMS,
    DIGITS,
    EIN,
    INSIDE,
    PAIR,
    SCALE,
    VAGUE,
    WORD,
    Atom,
)
from monitor.reading.german.ruling import designated, is_year, ordinal, quoted_name, scored, timed, titled
from monitor.reading.german.text import Doc, word_set
from monitor.reading.german.units import UNITS, Unit, unit_of
from monitor.reading.german.written import Number, read_number, take
from monitor.reading.model import Approx, FigureKind


class Expression:
    """A figure by form: value, bound, unit, place."""

    __slots__ = (
        "approx",
        "core",
        "end",
        "first",
        "fraction",
        "high",
        "left",
        "lender",
        "low",
        "rest",
        "rules",
        "start",
        "stop",
        "unit",
        "value",
    )

    def __init__(
        self,
        first: int,
        stop: int,
        start: int,
        end: int,
        low: float | None,
        high: float | None,
        approx: Approx,
        unit: Unit | None = None,
        rest: str = "",
        left: int = 0,
        fraction: bool = False,
        core: int = 0,
        rules: tuple[str, ...] = (),
        lender: int = -1,
        value: float = 0.0,
    ) -> None:
        self.first: int = first
        self.stop: int = stop
        self.start: int = start
        self.end: int = end
        self.low: float | None = low
        self.high: float | None = high
        self.approx: Approx = approx
        self.unit: Unit | None = unit
        self.rest: str = rest
        #: first token left of modifiers
        self.left: int = left
        self.fraction: bool = fraction
        #: the number's own first token
        self.core: int = core
        self.rules: tuple[str, ...] = rules
        #: index into the sentence's list of the figure that lends it unit and noun ("62, 64 und 66 Jahren")
        self.lender: int = lender
        self.value: float = value


_MAY_TAKE_ONE: Final = word_set("mindestens wenigstens höchstens maximal allerhöchstens")
_NOT_ONE: Final = word_set(
    "Fuß Bar Knoten Zoll Rand Krone Real Mark Nacht Wochenende Lira Pfund Unze Rupie PS Won Byte Pixel Tag"
)


def expressions(
    doc: Doc, start: int, stop: int, *, swiss: bool = False, places: Sequence[int] | None = None
) -> list[Expression]:
    """Every figure of the sentence [start, stop), left to right, without overlaps.

    `places`: its tokens that may begin a number (`candidates`), if already known.
    """
    found: list[Expression] = []
    after = start
    for place in candidates(doc, start, stop) if places is None else places:
        if place < after:
            continue
        made, after = _one(doc, place, start, stop, swiss)
        if made is not None:
            found.append(made)
            start = max(start, after)
    return found


_EITHER_BIT: Final = NUMBER_BIT | EIN_BIT


def candidates(doc: Doc, start: int, stop: int) -> list[int]:
    """Tokens of [start, stop) that may begin a number; „ein“ only where something makes it one."""
    marks = flags(doc)
    return [
        at for at in range(start, stop) if marks[at] & _EITHER_BIT and (marks[at] & NUMBER_BIT or _promising(doc, at))
    ]


def _promising(doc: Doc, at: int) -> bool:
    """Whether „ein“ stands before a unit, a scale word or a range, or behind a modifier."""
    lower = doc.lower
    if at + 1 >= len(lower):
        return False
    following = lower[at + 1]
    if ATOMS[following] is not None or following in UNITS or following in _AFTER_ONE or following.endswith("dollar"):
        return True
    return at > 0 and lower[at - 1] in _BEFORE_ONE


_AFTER_ONE: Final = word_set("paar gutes bis und oder us bzw beziehungsweise")
_BEFORE_ONE: Final = word_set("mindestens wenigstens höchstens maximal allerhöchstens zu als zwischen")


def _one(doc: Doc, place: int, start: int, stop: int, swiss: bool) -> tuple[Expression | None, int]:
    """The expression that begins at the token, and the token to go on with."""
    number = read_number(doc, place, stop)
    if number is None:
        return None, place + 1
    second, between = _range(doc, number, start, stop)
    if second is not None:
        return _ranged(doc, number, second, between, start, stop, swiss)
    if number.rest == "-":
        return _open_hyphen(doc, number, start, stop)
    return _single(doc, number, start, stop, swiss)


_BIS: Final = word_set("bis - – — oder")


def _range(doc: Doc, number: Number, start: int, stop: int) -> tuple[Number | None, bool]:
    """The upper end of a range that begins with the number, and whether „zwischen“ opens it."""
    lower = doc.lower
    place = number.stop
    if place + 1 >= stop or number.rest == "-" or number.fraction or (number.vague and number.scale < 1e6):
        return None, False
    if lower[place] not in _BIS and lower[place] not in ("und", "bzw", "beziehungsweise"):
        unit = unit_of(doc.words[place])
        if unit is None or place + 2 >= stop or lower[place + 1] not in ("bis", "und"):
            return None, False
        place += 1
    connector = lower[place]
    between = _between(doc, number, start)
    if connector == "und" and not between:
        return None, False
    after = place + 1
    if after + 1 < stop and (
        (connector == "bis" and lower[after] == "zu") or (connector == "bzw" and lower[after] == ".")
    ):
        after += 1
    if place > number.stop and lower[after] in ("über", "rund", "etwa", "knapp"):
        after += 1
    second = read_number(doc, after, stop) if ATOMS[lower[after]] is not None else None
    if second is None or second.rest == "-" or second.fraction:
        return None, False
    if place > number.stop:
        if unit_of(doc.words[second.stop]) != unit_of(doc.words[number.stop]) if second.stop < stop else True:
            return None, False
        if not between:
            return None, False
    _share(number, second)
    if number.value >= second.value or second.value == 0:
        return None, False
    if connector in ("oder", "bzw", "beziehungsweise") and (
        (number.one and second.value != 2) or second.value > 4 * number.value + 8
    ):
        return None, False
    if _from_year(doc, number, second, after - place > 1):
        return None, False
    if connector in ("-", "–", "—") and not _tight(doc, place) and not _loose(doc, number, second, stop):
        return None, False
    return second, between


def _from_year(doc: Doc, number: Number, second: Number, up_to: bool) -> bool:
    """„2009 bis zu 110.000“: a year is no lower end."""
    text = doc.text[number.start : number.end]
    if text.isdigit() and len(text) == 4 and 1900 <= number.value <= 2100 and second.value > 2100:
        return up_to or second.value > 3 * number.value
    return up_to and second.value > 10 * number.value


def _tight(doc: Doc, place: int) -> bool:
    return doc.glued(place) and doc.glued(place + 1)


def _loose(doc: Doc, number: Number, second: Number, stop: int) -> bool:
    """„10 – 12 Prozent“: a dash with blanks is a range only before a unit."""
    return second.stop < stop and unit_of(doc.words[second.stop]) is not None


def _between(doc: Doc, number: Number, start: int) -> bool:
    place = number.first
    while place > start and number.first - place < 3:
        place -= 1
        if doc.lower[place] == "zwischen":
            return True
        if doc.lower[place] not in ("rund", "etwa", "knapp", "ca", ".", "circa", "gut"):
            return False
    return False


def _share(number: Number, second: Number) -> None:
    """„acht bis zehn Millionen“, „20 bis 30.000“: the scale counts for both."""
    if number.scale == 1.0 and second.scale > 1.0 and second.mantissa and 0 < number.value < second.mantissa <= 1000:
        number.value *= second.scale
        if number.doubt in ("dot", "comma"):
            number.doubt = ""
    elif number.scale == second.scale == 1.0 and not number.written and second.value >= 1000:
        if second.value / 10_000 <= number.value < second.value / 1000:
            number.value *= 1000


def _ranged(
    doc: Doc, number: Number, second: Number, between: bool, start: int, stop: int, swiss: bool
) -> tuple[Expression | None, int]:
    doubt = _doubt(number, swiss) or _doubt(second, swiss)
    if doubt and doubt not in ("dot", "comma", "grouping"):
        return None, second.stop
    unit, unit_stop = (inside_unit(second.rest), second.stop) if second.rest else unit_at(doc, second, stop)
    if unit is None and not second.rest and _ruled_out_range(doc, number, second, start, stop):
        return None, second.stop
    if timed(doc, second.stop, stop) or (number.one and unit is None and not between and second.value > 5):
        return None, second.stop
    first = number.first
    if between:
        while doc.lower[first] != "zwischen":
            first -= 1
        bound = before(doc, first, start, unit=True, one=True)
    else:
        bound = before(doc, first, start, unit=True, one=False)
        if bound.approx is not None and doc.lower[bound.first] in ("von", "bis"):
            bound = before(doc, first, first, unit=True, one=False)
    first = bound.first
    end = doc.ends[unit_stop - 1] if unit is not None and not second.rest else second.end
    made = Expression(
        first, unit_stop, doc.starts[first], end, number.value, second.value, Approx.RANGE, unit, second.rest, bound.left,
        core=number.first, rules=("range",), value=second.value,
    )  # fmt: skip
    if doubt:
        made.low, made.high, made.approx = None, None, Approx.UNCLEAR
    return made, max(unit_stop, second.stop)


def _ruled_out_range(doc: Doc, number: Number, second: Number, start: int, stop: int) -> bool:
    if 1000 < number.value < 2101 and 1000 < second.value < 2101 and not number.written:
        plain = doc.text[number.start : number.end].isdigit() and doc.text[second.start : second.end].isdigit()
        if plain and (number.value >= 1900 or not _noun_follows(doc, second.stop, stop)):
            return True
    if ordinal(doc, second.stop, stop) or ordinal(doc, number.stop, stop):
        return True
    return designated(doc, number.first, start, second.stop, stop)


def _noun_follows(doc: Doc, place: int, stop: int) -> bool:
    """A capitalised word right after, or after small words with adjective endings."""
    while place < stop and place < len(doc.words):
        word = doc.words[place]
        if word[0].isupper():
            return True
        if not word[0].isalpha() or not word.endswith(("e", "en", "er", "es", "em")):
            return False
        place += 1
    return False


def _open_hyphen(doc: Doc, number: Number, start: int, stop: int) -> tuple[Expression | None, int]:
    """„16- bis 24-jährigen“, „zwei- oder dreimal“, „zwei- bis dreitausend“."""
    place = number.stop
    if place + 1 >= stop or doc.lower[place] not in ("bis", "und", "oder", ",", "bzw", "beziehungsweise"):
        return None, place
    after = place + 1
    if doc.lower[place] == "bis" and doc.lower[after] == "zu":
        after += 1
    second = read_number(doc, after, stop)
    if second is None:
        return _hyphen_scale(doc, number, after, start, stop)
    if second.doubt:
        return None, place
    if doc.lower[place] in ("und", ","):
        alone = Expression(
            number.first, number.stop, number.start, number.end, number.value, number.value, Approx.EXACT,
            rest=second.rest, left=number.first, core=number.first, rules=("inside",), value=number.value,
        )  # fmt: skip
        alone.unit = inside_unit(second.rest)
        return alone, place
    low = number.value
    text = doc.lower[after]
    for scale, worth in (("tausend", 1000), ("hundert", 100)):
        if text.endswith(scale) and low < 100:
            low *= worth
            break
    if low >= second.value:
        return None, place
    bound = before(doc, number.first, start, unit=True, one=False)
    unit, unit_stop = (inside_unit(second.rest), second.stop) if second.rest else unit_at(doc, second, stop)
    end = second.end if second.rest or unit is None else doc.ends[unit_stop - 1]
    return (
        Expression(
            bound.first, unit_stop, doc.starts[bound.first], end, low, second.value, Approx.RANGE, unit, second.rest,
            bound.left, core=number.first, rules=("range inside",), value=second.value,
        ),
        unit_stop,
    )  # fmt: skip


def _hyphen_scale(doc: Doc, number: Number, after: int, start: int, stop: int) -> tuple[Expression | None, int]:
    return None, number.stop


def _doubt(number: Number, swiss: bool) -> str:
    return "" if swiss and number.doubt == "dot" else number.doubt


def _single(doc: Doc, number: Number, start: int, stop: int, swiss: bool) -> tuple[Expression | None, int]:
    atom = ATOMS[doc.lower[number.first]]
    if atom is not None and atom.kind == PAIR:
        return _pair_expression(doc, number, atom, start, stop)
    doubt = _doubt(number, swiss)
    unit, unit_stop = (inside_unit(number.rest), number.stop) if number.rest else unit_at(doc, number, stop)
    if doubt == "comma" and unit is not None and unit.kind is FigureKind.PERCENT:
        doubt = ""
    if doubt and doubt not in ("dot", "comma", "grouping"):
        return None, number.stop
    if not number.rest and _ruled_out(doc, number, unit, start, stop):
        return None, number.stop
    currency = currency_before(doc, number, start) if unit is None and not number.rest else None
    first = number.first
    if currency is not None:
        unit, first = currency
    if unit is not None and (minus := _minus(doc, first, start, number)) < first:
        first, number.value = minus, -number.value
    bound = before(doc, first, start, unit=unit is not None, one=number.one)
    if number.one and not _one_counts(doc, number, unit, unit_stop, bound.approx, stop):
        return None, number.stop
    if doubt == "dot" and unit is None and bound.approx is None and _version(doc, number, start, stop):
        return None, number.stop
    end = doc.ends[unit_stop - 1] if unit_stop > number.stop else number.end
    approx = Approx.UNCLEAR if doubt else bound.approx or (Approx.VAGUE if number.vague else Approx.EXACT)
    low, high = _bounds(number, approx)
    made = Expression(
        bound.first, unit_stop, doc.starts[bound.first], end, low, high, approx, unit, number.rest, bound.left,
        number.fraction, number.first, (), value=number.value,
    )  # fmt: skip
    made.rules = _named(number, approx, atom)
    if number.fraction:
        made.unit = Unit("Prozent", FigureKind.PERCENT)
    return made, unit_stop


def _version(doc: Doc, number: Number, start: int, stop: int) -> bool:
    """„Ubuntu 18.04 LTS“, „Profil 1.1“: digits with a dot behind a name, or with nothing to count."""
    if number.first > start and doc.words[number.first - 1][0].isupper() and number.first - 1 > start:
        return True
    return not _noun_follows(doc, number.stop, stop)


def _minus(doc: Doc, first: int, start: int, number: Number) -> int:
    """The token of a sign before the number („minus 20 Grad“, „-5 Prozent“), else the number's own."""
    if first <= start or number.value <= 0:
        return first
    word = doc.lower[first - 1]
    if word == "minus" or (word in "-−–" and doc.glued(first) and not doc.glued(first - 1)):
        return first - 1
    return first


def _named(number: Number, approx: Approx, atom: Atom | None) -> tuple[str, ...]:
    kinds = {DIGITS: "digits", WORD: "word", EIN: "one", SCALE: "scale", VAGUE: "vague", INSIDE: "inside"}
    name = "fraction" if number.fraction else kinds.get(atom.kind if atom else 0, "number")
    return (name,) if approx in (Approx.EXACT, Approx.VAGUE) else (name, f"modifier:{approx.value}")


def _bounds(number: Number, approx: Approx) -> tuple[float | None, float | None]:
    value = round(number.value, 6)
    if approx is Approx.UNCLEAR:
        return None, None
    if number.vague:
        return (None, value) if approx in (Approx.UP_TO, Approx.AT_MOST, Approx.LESS_THAN) else (value, None)
    if approx in (Approx.MORE_THAN, Approx.AT_LEAST):
        return value, None
    if approx in (Approx.UP_TO, Approx.AT_MOST, Approx.LESS_THAN):
        return None, value
    return value, value


def _pair_expression(doc: Doc, number: Number, atom: Atom, start: int, stop: int) -> tuple[Expression | None, int]:
    """10-12 in one token."""
    if atom.doubt:
        return None, number.stop
    low, high = atom.value, atom.other
    scale = ATOMS[doc.lower[number.stop]] if number.stop < stop and not atom.rest else None
    if scale is not None and scale.kind == SCALE:
        low, high = low * scale.value, high * scale.value
        take(doc, number)
    unit, unit_stop = (inside_unit(atom.rest), number.stop) if atom.rest else unit_at(doc, number, stop)
    if (
        unit is None
        and scale is None
        and not atom.rest
        and (timed(doc, number.stop, stop) or not _noun_follows(doc, number.stop, stop))
    ):
        return None, number.stop
    if unit is None and designated(doc, number.first, start, number.stop, stop):
        return None, number.stop
    bound = before(doc, number.first, start, unit=True, one=False)
    end = doc.ends[unit_stop - 1] if unit_stop > number.stop else number.end
    return (
        Expression(
            bound.first, unit_stop, doc.starts[bound.first], end, low, high, Approx.RANGE, unit, atom.rest,
            bound.left, core=number.first, rules=("range",), value=high,
        ),
        unit_stop,
    )  # fmt: skip


def _ruled_out(doc: Doc, number: Number, unit: Unit | None, start: int, stop: int) -> bool:
    """Whether the number is a date, time, year, ordinal or the number of something."""
    if quoted_name(doc, number.first, start):
        return True
    if number.fraction or number.vague:
        return False
    if timed(doc, number.stop, stop):
        return True
    if unit is not None:
        return _unit_is_name(doc, number, unit)
    if titled(doc, number.first, number.stop, start, stop) or scored(doc, number.first, number.stop, start, stop):
        return True
    if number.scale > 1.0 and not (number.scale <= 1000 and number.value == number.scale):
        return False
    if ordinal(doc, number.stop, stop):
        return True
    text = doc.text[number.start : number.end]
    if text.isdigit():
        if text[0] == "0" and len(text) > 1:
            return True
        if len(text) == 4 and is_year(doc, number.first, number.stop, start, stop, int(text)):
            return True
    return designated(doc, number.first, start, number.stop, stop)


def _unit_is_name(doc: Doc, number: Number, unit: Unit) -> bool:
    """„1990er Jahre“ never gets here; „2004 Jahre“ does not exist; a year before a unit is one only after „im Jahr“."""
    text = doc.text[number.start : number.end]
    before_it = doc.lower[number.first - 1] if number.first else ""
    return text.isdigit() and len(text) == 4 and before_it in ("jahr", "jahre", "januar", "februar", "märz", "april", "mai",
        "juni", "juli", "august", "september", "oktober", "november", "dezember")  # fmt: skip


def _one_counts(doc: Doc, number: Number, unit: Unit | None, unit_stop: int, approx: Approx | None, stop: int) -> bool:
    """„ein“ is a number before a unit, or after a modifier that can only be one."""
    low = doc.lower[number.first]
    if unit is not None:
        if unit.name == "Tag":
            return (
                approx is not None
                or _within(doc, number)
                or (low in ("einen", "einem", "ein") and _day(doc, number, unit_stop, stop))
            )
        return unit.name not in _NOT_ONE or approx is not None
    if approx is None:
        return False
    before_it = doc.lower[number.first - 1]
    if doc.lower[number.stop] in ("teil", "bisschen", "wenig", "weg", "grund", "stück"):
        return False
    if before_it in _MAY_TAKE_ONE:
        return _noun_follows(doc, number.stop, stop)
    if before_it == "zu" and number.stop < stop:
        return is_person(noun(doc.words[number.stop]))
    return False


def _within(doc: Doc, number: Number) -> bool:
    """„binnen eines Tages“."""
    return number.first > 0 and doc.lower[number.first - 1] in ("binnen", "innerhalb")


def _day(doc: Doc, number: Number, unit_stop: int, stop: int) -> bool:
    """„einen Tag später“, „an einem Tag“ count; „ein Tag der Trauer“ and „eines Tages“ do not."""
    following = doc.lower[unit_stop] if unit_stop < stop else ""
    return following not in ("der", "des", "voller") or doc.lower[number.first] == "einen"
