"""Two schedulers and four workers in processes of their own on one PostgreSQL, each killed again and again.

What must hold whoever dies when: every article is compared exactly once, no change is lost, none is decided twice, no
two are inside one claim at a time, every alert leaves, and the ledger is the one that a single process reaches.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import text

from monitor import app
from monitor.store import Store, positions
from tests.integration.machine import TARGET, TIMING, settings_of
from tests.integration.newsroom import OTHER, WATCHLIST, Press, inline

ROLES = ("scheduler", "scheduler", "io", "cpu", "cpu", "io+cpu+deliver")
ROOT = Path(__file__).parent.parent.parent


def printed(server: HTTPServer, hosts: int, each: int) -> Press:
    """Papers on one event, with changing figures by two speakers; only the first report of each is in its feed yet."""
    press, start = Press(server), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
    for place in range(hosts):
        host = f"blatt{place}.example"
        press.paper(host)
        for number in range(each):
            dead = 3 + (number * 7 + place * 5) % 60
            speaker = ("Polizeisprecher Jens Adler", "die Nordkohle AG")[number % 2]
            at = start + timedelta(minutes=number * 5, seconds=place)
            words = f"Bei dem Grubenunglück in Neustadt sind {dead} Menschen gestorben, sagte {speaker}."
            press.print(host, f"a{number}", words, at=at, in_feed=not number, filler=f"{OTHER} ({host} {number})")
    return press


class Floor:
    """The processes, started and killed by role."""

    def __init__(self, folder: Path, address: str, press: Press) -> None:
        self._rest = [address, str(folder), str(press.server.port), ",".join(press.papers)]
        self._folder = folder
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.kills = 0

    def start(self, place: int) -> None:
        log = (self._folder / f"{place}-{ROLES[place].split('+')[0]}.log").open("ab")
        command = [sys.executable, "-m", "tests.integration.machine", ROLES[place], *self._rest]
        self.running[place] = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def kill(self, place: int) -> None:
        self.running[place].send_signal(signal.SIGKILL)
        self.running[place].wait(10)
        self.kills += 1

    def end(self) -> list[int]:
        for process in self.running.values():
            process.terminate()
        codes = [process.wait(40) for process in self.running.values()]
        self.running.clear()
        return codes


def ask(store: Store, query: str) -> list[Any]:
    with store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def publish(press: Press, share: float) -> None:
    """Puts a share of each paper's reports into its feed."""
    for pieces in press.papers.values():
        for piece in pieces[len(pieces) - round(share * len(pieces)) if share < 1 else 0 :]:
            piece.in_feed = True


def hurry(store: Store) -> None:
    """Every feed is due."""
    with store.write("polling") as session:
        session.execute(text("UPDATE feed SET next_poll_at = now() - interval '1 second'"))


def open_ends(store: Store) -> dict[str, int]:
    """What still waits: articles not read, pages handed on, messages."""
    queries = {
        "articles": "SELECT count(*) FROM article WHERE state = 'pending' AND origin = 'feed'",
        "pages": "SELECT count(*) FROM parcel",
        "messages": "SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending', 'retry', 'unclear')",
    }
    return {name: ask(store, query)[0][0] for name, query in queries.items()}


