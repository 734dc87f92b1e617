"""What is wrong with feeds, and what to do about it: one row per feed, as a table that is plain text.

Nothing is fetched here; answers and errors are given (`app.fetch_each`). The rule for silence is the service's own
(`feeds.due`), applied to the times that the feed itself names.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from statistics import median
from urllib.parse import urlsplit

from monitor.errors import FetchError, MonitorError
from monitor.feeds import read_feed
from monitor.feeds.due import is_silent
from monitor.feeds.model import Entry, FeedDocument, Fetched, Precision, Rhythm
from monitor.i18n import catalogue, explain, moment, text

GOOD, NOTE, BROKEN = "good", "note", "broken"
#: columns of a table that goes into a file or another program
WIDTH = 100
#: share of the columns for the source, what is wrong, and what to do; the state takes what its words need
SHARES = (0.36, 0.32, 0.32)
GAP = "  "
#: gaps between entries that must be known before a rhythm is taken from them; below, silence is told after LONE
FEW, LONE = 3, timedelta(days=7)
_CUTS = re.compile(r"(?<=[/?&=._-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found at a feed, and what to do about it ("–": nothing); sentences in the reader's language."""

    what: str
    todo: str = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One feed of the table."""

    #: as it was asked for
    address: str
    #: "good", "note" (can be read, but look at it), "broken" (cannot be read)
    state: str
    findings: tuple[Finding, ...]
    #: name that the feed gives itself, "" if it was not read
    title: str = ""


def judge_feed(address: str, answer: Fetched | MonitorError, *, now: datetime, language: str) -> Row:
    """The row of a feed whose visit ended with an answer or an error."""
    if isinstance(answer, MonitorError):
        return _broken(address, answer, language)
    try:
        document = read_feed(answer.body, url=answer.final_url or address, headers=answer.headers, now=now)
    except MonitorError as error:
        return _broken(address, error, language)
    if not document.entries:
        return _broken(address, MonitorError("cli.feeds.no_entries"), language, title=document.title)
    newest = max((entry.published for entry in document.entries if entry.published), default=None)
    read = text(
        "cli.feeds.good",
        language,
        kind=document.kind.value,
        count=len(document.entries),
        newest=moment(newest, language),
    )
    notes = tuple(_notes(address, answer, document, now, language))
    findings = (Finding(what=read), *notes)
    return Row(address=address, state=NOTE if notes else GOOD, findings=findings, title=document.title)


def table(rows: Sequence[Row], *, language: str, width: int = WIDTH) -> Iterator[str]:
    """Lines of at most `width` characters: head, a block per feed, and the sum."""
    words = {state: text(f"cli.feeds.state.{state}", language) for state in (GOOD, NOTE, BROKEN)}
    heads = [text(f"cli.feeds.column.{name}", language) for name in ("source", "state", "found", "todo")]
    middle = max(len(word) for word in (*words.values(), heads[1]))
    source, found, todo = (int((width - middle - 3 * len(GAP)) * share) for share in SHARES)
    widths = (source, middle, found, todo)
    yield _line(heads, widths)
    yield GAP.join("-" * size for size in widths)
    for row in rows:
        left = [*_wrapped(row.title, source), *_folded(row.address, source)]
        right: list[tuple[str, str]] = []
        for finding in row.findings:
            right += zip_longest(_wrapped(finding.what, found), _wrapped(finding.todo, todo), fillvalue="")
        for number in range(max(len(left), len(right))):
            name = left[number] if number < len(left) else ""
            what, do = right[number] if number < len(right) else ("", "")
            yield _line([name, "" if number else words[row.state], what, do], widths)
        yield ""
    counts = Counter(row.state for row in rows)
    yield text("cli.feeds.sum", language, count=len(rows), **{state: counts[state] for state in words})


def _broken(address: str, error: MonitorError, language: str, *, title: str = "") -> Row:
    """The row of a feed that cannot be read; its own address is not said again in the sentence."""
    said = explain(error, language)
    said = said.removesuffix(f": {address}")
    finding = Finding(what=said, todo=_advice(_fault(error), address, language))
    return Row(address=address, state=BROKEN, findings=(finding,), title=title)


def _fault(error: MonitorError) -> str:
    """The class of a fault that has advice of its own: the error's key, told further apart where it matters."""
    if error.key == "fetch.gone" and isinstance(error, FetchError) and error.status == 404:
        return "fetch.missing"
    if error.key == "fetch.robots" and error.values.get("closed"):
        return "fetch.robots_unread"
    return error.key


def _advice(fault: str, address: str, language: str, **values: object) -> str:
    key = f"cli.feeds.do.{fault}"
    if key not in catalogue(language):
        key = "cli.feeds.do.other"
    return text(key, language, address=address, home=_home(address), **values)


def _home(address: str) -> str:
    """The homepage of a feed's house; a file stands for itself."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else address


def _notes(address: str, answer: Fetched, document: FeedDocument, now: datetime, language: str) -> Iterator[Finding]:
    """What does not hinder reading but should be known."""
    if answer.moved_to and answer.moved_to != address:
        todo = _advice("moved", address, language, moved=answer.moved_to)
        yield Finding(what=text("cli.feeds.moved", language), todo=todo)
    times = _times(document.entries, now)
    if not any(entry.published for entry in document.entries):
        yield Finding(what=text("cli.feeds.undated", language), todo=_advice("undated", address, language))
    elif times and _is_stale(times, now):
        what = text("cli.feeds.stale", language, since=moment(times[-1], language))
        yield Finding(what=what, todo=_advice("stale", address, language))
    for problem in document.problems:
        yield Finding(what=text(problem, language), todo=_advice(problem, address, language))


def _times(entries: Sequence[Entry], now: datetime) -> list[datetime]:
    """When entries appeared, oldest first; a mere day counts as its end."""
    day = timedelta(days=1)
    found = (
        entry.published + (day if entry.published_precision is Precision.DAY else timedelta())
        for entry in entries
        if entry.published
    )
    return sorted(min(time, now) for time in found)


def _is_stale(times: Sequence[datetime], now: datetime) -> bool:
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    if len(gaps) < FEW:
        return now - times[-1] > LONE
    return is_silent(Rhythm(every=0.0, normal_gap=median(gaps), last_new_at=times[-1]), now=now)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return GAP.join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True)).rstrip()


def _wrapped(words: str, width: int) -> list[str]:
    """Lines of a sentence; a word too long for the column (an address) is folded."""
    lines: list[str] = []
    for line in textwrap.wrap(_plain(words), width, break_long_words=False, break_on_hyphens=False):
        lines += _folded(line, width) if len(line) > width else [line]
    return lines


def _folded(address: str, width: int) -> list[str]:
    """An address in pieces that fit, cut behind a separator where there is one."""
    lines = [""]
    for part in _CUTS.split(_plain(address)):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
        while len(lines[-1]) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    return [line for line in lines if line]


def _plain(words: str) -> str:
    """Without control characters: a server's words must not steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
