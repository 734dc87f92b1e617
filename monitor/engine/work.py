"""Waiting articles: fetch, read, and hand what was read to the ledgers. One article at a time per host."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from monitor.articles import outlet_of
from monitor.articles.model import Page, PageKind
from monitor.engine import decide
from monitor.engine.ends import Ends
from monitor.engine.watch import look_again
from monitor.engine.world import World
from monitor.errors import FetchError, FormatError, MonitorError, StoreError, WorkError
from monitor.feeds.model import Fetched, FetchRequest
from monitor.reader import PageRead, following_page, read_page, read_parts
from monitor.store import Session, articles, fence
from monitor.store.articles import ArticleState
from monitor.watchlist import anchors, compile_terms
from monitor.watchlist.model import Watchlist

T = TypeVar("T")
log = structlog.get_logger(__name__)

#: seconds until a page that failed is tried again, by number of failures; then it stays "failed", shown
RETRIES = (120.0, 600.0, 3_600.0, 21_600.0)
#: a page without text, a teaser or a wall may become an article: looked at again after these, since it was found
SECOND_LOOKS = (3_600.0, 21_600.0)
#: further pages of one article that are fetched
MOST_PARTS = 5
#: live blogs change all day
LIVE_EVERY, LIVE_FOR = 900.0, 86_400.0
#: a page that is gone is believed after so many visits
GONE_AFTER = 2
#: articles of a host that are looked up at a time, and for how many seconds their order is believed
HANDFUL, LINE = 8, 2.0
#: how a page kind shows on the article
STATES = {
    PageKind.ARTICLE: "read",
    PageKind.LIVEBLOG: "read",
    PageKind.TEASER: "teaser",
    PageKind.WALL: "wall",
    PageKind.NONE: "none",
}


async def work_articles(world: World) -> int:
    """Starts work on every host that has an article waiting and is not being worked on; returns how many."""
    if world.stopping:
        return 0
    now, held = world.clock.now(), _resting(world)
    hosts = await world.looked_up(
        articles.due_hosts, now, busy=tuple(world.busy_hosts), held=held, lease=world.timing.lease
    )
    for host in hosts:
        world.busy_hosts.add(host)
        world.spawn(_work_host(world, host))
    return len(hosts)


async def _work_host(world: World, host: str) -> None:
    """Works off one host's waiting articles, one after the other; the fetcher keeps the pace."""
    try:
        if world.store.shared:
            await _work_leased(world, host)
        else:
            await _work_line(world, host)
    finally:
        world.busy_hosts.discard(host)


async def _work_leased(world: World, host: str) -> None:
    """Beside other machines: each article is taken with a lease."""
    while not world.stopping:
        article = await world.noted(
            articles.lease_next, host, world.clock.now(), seconds=world.timing.lease, locks=(f"host:{host}",)
        )
        if article is None:
            return
        await work_article(world, article)


async def _work_line(world: World, host: str) -> None:
    """Alone on a database: who is being visited is kept in mind, and nothing is written before a visit's end.

    A few articles are looked up at a time; who waits longer than `LINE` is looked up anew, because something more
    important may have come in.
    """
    line: deque[ArticleState] = deque()
    seen = 0.0
    while not world.stopping:
        if not line or world.clock.monotonic() - seen > LINE:
            now, seen = world.clock.now(), world.clock.monotonic()
            line = deque(await world.looked_up(articles.in_line, host, now, held=_resting(world), most=HANDFUL))
        if not line:
            return
        article = line.popleft()
        world.under_way.add(article.id)
        world.resting[article.id] = world.clock.monotonic() + world.timing.lease
        try:
            await work_article(world, article)
            del world.resting[article.id]
        finally:
            world.under_way.discard(article.id)


def _resting(world: World) -> tuple[int, ...]:
    """Articles that are not to be visited now, although the database says so."""
    now = world.clock.monotonic()
    for article in [
        article for article, until in world.resting.items() if until <= now and article not in world.under_way
    ]:
        del world.resting[article]
    return tuple(world.resting)


async def work_article(world: World, article: ArticleState) -> None:
    """One visit to one article, to its end: whatever happens is stored on the article."""
    fetched = await fetch_article(world, article)
    if fetched is not None:
        await read_article(world, article, fetched)


async def fetch_article(world: World, article: ArticleState) -> Fetched | None:
    """The page, None when there is nothing to read; why not is stored on the article."""
    try:
        fetched = await world.fetch(
            FetchRequest(url=article.link, etag=article.etag, last_modified=article.last_modified)
        )
    except FetchError as exc:
        await give_up(world, article, exc)
        return None
    if fetched.not_modified:
        world.pulse.pages["unchanged"] += 1
        await _end(world, article, _unchanged, world, article, lasting=False)
        return None
    return fetched


