"""Live blogs: one page, many timed entries, each read as a text of its own time.

Source: schema.org LiveBlogPosting; without it the page's own structure: repeated elements with a time and a heading; where
not even times are marked up, the clocks that newsrooms write over entries.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from monitor.articles.beside import is_beside
from monitor.articles.clocks import Mark, marks, times
from monitor.articles.ldjson import Told
from monitor.articles.model import LiveEntry, Page, PageKind
from monitor.articles.teasers import leads_elsewhere
from monitor.articles.tidy import tidy
from monitor.feeds import plain, read_date
from monitor.feeds.model import Precision

#: fewer entries are an article with updates
FEWEST = 3
#: entries kept, newest first as the page has them
MOST = 500
_TITLED = re.compile(r"\b(?:live-?blog|live-?ticker|news-?blog|news-?ticker|ticker|liveticker|live\s?:)\b|\+\+\+", re.I)
_ADDRESS = re.compile(r"live-?(?:blog|ticker)|newsblog|newsticker")

#: (title, text, time)
Raw = tuple[str, str, datetime | None]


def entries_of(
    tree: Any, told: Told, title: str, now: datetime | None, *, url: str = "", day: datetime | None = None
) -> list[Raw]:
    """The entries of a live blog in the page's order; empty for other pages. `day`: the page's own time."""
    declared = [(_line(head), _text(body), _when(time, now)) for head, body, time in told.updates]
    declared = [entry for entry in declared if entry[1] or entry[0]]
    if len(declared) >= FEWEST:
        return declared[:MOST]
    if told.type != "LiveBlogPosting" and not _TITLED.search(title) and not _ADDRESS.search(url.lower()):
        return []
    structured = _structured(tree, now)
    if any(when for _, _, when in structured):
        return structured
    return _clocked(tree, day) or structured


def as_page(page: Page, entries: list[Raw], text: str, lead: str) -> Page:
    """A live blog page: lead first, then each entry with its offsets; paragraphs end with a newline."""
    parts: list[str] = [lead] if lead else []
    length = len(lead) + 1 if lead else 0
    placed: list[LiveEntry] = []
    for head, body, when in entries:
        block = f"{head}\n{body}" if head and not body.startswith(head) else body or head
        placed.append(LiveEntry(start=length, end=length + len(block), title=head, published=when))
        parts.append(block)
        length += len(block) + 1
    return replace(page, text="\n".join(parts), lead=lead, kind=PageKind.LIVEBLOG, entries=tuple(placed))


#: attributes that hold the moment of an entry for the page's scripts
_STAMPED = ("data-time", "data-datetime", "data-timestamp", "data-date", "data-published", "data-created")
_STAMPS = etree.XPath(f"//*[{' or '.join('@' + name for name in _STAMPED)}]")


def _structured(tree: Any, now: datetime | None) -> list[Raw]:
    """Repeated blocks that each hold a time and text of their own."""
    groups: dict[tuple[Any, str, str], list[Any]] = {}
    stamps = list(tree.iter("time")) or _STAMPS(tree)
    marked = set(stamps)
    for time in stamps:
        block = _block(time, marked)
        if block is not None:
            groups.setdefault((block.getparent(), block.tag, str(block.get("class", ""))), []).append(block)
    best = max(groups.values(), key=len, default=[])
    unique = list(dict.fromkeys(best))
    if len(unique) < FEWEST:
        return []
    found = [_entry(block, marked, now) for block in unique[:MOST]]
    return [entry for entry in found if len(entry[1]) > 30]


def _clocked(tree: Any, day: datetime | None) -> list[Raw]:
    """Entries under clocks: in repeated blocks that each hold one, else everything up to the next clock."""
    found = marks(tree)
    kinds = Counter((mark.node.tag, mark.node.get("class")) for mark in found)
    if not kinds:
        return []
    kind = kinds.most_common(1)[0][0]
    found = [mark for mark in found if (mark.node.tag, mark.node.get("class")) == kind]
    if len(found) < FEWEST:
        return []
    whens = times(found, day)
    blocks = [_only(mark.node, found) for mark in found]
    entries = []
    for at, mark in enumerate(found[:MOST]):
        nodes = list(blocks[at].iter(*_LINES, *_BOLD)) if blocks[at] is not None else _between(tree, found, at)
        entries.append(_under(mark, nodes, whens[at]))
    return [entry for entry in entries if len(entry[1]) > 30]


#: elements whose text is a line of an entry
_LINES = ("h2", "h3", "h4", "h5", "p", "li", "blockquote", "dd", "td")
#: words in bold are a line only where no such element holds them
_BOLD = ("strong", "b")


def _only(node: Any, found: Sequence[Mark]) -> Any:
    """The largest block around a clock that holds no other one, when it holds more than the clock itself."""
    others = {mark.node for mark in found if mark.node is not node}
    block = None
    for above in node.iterancestors():
        if above.tag in {"body", "main", "html"} or any(inner in others for inner in above.iter()):
            break
        block = above
    return (
        block if block is not None and next(block.iter("p", "li", "blockquote", "dd", "td"), None) is not None else None
    )


def _between(tree: Any, found: Sequence[Mark], at: int) -> list[Any]:
    """The lines between a clock and the next one; behind the last clock only its own siblings."""
    node, stop = found[at].node, found[at + 1].node if at + 1 < len(found) else None
    if stop is None:
        return [line for after in node.itersiblings() for line in ([after] if after.tag in _LINES else [])]
    lines, inside = [], False
    for line in tree.iter(*_LINES, node.tag):
        if line is stop:
            break
        if inside and line.tag in _LINES:
            lines.append(line)
        inside = inside or line is node
    return lines


def _under(mark: Mark, nodes: Sequence[Any], when: datetime | None) -> Raw:
    own = set(mark.node.iter())
    heading, lines = _head(mark.rest)
    for node in nodes:
        line = _line(node.text_content())
        if node in own or mark.node in set(node.iter()) or not line or not _is_told(node, mark.node):
            continue
        if node.tag in _HEADS and not heading:
            heading = line
        elif line != heading:
            lines.append(line)
    text, _ = tidy("\n".join(dict.fromkeys(lines)), title=heading)
    return heading, text or heading, when


def _is_told(node: Any, stamp: Any) -> bool:
    """Whether a line belongs to its entry: no box, caption or pointer beside it, and no part of another line."""
    if leads_elsewhere(node) or is_beside(node):
        return False
    shared = set(stamp.iterancestors())
    inside = list(itertools.takewhile(lambda above: above not in shared, node.iterancestors()))
    if node.tag in _BOLD and any(above.tag in _LINES for above in inside):
        return False
    return not any(map(is_beside, inside))


_HEADS = frozenset({"h2", "h3", "h4", "h5", *_BOLD})


def _head(rest: str) -> tuple[str, list[str]]:
    """(heading, first lines) of what stands behind a clock: "Pegel steigt +++ Der Pegel …", a heading, or the text."""
    heading, loud, body = rest.partition("+++")
    if loud:
        return heading.strip(), [body.strip()] if body.strip() else []
    told = len(rest) > 160 or bool(re.search(r"[.!?…][“\"»]?$", rest))
    return ("", [rest]) if told else (rest, [])


def _block(time: Any, marked: Set[Any]) -> Any:
    """The repeated element a time stamp belongs to: the nearest ancestor that has siblings of its kind with times."""
    node = time if time.get("datetime") is None and time.tag != "time" else time.getparent()
    for _ in range(6):
        if node is None or node.getparent() is None or node.tag in {"body", "main"}:
            return None
        like = [
            other for other in node.getparent() if other.tag == node.tag and other.get("class") == node.get("class")
        ]
        if len(like) >= FEWEST and sum(1 for other in like if not marked.isdisjoint(other.iter())) >= FEWEST:
            return node
        node = node.getparent()
    return None


def _entry(block: Any, marked: Set[Any], now: datetime | None) -> Raw:
    stamp = next(node for node in block.iter() if node in marked)
    written = next((stamp.get(name) for name in ("datetime", *_STAMPED) if stamp.get(name)), stamp.text_content())
    when = _when(str(written), now)
    heading = next(
        (_line(node.text_content()) for node in block.iter("h2", "h3", "h4", "h5") if _line(node.text_content())), ""
    )
    paragraphs = [_line(node.text_content()) for node in block.iter(*_LINES[4:], *_BOLD) if _is_told(node, stamp)]
    body = "\n".join(dict.fromkeys(line for line in paragraphs if line)) or _line(block.text_content())
    text, _ = tidy(body, title=heading)
    return heading, text, when


def _when(raw: str, now: datetime | None) -> datetime | None:
    latest = now or datetime.max.replace(tzinfo=UTC) - timedelta(days=3)
    moment = read_date(raw, now=latest)
    return moment.when if moment and moment.precision is Precision.SECOND else None


def _text(body: str) -> str:
    lines = re.split(r"<br\s*/?>|</p>|\n", body)
    return "\n".join(line for part in lines if (line := _line(re.sub(r"<[^>]+>", " ", part))))


def _line(text: str) -> str:
    return " ".join(plain(text).split())
