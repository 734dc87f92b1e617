"""Looks at everything an installation needs and says what to do: settings, files, space, clock, store, sources, outbox.

Nothing is changed: a database of an older schema is named, not migrated. What depends on the machine (its clocks, its
free space) comes in as `Machine`, so that every fault can be staged.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import sqlite3
import subprocess
import sys
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import __version__
from monitor.alerts.model import Target
from monitor.errors import MonitorError, StoreError
from monitor.i18n import LANGUAGES
from monitor.ops.check import check_targets, check_watchlists
from monitor.ops.report import Line, Report, line
from monitor.settings import Settings
from monitor.store import Store, accounts, feeds, outbox, service, watchlists
from monitor.store.database import inspect

#: bytes free below which the disk counts as nearly full
LEAST_SPACE = 500_000_000
#: a backup older than this is mentioned
BACKUP_AGE = timedelta(days=2)
#: no clock that is right shows an earlier time
WRITTEN = datetime(2025, 6, 1, tzinfo=UTC)
#: clocks that differ by more than this are told: of the machine and its own past, of the machine and the server
SLACK, SERVER_SLACK = timedelta(minutes=5), timedelta(seconds=5)
#: a service that looked for due feeds within this time runs
PULSE = timedelta(minutes=2)
#: SQLite with the JSON functions we use; PostgreSQL that we test against
OLDEST_SQLITE, OLDEST_SERVER = (3, 38, 0), 15
LOOPBACK = ("127.", "::1", "localhost")


def synchronised() -> bool | None:
    """Whether systemd says that the clock follows a time server; None where nobody can be asked."""
    try:
        asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the examination asks the machine."""

    now: datetime
    #: what is wrong with the address of a target: a message key, "" for nothing
    problem: Callable[[Target], str] = lambda _target: ""
    #: whether a contact is one that a publisher can use
    real_contact: Callable[[str], bool] = bool
    synchronised: Callable[[], bool | None] = synchronised
    #: bytes free in a folder
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


def examine(
    settings: Settings, targets: Callable[[], tuple[Target, ...]], open_store: Callable[[], Store], machine: Machine
) -> Report:
    """The whole examination; nothing is changed."""
    found = [_versions(), *_settings(settings, machine), *_files(settings, targets, machine)]
    found += [*_space(settings, machine), *_clock(machine)]
    try:
        state = inspect(settings.database_url)
        if state.state == "older":
            found.append(line("doctor.older", "warn", revision=state.revision))
            return Report(found=tuple(found))
        store = open_store()
    except StoreError as exc:
        found.append(line("doctor.store", "warn" if exc.key == "store.missing" else "bad", problem=exc))
        return Report(found=tuple(found))
    try:
        found += _store(store, settings, machine)
    except StoreError as exc:
        found.append(line("doctor.store", "bad", problem=exc))
    finally:
        store.close()
    return Report(found=tuple(found))


# --- without the database --------------------------------------------------------------------------------------------


def _versions() -> Line:
    python = ".".join(map(str, sys.version_info[:3]))
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return line("doctor.sqlite_old", "bad", version=sqlite3.sqlite_version)
    return line("doctor.versions", "good", version=__version__, python=python, sqlite=sqlite3.sqlite_version)


def _settings(settings: Settings, machine: Machine) -> list[Line]:
    found = []
    if not settings.contact:
        found.append(line("doctor.no_contact", "bad"))
    elif not machine.real_contact(settings.contact):
        found.append(line("doctor.contact", "bad", contact=settings.contact))
    if not settings.public_url:
        found.append(line("doctor.no_public_url", "warn"))
    elif not settings.public_url.startswith(("http://", "https://")):
        found.append(line("doctor.public_url", "bad", url=settings.public_url))
    if settings.poll_every < 300:
        found.append(line("doctor.poll_every", "bad", seconds=settings.poll_every))
    if settings.language not in LANGUAGES:
        found.append(line("doctor.language", "bad", given=settings.language))
    for network in filter(None, map(str.strip, settings.trusted_proxies.split(","))):
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            found.append(line("doctor.network", "bad", network=network))
    return found


def _files(settings: Settings, targets: Callable[[], tuple[Target, ...]], machine: Machine) -> list[Line]:
    checked = check_targets(settings.targets, targets, machine.problem)
    found = [*checked.report.found]
    if checked.targets is not None and not any(target.operator for target in checked.targets):
        found.append(line("doctor.no_operator", "warn"))
    return [*found, *check_watchlists(settings.watchlists, checked.targets).found]


