"""What ties a figure to its topic, read from sentences: tables, with phrasings that must yield nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.articles.model import Revision
from monitor.ledger import touch, withdraw
from monitor.ledger.acts import actor, done
from monitor.ledger.model import ChangeType
from monitor.reading import observe
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Grade
from tests.unit.ledger.build import START, Desk

FERRY = read_watchlist(
    """
name: Ausbruch auf der Nordfähre
about: [Nordfähre]
parties:
  Hafenamt: [Hafenchefin Lind]
  Nordbank: []
claims:
  - id: kranke
    question: Wie viele Menschen auf der Nordfähre sind erkrankt?
    kind: figure
    counts: [Kranker, Erkrankter, Passagier, Fall, Mensch]
    about: [Nordfähre]
    with: [erkranken, krank, Fall]
    without: [gestorben, tot]
""",
    id="faehre",
)


def standing(text: str, title: str = "Neues aus dem Hafen") -> list[float | None]:
    """The values that take part in the fold."""
    revision = Revision(
        article="a", number=1, url="", outlet="Blatt", title=title, text=text,
        published=START, at=START + timedelta(hours=1), found=START,
    )  # fmt: skip
    facts = touch(FERRY, revision, observe(text, title=title, published=START))
    return [fact.value.low for fact in facts if fact.standing]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Auf der Nordfähre sind 12 Passagiere erkrankt.", 12),
        ("Die Nordfähre liegt im Hafen fest. Bislang sind 12 Menschen erkrankt.", 12),
        ("An Bord der Nordfähre gibt es 61 Fälle, insgesamt sind 80 Menschen an Bord der Nordfähre erkrankt.", 80),
        ("In Seeland gibt es 413 Fälle, darunter 355 Kranke auf der Nordfähre.", 355),
        ("700 der 3.711 Passagiere der Nordfähre sind erkrankt.", 700),
    ],
)
def test_these_figures_are_the_claims(text: str, value: float) -> None:
    assert value in standing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Nordfähre liegt fest. Weltweit sind 70.000 Menschen erkrankt.",
        "Auf der Nordfähre sind zwei Passagiere gestorben.",
        "Auf der Nordfähre sind 40 Passagiere an Bord.",
        "Auf der Nordfähre gibt es 30 Verdachtsfälle.",
        "Auf dem Schiff „Seestern“ sind 500 Menschen erkrankt. Die Nordfähre liegt daneben.",
        "Ein Dampfer sank. 90 Menschen sind erkrankt.",
    ],
)
def test_these_are_not(text: str) -> None:
    assert standing(text) == []


def test_the_whole_of_a_share_is_not_the_count() -> None:
    assert 3_711 not in standing("700 der 3.711 Passagiere der Nordfähre sind erkrankt.")


@pytest.mark.parametrize(
    ("clause", "party"),
    [
        ("Die Nordbank senkt den Leitzins auf 3 Prozent", "Nordbank"),
        ("Am Montag hat die Nordbank den Leitzins auf 4 Prozent angehoben", "Nordbank"),
        ("Der Leitzins wurde von der Nordbank gesenkt", None),
        ("Händler reagierten auf die Nordbank", None),
        ("Der Kurs der Südbank stieg", None),
    ],
)
def test_who_acts_is_the_source_of_the_act(clause: str, party: str | None) -> None:
    assert actor(clause, FERRY, START.date()) == party


@pytest.mark.parametrize(
    ("sentence", "finished"),
    [
        ("Der Rat hat das Gesetz beschlossen.", True),
        ("Der Rat soll das Gesetz beschließen.", False),
        ("Hat der Rat das Gesetz beschlossen?", False),
        ("Der Rat hatte das Gesetz beschlossen.", False),
        ("Wenn der Rat das Gesetz beschließt, gilt es sofort.", False),
    ],
)
def test_only_finished_acts_count(sentence: str, finished: bool) -> None:
    assert done(sentence) is finished


def test_a_kill_notice_overtakes_what_was_told() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland", article="x")
    told = desk.change().key
    text = "Bitte verwenden Sie diese Meldung nicht. Die Angaben sind falsch."
    judged = desk.article(text, observe(text), article="x", number=2)
    assert judged.superseded == (told,)
    assert judged.gate is not None
    assert judged.gate.code == "gate.kill"


def test_what_no_longer_holds_gets_an_entry_of_its_own() -> None:
    desk = Desk()
    desk.soldiers(5_000, "Südland")
    entry = withdraw(desk.change(), code="judged_false", at=START)
    assert (entry.type, entry.supersedes, entry.grade) == (ChangeType.SUPERSEDED, desk.change().key, Grade.ALERT)
    assert entry.key != desk.change().key
