"""The bench's own arithmetic: a bound that cannot fail would be no bound."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import BEGIN, END, as_json, with_table
from tests.bench.measure import Measure, Noise, of_json, ratios, table


def row(*values: float, must: str = "", aim: str = "") -> Measure:
    return Measure(name="a ratio", unit="x", values=values, must=must, aim=aim, quality="F1 0.98")


@pytest.mark.parametrize(
    ("values", "must", "aim", "verdict"),
    [
        ((0.1, 0.2, 0.3), "<= 0.2", "<= 0.1", "must"),
        ((0.1, 0.21, 0.3), "<= 0.2", "", "NOT KEPT"),
        ((0.05, 0.07, 9.0), "<= 0.2", "<= 0.08", "aim"),
        ((9.0, 10.0, 11.0), ">= 10", ">= 20", "must"),
        ((9.0, 9.9, 11.0), ">= 10", "", "NOT KEPT"),
        ((), ">= 10", "", "not measured"),
        ((5.0,), "", "", ""),
    ],
)
def test_the_median_of_the_rounds_decides(values: tuple[float, ...], must: str, aim: str, verdict: str) -> None:
    assert row(*values, must=must, aim=aim).verdict == verdict


def test_rounds_are_compared_with_their_own_moment() -> None:
    assert ratios((2.0, 8.0), (1.0, 4.0)) == (2.0, 2.0)


def test_a_row_comes_back_from_its_json() -> None:
    assert of_json(row(1.0, 2.0, must="<= 3").as_json()) == row(1.0, 2.0, must="<= 3")


def test_the_table_tells_median_range_bound_and_quality() -> None:
    (line,) = table([row(0.1, 0.3, 0.2, must="<= 0.15")]).splitlines()[2:]
    assert line == "| a ratio | 0.2 x | 0.1–0.3 (3) | <= 0.15 |  | NOT KEPT | F1 0.98 |"


def test_the_page_keeps_everything_around_its_table() -> None:
    kept = as_json([row(1.0)], Noise())
    page = f"before\n{BEGIN}a stale table\n{END}after\n"
    once = with_table(page, kept)
    assert (once.startswith(f"before\n{BEGIN}|"), once.endswith(f"{END}after\n"), "stale" in once) == (
        True,
        True,
        False,
    )
    assert with_table(once, kept) == once
