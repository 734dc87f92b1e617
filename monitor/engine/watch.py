"""Watchlist files that changed: the last good version stays in force until a better one stands still.

A broken file is reported once per text; a repaired one is told again; a missing one keeps its last good version with a
banner (RELIABILITY D20-D22). An edited claim is a new version: folded anew over what is stored, silently, one log line.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import structlog

from monitor.engine.fold import Folded, fold_stored, write_folded
from monitor.engine.world import World
from monitor.errors import WatchlistError, WatchlistProblems
from monitor.i18n import explain
from monitor.store import Session, articles, claims, feeds, outbox, revisions, service, watchlists
from monitor.watchlist import read_watchlist, valid_id
from monitor.watchlist.model import Watchlist

log = structlog.get_logger(__name__)

#: bytes of a watchlist file that are read (RELIABILITY 3.4)
MOST = 256 * 1024
#: articles that were off every topic are looked at again when new words are watched: this young, this many at most
RECENT, MOST_AGAIN = timedelta(hours=24), 300
#: seconds between two comparisons of files and versions when nothing has happened
COMPARED = 60.0
#: author of versions that came from the file
FROM_FILE = "datei"


async def reload_watchlists(world: World, *, at_once: bool = False) -> int:
    """Takes in every file that changed and kept still (`at_once`: whatever stands there); returns how many changed.

    The first call loads the versions in force from the database, so that a broken folder never means "nothing to
    watch".
    """
    first = not world.watched.read and not world.watched.watchlists
    if first:
        await look_again(world)
    changed = 0
    for path, signature in _settled(world, at_once=at_once):
        body = _read(path)
        if body is not None:
            changed += await _take_in(world, path, body)
            world.watched.read[str(path)] = signature
    gone = await world.stored(_note_missing, world) if _may_be_missing(world, changed) else False
    if changed or gone or first:
        await _refresh(world)
    return changed


async def save_watchlist(world: World, id: str, text: str, author: str) -> None:
    """Takes in a text that the dashboard checked and wrote; raises WatchlistProblems."""
    await _adopt(world, read_watchlist(text, id=id), author, hashlib.sha256(text.encode()).hexdigest())
    await _refresh(world)


async def _refresh(world: World) -> None:
    """The watchlists in force are what is watched from now on, and their feeds are what is visited."""
    before = world.watched.anchors
    lists = await look_again(world)
    now = world.clock.now()
    await world.stored(feeds.wanted, sources_of(lists, world), now, spread=world.timing.spread)
    if before and not set(world.watched.anchors) <= set(before):
        again = await world.stored(articles.reconsider, now, since=now - RECENT, most=MOST_AGAIN)
        log.info("watchlist.reconsidered", articles=again)


async def look_again(world: World) -> tuple[Watchlist, ...]:
    """Takes the watchlists in force from the database, as somebody put them there."""
    numbers, lists = await world.looked_up(_in_force, world.watched.parsed)
    world.watched.put(lists, numbers)
    world.watched.parsed = {(one.id, one.text): one for one in lists}
    return lists


async def _take_in(world: World, path: Path, body: bytes) -> int:
    """One file's text: put in force, or kept as broken and told once. Returns 1 when a new version is in force."""
    id, digest = path.stem, hashlib.sha256(body).hexdigest()
    current = await world.looked_up(watchlists.newest, id)
    if current is not None and current.digest == digest and (current.in_force or not current.valid):
        return 0
    try:
        watchlist = await asyncio.to_thread(read_watchlist, body, id=id, path=str(path))
    except WatchlistProblems as exc:
        await world.stored(_broken, world, id, digest, body, exc.problems)
        return 0
    await _adopt(world, watchlist, FROM_FILE, digest)
    await world.stored(_repaired, world, id, digest)
    return 1


async def _adopt(world: World, watchlist: Watchlist, author: str, digest: str) -> None:
    """Folds what is new in a watchlist while the old version still works, then changes over in one transaction."""
    fresh = await world.looked_up(claims.fresh, watchlist)
    until = await world.stored(revisions.last) if fresh else None  # alone for a moment: nobody is in the midst of one
    folded = await world.looked_up(fold_stored, watchlist, fresh, until)
    await world.stored(_put_in_force, world, watchlist, author, digest, folded)
    world.watched.parsed[watchlist.id, watchlist.text] = watchlist


