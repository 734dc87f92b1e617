"""Looks at everything an installation needs and says what to do: settings, database, space, clock, sources, outbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.alerts.model import Target
from monitor.errors import MonitorError, StoreError, TargetProblems, WatchlistProblems
from monitor.ops.report import Line, Report, line
from monitor.settings import Settings
from monitor.store import Store, feeds, outbox, service, watchlists
from monitor.watchlist import advice, read_watchlist
from monitor.watchlist.model import Watchlist

#: bytes free below which the disk counts as nearly full
LEAST_SPACE = 500_000_000
#: a backup older than this is mentioned
BACKUP_AGE = timedelta(days=2)


def check_watchlists(folder: Path, targets: tuple[Target, ...] | None, *, only: Path | None = None) -> Report:
    """Reads watchlist files as the service would: each problem with file, line, column; unknown targets are named.

    `targets` None: the targets file cannot be read, names are not compared.
    """
    paths = [only] if only is not None else sorted(path for path in folder.glob("*.y*ml"))
    found: list[Line] = []
    for path in paths:
        found += _check_one(path, targets)
    if not paths:
        found.append(line("check.no_watchlists", "bad", folder=str(folder)))
    return Report(found=tuple(found))


def _check_one(path: Path, targets: tuple[Target, ...] | None) -> list[Line]:
    try:
        watchlist = read_watchlist(path.read_bytes(), id=path.stem, path=str(path))
    except OSError as exc:
        return [line("check.unreadable", "bad", path=str(path), problem=exc.strerror or "")]
    except WatchlistProblems as exc:
        return [
            line("check.problem", "bad", path=str(path), line=one.line, column=one.column, problem=one)
            for one in exc.problems
        ]
    good = line("check.good", "good", path=str(path), claims=len(watchlist.claims), feeds=len(watchlist.feeds))
    hints = [
        line("check.problem", "warn", path=str(path), line=hint.line, column=hint.column, problem=hint)
        for hint in advice(watchlist)
    ]
    return [good, *hints, *_unknown_targets(watchlist, targets)]


def _unknown_targets(watchlist: Watchlist, targets: tuple[Target, ...] | None) -> list[Line]:
    if targets is None:
        return []
    if not watchlist.notify:
        return [line("check.no_notify", "warn", watchlist=watchlist.id)]
    names = {target.name for target in targets}
    missing = [name for name in watchlist.notify if name not in names]
    found = [line("check.unknown_target", "bad", watchlist=watchlist.id, target=name) for name in missing]
    if len(set(watchlist.notify) & names) == 1:
        found.append(line("check.one_target", "warn", watchlist=watchlist.id))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTargets:
    """The targets as far as they can be read, and what is wrong with them; None: the file is missing or broken."""

    targets: tuple[Target, ...] | None
    report: Report


def check_targets(
    path: Path, read: Callable[[], tuple[Target, ...]], problem: Callable[[Target], str]
) -> CheckedTargets:
    """Reads the targets file; `problem` says what is wrong with an address (a message key, "" for nothing)."""
    if not path.exists():
        return CheckedTargets(targets=None, report=Report(found=(line("doctor.no_targets", "warn", path=str(path)),)))
    try:
        known = read()
    except TargetProblems as exc:
        found = [
            line("check.problem", "bad", path=str(path), line=p.line, column=p.column, problem=p) for p in exc.problems
        ]
        return CheckedTargets(targets=None, report=Report(found=tuple(found)))
    except MonitorError as exc:
        return CheckedTargets(
            targets=None, report=Report(found=(line("doctor.targets_bad", "bad", path=str(path), problem=exc),))
        )
    wrong = [
        line(
            "check.problem",
            "bad",
            path=str(path),
            line=target.line,
            column=1,
            problem=MonitorError(key, name=target.name),
        )
        for target in known
        if (key := problem(target))
    ]
    good = [] if wrong else [line("doctor.targets", "good", count=len(known))]
    return CheckedTargets(targets=known, report=Report(found=(*wrong, *good)))


def examine(
    settings: Settings, targets: Callable[[], tuple[Target, ...]], open_store: Callable[[], Store], now: datetime
) -> Report:
    """The whole examination; nothing is changed."""
    found = [*_settings(settings), *_targets(settings, targets), *_space(settings)]
    try:
        store = open_store()
    except StoreError as exc:
        found.append(line("doctor.store", "warn" if exc.key == "store.missing" else "bad", problem=exc))
        return Report(found=tuple(found))
    try:
        found += _store(store, settings, now)
    finally:
        store.close()
    return Report(found=tuple(found))


def _settings(settings: Settings) -> list[Line]:
    found = []
    if not settings.contact:
        found.append(line("doctor.no_contact", "bad"))
    if not settings.public_url:
        found.append(line("doctor.no_public_url", "warn"))
    if settings.poll_every < 300:
        found.append(line("doctor.poll_every", "bad", seconds=settings.poll_every))
    return found


def _targets(settings: Settings, targets: Callable[[], tuple[Target, ...]]) -> list[Line]:
    try:
        known = targets()
    except MonitorError as exc:
        return [line("doctor.targets_bad", "bad", path=str(settings.targets), problem=exc)]
    if not known:
        return [line("doctor.no_targets", "bad", path=str(settings.targets))]
    found = [line("doctor.targets", "good", count=len(known))]
    if not any(target.operator for target in known):
        found.append(line("doctor.no_operator", "warn"))
    return found


def _space(settings: Settings) -> list[Line]:
    folder = settings.data if settings.data.exists() else Path()
    free = shutil.disk_usage(folder).free
    sign = "bad" if free < LEAST_SPACE else "good"
    return [line("doctor.space", sign, gigabytes=round(free / 1e9, 1), folder=str(folder))]


def _store(store: Store, settings: Settings, now: datetime) -> list[Line]:
    broken = store.check()
    found = [line("doctor.integrity", "bad", detail=broken[0]) if broken else line("doctor.database", "good")]
    found += _backups(settings, now)
    with store.read() as session:
        in_force = watchlists.in_force(session)
        if not in_force:
            found.append(line("notice.no_watchlist", "bad"))
        if service.get(session, "baseline") is None:
            found.append(line("doctor.no_baseline", "warn"))
        for feed in feeds.all_feeds(session):
            if feed.state in {"failing", "silent", "gone"}:
                problem = MonitorError(feed.problem or f"feed.{feed.state}", **feed.problem_values)
                found.append(line("doctor.feed", "warn", feed=feed.url, problem=problem, since=feed.last_success_at))
        box = outbox.health(session)
        if box.failed or box.expired:
            found.append(line("doctor.outbox", "warn", failed=box.failed, expired=box.expired))
        for name, state, reason, _since in box.disturbed:
            found.append(line("doctor.target", "bad", target=name, state=state, reason=reason))
        for _name, key, values, _at in service.notices(session):
            found.append(line(key, "warn", **values))
    return found


def _backups(settings: Settings, now: datetime) -> list[Line]:
    kept = sorted((settings.data / "backups").glob("monitor-*.db"))
    if not kept:
        return [line("doctor.no_backup", "warn")]
    age = now.timestamp() - kept[-1].stat().st_mtime
    if age > BACKUP_AGE.total_seconds():
        return [line("doctor.old_backup", "warn", days=round(age / 86400))]
    return [line("doctor.backup", "good", file=kept[-1].name)]
