"""What ties a number to a question and what does not, read from sentences: the table of phrasings."""

from __future__ import annotations

import pytest

from tests.acceptance.ledger.desk import article, log

SHIP = """
name: Ausbruch auf der Nordstern
about: [Nordstern]
parties:
  Hafenamt: [Hafenarzt Brandt]
claims:
  - id: kranke
    question: Wie viele Menschen auf der Nordstern haben sich infiziert?
    kind: figure
    counts: [Infizierter, Mensch, Passagier]
    about: [Nordstern]
    with: [infizieren]
    trend: rising
    alert: {new_value: alert}
"""
LEAD = "Das Kreuzfahrtschiff Nordstern liegt seit Sonntag vor der Küste. Der Wind ist stark. Die Sicht ist schlecht. Es regnet. "

TOLD = {
    "Auf dem Schiff haben sich 40 Menschen angesteckt.": "40",
    "An Bord des Schiffes wurden 40 Menschen positiv getestet.": "40",
    "Bisher gab es auf der Nordstern mehr als 200 Infektionen.": ">200",
    "Bis zum Vortag waren auf dem Schiff 61 Infektionen nachgewiesen worden.": "61",
    "Auf der Nordstern gab es 61 Ansteckungen.": "61",
    "Die zehn infizierten Menschen der Nordstern wurden an Land gebracht.": "10",
}
SILENT = (
    "Auf der Nordstern mit den 2.700 Passagieren grassiert das Virus.",
    "Die 2.700 Passagiere der Nordstern werden wegen der Ansteckungsgefahr getrennt.",
    "Auf dem Schwesterschiff Südstern haben sich 40 Menschen infiziert.",
    "Im benachbarten Hafen Alt haben sich 40 Menschen infiziert.",
    "Statt bisher 61 Infizierter zählt niemand mehr nach auf der Nordstern.",
    "Auf der Nordstern infizierten sich nochmals 40 Menschen.",
    "Anders als auf der Nordstern haben sich auf einem anderen Schiff 40 Menschen infiziert.",
)


@pytest.mark.parametrize(("sentence", "value"), TOLD.items())
def test_a_figure_tied_to_the_topic_is_told(sentence: str, value: str) -> None:
    assert [line.after for line in log(SHIP, article("eins", 0, "Quarantäne im Hafen", LEAD + sentence))] == [value]


@pytest.mark.parametrize("sentence", SILENT)
def test_a_known_group_a_rival_or_an_increment_is_not(sentence: str) -> None:
    assert log(SHIP, article("eins", 0, "Quarantäne im Hafen", LEAD + sentence)) == []


def test_a_stray_figure_further_down_bars_no_true_one_after_it() -> None:
    stray = "Nordstern im Hafen. " + "Die Lage bleibt ruhig und alle warten auf Nachricht aus der Stadt. " * 14
    found = log(
        SHIP,
        article("eins", 0, "Nordstern: Warten im Hafen", stray + "Inzwischen sind 900 Menschen infiziert."),
        article("zwei", 2, "Nordstern", "Auf der Nordstern haben sich 61 Menschen infiziert."),
    )
    assert [(line.article, line.after, line.grade) for line in found if line.grade == "alert"] == [
        ("zwei", "61", "alert")
    ]


ORDERS = """
name: Bestellungen der Bahn
about: [Bahn]
claims:
  - id: zuege
    question: Wie viele Züge hat die Bahn bei Elster bestellt?
    kind: figure
    counts: [Zug]
    about: [[Elster], [Bahn]]
    with: [bestellen]
    alert: {new_value: alert}
"""
ORDERED = {
    "Die Bahn ordert bei Elster 80 Züge.": ["80"],
    "Die Bahn hat sich 80 Züge von Elster gesichert.": ["80"],
    "Die Bahn hat bei Elster 80 Züge bestellt und eine Option auf weitere 40 Züge vereinbart.": ["80-120"],
    "Von der neuen Bestellung der Bahn bei Elster sind 80 Züge verbindlich.": [],
    "Die Bahn bestellte insgesamt 900 Züge: bei Elster, Rabe, Dohle und Krähe.": [],
    "Vor einem Monat noch hatte die Bahn bei Elster 80 Züge bestellt.": ["80"],
}


@pytest.mark.parametrize(("sentence", "values"), ORDERED.items())
def test_orders_with_options_shares_and_rows_of_makers(sentence: str, values: list[str]) -> None:
    assert [line.after for line in log(ORDERS, article("eins", 0, "Neue Züge", sentence))] == values


CUTS = """
name: Stellenabbau
about: [Elster]
claims:
  - id: stellen
    question: Wie viele Stellen baut Elster ab?
    kind: figure
    counts: [Stelle]
    about: [Elster]
    with: [abbauen, {plan}]
    alert: {{new_value: alert}}
"""


@pytest.mark.parametrize("sentence", ["Elster will 400 Stellen streichen.", "Bei Elster sollen 400 Jobs wegfallen."])
def test_an_announcement_counts_where_the_editor_asks_for_plans(sentence: str) -> None:
    def told(plan: str) -> list[str]:
        return [line.after for line in log(CUTS.format(plan=plan), article("eins", 0, "Elster", sentence))]

    assert (told("wollen"), told("verkleinern")) == (["400"], [])


def test_the_fallen_and_further_wounded_are_two_totals() -> None:
    wounded = """
name: Verwundete
about: [Norland, norländisch]
claims:
  - id: verwundete
    question: Wie viele norländische Soldaten wurden verwundet?
    kind: figure
    counts: [Soldat]
    about: [norländisch]
    with: [verwunden]
    alert: {new_value: alert}
"""
    text = "An der Front sind 100 norländische Soldaten gefallen. Bis zu tausend weitere seien verletzt worden."
    assert [line.after for line in log(wounded, article("eins", 0, "Norland", text))] == ["<1000"]


def test_hundreds_of_dead_and_injured_are_no_hundreds_of_dead() -> None:
    toll = """
name: Tote
about: [Selketal]
claims:
  - {id: tote, question: Wie viele Tote gibt es im Selketal?, kind: figure, counts: [Toter], about: [Selketal], alert: {new_value: alert}}
"""
    for text in (
        "Im Selketal gab es 300 Tote und Verletzte.",
        "Im Selketal wurden 300 Menschen getötet oder verletzt.",
    ):
        assert log(toll, article("eins", 0, "Selketal", text)) == []


def test_a_counter_that_moved_on_contradicts_nobody_and_outgrows_an_old_bound() -> None:
    losses = """
name: Verluste
about: [Norland]
parties:
  Südmark:
  Seeland:
claims:
  - id: tote
    question: Wie viele norländische Soldaten sind gestorben?
    kind: figure
    counts: [Soldat]
    about: [norländisch]
    with: [sterben]
"""
    found = log(
        losses,
        article("eins", 0, "Norland", "Nach Angaben von Südmark sind mehr als 3.000 norländische Soldaten gestorben."),
        article("zwei", 900, "Norland", "Nach Angaben von Seeland sind etwa 4.700 norländische Soldaten gestorben."),
    )
    assert [(line.article, line.type, line.after) for line in found] == [
        ("eins", "new_value", ">3000"),
        ("zwei", "new_value", "4700"),
    ]
