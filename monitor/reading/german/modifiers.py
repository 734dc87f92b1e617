"""Words before a number that bound it: rund, mehr als, bis zu, knapp … (the table of figures/GUIDE, and its synonyms).

`before(doc, first, start)` walks left from a number and says where its span begins and what it means.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.reading.german.text import Doc, word_set
from monitor.reading.model import Approx

_ONE: Final[dict[str, Approx]] = {
    **dict.fromkeys(word_set("rund etwa circa zirka ca ungefähr schätzungsweise annähernd ~ ungf"), Approx.ABOUT),
    **dict.fromkeys(word_set("knapp fast beinahe nahezu"), Approx.JUST_UNDER),
    "gut": Approx.JUST_OVER,
    "über": Approx.MORE_THAN,
    ">": Approx.MORE_THAN,
    **dict.fromkeys(word_set("mindestens wenigstens zumindest mind min ab ≥"), Approx.AT_LEAST),
    "bis": Approx.UP_TO,
    **dict.fromkeys(word_set("höchstens maximal max allerhöchstens ≤"), Approx.AT_MOST),
    **dict.fromkeys(("unter", "<"), Approx.LESS_THAN),
}
#: last word -> word before it -> meaning
_TWO: Final[dict[str, dict[str, Approx]]] = {
    "als": {"mehr": Approx.MORE_THAN, "weniger": Approx.LESS_THAN},
    "zu": {"bis": Approx.UP_TO},
    "die": {"an": Approx.ABOUT, "um": Approx.ABOUT},
    "denn": {"mehr": Approx.MORE_THAN},
    "gerne": {"und": Approx.JUST_OVER},
}
_INTENSIFIERS: Final = word_set(
    "weit deutlich wesentlich erheblich etwas viel sehr ganz nur noch sogar weitaus bedeutend wenig merklich klar gar leicht"
)
_STRONG_ONLY: Final = word_set(
    "knapp weit deutlich wesentlich erheblich etwas viel weitaus bedeutend wenig merklich klar leicht"
)
#: words that may stand between a modifier and its number without being part of the span
_BETWEEN: Final = word_set(
    "weitere weiteren weiterer insgesamt jeweils noch je den die das der dem alle aller allen zusammen täglich jährlich"
    " monatlich wöchentlich stündlich nur etwa"
)
#: governors of „über“ (as a preposition with its own meaning)
_OVER_TOPIC: Final = word_set(
    "bericht berichte berichten berichtet berichtete berichteten information informationen informieren informiert"
    " informierte entscheiden entscheidet entschied entscheidung sprechen sprach sprachen gespräch gespräche diskutieren"
    " diskutiert beraten berät beriet verhandeln verhandelt verhandlungen abstimmen abgestimmt abstimmung streit debatte"
    " verfügen verfügt verfügte verfügten verfügend kontrolle herrschaft macht hoheit urteil artikel film buch vertrag"
    " verträge vereinbarung rechnung rechnungen kredit kredite darlehen scheck schecks abkommen haftbefehl bescheid"
    " läuft lief laufen erstreckt erstreckte erstrecken verteilt verteilte zieht zog zogen laufzeit gutschein überweisung bürgschaft bürgschaften auftrag aufträge anleihe vertrages versicherung hinweg"
)
#: modifiers before which „über“ can only be a preposition
_STACKED: Final = word_set(
    "mehr weniger rund etwa knapp circa ca mindestens höchstens maximal fast nahezu insgesamt bis"
)
_OVER_VERBS: Final = word_set("verfügen verfügt verfügte verfügten verfüge herrschen herrscht herrschte")
#: what makes „unter“ a bound: words of level and change before it
_UNDER_LEVEL: Final = word_set(
    "lag lagen liegt liegen liege fiel fielen fällt fallen sank sanken sinkt sinken blieb blieben bleibt bleiben auf"
    " deutlich knapp weit klar noch von mit kostet kosten weiterhin erstmals ist sei war waren sind wert weil leicht drückte"
    " gesunken gefallen für bei alter kinder personen menschen jugendliche männer frauen"
)
_GOOD: Final = word_set("sehr so zu nicht ganz wie ist sei war")


class Bound(NamedTuple):
    #: first token of the span, modifier included
    first: int
    #: None: nothing bounds the number
    approx: Approx | None
    #: first token looked at, left of every modifier and transparent word
    left: int


def before(doc: Doc, first: int, start: int, *, unit: bool, one: bool) -> Bound:
    """What bounds the number that begins at token `first`; looks back no further than token `start`.

    `unit`: a unit follows, so that „unter“ can only be a bound. `one`: the number is „ein“ before a countable thing.
    """
    span_first = first
    approx: Approx | None = None
    place = first
    while place > start:
        found, where = _step(doc, place, start, unit)
        if found is None:
            break
        approx, place, span_first = found, where, where
    if approx is not None or one:
        return Bound(span_first, approx, place)
    return _apart(doc, first, start, unit)


def _apart(doc: Doc, first: int, start: int, unit: bool) -> Bound:
    """A modifier that is not adjacent: outside the span, but it sets the value."""
    place = first
    lower = doc.lower
    while place > start and lower[place - 1] in _BETWEEN and first - place < 3:
        place -= 1
    if place == first:
        return Bound(first, None, first)
    found, where = _step(doc, place, start, unit)
    if found is None or lower[place - 1] in ("über", "unter", "ab", "bis", "gut", "min", "die", "rund"):
        return Bound(first, None, first)
    if lower[place] in ("die", "das", "der", "den", "dem") and lower[place - 1] in (
        "fast",
        "etwa",
        "zu",
        "knapp",
        "beinahe",
    ):
        return Bound(first, None, first) if lower[place] != "das" else Bound(first, found, where)
    return Bound(first, found, where)


def _step(doc: Doc, place: int, start: int, unit: bool) -> tuple[Approx | None, int]:
    """The modifier that ends right before token `place`, and where it begins."""
    lower = doc.lower
    last = place - 1
    word = lower[last]
    if word == "." and last > start and lower[last - 1] in ("ca", "max", "min", "mind", "ungf"):
        last -= 1
        word = lower[last]
    two = _TWO.get(word)
    if two is not None:
        if last > start and lower[last - 1] in two:
            return _two(doc, last, start, two[lower[last - 1]])
        return None, place
    found = _ONE.get(word)
    if found is None or not _fits(doc, last, place, start, unit, word):
        return None, place
    if word in ("über", "unter", "ab") or found in (Approx.JUST_OVER,):
        last = _intensified(doc, last, start)
    return found, last


def _two(doc: Doc, last: int, start: int, approx: Approx) -> tuple[Approx | None, int]:
    lower = doc.lower
    first = last - 1
    if lower[last] == "die":
        return (approx, first) if _round(doc, last + 1) and not _verb_takes(doc, first, start) else (None, last + 1)
    if lower[last] == "gerne":
        return (approx, first - 1) if first > start and lower[first - 1] == "gut" else (None, last + 1)
    if lower[last] == "als" and first > start:
        negated = lower[first - 1] in ("nicht", "kaum", "keine")
        if negated:
            return (Approx.AT_MOST if approx is Approx.MORE_THAN else Approx.AT_LEAST), first - 1
        first = _intensified(doc, first, start)
    return approx, first


def _intensified(doc: Doc, first: int, start: int) -> int:
    while first > start and doc.lower[first - 1] in _STRONG_ONLY:
        first -= 1
    return first


def _round(doc: Doc, place: int) -> bool:
    """„an die 300“ needs a round number; „an die 27 Staaten“ is a preposition with its article."""
    word = doc.lower[place] if place < len(doc.words) else ""
    return word.endswith(("0", "hundert", "tausend", "zig", "dutzend"))


def _verb_takes(doc: Doc, place: int, start: int) -> bool:
    """Words before „an die“ that govern it (liefern, Brief, Appell …)."""
    window = doc.lower[max(start, place - 4) : place]
    return any(
        word.startswith(
            ("liefer", "verkauf", "appell", "schick", "verteil", "überg", "brief", "richt", "spende", "zahl", "ausgez")
        )
        for word in window
    )


def _fits(doc: Doc, last: int, place: int, start: int, unit: bool, word: str) -> bool:
    """Whether a word that has other meanings too bounds the number here."""
    lower = doc.lower
    before_it = lower[last - 1] if last > start else ""
    if word == "über":
        if before_it in _OVER_TOPIC or before_it in ("hin", "her") or lower[place] in _STACKED:
            return False
        if "hinweg" in lower[place : place + 4]:
            return False
        sentence = doc.sentences[doc.sentence_at(last)][0]
        return not any(near in _OVER_VERBS for near in lower[max(sentence, last - 16) : last])
    if word == "unter":
        return unit or before_it in _UNDER_LEVEL
    if word == "gut":
        return before_it not in _GOOD
    if word == "etwa":
        return before_it != "wie"
    if word == "ab":
        return unit or before_it in ("personen", "kinder", "gruppen", "erst", ",", "")
    return word not in ("min", "max") or lower[last + 1] == "."
