"""An archive replayed through the code that runs live: what would have alerted, and why the rest stayed silent.

Articles come in as JSON Lines, observations are read (or given), `ledger.judge` decides, one row per change comes
out. Nothing here knows the database: stories, states and stored facts live in memory for the length of the run.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from monitor.articles import as_revision, bands, canonical, dates_of, outlet_of, read_documents, revise, same, sketch
from monitor.articles.model import OutletClass, Page, PageKind, Revision
from monitor.errors import FormatError
from monitor.feeds.model import Precision
from monitor.i18n import BERLIN
from monitor.ledger import Memory, explain, judge, unwatched, withdraw
from monitor.ledger.model import Change, ClaimState, Judgement, Value, Verdict
from monitor.reading import observe
from monitor.reading.model import Reading
from monitor.watchlist import anchors, compile_terms
from monitor.watchlist.model import Grade, Watchlist

#: prints of one text found this far apart are still one story; candidates compared, as in the store
STORY, CANDIDATES = timedelta(days=30), 40

Row = dict[str, Any]
Progress = Callable[[int, int], None]
Observe = Callable[[Revision], Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """One line of an archive: one state of one article."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: datetime
    found: datetime
    precision: Precision = Precision.SECOND
    agency: str = ""
    lead: str = ""
    #: when the publisher says that it changed the text
    updated: datetime | None = None
    #: the archive says when it was found
    dated: bool = False


