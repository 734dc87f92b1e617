"""What a newsroom says about its own article is told apart from the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.articles import extract, page_line, revise
from monitor.articles.model import OutletClass
from tests.unit.articles.test_page import NOW, P, html

CORRECTIONS = [
    "Korrektur: Zunächst stand hier, dass 77 Menschen ihre Häuser verlassen mussten. Es waren 1.200.",
    "Korrektur (3. Mai 2025, 14 Uhr): Die Zahl der Häuser war falsch angegeben, nicht 77, sondern 18.",
    "Korrekturhinweis: In der Überschrift hieß es 77 Tote.",
    "Berichtigung: Der Pegel stieg nicht auf 77 Meter.",
    "Richtigstellung vom 2.5.2025: Die Wehr hat 18 Boote, nicht 77.",
    "In einer früheren Version dieses Artikels hieß es, 77 Menschen seien in Sicherheit gebracht worden. Das war falsch.",
    "Anmerkung der Redaktion: In einer ersten Fassung war von 77 Toten die Rede. Wir haben den Fehler korrigiert.",
    "Hinweis der Redaktion: Wir hatten zunächst fälschlicherweise von 77 Verletzten geschrieben.",
    "Anm. d. Red.: Der Fehler wurde behoben, es sind 18 und nicht 77 Orte.",
    "Hinweis: Die Angabe, 77 Orte seien ohne Strom, war irrtümlich und wurde korrigiert.",
    "Die Angabe von 77 Verletzten haben wir nach der Veröffentlichung korrigiert.",
    "Nach Veröffentlichung dieses Textes haben wir die Zahl der Boote von 77 auf 18 geändert.",
    "Wir haben die Stelle mit den 77 Orten nachträglich präzisiert.",
]
UPDATES = [
    "Dieser Artikel wurde am 3. Mai um 14 Uhr um Angaben der Wehr ergänzt.",
    "Diese Meldung wird fortlaufend aktualisiert.",
    "Wir haben den Text um die Stellungnahme des Kreises erweitert.",
    "Update: Dieser Beitrag wurde nach der Sitzung überarbeitet.",
]
NEWS = [
    "Update, 14.30 Uhr: Inzwischen sind nach Angaben der Polizei 18 Orte ohne Strom.",
    "Der Fehler wurde erst nach 18 Tagen behoben, sagte der Betreiber.",
    "Update, 14:35 Uhr: Es sind 18 Orte ohne Strom.",
    "Nach Veröffentlichung des Gutachtens habe der Kreis seine Pläne für 18 Deiche geändert, sagte die Landrätin.",
    "„Wir haben die Pläne für 18 Deiche nachträglich geändert“, sagte die Landrätin.",
    "Die Polizei korrigierte ihre Angaben am Abend: Statt 77 seien 18 Menschen verletzt worden.",
    "Korrektur der Hochwasserpläne fordert der Kreis seit 2018, wie aus einem Schreiben hervorgeht.",
    "Das Landesamt hat den Bericht über 18 Deiche inzwischen überarbeitet und dem Minister vorgelegt.",
    "Eine Berichtigung der Zahlen lehnte der Minister ab, es bleibe bei 18 Orten.",
    "Der Fehler sei ihm unterlaufen, sagte der Wehrleiter, und er bitte die 18 Familien um Verzeihung.",
]


@pytest.mark.parametrize("note", CORRECTIONS)
@pytest.mark.parametrize("place", ["first", "last", "small", "box"])
def test_a_correction_is_no_text(note: str, place: str) -> None:
    blocks = {
        "first": (f"<p><em>{note}</em></p>", *P),
        "last": (*P, note),
        "small": (*P, f"<small>{note}</small>"),
        "box": (*P[:2], f"<aside class='infobox'><p>{note}</p></aside>", *P[2:]),
    }[place]
    page = extract(html(*blocks), url="https://www.blatt.de/a-1.html", now=NOW)
    assert "77" not in page.text
    assert page.text.split("\n") == list(P)
    if place != "box" or note.startswith(("Korrektur", "Bericht", "Richtig", "In einer", "Anmerkung")):
        assert page.correction == note
        assert page_line(page)["correction"] == note


def test_a_heading_over_the_correction_goes_with_it() -> None:
    page = extract(html(*P, "<h3>Korrektur</h3>", "Es waren nicht 77, sondern 18 Orte."), url="https://b.de/a", now=NOW)
    assert page.text.split("\n") == list(P)
    assert page.correction == "Korrektur Es waren nicht 77, sondern 18 Orte."


@pytest.mark.parametrize("note", UPDATES)
def test_a_note_that_the_article_was_brought_up_to_date_is_no_text(note: str) -> None:
    page = extract(html(*P, f"<p><i>{note}</i></p>"), url="https://www.blatt.de/a-1.html", now=NOW)
    assert page.text.split("\n") == list(P)
    assert page.update_note == note


@pytest.mark.parametrize("line", NEWS)
def test_news_stay_in_the_text_whatever_word_they_begin_with(line: str) -> None:
    for blocks in ((line, *P), (*P, line)):
        page = extract(html(*blocks), url="https://www.blatt.de/a-1.html", now=NOW)
        assert line in page.text
        assert page.correction == page.update_note == ""


def test_a_correction_owned_up_to_makes_a_new_revision_though_no_word_of_the_text_changed() -> None:
    when = datetime(2025, 5, 1, 11, tzinfo=UTC)
    first, later = (
        extract(html(*blocks), url="https://www.blatt.de/a", now=NOW) for blocks in (P, (*P, CORRECTIONS[0]))
    )
    about = {"article": "1", "outlet": "blatt.de", "outlet_class": OutletClass.NEWS, "found": when}
    before = revise(None, first, **about)  # type: ignore[arg-type]
    after = revise(before, later, **about)  # type: ignore[arg-type]
    assert before is not None
    assert after is not None
    assert (after.number, after.text) == (2, before.text)
