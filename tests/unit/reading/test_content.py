"""How far a report reaches, and on what it may hang besides a verb of saying."""

from __future__ import annotations

import pytest

from monitor.reading.german.statements import read_statements
from monitor.reading.german.text import Doc


def said(text: str) -> list[tuple[str, str]]:
    """(speaker, words) of all that is said indirectly."""
    found = read_statements(Doc(text)).statements
    return [(s.attribution.text, s.text) for s in found if s.type.value == "indirect"]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("Gestern teilte der Sprecher der Bahn, Hans Kern, mit, dass 90 Züge ausfallen.",
         "der Sprecher der Bahn, Hans Kern", "dass 90 Züge ausfallen"),
        ("Am Abend gab die Leiterin der Klinik, Eva Kurz, bekannt, dass zwei Menschen starben.",
         "die Leiterin der Klinik, Eva Kurz", "dass zwei Menschen starben"),
        ("Kurz sagte, ihre „Gedanken sind bei den Opfern“.", "Kurz", "ihre „Gedanken sind bei den Opfern“"),
        ("Nach Angaben eines Gutachters, der das Haus kannte, war das Dach morsch.", "eines Gutachters", "war das Dach morsch"),
        ("Die Forderung der Grünen, das Gesetz zu ändern, fand keine Mehrheit.", "der Grünen", "das Gesetz zu ändern"),
        ("Den Vorwurf der Nachbarn, der Hof sei verwahrlost, prüft das Amt.", "der Nachbarn", "der Hof sei verwahrlost"),
        ("Der Verein lehnte eine Absage ab, weil die Halle längst bezahlt sei.",
         "Der Verein", "weil die Halle längst bezahlt sei"),
        ("Bei dem Brand sind amtlichen Angaben zufolge drei Menschen gestorben.",
         "amtlichen Angaben", "Bei dem Brand sind amtlichen Angaben zufolge drei Menschen gestorben"),
        ("Das Werk schließt. Das bestätigte Kessler.", "Kessler", "Das Werk schließt."),
        ("Kern prüfte den Deich. Seiner Ansicht nach ist die Lage ernst.", "Seiner Ansicht", "ist die Lage ernst"),
        ("Niemand dachte, dass die Brücke so lange hält, zweimal wurde sie repariert.", "", "dass die Brücke so lange hält"),
    ],
)  # fmt: skip
def test_what_is_said_and_where_it_ends(text: str, speaker: str, words: str) -> None:
    assert said(text) == [(speaker, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Händler forderten einen neuen Markt, um den Verkehr zu beruhigen.",
        "Im Bus befanden sich Kinder, 40 von ihnen wurden verletzt.",
        "Erst nach umfangreichen Ermittlungen wurde der Fahrer gefunden.",
        "Die Explosion war so heftig, dass einige Passanten und Anwohner verletzt wurden.",
        "Eine Anzeige war erschienen, welche ein Unbekannter aufgegeben hatte.",
        "In Spanien, wo am Sonntag gewählt wird, fand ein Rededuell statt.",
        "Das Spiel fand am Mittwoch statt: Fünf Boote kehrten nicht zurück.",
        "Die Straße ist gesperrt. So riet die Landrätin zu mehr Geduld.",
        "Der Präsident verfügt über eine Mehrheit, wie dies derzeit der Fall ist.",
        "Das Amt entscheidet, ob der Markt bleibt.",
        "Man sollte es besser wissen: Benzin ist kein Grillanzünder.",
        "Der Verein blieb zu Hause, weil die Halle bezahlt ist.",
    ],
)
def test_purpose_place_time_and_manner_are_nothing_said(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Klinik arbeitet an einer Lösung. Es fehle vor allem an Pflegern.", "Die Klinik"),
        ("Die Lösung wurde vom Bundesverband geprüft. Sie sei zu teuer.", "Bundesverband"),
        ("Landrätin Kurz war dreimal in Japan. Dort werde zu wenig gemessen.", "Landrätin Kurz"),
    ],
)
def test_reported_mood_without_a_frame_is_of_the_one_who_acted_before(text: str, speaker: str) -> None:
    found = read_statements(Doc(text)).statements
    assert [(s.type.value, s.attribution.text) for s in found] == [("free", speaker)]
