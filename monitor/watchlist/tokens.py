"""Words of a text with their offsets: hyphenated compounds part by part, soft hyphens and odd marks folded away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

#: invisible characters that stand inside words: soft hyphen, zero-width, joiners, bidi marks, BOM
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_WORD: Final = re.compile(
    rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_INVISIBLE}](?=[^\W_]|[\u0300-\u036f{_INVISIBLE}]))*[\u0300-\u036f]*"
)
#: the same words in a text without invisible and combining characters, found twice as fast
_PLAIN_WORD: Final = re.compile(r"[^\W_]+")
_ODD: Final = re.compile(f"[\u0300-\u036f{_INVISIBLE}]")
#: marks of German print beyond ASCII, and letters of Western Europe: with these alone a text is cut without a pattern
_MARKS: Final = "„“”‚‘’–—…»«›‹•·€°§\u00a0\u202f"
_UNUSUAL: Final = re.compile("[^\x00-\x7fÀ-ÖØ-öø-ſ]")
_ONLY_LETTERS: Final = bytes(byte if byte > 127 or chr(byte).isalnum() else 32 for byte in range(256))
_DROP: Final = dict.fromkeys(map(ord, _INVISIBLE))
_UNSEEN: Final = re.compile(f"[{_INVISIBLE}]")
#: what may stand between the parts of one hyphenated compound
HYPHENS: Final = "-‐‑"


class Token(NamedTuple):
    """One word, or one part of a hyphenated compound; half-open offsets."""

    start: int
    end: int
    #: as written, without invisible characters, NFC
    text: str


def tokens(text: str) -> tuple[Token, ...]:
    """All words of `text`, in order; those of a sentence are remembered, since many claims ask about it."""
    return _kept_tokens(text) if len(text) <= _SENTENCE else _cut(text)


def raw_words(text: str) -> frozenset[str]:
    """The different words of `text`, as `Token.text` has them."""
    return _kept_words(text) if len(text) <= _SENTENCE else _different(text)


def spellings(text: str) -> dict[str, tuple[str, ...]]:
    """The different words of a long text, as `Token.text` has them, with the ways they are written in it."""
    spaced = text
    for mark in _MARKS:
        if mark in spaced:
            spaced = spaced.replace(mark, " ")
    if _UNUSUAL.search(spaced) is None:
        found = set(spaced.encode().translate(_ONLY_LETTERS).split())
        return {word: (word,) for word in b" ".join(found).decode().split()}
    out: dict[str, tuple[str, ...]] = {}
    for way in set(_WORD.findall(text)):
        word = plain(way)
        out[word] = (*out.get(word, ()), way)
    return out


def _cut(text: str) -> tuple[Token, ...]:
    if _ODD.search(text) is None:
        return tuple([Token(found.start(), found.end(), plain(found.group())) for found in _PLAIN_WORD.finditer(text)])
    return tuple([Token(found.start(), found.end(), plain(found.group())) for found in _WORD.finditer(text)])


def _different(text: str) -> frozenset[str]:
    return frozenset(map(plain, (_PLAIN_WORD if _ODD.search(text) is None else _WORD).findall(text)))


#: characters up to which a text counts as a sentence or paragraph and is remembered
_SENTENCE: Final = 1200
_kept_tokens: Final = lru_cache(maxsize=2048)(_cut)
_kept_words: Final = lru_cache(maxsize=4096)(_different)


def word_set(words: str) -> frozenset[str]:
    """A word list written as one line of text."""
    return frozenset(words.split())


def word_list(words: str) -> tuple[str, ...]:
    """The same, in order."""
    return tuple(words.split())


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """The word as written, NFC, without invisible characters."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word.translate(_DROP))


def joined_up(text: str) -> str:
    """A text in NFC, its words without invisible characters."""
    return text if text.isascii() else unicodedata.normalize("NFC", _UNSEEN.sub("", text))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The key two spellings of one word share: lower case, ß as ss (Swiss spelling, capitals)."""
    return word.lower().replace("ß", "ss")
