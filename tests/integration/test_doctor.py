"""`monitor doctor`: every fault staged once; the answer names it and says what to do, in German and English."""

from __future__ import annotations

import json
import os
import sqlite3
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from monitor.alerts import read_targets
from monitor.alerts.model import Target
from monitor.i18n import LANGUAGES
from monitor.ops import doctor
from monitor.ops.doctor import Machine, examine
from monitor.ops.report import Report
from monitor.settings import Settings
from monitor.store import Store, feeds, outbox, service, watchlists
from monitor.store.tables import DeliveryRow, FeedRow, TargetRow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FEED = "https://blatt.de/rss.xml"
LIST = f"""\
name: Streik
notify: [desk, zweiter]
feeds: [{FEED}]
claims:
  - {{id: einigung, question: Gibt es eine Einigung?, kind: statement, about: [[Tarifstreit], [Einigung]]}}
"""
TARGETS = """\
targets:
  - {name: desk, url: "mailto://mail.blatt.de?mode=insecure&from=a@blatt.de&to=b@blatt.de", operator: yes}
  - {name: zweiter, url: "json://hook.blatt.de/x"}
"""


@dataclass
class House:
    """An installation in order, which each test breaks in one place."""

    folder: Path
    settings: Settings
    machine: Machine
    url: str

    def write(self, doing: Callable[..., Any], *arguments: Any) -> None:
        store = Store.open(self.url, now=NOW)
        with store.write() as session:
            doing(session, *arguments)
        store.close()

    def set(self, **values: Any) -> None:
        self.settings = self.settings.model_copy(update=values)

    def targets(self) -> tuple[Target, ...]:
        return read_targets(self.settings.targets.read_text("utf-8"), environ={}, path="targets.yaml")

    def examined(self) -> Report:
        return examine(self.settings, self.targets, lambda: Store.open(self.url, create=False), self.machine)


def built(folder: Path, url: str) -> House:
    settings = Settings(
        _env_file=None,
        data=folder / "data",
        database=url,
        watchlists=folder / "watchlists",
        targets=folder / "targets.yaml",
        contact="redaktion@blatt.de",
        public_url="https://monitor.blatt.de",
    )
    for name in (settings.data, settings.watchlists, settings.data / "backups"):
        name.mkdir(mode=0o700)
    settings.targets.write_text(TARGETS, "utf-8")
    (settings.watchlists / "streik.yaml").write_text(LIST, "utf-8")
    backup = settings.data / "backups" / "monitor-20260302T030000Z.db"
    backup.write_bytes(b"")
    os.utime(backup, (NOW.timestamp(), NOW.timestamp()))
    machine = Machine(now=NOW, synchronised=lambda: True, free=lambda _folder: 50_000_000_000)
    house = House(folder, settings, machine, url)
    house.write(in_order)
    return house


def in_order(session: Any) -> None:
    watchlists.put_in_force(session, "streik", digest="d", text=LIST, author="anna", now=NOW)
    feeds.wanted(session, {FEED: 600.0}, NOW)
    outbox.meet_targets(session, ["desk", "zweiter"], NOW)
    service.put(session, "baseline", {}, NOW)
    service.put(session, "tick", {}, NOW)
    service.put(session, "instance", {"owner": {}}, NOW)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return built(tmp_path, f"sqlite:///{tmp_path / 'data' / 'monitor.db'}")


def feed_is(state: str, problem: str = "") -> Callable[[Any], None]:
    def change(session: Any) -> None:
        row = session.exec(select(FeedRow)).one()
        row.state, row.problem, row.problem_values = state, problem, '{"before": 12}'

    return change


def target_is(state: str, reason: str) -> Callable[[Any], None]:
    def change(session: Any) -> None:
        row = session.exec(select(TargetRow).where(TargetRow.name == "desk")).one()
        row.state, row.reason = state, reason

    return change


def failed_delivery(session: Any) -> None:
    session.add(
        DeliveryRow(
            decision="d", target="desk", kind="alert", state="failed", not_before=NOW, created_at=NOW, expires_at=NOW
        )
    )


def damaged(house: House) -> None:
    path = house.folder / "data" / "monitor.db"
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    path.write_bytes(bytes(content))


def without(house: House, text: str, by: str = "") -> None:
    house.settings.targets.write_text(TARGETS.replace(text, by), "utf-8")


