"""Numbers as they are written over several tokens: groups with blanks, scale words, halves, fractions, pairs."""

from __future__ import annotations

from typing import Final

from monitor.reading.german.numbers import (
    ATOMS,
    DIGITS,
    EIN,
    FRACTION,
    HALF,
    INSIDE,
    PAIR,
    PLURAL,
    SCALE,
    VAGUE,
    WORD,
    Atom,
)
from monitor.reading.german.text import Doc
from monitor.reading.german.units import unit_of
from monitor.reading.model import FigureKind


class Number:
    """A number as it stands, before modifiers and binding; offsets are characters of `doc.text`."""

    __slots__ = (
        "doubt",
        "end",
        "first",
        "fraction",
        "mantissa",
        "one",
        "rest",
        "scale",
        "start",
        "stop",
        "vague",
        "value",
        "written",
    )

    def __init__(
        self,
        first: int,
        stop: int,
        start: int,
        end: int,
        value: float,
        vague: bool = False,
        fraction: bool = False,
        rest: str = "",
        doubt: str = "",
        one: bool = False,
        mantissa: float = 0.0,
        scale: float = 1.0,
        written: bool = False,
    ) -> None:
        #: first token, and the one after the last
        self.first: int = first
        self.stop: int = stop
        self.start: int = start
        self.end: int = end
        self.value: float = value
        self.vague: bool = vague
        self.fraction: bool = fraction
        #: what follows inside the word ("-jährige")
        self.rest: str = rest
        self.doubt: str = doubt
        #: "ein" alone
        self.one: bool = one
        #: the value without its scale word; 0: none
        self.mantissa: float = mantissa
        self.scale: float = scale
        self.written: bool = written


def read_number(doc: Doc, place: int, stop: int) -> Number | None:
    """The number that begins at a token, scale words multiplied out; None: no number."""
    atom = ATOMS[doc.lower[place]]
    if atom is None:
        return None
    reader = _READERS.get(atom.kind)
    return reader(doc, place, stop, atom) if reader is not None else None


def _base(doc: Doc, place: int, atom: Atom) -> Number:
    start = doc.starts[place]
    return Number(place, place + 1, start, start + atom.stop, atom.value, rest=atom.rest, doubt=atom.doubt)


