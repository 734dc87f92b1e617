"""Words are known across texts: what one article taught changes nothing in the next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.reading import observe
from monitor.reading.german import text as words_of
from monitor.reading.german import verbs
from monitor.reading.german.text import Doc, Gate

NOW = datetime(2024, 12, 24, 12, tzinfo=UTC)
TEXT = "Laut Polizei starben am Montag 12 Menschen. „Es war ein Unfall“, sagte ein Sprecher. Zuvor hatte es 14 Tote geheißen."


def test_a_word_is_one_object_in_all_texts() -> None:
    one, other = Doc("Der Sprecher schwieg."), Doc("Ein Sprecher, der spricht.")
    assert one.lexicon[1] is other.lexicon[1]
    assert one.words[1] is other.words[1]


def test_reading_again_gives_the_same() -> None:
    first = observe(TEXT, published=NOW)
    assert observe(TEXT, published=NOW) == first
    assert [one.low for one in first.figures] == [12.0, 14.0]


def test_forgetting_all_words_changes_nothing() -> None:
    first = observe(TEXT, published=NOW)
    words_of._KNOWN.clear()
    verbs._READINGS.clear()
    assert observe(TEXT, published=NOW) == first


def test_very_long_words_are_read_and_not_kept() -> None:
    word = "Donaudampfschifffahrts" * 40
    assert Doc(f"Ein {word}, {word}.").words == ["Ein", word, ",", word, "."]
    assert word not in words_of._KNOWN


@pytest.mark.parametrize(
    ("text", "first", "stop", "found"),
    [
        ("Laut Polizei brennt es", 0, 4, True),
        ("Laut Polizei brennt es", 1, 4, False),
        ("Die Polizei, laut ihm", 0, 5, True),
        ("Lautes Rufen", 0, 2, False),
        ("Es brennt", 1, 1, False),
    ],
)
def test_a_gate_opens_where_one_of_its_words_stands(text: str, first: int, stop: int, found: bool) -> None:
    gate = Gate(frozenset(("laut", "zufolge")))
    for _ in range(2):
        assert gate.opens(Doc(text), first, stop) is found


def test_gates_do_not_answer_for_each_other() -> None:
    doc = Doc("Laut Polizei")
    one, other = Gate(frozenset(("laut",))), Gate(frozenset(("polizei",)))
    assert (one.opens(doc, 0, 1), other.opens(doc, 0, 1)) == (True, False)
    assert (one.opens(doc, 1, 2), other.opens(doc, 1, 2)) == (False, True)
