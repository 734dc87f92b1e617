"""Baseline documents come in as files of several kinds, and each says when it was published or is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor import i18n
from monitor.articles import as_revision, dates_of, read_documents
from monitor.articles.files import Document
from monitor.errors import FormatError
from monitor.feeds.model import Precision

HEAD = "---\ntitle: Die Überschrift\noutlet: Musterblatt\nagency: dpa\ndate: 2024-10-14\ndate_inferred: true\ndocument: 007_abc\n---\n"


def _one(name: str, text: str) -> Document:
    (document,) = read_documents([(name, text.encode())], undated=datetime(2025, 1, 1, tzinfo=UTC))
    return document


def test_front_matter_says_where_a_document_comes_from() -> None:
    document = _one("007.md", HEAD + "Erster Absatz.\n\nZweiter Absatz.\n")
    assert (document.name, document.title, document.outlet, document.agency) == (
        "007",
        "Die Überschrift",
        "Musterblatt",
        "dpa",
    )
    assert (document.published, document.precision) == (datetime(2024, 10, 14, tzinfo=UTC), Precision.DAY)
    assert (document.date_inferred, document.source) == (True, "007_abc")
    assert document.text == "Erster Absatz.\nZweiter Absatz."


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (
            "Kurze Zeile ohne Punkt\nDann der Text. Er geht weiter.",
            "Kurze Zeile ohne Punkt",
            "Dann der Text. Er geht weiter.",
        ),
        ("Russland gesteht!\n\nDer Text.", "Russland gesteht!", "Der Text."),
        ("Der erste Satz. Der zweite Satz.\nMehr Text.", "", "Der erste Satz. Der zweite Satz.\nMehr Text."),
        ("Nur ein Satz.", "", "Nur ein Satz."),
        ("Nur eine Zeile", "", "Nur eine Zeile"),
    ],
)
def test_a_short_first_line_without_a_full_stop_is_the_title(text: str, title: str, body: str) -> None:
    document = _one("a.txt", text)
    assert (document.title, document.text) == (title, body)


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    document = _one("a.md", "# Titel\n\n- **3.000** Soldaten, sagt [Kiew](https://a.de)\n\n> ein Zitat\n")
    assert document.title == "Titel"
    assert document.text == "3.000 Soldaten, sagt Kiew\nein Zitat"


def test_json_lines_are_a_document_each() -> None:
    lines = (
        '{"id": "b", "text": "Zweiter.", "published": "2025-04-28T08:00:00+02:00", "outlet": "X"}\n\n'
        '{"text": "Erster.", "published": "2025-04-27"}\n'
    )
    first, second = read_documents([("archiv.jsonl", lines.encode())])
    assert (first.name, first.text, first.precision) == ("archiv-3", "Erster.", Precision.DAY)
    assert (second.name, second.published) == ("b", datetime(2025, 4, 28, 6, tzinfo=UTC))


def test_a_page_is_read_like_a_live_one() -> None:
    sentences = [
        "Nordkorea bestätigt die Entsendung von Soldaten nach Russland.",
        "Das meldete die Agentur am Montag unter Berufung auf die Führung in der Hauptstadt.",
        "Zuvor hatte die Regierung zu den Berichten monatelang geschwiegen oder sie zurückgewiesen.",
        "Beobachter hatten mit einer solchen Erklärung erst im Sommer gerechnet, wie sie sagten.",
    ]
    body = "".join(f"<p>{sentence} Mehr dazu im Lauf des Tages auf dieser Seite.</p>" for sentence in sentences)
    page = (
        "<html lang='de'><head><title>Titel der Seite</title>"
        "<meta property='article:published_time' content='2025-04-28T08:00:00+02:00'></head>"
        f"<body><main><article><h1>Titel der Seite</h1>{body}</article></main></body></html>"
    )
    (document,) = read_documents([("seite.html", page.encode())])
    assert "Nordkorea bestätigt" in document.text
    assert document.published == datetime(2025, 4, 28, 6, tzinfo=UTC)


def test_other_files_of_the_folder_are_passed_over() -> None:
    assert read_documents([("bild.png", b"\x89PNG"), ("leer.txt", b"  \n")]) == ()


def test_an_undated_text_takes_the_date_of_the_document_that_retells_it() -> None:
    retold = read_documents([("007.md", (HEAD + "Nacherzählt.").encode())])
    (verbatim,) = read_documents([("007_abc.txt", b"Wortlaut. Mehr.")], dates=dates_of(retold))
    assert (verbatim.published, verbatim.date_inferred) == (datetime(2024, 10, 14, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("name", "body", "key"),
    [
        ("a.txt", b"Ein Text ohne Datum.", "undated"),
        ("a.md", b"---\ndate: gestern\n---\nText.", "date"),
        ("a.md", b"---\nkein Doppelpunkt\n---\nText.", "front_matter"),
        ("a.txt", b"\xff\xfe\x00", "encoding"),
        ("a.jsonl", b"{kaputt", "line"),
        ("a.jsonl", b'{"title": "ohne Text"}', "line"),
        ("a.jsonl", b"[" * 100_000, "line"),
    ],
)
def test_a_broken_document_is_refused_with_a_sentence(name: str, body: bytes, key: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_documents([(name, body)])
    assert caught.value.key == f"document.{key}"
    assert all(i18n.explain(caught.value, language).endswith((".", "“.")) for language in i18n.LANGUAGES)


def test_a_document_becomes_the_first_revision_of_an_article() -> None:
    revision = as_revision(_one("007.md", HEAD + "Erster Absatz.\n\nZweiter.\n"))
    assert (revision.article, revision.number, revision.lead) == ("document:007", 1, "Erster Absatz.")
    assert (revision.published, revision.outlet, revision.agency) == (
        datetime(2024, 10, 14, tzinfo=UTC),
        "Musterblatt",
        "dpa",
    )