#: what is broken, how, the line that must come, and what to do in both languages
FAULTS: list[tuple[str, Callable[[House], Any], str, str, str]] = [
    ("contact", lambda h: h.set(contact=""), "doctor.no_contact", "Setzen Sie eine Mailadresse", "Set a mail address"),
    ("made up", lambda h: swap(h, real_contact=lambda _: False), "doctor.contact", "wirklich erreichen", "really reach"),
    ("no address", lambda h: h.set(public_url=""), "doctor.no_public_url", "Setzen Sie die Adresse", "Set the address"),
    ("address", lambda h: h.set(public_url="monitor.blatt.de"), "doctor.public_url", "https://", "https://"),
    ("too often", lambda h: h.set(poll_every=60.0), "doctor.poll_every", "mindestens 300", "at least 300"),
    ("language", lambda h: h.set(language="fr"), "doctor.language", "de oder en", "de or en"),
    ("proxies", lambda h: h.set(trusted_proxies="10.0.0.0/8, nginx"), "doctor.network", "127.0.0.1/32", "127.0.0.1/32"),
    ("open door", lambda h: h.set(bind="0.0.0.0"), "doctor.no_account", "monitor users add", "monitor users add"),
    ("no targets", lambda h: h.settings.targets.unlink(), "doctor.no_targets", "Legen Sie", "create"),
    ("bad targets", lambda h: without(h, "operator: yes", "operater: yes"), "check.problem", "operater", "operater"),
    ("bad target", lambda h: swap(h, problem=lambda t: "target.bad" * (t.name == "desk")), "check.problem", "targets.yaml:2:1", "targets.yaml:2:1"),
    ("no operator", lambda h: without(h, ", operator: yes"), "doctor.no_operator", "operator: yes", "operator: yes"),
    ("watchlist", lambda h: spoil(h, "kind: statement", "kind: rumour"), "check.problem", "streik.yaml:5", "streik.yaml:5"),
    ("stranger", lambda h: spoil(h, "zweiter", "dritter"), "check.unknown_target", "Ändern Sie den Namen", "Change the name"),
    ("none", lambda h: (h.settings.watchlists / "streik.yaml").unlink(), "check.no_watchlists", "Legen Sie", "Put one"),
    ("disk", lambda h: swap(h, free=lambda _: 90_000_000), "doctor.no_space", "Schaffen Sie Platz", "Make room"),
    ("open folder", lambda h: h.settings.data.chmod(0o755), "doctor.open_folder", "chmod 700", "chmod 700"),
    ("past", lambda h: swap(h, now=datetime(1999, 1, 1, tzinfo=UTC)), "doctor.clock_past", "set-ntp true", "set-ntp true"),
    ("alone", lambda h: swap(h, synchronised=lambda: False), "doctor.clock_alone", "set-ntp true", "set-ntp true"),
    ("set back", lambda h: swap(h, now=NOW - timedelta(hours=3)), "doctor.clock_back", "Stellen Sie die Uhr", "Set the clock"),
    ("ended", lambda h: h.write(service.drop, "instance"), "doctor.not_running", "systemctl start", "systemctl start"),
    ("stopped", lambda h: swap(h, now=NOW + timedelta(hours=3)), "doctor.not_running", "systemctl start", "systemctl start"),
    ("no store", lambda h: (h.folder / "data" / "monitor.db").unlink(), "doctor.store", "legt sie an", "create"),
    ("no database", lambda h: (h.folder / "data" / "monitor.db").write_bytes(b"x" * 9000), "doctor.store", "restore", "restore"),
    ("damaged", damaged, "doctor.store", "monitor restore", "monitor restore"),
    ("no baseline", lambda h: h.write(service.drop, "baseline"), "doctor.no_baseline", "baseline build", "baseline build"),
    ("no backup", lambda h: backup(h).unlink(), "doctor.no_backup", "monitor backup", "monitor backup"),
    ("old backup", lambda h: os.utime(backup(h), (0, 0)), "doctor.old_backup", "monitor backup", "monitor backup"),
    ("failing", lambda h: h.write(feed_is("failing", "feed.emptied")), "doctor.feed_failing", "feeds check", "feeds check"),
    ("silent", lambda h: h.write(feed_is("silent")), "doctor.feed_silent", "feeds discover", "feeds discover"),
    ("gone", lambda h: h.write(feed_is("gone")), "doctor.feed_gone", "aus der Watchlist", "out of the watchlist"),
    ("outbox", lambda h: h.write(failed_delivery), "doctor.outbox", "Meldungen", "Messages"),
    ("broken", lambda h: h.write(target_is("broken", "delivery.expired")), "doctor.target_broken", "targets test desk", "targets test desk"),
    ("away", lambda h: h.write(target_is("failing", "")), "doctor.target_failing", "targets test desk", "targets test desk"),
    ("paused", lambda h: h.write(target_is("paused", "")), "doctor.target_paused", "Meldungen", "Messages"),
]  # fmt: skip


