"""Short mentions and what they stand for: "die Truppen" after "nordkoreanische Truppen", "Sie" after a plural subject.

Serves the matching of claims (words of a claim may stand in the antecedent). Only mentions that are surely the same are
resolved: the same noun with a definite article and no modifier of its own, and a plural pronoun at the head of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.reading.german import verbs
from monitor.reading.german.phrases import is_adjective
from monitor.reading.german.text import Doc

_DEFINITE: Final = frozenset(
    ("der", "die", "den", "dem", "das", "des", "diese", "dieser", "diesen", "dieses", "diesem")
)
#: how far back, in sentences, a noun may have been introduced
_REACH: Final = 12


def mentions(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """(first, stop, meaning) in tokens of each resolved mention, in order."""
    words, lower = doc.words, doc.lower
    known: dict[str, tuple[int, str]] = {}
    previous: str | None = None
    for number, (first, stop) in enumerate(doc.sentences):
        subject: str | None = None
        for at in range(first, stop):
            word = words[at]
            if not word[0].isupper() or at == first and lower[at] in _DEFINITE:
                continue
            before = lower[at - 1] if at > first else ""
            key = _key(lower[at])
            if (
                at > first
                and words[at - 1][0].islower()
                and before not in _DEFINITE
                and is_adjective(before)
                and len(key) > 3
            ):
                meaning = words[at - 1] + " " + word
                known[key] = (number, meaning)
                if subject is None and _plural(lower[at]):
                    subject = meaning
            elif before in _DEFINITE and key in known and number - known[key][0] <= _REACH:
                yield at - 1, at + 1, known[key][1]
                if subject is None and _plural(lower[at]):
                    subject = known[key][1]
        if lower[first] in ("sie", "diese") and previous and first + 1 < stop and _plural_verb(lower[first + 1]):
            yield first, first + 1, previous
            subject = subject or previous
        previous = subject


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
