"""Figures on topic that no claim asks for become ready claims."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.articles.model import Revision
from monitor.ledger import unwatched
from monitor.reading import observe
from monitor.reading.model import FigureKind, Reading, Span
from monitor.watchlist import read_watchlist
from tests.unit.ledger.build import START, WATCH, figure


def read(name: str, text: str, *figures: object) -> tuple[Revision, Reading]:
    revision = Revision(
        article=name, number=1, url="", outlet="Blatt", title="Lage in Nordland", text=text,
        published=START, at=START + timedelta(hours=1), found=START,
    )  # fmt: skip
    return revision, Reading(figures=figures, sentences=(Span(0, len(text)),))  # type: ignore[arg-type]


def granates(name: str, number: int) -> tuple[Revision, Reading]:
    text = f"Nordland lieferte {number} Granaten."
    return read(
        name, text, figure(text, str(number), number, counted="Granate", predicate="liefern", whose=("nordländisch",))
    )


def test_figures_are_folded_by_noun_and_verb() -> None:
    (found,) = unwatched(WATCH, [granates("a", 500), granates("b", 500), granates("c", 900)])
    assert (found.counted, found.predicate, found.seen) == ("Granate", "liefern", 3)
    assert [value.low for value in found.values] == [500, 900]


def test_the_offer_is_a_claim_that_loads() -> None:
    (found,) = unwatched(WATCH, [granates("a", 500)])
    text = f"name: Probe\nabout: [Nordland]\nclaims:\n{found.yaml}"
    (claim,) = read_watchlist(text, id="probe").claims
    assert (claim.counts, claim.with_, claim.about) == (("Granate",), ("liefern",), (("nordländisch",),))


def test_what_a_claim_counts_is_not_offered() -> None:
    text = "Nordland schickt 500 Soldaten."
    assert unwatched(WATCH, [read("a", text, figure(text, "500", 500))]) == ()


def test_ages_and_spans_of_time_are_not_offered() -> None:
    text = "Der Sprecher aus Nordland ist 45 Jahre alt."
    assert unwatched(WATCH, [read("a", text, figure(text, "45", 45, counted="Jahr", kind=FigureKind.AGE))]) == ()


QUESTIONS = {
    "Bei dem Brand im Werk wurden am Montag 39 Menschen verletzt.": "Wie viele Menschen wurden verletzt?",
    "Am Werk sind zwölf Arbeiter gestorben.": "Wie viele Arbeiter sind gestorben?",
    "Am Werk haben 1.200 Menschen demonstriert.": "Wie viele Menschen haben demonstriert?",
    "Das Werk hat 400 Stellen gestrichen.": "Wie viele Stellen wurden gestrichen?",
    "Rund 3.000 Beschäftigte legten am Werk die Arbeit nieder.": "Um wie viele Beschäftigte geht es?",
    "Im Werk sind 30 Prozent der Plätze belegt.": "Wie viel Prozent der Plätze sind es?",
    "Der Schaden am Werk beträgt 3 Millionen Euro.": "Um wie viel Euro geht es?",
}


@pytest.mark.parametrize(("text", "asked"), QUESTIONS.items())
def test_the_offered_question_is_german_as_an_editor_would_write_it(text: str, asked: str) -> None:
    watched = read_watchlist(
        "name: x\nabout: [Werk]\nclaims:\n  - {id: a, question: q, kind: figure, counts: [Tier]}", id="x"
    )
    revision, _ = read("a", text)
    (found, *_) = unwatched(watched, [(revision, observe(text, title="Werk", published=START, outlet="Blatt"))])
    assert f'question: "{asked}"' in found.yaml
