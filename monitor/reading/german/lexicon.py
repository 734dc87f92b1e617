"""The table of German word forms: what a form is a form of, and whether a word is a common word at all.

It is simplemma's dictionary, asked directly: its guesses for words it does not hold are not wanted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from monitor.reading.german import formfile

#: made by `requirements/compile.py`; not in the repository
FORMS = Path(__file__).with_name("forms.bin")


@lru_cache(maxsize=1)
def dictionary() -> Path:
    """The file of simplemma's German dictionary; found without loading simplemma."""
    found = find_spec("simplemma")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "strategies" / "dictionaries" / "data" / "de.plzma"


@lru_cache(maxsize=1)
def _table() -> formfile.FormFile | Mapping[str, str]:
    """Form -> lemma: the mapped file when there is one, else the dictionary itself, which takes most of a second."""
    try:
        return formfile.FormFile(FORMS, dictionary().read_bytes())
    except (OSError, ValueError):
        return loaded()


def loaded() -> Mapping[str, str]:
    """The dictionary as simplemma loads it."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary("de")


def write_forms() -> int:
    """Makes the file of forms; returns how many it holds. Lemmas that a byte cannot count are left out with theirs."""
    pairs = ((form.encode(), lemma.encode()) for form, lemma in loaded().items())
    return formfile.write(FORMS, dictionary().read_bytes(), pairs)


@lru_cache(maxsize=100_000)
def lemma_of(word: str) -> str | None:
    """The dictionary form of a word form, case as in the table; None: the table does not hold it."""
    return _table().get(word)


def is_common(word: str) -> bool:
    """Whether the table holds the word as it stands, so that it is no proper name."""
    return lemma_of(word) is not None


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Countries, German states and the capitals that stand for governments, lower case (CLDR territories, own list)."""
    from babel import Locale

    names = Locale.parse("de").territories
    return frozenset(name.lower() for code, name in names.items() if len(code) == 2) | _MORE


_MORE: Final = frozenset(
    """
    usa russland syrien nordkorea südkorea iran europa asien afrika berlin münchen hamburg köln wien zürich bern moskau kiew
    kyjiw peking paris london washington brüssel rom madrid warschau budapest prag ankara teheran jerusalem seoul tokio pjöngjang
    bayern sachsen hessen thüringen brandenburg niedersachsen nordrhein-westfalen baden-württemberg rheinland-pfalz
    mecklenburg-vorpommern saarland schleswig-holstein sachsen-anhalt bremen gaza gazastreifen krim donbass großbritannien
    england schottland wales tschechien mazedonien hongkong taiwan palästina bosnien kongo tirol kärnten steiermark vorarlberg
    frankfurt stuttgart düsseldorf leipzig dresden hannover nürnberg
    """.split()  # noqa: SIM905
)
