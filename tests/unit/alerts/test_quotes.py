"""Old and new sentence side by side: only what differs is marked, and never more than 300 characters are quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alerts.quotes import QUOTE, Pieces, clean, compared, excerpt
from tests.unit.alerts import builders as make


def marked(pieces: Pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


@pytest.mark.parametrize(
    ("old", "new", "old_marks", "new_marks"),
    [
        ("Es waren 10.000 Soldaten.", "Es waren 12.000 Soldaten.", ["10.000"], ["12.000"]),
        (
            "Der Sprecher dementierte den Einsatz der Truppen.",
            "Der Sprecher bestätigte den Einsatz der Truppen.",
            ["dementierte"],
            ["bestätigte"],
        ),
        ("Es waren rund 10.000 Soldaten.", "Es waren 10.000 Soldaten.", ["rund"], []),
        ("Die Bank senkt den Zins auf 2,5 Prozent.", "Die Bank senkt den Zins auf 2,25 Prozent.", ["2,5"], ["2,25"]),
        ("Es waren mehr als 3.000 Tote.", "Es waren bis zu 3.500 Tote.", ["mehr als 3.000"], ["bis zu 3.500"]),
    ],
)
def test_differing_words_are_marked(old: str, new: str, old_marks: list[str], new_marks: list[str]) -> None:
    before, after = compared(make.evidence(old), make.evidence(new))
    assert (marked(before), marked(after)) == (old_marks, new_marks)
    assert "".join(piece.text for piece in after) == new


def test_unlike_sentences_show_only_the_finding() -> None:
    old = make.evidence("In Moskau hieß es, Tausende seien zur Ausbildung gekommen.", mark="Tausende")
    new = make.evidence("Selenskyj sprach am Abend von 15.000 Kämpfern.", mark="15.000 Kämpfern")
    before, after = compared(old, new)
    assert (marked(before), marked(after)) == (["Tausende"], ["15.000 Kämpfern"])


def test_a_mark_over_nearly_everything_gives_way_to_the_cue() -> None:
    sentence = "Offizielle Stellen weisen die Berichte zurück."
    whole = replace(make.evidence(sentence, mark=sentence), cue="weisen")
    assert marked(compared(None, whole)[1]) == ["weisen"]
    assert marked(compared(None, replace(whole, cue=""))[1]) == []
    framed = "Nach Angaben der Polizei blieb es ruhig."
    assert marked(compared(None, replace(make.evidence(framed, mark=framed), cue="Nach"))[1]) == []


def test_without_an_old_sentence_the_finding_is_marked() -> None:
    assert compared(None, make.evidence("Es gibt 7 Tote.", mark="7 Tote")) == (
        (),
        compared(None, make.evidence("Es gibt 7 Tote.", mark="7 Tote"))[1],
    )
    assert marked(compared(None, make.evidence("Es gibt 7 Tote.", mark="7 Tote"))[1]) == ["7 Tote"]


@pytest.mark.parametrize("place", [0, 40, 90])
def test_a_long_sentence_is_cut_around_the_finding(place: int) -> None:
    words = [f"Wort{number}" for number in range(100)]
    words[place] = "12.000 Soldaten"
    quote, start, end = excerpt(make.evidence(" ".join(words), mark="12.000 Soldaten"))
    assert len(quote) <= QUOTE
    assert quote[start:end] == "12.000 Soldaten"


def test_control_and_direction_marks_are_dropped() -> None:
    assert clean("a\u202eb\u200bc\x00d\ne\u00adf") == "abcd ef"