@dataclass(slots=True)
class Replay:
    """The memory of one run over one watchlist: the engine's database in small."""

    watchlist: Watchlist
    states: dict[str, ClaimState] = field(default_factory=dict)
    history: Memory = field(default_factory=Memory)
    #: changes by key, as logged
    log: dict[str, Change] = field(default_factory=dict)

    def judge(self, revision: Revision, reading: Reading, *, baseline: bool = False) -> Judgement:
        """The ledger's answer to one revision; a change decided before is not given again."""
        judged = judge(self.watchlist, self.states, revision, reading, history=self.history, baseline=baseline)
        self.states.update(judged.states)
        self.history.add(judged.facts)
        return replace(judged, changes=self._logged(judged.changes))

    def taken_back(self, judged: Judgement, now: datetime) -> tuple[Change, ...]:
        """The entries that the live log gets for told changes which this revision overtakes, once each."""
        done = {change.supersedes for change in self.log.values()}
        open_ = [self.log[key] for key in judged.superseded if key in self.log and key not in done]
        return self._logged(withdraw(change, code="overtaken", at=now) for change in open_)

    def _logged(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        fresh = {change.key: change for change in changes if change.key not in self.log}
        self.log |= fresh
        return tuple(fresh.values())


def replay(
    watchlist: Watchlist,
    read: Iterable[tuple[Revision, Reading]],
    *,
    baseline: Iterable[tuple[Revision, Reading]] = (),
    as_found: bool = False,
) -> Iterator[tuple[Revision, Judgement]]:
    """What each revision means to the watchlist, in the order given; `baseline` is folded first, silently.

    `as_found`: the order is the one the service saw; the log's entries on overtaken changes are given too.
    """
    run = Replay(watchlist)
    for revision, reading in baseline:
        run.judge(revision, reading, baseline=True)
    for revision, reading in read:
        judged = run.judge(revision, reading)
        if as_found and judged.superseded:
            judged = replace(judged, changes=(*judged.changes, *run.taken_back(judged, revision.found)))
        yield revision, judged


def from_files(
    watchlist: Watchlist,
    articles: Path,
    *,
    corpus: Path | None = None,
    order: str = "published",
    everything: bool = False,
    language: str = "de",
    against: Watchlist | None = None,
    progress: Progress | None = None,
    broken: Callable[[FormatError], None] | None = None,
) -> Iterator[Row]:
    """One row per change (with `everything`: per verdict too) that the archive gives with this watchlist.

    `order` is "published", or "found": as the service met them, by the archive's `found` times, else as they stand in
    the file; then the rows are those of the live log, entries on overtaken changes included. With `against`, an older
    version of the watchlist, only the alerts that differ come out, each with `"diff"`: appears, vanishes, changes.
    A line that is no article is handed to `broken` and skipped; without it, it raises FormatError.
    """
    archive = _ordered(list(read_archive(articles, broken=broken)), order)
    base = list(_read_all(corpus_of(corpus), watchlist)) if corpus else []
    lines: dict[tuple[str, int], str] = {}
    found = revisions_of(archive, lines)
    read = list(_read_all(found, watchlist, against, progress=progress, total=len(archive)))
    show = partial(_rows, read=read, base=base, language=language, lines=lines, as_found=order == "found")
    rows = show(watchlist, everything=everything and against is None)
    if against is None:
        yield from rows
    else:
        old = show(against, everything=False)
        yield from differences(list(old), list(rows))


def _ordered(archive: list[Archived], order: str) -> list[Archived]:
    """By publication; as found: by `found` where the archive says it, lines of one moment as they stand."""
    if order == "published":
        return sorted(archive, key=lambda item: item.published)
    return sorted(archive, key=lambda item: item.found) if any(item.dated for item in archive) else archive


def _rows(
    watchlist: Watchlist,
    *,
    read: Sequence[tuple[Revision, Reading]],
    base: Sequence[tuple[Revision, Reading]],
    everything: bool,
    language: str,
    lines: Mapping[tuple[str, int], str],
    as_found: bool,
) -> Iterator[Row]:
    for revision, judged in replay(watchlist, read, baseline=base, as_found=as_found):
        line = {"article": lines.get((revision.article, revision.number), revision.article)}
        for change in judged.changes:
            yield change_row(change, language) | line
        if everything:
            for verdict in judged.verdicts:
                if verdict.change is None:
                    yield verdict_row(verdict, language) | line
            if judged.gate:
                reason = {"code": judged.gate.code, "text": explain(judged.gate, language)}
                yield {"claim": None, "type": "gate", "alert": False, "reason": reason} | line


# --- rows ----------------------------------------------------------------------------------------------------------


def change_row(change: Change, language: str = "de") -> Row:
    """One change as users' scripts know it."""
    return {
        "claim": change.claim,
        "type": change.type.value,
        "at": change.at.isoformat(),
        "article": change.evidence.article,
        "speaker": change.speaker or change.evidence.speaker or None,
        "party": change.party,
        "before": value_row(change.before),
        "after": value_row(change.after),
        "alert": change.grade is Grade.ALERT,
        "grade": change.grade.value,
        "reason": {"code": change.reason.code, "text": explain(change, language)},
        "sentence": change.evidence.sentence,
        "witnesses": change.witnesses,
        "stories": change.stories,
        "outlets": change.outlets,
        "late": change.late,
    }


def verdict_row(verdict: Verdict, language: str = "de") -> Row:
    """One silence with its reason."""
    evidence = verdict.evidence
    return {
        "claim": verdict.claim,
        "type": verdict.outcome,
        "at": verdict.at.isoformat(),
        "article": verdict.article,
        "speaker": (evidence.speaker or None) if evidence else None,
        "party": verdict.party,
        "before": None,
        "after": value_row(verdict.value),
        "alert": False,
        "grade": Grade.NEVER.value,
        "reason": {"code": verdict.reason.code, "text": explain(verdict, language)},
        "sentence": evidence.sentence if evidence else "",
    }


def value_row(value: Value | None) -> Row | None:
    """`low`, `high`, `approx` of a figure; `stance` or `answer` of a statement."""
    if value is None:
        return None
    if value.answer:
        return {"answer": value.answer, "stance": value.answer}
    if value.stance:
        return {"stance": value.stance.value}
    row: Row = {"low": value.low, "high": value.high, "approx": value.approx.value}
    if value.unit:
        row["unit"] = value.unit
    if value.mixed:
        row["mixed"] = True
    return row


def differences(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Row]:
    """Alerts that appear, vanish or change between two versions of a watchlist.

    An article may alert twice about a party (a value, then its correction): what both versions say alike is paired
    first, the rest in order.
    """
    before, after = _alerts(old), _alerts(new)
    for key in dict.fromkeys((*before, *after)):
        gone, come = before.get(key, []), after.get(key, [])
        shared = {_said(row) for row in gone} & {_said(row) for row in come}
        gone = [row for row in gone if _said(row) not in shared]
        come = [row for row in come if _said(row) not in shared]
        for was, row in zip(gone, come, strict=False):
            yield {**row, "diff": "changes", "was": {name: was[name] for name in ("type", "before", "after")}}
        yield from ({**row, "diff": "vanishes"} for row in gone[len(come) :])
        yield from ({**row, "diff": "appears"} for row in come[len(gone) :])


def _alerts(rows: Sequence[Row]) -> Mapping[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row["alert"]:
            found.setdefault((row["claim"], row["article"], row["party"]), []).append(row)
    return found


def _said(row: Row) -> str:
    return json.dumps((row["type"], row["after"]), sort_keys=True)


# --- reading an archive --------------------------------------------------------------------------------------------


def read_archive(path: Path, *, broken: Callable[[FormatError], None] | None = None) -> Iterator[Archived]:
    """The articles of a JSON Lines file; a broken line goes to `broken`, without it raises FormatError naming the line."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _archived(line, number, path)
            except FormatError as exc:
                if broken is None:
                    raise
                broken(exc)


def _archived(line: str, number: int, path: Path) -> Archived:
    try:
        item = json.loads(line)
        published, precision = moment_of(item["published"])
        found = moment_of(item["found"])[0] if item.get("found") else published
        return Archived(
            id=str(item["id"]),
            text=str(item["text"]),
            title=str(item.get("title") or ""),
            url=str(item.get("url") or ""),
            outlet=str(item.get("outlet") or ""),
            published=published,
            found=found,
            precision=precision,
            agency=str(item.get("agency") or ""),
            lead=str(item.get("lead") or ""),
            updated=moment_of(item["updated"])[0] if item.get("updated") else None,
            dated=bool(item.get("found")),
        )
    except (ValueError, KeyError, TypeError) as exc:
        raise FormatError("backtest.line", url=str(path), line=number, problem=str(exc)) from exc


def moment_of(shown: str) -> tuple[datetime, Precision]:
    """An ISO time in UTC; without a zone it is Berlin time, without an hour a day."""
    when = datetime.fromisoformat(shown)
    if when.tzinfo is None:
        when = when.replace(tzinfo=BERLIN)
    return when.astimezone(UTC), Precision.DAY if len(shown) <= len("2025-04-28") else Precision.SECOND


def corpus_of(folder: Path) -> list[Revision]:
    """The documents of a corpus folder as revisions, the oldest first."""
    files = [(file.name, file.read_bytes()) for file in sorted(folder.iterdir()) if file.is_file()]
    return [as_revision(item) for item in read_documents(files, dates=shipped_dates())]


def shipped_dates() -> Mapping[str, tuple[datetime, Precision]]:
    """Dates of the baseline's source documents, for verbatim copies that carry none."""
    here = Path(__file__).parent
    folder = next((found for found in (here / "_shipped" / "corpus", here.parent / "corpus") if found.is_dir()), None)
    if folder is None:
        return {}
    return dates_of(read_documents((file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file()))


def _read_all(
    revisions: Iterable[Revision],
    *watchlists: Watchlist | None,
    observing: Observe | None = None,
    progress: Progress | None = None,
    total: int = 0,
) -> Iterator[tuple[Revision, Reading]]:
    """Revisions with their reading; an article without any watched word is not read, as live."""
    watched = [watchlist for watchlist in watchlists if watchlist]
    words = [anchors(watchlist) for watchlist in watched]
    topic = compile_terms(tuple(dict.fromkeys(word for group in words for word in group)))
    ungated = any(not group for group in words)
    for done, revision in enumerate(revisions, 1):
        on_topic = ungated or topic.touches(revision.title) or topic.touches(revision.text)
        reading = (observing or _observe)(revision) if on_topic else Reading()
        yield revision, reading
        if progress:
            progress(done, total)


def _observe(revision: Revision) -> Reading:
    return observe(revision.text, title=revision.title, published=revision.published, outlet=revision.outlet)


def revisions_of(archive: Iterable[Archived], lines: dict[tuple[str, int], str] | None = None) -> Iterator[Revision]:
    """Revisions in the order given: the same address again is the next one; near-duplicates share a story.

    `lines` receives (article, revision) -> id of the archive's line, for revisions that share their first line's id.
    """
    newest: dict[str, Revision] = {}
    stories = _Stories()
    items = list(archive)
    earliest = list(accumulate((item.found for item in reversed(items)), min))[::-1]
    for item, still in zip(items, earliest, strict=True):
        stories.forget(still - STORY)
        address = canonical(item.url) if item.url else f"archive:{item.id}"
        previous = newest.get(address)
        name, kind = outlet_of(item.url) if item.url else (item.outlet, OutletClass.NEWS)
        page = Page(
            url=item.url, title=item.title, text=item.text, published=item.published, kind=PageKind.ARTICLE,
            published_precision=item.precision, updated=item.updated or (item.published if previous else None),
            agency=item.agency, outlet=item.outlet or name, lead=item.lead,
        )  # fmt: skip
        revision = revise(
            previous, page, article=previous.article if previous else item.id, outlet=item.outlet or name, outlet_class=kind,
            found=item.found,
        )  # fmt: skip
        if revision is None:
            continue
        newest[address] = revision
        if lines is not None:
            lines[revision.article, revision.number] = item.id
        yield replace(revision, story=stories.story(revision))


class _Print(NamedTuple):
    """The newest text of an article, as a candidate for others."""

    place: int
    sketch: bytes
    found: datetime


class _Stories:
    """Near-duplicates of the run, by the bands of their sketches; decided as `store.articles.set_story` does."""

    def __init__(self) -> None:
        self._bands: dict[int, set[str]] = {}
        self._prints: dict[str, _Print] = {}
        self._known: dict[str, str] = {}
        #: prints by the time they were found, as a heap
        self._aging: list[tuple[datetime, str]] = []

    def forget(self, before: datetime) -> None:
        """Prints found before that time are nobody's twins any more: all that still comes is found too late for them."""
        while self._aging and self._aging[0][0] < before:
            _, article = heapq.heappop(self._aging)
            if self._prints[article].found < before:
                self._drop(article)

    def _drop(self, article: str) -> None:
        for band in bands(self._prints[article].sketch):
            if among := self._bands.get(band):
                among.discard(article)
                if not among:
                    del self._bands[band]

    def story(self, revision: Revision) -> str:
        article, print_of = revision.article, sketch(revision.text)
        own = self._known.get(article, article)
        if own == article:
            own = self._twin(revision, print_of) or article
        self._known[article] = own
        old = self._prints.get(article)
        if old:
            self._drop(article)
        self._prints[article] = _Print(old.place if old else len(self._prints), print_of, revision.found)
        for band in bands(print_of):
            self._bands.setdefault(band, set()).add(article)
        heapq.heappush(self._aging, (revision.found, article))
        return own

    def _twin(self, revision: Revision, print_of: bytes) -> str:
        """Story of the oldest near-duplicate among the articles with most bands in common, "" if there is none."""
        prints, since = self._prints, revision.found - STORY
        shared: Counter[str] = Counter()
        for band in bands(print_of):
            shared.update(self._bands.get(band, ()))
        shared.pop(revision.article, None)
        nearest: list[str] = []
        for most in sorted(set(shared.values()), reverse=True):
            alike = [other for other, times in shared.items() if times == most and prints[other].found >= since]
            nearest += heapq.nsmallest(CANDIDATES - len(nearest), alike, key=lambda other: prints[other].place)
            if len(nearest) == CANDIDATES:
                break
        nearest.sort(key=lambda other: prints[other].place)
        twins = (other for other in nearest if same(print_of, prints[other].sketch))
        return next((self._known[other] for other in twins), "")


__all__ = ["Archived", "Replay", "change_row", "corpus_of", "differences", "from_files", "read_archive", "replay",
           "revisions_of", "unwatched", "value_row", "verdict_row"]  # fmt: skip
