"""What we ship for running it: the unit is hardened, the examples are readable, the guide names every setting."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from monitor.alerts import read_targets
from monitor.clock import Clock
from monitor.engine.pulse import Pulse
from monitor.i18n import LANGUAGES
from monitor.ops.metrics import Figures, serve
from monitor.settings import Settings
from monitor.store import Store
from monitor.watchlist import read_watchlist

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "monitor.service"


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(UNIT, "utf-8")
    return parser["Service"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("PrivateTmp", "yes"),
        ("MemoryMax", "1G"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("CapabilityBoundingSet", ""),
        ("User", "monitor"),
        ("UMask", "0077"),
    ],
)
def test_the_unit_is_hardened(key: str, value: str) -> None:
    """S26."""
    assert unit()[key] == value


def test_a_stop_has_time_for_messages_on_their_way() -> None:
    """D28: 20 s for sends, 5 s for the web server."""
    assert int(unit()["TimeoutStopSec"]) > 25


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """Unknown keys and typing errors show up as warnings that name the file."""
    text = UNIT.read_text("utf-8").replace("/opt/monitor/.venv/bin/monitor run", "/bin/true run")
    (tmp_path / "monitor.service").write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "monitor.service")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "monitor.service:" in line] == []


def test_the_example_of_targets_holds_every_name_that_a_shipped_watchlist_notifies() -> None:
    example = (ROOT / "deploy" / "targets.example.yaml").read_text("utf-8")
    hook = "https://hooks.slack.com/services/T00000000/B00000000/" + "x" * 24
    targets = read_targets(example, environ={"SMTP_PASSWORD": "x", "SLACK_HOOK": hook, "HOOK_SECRET": "y"})
    lists = [read_watchlist(path.read_bytes(), id=path.stem) for path in (ROOT / "watchlists").glob("*.yaml")]
    assert {name for watchlist in lists for name in watchlist.notify} <= {target.name for target in targets}


@pytest.mark.parametrize("guide", ["operation.md", "operation.de.md"])
def test_every_setting_stands_in_the_guide(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`MONITOR_{name.upper()}`" not in text] == []


def test_the_example_environment_names_only_settings() -> None:
    known = {f"MONITOR_{name.upper()}" for name in Settings.model_fields}
    lines = (ROOT / "deploy" / "monitor.env.example").read_text("utf-8").splitlines()
    named = {line.split("=")[0] for line in lines if line.startswith("MONITOR_")}
    assert named <= known


@pytest.mark.parametrize("room", ["store", "engine", "ops"])
def test_messages_stand_in_both_languages(room: str) -> None:
    keys = [
        set(json.loads((ROOT / "monitor" / "messages" / language / f"{room}.json").read_text("utf-8")))
        for language in LANGUAGES
    ]
    assert keys[0] == keys[1]


def test_metrics_are_served_on_loopback(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    clock = Clock(now=lambda: datetime(2025, 6, 2, tzinfo=UTC), monotonic=lambda: 0.0)
    figures = Figures(Pulse(), clock=clock, store=store, alive=lambda: True)
    server, _thread = serve(figures, 0)
    try:
        host, port = server.server_address[:2]
        shown = urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    finally:
        server.shutdown()
        server.server_close()
        store.close()
    assert host == "127.0.0.1"
    assert "monitor_alive 1.0" in shown
    assert 'monitor_deliveries{state="waiting"} 0.0' in shown
