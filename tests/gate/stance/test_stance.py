"""The stance of a speaker is read right in 95 of 100 passages; half of the table was frozen before the rules."""

from __future__ import annotations

import pytest

from tests.gate.stance.table import read, right, rows

FLOORS = {"frozen.txt": 0.95, "later.txt": 0.95}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_stances_are_read_right(name: str) -> None:
    table = rows(name)
    wrong = [row for row in table if not right(row, read(row))]
    score = 1 - len(wrong) / len(table)
    assert score >= FLOORS[name], "\n".join(f"{name}:{row.line} {row.text}" for row in wrong)


def test_half_of_the_rows_are_traps() -> None:
    table = [row for name in FLOORS for row in rows(name)]
    assert len(table) >= 320
    assert 0.4 <= sum(row.trap for row in table) / len(table) <= 0.6
