"""Whom "das Unternehmen", "die Behörde", "der Verein" and a bare "Sprecherin" stand for."""

from __future__ import annotations

import pytest

from monitor.reading.german.statements import read_statements
from monitor.reading.german.text import Doc


def root(text: str) -> str | None:
    return read_statements(Doc(text)).statements[-1].attribution.root


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Die Nordwind AG baut um. Am Dienstag bestätigte das Unternehmen den Abbau von 40 Stellen.", "Nordwind AG"),
        ("Der Kurs der Nordwind AG fiel. Ein Sprecher des Unternehmens bestätigte den Abbau.", "Nordwind AG"),
        ("Boeing verliert Aufträge. Der Konzern bestätigte den Verlust.", "Boeing"),
        ("Das Robert-Koch-Institut meldet mehr Fälle. Die Behörde bestätigte einen Ausbruch.", "Robert-Koch-Institut"),
        ("Der FC Augsburg trennt sich vom Trainer. Der Verein bestätigte Verhandlungen.", "FC Augsburg"),
        ("Amazon wehrt sich. „Das ist schlicht falsch“, sagte eine Sprecherin.", "Amazon"),
        ("Ein Sprecher des Amtes bestätigte den Fund.", "Amt"),
        ("Die IG Metall bestätigte den Streik.", "IG Metall"),
        ("Eine Sprecherin des SC Freiburg bestätigte den Wechsel.", "SC Freiburg"),
        ("Die Werft widerspricht. „Daran ist nichts“, sagte eine Sprecherin.", "Werft"),
        ("Nach Angaben der Polizei wurde ein 34-Jähriger festgenommen. Er hat die Tat gestanden.", "34-Jähriger"),
        ("Eine Bestätigung der israelischen Armee gab es zunächst nicht.", "israelische Armee"),
        ("Die Werft bestätigte auf Anfrage entsprechende Berichte.", "Werft"),
        # no house fits: the word stays as it stands
        ("Markus Söder besuchte das Werk. Das Unternehmen bestätigte den Abbau.", "Unternehmen"),
        ("Das Gericht vertagte sich. Das Unternehmen bestätigte den Abbau.", "Unternehmen"),
        ("Ein Konzern prüft den Verkauf. Das Unternehmen bestätigte den Abbau.", "Unternehmen"),
        ("Millionen Landesbürger wählen. Der Landeswahlleiter bestätigte den Ablauf.", "Landeswahlleiter"),
    ],
)
def test_the_house_named_last(text: str, who: str) -> None:
    assert root(text) == who
