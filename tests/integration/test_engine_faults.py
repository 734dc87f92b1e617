"""What must hold when things break: kills, locks, full disks, set clocks, broken files, a second instance."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event
from werkzeug import Request, Response

from monitor import app
from monitor.engine import alive, health, poll_due, reload_watchlists
from monitor.errors import StoreError
from monitor.ops.lock import Instance
from monitor.store import Store, changes, feeds, service, watchlists
from tests.integration.newsroom import START, FakeClock, Newsroom, Press

HOST, OTHER_HOST = "morgenblatt.example", "abendpost.example"
TWELVE = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
NINETEEN = "Bei dem Grubenunglück sind nach Angaben der Polizei 19 Menschen getötet worden."


async def quiet_start(room: Newsroom, press: Press, *hosts: str, **timing: object) -> None:
    room.watch(*[press.paper(host) for host in hosts])
    await room.open(**timing)
    await room.round()
    room.clock.go(minutes=11)


def notices(room: Newsroom) -> set[str]:
    with room.service.store.read() as session:
        return {key for _, key, _, _ in service.notices(session)}


def crash(folder: Path, press: Press, fault: str = "") -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.crash_run", str(folder), str(press.server.port), *press.papers],
        env={**os.environ, "FAULT_AT": fault},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode


# --- kills ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["before_commit", "decided", "claimed"])
async def test_a_kill_at_any_point_loses_nothing_and_repeats_nothing(tmp_path: Path, press: Press, point: str) -> None:
    """D1, D3: killed before or after the decision is stored, the alert arrives exactly once after the restart."""
    room = Newsroom(tmp_path, press, clock=FakeClock(app.system_clock().now()))
    room.watch(press.paper(HOST))
    await room.open()
    await room.round()  # the feed's first visit: nothing there yet
    await room.service.close()
    press.print(HOST, "a", TWELVE, at=room.clock.wall)
    make_due(tmp_path)
    assert await asyncio.to_thread(crash, tmp_path, press, point) == -signal.SIGKILL
    room.clock.go(minutes=1)
    await room.open()
    make_due(tmp_path)
    await room.round()
    await room.round()
    await room.service.close()
    assert len(room.inbox.subjects()) == 1
    assert not (tmp_path / "sent.txt").exists()


def make_due(folder: Path) -> None:
    with sqlite3.connect(folder / "data" / "monitor.db") as connection:
        connection.execute("UPDATE feed SET next_poll_at = '2020-01-01 00:00:00.000000'")
    connection.close()


# --- the database --------------------------------------------------------------------------------------------------


async def test_a_short_lock_only_costs_time(room: Newsroom, press: Press) -> None:
    """D12: another program holds the write lock; the round waits, then works; reading goes on meanwhile."""
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", TWELVE, at=START)
    other = sqlite3.connect(room.settings.data / "monitor.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(1.0, lambda: other.execute("COMMIT")).start()
    state = await health(room.service.world)
    assert state.numbers["feeds_ok"] == 1
    await room.round()
    assert len(room.inbox.subjects()) == 1
    other.close()


async def test_a_long_lock_fails_the_cycle_with_its_reason_and_the_next_is_whole(room: Newsroom, press: Press) -> None:
    """D13: no alert without a stored decision; after the lock everything is caught up."""
    await quiet_start(room, press, HOST, busy=0.2)
    press.print(HOST, "a", TWELVE, at=START)
    other = sqlite3.connect(room.settings.data / "monitor.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        await poll_due(room.service.world)
    assert caught.value.key == "store.locked"
    assert not alive(room.service.world)
    assert room.inbox.subjects() == []
    other.execute("ROLLBACK")
    other.close()
    await room.round()
    assert alive(room.service.world)
    assert len(room.inbox.subjects()) == 1


async def test_a_full_disk_is_told_once_and_nothing_is_missing_afterwards(room: Newsroom, press: Press) -> None:
    """D14: the operator hears it without the database; after space returns the news is there."""
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", TWELVE, at=START)
    engine = room.service.store._engine
    limit = {"pages": 1}

    @event.listens_for(engine, "begin")
    def full(connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={limit['pages']}")

    for _ in range(3):
        room.clock.go(minutes=11)
        await poll_due(room.service.world)
        await room.service.world.finished()
        for number in range(40):  # fill what is left of the file's free pages
            try:
                await room.service.world.stored(service.put, f"fill{number}", "x" * 50_000, room.clock.wall)
            except StoreError:
                break
    assert room.service.world.pulse.store_problem == "store.full"
    assert not alive(room.service.world)
    assert len(room.inbox.subjects("betrieb")) == 1
    limit["pages"] = 1_000_000
    room.clock.go(minutes=11)
    await room.round()
    assert alive(room.service.world)
    assert len(room.inbox.subjects()) == 1
    assert room.service.store.check() == ()


@pytest.mark.parametrize("garbage", [b"", b"kein SQLite " * 900])
def test_the_program_refuses_a_file_it_does_not_know(tmp_path: Path, garbage: bytes) -> None:
    """D15: exit status not 0, one German sentence, the file untouched."""
    (tmp_path / "monitor.db").write_bytes(garbage)
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "run"],
        cwd=tmp_path,
        env={
            **os.environ,
            "MONITOR_DATA": str(tmp_path),
            "MONITOR_CONTACT": "redaktion@unser-monitor.eu",
            "LANG": "de_DE",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Datenbank" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "monitor.db").read_bytes() == garbage


# --- clocks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [3, -3])
async def test_a_set_clock_brings_no_flood_and_no_dead_lease(room: Newsroom, press: Press, hours: int) -> None:
    """D16: the news after the jump is told once, soon; the jump stands in the audit."""
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", TWELVE, at=START)
    await room.round()
    room.clock.jump(hours=hours)
    await room.service.sender.send_due()  # it looks twice a second
    press.print(HOST, "b", NINETEEN, at=START + timedelta(minutes=20))
    for _ in range(3):
        room.clock.go(minutes=11)
        await room.round()
    assert len(room.inbox.subjects()) == 2
    with room.service.store.read() as session:
        rows = (
            session.connection().exec_driver_sql("SELECT action, after FROM audit WHERE action = 'clock.jumped'").all()
        )
    assert len(rows) == 1
    assert str(hours * 3600) in rows[0][1]


async def test_after_six_hours_of_sleep_each_feed_is_visited_once(room: Newsroom, press: Press) -> None:
    """D18: one catch-up visit per feed, whatever was missed."""
    await quiet_start(room, press, HOST, OTHER_HOST)
    before = {host: press.seen[f"{host}/feed.xml"] for host in (HOST, OTHER_HOST)}
    room.clock.go(hours=6)
    await room.round()
    await room.round()
    assert {host: press.seen[f"{host}/feed.xml"] - before[host] for host in before} == {HOST: 1, OTHER_HOST: 1}


# --- one instance --------------------------------------------------------------------------------------------------


def test_a_second_instance_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    """D19: the lock names the first; a stale lease of a dead process on this machine does not count."""
    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    first, second = (Instance(store, tmp_path, now=START) for _ in range(2))
    first.take(START)
    with pytest.raises(StoreError) as caught:
        second.take(START)
    assert caught.value.key == "store.another_instance"
    assert caught.value.values["pid"] == os.getpid()
    os.close(first._handle)  # what a kill -9 does: the lock is free, the lease still stands
    second.take(START + timedelta(seconds=5))
    second.give()
    store.close()


def test_a_lease_from_another_machine_counts_until_it_runs_out(tmp_path: Path) -> None:
    """D19: on a shared folder the database's lease keeps the second one out, for 90 seconds at most."""
    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    there, here = (Instance(store, tmp_path / folder, now=START) for folder in ("there", "here"))
    there.take(START)
    with pytest.raises(StoreError):
        here.take(START + timedelta(seconds=30))
    here.take(START + timedelta(seconds=90))
    here.give()
    store.close()


