"""One person's name leaves everything that is stored; all else stays as it was, and the logs stay append-only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from monitor.errors import MonitorError
from monitor.ledger.model import Change, Evidence
from monitor.ops import answers
from monitor.ops.redact import redact_name
from monitor.ops.report import Report
from monitor.settings import Settings
from monitor.store import changes, load, redaction, revisions
from tests.integration.past import NOW, Past, article

MARK = "[Name entfernt]"
#: texts that name Eva Kranz in full, by her last name, in the genitive, as a party of nobody and in the headline
SAID = (
    "Bei dem Grubenunglück in Neustadt sind 12 Bergleute gestorben, sagte Bürgermeisterin Eva Kranz.",
    "Bürgermeisterin Eva Kranz sagte am Abend, bei dem Grubenunglück seien 17 Bergleute gestorben. "
    "Nach Kranz' Worten gab es vor dem Grubenunglück ein Gasleck.",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds it all; each test works on a copy."""
    made = Past(tmp_path_factory.mktemp("told"))
    texts = [article(number, sentence) for number, sentence in enumerate(SAID, 1)]
    texts[1]["title"] = "Eva Kranz: 17 Tote bei Grubenunglück"
    other = article(3, "Bei dem Grubenunglück in Neustadt sind 18 Bergleute gestorben, sagte Jan Kranz.")
    made.take(made.lines("alt.jsonl", *texts, other))
    with made.store.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO delivery (decision, target, kind, state, rank, watchlist, thread, message, not_before, "
            "created_at, expires_at, attempts, lease_owner, maybe_duplicate, held_for, reason, reference) VALUES "
            "('d', 'mail', 'alert', 'sent', 1, 'grube', '', '{\"text\": \"Eva Kranz: 17 Tote\"}', '2025-06-02', "
            "'2025-06-02', '2025-06-04', 1, '', 0, '', '', '')"
        )
    made.store.close()
    return made.folder


@pytest.fixture
def past(told: Path, tmp_path: Path) -> Iterator[Past]:
    shutil.copy(told / "monitor.db", tmp_path)
    made = Past(tmp_path)
    yield made
    made.store.close()


def redact(past: Past, *names: str, reason: str = "Antrag vom 1. Juni") -> Report:
    settings = Settings(data=past.folder)
    return redact_name(past.store, settings, names, author="Datenschutz", reason=reason, now=NOW)


def evidence(past: Past) -> list[Evidence]:
    with past.store.read() as session:
        return [change.evidence for _, change in changes.since(session, baseline=None)]


def everything(past: Past) -> str:
    """Every value of every table."""
    names = [
        row[0] for row in past.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'")
    ]
    return "\n".join(str(row) for name in names for row in past.rows(f'SELECT * FROM "{name}"'))


def test_the_name_is_nowhere_in_the_file_afterwards(past: Past) -> None:
    assert "Eva Kranz" in everything(past)
    report = redact(past, "Eva Kranz")
    assert [line.key for line in report.found] == ["redact.done"]
    assert "Eva" not in everything(past)
    raw = b"".join(path.read_bytes() for path in past.folder.glob("monitor.db*"))
    assert b"Eva Kranz" not in raw
    assert b"evakranz" not in raw.lower()


def test_log_positions_and_messages_show_the_mark(past: Past) -> None:
    redact(past, "Eva Kranz")
    with past.store.read() as session:
        exported = list(answers.export(session, watchlist="", format="jsonl"))
        shown = [change for _, change in changes.since(session, baseline=None)]
    assert all("Kranz" not in row or "Jan Kranz" in row for row in exported)
    assert MARK in {change.speaker for change in shown}
    assert (MARK, 17.0) in past.rows("SELECT party, low FROM position")
    assert past.rows("SELECT message FROM delivery") == [(json.dumps({"text": f"{MARK}: 17 Tote"}),)]
    assert past.rows("SELECT count(*) FROM change_search WHERE change_search MATCH 'eva'") == [(0,)]


def test_the_last_name_alone_is_the_person_only_where_the_full_name_stands(past: Past) -> None:
    redact(past, "Eva Kranz")
    texts = [text for (text,) in past.rows("SELECT text FROM revision ORDER BY article_id")]
    assert ["Kranz" in text for text in texts] == [False, False, True]
    assert ("Jan Kranz", 18.0) in past.rows("SELECT party, low FROM position")


def test_offsets_still_point_at_figure_and_speaker(past: Past) -> None:
    before = {
        item.url: item.sentence[item.span.start - item.sentence_start : item.span.end - item.sentence_start]
        for item in evidence(past)
        if "seien" in item.sentence or "Bei dem" in item.sentence
    }
    redact(past, "Eva Kranz")
    found = evidence(past)
    for item in found:
        if item.url in before:
            start = item.sentence_start
            assert item.sentence[item.span.start - start : item.span.end - start] == before[item.url]
        if item.speaker == MARK and item.speaker_span is not None and MARK in item.sentence:
            marked = item.sentence[
                item.speaker_span.start - item.sentence_start : item.speaker_span.end - item.sentence_start
            ]
            assert MARK in marked
    assert any(MARK in item.sentence for item in found)


def test_texts_keep_their_length_so_that_findings_keep_their_places(past: Past) -> None:
    def figures() -> list[tuple[Any, ...]]:
        with past.store.read() as session:
            stored = list(revisions.read_again(session))
        return [
            (one.id, figure.start, one.revision.text[figure.start : figure.end], len(one.revision.text))
            for one in stored
            for figure in one.reading.figures
            if figure.where != "title"
        ]

    before = figures()
    redact(past, "Eva Kranz")
    assert figures() == before


