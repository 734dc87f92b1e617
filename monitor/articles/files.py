"""Documents in files: plain text or Markdown with front matter, HTML, JSON Lines. Bytes in, plain records out.

Front matter is the simplest there is, `key: value` lines between two `---` lines:

    ---
    title: …
    outlet: t-online
    date: 2024-10-14
    date_inferred: true
    document: 003_6c9c8b02a6a91603
    ---

Known keys: title, outlet, agency, byline (author), url, date (published), date_inferred, document (source).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from monitor.articles.model import OutletClass, PageKind, Revision, TimeSource
from monitor.articles.outlets import outlet_of
from monitor.articles.revisions import digest_of
from monitor.errors import FormatError
from monitor.feeds.dates import parse_date
from monitor.feeds.model import Precision

#: endings that are read; everything else in a folder is passed over
ENDINGS: Final = (".txt", ".md", ".html", ".htm", ".jsonl")
#: a first line up to this length without a full stop is the title
_TITLE: Final = 160
_FRONT: Final = re.compile(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_MARKUP: Final = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"^\s*(?:[-*+]|\d+\.)\s+", re.MULTILINE), ""),
    (re.compile(r"^>\s?", re.MULTILINE), ""),
)
_ALSO: Final = {"published": "date", "author": "byline", "source": "document"}
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_TRUE: Final = ("true", "yes", "ja", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a folder, as a baseline or an archive takes it."""

    #: file name without ending; for a line of JSON Lines its id
    name: str
    title: str = ""
    #: paragraphs joined by "\n"
    text: str = ""
    url: str = ""
    outlet: str = ""
    agency: str = ""
    byline: str = ""
    #: aware UTC; None: nothing in the file says when
    published: datetime | None = None
    precision: Precision = Precision.NONE
    #: the date is an editor's conclusion, not the publisher's word
    date_inferred: bool = False
    #: name of the document this one retells; the own name otherwise
    source: str = ""


def read_documents(
    files: Iterable[tuple[str, bytes]],
    *,
    dates: Mapping[str, tuple[datetime, Precision]] | None = None,
    undated: datetime | None = None,
) -> tuple[Document, ...]:
    """All documents of (file name, bytes) pairs, the oldest first; files of other kinds are passed over.

    An undated document takes its date from `dates` by its name (see `dates_of`), else `undated`, marked as inferred.
    Raises FormatError naming the file for broken front matter or JSON, or for a document that has no date at all.
    """
    found = [document for name, body in files if name.lower().endswith(ENDINGS) for document in _read(name, body)]
    dated = [_dated(document, dates or {}, undated) for document in found if document.text.strip()]
    return tuple(sorted(dated, key=lambda document: (document.published or _LAST, document.name)))


def dates_of(documents: Iterable[Document]) -> dict[str, tuple[datetime, Precision]]:
    """The dates of documents by the name of what they retell: lets a verbatim text of that name be dated."""
    return {
        document.source: (document.published, document.precision)
        for document in documents
        if document.published is not None
    }


def as_revision(document: Document, *, found: datetime | None = None) -> Revision:
    """A document as the first revision of an article, ready to be read and judged."""
    if document.published is None:
        raise FormatError("document.undated", url=document.name)
    listed, kind = outlet_of(document.url) if document.url else (document.outlet, OutletClass.NEWS)
    return Revision(
        article=f"document:{document.name}",
        number=1,
        url=document.url,
        outlet=document.outlet or listed,
        title=document.title,
        text=document.text,
        lead=document.text.split("\n", 1)[0],
        published=document.published,
        precision=document.precision,
        at=document.published,
        time_source=TimeSource.PUBLISHED,
        found=found or document.published,
        agency=document.agency,
        byline=document.byline,
        outlet_class=kind,
        kind=PageKind.ARTICLE,
        story=f"document:{document.name}",
        digest=digest_of(document.title, document.text),
    )


