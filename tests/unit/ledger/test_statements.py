"""Stances against what is known."""

from __future__ import annotations

import pytest

from monitor.ledger.stance import to_claim
from monitor.reading.model import Polarity, Stance
from monitor.watchlist.model import Grade
from tests.unit.ledger.build import Desk

S = Stance


@pytest.mark.parametrize(
    ("stance", "polarity", "to"),
    [
        (S.ASSERTS, Polarity.AFFIRMED, S.ASSERTS),
        (S.ASSERTS, Polarity.NEGATED, S.DENIES),  # "Es gibt keine Nordkoreaner dort, sagte Peskow."
        (S.CONFIRMS, Polarity.NEGATED, S.DENIES),  # "bestätigte, dass keine Soldaten dort sind"
        (S.DENIES, Polarity.AFFIRMED, S.DENIES),
        (S.DENIES, Polarity.NEGATED, S.ASSERTS),  # "bestritt, dass keine Soldaten dort sind"
        (S.NO_COMMENT, Polarity.NEGATED, S.NO_COMMENT),
    ],
)
def test_the_stance_to_the_claim_follows_from_stance_and_polarity(stance: S, polarity: Polarity, to: S) -> None:
    assert to_claim(stance, polarity) is to


def test_the_first_confirmation_of_a_confirmer_is_the_news_of_the_day() -> None:
    desk = Desk()
    desk.says(S.ASSERTS, "Seestadt")
    assert desk.says(S.CONFIRMS, "Nordland") == "new_confirmation"
    assert desk.change().grade is Grade.ALERT
    assert desk.says(S.CONFIRMS, "Nordland") == "repeat"


def test_a_confirmation_of_somebody_else_is_a_further_source() -> None:
    desk = Desk()
    assert desk.says(S.CONFIRMS, "Seestadt") == "new_source"
    assert desk.change().grade is Grade.DIGEST


def test_the_first_denial_of_a_party_alerts() -> None:
    desk = Desk()
    assert desk.says(S.DENIES, "Nordland") == "denial"
    assert desk.says(S.DENIES, "Nordland") == "repeat"


def test_a_denial_in_plain_words_is_a_denial() -> None:
    desk = Desk()
    words = "Es kämpfen keine Soldaten aus Nordland im Südland."
    assert desk.says(S.ASSERTS, "Nordland", polarity=Polarity.NEGATED, words=words) == "denial"


@pytest.mark.parametrize("after", [S.CONFIRMS, S.ASSERTS])
def test_who_denied_and_now_says_so_turns_round(after: S) -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland")
    assert desk.says(after, "Nordland") == "reversal"


def test_who_confirmed_and_now_denies_turns_round() -> None:
    desk = Desk()
    desk.says(S.CONFIRMS, "Nordland")
    assert desk.says(S.DENIES, "Nordland") == "reversal"


def test_no_comment_between_does_not_hide_the_reversal() -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland")
    desk.says(S.NO_COMMENT, "Nordland")
    assert desk.says(S.CONFIRMS, "Nordland") == "reversal"


def test_backing_away_is_softened() -> None:
    desk = Desk()
    desk.says(S.CONFIRMS, "Nordland")
    assert desk.says(S.CANNOT_CONFIRM, "Nordland") == "softened"


def test_two_parties_contradict_once_and_again_after_they_agreed() -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland")
    assert desk.says(S.ASSERTS, "Seestadt") == "contradiction"
    assert desk.says(S.ASSERTS, "Seestadt") == "repeat"
    desk.says(S.CONFIRMS, "Nordland")
    assert desk.run.states["kampf"].pairs == ()
    desk.says(S.DENIES, "Nordland")
    assert desk.run.states["kampf"].pairs == ("Nordland|Seestadt",)


def test_a_question_or_demand_is_hypothetical() -> None:
    desk = Desk()
    assert desk.says(S.ASSERTS, "Nordland", news=False) == "hypothetical"


def test_recap_of_an_unseen_confirmation_still_alerts() -> None:
    desk = Desk()
    assert desk.says(S.CONFIRMS, "Nordland", news=False, recap=True) == "new_confirmation"
    assert desk.says(S.CONFIRMS, "Nordland", news=False, recap=True) == "recap"


def test_taking_back_is_a_retraction() -> None:
    desk = Desk()
    desk.says(S.ASSERTS, "Seestadt")
    assert desk.says(S.RETRACTS, "Seestadt") == "retraction"


def test_an_undeclared_speaker_never_alerts_on_a_stance() -> None:
    desk = Desk()
    assert desk.says(S.DENIES, "Professor Lund") == "new_source"
    assert desk.change().grade is Grade.DIGEST


def test_a_late_confirmation_that_still_stands_is_not_swallowed() -> None:
    desk = Desk()
    desk.says(S.ASSERTS, "Seestadt", hours=50)
    assert desk.says(S.CONFIRMS, "Nordland", hours=10) == "new_confirmation"
    assert desk.change().late


def test_an_edit_from_denied_to_confirmed_is_corrected() -> None:
    desk = Desk()
    desk.says(S.DENIES, "Nordland", article="x")
    assert desk.says(S.CONFIRMS, "Nordland", article="x", number=2) == "corrected"


def test_joint_sources_make_one_change_line() -> None:
    desk = Desk()
    desk.says(S.DENIES, "Südland und Seestadt")
    change = desk.change()
    assert change.speaker == "Südland und Seestadt"
    assert {"Südland", "Seestadt"} <= set(desk.run.states["kampf"].tracks)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Nordland prüfe einen Einsatz von Soldaten aus Nordland, hieß es.", "hypothetical"),
        ("Nordland plane einen Einsatz von Soldaten aus Nordland.", "planned"),
        ("Soldaten aus Nordland seien im Einsatz.", "new_source"),
    ],
)
def test_who_examines_or_plans_has_not_said_that_it_is_so(words: str, outcome: str) -> None:
    desk = Desk()
    assert desk.says(S.ASSERTS, "Seestadt", words=words) == outcome


def test_a_conjunct_with_not_denies_the_claim_it_speaks_of() -> None:
    desk = Desk()
    words = "Die Lage sei ruhig und Soldaten aus Nordland seien nicht im Einsatz."
    assert desk.says(S.ASSERTS, "Nordland", words=words) == "denial"
