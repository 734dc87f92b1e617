"""Short mentions and what they stand for: "die Truppen" after "nordkoreanische Truppen", "Sie" after a plural subject.

Serves the matching of claims (words of a claim may stand in the antecedent). Only mentions that are surely the same are
resolved: the same noun with a definite article and no modifier of its own, and a plural pronoun at the head of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.phrases import is_adjective
from monitor.reading.german.text import Doc

_DEFINITE: Final = frozenset(("der", "die", "den", "dem", "das", "des", "diese", "dieser", "diesen", "dieses", "diesem"))
#: endings of an adjective of origin, which may open a sentence with a capital
_NATIONAL: Final = ("ische", "ischen", "ischer", "isches", "sche", "schen")
#: how far back, in sentences, a noun may have been introduced
_REACH: Final = 12


def mentions(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """(first, stop, meaning) in tokens of each resolved mention, in order."""
    words, lower = doc.words, doc.lower
    known: dict[str, tuple[int, str]] = {}
    previous: str | None = None
    subjects: dict[int, str] = {}
    number = 0
    starts = doc.sentence_starts
    heads = _plural_heads(doc)
    for at in [i for i, word in enumerate(words) if word[0].isupper()]:
        while number + 1 < len(starts) and starts[number + 1] <= at:
            number += 1
        first = starts[number]
        if at == first:
            previous = subjects.get(number - 1)
            if first in heads and previous:
                yield first, first + 1, previous
                subjects[number] = previous
            continue
        before = lower[at - 1]
        if before in _DEFINITE:
            found = known.get(_key(lower[at]))
            if found and number - found[0] <= _REACH:
                yield at - 1, at + 1, found[1]
                if number not in subjects and _plural(lower[at]):
                    subjects[number] = found[1]
        elif (words[at - 1][0].islower() or (at - 1 == first and before.endswith(_NATIONAL))) and is_adjective(before):
            key = _key(lower[at])
            if len(key) > 3:
                meaning = words[at - 1] + " " + words[at]
                known[key] = (number, meaning)
                if number not in subjects and _plural(lower[at]):
                    subjects[number] = meaning


def _plural_heads(doc: Doc) -> frozenset[int]:
    """Sentences that begin with "Sie" or "Diese" and a plural verb, by their first token."""
    lower = doc.lower
    return frozenset(
        first
        for first, stop in doc.sentences
        if lower[first] in ("sie", "diese") and first + 1 < stop and _plural_verb(lower[first + 1])
    )


@lru_cache(maxsize=20_000)
def _key(noun: str) -> str:
    """The noun without the endings that case and number give it; compounds keep their whole length."""
    for ending in ("en", "es", "er", "n", "s", "e"):
        if noun.endswith(ending) and len(noun) - len(ending) > 3:
            return noun[: -len(ending)]
    return noun


def _plural(noun: str) -> bool:
    return noun.endswith(("en", "er", "e", "n", "s")) and len(noun) > 4


def _plural_verb(word: str) -> bool:
    form = verbs.finite(word)
    return form is not None and form.number == verbs.PLURAL
