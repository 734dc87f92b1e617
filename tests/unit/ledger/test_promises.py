"""What the ledger promises about whole articles: any order, no flapping, and no confirmation from half a text."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from monitor.articles.model import PageKind
from monitor.backtest import Replay
from monitor.ledger import positions
from monitor.reading.model import Stance, Where
from monitor.watchlist.model import Grade
from tests.unit.ledger.build import WATCH, Desk

S = Stance
EMBARGO = "Sperrfrist 18 Uhr. Soldaten aus Nordland kämpfen im Südland."


@pytest.mark.parametrize(
    ("half", "weak"),
    [({"where": Where.TITLE}, "headline"), ({"kind": PageKind.TEASER}, "teaser"), ({"words": EMBARGO}, "embargo")],
)
def test_half_a_text_confirms_nothing_alone_and_the_whole_one_then_alerts(half: dict[str, Any], weak: str) -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland")
    if weak == "headline":
        half = half | {"title": "Soldaten aus Nordland kämpfen im Südland."}
    desk.says(S.CONFIRMS, "Nordland", **half)
    assert [(item.grade, item.evidence.weak) for item in desk.last.changes] == [(Grade.DIGEST, weak)]
    desk.says(S.CONFIRMS, "Nordland")
    assert [item.grade for item in desk.last.changes] == [Grade.ALERT]


def test_flapping_between_two_stances_alerts_once() -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland", article="x")
    alerts = 0
    for number, stance in enumerate((S.CONFIRMS, S.DENIES, S.CONFIRMS, S.DENIES), 2):
        desk.says(stance, "Nordland", article="x", number=number)
        alerts += sum(item.grade is Grade.ALERT for item in desk.last.changes)
    assert alerts == 1


ARTICLES: tuple[dict[str, Any], ...] = (
    {"value": 5_000, "by": "Südland", "hours": 1},
    {"value": 7_000, "by": "Südland", "hours": 2},
    {"value": 5_000, "by": "Seestadt", "hours": 3},
    {"value": 9_000, "by": "Nordland", "hours": 4},
    {"value": 7_000, "by": None, "hours": 5},
)


def test_the_same_articles_in_any_order_give_the_same_ledger() -> None:
    def ledger_of(order: tuple[int, ...]) -> object:
        desk = Desk()
        for number in order:
            given = dict(ARTICLES[number])
            desk.soldiers(given.pop("value"), given.pop("by"), article=f"a{number}", outlet=f"Blatt {number}", **given)
            desk.says((S.DENIES, S.CONFIRMS)[number % 2], "Nordland", article=f"s{number}", hours=10 + number)
        return held(desk.run)

    ledgers = [ledger_of(order) for order in permutations(range(len(ARTICLES)))]
    assert len(ledgers) == 120
    assert all(found == ledgers[0] for found in ledgers)


def held(run: Replay) -> object:
    return {
        claim.id: sorted((one.party, one.at, str(one.value)) for one in positions(claim, run.states[claim.id]))
        for claim in WATCH.claims
    }
