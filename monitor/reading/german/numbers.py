"""What one word is worth: digits in every grouping, number words, scale words, fractions, numbers inside words.

`atom(word)` reads a single token of `text.Doc`; putting tokens together ("eine halbe Million") is `expressions`' work.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from monitor.reading.german.text import word_set

# kinds of atoms
DIGITS: Final = 1  # 3.000
WORD: Final = 2  # zwölf
EIN: Final = 3  # ein, eine, einem …
SCALE: Final = 4  # Million, Mio, Dutzend, hundert
VAGUE: Final = 5  # Tausende, Dutzende, Zehntausende
FRACTION: Final = 6  # Drittel, Hälfte
HALF: Final = 7  # halbe
INSIDE: Final = 8  # 22-Jähriger, dreistündig
PAIR: Final = 9  # 10-12
PLURAL: Final = 10  # mehrere, einige, zig: a number only before a scale word


class Atom(NamedTuple):
    """One token read as a number."""

    kind: int
    #: what it is worth; of an unclear number 0
    value: float
    #: where the number ends inside the token (it begins at 0)
    stop: int
    #: what follows in the token, lower case, hyphens kept ("-jähriger", "stündig", "er-karte")
    rest: str = ""
    #: second number of a pair, with its place in the token
    other: float = 0.0
    other_start: int = 0
    #: "": clear; else why not: dot, comma, grouping, date, time, year, odd
    doubt: str = ""
    #: digits as they stand, for groups written with blanks
    digits: str = ""


_UNITS: Final = {
    "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
}  # fmt: skip
_TEENS: Final = {
    "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17,
    "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS: Final = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip


def _hundred() -> dict[str, int]:
    out = {**_UNITS, **_TEENS, **_TENS}
    for ten, tens in _TENS.items():
        for one, ones in _UNITS.items():
            if one not in ("eins", "zwo"):
                out[f"{one}und{ten}"] = tens + ones
    return out


_BELOW_HUNDRED: Final = _hundred()
_HALVES: Final = {"anderthalb": 1.5, "eineinhalb": 1.5, "einundeinhalb": 1.5, "dreiviertel": 0.75}

#: scale words that may stand in the singular or before a noun; worth
_SCALES: Final = {
    "hundert": 100, "tausend": 1000, "tsd": 1000, "dutzend": 12,
    "million": 1e6, "mio": 1e6, "mill": 1e6, "milliarde": 1e9, "mrd": 1e9, "md": 1e9, "mia": 1e9, "billion": 1e12,
    "bio": 1e12, "billiarde": 1e15, "trillion": 1e18,
    "millionen": 1e6, "milliarden": 1e9, "millarden": 1e9, "millarde": 1e9, "billionen": 1e12, "billiarden": 1e15,
    "trillionen": 1e18, "viertelmillion": 2.5e5, "dreiviertelmillion": 7.5e5, "viertelmilliarde": 2.5e8,
}  # fmt: skip
#: plurals without a number before them: at least
_VAGUE: Final = {
    "dutzende": 12, "dutzenden": 12, "hunderte": 100, "hunderten": 100, "hunderter": 100, "tausende": 1000,
    "tausenden": 1000, "tausender": 1000, "zehntausende": 1e4, "zehntausenden": 1e4, "zehntausender": 1e4,
    "hunderttausende": 1e5, "hunderttausenden": 1e5, "hunderttausender": 1e5, "abertausende": 1000, "abertausenden": 1000,
    "aberhunderte": 100, "zigtausende": 1e4, "zigtausenden": 1e4, "zigtausend": 1e4, "hundertmillionen": 1e8,
    "abermillionen": 1e6,
}  # fmt: skip
_FRACTIONS: Final = {
    "hälfte": 50.0, "drittel": 100 / 3, "viertel": 25.0, "fünftel": 20.0, "sechstel": 100 / 6, "siebtel": 100 / 7,
    "achtel": 12.5, "neuntel": 100 / 9, "zehntel": 10.0, "zwölftel": 100 / 12, "zwanzigstel": 5.0, "hundertstel": 1.0,
    "drittels": 100 / 3, "viertels": 25.0, "fünftels": 20.0, "dritteln": 100 / 3, "vierteln": 25.0, "fünfteln": 20.0,
    "dreiviertel": 75.0, "zweidrittel": 200 / 3,
}  # fmt: skip
_EIN: Final = word_set("ein eine einen einem einer eines")
_HALF: Final = word_set("halb halbe halben halber halbes halbem")
_PLURAL: Final = {
    "mehrere": 2, "mehreren": 2, "mehrerer": 2, "einige": 2, "einigen": 2, "einiger": 2, "zig": 10, "etliche": 2,
    "etlichen": 2, "etlicher": 2, "viele": 2, "vielen": 2, "vieler": 2, "wenige": 2, "wenigen": 2,
}  # fmt: skip
_INFLECTED: Final = {"zweier": 2, "dreier": 3, "zweien": 2, "dreien": 3, "vieren": 4, "fünfen": 5, "sechsen": 6}

#: what may follow a number inside one word; a number before anything else is part of a name or of another word
_SUFFIX: Final = re.compile(
    r"(?:-?(?:jährig|stündig|tägig|wöchig|monatig|minütig|sekündig|stöckig|geschossig|köpfig|seitig|teilig|spurig|türig"
    r"|sitzig|motorig|strahlig|gleisig|zeilig|bändig|prozentig|zylindrig|fach|tonnig|adrig|gradig|sätzig|aktig"
    r"|etagig|bettig|beinig|armig|flügelig|schiffig)"
    r"(?:e|en|er|es|em)?|-?(?:mal|malige[nrsm]?)"
    r"|-?jährig(?:e|en|er|es|em)-.*)"
)
#: units that make a figure of a hyphened word (180-Tage-Missionen)
_HYPHEN_UNIT: Final = re.compile(
    r"-(?:tage?s?|stunden?|minuten?|sekunden?|wochen?|monate?s?|jahre?s?|euro|dollar|mark|cent|franken|pfund|kilo|kilogramm"
    r"|gramm|tonnen?|tonner|meter|kilometer|zentimeter|millimeter|quadratmeter|hektar|liter|watt|kilowatt|megawatt|gigawatt"
    r"|volt|grad|prozent|prozentige[nrsm]?|personen|mann|frau|zimmer|betten|plätze|seiten|einwohner|seelen|millionen"
    r"|milliarden|million|milliarde|mio|mrd|zoll|ps|köpfe|kilotonnen|megatonnen|meilen|stundenkilometer|km|kg|m|cm)\b(?:-.*)?"
)
#: names made of such words
_NAMES: Final = re.compile(
    r".*-(?:ticket|inzidenz|krieg|job|jobs|jobber|jobbern|hürde|klausel|woche|tage-krieg|werk|regel|schießen)s?n?$"
)
_GLUED_UNIT: Final = re.compile(
    r"(?:km|m|cm|mm|kg|g|t|l|ml|mg|ha|kw|mw|gw|kwh|mwh|gwh|twh|kw|ps|km/h|kmh|euro|eur|usd|chf|prozent|mio|mrd|tsd|k)$"
)
_DIGITS: Final = re.compile(r"(\d+(?:[.,:/'’´`]\d+)*)(.*)", re.DOTALL)
_PAIR: Final = re.compile(r"(\d+(?:[.,]\d+)*)[-‐‑](\d+(?:[.,]\d+)*)(.*)", re.DOTALL)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_APOSTROPHES: Final = re.compile(r"[1-9]\d{0,2}(?:['’´`]\d{3})+(?:[.,]\d+)?")
_DATE: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:\d\d|\d{4})")


def cardinal(word: str) -> float | None:
    """Value of a lower-case cardinal written as one word ("zwölftausendfünfhundert", "zweieinhalb"), None: not one."""
    known = _BELOW_HUNDRED.get(word)
    if known is not None:
        return known
    if word in _HALVES:
        return _HALVES[word]
    if word == "null":
        return 0
    if not 6 <= len(word) <= 80:
        return None
    if word.endswith("einhalb"):
        whole = cardinal(word[:-7].removesuffix("und"))
        return None if whole is None or whole != int(whole) else whole + 0.5
    for scale, worth in (("tausend", 1000), ("hundert", 100)):
        if scale in word:
            return _scaled(word, scale, worth)
    return None


def _scaled(word: str, scale: str, worth: int) -> float | None:
    before, _, after = word.partition(scale)
    factor = 1.0 if not before else cardinal(before) if before != "eins" else None
    if factor is None or factor <= 0 or factor >= 1000:
        return None
    after = after.removeprefix("und")
    if not after:
        return factor * worth
    if factor != int(factor):
        return None
    rest = cardinal(after)
    return None if rest is None or rest >= worth or rest != int(rest) else factor * worth + rest


def digits(text: str) -> tuple[float, str]:
    """Value of digits with their marks, and the doubt about it ("" if clear)."""
    if len(text) > 40:
        return 0.0, "odd"
    if text.isdigit():
        return float(text), ""
    if _GROUPED.fullmatch(text):
        return float(text.replace(".", "")), ""
    whole, comma, decimals = text.partition(",")
    if comma and decimals.isdigit():
        if whole.isdigit():
            value = float(f"{whole}.{decimals}")
            return value, "comma" if len(decimals) == 3 and len(whole) < 4 and whole[0] != "0" else ""
        if _GROUPED.fullmatch(whole):
            return float(f"{whole.replace('.', '')}.{decimals}"), ""
        return 0.0, "grouping"
    if _APOSTROPHES.fullmatch(text):
        return float(re.sub("['’´`]", "", text).replace(",", ".")), ""
    if ":" in text:
        return 0.0, "time"
    if "/" in text:
        return 0.0, "odd"
    return _dotted(text)


def _dotted(text: str) -> tuple[float, str]:
    """Digits with dots that are no groups of three."""
    if _DATE.fullmatch(text):
        return 0.0, "date"
    parts = text.split(".")
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        return float(text), "dot"
    return 0.0, "grouping" if "," in text else "version"


def _make(word: str) -> Atom | None:
    first = word[0]
    if first.isdigit():
        return _from_digits(word)
    low = word.lower()
    if low in _EIN:
        return Atom(EIN, 1, len(word))
    if low in _FRACTIONS:
        return Atom(FRACTION, _FRACTIONS[low], len(word))
    if low in _SCALES:
        return Atom(SCALE, _SCALES[low], len(word))
    if low in _VAGUE:
        return Atom(VAGUE, _VAGUE[low], len(word))
    if low in _HALF:
        return Atom(HALF, 0.5, len(word))
    if low in _PLURAL:
        return Atom(PLURAL, _PLURAL[low], len(word))
    if low in _INFLECTED:
        return Atom(WORD, _INFLECTED[low], len(word))
    if low == "einhundert":
        return Atom(WORD, 100, len(word))
    value = cardinal(low)
    if value is not None:
        return Atom(WORD, value, len(word))
    return _inside(word, low)


def _from_digits(word: str) -> Atom | None:
    pair = _PAIR.fullmatch(word)
    if pair and "." not in pair[1][:1]:
        return _pair(word, pair)
    match = _DIGITS.fullmatch(word)
    if match is None:
        return None
    number, rest = match[1], match[2].lower().replace("‐", "-").replace("‑", "-")
    value, doubt = digits(number)
    if doubt == "odd" and not rest:
        return Atom(DIGITS, 0.0, len(number), "", doubt=doubt, digits=number)
    if not rest:
        return Atom(DIGITS, value, len(number), "", doubt=doubt, digits=number)
    if rest == "-" or _accepts(rest) or (_GLUED_UNIT.match(rest) and not (len(rest) == 1 and match[2].isupper())):
        return Atom(INSIDE, value, len(number), rest, doubt=doubt, digits=number)
    return Atom(INSIDE, value, len(number), rest, doubt="name", digits=number)


def _pair(word: str, match: re.Match[str]) -> Atom | None:
    (low, doubt), (high, doubt2) = digits(match[1]), digits(match[2])
    rest = match[3].lower()
    if rest and not _accepts(rest) and rest != "-":
        doubt = "name"
    if match[1].isdigit() and 1000 <= low <= 2100 and (1000 <= high <= 2100 or len(match[2]) == 2):
        doubt = "year"
    if low >= high or match[2][0] == "0":
        doubt = doubt or "score"
    return Atom(PAIR, low, match.end(2), rest, high, match.start(2), doubt or doubt2, match[1])


def _accepts(rest: str) -> bool:
    """Whether what follows a number in one word leaves it a figure."""
    if _SUFFIX.fullmatch(rest):
        return True
    return bool(_HYPHEN_UNIT.fullmatch(rest)) and not _NAMES.fullmatch(rest)


_TRIGGER: Final = re.compile(
    r"(?:ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend|anderthalb|sech|sieb|dutzend)"
)
_STEM_ENDS: Final = re.compile(r"(?:jährig|stündig|tägig|wöchig|monatig|minütig|sekündig|stöckig|geschossig|köpfig|seitig|teilig|spurig"
    r"|türig|sitzig|motorig|strahlig|gleisig|zeilig|bändig|prozentig|zylindrig|fach|tonnig|gradig|mal|-)")  # fmt: skip


def _inside(word: str, low: str) -> Atom | None:
    """A number word inside a longer word ("dreistündig", "Vier-Personen-Haushalt", "Fünffache")."""
    if len(low) > 80 or not _TRIGGER.match(low):
        return None
    for match in _STEM_ENDS.finditer(low):
        place = match.start()
        value = cardinal(low[:place])
        if value is None:
            continue
        rest = low[place:]
        if rest == "-" or _accepts(rest):
            return Atom(INSIDE, value, place, rest)
    return None


class _Atoms(dict[str, Atom | None]):
    """Readings of words already seen; forgets all when full."""

    def __missing__(self, word: str) -> Atom | None:
        found = _make(word)
        if len(self) > 200_000:
            self.clear()
        if len(word) < 40:
            self[word] = found
        return found


ATOMS: Final = _Atoms()


def atom(word: str) -> Atom | None:
    """How a token reads as a number, None: not at all."""
    return ATOMS[word]
