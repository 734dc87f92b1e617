"""A full stop behind one letter belongs to a name, unless the letter is the network X."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.reading import observe


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Das schrieb sie auf X. Prüfen lässt sich das nicht.", 2),
        ("Das steht bei X. Mehr ist nicht bekannt.", 2),
        ("Das sagte Präsident John F. Kennedy im Mai.", 1),
        ("Der Angeklagte Malcolm X. Meier schwieg.", 1),
    ],
)
def test_where_a_sentence_ends_behind_one_letter(text: str, sentences: int) -> None:
    reading = observe(text, title="", published=datetime(2025, 1, 1, tzinfo=UTC), outlet="Blatt")
    assert len(reading.sentences) == sentences