def _digits(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    number = _base(doc, place, atom)
    _groups(doc, number, stop, atom)
    return _scaled(doc, number, stop)


def _groups(doc: Doc, number: Number, stop: int, atom: Atom) -> None:
    """Groups of three set off by blanks ("1 234 567")."""
    if len(atom.digits) > 3 or not atom.digits.isdigit() or atom.digits[0] == "0":
        return
    words, ends, starts = doc.words, doc.ends, doc.starts
    place = number.stop
    while place < stop and starts[place] - ends[place - 1] == 1:
        group = words[place]
        if not group[:3].isdigit() or len(group) < 3:
            break
        whole, comma, decimals = group.partition(",")
        if len(whole) != 3 or (comma and not decimals.isdigit()) or not whole.isdigit():
            break
        number.value = number.value * 1000 + int(whole) + (float(f"0.{decimals}") if comma else 0)
        number.end, place = ends[place], place + 1
        number.doubt = ""
        if comma:
            break
    if place > number.stop and doc.lower[number.first - 1] not in ("telefon", "tel", "fax", "hotline", "+", "/"):
        number.stop = place
    elif place > number.stop:
        number.stop, number.doubt = place, "phone"


def _scaled(doc: Doc, number: Number, stop: int) -> Number | None:
    """Multiply by the scale words and fractions that follow."""
    lower = doc.lower
    number.mantissa = number.value
    while number.stop < stop:
        atom = ATOMS[lower[number.stop]]
        if atom is None:
            break
        if atom.kind == FRACTION and number.scale == 1.0 and number.value < 10 and not number.vague:
            number.value, number.fraction = min(number.value * atom.value, 1000.0), True
            take(doc, number)
            break
        if atom.kind != SCALE or number.value == 0 or (number.scale > 1 and atom.value < 1e6):
            break
        if atom.value < 1000 and not number.written and number.value > 99:
            break
        number.value *= atom.value
        number.scale *= atom.value
        number.doubt = "" if number.doubt in ("dot", "comma") else number.doubt
        take(doc, number)
    if number.scale >= 1e6:
        _remainder(doc, number, stop)
    return number


def take(doc: Doc, number: Number) -> None:
    """Move the end of the number over the next token, with the dot of its abbreviation."""
    number.end = doc.ends[number.stop]
    number.stop += 1
    if doc.lower[number.stop - 1] in ("mio", "mrd", "tsd", "mill", "bio", "mia", "md") and number.stop < len(doc.words):
        if doc.words[number.stop] == "." and doc.glued(number.stop) and not ends_sentence(doc, number.stop):
            number.end = doc.ends[number.stop]
            number.stop += 1


def ends_sentence(doc: Doc, place: int) -> bool:
    """Whether a dot is the last token of its sentence, closing quotes aside."""
    sentence = doc.sentences[doc.sentence_at(place)]
    return place >= sentence[1] - 1 and place < len(doc.words) - 1 and doc.lower[place - 1] not in ("mio", "mrd", "tsd")


def _remainder(doc: Doc, number: Number, stop: int) -> None:
    """„eine Million zweihunderttausend“: what is left over after the scale word."""
    if number.stop >= stop:
        return
    atom = ATOMS[doc.lower[number.stop]]
    if atom is None or atom.kind not in (WORD, DIGITS) or atom.doubt or not 1000 <= atom.value < number.scale:
        return
    if atom.kind == DIGITS and "." not in atom.digits:
        return
    number.value += atom.value
    take(doc, number)


def _word(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    if atom.value < 100 and doc.words[place][0].isupper() and not _may_be_capital(doc, place):
        return None
    number = _base(doc, place, atom)
    number.written = True
    return _scaled(doc, number, stop)


def _may_be_capital(doc: Doc, place: int) -> bool:
    """A small number word is capitalised only where a sentence or a quotation begins; else it is a name (die Elf)."""
    if doc.sentences[doc.sentence_at(place)][0] == place:
        return True
    return doc.words[place - 1] in "„“\"»«:–-(…•*|'‚›.!?" or not doc.words[place - 1][0].isalnum()


def _ein(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    number = _base(doc, place, atom)
    number.one = number.written = True
    if place + 1 >= stop:
        return number
    following = ATOMS[doc.lower[place + 1]]
    if following is None:
        if doc.lower[place + 1] in ("paar", "gutes") and place + 2 < stop:
            return _few(doc, number, stop)
        return number
    if following.kind == HALF:
        number.value, number.one = 0.5, False
        number.stop, number.end = place + 2, doc.ends[place + 1]
        return _scaled(doc, number, stop)
    if following.kind in (SCALE, FRACTION):
        number.one = False
        return _scaled(doc, number, stop)
    if following.kind == VAGUE:
        return None
    return number


def _few(doc: Doc, number: Number, stop: int) -> Number | None:
    """„ein paar hundert“, „ein gutes Dutzend“."""
    scale = ATOMS[doc.lower[number.stop + 1]]
    if scale is None or scale.kind not in (SCALE, FRACTION):
        return number
    good = doc.lower[number.stop] == "gutes"
    number.value, number.vague, number.one = (1.0, False, False) if good else (2.0, True, False)
    number.stop += 1
    return _scaled(doc, number, stop)


def _scale(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    """A scale word without a number before it."""
    low = doc.lower[place]
    number = _base(doc, place, atom)
    number.scale = atom.value
    number.written = True
    if low in ("hundert", "tausend", "dutzend"):
        if low == "dutzend" and doc.lower[place - 1] not in ("halbes", "das", "im") and place:
            number.vague = doc.words[place][0].isupper() and False
        following = ATOMS[doc.lower[place + 1]] if place + 1 < stop else None
        if following is not None and following.kind == SCALE:
            number.value *= following.value
            number.scale *= following.value
            take(doc, number)
        return number
    if low in ("millionen", "milliarden", "billionen"):
        if place and doc.words[place - 1][-1].isdigit():
            return None
        number.vague = True
        return _of(doc, number, stop)
    return None


def _vague(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    number = _base(doc, place, atom)
    number.vague = True
    number.scale = atom.value
    words, lower = doc.words, doc.lower
    if (
        place + 2 < stop
        and lower[place + 1] == "und"
        and lower[place + 2] in ("abertausende", "abertausenden", "tausende")
    ):
        number.stop, number.end = place + 3, doc.ends[place + 2]
        number.value = max(number.value, 1000.0)
    if number.stop < stop:
        following = ATOMS[lower[number.stop]]
        if following is not None and following.kind == SCALE and words[number.stop][0].isupper():
            number.value *= following.value
            take(doc, number)
    return _of(doc, number, stop)


def _of(doc: Doc, number: Number, stop: int) -> Number:
    """„Hunderte von Millionen Kronen“, „Tausende von Euro“: the span goes on over von."""
    if number.stop + 1 >= stop or doc.lower[number.stop] != "von":
        return number
    after = number.stop + 1
    atom = ATOMS[doc.lower[after]]
    if atom is not None and atom.kind == SCALE and atom.value >= 1000:
        number.value *= atom.value
        number.stop = after
        take(doc, number)
    elif (unit := unit_of(doc.words[after])) is not None and unit.kind is FigureKind.MONEY:
        number.stop, number.end = after, doc.ends[number.stop]
    return number


def _fraction(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    """Hälfte with its article; Drittel and the like need a number, which reads them."""
    low = doc.lower[place]
    if low in ("dreiviertel", "zweidrittel"):
        number = _base(doc, place, atom)
        number.fraction = True
        if place + 1 < stop and unit_of(doc.words[place + 1]) is not None:
            number.value, number.fraction = 0.75, False
        return number
    if low != "hälfte":
        return None
    before_it = doc.lower[place - 1] if place else ""
    if before_it in (
        "ersten",
        "zweiten",
        "erste",
        "zweite",
        "anderen",
        "andere",
        "obere",
        "untere",
        "oberen",
        "unteren",
        "einen",
    ):
        return None
    number = _base(doc, place, atom)
    number.fraction = True
    if before_it in ("die", "der"):
        number.first, number.start = place - 1, doc.starts[place - 1]
    return number


def _half(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    """„halbe Million“, „halbe Stunde“ without ein."""
    if place + 1 >= stop:
        return None
    following = ATOMS[doc.lower[place + 1]]
    number = _base(doc, place, atom)
    if following is not None and following.kind == SCALE:
        if place and doc.lower[place - 1] in ("die", "der", "das"):
            number.first, number.start = place - 1, doc.starts[place - 1]
        return _scaled(doc, number, stop)
    unit = unit_of(doc.words[place + 1])
    if (
        unit is None
        or doc.lower[place] == "halb"
        or (place and doc.lower[place - 1] in ("ganze", "die", "der", "den", "das"))
    ):
        return None
    return number


def _plural(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    """„mehrere hundert“: twice the scale at least; without a scale word no figure."""
    after = place + 1
    if after >= stop:
        return None
    scale = ATOMS[doc.lower[after]]
    if (
        scale is not None
        and scale.kind == DIGITS
        and scale.value in (100, 1000)
        and not doc.lower[place].startswith(("viel", "wenig"))
    ):
        number = _base(doc, place, atom)
        number.value, number.vague = number.value * scale.value, True
        take(doc, number)
        return _scaled(doc, number, stop)
    if scale is None or scale.kind not in (SCALE, VAGUE) or doc.lower[place].startswith(("viel", "wenig")):
        return None
    number = _base(doc, place, atom)
    number.vague = True
    if scale.kind == VAGUE:
        number.value *= scale.value
        take(doc, number)
        return _of(doc, number, stop)
    return _scaled(doc, number, stop)


def _inside(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    if doc.lower[place].startswith("ein") and atom.value == 1 and not _takes_one(atom.rest):
        return None
    if atom.rest == "mal" and atom.value == 1:
        return None
    return _base(doc, place, atom)


def _takes_one(rest: str) -> bool:
    """einstündig, einprozentig: „ein“ before a unit of time or measure; never einspurig."""
    stem = rest.lstrip("-")
    return stem.startswith(("jährig", "stündig", "tägig", "wöchig", "monatig", "minütig", "prozentig"))


def _pair(doc: Doc, place: int, stop: int, atom: Atom) -> Number | None:
    number = _base(doc, place, atom)
    number.rest = "-" if atom.rest == "-" else atom.rest
    return number


_READERS: Final = {
    DIGITS: _digits, WORD: _word, EIN: _ein, SCALE: _scale, VAGUE: _vague, FRACTION: _fraction, HALF: _half,
    PLURAL: _plural, INSIDE: _inside, PAIR: _pair,
}  # fmt: skip