def swap(house: House, **values: Any) -> None:
    house.machine = replace(house.machine, **values)


def spoil(house: House, old: str, new: str) -> None:
    (house.settings.watchlists / "streik.yaml").write_text(LIST.replace(old, new), "utf-8")


def backup(house: House) -> Path:
    return next((house.settings.data / "backups").glob("monitor-*.db"))


def test_an_installation_in_order_has_nothing_to_repair(house: House) -> None:
    report = house.examined()
    assert [line for line in report.found if line.sign in {"warn", "bad"}] == []
    assert {"doctor.versions", "doctor.clock", "doctor.space", "doctor.database", "doctor.running"} <= {
        line.key for line in report.found
    }


@pytest.mark.parametrize(("stage", "key", "german", "english"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])  # fmt: skip
def test_a_fault_is_named_with_what_to_do(house: House, stage: Any, key: str, german: str, english: str) -> None:
    stage(house)
    report = house.examined()
    found = [line for line in report.found if line.key == key and line.sign in {"warn", "bad"}]
    assert len(found) == 1, [line.key for line in report.found]
    alone = Report(found=tuple(found))
    assert german in " ".join(alone.lines("de"))
    assert english in " ".join(alone.lines("en"))
    assert not any("doctor." in line or "{" in line for line in (*alone.lines("de"), *alone.lines("en")))


def test_every_line_that_asks_for_repair_is_staged() -> None:
    """A new check needs a new fault here."""
    root = Path(doctor.__file__).parents[1] / "messages" / LANGUAGES[0]
    keys = {key for key in json.loads((root / "ops.json").read_text("utf-8")) if key.startswith("doctor.")}
    fine = {"versions", "targets", "space", "clock", "database", "server", "running", "never_ran", "backup"}
    elsewhere = {"targets_bad", "sqlite_old", "no_zones", "unwritable", "older", "integrity", "server_old", "none_in_force", "clocks_apart"}  # fmt: skip
    staged = {fault[2].removeprefix("doctor.") for fault in FAULTS if fault[2].startswith("doctor.")}
    assert {key.removeprefix("doctor.") for key in keys} == fine | elsewhere | staged


def test_a_database_of_an_older_schema_is_named_and_not_migrated(house: House) -> None:
    path = house.folder / "data" / "monitor.db"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    report = house.examined()
    assert report.found[-1].key == "doctor.older"
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    connection.close()


def test_an_old_sqlite_and_missing_zones_are_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 0))
    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    bad = [line.key for line in house.examined().found if line.sign == "bad"]
    assert bad == ["doctor.sqlite_old", "doctor.no_zones"]


def test_no_watchlist_in_force_is_told(tmp_path: Path) -> None:
    """The file is good, but the service never took it in."""
    path = tmp_path / "data" / "monitor.db"
    house = built(tmp_path, f"sqlite:///{path}")
    path.unlink()
    Store.open(house.url, now=NOW).close()
    assert "doctor.none_in_force" in {line.key for line in house.examined().found}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_nobody_may_write_is_told(house: House) -> None:
    house.settings.data.chmod(0o500)
    try:
        assert "doctor.unwritable" in {line.key for line in house.examined().found}
    finally:
        house.settings.data.chmod(0o700)


def test_a_machine_without_systemd_has_no_say_on_its_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert doctor.synchronised() is None


@pytest.fixture
def server_house(tmp_path: Path, postgres: str) -> House:
    return built(tmp_path, postgres)


def test_on_postgresql_nobody_misses_a_sqlite_backup(server_house: House) -> None:
    backup(server_house).unlink()
    swap(server_house, now=datetime.now(UTC))
    keys = [line.key for line in server_house.examined().found]
    assert "doctor.server" in keys
    assert not {"doctor.no_backup", "doctor.old_backup", "doctor.clocks_apart"} & {*keys}


def test_clocks_of_server_and_machine_that_differ_are_told(server_house: House) -> None:
    swap(server_house, now=datetime.now(UTC) + timedelta(seconds=40))
    (found,) = [line for line in server_house.examined().found if line.key == "doctor.clocks_apart"]
    assert -42 <= int(str(found.values["seconds"])) <= -39
