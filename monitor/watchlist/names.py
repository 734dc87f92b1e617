"""Spellings of one person's name that German news mixes: Selenskyj, Selenski, Zelensky; Kim Jong-un, Kim Jong Un."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from monitor.watchlist.tokens import fold, tokens

#: spelling -> key, applied in this order; Duden and English transcriptions of Russian, Ukrainian, Arabic, Turkish
_SPELLINGS: Final = (
    ("schtsch", "c"), ("tsch", "c"), ("tch", "c"), ("dsch", "c"), ("dzh", "c"), ("sch", "s"), ("sh", "s"), ("zh", "s"),
    ("kh", "h"), ("ch", "h"), ("ts", "z"), ("tz", "z"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("q", "k"), ("x", "ks"),
    ("v", "w"), ("ff", "w"), ("ou", "u"), ("oe", "o"), ("ue", "u"), ("ae", "a"), ("ie", "i"), ("ee", "i"), ("oo", "u"),
    ("z", "s"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_DOUBLED: Final = re.compile(r"(.)\1")
_ENDINGS: Final = (("of", "ow"), ("ef", "ew"), ("ei", "i"))


@lru_cache(maxsize=16384)
def name_key(word: str) -> str:
    """A key that the usual transcriptions of one name share; a genitive -s of names of five letters or more is dropped."""
    key = unicodedata.normalize("NFKD", fold(word))
    key = "".join(letter for letter in key if not unicodedata.combining(letter) and letter.isalnum()).replace("ı", "i")
    if len(key) > 5 and key.endswith("s") and key[-2] not in "sui":
        key = key[:-1]
    for spelling, sound in _SPELLINGS:
        key = key.replace(spelling, sound)
    key = _DOUBLED.sub(r"\1", key)
    for end, sound in _ENDINGS:
        if key.endswith(end) and len(key) > len(end) + 1:
            return key[: -len(end)] + sound
    return key


def same_person(one: str, other: str) -> bool:
    """Whether two full names are spellings of one: all words alike, titles and articles aside."""
    return _parts(one)[-2:] == _parts(other)[-2:] if min(len(_parts(one)), len(_parts(other))) >= 2 else False


def _parts(name: str) -> list[str]:
    return [name_key(token.text) for token in tokens(name) if token.text[:1].isupper() or token.text.islower()]
