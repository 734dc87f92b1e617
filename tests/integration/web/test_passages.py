"""Sentences in their paragraphs, and what two texts do not share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.reading.model import Where
from monitor.web.passages import passage, text_diff, words_diff
from monitor.web.rendering import environment, is_day, safe_link
from tests.integration.web.seed import CONFIRM, NOW, evidence

SENTENCE = CONFIRM.split("\n")[1]


def seen(text: str = CONFIRM, sentence: str = SENTENCE, mark: str = "Einheiten der Volksarmee"):  # type: ignore[no-untyped-def]
    """Evidence in the middle paragraph."""
    return evidence(
        "1",
        text=text,
        sentence=sentence,
        mark=mark,
        speaker="Die Zentrale Militärkommission",
        outlet="x",
        url="https://x.example",
        title="T",
        published=NOW,
    )


def test_marks_stand_where_the_offsets_say() -> None:
    """Figure and speaker inside the sentence, neighbours around it, nothing lost."""
    found = passage(seen(), CONFIRM)
    kinds = {piece.kind: piece.text for piece in found.pieces if piece.kind in ("figure", "speaker")}
    assert kinds == {"figure": "Einheiten der Volksarmee", "speaker": "Die Zentrale Militärkommission"}
    assert "".join(piece.text for piece in found.pieces) == SENTENCE
    assert found.before.startswith("Nordkorea hat erstmals")
    assert found.whole


def test_without_the_text_the_stored_sentence_still_carries_its_marks() -> None:
    """After the retention time, or when another text stands there now."""
    for text in (None, "Ein ganz anderer Text."):
        found = passage(seen(), text)
        assert not found.whole
        assert [piece.text for piece in found.pieces if piece.kind == "figure"] == ["Einheiten der Volksarmee"]


def test_offsets_of_a_title_are_taken_from_the_title() -> None:
    """A finding in the headline."""
    from dataclasses import replace

    title = "Seoul: 300 Tote"
    item = replace(seen(title, title, "300"), where=Where.TITLE, speaker_span=None)
    assert [piece.text for piece in passage(item, CONFIRM, title).pieces if piece.kind == "figure"] == ["300"]


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("rund 11.000 Soldaten", "rund 15.000 Soldaten", ["11.000"], ["15.000"]),
        ("hat dementiert", "hat bestätigt", ["dementiert"], ["bestätigt"]),
        ("1,5 Millionen", "1,7 Millionen", ["1,5"], ["1,7"]),
        ("gleich", "gleich", [], []),
    ],
)
def test_the_difference_is_the_word_or_number(old: str, new: str, gone: list[str], come: list[str]) -> None:
    """Numbers are compared whole."""
    before, after = words_diff(old, new)
    assert [piece.text for piece in before if piece.kind == "old"] == gone
    assert [piece.text for piece in after if piece.kind == "new"] == come


def test_long_equal_stretches_are_cut_and_nothing_else() -> None:
    """Ten equal paragraphs around a changed one: one neighbour on each side, gaps counted."""
    old = "\n".join(f"Absatz {n}." for n in range(20))
    lines = text_diff(old, old.replace("Absatz 10.", "Absatz zehn."))
    assert [line.kind for line in lines] == ["gap", "same", "old", "new", "same", "gap"]
    assert (lines[0].pieces[0].text, lines[-1].pieces[0].text) == ("9", "8")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.beispiel.de/a?b=1", True),
        ("http://beispiel.de", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://name:wort@beispiel.de/", False),
        ("https://beispiel.de/\nx", False),
        ("//beispiel.de", False),
        ("", False),
    ],
)
def test_only_plain_web_addresses_become_links(address: str, kept: bool) -> None:
    """S9."""
    assert bool(safe_link(address)) is kept


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (datetime(2024, 10, 15, tzinfo=UTC), True),
        (datetime(2024, 10, 15, 21, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2024, 10, 15, 0, 0, 1, tzinfo=UTC), False),
        (datetime(2024, 10, 15, 12, tzinfo=UTC), False),
    ],
)
def test_dates_without_an_hour_are_shown_as_days(when: datetime, day: bool) -> None:
    """A day-only date is midnight UTC and sorts at the day's end in Berlin."""
    assert is_day(when) is day
    shown = environment("de", "").filters["moment"](when)
    assert ("MESZ" in shown) is not day
