"""Things beside an article whose names tell nothing: by what is written over them, by their forms and their words."""

from __future__ import annotations

import re

import pytest

from monitor.articles import extract
from monitor.articles.model import Page

TITLE = "Unwetter in Hallstein: Hunderte in Sicherheit gebracht"
P = (
    "Nach dem Unwetter in der Region Hallstein sind am Dienstag 1.412 Helfer im Einsatz gewesen, wie der Landrat mitteilte.",
    "Der Pegel der Lahre stieg nach Angaben der Behörde binnen sechs Stunden um 3,17 Meter. Die höchste Alarmstufe gilt.",
    "Feuerwehrleute brachten 283 Menschen aus ihren Häusern. „So etwas haben wir noch nie erlebt“, sagte Einsatzleiterin Moll.",
    "In der Kreisstadt fiel zeitweise der Strom aus. Betroffen waren nach Angaben des Versorgers rund 9.700 Haushalte.",
    "Die Bahn stellte den Verkehr auf 47 Kilometern Strecke ein. Reisende müssten sich auf lange Umwege einstellen, hieß es.",
    "Der Landrat rechnet mit Schäden in Höhe von 61 Millionen Euro. Das Land sagte schnelle Hilfe zu.",
)
FIGURES = ["1.412", "3,17", "283", "9.700", "47", "61"]


def page(block: str = "", *, end: str = "", paragraphs: tuple[str, ...] = P) -> Page:
    text = "".join(f"<p>{line}</p>" for line in paragraphs)
    first, rest = text[: text.index("<p>In der")], text[text.index("<p>In der") :]
    html = (
        f"<html lang=de><head><title>{TITLE}</title></head><body><main><div class=q1><h1>{TITLE}</h1><div class=q2>"
        f"{first}{block}{rest}{end}</div></div></main></body></html>"
    )
    return extract(html.encode(), url="https://blatt.test/region/unwetter-12345.html")