async def read_article(world: World, article: ArticleState, fetched: Fetched, *, gated: bool = False) -> None:
    """Reads a fetched page in a worker and hands it to the ledgers; `gated`: a watched word was seen in it before."""
    began, numbers = world.clock.monotonic(), world.watched.numbers
    try:
        known = await world.looked_up(articles.part_urls, article.url) if article.visits else frozenset()
        read: PageRead = await world.work(
            read_page,
            fetched.body,
            fetched.final_url,
            world.watched.anchors,
            world.clock.now(),
            article.outlet,
            known,
            charset_of(fetched.headers),
            gated,
        )
        if read.reading is not None and read.page is not None and read.page.next_page:
            read = await _with_parts(world, article, read, fetched)
    except (FetchError, FormatError, WorkError) as exc:
        await give_up(world, article, exc)
        return
    world.pulse.reading.add(world.clock.monotonic() - began)
    world.pulse.pages[read.page.kind.value if read.page is not None and read.on_topic else "off_topic"] += 1
    validators = {"etag": fetched.headers.get("etag"), "last_modified": fetched.headers.get("last-modified")}
    if read.page is None or not read.on_topic:
        if numbers != world.watched.numbers or not await off_topic(world, article, read):
            await read_article(world, article, fetched)  # asked for the words of watchlists that are no longer in force
    elif read.page.entries:
        await _decide_live(world, article, read, reserved=fetched.reserved, validators=validators)
    elif read.reading is None:
        await _end(world, article, _unreadable, world, article, read.page)
    else:
        await _decide(world, article, read, reserved=fetched.reserved, validators=validators)
    if not article.visits:
        world.pulse.decided.add((world.clock.now() - article.found_at).total_seconds())


async def off_topic(world: World, article: ArticleState, read: PageRead) -> bool:
    """Ends a visit to a page that holds no watched word; False when other watchlists are in force now: look again."""
    try:
        await _end(world, article, _off_topic, world, article, read, current=True, lasting=False)
    except StoreError as exc:
        if exc.key != "store.stale":
            raise
        await look_again(world)
        return False
    return True


async def give_up(world: World, article: ArticleState, exc: FetchError | FormatError | WorkError) -> None:
    """Ends a visit that failed; it is tried again, or shown."""
    log.info("article.failed", url=article.url, key=exc.key)
    world.pulse.pages["failed"] += 1
    gone = isinstance(exc, FetchError) and exc.status in {404, 410}  # may take alerts back: that concerns the ledgers
    locks = claim_locks(world.watched.watchlists) if gone else ()
    await _end(world, article, _failed, world, article, exc, locks=locks)


async def _end(
    world: World,
    article: ArticleState,
    doing: Callable[..., T],
    *arguments: Any,
    locks: Collection[str] = (),
    lasting: bool = True,
    current: bool = False,
    **named: Any,
) -> T:
    """Writes how a visit ended, beside or together with what is written of other articles.

    Among many machines only if the article is still this one's, else raises `store.taken`; with `current` also only by
    the watchlists in force at that moment, else `store.stale`.
    `lasting=False`: when a power cut takes it back, the page is visited once more and no harm is done.
    """

    def ended(session: Session) -> T:
        if world.store.shared:
            numbers = world.watched.numbers if current else None
            fence.pass_or_raise(session, article.id, article.lease_until, numbers)
        if world.handed is not None:
            world.handed(session, article.id)
        return doing(session, *arguments, **named)

    if not world.store.shared:
        if world.ends is None:
            world.ends = Ends(world)
        ends: Ends = world.ends
        return await ends.add(ended, lasting=lasting)
    write = world.stored if lasting else world.noted
    return await write(ended, locks=(f"article:{article.id}", *locks))


async def _judged(world: World, article: ArticleState, read: PageRead, doing: Callable[..., T], **named: Any) -> T:
    """Decides under the locks of the claims the text may touch, by the watchlists in force at that moment.

    On SQLite one process knows them and every writer is alone. Among many machines one may have put another version
    in force since this one looked: then it looks again, and decides by that.
    """
    while True:
        locks = claim_locks(touched(world, read)) if world.store.shared else ()
        try:
            return await _end(world, article, doing, world, article, read, locks=locks, current=True, **named)
        except StoreError as exc:
            if exc.key != "store.stale":
                raise
            await look_again(world)


def touched(world: World, read: PageRead) -> list[Watchlist]:
    """The watchlists an article may concern: those with an anchor word in its text."""
    pages = [part.page for part in (read, *read.live) if part.page is not None]
    text = "\n".join(f"{page.title}\n{page.text}" for page in pages)
    return [one for one in world.watched.watchlists if compile_terms(tuple(sorted(anchors(one)))).touches(text)]


def claim_locks(lists: Iterable[Watchlist]) -> tuple[str, ...]:
    """The locks of their claims: one for all claims of a watchlist, because an article is decided for all at once."""
    return tuple(f"claims:{watchlist.id}" for watchlist in lists)