def _put_in_force(
    session: Session, world: World, watchlist: Watchlist, author: str, digest: str, folded: Folded
) -> None:
    now = world.clock.now()
    watchlists.put_in_force(session, watchlist.id, digest=digest, text=watchlist.text, author=author, now=now)
    claims.sync(session, watchlist, now)
    if folded.claims:
        write_folded(session, watchlist, folded, now)
        told = {"claims": [claim.id for claim in folded.claims], "facts": folded.count}
        service.audit(session, now, author=author, action="watchlist.folded", subject=watchlist.id, after=told)
        log.info("watchlist.folded", watchlist=watchlist.id, **told)


def _repaired(session: Session, world: World, id: str, digest: str) -> None:
    if service.settle(session, f"watchlist.{id}"):
        now = world.clock.now()
        outbox.tell_operator(
            session, "watchlist_repaired", {"watchlist": id}, world.targets(), once=f"repaired:{id}:{digest}", now=now
        )


def sources_of(lists: tuple[Watchlist, ...], world: World) -> dict[str, float]:
    """Feed address -> seconds between visits; the most impatient watchlist wins."""
    found: dict[str, float] = {}
    for source in (source for watchlist in lists for source in watchlist.feeds):
        every = source.every or world.settings.poll_every
        found[source.url] = min(every, found.get(source.url, every))
    return found


def _in_force(
    session: Session, parsed: Mapping[tuple[str, str], Watchlist]
) -> tuple[tuple[int, ...], tuple[Watchlist, ...]]:
    """The versions in force and their watchlists; what is `parsed` already is not read again."""
    found = []
    for version in watchlists.in_force(session):
        try:
            known = parsed.get((version.watchlist, version.text))
            found.append(known or read_watchlist(version.text, id=version.watchlist))
        except WatchlistProblems as exc:  # only when a newer program reads more strictly
            log.error("watchlist.stored_unreadable", watchlist=version.watchlist, problems=len(exc.problems))
    return watchlists.numbers(session), tuple(found)


def _settled(world: World, *, at_once: bool) -> list[tuple[Path, tuple[int, int, int]]]:
    """Files whose content was not read yet and that kept still for `settle` seconds."""
    now = world.clock.monotonic()
    ready = []
    for path in _files(world.settings.watchlists):
        try:
            status = path.stat()
        except OSError:
            continue
        signature = (status.st_mtime_ns, status.st_size, status.st_ino)
        if world.watched.read.get(str(path)) == signature:
            continue
        known = world.watched.seen.get(str(path))
        if known is None or known[0] != signature:
            known = world.watched.seen[str(path)] = (signature, now)
        old = world.clock.now().timestamp() - status.st_mtime > world.timing.settle
        if at_once or now - known[1] >= world.timing.settle or (known[1] == now and old):
            ready.append((path, signature))
    return ready


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and valid_id(path.stem))


def _read(path: Path) -> bytes | None:
    """The bytes of a file, one more than allowed at most; None when it is no plain file or went away."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST + 1)


def _broken(
    session: Session, world: World, id: str, digest: str, body: bytes, problems: tuple[WatchlistError, ...]
) -> None:
    now = world.clock.now()
    text = body[:MOST].decode("utf-8", "replace").replace("\x00", "")
    if not watchlists.add_broken(session, id, digest=digest, text=text, problems=problems, now=now):
        return
    first = problems[0]
    log.warning("watchlist.broken", watchlist=id, line=first.line, column=first.column, key=first.key)
    language = world.settings.language
    problem = f"{id}.yaml:{first.line}:{first.column} ({first.field}): {explain(first, language)}"
    service.notice(session, f"watchlist.{id}", "notice.watchlist_broken", now, watchlist=id, line=first.line)
    outbox.tell_operator(
        session,
        "watchlist_broken",
        {"watchlist": id, "problem": problem},
        world.targets(),
        once=f"broken:{id}:{digest}",
        now=now,
    )


def _may_be_missing(world: World, changed: int) -> bool:
    """Whether files came or went, or other versions are in force, since files were last compared with versions; and once
    a minute in any case, since others write to the database too."""
    now, standing = world.clock.monotonic(), frozenset(_files(world.settings.watchlists))
    seen, state = world.watched.compared, (standing, world.watched.numbers)
    if not changed and seen is not None and seen[0] == state and now - seen[1] < COMPARED:
        return False
    world.watched.compared = (state, now)
    return True


def _note_missing(session: Session, world: World) -> bool:
    """A banner for watchlists in force whose file is gone; True when the state of affairs changed."""
    standing = {path.stem for path in _files(world.settings.watchlists)}
    changed = False
    for version in watchlists.in_force(session):
        name = f"watchlist_missing.{version.watchlist}"
        if version.watchlist not in standing:
            changed |= service.notice(
                session, name, "notice.watchlist_missing", world.clock.now(), watchlist=version.watchlist
            )
        else:
            service.settle(session, name)
    return changed
