"""The five baseline documents give the positions an editor reads in them, and the two reversals as they came."""

from __future__ import annotations

from functools import cache

import pytest

from monitor.watchlist.model import Grade
from tests.acceptance.baseline_rows import FIGURES, ROOT, STATEMENTS, Built, Row, build, matching, near
from tests.eval.baseline import documents


@cache
def _built() -> Built:
    return build(documents(ROOT / "corpus"))


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row.name)
def test_a_figure_stands_with_its_party_and_its_bounds(row: Row) -> None:
    found = matching(_built(), row)
    assert found, near(_built(), row)
    assert all(verdict.evidence and verdict.evidence.sentence for verdict in found)


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row.name)
def test_a_stance_stands_with_its_party(row: Row) -> None:
    found = matching(_built(), row)
    assert found, near(_built(), row)
    assert all(verdict.evidence and verdict.evidence.sentence for verdict in found)


def test_replayed_in_date_order_the_corpus_tells_two_denials_and_then_two_reversals() -> None:
    story = [
        (doc, verdict.outcome, verdict.party)
        for doc, verdict in _built().verdicts
        if verdict.claim == "kampfeinsatz" and verdict.outcome in {"denial", "reversal"}
    ]
    assert story == [
        ("004", "denial", "Nordkorea"),
        ("004", "denial", "Russland"),
        ("001", "reversal", "Russland"),
        ("002", "reversal", "Nordkorea"),
    ]


def test_building_the_baseline_alerts_nobody() -> None:
    assert {change.grade for _, change in _built().changes} == {Grade.NEVER}


def test_every_document_says_when_it_was_published_and_that_the_date_is_inferred() -> None:
    read = documents(ROOT / "corpus")
    assert [document.name for document in read] == ["003", "004", "000", "001", "002"]
    assert all(document.date_inferred and document.published for document in read)
