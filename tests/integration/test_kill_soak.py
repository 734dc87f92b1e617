"""Kills at random moments over a story of many changes (D4): every change delivered, nothing half written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from monitor.store import Store, changes, outbox
from tests.integration.newsroom import START, Newsroom, Press

HOST = "morgenblatt.example"


@pytest.fixture
def press() -> Iterator[Press]:
    with HTTPServer(threaded=True) as server:
        yield Press(server)


def killed(folder: Path, press: Press, *, kills: int, steps: int, seed: int = 7) -> tuple[int, int]:
    """(changes, messages accepted) of a rising toll under kills."""
    room = Newsroom(folder, press)
    room.watch(press.paper(HOST))
    command = [sys.executable, "-m", "tests.integration.kill_run", str(folder), str(press.server.port), HOST]
    first = [sys.executable, "-m", "tests.integration.crash_run", str(folder), str(press.server.port), HOST]
    subprocess.run(first, check=True, timeout=120, capture_output=True)
    for step in range(steps):
        toll = f"{round(20 * 1.12**step):,}".replace(",", ".")
        sentence = f"Bei dem Grubenunglück sind nach Angaben der Polizei {toll} Menschen getötet worden."
        press.print(HOST, f"stand-{step}", sentence, at=START + timedelta(minutes=step))
    done = subprocess.run([*command, str(kills), str(seed)], timeout=1800, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    store = Store.open(room.settings.database_url)
    try:
        assert store.check() == ()
        with store.read() as session:
            logged = changes.since(session)
            box = outbox.health(session)
            halves = session.connection().exec_driver_sql(
                "SELECT count(*) FROM revision WHERE id NOT IN (SELECT revision_id FROM fact)"
            )
            assert halves.scalar() == 0
            assert (box.waiting, box.failed, box.expired) == (0, 0, 0)
    finally:
        store.close()
    return len(logged), len((folder / "sent.txt").read_text("utf-8").splitlines())


def test_a_few_kills_lose_nothing(tmp_path: Path, press: Press) -> None:
    logged, sent = killed(tmp_path, press, kills=6, steps=6)
    assert logged == 6
    assert 1 <= sent <= logged + 6


@pytest.mark.soak
@pytest.mark.timeout(2400)
def test_two_hundred_kills_lose_nothing(tmp_path: Path, press: Press) -> None:
    """D4."""
    logged, sent = killed(tmp_path, press, kills=200, steps=50)
    assert logged == 50
    assert 1 <= sent <= logged + 200
