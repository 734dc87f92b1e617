"""Short mentions and what they stand for: "die Truppen" after "nordkoreanische Truppen", "Sie" after a plural subject.

Serves the matching of claims (words of a claim may stand in the antecedent). Only mentions that are surely the same are
resolved: the same noun with a definite article and no modifier of its own, and a plural pronoun at the head of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.clauses import ADJECTIVE_BIT, CAPITAL_BIT, DEFINITE_BIT, flags
from monitor.reading.german.text import Doc, Word

#: how far back, in sentences, a noun may have been introduced
_REACH: Final = 25


def mentions(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """(first, stop, meaning) in tokens of each resolved mention, in order."""
    words, lower, starts = doc.words, doc.lower, doc.sentence_starts
    known: dict[str, tuple[int, str]] = {}
    subjects: dict[int, str] = {}
    heads = _plural_heads(doc)
    marks = flags(doc)
    number = 0
    pairs = _pairs(marks)
    for at in sorted({*pairs, *heads}) if heads else pairs:
        while number + 1 < len(starts) and starts[number + 1] <= at:
            number += 1
        if at in heads:
            previous = subjects.get(number - 1)
            if previous:
                yield at, at + 1, previous
                subjects[number] = previous
            if not marks[at + 1] & CAPITAL_BIT:
                continue
        noun = doc.lexicon[at + 1]
        key = noun.stem or _note(noun)
        family = _FAMILIES.get(key, "")
        if marks[at] & DEFINITE_BIT:
            # "diese Truppen" may take up "nordkoreanische Soldaten"
            found = known.get(family if family and lower[at].startswith("dies") else key)
            if found is None or number - found[0] > _REACH:
                continue
            yield at, at + 2, found[1]
            meaning = found[1]
        elif len(key) > 3:
            meaning = words[at] + " " + words[at + 1]
            known[key] = (number, meaning)
            if family:
                known[family] = known[key]
        else:
            continue
        if number not in subjects and _plural(lower[at + 1]):
            subjects[number] = meaning


_OPENING: Final = DEFINITE_BIT | ADJECTIVE_BIT


def _pairs(marks: list[int]) -> list[int]:
    """Tokens that are an adjective or definite article with a noun behind them."""
    out: list[int] = []
    opening = False
    for at, mark in enumerate(marks):
        if opening and mark & CAPITAL_BIT:
            out.append(at - 1)
        opening = mark & _OPENING != 0
    return out


#: nouns (without endings) that take up one another behind "dieser"
_FAMILIES: Final = {
    **dict.fromkeys(("trupp", "soldat", "einheit", "streitkräft", "kräft", "kämpf", "militär", "verbänd"), "/armed"),
    **dict.fromkeys(("unternehm", "konzern", "konzer", "firma", "herstell", "betrieb", "firm"), "/company"),
    **dict.fromkeys(("impfstoff", "präparat", "vakzin", "mittel", "medikament"), "/drug"),
}


def _plural_heads(doc: Doc) -> frozenset[int]:
    """Sentences that begin with "Sie" or "Diese" and a plural verb, by their first token."""
    lower = doc.lower
    return frozenset(
        first
        for first, stop in doc.sentences
        if lower[first] in ("sie", "diese") and first + 1 < stop and _plural_verb(lower[first + 1])
    )


def _note(noun: Word) -> str:
    """The noun without the endings that case and number give it, noted in it; compounds keep their whole length."""
    word = noun.lower
    noun.stem = word
    for ending in ("en", "es", "er", "n", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            noun.stem = word[: -len(ending)]
            break
    return noun.stem


def _plural(noun: str) -> bool:
    return noun.endswith(("en", "er", "e", "n", "s")) and len(noun) > 4


def _plural_verb(word: str) -> bool:
    form = verbs.finite(word)
    return form is not None and form.number == verbs.PLURAL
