"""Many word lists asked at once answer like each list alone."""

from __future__ import annotations

import pytest

from monitor.watchlist import compile_terms, parties_of
from monitor.watchlist.model import Alias, Part, Party, Watchlist
from monitor.watchlist.tokens import raw_words, spellings
from monitor.watchlist.wordbook import Vocabulary

LISTS = (
    ("Soldat", "Truppe"), ("nordkoreanisch",), ("EU", "NATO"), ("eintreffen", "ums Leben kommen"), ("Fluss",), ("Rückruf",),
)  # fmt: skip
TEXTS = [
    "Nordkoreas Soldaten trafen am Abend in Kursk ein, die Artillerietruppen blieben.",
    "Die Nato und die EU-Staaten schwiegen; drei Menschen kamen ums Leben.",
    "Am Fluß stand eine Truppe aus Zinnsol\u00addaten.",
    "Der Rückruf betrifft 4.000 Wagen.",
    "Nichts davon steht hier.",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_all_lists_together_find_the_words_that_each_finds_alone(text: str) -> None:
    matchers = [compile_terms(words, part=part) for words in LISTS for part in (Part.ANY, Part.LAST)]
    asked = Vocabulary(matchers)
    for _ in range(2):  # the second time from memory
        found = asked.among(raw_words(text))
        alone = {matcher: sorted(hits) for matcher in matchers if (hits := matcher.among(raw_words(text)))}
        assert {matcher: sorted(hits) for matcher, hits in found.items()} == alone


def test_the_lists_of_this_table_do_find_something() -> None:
    asked = Vocabulary(compile_terms(words) for words in LISTS)
    assert len({matcher for text in TEXTS for matcher in asked.among(raw_words(text))}) == len(LISTS)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Ein Fluß, ein Fluß", {"Ein": ("Ein",), "Fluß": ("Fluß",), "ein": ("ein",)}),
        ("Sol\u00addat", {"Soldat": ("Sol\u00addat",)}),
        ("Mu\u0308ller", {"Müller": ("Mu\u0308ller",)}),
        ("EU-Truppe_neu", {"EU": ("EU",), "Truppe": ("Truppe",), "neu": ("neu",)}),
    ],
)
def test_words_are_known_with_the_ways_they_are_written(text: str, ways: dict[str, tuple[str, ...]]) -> None:
    assert spellings(text) == ways
    assert set(spellings(text)) == raw_words(text)


@pytest.mark.parametrize(
    ("word", "text", "sure"),
    [
        ("Soldat", "Soldaten", True),
        ("Soldat", "Zinnsoldat", True),
        ("eintreffen", "traf", False),
        ("ums Leben kommen", "Leben", False),
        ("Soldat", "Solidarität", False),
    ],
)
def test_a_word_is_sure_when_no_other_word_has_to_stand_with_it(word: str, text: str, sure: bool) -> None:
    matcher = compile_terms((word,))
    assert matcher.surely(text) is sure
    assert matcher.touches(text) or not sure


def test_only_bearers_of_a_watched_surname_matter_to_a_bare_one() -> None:
    watchlist = Watchlist(
        id="w", name="W", parties=(Party(name="Nordland", aliases=(Alias(name="Jan Peters"), Alias(name="Kim Ro Sun"))),)
    )  # fmt: skip
    ask = lambda name, *full: parties_of(name, watchlist, full_names=full)  # noqa: E731
    assert ask("Peters", "Jan Peters", "Ute Sander") == ("Nordland",)
    assert ask("Peters", "Jan Peters", "Eva Peters") == ()
    assert ask("Kim", "Kim Ro Sun") == ("Nordland",)
    assert ask("Sander", "Jan Peters", "Ute Sander") == ()