def wait_until_done(store: Store, articles: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        left = open_ends(store)
        if not any(left.values()) and ask(store, "SELECT count(*) FROM article WHERE state = 'read'")[0][0] >= articles:
            return
        time.sleep(0.3)
    states = ask(store, "SELECT state, problem, count(*) FROM article GROUP BY 1, 2")
    raise AssertionError((open_ends(store), states))


def shown(store: Store) -> list[tuple[str, str, str]]:
    """Party and value of every position, with when it was taken."""
    with store.read() as session:
        return sorted(
            (claim, one.party, f"{one.value.low} {one.value.high} {one.at}")
            for _, claim, one in positions.of_watchlist(session)
        )


async def alone(folder: Path, press: Press) -> list[tuple[str, str, str]]:
    """The positions one process reaches on SQLite from the same papers."""
    from monitor.engine import round_once

    settings = settings_of(folder, "").model_copy(update={"data": folder / "alone"})
    service = app.build(settings, press=press.ports, timing=TIMING, targets=lambda: (TARGET,), send=None)
    service.world.work = inline
    await service.prepare()
    await round_once(service.world)
    found = shown(service.store)
    await service.close()
    return found


def play(folder: Path, address: str, server: HTTPServer, *, hosts: int, each: int, seconds: float) -> Floor:
    """Starts everything, kills at random for so long, lets it finish, and looks at what came of it."""
    press, chance, articles = printed(server, hosts, each), random.Random(7), hosts * each
    (folder / "watchlists").mkdir()
    lists = "\n".join(f"  - http://{host}/feed.xml" for host in press.papers)
    (folder / "watchlists" / "grube.yaml").write_text(WATCHLIST.format(feeds=lists), "utf-8")
    store, floor = Store.open(address), Floor(folder, address, press)
    try:
        for place in range(len(ROLES)):
            floor.start(place)
        wait_until_done(store, hosts, 240)
        began = time.monotonic()
        while (share := (time.monotonic() - began) / seconds) < 1.0:
            publish(press, share * 1.2)
            hurry(store)
            time.sleep(chance.uniform(0.4, 1.4))
            place = chance.randrange(len(ROLES))
            floor.kill(place)
            floor.start(place)
        hurry(store)
        wait_until_done(store, articles, 240 + articles * 0.5)
    finally:
        codes = floor.end()
    assert set(codes) <= {0, -signal.SIGTERM}  # one that was started a moment ago does not listen yet
    examine(store, folder, articles, floor.kills)
    assert shown(store) == asyncio.run(alone(folder, press))
    store.close()
    return floor


def examine(store: Store, folder: Path, articles: int, kills: int) -> None:
    assert not (folder / "violations").exists(), "two decisions were inside one claim at a time"
    assert ask(store, "SELECT count(*), count(DISTINCT article_id) FROM revision WHERE number > 0") == [
        (articles, articles)
    ]
    assert ask(store, "SELECT count(DISTINCT article_id) FROM fact") == [(articles,)]
    twice = 'SELECT claim_id, revision_id, party, "offset" FROM fact GROUP BY 1, 2, 3, 4 HAVING count(*) > 1'
    assert ask(store, twice) == []
    lost = "SELECT verdict FROM fact WHERE outcome IN ('value_changed', 'new_value') AND change_id IS NULL"
    assert ask(store, lost) == []
    untold = (  # what a feed holds at its very first visit is told in the digest at most
        "SELECT c.key FROM change c JOIN article a ON a.id = c.article_id WHERE c.grade = 'alert' AND NOT a.first_sight "
        "AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.decision = c.key)"
    )
    assert ask(store, untold) == []
    assert ask(store, "SELECT count(*) FROM change WHERE grade = 'alert'")[0][0]  # how many depends on who comes first
    alerts = {row[0] for row in ask(store, "SELECT DISTINCT alert_id FROM delivery WHERE state = 'sent'")}
    sent = Counter((folder / "sent").read_text("utf-8").split())
    assert alerts <= set(sent)
    assert sum(sent.values()) - len(sent) <= kills


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_done_twice_while_machines_die(
    tmp_path: Path, postgres: str, httpserver: HTTPServer
) -> None:
    floor = play(tmp_path, postgres, httpserver, hosts=5, each=8, seconds=10.0)
    assert floor.kills >= 5


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_done_twice_while_machines_die_for_minutes(
    tmp_path: Path, postgres: str, httpserver: HTTPServer
) -> None:
    floor = play(tmp_path, postgres, httpserver, hosts=20, each=40, seconds=240.0)
    assert floor.kills >= 100
