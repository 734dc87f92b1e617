"""Backups while the service writes: each copy is one state of the database, and brings it back as it was."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.ops import backup
from monitor.store import Store, service

NOW = datetime(2025, 6, 2, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}", now=NOW)
    yield opened
    opened.close()


def pair(path: Path) -> tuple[int, int]:
    """Both halves of the last transaction, as a copy holds them."""
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = dict(copy.execute("SELECT key, value FROM service WHERE key IN ('left', 'right')").fetchall())
    return int(found["left"]), int(found["right"])


def test_a_copy_made_during_writes_never_holds_half_a_transaction(store: Store, tmp_path: Path) -> None:
    """Two rows written together, thousands of times, while twelve copies are made."""
    enough, written = threading.Event(), 0

    def write(number: int) -> None:
        with store.write(lasting=False) as session:
            service.put(session, "left", number, NOW)
            service.put(session, "right", number, NOW)

    def keep_writing() -> None:
        nonlocal written
        while not enough.is_set():
            written += 1
            write(written)

    write(0)
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        copies = [backup.back_up(store, tmp_path, NOW, to=tmp_path / f"copy-{number}.db") for number in range(12)]
    finally:
        enough.set()
        writer.join()
    halves = [pair(copy) for copy in copies]
    assert all(left == right for left, right in halves)
    assert halves[-1][0] > halves[0][0], "nothing was written meanwhile: the test proves nothing"


def test_what_is_restored_is_the_state_of_the_copy_and_the_present_one_is_kept(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        service.put(session, "left", 1, NOW)
        service.put(session, "right", 1, NOW)
    copy = backup.back_up(store, tmp_path / "data" / "backups", NOW)
    with store.write() as session:
        service.put(session, "left", 2, NOW)
        service.put(session, "right", 2, NOW)
    store.close()
    path = tmp_path / "data" / "monitor.db"
    backup.restore(copy, f"sqlite:///{path}", NOW + timedelta(hours=1))
    assert pair(path) == (1, 1)
    assert pair(tmp_path / "data" / "monitor.db.before-restore-20250602T090000Z") == (2, 2)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no database", None], ids=["empty", "rubbish", "missing"])
def test_what_is_no_backup_is_refused_and_touches_nothing(store: Store, tmp_path: Path, content: bytes | None) -> None:
    with store.write() as session:
        service.put(session, "left", 1, NOW)
        service.put(session, "right", 1, NOW)
    store.close()
    source, path = tmp_path / "source.db", tmp_path / "data" / "monitor.db"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(StoreError):
        backup.restore(source, f"sqlite:///{path}", NOW)
    assert pair(path) == (1, 1)
    assert sorted(one.name for one in path.parent.glob("monitor.db*") if "before" in one.name) == []


def test_seven_daily_copies_are_kept_and_those_before_upgrades_stay(tmp_path: Path) -> None:
    for day in range(1, 11):
        (tmp_path / f"monitor-202506{day:02}T030000Z.db").touch()
    (tmp_path / "before-0002-from-0001-20250601T030000Z.db").touch()
    (tmp_path / "monitor-von-hand.db").touch()
    assert backup.tidy(tmp_path) == 3
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == "before-0002-from-0001-20250601T030000Z.db"
    assert left[1:-1] == [f"monitor-202506{day:02}T030000Z.db" for day in range(4, 11)]
