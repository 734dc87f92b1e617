"""The file of word forms answers what the dictionary answers."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from monitor.reading.german import formfile, lexicon

SOURCE = b"a dictionary"
PAIRS = {
    "häuser": "haus", "Häuser": "Haus", "ging": "gehen", "Straße": "Straße", "a": "a", "ß": "ss", "": "leer",
    "Donaudampfschifffahrtsgesellschaften": "Donaudampfschifffahrtsgesellschaft",
}  # fmt: skip


def made(path: Path, pairs: dict[str, str]) -> formfile.FormFile:
    formfile.write(path, SOURCE, ((form.encode(), lemma.encode()) for form, lemma in pairs.items()))
    return formfile.FormFile(path, SOURCE)


def test_every_form_is_found_and_no_other(tmp_path: Path) -> None:
    table = made(tmp_path / "forms.bin", PAIRS)
    assert {form: table.get(form) for form in PAIRS} == PAIRS
    assert [table.get(form) for form in ("häusern", "haus", "Hause", "x" * 300, "ä")] == [None] * 5


def test_it_answers_as_the_dictionary_does(tmp_path: Path) -> None:
    """Every seventh form, and forms that stand nowhere."""
    known = dict(islice(lexicon.loaded().items(), 0, None, 7))
    table = made(tmp_path / "forms.bin", known)
    assert all(table.get(form) == lemma for form, lemma in known.items())
    strangers = [form + "qx" for form in islice(known, 20_000)]
    assert not any(table.get(form) for form in strangers)


def test_a_file_made_from_another_dictionary_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "forms.bin"
    made(path, PAIRS)
    with pytest.raises(ValueError, match="another dictionary"):
        formfile.FormFile(path, b"a newer one")
    monkeypatch.setattr(lexicon, "FORMS", path)
    lexicon._table.cache_clear()
    assert lexicon._table().get("Häusern") == "Haus"
    lexicon._table.cache_clear()


@pytest.mark.parametrize("content", [b"", b"formen-1", b"x" * 100])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "forms.bin"
    path.write_bytes(content)
    with pytest.raises((ValueError, OSError)):
        formfile.FormFile(path, SOURCE)
