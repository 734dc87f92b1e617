"""What the demo's service runs on: watchlists with the made-up press as feeds, a baseline of before the turn, targets."""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from ruamel.yaml import YAML

from monitor.alerts.model import Target
from monitor.settings import Settings

#: the watchlists of the repository that the story is about
WATCHLISTS = ("nordkorea", "warnstreik")
#: the baseline ends here: the corpus documents of April 2025 tell the turn that the demo lets happen
BASELINE_BEFORE = "2025-01-01"
MAIL, SLACK = "redaktion-mail", "slack-ausland"


def set_stage(folder: Path, feeds: Iterable[str], *, port: int, language: str) -> Settings:
    """Write the demo's watchlists and baseline below `folder`; returns the settings of its service."""
    for name in ("watchlists", "corpus", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    addresses = list(feeds)
    for name in WATCHLISTS:
        text = _shipped("watchlists", f"{name}.yaml").read_text("utf-8")
        (folder / "watchlists" / f"{name}.yaml").write_text(_with_feeds(text, addresses), "utf-8")
    for document in sorted(_shipped("corpus").iterdir(), key=lambda path: path.name):
        text = document.read_text("utf-8")
        if document.suffix == ".md" and _date_of(text) < BASELINE_BEFORE:
            (folder / "corpus" / document.name).write_text(text, "utf-8")
    return Settings(
        _env_file=None,
        data=folder / "data",
        database="",
        watchlists=folder / "watchlists",
        corpus=folder / "corpus",
        targets=folder / "targets.yaml",
        contact="demo@monitor.example",
        poll_every=1.0,
        host_gap=0.0,
        pages_per_hour=100_000,
        group_wait=1.0,
        language=language,
        bind="127.0.0.1",
        port=port,
        public_url=f"http://127.0.0.1:{port}" if port else "",
    )


def targets(mail_port: int, language: str) -> tuple[Target, ...]:
    """A mail and a Slack target; Slack posts go where the wiring sends them."""
    address = f"mailto://127.0.0.1:{mail_port}?mode=insecure&from=monitor@redaktion.example&to=desk@redaktion.example"
    hook = "slack://AAAAAAAAA/BBBBBBBBB/cccccccccccccccccccccccc"
    return (
        Target(name=MAIL, address=address, channel="mail", language=language, operator=True),
        Target(name=SLACK, address=hook, channel="slack", language=language),
    )


def _with_feeds(text: str, feeds: list[str]) -> str:
    """The watchlist with other feeds and both targets; comments and everything else as the editor wrote it."""
    yaml = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    tree = yaml.load(text)
    tree["feeds"] = feeds
    tree["notify"] = [MAIL, SLACK]
    written = io.StringIO()
    yaml.dump(tree, written)
    return written.getvalue()


def _date_of(document: str) -> str:
    found = next((line for line in document.splitlines() if line.startswith("date:")), "date: 9999")
    return found.partition(":")[2].strip()


def _shipped(*parts: str) -> Path:
    """A file of the repository, or of the installed package that carries a copy."""
    package = Path(str(resources.files("monitor")))
    inside = package.joinpath("_shipped", *parts)
    return inside if inside.exists() else package.parent.joinpath(*parts)
