"""The course teaches what the loader takes: every example parses, every key and every type is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.watchlist import compile_terms, keys, read_watchlist, schema
from monitor.watchlist.model import Part

ROOT = Path(__file__).parents[3]
COURSES = ("docs/watchlists.md", "docs/watchlists.de.md")
GUIDES = ("docs/decides.md", "docs/decides.de.md")


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


EXAMPLES = [
    pytest.param(block, id=f"{name}-{place}")
    for name in COURSES
    for place, block in enumerate(re.findall(r"```yaml\n(.*?)```", _read(name), re.DOTALL))
]


@pytest.mark.parametrize("block", EXAMPLES)
def test_every_example_of_the_course_is_a_good_watchlist(block: str) -> None:
    assert read_watchlist(block, id="beispiel").claims


@pytest.mark.parametrize("path", sorted((ROOT / "watchlists").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_watchlist_is_good_and_names_the_schema(path: Path) -> None:
    text = path.read_text("utf-8")
    assert read_watchlist(text, id=path.stem, path=path.name).feeds
    assert text.startswith("# yaml-language-server: $schema=watchlist.schema.json\n")


@pytest.mark.parametrize("name", COURSES)
def test_the_course_explains_every_key_in_its_table(name: str) -> None:
    rows = [row for row in _read(name).splitlines() if row.startswith("| `")]
    explained = {word for row in rows for word in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
    assert {*keys.FILE_NAMES, *keys.CLAIM_NAMES, "url", "every", "until"} <= explained


@pytest.mark.parametrize("name", [*COURSES, *GUIDES])
def test_the_guides_name_every_change_type_and_reason_for_silence(name: str) -> None:
    text = _read(name)
    assert [word for word in (*keys.CHANGES, *keys.SILENCES) if f"`{word}`" not in text] == []


def test_both_languages_teach_the_same_examples_and_chapters() -> None:
    english, german = (_read(name) for name in COURSES)
    claims = [re.findall(r"^\s+- id: (\S+)", text, re.MULTILINE) for text in (english, german)]
    assert claims[0] == claims[1]
    assert english.count("\n## ") == german.count("\n## ")
    assert english.count("\n### ") == german.count("\n### ")


@pytest.mark.parametrize("name", [*COURSES, *GUIDES, "docs/limits.md"])
def test_links_inside_the_guides_lead_somewhere(name: str) -> None:
    text = _read(name)
    anchors = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for link in re.findall(r"\]\(([^)]+)\)", text):
        file, _, anchor = link.partition("#")
        assert not file or (ROOT / "docs" / file).exists(), link
        assert not anchor or file or anchor in anchors, link


def test_the_schema_file_beside_the_watchlists_is_the_one_the_loader_follows() -> None:
    assert json.loads(_read("watchlists/watchlist.schema.json")) == schema()


@pytest.mark.parametrize("name", COURSES)
def test_the_table_of_words_tells_the_truth(name: str) -> None:
    table = _read(name).split("\n## ")[3]
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \|\s*([^|]*?)\s*\|$", table, re.MULTILINE)
    assert len(rows) == 16
    for terms, found, not_found in rows:
        matcher = compile_terms(re.findall(r"`([^`]+)`", terms))
        for phrase in found.replace("*", "").split(", "):
            assert matcher.touches(phrase.strip()), phrase
        for phrase in filter(None, map(str.strip, not_found.split(", "))):
            assert not matcher.touches(phrase), phrase


def test_what_the_course_says_about_compounds_holds() -> None:
    assert compile_terms(["Granate"], part=Part.LAST).touches("Artilleriegranaten")
    assert not compile_terms(["Truppe"], part=Part.LAST).touches("Truppenbesuch")
    assert compile_terms(["Streik"]).touches("Warnstreik")
    assert compile_terms(["Streik"]).touches("Streikaufruf")
    for one, other in (("Rückruf", "zurückrufen"), ("Streik", "streiken"), ("Tod", "tot"), ("Tod", "sterben")):
        assert not compile_terms([one]).touches(other)