def figures(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


@pytest.mark.parametrize(
    "block",
    [
        "<div class=x8><h4>Umfrage</h4><p>Haben Sie Angst vor dem Wasser?</p><ul><li>Ja 63 %</li><li>Nein 37 %</li></ul></div>",
        "<div class=x8><p>Anzeige</p><p>Tauchpumpe Aqua 3000 jetzt für 149,90 Euro</p><p><a href=/x>Zum Angebot</a></p></div>",
        "<section class=x8><h3>Zur Person</h3><p>Rita Moll, 54, leitet die Wehr seit 2011.</p></section>",
        "<div class=x8><span>Gewinnspiel</span><p>Zehn Leser bekommen je 2 Karten für das Stadtfest am 8. Juni.</p></div>",
        "<div class=x8><b>Zahlen und Fakten</b><p>Die Lahre ist 118 Kilometer lang.</p></div>",
        "<div class=x8><div><h3>Lesen Sie auch</h3></div><div><p>Bauern fordern 400 Millionen Euro</p></div></div>",
        "<div class=x8><h3>Region am Abend</h3><p>Jeden Tag um 18 Uhr im Postfach von 90.000 Lesern.</p><form><input type=email></form></div>",
        "<div class=x8><p>Wie hoch steht das Wasser 2030?</p><form><input type=radio> 2 Meter <input type=radio> 4 Meter</form></div>",
        "<p>Mehr dazu: <a href=/a>Bauern fordern 400 Millionen Euro</a></p>",
        "<p><strong>Hintergrund:</strong> <a href=/a>So hoch stand die Lahre 1983</a></p>",
        "<p>► <a href=/a>Alle 57 Meldungen zum Hochwasser</a></p>",
        "<p><strong>Tipp: Wir sind bei WhatsApp!</strong> Jetzt dem Kanal mit 25.000 Lesern folgen.</p>",
        "<p>Unterstützen Sie unabhängigen Journalismus, schon 8.300 Menschen sind dabei.</p>",
        "<p>Werbung endet in 30 Sekunden</p>",
        "<blockquote class=twitter-tweet><p>Schon 512 Anrufe. Bitte nur im Notfall!</p>— Wehr (@wehr) <a href=x>12. Mai 2024</a></blockquote>",
        "<div class=x8><p>Schon viele Anrufe. Bitte nur im Notfall!</p><p>— Wehr Hallstein (@wehr) 12. Mai 2024</p></div>",
        "<div class=x8><img src=1><p>Das Wasser stand hier 1,20 Meter hoch. Foto: Blatt/Kern</p></div>",
        "<p class=fn>1 Landesamt für Wasser, Bericht 2019, Seite 44.</p>",
        "<div class=footnotes><p>Landesamt für Wasser, Bericht 2019, Seite 44.</p></div>",
        "<p>Der <span class=tooltip>Pegel<span class=tooltip-text>Höhe des Wassers seit 2015</span></span> sinkt.</p>",
    ],
)  # fmt: skip
def test_its_figures_stay_out_and_the_articles_stay(block: str) -> None:
    assert figures(page(block).text) == FIGURES


@pytest.mark.parametrize(
    "end",
    [
        "<p>[1] Landesamt für Wasser, Bericht 2019.</p><p>[2] Statistik der Wehr 2020.</p>",
        "<p>Dieses Thema im Programm:<br>Blatt Radio 2 | Nachrichten | 12. Mai 2024 | 18:30 Uhr</p>",
        "<div class=x8><h4>Jana Wolters</h4><p>Jana Wolters, Jahrgang 1984, ist seit 2016 Redakteurin in der Region.</p></div>",
    ],
)
def test_what_follows_the_last_paragraph_stays_out(end: str) -> None:
    assert figures(page(end=end).text) == FIGURES


@pytest.mark.parametrize(
    ("block", "more"),
    [
        ("<p>Die Bilanz: Der <a href=/a>Landkreis</a> zählt 17 zerstörte Brücken.</p>", ["17"]),
        ("<p>Moll: „Wir haben 5 Boote verloren.“</p>", ["5"]),
        ("<div class=x8><h3>Die Börse reagiert</h3><p>Der Kurs des Versorgers fiel um 4,5 Prozent.</p></div>", ["4,5"]),
        ("<h3>Umfrage</h3><p>In einer Umfrage sagten 63 Prozent, sie hätten Angst vor dem nächsten Regen.</p>", ["63"]),
        ("<p>Info</p><p>Der Kreis hat 12 Notunterkünfte eröffnet, die Adressen nennt er am Telefon.</p>", ["12"]),
        ("<p>Im Finale gewinnen sie mit 3:1 gegen Mohr.</p>", ["3", "1"]),
        ("<p>Nun folgen sie dem Ruf von 5 Vereinen.</p>", ["5"]),
        ("<p>Das schreiben sie in einer E-Mail an 4 Ämter.</p>", ["4"]),
        ("<p>► Der Damm hielt nach Angaben der Wehr 9 Stunden.</p>", ["9"]),
        ("<p>Eine frühere Redakteurin war unter den 3 Verletzten.</p>", ["3"]),
        ("<p>[1] nannte der Zeuge das Boot, in dem 6 Kinder saßen.</p>", ["1", "6"]),
    ],
)
def test_what_only_looks_like_it_is_the_article(block: str, more: list[str]) -> None:
    assert figures(page(block).text) == [*FIGURES[:3], *more, *FIGURES[3:]]


def test_a_short_report_under_a_picture_is_the_article() -> None:
    line = "In Hallstein sind nach dem Unwetter 1.412 Helfer im Einsatz. Das teilte der Landrat am Abend in der Kreisstadt mit, Verletzte gibt es nicht."
    html = f"<html><body><main><div><h1>{TITLE}</h1></div><div class=q><img src=1><div>{line}</div></div></main></body></html>"
    assert extract(html.encode(), url="https://blatt.test/a-1.html").text == line


@pytest.mark.parametrize(
    "line",
    [
        "Die Behörde korrigierte ihre Zahl am Abend nach oben auf 512.",
        "Auf seinem Telegram-Kanal schrieb der Gouverneur, 512 Menschen seien verletzt worden.",
        "Der Sender verbreitete die 512 Namen über einen Whatsapp-Kanal.",
        "Hier geht es um 512 Millionen Euro.",
        "Mehr als 512 Vermisste gibt es nach Angaben der Wehr.",
        "Alle 512 Dörfer finden sie auf der Karte des Ministeriums.",
        "Jetzt unterstützen 512 Bürger die Klage.",
        "Jetzt testen 512 Betriebe die kurze Woche.",
        "Das Ticket kostet künftig 512 Euro pro Monat.",
        "Pro Monat bekommt die Familie 512 Euro.",
        "Anzeige erstattete der Verein gegen 512 Beamte.",
        "Der Makler bekam eine Provision von 512 Euro.",
        "Die Prüfer haben 512 Fehler entdeckt.",
        "An dieser Stelle steht seit 512 Jahren eine Mühle.",
        "Stand 30. Juni waren 512 Menschen gemeldet.",
        "„In unserer App sind 512 Nutzer gesperrt“, sagte die Sprecherin.",
        "Die Zeugen änderten ihre Meinung nach 512 Tagen.",
        "Der Konzern steckt weitere 512 Millionen Euro in Werbung.",
        "Dauer und Ausmaß der Flut überraschten 512 Helfer.",
        "Push-Nachrichten erreichten am Abend 512 Handys.",
        "Weitere Nachrichten aus der Region sprechen von 512 Toten.",
        "Zum Thema Rente sagte der Minister, es fehlten 512 Milliarden Euro.",
        "Aktualisiert wurden die Zahlen zuletzt am 12. Mai mit 512 Toten.",
        "Eine Klage wegen Copyright-Verstößen kostet die Firma 512 Euro.",
        "Copyright-Klagen kosten die Firma 512 Euro.",
        "Dieser Beitrag ist in 512 Gemeinden verboten.",
        "Das Abo für 49 Euro nutzen 512 Menschen pro Monat.",
    ],
)  # fmt: skip
def test_news_in_the_words_of_appeals_and_stamps_is_news(line: str) -> None:
    assert figures(page(f"<p>{line}</p>").text).count("512") == 1


@pytest.mark.parametrize(
    "line",
    [
        "Mehr Nachrichten zum Hochwasser gibt es in unserem Newsblog mit 512 Meldungen.",
        "Lesen Sie hier, wie 512 Helfer anpackten.",
        "Hier geht es zum Newsletter mit 512 Lesern.",
        "Jetzt kostenlos testen: 512 Artikel",
        "Bei einem Kauf erhalten wir eine Provision von 512 Cent.",
        "Über dieses Thema berichtete Radio 512 am Montag.",
        "Dieser Artikel erschien zuerst in Heft 512.",
        "Alle Ergebnisse finden Sie auf Seite 512.",
        "Haben Sie Hinweise? Schreiben Sie unserer Redaktion, Postfach 512.",
        "Stand: 12. Mai 2024, 5.12 Uhr, Version 512",
        "Zurück zur Startseite 512",
    ],
)
def test_appeals_to_the_reader_are_no_text(line: str) -> None:
    assert "512" not in figures(page(f"<p>{line}</p>").text)
