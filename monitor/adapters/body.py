"""The body of an answer: read in pieces, one layer of packing taken off, never more than was asked for."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Mapping

import brotli

from monitor.errors import FetchError

#: bytes that every body may have whatever else is under way, and those that all bodies may have beyond that together:
#: with 500 requests under way about 512 MB
FREE, TOGETHER = 256_000, 384_000_000


class Room:
    """What the bodies under way still may hold together, each one's first `FREE` bytes not counted."""

    def __init__(self, most: int = TOGETHER) -> None:
        self.left = most


async def read_body(
    pieces: AsyncIterable[bytes], headers: Mapping[str, str], url: str, most: int, *, cut: bool, room: Room
) -> bytes:
    """The unpacked body. Past `most` bytes it is refused, or ends there (`cut`: robots.txt).

    A large one is refused as well (fetch.crowded) when the bodies under way leave no room for it: waiting for room that
    slow servers hold would stop everything.
    """
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most and not cut:
        raise FetchError("fetch.too_large", url=url, most=most)
    unpack = _unpacker(headers.get("content-encoding", ""), url)
    parts: list[bytes] = []
    size = packed = held = 0
    try:
        async for chunk in pieces:
            piece = unpack(chunk, most + 1 - size)
            parts.append(piece)
            size, packed = size + len(piece), packed + len(chunk)
            if max(size, packed) > most:
                if cut:
                    return b"".join(parts)[:most]
                raise FetchError("fetch.too_large", url=url, most=most)
            more = max(0, size - FREE) - held
            if more > room.left:
                raise FetchError("fetch.crowded", url=url)
            room.left, held = room.left - more, held + more
        if not unpack.complete:
            raise FetchError("fetch.broken", url=url, error="cut")
        return b"".join(parts)
    finally:
        room.left += held


def _unpacker(encoding: str, url: str) -> _Plain | _Zlib | _Brotli:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Zlib(name)
    if name == "br":
        return _Brotli()
    raise FetchError("fetch.encoding", url=url, encoding=name[:80])


class _Plain:
    """Nothing to take off."""

    complete = True

    def __call__(self, chunk: bytes, room: int) -> bytes:
        """The bytes as they are."""
        return chunk


class _Zlib:
    """Gzip, in one or several members, or deflate with or without its frame."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._machine = zlib.decompressobj(zlib.MAX_WBITS if name == "deflate" else 16 + zlib.MAX_WBITS)
        self._started = False

    def __call__(self, chunk: bytes, room: int) -> bytes:
        """The next unpacked bytes, at most `room`."""
        if not self._started and self._name == "deflate" and chunk and (chunk[0] & 0x0F) != 8:
            self._machine = zlib.decompressobj(-zlib.MAX_WBITS)  # servers that say deflate and mean the raw stream
        self._started = True
        parts = [self._machine.decompress(chunk, max(1, room))]
        while self._machine.eof and self._machine.unused_data[:2] == b"\x1f\x8b" and len(parts[-1]) < room:
            rest, self._machine = self._machine.unused_data, zlib.decompressobj(16 + zlib.MAX_WBITS)
            room -= len(parts[-1])
            parts.append(self._machine.decompress(rest, max(1, room)))
        return b"".join(parts)

    @property
    def complete(self) -> bool:
        """Whether the packed stream ended where it should."""
        return not self._started or self._machine.eof


class _Brotli:
    """Brotli."""

    def __init__(self) -> None:
        self._machine = brotli.Decompressor()
        self._started = False

    def __call__(self, chunk: bytes, room: int) -> bytes:
        """The next unpacked bytes, at most about `room`; raises zlib.error for what is no brotli."""
        self._started = True
        try:
            return bytes(self._machine.process(chunk, output_buffer_limit=max(1, room)))
        except brotli.error as exc:
            raise zlib.error("brotli") from exc

    @property
    def complete(self) -> bool:
        """Whether the packed stream ended where it should."""
        return not self._started or bool(self._machine.is_finished())