def _space(settings: Settings, machine: Machine) -> list[Line]:
    folder = settings.data
    if not folder.exists():
        free = machine.free(next((one for one in folder.absolute().parents if one.exists()), Path()))
        sign = "bad" if free < LEAST_SPACE else "good"
        return [line("doctor.space", sign, gigabytes=round(free / 1e9, 1), folder=str(folder))]
    found = []
    if not os.access(folder, os.W_OK | os.X_OK):
        found.append(line("doctor.unwritable", "bad", folder=str(folder)))
    if folder.stat().st_mode & 0o077:
        found.append(line("doctor.open_folder", "warn", folder=str(folder)))
    free = machine.free(folder)
    if free < LEAST_SPACE:
        return [*found, line("doctor.no_space", "bad", gigabytes=round(free / 1e9, 2), folder=str(folder))]
    return [*found, line("doctor.space", "good", gigabytes=round(free / 1e9, 1), folder=str(folder))]


def _clock(machine: Machine) -> list[Line]:
    try:
        zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        return [line("doctor.no_zones", "bad")]
    if machine.now < WRITTEN:
        return [line("doctor.clock_past", "bad", now=machine.now)]
    if machine.synchronised() is False:
        return [line("doctor.clock_alone", "warn", now=machine.now)]
    return [line("doctor.clock", "good", now=machine.now)]


# --- with it ---------------------------------------------------------------------------------------------------------


def _store(store: Store, settings: Settings, machine: Machine) -> list[Line]:
    broken = store.check()
    found = [line("doctor.integrity", "bad", detail=broken[0]) if broken else line("doctor.database", "good")]
    found += _server(store, machine) if store.shared else _backups(settings, machine.now)
    with store.read() as session:
        behind_proxy = settings.trusted_user_header and settings.trusted_proxies
        if not (settings.bind.startswith(LOOPBACK) or behind_proxy or accounts.account_exists(session)):
            found.append(line("doctor.no_account", "bad", bind=settings.bind))
        stopped = not store.shared and service.get(session, "instance") is None
        found += _pulse(service.at(session, "tick"), machine.now, stopped=stopped)
        if not watchlists.in_force(session):
            found.append(line("doctor.none_in_force", "bad"))
        if service.get(session, "baseline") is None:
            found.append(line("doctor.no_baseline", "warn"))
        for feed in feeds.all_feeds(session):
            if feed.state in {"failing", "silent", "gone"}:
                problem = MonitorError(feed.problem or f"feed.{feed.state}", **feed.problem_values)
                key = f"doctor.feed_{feed.state}"
                found.append(line(key, "warn", feed=feed.url, problem=problem, since=feed.last_success_at))
        box = outbox.health(session)
        if box.failed or box.expired:
            found.append(line("doctor.outbox", "warn", failed=box.failed, expired=box.expired))
        for name, state, reason, _since in box.disturbed:
            why = MonitorError(reason) if reason else None
            found.append(
                line(f"doctor.target_{state}", "bad" if state == "broken" else "warn", target=name, reason=why)
            )
        for _name, key, values, _at in service.notices(session):
            found.append(line(key, "warn", **values))
    return found


def _pulse(tick: datetime | None, now: datetime, *, stopped: bool) -> list[Line]:
    """The last look for due feeds: a service that runs, one that does not, a clock that was set back since.

    `stopped`: the last service gave back its right to run.
    """
    if tick is None:
        return [line("doctor.never_ran")]
    if tick - now > SLACK:
        return [line("doctor.clock_back", "bad", now=now, last=tick)]
    if stopped or now - tick > PULSE:
        return [line("doctor.not_running", "warn", last=tick)]
    return [line("doctor.running", "good", last=tick)]


def _server(store: Store, machine: Machine) -> list[Line]:
    """PostgreSQL: its version, its clock against ours; backups are its own tools'."""
    with store.read() as session:
        connection = session.connection()
        number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        theirs: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    old = number < OLDEST_SERVER
    found = [line("doctor.server_old", "bad", version=number) if old else line("doctor.server", version=number)]
    apart = theirs - machine.now
    if abs(apart) > SERVER_SLACK:
        found.append(line("doctor.clocks_apart", "warn", seconds=round(apart.total_seconds())))
    return found


def _backups(settings: Settings, now: datetime) -> list[Line]:
    kept = sorted((settings.data / "backups").glob("monitor-*.db"))
    if not kept:
        return [line("doctor.no_backup", "warn")]
    age = now.timestamp() - kept[-1].stat().st_mtime
    if age > BACKUP_AGE.total_seconds():
        return [line("doctor.old_backup", "warn", days=round(age / 86400))]
    return [line("doctor.backup", "good", file=kept[-1].name)]
