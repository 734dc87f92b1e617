"""Whom "das Unternehmen", "die Behörde", "der Klub" or a bare "Sprecherin" mean: the house of that kind named last before it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.reading.german.actors import is_body, is_name, speaks
from monitor.reading.german.lexicon import countries
from monitor.reading.german.nouns import is_person, noun
from monitor.reading.german.phrases import (
    DETERMINERS,
    NOMINATIVE,
    OBLIQUE,
    PREPOSITIONS,
    is_capital,
    phrase,
    skip_focus,
)
from monitor.reading.german.speakers import QUOTES, TokenSpan, is_time
from monitor.reading.german.text import Doc, word_set

FIRM: Final = "firm"
OFFICE: Final = "office"
CLUB: Final = "club"
#: short word for a house -> the kind it may be
KINDS: Final = {
    **dict.fromkeys(
        word_set(
            "unternehmen konzern firma hersteller betreiber betrieb anbieter händler versorger produzent autobauer traditionsunternehmen"
            " lebensmittelhersteller handelskette kette fluggesellschaft airline reederei familienunternehmen"
        ),
        FIRM,
    ),
    **dict.fromkeys(word_set("behörde amt bundesbehörde landesbehörde aufsichtsbehörde aufsicht us-behörde"), OFFICE),
    **dict.fromkeys(
        word_set("verein klub club bundesligist zweitligist erstligist traditionsverein rekordmeister"), CLUB
    ),
}
#: sentences back that a house may have been named in
_REACH: Final = 3
#: legal forms that end the name of a firm
LEGAL: Final = frozenset(
    ("AG", "SE", "GmbH", "KG", "KGaA", "Inc", "Ltd", "plc", "Group", "Gruppe", "Holding", "Corp", "S.A.", "N.V.")
)
_OFFICES: Final = ("amt", "amtes", "amts", "behörde", "agentur", "anstalt", "inspektion", "direktion", "zoll", "institut", "aufsicht", "polizei")  # fmt: skip
_FIRMS: Final = (
    "bank", "bahn", "werke", "konzern", "unternehmen", "firma", "gesellschaft", "reederei", "airline", "kette", "erei", "hersteller",
    "betreiber", "anbieter", "versicherung", "post", "versicherer", "bauer", "händler", "discounter", "zulieferer", "brauerei", "werft",
    "betriebe", "versorger", "fabrik", "verlag", "markt",
)  # fmt: skip
_CLUBS: Final = ("verein", "klub", "club", "fc", "sv", "sc", "vfb", "vfl", "tsg", "rb", "hsv", "bvb", "verband")


def house_before(doc: Doc, at: int, kind: str) -> TokenSpan | None:
    """Tokens of the house of that kind that stands nearest before token `at`, sentence fronts first; None if none does."""
    number = doc.sentence_at(at)
    for index in range(number, max(-1, number - _REACH - 1), -1):
        start, stop = doc.sentences[index]
        stop = min(stop, at)
        front = _front(doc, start, stop)
        if front is not None and _fits(doc, front, kind):
            return front
        inside = _inside(doc, start, stop, kind)
        if inside is not None:
            return inside
    return None


def _front(doc: Doc, start: int, stop: int) -> TokenSpan | None:
    """The noun phrase that opens the sentence; None for a time or an oblique case."""
    start = skip_focus(doc, start, stop) if start < stop else start
    if start < stop and doc.words[start] in QUOTES:
        # what is quoted names nobody
        return None
    if (
        stop - start < 2
        or doc.lower[start] in PREPOSITIONS
        or (doc.lower[start] in OBLIQUE and doc.lower[start] != "der")
    ):
        return None
    end = phrase(doc, start, stop, front=True, apposition=False)
    if end == start or end >= stop or is_time(doc, start, end):
        return None
    return start, end


def _fits(doc: Doc, span: TokenSpan, kind: str) -> bool:
    """The phrase is a house of the kind, named rather than described ("ein Unternehmen" names nobody)."""
    first, stop = span
    if not speaks(doc, span) or any(doc.words[at][0].isdigit() for at in range(first, stop)):
        return False
    if doc.lower[first] in (
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "mehrere",
        "viele",
        "zwei",
        "drei",
        "kein",
        "keine",
    ):
        return False
    heads = [at for at in range(first, stop) if is_capital(doc.words[at]) and doc.lower[at] not in DETERMINERS]
    if not heads or (len(heads) == 1 and doc.lower[heads[0]] in KINDS):
        return False
    bare = doc.lower[first] not in NOMINATIVE and doc.lower[first] not in OBLIQUE
    return any(_of_kind(doc.words[at], kind) for at in heads) or (
        kind in (FIRM, CLUB) and bare and _proper(doc.words[heads[0]]) and not _personal(doc, heads)
    )


def _personal(doc: Doc, heads: list[int]) -> bool:
    """A role before a name, or two words that may be given name and surname."""
    if any(is_person(noun(doc.words[at])) and not is_name(doc.words[at]) for at in heads):
        return True
    return len(heads) > 1 and all(is_name(doc.words[at]) and not doc.words[at].isupper() for at in heads[:2])


@lru_cache(maxsize=20_000)
def _of_kind(word: str, kind: str) -> bool:
    low = word.lower()
    if kind == OFFICE:
        return low.endswith(_OFFICES) or (2 < len(word) < 6 and word.isupper())
    if kind == CLUB:
        return low in _CLUBS or low.endswith(("verein", "klub", "club"))
    return word in LEGAL or low.endswith(_FIRMS)


def _named(doc: Doc, at: int) -> bool:
    return is_capital(doc.words[at]) and _proper(doc.words[at])


@lru_cache(maxsize=20_000)
def _proper(word: str) -> bool:
    """A word that stands like a proper name without article, and is no country and no city that stands for a government."""
    if word.endswith(("ung", "heit", "keit", "ion", "en")) or word.lower().rstrip("s") in countries() or is_body(word):
        return False
    return not is_person(noun(word)) or is_name(word) or (word.isupper() and len(word) > 1)


def _inside(doc: Doc, start: int, stop: int, kind: str) -> TokenSpan | None:
    """A house within the sentence: a name with its legal form, a class noun with its name, an office."""
    for at in range(stop - 1, start, -1):
        word = doc.words[at]
        if not is_capital(word):
            continue
        if kind == FIRM and word in LEGAL and is_capital(doc.words[at - 1]):
            begin = at - 1
            while begin > start and is_capital(doc.words[begin - 1]) and doc.lower[begin - 1] not in NOMINATIVE:
                begin -= 1
            return begin, at + 1
        if kind in (FIRM, CLUB) and doc.lower[at - 1] in ("bei", "von") and _named(doc, at):
            return at, at + 1
        if kind == FIRM and at + 1 < stop and doc.lower[at].endswith(_FIRMS) and _named(doc, at + 1):
            return at, at + 2
        if kind == OFFICE and _of_kind(word, OFFICE) and doc.lower[at] not in KINDS:
            end = phrase(doc, at, stop, apposition=False)
            return at, max(end, at + 1)
        if kind == CLUB and doc.lower[at] in _CLUBS and at + 1 < stop and is_capital(doc.words[at + 1]):
            end = at + 1
            while end < stop and (is_capital(doc.words[end]) or doc.words[end] == "."):
                end += 1
            return at, end
    return None


def spoken_for(doc: Doc, at: int) -> TokenSpan | None:
    """Whom a bare "Sprecherin" speaks for: whoever opens this sentence or one of the two before, if that can have a spokeswoman."""
    number = doc.sentence_at(at)
    for index in range(number, max(-1, number - 3), -1):
        start, stop = doc.sentences[index]
        front = _front(doc, start, min(stop, at))
        if front is None or front[1] > at:
            continue
        head = next(
            (doc.words[i] for i in range(*front) if is_capital(doc.words[i]) and doc.lower[i] not in NOMINATIVE), ""
        )
        if not head or doc.lower[front[0]] in PREPOSITIONS or not speaks(doc, front):
            continue
        named = is_body(head) or _proper(head) or (head.lower().rstrip("s") in countries())
        if named and doc.lower[front[0]] not in ("ein", "eine", "zwei", "drei", "mehrere", "viele"):
            return front
    return None
