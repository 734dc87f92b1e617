"""The database file: created, refused, migrated, locked, full."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import select

from monitor.errors import StoreError
from monitor.store import Store, database, tables
from monitor.store.migrations import __main__ as written
from monitor.store.migrations import config
from monitor.store.written import BETWEEN, SCHEMA

NOW = datetime(2025, 4, 28, 6, 0, tzinfo=UTC)
#: a migration that is yet to be written
NEXT = f"{int(database.HEAD) + 1:04}"


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "monitor.db"


@pytest.fixture
def store(path: Path):
    opened = Store.open(url_of(path))
    yield opened
    opened.close()


def change(key: str = "k1") -> tables.ChangeRow:
    return tables.ChangeRow(
        key=key, watchlist="w", claim="c", claim_version="v", type="denial", rank=4, grade="alert", party="USA",
        at=NOW, decided_at=NOW, data="{}",
    )  # fmt: skip


def test_a_new_file_is_created_for_its_owner_only(store: Store, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert database.inspect(url_of(path)).state == "current"


def test_wal_full_and_foreign_keys_are_in_force(store: Store) -> None:
    with store.read() as session:
        run = session.connection().exec_driver_sql
        assert run("PRAGMA journal_mode").scalar() == "wal"
        assert run("PRAGMA synchronous").scalar() == 2
        assert run("PRAGMA foreign_keys").scalar() == 1


def test_the_migrations_make_exactly_the_tables_of_the_program(store: Store) -> None:
    with store.read() as session:
        ours = {
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name in tables.metadata.tables,
        }
        context = MigrationContext.configure(session.connection(), opts=ours)
        assert compare_metadata(context, tables.metadata) == []


def test_the_newest_migration_is_the_one_the_store_expects() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == database.HEAD


def test_a_new_file_is_what_the_migrations_make(store: Store, path: Path) -> None:
    """It is made from the written schema, in a tenth of the time; `python -m monitor.store.migrations` writes it."""
    assert SCHEMA.read_text("utf-8") == written.schema()
    assert SCHEMA.read_text("utf-8").split(BETWEEN) == written.statements_of(path)


def test_two_programs_may_make_the_same_new_file(path: Path) -> None:
    opened = Store.open(url_of(path))
    database._create(opened._engine, path)
    opened.close()
    assert database.inspect(url_of(path)).state == "current"


@pytest.mark.parametrize("table", ["change", "mark", "audit"])
def test_logs_refuse_update_and_delete(store: Store, table: str) -> None:
    with store.write() as session:
        session.add(change())
        session.add(tables.MarkRow(change_key="k1", kind="read", author="a", at=NOW))
        session.add(tables.AuditRow(at=NOW, author="a", action="x", subject="y"))
    for sql in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id + 1'):
        with pytest.raises(sqlalchemy.exc.IntegrityError, match="append-only"), store.write() as session:
            session.connection().exec_driver_sql(sql)


def test_the_same_change_cannot_be_decided_twice(store: Store) -> None:
    with store.write() as session:
        session.add(change())
    with pytest.raises(sqlalchemy.exc.IntegrityError), store.write() as session:
        session.add(change())


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    with pytest.raises(sqlalchemy.exc.IntegrityError), store.write() as session:
        session.add_all([change("k1"), change("k1")])
    with store.read() as session:
        assert session.exec(select(tables.ChangeRow)).all() == []


def test_a_file_of_rubbish_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"kein SQLite" * 500)
    with pytest.raises(StoreError) as caught:
        Store.open(url_of(path))
    assert caught.value.key == "store.damaged"
    assert path.read_bytes() == b"kein SQLite" * 500


def test_a_torn_file_is_refused(path: Path) -> None:
    Store.open(url_of(path)).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError) as caught:
        Store.open(url_of(path))
    assert caught.value.key == "store.damaged"


def test_an_empty_file_is_never_filled(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(StoreError) as caught:
        Store.open(url_of(path))
    assert caught.value.key == "store.empty"
    assert path.stat().st_size == 0


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmark (id INTEGER)")
    connection.close()
    with pytest.raises(StoreError) as caught:
        Store.open(url_of(path))
    assert caught.value.key == "store.unknown"


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    Store.open(url_of(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError) as caught:
        Store.open(url_of(path))
    assert caught.value.key == "store.newer"


def test_an_older_database_is_backed_up_before_it_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(url_of(path)).close()
    monkeypatch.setattr(database, "HEAD", NEXT)
    monkeypatch.setattr("monitor.store.migrations.upgrade", lambda connection: None)
    Store.open(url_of(path), now=NOW).close()
    monkeypatch.undo()
    kept = list((path.parent / "backups").glob("*.db"))
    assert [file.name for file in kept] == [f"before-{NEXT}-from-{database.HEAD}-20250428T060000Z.db"]
    assert database.inspect(url_of(kept[0])).state == "current"


def test_a_failed_migration_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE feed ADD COLUMN half TEXT")
        raise RuntimeError

    Store.open(url_of(path)).close()
    monkeypatch.setattr(database, "HEAD", NEXT)
    monkeypatch.setattr("monitor.store.migrations.upgrade", broken)
    with pytest.raises(RuntimeError):
        Store.open(url_of(path), now=NOW)
    monkeypatch.undo()
    opened = Store.open(url_of(path))
    with opened.read() as session:
        columns = [row[1] for row in session.connection().exec_driver_sql("PRAGMA table_info(feed)")]
    opened.close()
    assert "half" not in columns


def test_a_writer_waits_for_another_program_and_readers_do_not(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, lambda: other.execute("COMMIT"))
    release.start()
    began = time.monotonic()
    with store.read() as session:
        assert session.exec(select(tables.ChangeRow)).all() == []
    assert time.monotonic() - began < 0.4
    with store.write() as session:
        session.add(change())
    assert time.monotonic() - began >= 0.4
    release.join()
    other.close()


def test_a_lock_that_never_opens_is_told_as_such(path: Path) -> None:
    Store.open(url_of(path)).close()
    store = Store.open(url_of(path), busy=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught, store.write():
        pass
    assert caught.value.key == "store.locked"
    other.execute("ROLLBACK")
    other.close()
    with store.write() as session:
        session.add(change())
    store.close()


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    store = Store.open(url_of(path))
    with store.write() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(sqlalchemy.exc.OperationalError, match="full"):
            session.connection().exec_driver_sql("CREATE TABLE big AS SELECT zeroblob(500000) AS x")
        session.rollback()
        session.connection().exec_driver_sql("PRAGMA max_page_count=1000000000")
        session.add(change())
    assert store.check() == ()
    store.close()


def test_a_backup_is_a_whole_database(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        session.add(change())
    copy = Store.open(url_of(store.backup(tmp_path / "kept" / "copy.db")))
    with copy.read() as session:
        assert session.exec(select(tables.ChangeRow.key)).all() == ["k1"]
    copy.close()
