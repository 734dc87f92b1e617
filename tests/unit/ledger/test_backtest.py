"""An archive replayed: rows, revisions, broken lines, two versions of a watchlist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.backtest import differences, from_files, moment_of, read_archive
from monitor.errors import FormatError
from monitor.feeds.model import Precision
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Watchlist

TEXT = """
name: Fähren
about: [Fähre]
parties:
  Reederei: [Inselreederei]
claims:
  - id: passagiere
    question: Wie viele Passagiere zählten die Fähren?
    kind: figure
    counts: [Passagier]
    about: [Fähre]
"""


def fähren(**more: str) -> Watchlist:
    return read_watchlist(TEXT + "".join(f"    {key}: {value}\n" for key, value in more.items()), id="faehren")


def archive(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def line(id: str, when: str, number: str, **more: str) -> dict[str, str]:
    text = f"Auf den Fähren zählte die Inselreederei nach eigenen Angaben {number} Passagiere."
    return {"id": id, "published": when, "text": text, "title": "Fähren", **more}


def test_a_change_is_one_row_with_its_reason(tmp_path: Path) -> None:
    path = archive(
        tmp_path, line("a", "2025-05-05T08:00:00+02:00", "4.000"), line("b", "2025-05-06T08:00:00+02:00", "5.000")
    )
    first, second = from_files(fähren(), path)
    assert (first["article"], first["type"], first["alert"], first["party"]) == ("a", "new_value", True, "Reederei")
    assert (second["type"], second["before"]["low"], second["after"]["low"]) == ("value_changed", 4000, 5000)
    assert second["reason"] == {"code": "value_changed", "text": second["reason"]["text"]}
    assert second["reason"]["text"].endswith(".")


def test_everything_shows_the_silences_too(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        line("a", "2025-05-05", "4.000"),
        line("b", "2025-05-06", "4.000"),
        {"id": "c", "published": "2025-05-07", "text": "Der Regen ließ nach.", "title": "Wetter"},
    )
    rows = list(from_files(fähren(), path, everything=True))
    assert [(row["article"], row["type"]) for row in rows] == [("a", "new_value"), ("b", "repeat"), ("c", "gate")]


def test_the_same_address_later_is_a_new_revision(tmp_path: Path) -> None:
    url = "https://blatt.example/faehren"
    path = archive(
        tmp_path, line("a", "2025-05-05T08:00", "4.000", url=url), line("b", "2025-05-05T09:00", "5.000", url=url)
    )
    rows = list(from_files(fähren(), path))
    assert [(row["article"], row["type"]) for row in rows] == [("a", "new_value"), ("b", "corrected")]


def test_published_order_is_not_the_order_of_the_file(tmp_path: Path) -> None:
    path = archive(tmp_path, line("late", "2025-05-06", "5.000"), line("early", "2025-05-05", "4.000"))
    assert [row["article"] for row in from_files(fähren(), path)] == ["early", "late"]


def test_order_of_finding_keeps_what_was_found_first(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        line("early", "2025-05-05", "4.000", found="2025-05-07"),
        line("late", "2025-05-06", "5.000", found="2025-05-06"),
    )
    rows = list(from_files(fähren(), path, order="found", everything=True))
    assert [(row["article"], row["type"]) for row in rows] == [("late", "new_value"), ("early", "older")]


def test_two_versions_of_a_watchlist_are_compared(tmp_path: Path) -> None:
    path = archive(tmp_path, line("a", "2025-05-05", "4.000"), line("b", "2025-05-06", "4.400"))
    rows = list(from_files(fähren(), path, against=fähren(min_change="20%")))
    assert [(row["article"], row["diff"]) for row in rows] == [("b", "appears")]
    rows = list(from_files(fähren(min_change="20%"), path, against=fähren()))
    assert [(row["article"], row["diff"]) for row in rows] == [("b", "vanishes")]


def test_an_article_that_alerts_twice_loses_one_alert_only() -> None:
    row = {"claim": "c", "article": "a", "party": "p", "alert": True, "before": None}
    value, corrected = row | {"type": "value_changed", "after": 600}, row | {"type": "corrected", "after": 300}
    found = list(differences([value, corrected], [corrected]))
    assert [(one["type"], one["diff"]) for one in found] == [("value_changed", "vanishes")]


def test_no_difference_is_no_row() -> None:
    row = {"claim": "c", "article": "a", "party": "p", "alert": True, "type": "new_value", "before": None, "after": {}}
    assert list(differences([row], [row])) == []


@pytest.mark.parametrize("broken", ["{", '{"id": "a"}', '{"id": "a", "text": "x", "published": "gestern"}'])
def test_a_broken_line_is_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n" + broken, encoding="utf-8")
    with pytest.raises(FormatError) as problem:
        list(read_archive(path))
    assert problem.value.values["line"] == 2


def test_times_without_a_zone_are_german() -> None:
    assert moment_of("2025-05-05T08:00")[0].hour == 6
    assert moment_of("2025-05-05")[1] is Precision.DAY


def test_the_baseline_is_silent_and_known(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "eins.jsonl").write_text(
        json.dumps(line("k", "2025-05-01T08:00:00+02:00", "4.000", outlet="Blatt")), encoding="utf-8"
    )
    path = archive(tmp_path, line("a", "2025-05-05", "4.000"), line("b", "2025-05-06", "5.000"))
    rows = list(from_files(fähren(), path, corpus=corpus))
    assert [(row["article"], row["type"]) for row in rows] == [("b", "value_changed")]
