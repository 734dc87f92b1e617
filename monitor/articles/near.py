"""Near-duplicates: one agency text in forty outlets shares a sketch, whatever each outlet cut or re-titled.

A sketch holds the smallest hashes of the text's four-word runs (bottom-k): two sketches estimate how much of the
shorter text stands in the longer one, so a shortened print still counts. The store looks candidates up by `bands`,
`same` decides. Likeness groups witnesses; it never decides that nothing is new.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from struct import pack, unpack

#: hashes kept in a sketch (8 bytes each)
KEPT = 64
#: hashes the store indexes
BANDS = 16
#: share of the shorter text found in the longer one from which on two texts are one story
SHARE = 0.5
#: texts with fewer runs are too short to compare
FEWEST = 12
#: characters read: agency copy stands at the top, reports of one's own follow below
LONGEST = 12_000

_WORDS = re.compile(r"\w+")
#: hashes are 63 bits: databases have signed integers
_MASK = (1 << 63) - 1


def sketch(text: str) -> bytes:
    """The sketch of a text, at most 516 bytes; b"" for texts too short to compare. Case and punctuation do not count."""
    words = [_hash(word) for word in _WORDS.findall(text[:LONGEST].lower())]
    rows = zip(words, words[1:], words[2:], words[3:], strict=False)
    runs = {(3 * a + 5 * b + 7 * c + 11 * d) & _MASK for a, b, c, d in rows}
    if len(runs) < FEWEST:
        return b""
    smallest = sorted(runs)[:KEPT]
    return pack(f">I{len(smallest)}Q", len(runs), *smallest)


@lru_cache(maxsize=100_000)
def _hash(word: str) -> int:
    """64 bits of a word, the same on every machine and in every version."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def bands(of: bytes) -> tuple[int, ...]:
    """Values to look candidates up by, signed 64 bit, non-negative: two copies share at least one."""
    return _hashes(of)[1][:BANDS]


def same(a: bytes, b: bytes) -> bool:
    """Whether two sketches are prints of one text."""
    return share(a, b) >= SHARE


def share(a: bytes, b: bytes) -> float:
    """Estimated part of the shorter text that stands in the longer one, 0 to 1."""
    size_a, left = _hashes(a)
    size_b, right = _hashes(b)
    if not left or not right:
        return 0.0
    kept = min(len(left), len(right))
    union = sorted({*left, *right})[:kept]
    both = len({*union} & {*left} & {*right}) / len(union)
    common = both * (size_a + size_b) / (1 + both)
    return min(1.0, common / min(size_a, size_b))


def _hashes(of: bytes) -> tuple[int, tuple[int, ...]]:
    if len(of) < 12:
        return 0, ()
    size, *hashes = unpack(f">I{(len(of) - 4) // 8}Q", of)
    return size, tuple(hashes)