# --- watchlist files -----------------------------------------------------------------------------------------------


async def test_a_broken_watchlist_keeps_the_last_good_one_and_is_told_once(room: Newsroom, press: Press) -> None:
    """D20: told once per broken text, with its place; told again after repair; watching never stops."""
    await quiet_start(room, press, HOST)
    path = room.settings.watchlists / "grube.yaml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("kind: figure", "kind: zahl"), "utf-8")
    for _ in range(3):
        await room.round()
    assert "notice.watchlist_broken" in notices(room)
    assert len(room.inbox.subjects("betrieb")) == 1
    assert "grube.yaml:" in room.inbox.messages[-1][1].text
    press.print(HOST, "a", TWELVE, at=START)
    room.clock.go(minutes=11)
    await room.round()
    assert len(room.inbox.subjects()) == 1
    path.write_text(good + "\n", "utf-8")
    await room.round()
    assert "notice.watchlist_broken" not in notices(room)
    assert len(room.inbox.subjects("betrieb")) == 2


@pytest.mark.parametrize("state", ["broken", "gone"])
async def test_a_restart_with_a_bad_folder_goes_on_with_the_last_good_version(
    room: Newsroom, press: Press, state: str
) -> None:
    """D21: never silently nothing to watch."""
    await quiet_start(room, press, HOST)
    await room.service.close()
    path = room.settings.watchlists / "grube.yaml"
    if state == "broken":
        path.write_text("claims: [", "utf-8")
    else:
        path.unlink()
    await room.open()
    assert [watchlist.id for watchlist in room.service.world.watched.watchlists] == ["grube"]
    assert {"notice.watchlist_broken", "notice.watchlist_missing"} & notices(room)
    press.print(HOST, "a", TWELVE, at=START)
    room.clock.go(minutes=11)
    await room.round()
    assert len(room.inbox.subjects()) == 1


