"""The answers of `monitor explain`, `judge` and `baseline`: whatever an editor asks about gets a sentence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import app
from monitor.backtest import from_files
from monitor.errors import MonitorError
from monitor.settings import Settings
from monitor.store import accounts, articles, changes, facts
from monitor.store.views import insight
from monitor.watchlist import read_watchlist
from tests.integration.newsroom import WATCHLIST
from tests.integration.past import FEEDS, NOW, Past, article

#: one sentence for each way through the gates: a first total, the same again, an increment, nothing asked, off topic
SAID = (
    "Bei dem Grubenunglück in Neustadt sind nach Angaben der Polizei 12 Menschen gestorben.",
    "Bei dem Grubenunglück sind laut Polizei 12 Menschen gestorben. Weitere 39 Menschen starben laut Polizei.",
    "Nach dem Grubenunglück spendeten Firmen der Region 4.000 Euro, sagte die Polizeisprecherin. Der Abend blieb still.",
    "Der Nordkanal wird 2.000 Meter länger, teilte das Bauamt mit.",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Past(tmp_path_factory.mktemp("told"))
    texts = [article(number, sentence) for number, sentence in enumerate(SAID, 1)]
    texts[3] |= {
        "title": "Kanal wird länger",
        "text": f"{SAID[3]} " + "Die Bauleute sind zufrieden mit dem Wetter. " * 9,
    }
    made.take(made.lines("alt.jsonl", *texts), everything=True)
    made.store.close()
    return made.folder


@pytest.fixture
def past(told: Path, tmp_path: Path) -> Iterator[Past]:
    shutil.copy(told / "monitor.db", tmp_path)
    made = Past(tmp_path)
    yield made
    made.store.close()


def explain(past: Past, what: str, claim: str = "") -> str:
    return "\n".join(app.explain(Settings(data=past.folder), what, claim=claim))


def key_of(past: Past) -> str:
    with past.store.read() as session:
        return changes.since(session, baseline=None)[0][1].key


def test_an_article_is_explained_by_address_and_by_number(past: Past) -> None:
    by_address = explain(past, "https://blatt.example/grube-2")
    assert by_address == explain(past, re.match(r"Artikel (\d+)", by_address)[1])  # type: ignore[index]
    assert "grube/tote: Thema ✓ Frage ✓ Aussage ✓ Neuigkeit ✗ – Kein Alarm" in by_address
    assert "grube/tote: Thema ✓ Frage ✓ Aussage ✗ – Kein Alarm: 39 ist ein Zuwachs" in by_address


def test_an_article_off_topic_says_which_words_it_lacks(past: Past) -> None:
    shown = explain(past, "https://blatt.example/grube-4")
    assert "Thema ✗" in shown
    assert "Grubenunglück" in shown


@pytest.mark.parametrize(
    "words",
    [
        "12 Menschen gestorben",
        "„Bei dem Grubenunglück in Neustadt sind nach Angaben der Polizei 12 Menschen gestorben.“",
        "bei dem grubenunglück in Neustadt sind nach …",
        "12 gestorben",
    ],
)
def test_a_sentence_is_explained_by_any_piece_of_it(past: Past, words: str) -> None:
    shown = explain(past, words)
    assert "grube/tote: Thema ✓ Frage ✓ Aussage ✓ Neuigkeit ✓ – Erste Zahl zu dieser Frage: 12" in shown


def test_a_number_is_found_whole_only(past: Past) -> None:
    assert "4.000 Euro" in explain(past, "4.000")
    with pytest.raises(MonitorError):
        explain(past, "000 Euro")


def test_a_sentence_without_any_finding_says_so(past: Past) -> None:
    assert "weder eine Zahl noch eine Aussage" in explain(past, "Der Abend blieb still")


def test_signs_of_the_search_are_words_like_any_other(past: Past) -> None:
    for words in ("100 %", "_", "%", "12_Menschen", "\\"):
        with pytest.raises(MonitorError, match=r"explain\.unknown"):
            explain(past, words)


def test_a_change_is_explained_by_its_key(past: Past) -> None:
    shown = explain(past, key_of(past))
    assert "Erste Zahl zu dieser Frage: 12" in shown
    assert SAID[0] in shown
    assert "https://blatt.example/grube-1" in shown


@pytest.mark.parametrize("asked", ["grube/tote", "tote"])
def test_a_claim_shows_what_stands_what_was_told_and_why_it_kept_silent(past: Past, asked: str) -> None:
    shown = explain(past, asked)
    assert "Polizei: 12" in shown
    assert "Einträge im Protokoll: 1" in shown
    assert re.search(r"Geschwiegen wurde: .*1 × Agenturkopie", shown)
    assert "Weitere 39 Menschen starben laut Polizei." in shown


def test_a_claim_nobody_spoke_of_says_what_stopped_the_articles(past: Past) -> None:
    shown = explain(past, "grube/gasleck")
    assert "Noch keine Positionen" in shown
    assert "1 Artikel: Nicht gelesen: Im Text steht keines der Ankerwörter" in shown


@pytest.mark.parametrize(
    ("asked", "problem", "helps"),
    [
        ("https://fremd.example/1", "explain.unknown.address", "Keine Quelle hat ihn gemeldet"),
        ("grube/verletzte", "explain.unknown.claim", "grube/gasleck, grube/tote"),
        ("blauer Elefant", "explain.unknown.words", "watchlist/behauptung"),
        ("999999", "explain.unknown.words", "Nummer"),
    ],
)
def test_what_is_not_known_is_answered_with_what_can_be_asked(past: Past, asked: str, problem: str, helps: str) -> None:
    from monitor.i18n import explain as explained

    with pytest.raises(MonitorError) as raised:
        explain(past, asked)
    assert raised.value.key == problem
    assert helps in explained(raised.value, "de")


def test_an_empty_store_says_that_it_is_empty(tmp_path: Path) -> None:
    empty = Past(tmp_path)
    with pytest.raises(MonitorError, match=r"explain\.unknown\.empty"):
        explain(empty, "8.000")
    empty.store.close()


def test_each_article_has_verdicts_or_a_gate(past: Past) -> None:
    with past.store.read() as session:
        for (ident,) in past.rows("SELECT id FROM article"):
            assert facts.verdicts_of_article(session, ident) or articles.gates(session, ident), ident


# --- judgements ----------------------------------------------------------------------------------------------------


def judge(past: Past, *values: str) -> None:
    with past.store.write() as session:
        for value in values:
            accounts.mark(session, [key_of(past)], kind="judge", value=value, author="Anna", now=NOW)


@pytest.mark.parametrize(
    ("verdict", "expect"), [("richtig", "alert"), ("falsch", "silent"), ("bekannt", "silent"), ("doppelt", "silent")]
)
def test_a_judgement_becomes_a_case_that_backtest_replays(past: Past, verdict: str, expect: str) -> None:
    judge(past, "falsch", verdict)
    (case,) = app.judge_export(Settings(data=past.folder))
    assert (case["judged"], case["expect"], case["by"], case["whole"]) == (verdict, expect, "Anna", True)
    path = past.lines("cases.jsonl", case)
    rows = list(from_files(read_watchlist(WATCHLIST.format(feeds=FEEDS), id="grube"), path))
    assert [(row["article"], row["claim"], row["type"], row["alert"]) for row in rows] == [
        (case["id"], "tote", "new_value", True)
    ]


def test_a_judgement_taken_back_is_no_case_and_no_score(past: Past) -> None:
    judge(past, "falsch", "")
    assert list(app.judge_export(Settings(data=past.folder))) == []
    assert app.judge_score(Settings(data=past.folder)) == ["Noch keine Meldung wurde beurteilt."]


def test_precision_is_told_overall_per_watchlist_and_per_claim(past: Past) -> None:
    judge(past, "richtig")
    with past.store.read() as session:
        scores = {(one.group, one.name): one.precision for one in insight.quality(session)}
    assert scores["watchlist", "grube"] == scores["claim", "grube/tote"] == scores["all", ""] == 1.0
    lines = app.judge_score(Settings(data=past.folder))
    assert [line.partition(":")[0] for line in lines] == ["Alle Meldungen", "grube", "grube/tote"]
    judge(past, "falsch")
    assert all("0 % richtig, von 1" in line for line in app.judge_score(Settings(data=past.folder)))


# --- the baseline by hand ------------------------------------------------------------------------------------------


def edit(past: Past, value: str, reason: str) -> str:
    settings = Settings(data=past.folder)
    return app.baseline_edit(settings, "grube", "tote", "Polizei", value, author="Anna", reason=reason, language="de")


def test_an_editors_position_stands_with_name_and_reason_and_can_be_withdrawn(past: Past) -> None:
    def shown() -> str:
        return "\n".join(app.baseline_show(Settings(data=past.folder), "grube").lines("de"))

    assert SAID[0] in shown() or SAID[1].partition(". ")[0] in shown()
    edit(past, "15", "Pressekonferenz")
    assert "Polizei: 15 –" in shown()
    assert "„Pressekonferenz“\n    von Hand gesetzt: Anna" in shown()
    edit(past, "", "Irrtum")
    assert "Polizei: 15" not in shown()
    logged = past.rows("SELECT author, action, subject, after FROM audit WHERE author = 'Anna' ORDER BY id")
    assert [(row[:3], '"15"' in row[3] or "Irrtum" in row[3]) for row in logged] == [
        (("Anna", "position.set", "grube/tote/Polizei"), True),
        (("Anna", "position.withdrawn", "grube/tote/Polizei"), True),
    ]


@pytest.mark.parametrize("value", ["blau", "12-", "mehr als 12"])
def test_a_value_nobody_can_read_sets_nothing(past: Past, value: str) -> None:
    with pytest.raises(MonitorError, match=r"baseline\.bad_value"):
        edit(past, value, "Versuch")
    assert past.rows("SELECT count(*) FROM by_hand") == [(0,)]
