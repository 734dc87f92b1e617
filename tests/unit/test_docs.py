"""The guides tell the truth: commands, options, settings, figures, files and links in them exist, in both languages."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from prometheus_client import CollectorRegistry

from monitor.clock import Clock
from monitor.engine.pulse import Pulse
from monitor.ops.metrics import Figures
from monitor.settings import Settings
from monitor.store import Store
from monitor.watchlist import advice, read_watchlist

ROOT = Path(__file__).parents[2]
GUIDES = sorted(
    str(path.relative_to(ROOT))
    for path in (*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md"))
)
#: guides for people at the desk and for those who run it: in both languages
USERS = ("alerts", "dashboard", "decides", "limits", "operation", "security", "sources", "start", "watchlists")
#: words behind `monitor` in a sentence that are no command
PROSE = {"is", "reads", "does", "cannot", "decides", "itself", "has"}


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def snippets(text: str) -> list[str]:
    """Command lines that call `monitor`: in code blocks one per line, and between backticks."""
    blocks = re.findall(r"```(?:sh|console)?\n(.*?)```|((?:^    .+\n)+)", text, re.DOTALL | re.MULTILINE)
    lines = [line for pair in blocks for block in pair for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    found = []
    for line in lines:
        for part in re.split(r"\s(?:&&|\||;)\s|\$\(", line.split("  #")[0]):
            match = re.match(
                r"(?:\s|sudo |\$ |[A-Z_]+=\S+ |\.venv/bin/|docker compose .* run --rm )*monitor (.+)", part
            )
            if match:
                found.append(match.group(1).strip())
    return found


@cache
def commands() -> Any:
    from monitor.cli import app

    return typer.main.get_command(app)


def check_command(words: list[str]) -> str:
    """ "" for a call that the command line takes, else what is wrong."""
    command, rest = commands(), words
    while rest and hasattr(command, "commands"):
        names = re.split(r"\|", rest[0])  # `monitor backup|restore`
        unknown = [name for name in names if name not in command.commands]
        if unknown:
            return f"no command {unknown[0]}"
        command, rest = command.commands[names[0]], rest[1:]
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    given = [re.split(r"[=\]|]", word.lstrip("["))[0] for word in rest if word.lstrip("[").startswith("--")]
    wrong = [name for name in given if name not in known]
    return f"{command.name} has no {wrong[0]}" if wrong else ""


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_in_a_guide_exists_with_its_options(name: str) -> None:
    wrong = []
    for snippet in snippets(read(name)):
        try:
            words = shlex.split(snippet.replace("…", "x").replace("'", ""))
        except ValueError:
            words = snippet.split()
        if words and words[0] not in PROSE and re.match(r"[a-z]", words[0]) and (problem := check_command(words)):
            wrong.append(f"monitor {snippet}: {problem}")
    assert wrong == []


@pytest.mark.parametrize("guide", ["docs/operation.md", "docs/operation.de.md"])
def test_every_command_stands_in_the_guide_for_operation(guide: str) -> None:
    def names(command: Any, before: str = "monitor") -> list[str]:
        if not hasattr(command, "commands"):
            return [before]
        return [name for key, one in command.commands.items() for name in names(one, f"{before} {key}")]

    told = read(guide)
    assert [name for name in names(commands()) if not re.search(rf"`{name}[ `\[]", told)] == []


@pytest.mark.parametrize("name", [name for name in GUIDES if "decisions" not in name])
def test_every_environment_variable_in_a_guide_is_a_setting(name: str) -> None:
    known = {f"MONITOR_{field.upper()}" for field in Settings.model_fields} | {"MONITOR_TEST_POSTGRES"}
    assert set(re.findall(r"MONITOR_[A-Z_]+", read(name))) <= known


@pytest.mark.parametrize("guide", ["docs/operation.md", "docs/operation.de.md"])
def test_the_table_of_settings_tells_the_defaults(guide: str) -> None:
    rows = dict(re.findall(r"^\| `MONITOR_([A-Z_]+)` \| (?:`([^`]*)`|–) \|", read(guide), re.MULTILINE))
    plain = {"", "[]", "**********"}
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)
        assert rows[name.upper()] == ("" if shown in plain else shown), name


@pytest.mark.parametrize("guide", ["docs/operation.md", "docs/operation.de.md"])
def test_every_metric_stands_in_the_guide(guide: str, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    clock = Clock(now=lambda: datetime(2025, 6, 2, tzinfo=UTC), monotonic=lambda: 0.0)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(Pulse(), clock=clock, store=store, alive=lambda: True))
    shown = {family.name + ("_total" if family.type == "counter" else "") for family in registry.collect()}
    store.close()
    assert shown == set(re.findall(r"`(monitor_[a-z_]+)`", read(guide)))


def anchors(text: str) -> set[str]:
    """Anchors as the usual renderers make them of headings."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", [*GUIDES, "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    for link in re.findall(r"\]\(([^)\s]+)\)", read(name)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        target = (folder / file).resolve() if file else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


@pytest.mark.parametrize("name", [name for name in GUIDES if "decisions" not in name])
def test_files_that_a_guide_names_exist(name: str) -> None:
    named = set(re.findall(r"`((?:deploy|docs|tests|monitor|requirements|corpus)/[\w./@-]*\w)`", read(name)))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", USERS)
def test_a_guide_for_users_has_the_same_sections_in_both_languages(name: str) -> None:
    english, german = (re.sub(r"```.*?```", "", read(f"docs/{name}{end}.md"), flags=re.DOTALL) for end in ("", ".de"))
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, german)]
    assert levels[0] == levels[1]
    assert f"{name}.de.md" in english, "the English one links to the German one"
    assert f"{name}.md" in german, "and the other way round"


@pytest.mark.parametrize(("readme", "end"), [("README.md", ""), ("README.de.md", ".de")])
def test_the_readme_leads_to_every_guide_for_users(readme: str, end: str) -> None:
    assert [name for name in USERS if f"docs/{name}{end}.md" not in read(readme)] == []


#: the course shows excerpts: their feeds stand in no example but the first
EXCERPT = {"watchlist.advice.no_feeds"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("docs/watchlists.md", EXCERPT),
        ("docs/watchlists.de.md", EXCERPT),
        ("docs/start.md", set()),
        ("docs/start.de.md", set()),
    ],
)
def test_examples_need_no_advice(name: str, allowed: set[str]) -> None:
    """What `monitor check` would say about an example, the example should have heeded."""
    blocks = re.findall(r"```yaml\n(.*?)```", read(name), re.DOTALL)
    lists = [read_watchlist(block, id="beispiel") for block in blocks if "claims:" in block]
    hints = [f"{one.name}: {hint.key}" for one in lists for hint in advice(one) if hint.key not in allowed]
    assert lists
    assert hints == []


@pytest.mark.parametrize("name", ["docs/start.md", "docs/start.de.md"])
def test_the_first_five_minutes_hold_in_an_empty_folder(name: str, tmp_path: Path) -> None:
    """The files of the guide, the commands of the guide: nothing to repair, but for the network that a test lacks."""
    from monitor.alerts import read_targets
    from monitor.ops.check import check_watchlists

    targets, watchlist = re.findall(r"```yaml\n(.*?)```", read(name), re.DOTALL)
    (tmp_path / "bahnstreik.yaml").write_text(watchlist, "utf-8")
    known = read_targets(targets, environ={"SMTP_PASSWORD": "geheim"}, path="targets.yaml")
    assert known[0].operator
    assert check_watchlists(tmp_path, known).good