async def _with_parts(world: World, article: ArticleState, read: PageRead, first: Fetched) -> PageRead:
    """The article with its further pages; what cannot be fetched or read is left out."""
    parts = [(first.body, first.final_url, charset_of(first.headers))]
    seen, following = {first.final_url, article.link}, read.page.next_page if read.page else ""
    try:
        while following and following not in seen and len(parts) <= MOST_PARTS:
            seen.add(following)
            fetched = await world.fetch(FetchRequest(url=following))
            parts.append((fetched.body, fetched.final_url, charset_of(fetched.headers)))
            following = await world.work(following_page, fetched.body, fetched.final_url)
    except (FetchError, FormatError, WorkError) as exc:
        log.info("article.part_failed", url=following, key=exc.key)
    if len(parts) == 1:
        return read
    try:
        joined: PageRead = await world.work(read_parts, tuple(parts), world.clock.now(), article.outlet)
    except (FormatError, WorkError) as exc:
        log.info("article.parts_failed", url=article.url, key=exc.key)
        return read
    return joined


async def _decide(
    world: World, article: ArticleState, read: PageRead, *, reserved: bool, validators: dict[str, str | None]
) -> None:
    assert read.page is not None
    page, now = read.page, world.clock.now()
    name, outlet_class = outlet_of(article.url)
    next_at = next_look(article, page.kind, now, world.timing.revisits)
    done = await _judged(
        world,
        article,
        read,
        decide.decide,
        outlet=page.outlet or name,
        outlet_class=outlet_class,
        reserved=reserved or page.reserved,
        state=STATES[page.kind],
        next_visit_at=next_at,
        validators=validators,
        now=now,
    )
    world.fault("decided")
    world.wake()
    if done is not None:
        log.info("article.read", url=article.url, **done)


async def _decide_live(
    world: World, article: ArticleState, read: PageRead, *, reserved: bool, validators: dict[str, str | None]
) -> None:
    assert read.page is not None
    now = world.clock.now()
    next_at = next_look(article, read.page.kind, now, world.timing.revisits)
    new = await _judged(
        world,
        article,
        read,
        decide.decide_live,
        reserved=reserved,
        next_visit_at=next_at,
        validators=validators,
        now=now,
    )
    world.fault("decided")
    world.wake()
    log.info("live.read", url=article.url, new=new)


def charset_of(headers: Mapping[str, str]) -> str:
    """The charset that a server names in its Content-Type, "" if none."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.I)
    return found.group(1) if found else ""


def next_look(article: ArticleState, kind: PageKind, now: datetime, revisits: tuple[float, ...]) -> datetime | None:
    """When to look for a silent edit again, None: never. Counted from the first sight of the article."""
    age = (now - article.found_at).total_seconds()
    if kind is PageKind.LIVEBLOG and age < LIVE_FOR:
        return now + timedelta(seconds=LIVE_EVERY)
    plan = SECOND_LOOKS if kind in {PageKind.TEASER, PageKind.WALL, PageKind.NONE} else revisits
    later = next((wait for wait in plan if wait > age + 1), None)
    return None if later is None else article.found_at + timedelta(seconds=later)


def _unchanged(session: Session, world: World, article: ArticleState) -> None:
    next_at = next_look(article, PageKind.ARTICLE, world.clock.now(), world.timing.revisits)
    articles.visited(session, article.id, state=article.state, next_visit_at=next_at)


def _off_topic(session: Session, world: World, article: ArticleState, read: PageRead) -> None:
    now = world.clock.now()
    reason = "gate.no_anchor" if read.page is None else "gate.anchor_outside"
    articles.gate(session, article.id, reason, now)
    if article.state in {"read", "teaser"}:  # it was on topic before: what was read stays
        articles.visited(session, article.id, state=article.state, next_visit_at=None)
        return
    columns: dict[str, object] = {}
    if read.page is not None:
        columns = {"title": read.page.title or article.title, "outlet": read.page.outlet}
    articles.visited(session, article.id, state="gated", next_visit_at=None, columns=columns)


def _unreadable(session: Session, world: World, article: ArticleState, page: Page) -> None:
    now = world.clock.now()
    state = article.state if article.state == "read" else STATES[page.kind]
    articles.gate(session, article.id, f"gate.{page.kind.value}", now, values={"reason": page.reason})
    articles.visited(
        session,
        article.id,
        state=state,
        next_visit_at=next_look(article, page.kind, now, world.timing.revisits),
        problem=page.reason,
        columns={"outlet": page.outlet or article.outlet},
    )


def _failed(session: Session, world: World, article: ArticleState, exc: MonitorError) -> None:
    now = world.clock.now()
    status = exc.status if isinstance(exc, FetchError) else None
    failures = article.failures + 1
    if status in {404, 410} and failures >= GONE_AFTER:
        decide.page_gone(session, world, article, now)
        return
    asked = exc.retry_after if isinstance(exc, FetchError) and exc.retry_after else 0.0
    wait = RETRIES[failures - 1] if failures <= len(RETRIES) else None
    final = wait is None or exc.key == "fetch.robots"
    state = article.state if article.state in {"read", "teaser"} else ("failed" if final else "pending")
    articles.visited(
        session,
        article.id,
        state=state,
        next_visit_at=None if final else now + timedelta(seconds=max(wait or 0.0, asked)),
        problem=exc.key,
        values=exc.values,
        failed=exc.key != "fetch.quota",  # our own limit is no failure of the page
    )
