"""Near-duplicates: one agency text in forty outlets shares a sketch, whatever each outlet cut or re-titled.

A sketch holds the smallest hashes of the text's four-word runs (bottom-k): two sketches estimate how much of the
shorter text stands in the longer one, so a shortened print still counts. The store looks candidates up by `bands`,
`same` decides. Likeness groups witnesses; it never decides that nothing is new.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from struct import pack, unpack, unpack_from

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
    runs = _runs(_WORDS.findall(text[:LONGEST].lower()))
    size = len(set(runs))
    if size < FEWEST:
        return b""
    smallest = _smallest(runs, size)
    return pack(f">I{len(smallest)}Q", size, *smallest)


def _runs(words: list[str]) -> tuple[int, ...]:
    """3a + 5b + 7c + 11d of the hashes of each four words in a row, in 63 bits.

    All at once: the hashes are the lanes of one large number, 128 bits each, so that no sum reaches the next lane.
    """
    count = len(words) - 3
    if count < 1:
        return ()
    known = list(map(_LANES.get, words))
    lanes = int.from_bytes(b"".join(known if None not in known else map(_lane, words)), "little")  # type: ignore[arg-type]
    sums = (3 * lanes + 5 * (lanes >> 128) + 7 * (lanes >> 256) + 11 * (lanes >> 384)) & _MASKS
    return unpack_from(f"<{2 * count}Q", sums.to_bytes(16 * (count + 3), "little"))[::2]


def _smallest(runs: tuple[int, ...], size: int) -> list[int]:
    """The smallest different ones in order; hashes spread evenly, so few need to be sorted."""
    bound = (_MASK // size) * (KEPT + 40)
    low = sorted({run for run in runs if run < bound})
    return (low if len(low) >= min(KEPT, size) else sorted(set(runs)))[:KEPT]


#: the mask in every lane; a text has no more words than characters
_MASKS = int.from_bytes((_MASK.to_bytes(8, "little") + bytes(8)) * LONGEST, "little")
#: word -> 64 bits of it, the same on every machine and in every version, and 64 empty ones
_LANES: dict[str, bytes] = {}
#: words remembered
_REMEMBERED = 60_000


def _lane(word: str) -> bytes:
    known = _LANES.get(word)
    if known is None:
        if len(_LANES) >= _REMEMBERED:
            _LANES.clear()
        known = blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()[::-1] + bytes(8)
        _LANES[word] = known
    return known


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
