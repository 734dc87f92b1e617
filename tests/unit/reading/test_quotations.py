"""What stands in quotation marks: speech, part of speech, or only a name."""

from __future__ import annotations

import pytest

from monitor.reading.german.statements import read_statements
from monitor.reading.german.text import Doc
from monitor.reading.model import Statement


def spoken(text: str) -> list[tuple[str, str]]:
    """(speaker, words) of all direct speech."""
    return [(s.attribution.text, s.text) for s in read(text) if s.type.value == "direct"]


def read(text: str) -> tuple[Statement, ...]:
    return read_statements(Doc(text)).statements


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("Eva Kurz nannte den Plan „völlig verfehlt“.", "Eva Kurz", "„völlig verfehlt“"),
        ("Kurz bezeichnete den Plan als „großen Unsinn“.", "Kurz", "„großen Unsinn“"),
        ("Als „verpasste Gelegenheit“ wertete Kurz den Gipfel.", "Kurz", "„verpasste Gelegenheit“"),
        ("Der Verband feierte das Urteil als „großen Tag für alle Mieter“.", "Der Verband", "„großen Tag für alle Mieter“"),
        ("Der Arzt hält den Eingriff für „riskant und überflüssig“.", "Der Arzt", "„riskant und überflüssig“"),
        ("Die Landrätin sprach von einer „Gefahr für Leib und Leben“.", "Die Landrätin", "„Gefahr für Leib und Leben“"),
        ("Der Forscher riet zu „Ruhe und Augenmaß“.", "Der Forscher", "„Ruhe und Augenmaß“"),
        ("Die Opposition warf der Ministerin „Wortbruch“ vor.", "Die Opposition", "„Wortbruch“"),
        ("Kurz hofft, „dass der Regen bald nachlässt“.", "Kurz", "„dass der Regen bald nachlässt“"),
        ("„Der Damm hält,“ sagte Kurz.", "Kurz", "„Der Damm hält,“"),
        ("„Wir haben die Deiche erhöht und die Pumpen erneuert“ heißt es in einer Mitteilung des Landkreises.",
         "einer Mitteilung des Landkreises", "„Wir haben die Deiche erhöht und die Pumpen erneuert“"),
        ("Kurz gab dem Druck nach und bat um Geduld: „Wir brauchen noch einen Tag“, sagte sie.",
         "sie", "„Wir brauchen noch einen Tag“"),
        ("Mit den Worten „Wenn es sein muss, bleiben wir auch nachts“ beruhigte Kurz die Leute.",
         "Kurz", "„Wenn es sein muss, bleiben wir auch nachts“"),
        ("„Guten Tag, ich bin wieder da“, mit diesen Worten meldete sich Kurz zurück.", "Kurz", "„Guten Tag, ich bin wieder da“"),
        ("Die Menge rief Parolen wie „Mieten runter!“ vor dem Rathaus.", "Die Menge", "„Mieten runter!“"),
        ("Für die Ärztin ist die Lage „schlicht unerträglich“.", "die Ärztin", "„schlicht unerträglich“"),
        ("Kurz kam zu dem Ergebnis, „dass der Deich nicht mehr zu halten ist“.",
         "Kurz", "„dass der Deich nicht mehr zu halten ist“"),
        ("Kurz wies die Vorwürfe als „haltlos“ zurück.", "Kurz", "„haltlos“"),
        ("„Der Damm hält„, sagte Kurz.", "Kurz", "„Der Damm hält„"),
        ("Kurz sagte: „Wir gehen heim. Niemand bleibt zurück.\n\nDer Bus fuhr los.", "Kurz", "„Wir gehen heim. Niemand bleibt zurück."),
        ("Kurz sagte, die Lage sei ernst: „Wir haben keinen Tag mehr.“", "Kurz", "„Wir haben keinen Tag mehr.“"),
    ],
)  # fmt: skip
def test_parts_of_a_sentence_are_speech_where_somebody_judges_or_says(text: str, speaker: str, words: str) -> None:
    assert spoken(text) == [(speaker, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Zeitung „Neue Woche“ berichtete am Montag von einem Unfall.",
        "Laut „nachrichten.example“ ist die Brücke gesperrt.",
        "Der Minister schrieb in der „Neuen Woche“, die Lage sei gut.",
        "Ein Vertreter der „strom und gas ag“ bezeichnete den Kauf als Gewinn.",
        "Das Schiff, das früher „Ewige Freiheit“ hieß, liegt im Hafen.",
        "Heute nennt sich die Messe „garten und haus“.",
        "„Onkel Theo“, wie ihn die Leute nannten, sagte kein Wort.",
        "Unter dem Motto „Wir bleiben hier!“ zogen 300 Menschen durch die Stadt.",
        "In dem Film „Morgen sehen wir weiter“ spielt sie eine Ärztin.",
        "Die Gruppe „Ärzte für Frieden“ kündigte an, zu helfen.",
        "Er rief zum „Heiligen Krieg“ auf.",
        "Das gilt als „heimlicher Favorit“.",
        "Der Verein (Motto: „Wir helfen“) wurde von den Nachbarn kritisiert.",
        "Als Beispiele nennt der Bericht „Brummer“ und „Flitzer“.",
        "Als „Sonnenwind“ bezeichnet man einen Strom von Teilchen.",
        "Wegen eines „Tag der offenen Tür“-Schilds hielt der Bus.",
    ],
)
def test_names_titles_and_terms_are_no_speech(text: str) -> None:
    assert spoken(text) == []


def test_what_joins_speech_by_und_is_speech() -> None:
    found = spoken("Die Leute riefen „Mieten runter“ oder „Häuser auf, jetzt“.")
    assert found == [("Die Leute", "„Mieten runter“"), ("Die Leute", "„Häuser auf, jetzt“")]