async def test_a_half_written_file_does_not_count(room: Newsroom, press: Press) -> None:
    """D22: an editor truncates, then writes; only the settled text is read."""
    await quiet_start(room, press, HOST, settle=2.0)
    path = room.settings.watchlists / "grube.yaml"
    good = path.read_text("utf-8")
    os.utime(path, (room.clock.wall.timestamp(), room.clock.wall.timestamp()))

    def write(text: str) -> None:
        path.write_text(text, "utf-8")
        now = room.clock.wall.timestamp()
        os.utime(path, (now, now))

    write(good[: len(good) // 2])
    assert await reload_watchlists(room.service.world) == 0
    room.clock.go(1)
    write(good.replace("12 Menschen", "").replace("Gab es vor", "War da vor"))
    assert await reload_watchlists(room.service.world) == 0
    room.clock.go(2.5)
    assert await reload_watchlists(room.service.world) == 1
    assert notices(room) == set()
    with room.service.store.read() as session:
        assert all(version.valid for version in watchlists.history(session, "grube"))


async def test_an_edited_claim_is_folded_anew_in_silence(room: Newsroom, press: Press) -> None:
    """DESIGN: a new version over what is stored, one log line, no alert, positions at once."""
    await quiet_start(room, press, HOST)
    press.print(HOST, "a", TWELVE, at=START)
    await room.round()
    path = room.settings.watchlists / "grube.yaml"
    path.write_text(path.read_text("utf-8").replace("with: [sterben", "min_change: 10%\n    with: [sterben"), "utf-8")
    await room.round()
    from monitor.store import positions

    with room.service.store.read() as session:
        assert [row[2].value.low for row in positions.of_watchlist(session, "grube", "tote")] == [12.0]
        assert len(changes.since(session)) == 1
        lines = session.connection().exec_driver_sql("SELECT 1 FROM audit WHERE action = 'watchlist.folded'").all()
    assert len(lines) == 2  # the first start, the edit
    assert len(room.inbox.subjects()) == 1


# --- sources -------------------------------------------------------------------------------------------------------


async def test_a_hanging_feed_holds_up_nobody(room: Newsroom, press: Press) -> None:
    """D23: the other feed's news arrives; the hanging one ends as a failure within its deadline."""
    release = threading.Event()
    room.settings = room.settings.model_copy(update={"fetch_total": 1.5, "fetch_idle": 1.5})
    await quiet_start(room, press, HOST, OTHER_HOST)

    def hang(_request: Request) -> Response:
        release.wait(10)
        return Response("zu spät", status=500)

    press.special[f"{OTHER_HOST}/feed.xml"] = hang
    press.print(HOST, "a", TWELVE, at=START)
    began = asyncio.get_running_loop().time()
    await room.round()
    took = asyncio.get_running_loop().time() - began
    release.set()
    assert took < 8
    assert len(room.inbox.subjects()) == 1
    with room.service.store.read() as session:
        assert feeds.counts(session) == {"ok": 1, "failing": 1}


async def test_once_a_day_a_feed_is_fetched_whole(room: Newsroom, press: Press) -> None:
    """D24: a server that answers 304 for ever is asked without validators after a day."""
    press.print(HOST, "a", TWELVE, at=START)
    await quiet_start(room, press, HOST)
    asked: list[bool] = []

    def stuck(request: Request) -> Response:
        asked.append("If-None-Match" in request.headers)
        return Response(status=304) if asked[-1] else press._feed(request, HOST)

    press.special[f"{HOST}/feed.xml"] = stuck
    for _ in range(3):
        await room.round()
        room.clock.go(hours=13)
    assert False in asked
    assert True in asked


async def test_a_feed_that_fell_silent_is_told_and_goes_on_being_visited(room: Newsroom, press: Press) -> None:
    """D25: after max(6 h, 5 gaps) without anything new."""
    press.print(HOST, "a", TWELVE, at=START)
    await quiet_start(room, press, HOST)
    for _ in range(8):
        room.clock.go(hours=1)
        await room.round()
    assert "notice.feed_silent" in notices(room)
    assert any("Stille Quelle" in subject for subject in room.inbox.subjects("betrieb"))
    press.print(HOST, "b", NINETEEN, at=room.clock.wall)
    room.clock.go(hours=2)
    await room.round()
    assert "notice.feed_silent" not in notices(room)


FEED = "application/rss+xml"
BROKEN = [
    ("<html><body>Wartung</body></html>", "text/html", 200),
    ("<!doctype html><html><body><p>Bitte lösen Sie das Captcha.</p></body></html>", FEED, 200),
    ("<html><body><p>Zustimmen und weiter</p></body></html>", "text/html", 200),
    ("<rss version='2.0'><channel><title>leer</title></channel></rss>", FEED, 200),
    ("zurückgezogen", "text/plain", 410),
    ("nein", "text/plain", 403),
]


@pytest.mark.parametrize(("body", "kind", "status"), BROKEN, ids=["html", "captcha", "consent", "empty", "gone", "no"])
async def test_a_source_that_answers_without_news_is_told_once_and_its_recovery_once(
    room: Newsroom, press: Press, body: str, kind: str, status: int
) -> None:
    """However many visits fail, and however long it lasts."""
    press.print(HOST, "a", TWELVE, at=START)
    await quiet_start(room, press, HOST)
    press.special[f"{HOST}/feed.xml"] = lambda _: Response(body, content_type=kind, status=status)
    for hours in (0, 1, 25, 25, 25):
        room.clock.go(hours=hours)
        await room.round()
    assert "notice.feed_broken" in notices(room)
    told = [subject for subject in room.inbox.subjects("betrieb") if "Quelle" in subject]
    assert [subject.partition(":")[0] for subject in told] == ["Gestörte Quelle"]
    del press.special[f"{HOST}/feed.xml"]
    press.print(HOST, "b", NINETEEN, at=room.clock.wall)
    for _ in range(3):
        room.clock.go(hours=25)
        await room.round()
    assert "notice.feed_broken" not in notices(room)
    told = [subject for subject in room.inbox.subjects("betrieb") if "wieder in Ordnung" in subject]
    assert len(told) == 1


async def test_texts_that_suddenly_shrink_are_told_once_and_their_return_once(room: Newsroom, press: Press) -> None:
    await quiet_start(room, press, HOST)

    async def printed(count: int, filler: str) -> None:
        for _ in range(count):
            slug = f"s{len(press.papers[HOST])}"
            press.print(HOST, slug, f"{TWELVE} Blatt {slug}.", at=room.clock.wall, filler=filler)
            room.clock.go(minutes=61)
            await room.round()

    def told() -> list[str]:
        return [subject.partition(":")[0] for subject in room.inbox.subjects("betrieb") if "Texte" in subject]

    await printed(20, "Die Bergung dauert nach den ersten Angaben an. " * 40)
    assert told() == []
    await printed(9, "Die Bergung dauert an. " * 12)
    assert told() == ["Kürzere Texte"]
    room.clock.go(hours=24 * 15)
    await printed(1, "Die Bergung dauert an. " * 12)
    assert told() == ["Kürzere Texte"]
    assert "notice.texts_short" in notices(room)
    await printed(9, "Die Bergung dauert nach den ersten Angaben an. " * 40)
    assert told() == ["Kürzere Texte", "Texte wieder wie gewohnt"]
    assert "notice.texts_short" not in notices(room)


async def test_one_bad_answer_and_a_line_that_is_down_are_told_of_no_source(room: Newsroom, press: Press) -> None:
    press.print(HOST, "a", TWELVE, at=START)
    await quiet_start(room, press, HOST)
    answers = [
        Response("<html></html>", content_type="text/html"),
        Response("x", status=502),
        Response("x", status=502),
    ]
    for answer in answers:
        press.special[f"{HOST}/feed.xml"] = lambda _, answer=answer: answer
        await room.round()
        room.clock.go(minutes=45)
    assert "notice.feed_broken" not in notices(room)
    assert room.inbox.subjects("betrieb") == []


async def test_a_poller_that_stopped_is_not_healthy(room: Newsroom, press: Press) -> None:
    """D26: no tick for two minutes."""
    await quiet_start(room, press, HOST)
    await room.round()
    assert alive(room.service.world)
    room.clock.go(minutes=3)
    assert not alive(room.service.world)
    assert "health.no_tick" in (await health(room.service.world)).problems


# --- stubborn publishers -------------------------------------------------------------------------------------------


async def test_a_page_that_flaps_between_two_texts_alerts_at_most_once(room: Newsroom, press: Press) -> None:
    """D27: A/B/A from a cache is one correction, not three."""
    await quiet_start(room, press, HOST)
    piece = press.print(HOST, "a", TWELVE, at=START)
    await room.round()
    first = piece.text
    for text in (first.replace("Werkstor", "Zechentor"), first, first.replace("Werkstor", "Zechentor")):
        piece.text = text
        room.clock.go(hours=7)
        await room.round()
    assert len(room.inbox.subjects()) == 1


async def test_a_reused_guid_with_another_link_is_another_article(room: Newsroom, press: Press) -> None:
    """D27: feeds reuse their ids."""
    await quiet_start(room, press, HOST)
    press.print(
        HOST, "alt", "Die Rosenschau hat 300 Gäste.", at=START, title="Rosenschau", guid="aktuell", in_feed=True
    )
    await room.round()
    press.papers[HOST].clear()
    press.print(HOST, "neu", TWELVE, at=START + timedelta(minutes=9), guid="aktuell")
    room.clock.go(minutes=11)
    await room.round()
    assert len(room.inbox.subjects()) == 1


async def test_a_shared_guid_does_not_hide_an_article(room: Newsroom, press: Press) -> None:
    """D27: two items with one id are two articles."""
    await quiet_start(room, press, HOST)
    press.print(HOST, "garten", "Die Rosenschau hat 300 Gäste.", at=START, title="Rosenschau", guid="gleich")
    press.print(HOST, "grube", TWELVE, at=START, guid="gleich")
    await room.round()
    assert press.seen[f"{HOST}/grube"] == 1
    assert press.seen[f"{HOST}/garten"] == 1


async def test_a_re_dated_archive_piece_is_no_news(room: Newsroom, press: Press) -> None:
    """D27: an old article that is stamped anew says nothing that is not known."""
    await quiet_start(room, press, HOST)
    piece = press.print(HOST, "a", TWELVE, at=START)
    await room.round()
    room.clock.go(hours=7)
    piece.published = piece.modified = room.clock.wall
    await room.round()
    assert len(room.inbox.subjects()) == 1


# --- the whole process ---------------------------------------------------------------------------------------------


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "corpus").mkdir()
    return {
        **os.environ,
        "MONITOR_DATA": str(tmp_path / "data"),
        "MONITOR_WATCHLISTS": str(tmp_path / "watchlists"),
        "MONITOR_CORPUS": str(tmp_path / "corpus"),
        "MONITOR_TARGETS": str(tmp_path / "targets.yaml"),
        "MONITOR_CONTACT": "redaktion@unser-monitor.eu",
        "MONITOR_PORT": "0",
        "LANG": "de_DE",
    }


def start(installation: dict[str, str], tmp_path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "run"],
        cwd=tmp_path,
        env=installation,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"ended with {process.wait()} before {word}")


