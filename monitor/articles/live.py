"""Live blogs: one page, many timed entries, each read as a text of its own time.

Source: schema.org LiveBlogPosting; without it the page's own structure: repeated elements with a time and a heading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.articles.ldjson import Told
from monitor.articles.model import LiveEntry, Page, PageKind
from monitor.articles.tidy import tidy
from monitor.feeds import plain, read_date
from monitor.feeds.model import Precision

#: fewer entries are an article with updates
FEWEST = 3
#: entries kept, newest first as the page has them
MOST = 500
_TITLED = re.compile(r"\b(?:live-?blog|live-?ticker|news-?blog|news-?ticker|ticker|liveticker|live\s?:)\b|\+\+\+", re.I)
_CLOCK = re.compile(r"^\W*(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?\s*(?:uhr)?\W*$", re.I)

#: (title, text, time)
Raw = tuple[str, str, datetime | None]


def entries_of(tree: Any, told: Told, title: str, now: datetime | None) -> list[Raw]:
    """The entries of a live blog in the page's order; empty for other pages."""
    declared = [(_line(head), _text(body), _when(time, now)) for head, body, time in told.updates]
    declared = [entry for entry in declared if entry[1] or entry[0]]
    if len(declared) >= FEWEST:
        return declared[:MOST]
    if told.type != "LiveBlogPosting" and not _TITLED.search(title):
        return []
    return _structured(tree, told, now)


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


def _structured(tree: Any, told: Told, now: datetime | None) -> list[Raw]:
    """Repeated blocks that each hold a time and text of their own."""
    groups: dict[tuple[Any, str, str], list[Any]] = {}
    for time in tree.iter("time"):
        block = _block(time)
        if block is not None:
            groups.setdefault((block.getparent(), block.tag, str(block.get("class", ""))), []).append(block)
    best = max(groups.values(), key=len, default=[])
    unique = list(dict.fromkeys(best))
    if len(unique) < FEWEST:
        return []
    found = [_entry(block, now) for block in unique[:MOST]]
    return [entry for entry in found if len(entry[1]) > 30]


def _block(time: Any) -> Any:
    """The repeated element a time stamp belongs to: the nearest ancestor that has siblings of its kind with times."""
    node = time.getparent()
    for _ in range(6):
        if node is None or node.getparent() is None or node.tag in {"body", "main"}:
            return None
        like = [
            other for other in node.getparent() if other.tag == node.tag and other.get("class") == node.get("class")
        ]
        if len(like) >= FEWEST and sum(1 for other in like if next(other.iter("time"), None) is not None) >= FEWEST:
            return node
        node = node.getparent()
    return None


def _entry(block: Any, now: datetime | None) -> Raw:
    stamp = next(block.iter("time"))
    when = _when(str(stamp.get("datetime") or stamp.text_content()), now)
    heading = next(
        (_line(node.text_content()) for node in block.iter("h2", "h3", "h4", "h5") if _line(node.text_content())), ""
    )
    paragraphs = [
        _line(node.text_content())
        for node in block.iter("p", "li", "blockquote")
        if node.xpath("not(ancestor::figure)")
    ]
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
