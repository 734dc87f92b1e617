"""A pace that a person set for one host: kept, shown, taken back."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from monitor import app
from monitor.cli import app as command
from monitor.feeds.model import HostPace
from monitor.settings import Settings
from monitor.store import Store
from monitor.store.paces import paces


def _settings(folder: Path) -> Settings:
    settings = Settings(data=folder, database_url=f"sqlite:///{folder}/monitor.db")
    Store.open(settings.database_url).close()
    return settings


def test_a_pace_is_kept_and_taken_back(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    app.set_host_pace(settings, "blatt.test", HostPace(gap=12.0, pages=20))
    assert app.host_paces(settings) == {"blatt.test": HostPace(gap=12.0, pages=20)}
    app.set_host_pace(settings, "blatt.test", HostPace())
    assert app.host_paces(settings) == {}


def test_who_changed_it_stands_in_the_audit_log(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    app.set_host_pace(settings, "blatt.test", HostPace(gap=12.0))
    store = Store.open(settings.database_url)
    with store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT action, subject, after FROM audit").fetchall()
        assert paces(session) == {"blatt.test": HostPace(gap=12.0)}
    store.close()
    assert rows == [("host.pace", "blatt.test", '{"gap": 12.0, "pages": null}')]


def test_the_command_line_sets_shows_and_refuses(tmp_path: Path) -> None:
    _settings(tmp_path)
    env = {"MONITOR_DATA": str(tmp_path), "MONITOR_DATABASE_URL": f"sqlite:///{tmp_path}/monitor.db"}
    run = CliRunner()
    done = run.invoke(command, ["feeds", "pace", "https://www.Blatt.test/rss", "--gap", "12"], env=env)
    shown = run.invoke(command, ["feeds", "pace"], env=env)
    refused = run.invoke(command, ["feeds", "pace", "--gap", "12"], env=env)
    too_fast = run.invoke(command, ["feeds", "pace", "www.blatt.test", "--gap", "0"], env=env)
    assert "www.blatt.test: 12 s" in done.output
    assert len(shown.output.splitlines()) == 2
    assert (done.exit_code, shown.exit_code) == (0, 0)
    assert refused.exit_code != 0
    assert too_fast.exit_code != 0