def test_one_service_at_a_time_and_a_clean_stop(installation: dict[str, str], tmp_path: Path) -> None:
    """D19, D28: the second ends with status 3; SIGTERM ends the first with 0 in seconds; kill -9 frees the way."""
    first = start(installation, tmp_path)
    wait_for(first, "service.started")
    second = start(installation, tmp_path)
    _, said = second.communicate(timeout=30)
    assert second.returncode == 3
    assert str(first.pid) in said
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=25) == 0
    third = start(installation, tmp_path)
    wait_for(third, "service.started")
    third.kill()
    third.wait()
    fourth = start(installation, tmp_path)
    wait_for(fourth, "service.started")
    fourth.send_signal(signal.SIGTERM)
    assert fourth.wait(timeout=25) == 0


def test_a_dashboard_open_to_the_world_needs_an_account(installation: dict[str, str], tmp_path: Path) -> None:
    """S1: bound beyond loopback without a login, the service does not start."""
    process = start({**installation, "MONITOR_BIND": "0.0.0.0"}, tmp_path)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Traceback" not in said


def test_the_log_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """S10, S22: addresses of targets are hidden at every level; control characters cannot forge a line."""
    import logging

    from monitor.ops.logs import Redactor, set_up

    redact = Redactor()
    redact.learn(["slack://T0TOKEN/B0TOKEN/geheimgeheim/#desk", "mailtos://desk:passwort1@mail.example"])
    root = logging.getLogger()
    kept = root.handlers[:]
    try:
        set_up("DEBUG", as_json=True, redact=redact)
        logging.getLogger("lib").debug("post https://hooks.slack.com/services/T0TOKEN/B0TOKEN/geheimgeheim")
        logging.getLogger("lib").warning("login passwort1 failed\nINFO forged")
        logging.getLogger("lib").warning("at %s", "http://user:anderes@host/")
    finally:
        root.handlers[:] = kept
        root.setLevel(logging.WARNING)
    said = capsys.readouterr().err
    assert "geheimgeheim" not in said
    assert "passwort1" not in said
    assert "anderes" not in said
    assert len(said.strip().splitlines()) == 3


