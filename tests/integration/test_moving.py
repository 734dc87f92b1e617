"""From SQLite to PostgreSQL and back: everything arrives, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.errors import StoreError
from monitor.store import Store, moving, service, tables
from tests import postgres as pg
from tests.integration.web.seed import NOW, seed


def tick(_done: int, _of: int) -> None:
    """Nobody looks."""


@pytest.fixture
def old(tmp_path: Path):
    seed(tmp_path).store.close()
    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield store
    store.close()


@pytest.fixture
def new(postgres: str):
    store = Store.open(postgres)
    yield store
    store.close()


def test_every_row_arrives_and_comes_back(old: Store, new: Store, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    there = moving.move(old, new, NOW, tick=lambda done, of: steps.append((done, of)))
    again = Store.open(f"sqlite:///{tmp_path / 'again.db'}")
    back = moving.move(new, again, NOW, tick=tick)
    again.close()
    assert there == back
    assert {one.table for one in there} == set(tables.metadata.tables)
    assert sum(one.rows for one in there) > 50
    assert steps[-1][0] == steps[-1][1] == 2 * sum(one.rows for one in there)


def test_new_rows_are_numbered_behind_the_old_ones(old: Store, new: Store) -> None:
    moving.move(old, new, NOW, tick=tick)
    with new.write() as session:
        service.audit(session, NOW, author="a", action="b", subject="c")
    with new.read() as session:
        numbers = [row[0] for row in session.execute(text("SELECT id FROM audit ORDER BY id"))]
    assert len(numbers) == len(set(numbers))


def test_a_target_that_holds_something_is_left_alone(old: Store, new: Store) -> None:
    with new.write() as session:
        service.put(session, "kept", {}, NOW)
    with pytest.raises(StoreError, match=r"store\.moving_filled"):
        moving.move(old, new, NOW, tick=tick)


def test_a_running_monitor_is_not_moved_from_under_itself(old: Store, new: Store) -> None:
    with old.write() as session:
        service.take_lease(session, {"id": "x", "pid": 7, "host": "h"}, NOW, seconds=60)
    with pytest.raises(StoreError, match=r"store\.moving_runs"):
        moving.move(old, new, NOW, tick=tick)
    moving.move(old, new, NOW + timedelta(seconds=61), tick=tick)


def test_what_arrives_changed_is_noticed_and_nothing_is_kept(old: Store, new: Store) -> None:
    with new.write() as session:
        session.connection().exec_driver_sql(
            "CREATE FUNCTION bend() RETURNS trigger AS $$ BEGIN NEW.title = NEW.title || ' '; RETURN NEW; END $$ "
            "LANGUAGE plpgsql; CREATE TRIGGER bend BEFORE INSERT ON article FOR EACH ROW EXECUTE FUNCTION bend()"
        )
    with pytest.raises(StoreError, match=r"store\.moving_wrong"):
        moving.move(old, new, NOW, tick=tick)
    with new.read() as session:
        assert session.execute(text("SELECT count(*) FROM feed")).scalar() == 0


def test_the_command_tells_what_came_over(old: Store, postgres: str, tmp_path: Path) -> None:
    environ = {**os.environ, "MONITOR_LANGUAGE": "de"}
    command = [sys.executable, "-m", "monitor", "migrate-store", str(tmp_path / "monitor.db"), pg.plain(postgres)]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Alles angekommen" in done.stdout
    again = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    assert again.returncode == 2
    assert "nicht leer" in again.stderr