def test_the_logs_refuse_changes_as_before(past: Past) -> None:
    redact(past, "Eva Kranz")
    for table, column in (("change", "words"), ("audit", "author")):
        with pytest.raises(IntegrityError, match="append-only"), past.store.write() as session:
            session.connection().exec_driver_sql(f"UPDATE \"{table}\" SET {column} = 'x'")


def test_a_failed_redaction_changes_nothing_and_leaves_the_triggers(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(past)

    def fails(*_: object) -> int:
        raise RuntimeError("cut")

    monkeypatch.setattr(redaction, "_old_watchlists", fails)
    with pytest.raises(RuntimeError):
        redact(past, "Eva Kranz")
    assert everything(past) == before
    with pytest.raises(IntegrityError), past.store.write() as session:
        session.connection().exec_driver_sql("UPDATE change SET words = 'x'")


def test_the_audit_says_who_and_why_without_the_name(past: Past) -> None:
    redact(past, "Eva Kranz", reason="Antrag von Eva Kranz, Frau Kranz rief an")
    (author, subject, after) = past.rows("SELECT author, subject, after FROM audit WHERE action = 'person.redacted'")[0]
    assert (author, subject) == ("Datenschutz", MARK)
    assert json.loads(after)["reason"] == f"Antrag von {MARK}, Frau {MARK} rief an"


def test_two_people_never_become_one_source(past: Past) -> None:
    redact(past, "Eva Kranz")
    redact(past, "Jan Kranz")
    parties = {party for (party,) in past.rows("SELECT party FROM position")}
    assert {MARK, "[Name entfernt 2]"} <= parties


def test_the_ledger_goes_on_from_the_redacted_position(past: Past) -> None:
    redact(past, "Eva Kranz")
    later = article(
        9, "Bei dem Grubenunglück in Neustadt sind 23 Bergleute gestorben, sagte Polizeisprecherin Ute Berg."
    )
    assert past.take(past.lines("neu.jsonl", later)).good
    rows = dict(past.rows("SELECT party, low FROM position"))
    assert (rows[MARK], rows["Polizei"]) == (17.0, 23.0)
    with past.store.read() as session:
        assert all(load(Change, data) for (data,) in past.rows("SELECT data FROM change"))
        assert answers.show_positions(session, "")


def test_an_unknown_name_is_told_and_not_audited(past: Past) -> None:
    assert [line.key for line in redact(past, "Karl Niemand").found] == ["redact.nothing"]
    assert past.rows("SELECT count(*) FROM audit WHERE action = 'person.redacted'") == [(0,)]


def test_a_watchlist_that_names_the_person_is_told(past: Past) -> None:
    with past.store.write() as session:
        session.connection().exec_driver_sql("UPDATE watchlist_version SET text = text || '# Eva Kranz'")
    assert "redact.watchlist" in [line.key for line in redact(past, "Eva Kranz").found]


@pytest.mark.parametrize("name", ["", "K.", "12", "ab"])
def test_what_is_no_name_is_refused(past: Past, name: str) -> None:
    with pytest.raises(MonitorError, match=r"redact\.short"):
        redact(past, name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Eva Kranz sagte", "[X] sagte"),
        ("Eva  M. Kranz sagte", "[X] sagte"),
        ("EVA KRANZ", "[X]"),
        ("Kranz, Eva: Reden", "[X]: Reden"),
        ("Eva Kranz' Rede, Eva Kranz’ Rede", "[X] Rede, [X] Rede"),
        ("Eva-Kranz-Platz", "Eva-Kranz-Platz"),
        ("die Eva Kranz-Stiftung", "die [X]-Stiftung"),
        ("Eva\u00a0Kranz", "[X]"),
        ("Neva Kranz; Eva Kranzler; Eva Kranzow", "Neva Kranz; Eva Kranzler; Eva Kranzow"),
        ("sagte Kranz, Eva Berg widersprach", "sagte Kranz, Eva Berg widersprach"),
        ("Kranz sagte, ein Kranz wurde niedergelegt", "Kranz sagte, ein Kranz wurde niedergelegt"),
    ],
)
def test_spellings_of_a_name(text: str, shown: str) -> None:
    assert redaction.Person(names=("Eva Kranz",), mark="[X]").scrub(text, near=False) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Peskows Worte", "[X] Worte"),
        ("Peskow's Worte", "[X] Worte"),
        ("Dmitri Peskow und peskow", "[X] und peskow"),
        ("Peskowitz", "Peskowitz"),
    ],
)
def test_the_last_name_near_the_full_one(text: str, shown: str) -> None:
    assert redaction.Person(names=("Dmitri Peskow",), mark="[X]").scrub(text, near=True) == shown


def test_copies_that_still_hold_the_name_are_told(past: Past) -> None:
    """Daily ones, those before upgrades, and what a restore left beside the database."""
    (past.folder / "backups").mkdir()
    for name in (
        "backups/monitor-20250601T030000Z.db",
        "backups/before-0002-from-0001-x.db",
        "monitor.db.before-restore-y",
    ):
        (past.folder / name).touch()
    (told,) = [line for line in redact(past, "Eva Kranz").found if line.key == "redact.backups"]
    assert (told.values["count"], told.values["folder"]) == (3, past.folder)