def test_a_clock_set_back_does_not_leave_jobs_asleep() -> None:
    """D16: the scheduler goes by the wall clock; the watch pulls its jobs to now."""
    from monitor.scheduler import Job, Scheduler

    clock = FakeClock()
    runs: list[int] = []

    async def count() -> None:
        runs.append(1)

    async def story() -> None:
        from datetime import UTC, datetime

        clock.wall = datetime.now(UTC)
        scheduler = Scheduler([Job(name="poll", every=3600.0, doing=count)], clock=clock.clock)
        scheduler.start()
        await asyncio.sleep(0.1)
        clock.jump(hours=-3)
        assert scheduler.wake_sleepers() == ("poll",)
        await scheduler.stop(seconds=1)

    asyncio.run(story())
    assert len(runs) == 2


async def test_a_stop_lets_running_work_end() -> None:
    """D28: a job that runs is awaited, no new one starts."""
    from monitor.scheduler import Job, Scheduler

    done: list[str] = []

    async def slow() -> None:
        await asyncio.sleep(0.3)
        done.append("slow")

    scheduler = Scheduler([Job(name="slow", every=0.05, doing=slow)], clock=app.system_clock())
    scheduler.start()
    await asyncio.sleep(0.1)
    assert await scheduler.stop(seconds=5)
    assert done == ["slow"]


