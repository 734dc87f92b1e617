"""Near-duplicates: one agency text in forty outlets shares a sketch, whatever each outlet cut or re-titled.

A sketch holds the smallest hashes of the text's four-word runs (bottom-k): two sketches estimate how much of the
shorter text stands in the longer one, so a shortened print still counts. The store looks candidates up by `bands`,
`same` decides. Likeness groups witnesses; it never decides that nothing is new.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from struct import pack, unpack
from zlib import crc32

#: words per run; runs that survive the change of one word in about 25
RUN = 4
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


def sketch(text: str) -> bytes:
    """The sketch of a text, at most 516 bytes; b"" for texts too short to compare. Case and punctuation do not count."""
    words = _WORDS.findall(text[:LONGEST].lower())
    runs = {" ".join(words[at : at + RUN]).encode() for at in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST:
        return b""
    coarse = sorted((crc32(run), run) for run in runs)[:KEPT]
    fine = sorted(
        (first << 31) | (int.from_bytes(blake2b(run, digest_size=4).digest(), "big") >> 1) for first, run in coarse
    )
    return pack(f">I{len(fine)}Q", len(runs), *fine)


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
