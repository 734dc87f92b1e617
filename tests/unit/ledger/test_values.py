"""Widening, anchors and agreement of values (DESIGN, "When it is a change")."""

from __future__ import annotations

import pytest

from monitor.ledger.model import Value
from monitor.ledger.values import anchor, compatible, hull, moved, narrower, widen
from monitor.reading.model import Approx
from monitor.watchlist.model import ChangeUnit, Claim, ClaimKind, MinChange


def value(words: str) -> Value:
    """ "rund 10000", "mehr als 3000", "10000-12000", "knapp 500", "Tausende" ..."""
    *head, tail = words.split()
    approx = {
        "rund": Approx.ABOUT,
        "mehr als": Approx.MORE_THAN,
        "mindestens": Approx.AT_LEAST,
        "höchstens": Approx.AT_MOST,
        "bis zu": Approx.UP_TO,
        "weniger als": Approx.LESS_THAN,
        "knapp": Approx.JUST_UNDER,
        "gut": Approx.JUST_OVER,
        "vage": Approx.VAGUE,
    }.get(" ".join(head), Approx.EXACT)
    if "-" in tail:
        low, high = map(float, tail.split("-"))
        return Value(low=low, high=high, approx=Approx.RANGE)
    number = float(tail)
    if approx in (Approx.MORE_THAN, Approx.AT_LEAST, Approx.VAGUE):
        return Value(low=number, high=None, approx=approx)
    if approx in (Approx.AT_MOST, Approx.UP_TO, Approx.LESS_THAN):
        return Value(low=None, high=number, approx=approx)
    return Value(low=number, high=number, approx=approx)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("10000", 10_000, 10_000),
        ("rund 12000", 11_400, 12_600),  # 5 %, more than half a thousand
        ("rund 10000", 5_000, 15_000),  # half of the last non-zero digit's place
        ("rund 300", 250, 350),
        ("rund 12300", 11_685, 12_915),
        ("10000-12000", 10_000, 12_000),
    ],
)
def test_words_widen_a_figure(words: str, low: float, high: float) -> None:
    assert widen(value(words)) == pytest.approx((low, high))


def test_half_open_words_leave_out_their_own_number() -> None:
    assert widen(value("knapp 500")).high < 500 <= 500 < widen(value("gut 500")).low  # type: ignore[union-attr]
    assert widen(value("vage 1000")).high < 10_000  # type: ignore[union-attr]


@pytest.mark.parametrize(("words", "number"), [("mehr als 3000", 3000), ("bis zu 500", 500), ("10000-12000", 11_000)])
def test_the_anchor_is_the_bound_or_the_middle(words: str, number: float) -> None:
    assert anchor(value(words)) == number


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("mehr als 3000", "3000"),
        ("mehr als 3000", "4499"),
        ("bis zu 300", "201"),
        ("rund 10000", "12000"),
        ("10000-12000", "11000"),
        ("mehr als 3000", "rund 4000"),
        ("vage 1000", "9000"),
        ("knapp 500", "480"),
        ("mehr als 3000", "mindestens 3000"),
    ],
)
def test_these_agree(left: str, right: str) -> None:
    assert compatible(value(left), value(right))
    assert compatible(value(right), value(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("mehr als 3000", "4500"),
        ("mehr als 3000", "2999"),
        ("mehr als 2000", "mehr als 3000"),
        ("bis zu 300", "200"),
        ("bis zu 300", "301"),
        ("10000", "10001"),
        ("rund 12000", "10000"),
        ("vage 1000", "10000"),
    ],
)
def test_these_do_not_agree(left: str, right: str) -> None:
    assert not compatible(value(left), value(right))
    assert not compatible(value(right), value(left))


def test_an_exact_figure_is_narrower_than_a_bound() -> None:
    assert narrower(value("454"), value("mehr als 450"))
    assert not narrower(value("mehr als 450"), value("454"))


@pytest.mark.parametrize(
    ("old", "new", "least", "is_news"),
    [
        ("1000", "1049", None, False),
        ("1000", "1050", None, True),
        ("3", "4", None, True),
        ("1000", "1090", MinChange(amount=10, unit=ChangeUnit.PERCENT), False),
        ("1000", "1060", MinChange(amount=50, unit=ChangeUnit.ABSOLUTE), True),
        ("mehr als 2000", "mehr als 3000", None, True),
        ("1000", "1000", MinChange(amount=0, unit=ChangeUnit.ABSOLUTE), False),
    ],
)
def test_min_change(old: str, new: str, least: MinChange | None, is_news: bool) -> None:
    claim = Claim(id="c", question="?", kind=ClaimKind.FIGURE, min_change=least)
    assert moved(claim, value(new), value(old)) is is_news


def test_percentages_move_by_points() -> None:
    claim = Claim(id="c", question="?", kind=ClaimKind.FIGURE)
    old, new = (Value(low=number, high=number, unit="Prozent") for number in (4.0, 4.5))
    assert not moved(claim, new, old)
    assert moved(claim, Value(low=5.0, high=5.0, unit="Prozent"), old)


def test_two_totals_become_their_hull() -> None:
    both = hull((value("400"), value("mehr als 650")))
    assert (both.low, both.high, both.mixed) == (400, 650, True)