def _dated(document: Document, dates: Mapping[str, tuple[datetime, Precision]], undated: datetime | None) -> Document:
    if document.published is not None:
        return document
    when, precision = dates.get(document.name, (undated, Precision.DAY))
    if when is None:
        raise FormatError("document.undated", url=document.name)
    return replace(document, published=when, precision=precision, date_inferred=True)


# --- kinds of files -------------------------------------------------------------------------------------------------


def _read(name: str, body: bytes) -> Iterator[Document]:
    stem, ending = PurePosixPath(name.replace("\\", "/")).stem, PurePosixPath(name).suffix.lower()
    if ending in (".html", ".htm"):
        yield _html(stem, body)
        return
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise FormatError("document.encoding", url=name) from error
    if ending == ".jsonl":
        yield from _lines(name, text)
    else:
        yield _plain(name, stem, text, markdown=ending == ".md")


def _plain(name: str, stem: str, text: str, *, markdown: bool) -> Document:
    front, body = _front(name, text)
    if markdown:
        heading = _HEADING.search(body)
        if heading and "title" not in front and not body[: heading.start()].strip():
            front["title"] = heading.group(1)
            body = body[heading.end() :]
        body = _unmarked(body)
    elif "title" not in front:
        front["title"], body = _first_line(body)
    return _made(name, stem, front, _paragraphs(body))


def _front(name: str, text: str) -> tuple[dict[str, str], str]:
    found = _FRONT.match(text)
    if not found:
        return {}, text
    front: dict[str, str] = {}
    for number, line in enumerate(found.group(1).split("\n"), 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        if not colon:
            raise FormatError("document.front_matter", url=name, line=number)
        key = key.strip().lower()
        front[_ALSO.get(key, key)] = value.strip().strip("\"'")
    return front, text[found.end() :]


def _first_line(body: str) -> tuple[str, str]:
    """A short first line without a full stop is the title of a plain text."""
    first, _, rest = body.lstrip("\n").partition("\n")
    first = first.strip()
    if 0 < len(first) <= _TITLE and not first.endswith(".") and ". " not in first and rest.strip():
        return first, rest
    return "", body


def _unmarked(body: str) -> str:
    body = _HEADING.sub(r"\1", body)
    for pattern, instead in _MARKUP:
        body = pattern.sub(instead, body)
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", body))


def _paragraphs(body: str) -> str:
    return "\n".join(line.strip() for line in body.split("\n") if line.strip())


def _html(stem: str, body: bytes) -> Document:
    from monitor.articles.page import extract

    page = extract(body, url="")
    return Document(
        name=stem, title=page.title, text=page.text, url=page.url, outlet=page.outlet, agency=page.agency,
        byline=page.byline, published=page.published, precision=page.published_precision, source=stem,
    )  # fmt: skip


def _lines(name: str, text: str) -> Iterator[Document]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise FormatError("document.line", url=name, line=number) from error
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise FormatError("document.line", url=name, line=number)
        front = {
            _ALSO.get(str(key), str(key)): str(value) for key, value in item.items() if isinstance(value, str | int)
        }
        yield _made(name, front.get("id") or f"{PurePosixPath(name).stem}-{number}", front, item["text"])


def _made(name: str, stem: str, front: Mapping[str, str], text: str) -> Document:
    raw = front.get("date", "")
    moment = parse_date(raw) if raw else None
    if raw and moment is None:
        raise FormatError("document.date", url=name, date=raw[:40])
    return Document(
        name=stem,
        title=front.get("title", ""),
        text=text,
        url=front.get("url", ""),
        outlet=front.get("outlet", ""),
        agency=front.get("agency", ""),
        byline=front.get("byline", ""),
        published=moment.when if moment else None,
        precision=moment.precision if moment else Precision.NONE,
        date_inferred=front.get("date_inferred", "").lower() in _TRUE,
        source=front.get("document") or stem,
    )
