"""The table of German word forms as a file that is mapped instead of loaded: a hash table over the forms.

simplemma's dictionary takes most of a second and 110 MB to load; this file, made from it once (`make setup`), takes
neither, and all processes share its pages. A file that does not fit the installed dictionary is not used.

Layout: a head, slots of 32 bits (offset of a record, 0: free), records: length of the form, how many bytes of it the
lemma does not share, length of what it has instead, the form, what it has instead.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

#: magic, bytes and checksum of the dictionary it was made from, slots as a power of two
HEAD = "<8sIIB15x"
SIZE = struct.calcsize(HEAD)
MAGIC = b"formen-1"
#: longer forms are left out: lengths are bytes
LONGEST = 255


class FormFile:
    """Looks forms up; `get` answers what the dictionary would."""

    def __init__(self, path: Path, source: bytes) -> None:
        """Raises ValueError for a file that was not made from `source`, OSError for none."""
        with path.open("rb") as file:
            self._data: mmap.mmap = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._data) < SIZE:
            raise ValueError(f"cut short: {path}")
        magic, size, check, power = struct.unpack_from(HEAD, self._data)
        if magic != MAGIC or (size, check) != (len(source), crc32(source)):
            raise ValueError(f"made from another dictionary: {path}")
        self._mask: int = (1 << power) - 1
        self._slots: memoryview = memoryview(self._data)[SIZE : SIZE + (4 << power)].cast("I")

    def get(self, form: str) -> str | None:
        """The lemma of a form, None when the table does not hold it."""
        data = self._data
        key = form.encode()
        length = len(key)
        slot = crc32(key) & self._mask
        while True:
            at: int = self._slots[slot]
            if not at:
                return None
            start = at + 3
            if data[at] == length and data[start : start + length] == key:
                kept = length - data[at + 1]
                return (key[:kept] + data[start + length : start + length + data[at + 2]]).decode()
            slot = (slot + 1) & self._mask


def write(path: Path, source: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> int:
    """Makes the file of (form, lemma) pairs; `source` is the dictionary they come from. Returns how many it holds."""
    known = [(form, lemma) for form, lemma in pairs if len(form) <= LONGEST and len(lemma) <= LONGEST]
    power = max(4, (2 * len(known)).bit_length())
    slots, mask = [0] * (1 << power), (1 << power) - 1
    at = SIZE + (4 << power)
    records: list[bytes] = []
    for form, record in _records(known):
        slot = crc32(form) & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = at
        at += len(record)
        records.append(record)
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(struct.pack(HEAD, MAGIC, len(source), crc32(source), power))
        file.write(struct.pack(f"={len(slots)}I", *slots))
        file.writelines(records)
    beside.replace(path)
    return len(known)


def _records(known: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for form, lemma in known:
        shared = 0
        while shared < len(form) and shared < len(lemma) and form[shared] == lemma[shared]:
            shared += 1
        rest = lemma[shared:]
        yield form, bytes((len(form), len(form) - shared, len(rest))) + form + rest