@pytest.mark.parametrize("night", ["2025-03-29T22:00+00:00", "2025-10-25T22:00+00:00"])
async def test_visits_stay_evenly_spaced_through_the_change_of_summer_time(
    room: Newsroom, press: Press, night: str
) -> None:
    """D17: twelve hours around the change, one visit every ten minutes, none doubled, none left out."""
    from datetime import datetime

    room.clock.wall = datetime.fromisoformat(night)
    press.print(HOST, "a", TWELVE, at=room.clock.wall)
    await quiet_start(room, press, HOST)
    visits: list[datetime] = []
    press.special[f"{HOST}/feed.xml"] = lambda request: visits.append(room.clock.wall) or press._feed(request, HOST)
    for _ in range(72):
        await poll_due(room.service.world)
        await room.service.world.finished()
        room.clock.go(minutes=10)
    gaps = {later - earlier for earlier, later in pairwise(visits)}
    assert len(visits) == 72
    assert gaps == {timedelta(minutes=10)}


@pytest.mark.parametrize("setting", [{"MONITOR_POLL_EVERY": "60"}, {"MONITOR_CONTACT": ""}])
def test_bad_manners_are_no_setting(installation: dict[str, str], tmp_path: Path, setting: dict[str, str]) -> None:
    """RELIABILITY 6: no visits without a contact, none more often than every five minutes."""
    process = start({**installation, **setting}, tmp_path)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert next(iter(setting)) in said
