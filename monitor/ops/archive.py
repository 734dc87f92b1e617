"""Old articles into the store, so that a watchlist can be tried on the past: silently, once, and from where it broke off.

Everything an import brings has the origin "archive": it is judged like the baseline (the log keeps it, nobody is told),
it is never fetched again, and keeping times do not touch it. How far a file has come is stored in the same transaction
as its articles: an import that was cut goes on there, a file that is done adds nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from monitor.articles import bands, canonical, outlet_of, revise, same
from monitor.articles.model import Page
from monitor.engine.decide import judge_into
from monitor.errors import MonitorError
from monitor.ops.archive_items import Broken, Item, Source, Unread, read_items, sources_of
from monitor.ops.report import Line, Report, line
from monitor.reader import PageRead
from monitor.store import Session, Store, articles, revisions, service, watchlists
from monitor.watchlist import anchors, read_watchlist
from monitor.watchlist.model import Watchlist

#: items stored in one transaction
BATCH = 25
#: groups read ahead of the one that is stored next
AHEAD = 4
#: items that go to a worker together, and bytes: a trip to a worker costs more than the gate of a short text
GROUP, GROUP_BYTES = 25, 500_000

Work = Callable[..., Awaitable[Any]]
Progress = Callable[[int, int], None]
Complain = Callable[[str, MonitorError], None]
Group = Sequence[Item | Broken]
Told = PageRead | MonitorError


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one source."""

    name: str
    #: articles that are new, further states of known ones, and those that were there already
    new: int = 0
    edited: int = 0
    known: int = 0
    #: off topic; walls and pages without text; named as bad
    gated: int = 0
    unread: int = 0
    broken: int = 0
    #: this very file was imported before, to its end
    again: bool = False


@dataclass(slots=True, kw_only=True)
class Import:
    """One import: where it writes, through which gate, and whom it tells."""

    store: Store
    work: Work
    now: Callable[[], datetime]
    watchlists: tuple[Watchlist, ...]
    #: anchor words an article must hold one of; None: everything is read
    gate: tuple[str, ...] | None
    #: bytes of a page, at most
    most: int = 5_000_000
    progress: Progress = lambda _done, _total: None
    complain: Complain = lambda _place, _error: None
    _counts: Counter[str] = field(default_factory=Counter)

    async def run(self, paths: Sequence[Path]) -> tuple[Imported, ...]:
        """Takes in every file and folder; a path that is no archive is told and counted as broken."""
        sources, problems = sources_of(paths)
        for path, error in problems:
            self.complain(str(path), error)
        done, total, found = 0, sum(source.size for source in sources), []
        for source in sources:
            found.append(await self._source(source, done, total))
            done += source.size
            self.progress(done, total)
        return (*found, *(Imported(name=str(path), broken=1) for path, _ in problems))

    async def _source(self, source: Source, before: int, total: int) -> Imported:
        """One source from where it broke off; items are read ahead, and stored in their order."""
        mark = source.mark(self.gate)
        with self.store.read() as session:
            stood = service.get(session, f"import.{mark}") or {}
        if stood.get("done"):
            return Imported(name=source.name, again=True)
        self._counts = Counter()
        ahead: deque[tuple[Group, asyncio.Future[list[Told]]]] = deque()
        batch: list[tuple[Item | Broken, PageRead | None]] = []
        whole = True
        try:
            for group in _groups(source.items(int(stood.get("after", 0)), most=self.most)):
                whole = whole and not any(isinstance(item, Broken) and item.ends for item in group)
                ahead.append((group, asyncio.ensure_future(self._read(group))))
                if len(ahead) >= AHEAD:
                    batch += self._judged(ahead[0][0], await ahead[0][1])
                    ahead.popleft()
                while len(batch) >= BATCH:
                    await asyncio.to_thread(self._store, source, mark, batch[:BATCH])
                    self.progress(before + batch[BATCH - 1][0].read, total)
                    del batch[:BATCH]
            while ahead:
                batch += self._judged(ahead[0][0], await ahead[0][1])
                ahead.popleft()
        finally:
            for _, reading in ahead:
                reading.cancel()
        await asyncio.to_thread(self._store, source, mark, batch, done=whole)
        return Imported(name=source.name, **dict(self._counts))  # type: ignore[arg-type]

    async def _read(self, group: Group) -> list[Told]:
        """A group read in a worker; when it costs the worker its life, one by one, so that one page loses only itself."""
        items = tuple(item for item in group if isinstance(item, Item))
        try:
            read = await self.work(read_items, items, self.gate, self.now()) if items else []
        except MonitorError as exc:
            return [exc] if len(items) == 1 else [one for item in items for one in await self._read((item,))]
        return [MonitorError(one.key, **one.values) if isinstance(one, Unread) else one for one in read]

    def _judged(self, group: Group, found: Sequence[Told]) -> Iterator[tuple[Item | Broken, PageRead | None]]:
        """The items with what was read in them; what is broken is told."""
        reads = iter(found)
        for item in group:
            told = item.error if isinstance(item, Broken) else next(reads)
            if isinstance(told, MonitorError):
                self._bad(item.place, told)
            kept = replace(item, body=b"", page=None) if isinstance(item, Item) else item
            yield kept, None if isinstance(told, MonitorError) else told

    def _bad(self, place: str, error: MonitorError) -> None:
        self._counts["broken"] += 1
        self.complain(place, error)

    def _store(
        self, source: Source, mark: str, batch: Sequence[tuple[Item | Broken, PageRead | None]], *, done: bool = False
    ) -> None:
        """A batch and how far the source has come, in one transaction."""
        counts: Counter[str] = Counter()
        with self.store.write() as session:
            for item, read in batch:
                if isinstance(item, Item) and read is not None:
                    counts.update(take_in(session, self.watchlists, item, read, self.now()))
            after = batch[-1][0].after if batch else 0
            service.put(session, f"import.{mark}", {"file": source.name, "after": after, "done": done}, self.now())
        self._counts.update(counts)


