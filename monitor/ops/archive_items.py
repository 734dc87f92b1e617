"""What an archive holds, item by item: JSON Lines, HTML files, WARC. Bytes from disk in, plain records out.

Files are streamed: memory does not grow with their size. A broken item comes out as `Broken`, with its place, and the
ones behind it follow; only a file that cannot be read any further ends early.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from monitor.articles.model import Page, PageKind
from monitor.errors import FormatError, MonitorError
from monitor.feeds.dates import parse_date
from monitor.feeds.model import Precision
from monitor.reader import PageRead, entry_pages

HTML: Final = (".html", ".htm")
LINES: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
WARC: Final = (".warc", ".warc.gz", ".warc.zst")
#: bytes of one line of JSON Lines, at most: a longer one is named and passed over
LONGEST_LINE: Final = 8_000_000
#: bytes at the beginning of a file that tell it from another one of the same name, size and date
HEAD: Final = 65_536
_FRONT: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(.{0,8192}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_BROKEN_FILE: Final = (OSError, EOFError, ValueError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of an archive, not read yet: either `body` (a page) or `page` (text as given) is filled."""

    #: where it stands, for messages: file and line, file name, or address
    place: str
    #: where to go on once this item and all before it are stored
    after: int
    #: bytes of the source read so far, for progress
    read: int
    url: str = ""
    body: bytes = b""
    charset: str = ""
    page: Page | None = None
    #: when the archive's maker saw it, aware UTC
    seen: datetime | None = None
    #: what a note beside the page says
    published: datetime | None = None
    precision: Precision = Precision.NONE
    title: str = ""
    outlet: str = ""

    @property
    def size(self) -> int:
        """Bytes or characters of the text it carries."""
        return len(self.body) + (len(self.page.text) if self.page else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """An item that cannot be read."""

    place: str
    after: int
    read: int
    error: MonitorError
    #: nothing behind it can be read: the file is damaged or cut
    ends: bool = False


class Unread(NamedTuple):
    """Key and values of an error, as it travels between processes."""

    key: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file, or the HTML files of one folder together."""

    path: Path
    files: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.files)

    @property
    def name(self) -> str:
        """How it is shown."""
        return str(self.path)

    def mark(self, gate: Sequence[str] | None) -> str:
        """Tells this state of the source, imported through this gate, from every other; hex."""
        found = blake2b(json.dumps(None if gate is None else sorted(gate)).encode(), digest_size=12)
        for file in self.files:
            status = file.stat()
            found.update(f"{file.name}|{status.st_size}|{status.st_mtime_ns}|".encode())
        if len(self.files) == 1:
            with self.files[0].open("rb") as opened:
                found.update(opened.read(HEAD))
        return found.hexdigest()

    def items(self, start: int, *, most: int) -> Iterator[Item | Broken]:
        """The items from a position (an `after` of an earlier run; 0: all); `most` bytes per page."""
        name = self.path.name.lower()
        if self.files == (self.path,) and name.endswith(LINES):
            yield from _lines(self.path, start)
        elif self.files == (self.path,) and name.endswith(WARC):
            yield from _warc(self.path, start, most)
        else:
            yield from _pages(self.files, start, most)


def sources_of(paths: Sequence[Path]) -> tuple[list[Source], list[tuple[Path, MonitorError]]]:
    """The sources of files and folders (with all folders below), and what is no archive."""
    found: list[Source] = []
    problems: list[tuple[Path, MonitorError]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            found += [Source(path=file, files=(file,)) for file in inside if file.name.lower().endswith(LINES + WARC)]
            pages = tuple(file for file in inside if file.name.lower().endswith(HTML))
            if pages:
                found.append(Source(path=path, files=pages))
        elif path.is_file() and path.name.lower().endswith(LINES + WARC + HTML):
            found.append(Source(path=path, files=(path,)))
        else:
            key = "import.kind" if path.exists() else "import.missing"
            problems.append((path, FormatError(key, url=str(path))))
    return found, problems


# --- JSON Lines ------------------------------------------------------------------------------------------------------


def _lines(path: Path, start: int) -> Iterator[Item | Broken]:
    with path.open("rb") as raw:
        opened: IO[bytes] = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[assignment]
        number = 0
        try:
            if start:
                number = _skip(opened, start)
            while line := opened.readline(LONGEST_LINE):
                number += 1
                whole = len(line) < LONGEST_LINE or line.endswith(b"\n")
                while not whole and (rest := opened.readline(LONGEST_LINE)):
                    whole = rest.endswith(b"\n")
                    line = b""
                if line.strip() or not line:
                    yield _line(path, number, line, opened.tell(), raw.tell())
        except _BROKEN_FILE as exc:
            yield _cut(path, number + 1, exc)


def _skip(opened: IO[bytes], start: int) -> int:
    """Goes to a position at the end of a line; returns how many lines lie before it."""
    number = 0
    while opened.tell() < start and opened.readline():
        number += 1
    return number


def _line(path: Path, number: int, line: bytes, after: int, read: int) -> Item | Broken:
    place = f"{path}:{number}"
    try:
        page, seen = _page_of(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        problem = FormatError("import.line", url=str(path), line=number, problem=str(exc)[:200])
        return Broken(place=place, after=after, read=read, error=problem)
    return Item(place=place, after=after, read=read, url=page.url, page=page, seen=seen, outlet=page.outlet)


def _page_of(item: Any) -> tuple[Page, datetime | None]:
    """An article as `monitor extract` takes it; raises ValueError, KeyError and TypeError."""
    if not isinstance(item, dict) or not isinstance(item["text"], str):
        raise TypeError("text")
    text = "\n".join(part.strip() for part in item["text"].split("\n") if part.strip())
    if not text:
        raise ValueError("text")
    published, precision = _moment(item.get("published"))
    seen, _ = _moment(item.get("found"))
    if published is None and seen is None:
        raise ValueError("published")
    return (
        Page(
            url=str(item.get("url") or ""),
            title=str(item.get("title") or ""),
            text=text,
            lead=text.split("\n", 1)[0],
            published=published,
            published_precision=precision,
            agency=str(item.get("agency") or ""),
            byline=str(item.get("byline") or ""),
            outlet=str(item.get("outlet") or ""),
            kind=PageKind.ARTICLE,
        ),
        seen,
    )


def _moment(shown: object) -> tuple[datetime | None, Precision]:
    """A time as people and machines write it; raises ValueError for one that nobody can read."""
    if not shown:
        return None, Precision.NONE
    found = parse_date(str(shown))
    if found is None:
        raise ValueError(str(shown)[:40])
    return found.when, found.precision


# --- HTML files ------------------------------------------------------------------------------------------------------


def _pages(files: Sequence[Path], start: int, most: int) -> Iterator[Item | Broken]:
    read = sum(file.stat().st_size for file in files[:start])
    notes: dict[Path, Mapping[str, Any]] = {}
    for number, file in enumerate(files[start:], start + 1):
        try:
            size = file.stat().st_size
            read += size
            if size > most:
                raise FormatError("import.large", url=str(file), bytes=most)
            yield _page(file, number, read, notes)
        except (MonitorError, OSError, ValueError, TypeError) as exc:
            error = exc if isinstance(exc, MonitorError) else _unreadable(file, exc)
            yield Broken(place=str(file), after=number, read=read, error=error)


def _page(file: Path, number: int, read: int, notes: dict[Path, Mapping[str, Any]]) -> Item:
    body = file.read_bytes()
    said = {**_noted(file, notes)}
    front = _FRONT.match(body)
    if front:
        body = body[front.end() :]
        lines = (line.partition(":") for line in front.group(1).decode("utf-8", "replace").splitlines())
        said |= {key.strip().lower(): value.strip().strip("\"'") for key, colon, value in lines if colon}
    published, precision = _moment(said.get("published") or said.get("date"))
    seen, _ = _moment(said.get("found"))
    return Item(
        place=str(file),
        after=number,
        read=read,
        url=str(said.get("url") or ""),
        body=body,
        seen=seen,
        published=published,
        precision=precision,
        title=str(said.get("title") or ""),
        outlet=str(said.get("outlet") or ""),
    )


def _noted(file: Path, notes: dict[Path, Mapping[str, Any]]) -> Mapping[str, Any]:
    """What stands about a page in `<name>.json` beside it, else under its name in the folder's `meta.json`."""
    beside = next(
        (note for note in (file.with_suffix(".json"), file.with_suffix(".meta.json")) if note.is_file()), None
    )
    if beside is not None and beside.name != "meta.json":
        found = json.loads(beside.read_bytes())
        return found if isinstance(found, dict) else {}
    if file.parent not in notes:
        shared = file.parent / "meta.json"
        read = json.loads(shared.read_bytes()) if shared.is_file() else {}
        if isinstance(read, list):
            read = {str(one.get("file")): one for one in read if isinstance(one, dict)}
        notes[file.parent] = read if isinstance(read, dict) else {}
    known = notes[file.parent]
    said = known.get(file.name) or known.get(file.stem)
    return said if isinstance(said, dict) else {}


# --- WARC ------------------------------------------------------------------------------------------------------------


def _warc(path: Path, start: int, most: int) -> Iterator[Item | Broken]:
    """The HTML answers of a web archive; `after` is the place of the record itself, which is read twice at most."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from zstandard import ZstdError

    with path.open("rb") as raw:
        place = start
        try:
            opened, whole = _opened(raw, path)
            if not whole:
                raw.seek(start)
            records = ArchiveIterator(opened)
            for number, record in enumerate(records):
                place = number if whole else int(records.offset)
                if (whole and number < start) or not _is_page(record):
                    continue
                yield _record(path, record, place, raw.tell(), most)
        except (*_BROKEN_FILE, ArchiveLoadFailed, ZstdError) as exc:
            yield _cut(path, place, exc)


def _opened(raw: IO[bytes], path: Path) -> tuple[IO[bytes], bool]:
    """The file as warcio takes it; True when it was compressed as one piece, so that its records have no place."""
    if path.name.lower().endswith(".zst"):
        from zstandard import ZstdDecompressor

        return ZstdDecompressor().stream_reader(raw, read_across_frames=True), True
    if not path.name.lower().endswith(".gz"):
        return raw, False
    whole = _many(raw)
    raw.seek(0)
    return (gzip.GzipFile(fileobj=raw), True) if whole else (raw, False)  # type: ignore[return-value]


def _many(raw: IO[bytes]) -> bool:
    """Whether the first compressed member holds more than one record."""
    unpack, seen = zlib.decompressobj(31), b""
    while not unpack.eof and (block := raw.read(HEAD)):
        seen = seen[-9:] + unpack.decompress(block)
        if re.search(rb"\r\n\r\nWARC/\d", seen):
            return True
    return False


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    return record.http_headers.get_statuscode() == "200" and kind.startswith(("text/html", "application/xhtml"))


def _record(path: Path, record: Any, place: int, read: int, most: int) -> Item | Broken:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    shown = f"{path} @{place} {url}"
    try:
        body = _content(record, url, most + 1)
        if len(body) > most:
            raise FormatError("import.large", url=url, bytes=most)
        if getattr(record.raw_stream, "limit", 0) > 0:
            raise FormatError("import.cut", url=url)
        seen = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
    except Exception as exc:  # each kind of packing breaks in its own way, and costs its record only
        error = exc if isinstance(exc, MonitorError) else _unreadable(path, exc)
        return Broken(place=shown, after=place, read=read, error=error, ends=error.key == "import.cut")
    charset = _CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    return Item(
        place=shown,
        after=place,
        read=read,
        url=url.strip("<>"),
        body=body,
        charset=charset.group(1) if charset else "",
        seen=seen if seen.tzinfo else seen.replace(tzinfo=UTC),
    )


#: what servers call packings that are none, or by an old name
_PACKINGS: Final = {"": "", "identity": "", "none": "", "utf-8": "", "x-gzip": "gzip", "x-deflate": "deflate"}


def _content(record: Any, url: str, most: int) -> bytes:
    """The content of an answer, at most `most` bytes: chunks joined, every layer of packing taken off.

    Raises FormatError for a packing that is not read here, and what the unpackers raise for a broken one.
    """
    from warcio.bufferedreaders import ChunkedDataReader

    said = {name: record.http_headers.get_header(name) or "" for name in ("Content-Encoding", "Transfer-Encoding")}
    packed = [_PACKINGS.get(one, one) for one in re.split(r"\s*,\s*", said["Content-Encoding"].strip().lower())]
    chunked = "chunked" in re.split(r"\s*,\s*", said["Transfer-Encoding"].strip().lower())
    body = _body(ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream, most)
    for packing in reversed([one for one in packed if one]):
        if packing not in _UNPACK:
            raise FormatError("import.packed", url=url, packing=packing[:40])
        if body.lstrip()[:1] != b"<":  # else the crawler unpacked it and left the header
            body = _UNPACK[packing](body, most)
    return body


def _inflated(body: bytes, most: int) -> bytes:
    """gzip, zlib, or deflate without a mark of its own."""
    try:
        return _whole(zlib.decompressobj(47), body, most)
    except zlib.error:
        return _whole(zlib.decompressobj(-15), body, most)


def _whole(unpack: Any, body: bytes, most: int) -> bytes:
    found: bytes = unpack.decompress(body, most)
    if not unpack.eof and len(found) < most:
        raise EOFError("cut")
    return found


def _from_brotli(body: bytes, most: int) -> bytes:
    import brotli

    unpack, found = brotli.Decompressor(), b""
    found = unpack.process(body, output_buffer_limit=most)
    while not unpack.is_finished() and len(found) < most and not unpack.can_accept_more_data():
        found += unpack.process(b"", output_buffer_limit=most)
    if not unpack.is_finished() and len(found) < most:
        raise EOFError("cut")
    return bytes(found)


def _from_zstd(body: bytes, most: int) -> bytes:
    from zstandard import ZstdDecompressor

    return bytes(ZstdDecompressor().stream_reader(body, read_across_frames=True).read(most))


_UNPACK: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _inflated, "deflate": _inflated, "br": _from_brotli, "zstd": _from_zstd,
}  # fmt: skip


def _body(stream: Any, most: int) -> bytes:
    """Everything up to `most` bytes; a stream gives as much at a time as it likes."""
    parts: list[bytes] = []
    while most > 0 and (part := stream.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _cut(path: Path, place: int, exc: BaseException) -> Broken:
    problem = FormatError("import.file", url=str(path), place=place, problem=str(exc)[:200] or type(exc).__name__)
    return Broken(place=str(path), after=place, read=0, error=problem, ends=True)


def _unreadable(path: Path, exc: BaseException) -> FormatError:
    return FormatError("import.item", url=str(path), problem=str(exc)[:200] or type(exc).__name__)


# --- in the worker ---------------------------------------------------------------------------------------------------


def read_items(items: Sequence[Item], anchors: tuple[str, ...] | None, now: datetime) -> list[PageRead | Unread]:
    """Items read one after the other; one that cannot be read says why."""
    found: list[PageRead | Unread] = []
    for item in items:
        try:
            found.append(read_item(item, anchors, now))
        except MonitorError as exc:
            found.append(Unread(exc.key, exc.values))
    return found


def read_item(item: Item, anchors: tuple[str, ...] | None, now: datetime) -> PageRead:
    """An item read as far as it deserves: gate, extraction, reading; `anchors` None: everything is read.

    Plain and picklable. Pages without text come back with kind and reason, unread.
    """
    from monitor.articles import extract, visible_text
    from monitor.watchlist import compile_terms

    touches = compile_terms(anchors).touches if anchors is not None else lambda _text: True
    page = item.page
    if page is None:
        if not touches(visible_text(_decoded(item))):
            return PageRead(on_topic=False)
        page = extract(item.body, url=item.url, now=item.seen or now, charset=item.charset)
        if page.kind in {PageKind.WALL, PageKind.NONE}:
            return PageRead(on_topic=True, page=page)
        page = _as_noted(page, item)
        if page.published is None and item.seen is None:
            raise FormatError("import.undated", url=item.place)
    if not touches(f"{page.title}\n{page.text}"):
        return PageRead(on_topic=False, page=page)
    seen = item.seen or page.published or now
    if page.kind is PageKind.LIVEBLOG and page.entries:
        parts = [part for part in entry_pages(page, seen) if touches(f"{part.title}\n{part.text}")]
        return PageRead(on_topic=True, page=page, live=tuple(_read(part, seen) for part in parts))
    return _read(page, seen)


def _as_noted(page: Page, item: Item) -> Page:
    """What was written down beside a page wins over what the page says of itself."""
    if item.published is not None:
        page = replace(page, published=item.published, published_precision=item.precision)
    return replace(page, title=item.title or page.title, outlet=item.outlet or page.outlet)


def _read(page: Page, seen: datetime) -> PageRead:
    from monitor.articles import sketch
    from monitor.reading import observe

    reading = observe(page.text, title=page.title, published=page.published or seen, outlet=page.outlet)
    return PageRead(on_topic=True, page=page, reading=reading, sketch=sketch(page.text))


def _decoded(item: Item) -> bytes | str:
    try:
        return item.body.decode(item.charset, "replace") if item.charset else item.body
    except LookupError:
        return item.body
