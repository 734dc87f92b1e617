"""Words that tell one event come along; what an editor keeps out stays out."""

from __future__ import annotations

import pytest

from monitor.watchlist import alike, tolls
from monitor.watchlist.model import Claim, ClaimKind


def claim(**words: object) -> Claim:
    return Claim(id="a", question="q", kind=ClaimKind.FIGURE, **words)  # type: ignore[arg-type]


def test_one_word_of_a_family_brings_the_others() -> None:
    kin = alike(claim(counts=("Toter",), with_=("infizieren",)))
    assert {"Todesopfer", "Todesfall"} <= set(kin.counts)
    assert {"anstecken", "Infektion"} <= set(kin.with_)
    assert "ums Leben kommen" in kin.befell
    assert "ums Leben kommen" not in kin.counts


def test_what_an_editor_keeps_out_is_never_brought_along() -> None:
    kin = alike(claim(counts=("Toter",), without=("Todesfall",)))
    assert "Todesfall" not in kin.counts


def test_a_neighbour_is_kept_out_with_all_its_family() -> None:
    assert "verwunden" in alike(claim(counts=("Toter",), without=("verletzen",))).without
    assert "Todesopfer" not in alike(claim(counts=("Toter",), without=("sterben",))).without


def test_words_without_a_family_stay_alone() -> None:
    kin = alike(claim(counts=("Soldat",), with_=("marschieren",)))
    assert (kin.counts, kin.with_, kin.without) == (("Soldat",), ("marschieren",), ())


def test_no_with_stays_no_with() -> None:
    assert alike(claim(counts=("Toter",))).with_ == ()


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ({"counts": ("Toter", "Mensch")}, True),
        ({"counts": ("Mensch",), "with_": ("sterben",)}, True),
        ({"counts": ("Infizierter", "Mensch"), "with_": ("sterben", "Tod")}, True),
        ({"counts": ("Toter", "Verletzter")}, False),
        ({"counts": ("Infizierter",)}, False),
        ({"counts": ("Toter",), "per": "day"}, False),
        ({"counts": ("Toter",), "role": "increment"}, False),
        ({"counts": ("Soldat",), "with_": ("kämpfen",)}, False),
    ],
)
def test_only_the_dead_never_become_fewer(words: dict[str, object], want: bool) -> None:
    assert tolls(claim(**words)) is want
