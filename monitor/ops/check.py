"""Reads watchlists and targets as the service would, and says what is wrong with them, with line and column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.alerts.model import Target
from monitor.errors import MonitorError, TargetProblems, WatchlistProblems
from monitor.ops.report import Line, Report, line
from monitor.watchlist import advice, read_watchlist
from monitor.watchlist.model import Watchlist


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
