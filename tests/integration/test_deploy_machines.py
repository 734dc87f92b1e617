"""What we ship for several machines: units, containers, rules and boards that name only what there is."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from ruamel.yaml import YAML

from monitor.alerts.model import Outcome
from monitor.articles.model import PageKind
from monitor.clock import Clock
from monitor.engine.pulse import Pulse
from monitor.feeds.model import VisitResult
from monitor.ops.metrics import OTHER_ENDS, Figures
from monitor.settings import Settings
from monitor.store import Store

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("monitor-scheduler.service", "monitor-worker@.service")


def yaml(path: Path) -> list[Any]:
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))


@pytest.mark.parametrize("name", UNITS)
def test_the_units_are_hardened_as_the_single_one(name: str) -> None:
    def service(path: str) -> dict[str, str]:
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment]
        parser.read(DEPLOY / path, "utf-8")
        return dict(parser["Service"])

    own = {
        "ExecStart",
        "StateDirectory",
        "ReadWritePaths",
        "RestartPreventExitStatus",
        "Environment",
        "SystemCallFilter",
    }
    single, shipped = service("monitor.service"), service(name)
    assert {key: value for key, value in single.items() if key not in own and shipped.get(key) != value} == {}
    assert re.fullmatch(r"/opt/monitor/\.venv/bin/monitor (scheduler|worker --kind %i)", shipped["ExecStart"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    file = name.replace("@", "@io")
    text = re.sub(r"/opt/monitor/\.venv/bin/monitor", "/bin/true", (DEPLOY / name).read_text("utf-8"))
    (tmp_path / file).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert [line for line in done.stderr.splitlines() if file in line] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("name", ["monitor.service", *UNITS])
def test_systemd_finds_little_exposed(name: str) -> None:
    """1.2 of 10; the rest is what a program that fetches and listens needs (network, unix sockets, limits)."""
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(DEPLOY / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip("this systemd-analyze does not judge files")
    assert float(found.group(1)) <= 1.3


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every metric the service shows, as it is called in a scrape."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('m') / 'monitor.db'}")
    clock = Clock(now=lambda: datetime(2025, 6, 2, tzinfo=UTC), monotonic=lambda: 0.0)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(Pulse(), clock=clock, store=store, alive=lambda: True))
    shown = generate_latest(registry).decode()
    store.close()
    names = {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE")}
    return {re.sub("_created$", "", name) for name in names}


def named_in(expression: str) -> set[str]:
    """The metrics of an expression, a histogram by its own name."""
    words = re.findall(r"\bmonitor_[a-z_]+\b", re.sub(r'"[^"]*"', "", expression))
    return {re.sub("_(bucket|count|sum)$", "", word) for word in words}


def test_the_alert_rules_name_only_metrics_there_are(metrics: set[str]) -> None:
    (rules,) = yaml(DEPLOY / "prometheus" / "alerts.yaml")
    listed = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len(listed) >= 12
    for rule in listed:
        assert named_in(rule["expr"]) <= metrics, rule["alert"]
        assert named_in(rule["expr"]), rule["alert"]
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert set(rule["annotations"]) == {"summary", "do"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert re.fullmatch(r"\d+[mh]", rule["for"])


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not here")
def test_prometheus_takes_the_alert_rules() -> None:
    command = ["promtool", "check", "rules", str(DEPLOY / "prometheus" / "alerts.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not here")
def test_the_alert_rules_fire_when_they_should_and_only_then(tmp_path: Path) -> None:
    """Figures played to Prometheus' own evaluator: a quiet day, a dead service, a failed message, late news."""
    shutil.copy(DEPLOY / "prometheus" / "alerts.yaml", tmp_path)
    shutil.copy(ROOT / "tests" / "data" / "alerts.test.yaml", tmp_path)
    command = ["promtool", "test", "rules", "alerts.test.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


def test_labels_in_rules_and_board_have_values_there_are() -> None:
    """A filter for a state that no code writes would never fire, and nobody would notice."""
    known = {
        ("feeds", "state"): {"new", "ok", "failing", "silent", "paused", "gone"},
        ("articles", "state"): {"pending", "gated", "read", "teaser", "wall", "none", "failed", "gone"},
        ("deliveries", "state"): {"waiting", "held", "failed", "expired"},
        ("polls_total", "outcome"): {result.value for result in VisitResult},
        ("pages_total", "outcome"): {*(kind.value for kind in PageKind), *OTHER_ENDS},
        ("delivery_attempts_total", "outcome"): {outcome.value for outcome in Outcome},
    }
    text = (DEPLOY / "prometheus" / "alerts.yaml").read_text("utf-8")
    text += (DEPLOY / "grafana" / "monitor.json").read_text("utf-8")
    found = re.findall(r'monitor_([a-z_]+)\{([a-z]+)=~?\\?"([a-z_|]+)', text)
    assert len(found) >= 6
    for metric, label, values in found:
        assert set(values.split("|")) <= known[metric, label], metric


def test_the_board_names_only_metrics_there_are_and_shows_all_of_them(metrics: set[str]) -> None:
    board = json.loads((DEPLOY / "grafana" / "monitor.json").read_text("utf-8"))
    shown = [named_in(target["expr"]) for panel in board["panels"] for target in panel["targets"]]
    assert set().union(*shown) == metrics
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert len(set(places)) == len(places)


def test_the_manifests_are_whole_and_call_commands_there_are() -> None:
    folder = DEPLOY / "kubernetes"
    (kustomization,) = yaml(folder / "kustomization.yaml")
    assert set(kustomization["resources"]) == {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    parts = [part for name in kustomization["resources"] for part in yaml(folder / name)]
    known = {f"MONITOR_{name.upper()}" for name in Settings.model_fields}
    workloads = [part for part in parts if part["kind"] == "Deployment"]
    assert {part["metadata"]["name"] for part in workloads} == {
        "scheduler",
        "worker-io",
        "worker-cpu",
        "worker-deliver",
    }
    for part in workloads:
        pod = part["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["args"][0] in {"scheduler", "worker"}
        assert {item["name"] for item in container["env"]} <= known
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    for path in folder.glob("*.yaml"):
        assert "UNTESTED" in path.read_text("utf-8").splitlines()[0]


def test_the_container_file_calls_commands_there_are() -> None:
    (compose,) = yaml(DEPLOY / "compose.postgres.yaml")
    commands = [part["command"] for part in compose["services"].values() if "command" in part]
    assert ["scheduler"] in commands
    assert {command[2] for command in commands if command[0] == "worker"} == {"io", "cpu", "deliver"}
    assert "ARG REQUIREMENTS" in (DEPLOY / "Dockerfile").read_text("utf-8")
    assert (ROOT / "requirements" / compose["services"]["io"]["build"]["args"]["REQUIREMENTS"]).exists()


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not here")
def test_kustomize_puts_the_manifests_together() -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    parts = list(YAML(typ="safe").load_all(done.stdout))
    assert {part["kind"] for part in parts} == {"Deployment", "PersistentVolumeClaim", "Service"}
    assert {part["metadata"]["namespace"] for part in parts} == {"monitor"}


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not here")
@pytest.mark.parametrize(
    "arguments",
    [("compose.yaml",), ("compose.yaml", "compose.postgres.yaml"), ("compose.yaml", "--profile", "trial")],
    ids=" ".join,
)
def test_compose_takes_its_files(arguments: tuple[str, ...], tmp_path: Path) -> None:
    for path in DEPLOY.glob("compose*.yaml"):
        shutil.copy(path, tmp_path)
    for name in ("monitor.env", "targets.yaml", "postgres.password"):
        (tmp_path / name).touch()
    files = [part for name in arguments if name.endswith(".yaml") for part in ("-f", str(tmp_path / name))]
    rest = [name for name in arguments if not name.endswith(".yaml")]
    done = subprocess.run(
        ["docker-compose", *files, *rest, "config", "-q"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_container_is_locked_in() -> None:
    """Read-only, no capabilities, no new ones, not root; only PostgreSQL's own image keeps its manners."""
    for name in ("compose.yaml", "compose.postgres.yaml"):
        (compose,) = yaml(DEPLOY / name)
        for service, part in compose["services"].items():
            if service == "postgres" or (service == "monitor" and name == "compose.postgres.yaml"):
                continue
            assert part["read_only"] is True, service
            assert part["cap_drop"] == ["ALL"], service
            assert "no-new-privileges:true" in part["security_opt"], service
            assert not part["user"].startswith("0"), service
            assert all(port.startswith("127.0.0.1:") for port in part.get("ports", [])), service


def test_the_image_runs_without_root_and_looks_after_its_health() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    last = lines[max(place for place, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER monitor" in last
    assert any(line.startswith("HEALTHCHECK") for line in last)
    assert any("/healthz" in line for line in last)
    assert not any("pip install" in line or "apt-get" in line for line in last), "the last stage builds nothing"
    copied = [line.split()[-2] for line in lines if line.startswith("COPY ") and "--from" not in line]
    missing = [name for line in copied for name in [line] if "*" not in name and not (ROOT / name).exists()]
    assert missing == []
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert [name for name in copied if f"!{name.split('/')[0]}" not in sent] == []
    set_there = {name for line in last for name in re.findall(r"(MONITOR_[A-Z_]+)=", line)}
    assert set_there <= {f"MONITOR_{name.upper()}" for name in Settings.model_fields}
