"""In 376 passages of many topics, more than half of them traps, decisive stances get the right speaker and nothing alarms falsely."""

from __future__ import annotations

from tests.gate.stance.table import Score, add, passages

F1_FLOOR = 0.93
MOST_ALARMS = 4


def test_decisive_stances_and_false_alarms() -> None:
    score = Score()
    wrong = [said for passage in passages("passages.txt") if (said := add(score, passage))]
    assert score.f1 >= F1_FLOOR, "\n".join(wrong)
    assert score.alarms <= MOST_ALARMS, "\n".join(wrong)


def test_most_of_the_passages_are_traps() -> None:
    table = passages("passages.txt")
    assert len(table) >= 230
    assert sum(not passage.wanted for passage in table) >= len(table) / 2
