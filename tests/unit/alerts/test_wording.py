"""Subjects alone tell the news; German questions become clauses by the rules of German word order."""

from __future__ import annotations

import pytest

from monitor.alerts.wording import (
    SUBJECT,
    amount,
    counted,
    is_plural,
    main_clause,
    shown,
    subject,
    that_clause,
    topic,
)
from monitor.ledger.model import UNATTRIBUTED, ChangeType, Value
from monitor.reading.model import Approx, Stance
from tests.unit.alerts import builders as make

CLAUSES = [
    (
        "Kämpfen nordkoreanische Soldaten auf russischer Seite?",
        "dass nordkoreanische Soldaten auf russischer Seite kämpfen",
        "nordkoreanische Soldaten kämpfen auf russischer Seite",
    ),
    (
        "Setzt die Ukraine Streumunition ein?",
        "dass die Ukraine Streumunition einsetzt",
        "die Ukraine setzt Streumunition ein",
    ),
    (
        "Hat der Konzern Werke geschlossen?",
        "dass der Konzern Werke geschlossen hat",
        "der Konzern hat Werke geschlossen",
    ),
    ("Gibt es Tote?", "dass es Tote gibt", "es gibt Tote"),
    (
        "Haben sich Verdi und die Arbeitgeber geeinigt?",
        "dass sich Verdi und die Arbeitgeber geeinigt haben",
        "Verdi und die Arbeitgeber haben sich geeinigt",
    ),
    (
        "Empfiehlt die Kommission den Impfstoff auch für Ältere?",
        "dass die Kommission den Impfstoff auch für Ältere empfiehlt",
        "die Kommission empfiehlt den Impfstoff auch für Ältere",
    ),
    (
        "Hat Kim Jong Un bestätigt, dass Truppen kämpfen?",
        "dass Kim Jong Un bestätigt hat, dass Truppen kämpfen",
        "",  # a bare name before another capital may go on or not
    ),
    ("Plant Verdi Streiks?", "dass Verdi Streiks plant", ""),
    ("Tritt der Minister zurück?", "dass der Minister zurücktritt", "der Minister tritt zurück"),
]


@pytest.mark.parametrize(("question", "clause", "statement"), CLAUSES)
def test_a_yes_no_question_becomes_a_clause_and_a_statement(question: str, clause: str, statement: str) -> None:
    assert that_clause(question) == clause
    assert main_clause(question) == statement


@pytest.mark.parametrize(
    "question", ["Wie viele Soldaten sind dort?", "Wer hat es befohlen?", "Kämpfen Soldaten dort", "Warum?", "", "Ja?"]
)
def test_other_questions_become_no_clause(question: str) -> None:
    assert that_clause(question) == ""
    assert main_clause(question) == ""


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Wie viele nordkoreanische Soldaten sind in Russland?", "nordkoreanische Soldaten"),
        ("Wie viele Beschäftigte beteiligen sich am Warnstreik?", "Beschäftigte"),
        ("Wie viele neue, bestätigte Infektionen gibt es?", "neue, bestätigte Infektionen"),
        ("Wie hoch ist der Leitzins?", ""),
        ("Kämpfen Soldaten dort?", ""),
        ("Wie viele sind gefallen?", ""),
    ],
)
def test_the_counted_noun_stands_in_the_question(question: str, noun: str) -> None:
    assert counted(question) == noun


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Wie hoch ist der Leitzins der Notenbank?", "Leitzins der Notenbank"),
        ("Wie groß war das Haushaltsloch?", "Haushaltsloch"),
        ("Wie viele Menschen starben?", ""),
    ],
)
def test_the_measured_thing_stands_in_the_question(question: str, words: str) -> None:
    assert topic(question) == words


@pytest.mark.parametrize(
    "name", ["USA", "USA und Südkorea", "Vereinte Nationen", "Gesundheitsbehörden", "Polizei, Feuerwehr"]
)
def test_plural_speakers(name: str) -> None:
    assert is_plural(name)


@pytest.mark.parametrize("name", ["Nordkorea", "Pentagon", "Kreml", "Selenskyj", "Karlsruhe", "Bundesregierung"])
def test_singular_speakers(name: str) -> None:
    assert not is_plural(name)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (make.figure(3000, None, Approx.MORE_THAN), "mehr als 3.000"),
        (make.figure(10000, approx=Approx.ABOUT), "rund 10.000"),
        (make.figure(10000, 12000, Approx.RANGE), "10.000 bis 12.000"),
        (make.figure(10000, 12000, Approx.ABOUT), "rund 10.000 bis 12.000"),
        (make.figure(None, 1000, Approx.UP_TO), "bis zu 1.000"),
        (make.figure(1000, 10000, Approx.VAGUE), "Tausende"),
        (make.figure(1000, None, Approx.VAGUE), "Tausende"),
        (make.figure(7000, None, Approx.VAGUE), "mindestens 7.000"),
        (make.figure(5_000_000, None, Approx.MORE_THAN), "mehr als 5 Millionen"),
        (make.figure(1_200_000, unit="Euro"), "1,2 Millionen Euro"),
        (make.figure(1_000_000), "1 Million"),
        (make.figure(1_234_567), "1.234.567"),
        (make.figure(2.25, unit="Prozent"), "2,25 Prozent"),
        (Value(approx=Approx.UNCLEAR), "unklare Angabe"),
        (make.stance(Stance.CANNOT_CONFIRM), "keine Bestätigung"),
        (Value(answer="nicht empfohlen"), "„nicht empfohlen“"),
    ],
)
def test_interval_words_are_kept(value: Value, words: str) -> None:
    assert shown(value, "de") == words