def _groups(items: Iterable[Item | Broken]) -> Iterator[Group]:
    """Neighbouring items together, as long as they are few and small."""
    group: list[Item | Broken] = []
    size = 0
    for item in items:
        group.append(item)
        size += item.size if isinstance(item, Item) else 0
        if len(group) >= GROUP or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


async def take(
    store: Store,
    paths: Sequence[Path],
    *,
    work: Work,
    now: Callable[[], datetime],
    drafts: Sequence[Watchlist] = (),
    everything: bool = False,
    most: int,
    progress: Progress,
    complain: Complain,
) -> Report:
    """Files and folders into the archive: what is on the topic of the watchlists in force and of `drafts`.

    `everything` opens the gate. Raises MonitorError when nothing says what to take.
    """
    with store.read() as session:
        lists = in_force(session)
    gate = None if everything else gate_of((*lists, *drafts))
    if gate is not None and not gate:
        raise MonitorError("import.no_gate")
    run = Import(
        store=store,
        work=work,
        now=now,
        watchlists=lists,
        gate=gate,
        most=most,
        progress=progress,
        complain=complain,
    )
    return Report(found=tuple(_told(one) for one in await run.run(paths)))


def _told(one: Imported) -> Line:
    if one.again:
        return line("import.again", name=one.name)
    counts = {name: value for name, value in asdict(one).items() if name != "again"}
    return line("import.done", "bad" if one.broken else "", **counts)


def take_in(session: Session, lists: Sequence[Watchlist], item: Item, read: PageRead, now: datetime) -> Counter[str]:
    """Stores what one item holds; returns what became of it ("new", "edited", "known", "gated", "unread")."""
    if not read.on_topic:
        return Counter(gated=1)
    if read.live:
        return sum((take_in(session, lists, item, part, now) for part in read.live), Counter[str]())
    if read.page is None or read.reading is None:
        return Counter(unread=1)
    return Counter({_keep(session, lists, item, read, read.page, now): 1})


def _keep(session: Session, lists: Sequence[Watchlist], item: Item, read: PageRead, page: Page, now: datetime) -> str:
    assert read.reading is not None
    url, (listed, outlet_class) = _address(page), outlet_of(page.url)
    known = articles.by_url(session, url)
    if known is not None and known.origin != "archive":
        return "known"  # the service has read it itself
    seen = max(moment for moment in (item.seen, page.published) if moment is not None)
    previous = revisions.newest(session, known.id) if known else None
    if previous is not None and page.updated is None and page.published and page.published > previous.at:
        page = replace(page, updated=page.published)
    outlet = page.outlet or listed
    revision = revise(previous, page, article="0", outlet=outlet, outlet_class=outlet_class, found=seen)
    if revision is None or (previous is not None and revision.at <= previous.at):
        return "known"  # the same text, or an older state than the one that stands
    article_id = (
        known.id
        if known
        else articles.create(
            session,
            url=url,
            origin="archive",
            title=page.title,
            outlet=outlet,
            now=seen,
            published=revision.published,
        )
    )
    story = articles.set_story(session, article_id, read.sketch, bands(read.sketch), same, now=seen)
    revision = replace(revision, article=str(article_id), story=story)
    keep = not page.reserved
    revision_id = revisions.add(session, revision, read.reading, extractor=page.version, keep_text=keep)
    for watchlist in lists:
        judge_into(session, watchlist, revision, read.reading, revision_id, now, baseline=True)
    return "edited" if known else "new"


def _address(page: Page) -> str:
    """The canonical address; a text without one is known by its words."""
    if page.url:
        return page.url if "#" in page.url else canonical(page.url)
    words = "\n".join((page.title, page.text)).encode()
    return f"archive:{blake2b(words, digest_size=12).hexdigest()}"


def in_force(session: Session) -> tuple[Watchlist, ...]:
    """The watchlists that are watched now."""
    return tuple(read_watchlist(one.text, id=one.watchlist) for one in watchlists.in_force(session))


def gate_of(lists: Sequence[Watchlist]) -> tuple[str, ...]:
    """The anchor words of watchlists, each once."""
    return tuple(dict.fromkeys(word for watchlist in lists for word in anchors(watchlist)))