def test_english_numbers() -> None:
    assert amount(make.figure(12000, approx=Approx.ABOUT), "en") == "about 12,000"


def of(kind: ChangeType, **fields: object) -> str:
    change = make.change(kind, **fields)  # type: ignore[arg-type]
    return subject(change, make.QUESTIONS[change.claim], "de")


ROUND = make.figure(10000, approx=Approx.ABOUT)
SUBJECTS = [
    (of(ChangeType.VALUE_CHANGED, before=ROUND), "Pentagon: 12.000 statt rund 10.000 nordkoreanische Soldaten"),
    (of(ChangeType.NEW_VALUE), "Pentagon: 12.000 nordkoreanische Soldaten · erster Wert"),
    (of(ChangeType.NEW_VALUE, before=ROUND), "Pentagon: 12.000 nordkoreanische Soldaten · bisher: rund 10.000"),
    (
        of(ChangeType.CORRECTED, before=ROUND),
        "Morgenblatt korrigiert: 12.000 statt rund 10.000 nordkoreanische Soldaten",
    ),
    (of(ChangeType.REFINED, before=ROUND), "Pentagon genauer: 12.000 statt rund 10.000 nordkoreanische Soldaten"),
    (of(ChangeType.RETRACTION, before=ROUND), "Pentagon nimmt rund 10.000 zurück: 12.000 nordkoreanische Soldaten"),
    (
        of(ChangeType.CONTRADICTION, before=ROUND, before_party="Russland"),
        "Widerspruch: Pentagon 12.000, Russland rund 10.000 nordkoreanische Soldaten",
    ),
    (of(ChangeType.NEW_SOURCE), "Weitere Quelle Pentagon: 12.000 nordkoreanische Soldaten"),
    (of(ChangeType.NEW_CONFIRMATION), "Pentagon bestätigt 12.000 nordkoreanische Soldaten"),
    (of(ChangeType.NEW_CONFIRMATION, speaker="USA"), "USA bestätigen 12.000 nordkoreanische Soldaten"),
    (of(ChangeType.VALUE_CHANGED, before=ROUND, late=True).split(" · ")[0], "Nachträglich"),
    (
        of(ChangeType.NEW_VALUE, party=UNATTRIBUTED, speaker=""),
        "Morgenblatt: 12.000 nordkoreanische Soldaten · erster Wert",
    ),
    (
        of(
            ChangeType.VALUE_CHANGED,
            claim="leitzins",
            speaker="EZB",
            before=make.figure(2.5, unit="Prozent"),
            after=make.figure(2.25, unit="Prozent"),
        ),
        "EZB: 2,25 Prozent statt 2,5 · Leitzins der Notenbank",
    ),
    (
        of(
            ChangeType.DENIAL,
            claim="kampfeinsatz",
            speaker="Kreml",
            after=make.stance(Stance.DENIES),
        ),
        "Kreml dementiert, dass nordkoreanische Soldaten auf russischer Seite kämpfen",
    ),
    (
        of(
            ChangeType.SOFTENED,
            claim="impfung",
            speaker="Behörden",
            before=make.stance(Stance.CONFIRMS),
            after=make.stance(Stance.CANNOT_CONFIRM),
        ),
        "Behörden können nicht bestätigen: die Kommission empfiehlt… – zuvor bestätigt",
    ),
    (
        of(
            ChangeType.REVERSAL,
            claim="impfung",
            speaker="Kommission",
            before=Value(answer="nicht empfohlen"),
            after=Value(answer="empfohlen"),
        ),
        "Kommission: „empfohlen“ · Empfiehlt die Kommission den Impfstoff auch für Ältere?",
    ),
]


@pytest.mark.parametrize(("found", "wanted"), SUBJECTS)
def test_a_subject_alone_tells_the_news(found: str, wanted: str) -> None:
    assert found == wanted


def test_a_short_name_of_the_claim_makes_the_best_subject() -> None:
    """The example of the issue: Nordkorea bestätigt Truppeneinsatz · bisher: dementiert."""
    found = subject(make.reversal(), make.QUESTIONS["kampfeinsatz"], "de", short="Truppeneinsatz")
    assert found == "Nordkorea bestätigt Truppeneinsatz · bisher: dementiert"


@pytest.mark.parametrize("kind", list(ChangeType))
@pytest.mark.parametrize("claim", list(make.QUESTIONS))
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_subject_is_longer_than_ninety_characters_or_shows_a_key(
    kind: ChangeType, claim: str, language: str
) -> None:
    for before, after in (
        (None, make.figure(1_234_567)),
        (ROUND, make.figure(10_500, 1_234_567, Approx.RANGE)),
        (make.stance(Stance.DENIES), make.stance(Stance.CANNOT_CONFIRM)),
        (Value(answer="nur für Jüngere"), Value(answer="uneingeschränkt für alle Altersgruppen empfohlen")),
    ):
        speaker = "Sprecherin des Bundesministeriums für Gesundheit und Soziales"
        change = make.change(kind, claim=claim, speaker=speaker, before=before, after=after, before_party="Land")
        found = subject(change, make.QUESTIONS[claim], language)
        assert len(found) <= SUBJECT
        assert "{" not in found
        assert "[" not in found
        assert "  " not in found
