"""Who wrote it: agency credits and bylines."""

from __future__ import annotations

import pytest

from monitor.articles import extract, outlet_of
from monitor.articles.credits import byline_of, credit_of, is_signature
from monitor.articles.model import OutletClass

TEXT = "Im Tal steigt das Wasser weiter.\nDer Kreis hat den Notstand ausgerufen."


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"{TEXT} (dpa)", "dpa"),
        (f"{TEXT} (jal/dpa)", "dpa"),
        (f"{TEXT} (dpa/AFP/mz)", "AFP/dpa"),
        (f"{TEXT} (mit dpa)", "dpa"),
        (f"{TEXT}\ndpa", "dpa"),
        (f"{TEXT}\n(AFP, Reuters)", "AFP/Reuters"),
        (f"{TEXT}\nQuelle: dpa", "dpa"),
        (f"{TEXT}\nQuelle: AFP, dpa, KNA", "AFP/dpa/KNA"),
        (f"{TEXT}\n© dpa-infocom, dpa:250428-77-123456/3", "dpa"),
        (f"{TEXT}\nMit Material von dpa und AFP", "AFP/dpa"),
        (f"{TEXT}\nMit Material der Nachrichtenagenturen epd und KNA.", "epd/KNA"),
        (f"{TEXT}\nDieser Text wurde mit Hilfe der dpa erstellt.", "dpa"),
        (f"Dassel (dpa) – {TEXT}", "dpa"),
        (f"Dassel (dpa/lni) - {TEXT}", "dpa"),
        (f"Dassel, 4. Mai (Reuters) – {TEXT}", "Reuters"),
        (f"Rom (epd). {TEXT}", "epd"),
        (f"{TEXT}\nSID er/mm", "SID"),
        (f"{TEXT} (mit dpa/afp)", "AFP/dpa"),
        (f"{TEXT}\ndpa, afp, epd, kna", "AFP/dpa/epd/KNA"),
        (f"{TEXT} (dpa/ap)", "AP/dpa"),
        (f"{TEXT}\nQuelle: blatt.de, jwo/dpa", "dpa"),
        (f"{TEXT}\nBLATT ONLINE, dpa, jaw", "dpa"),
        (f"{TEXT}\nAgenturen: dpa/AP", "AP/dpa"),
        (f"Dassel dpa | {TEXT}", "dpa"),
        (f"DASSEL dpa/epd/blatt | {TEXT}", "dpa/epd"),
        (f"dpa Dassel. {TEXT}", "dpa"),
        (f"rtr Bad Dassel. {TEXT}", "Reuters"),
    ],
)
def test_credits_are_found(text: str, agency: str) -> None:
    assert credit_of(text) == agency


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"Das sagte der Landrat der Deutschen Presse-Agentur. {TEXT}",
        f"{TEXT}\nDas sagte sie der dpa am Montag in Hannover.",
        f"Wie Reuters unter Berufung auf Kreise meldet, steigt der Pegel. {TEXT}",
        f"{TEXT}\nDie Nachrichtenagentur Yonhap berichtete, der Norden habe zugestimmt.",
        f"{TEXT} (Foto: privat)",
        f"{TEXT} Er kam von ap an bis sid zu spät.",
        f"Der Sender | dpa-Chef {TEXT}",
        f"{TEXT}\nDie App (AP-Version) bleibt gesperrt, teilte der Hersteller mit.",
    ],
)
def test_an_agency_that_is_only_quoted_is_no_credit(text: str) -> None:
    assert credit_of(text) == ""


@pytest.mark.parametrize(
    ("names", "agency"),
    [
        (["dpa"], "dpa"),
        (["Jana Feld", "AFP"], "AFP"),
        (["Von dpa/AFP"], "AFP/dpa"),
        (["Jana Feld"], ""),
        (["Capital"], ""),
    ],
)
def test_names_of_bylines_count(names: list[str], agency: str) -> None:
    assert credit_of(TEXT, byline=names) == agency


@pytest.mark.parametrize(
    ("below", "agency"),
    [("Von Jana Feld, dpa", "dpa"), ("Von Jana Feld (AFP)", "AFP"), ("von Jana Feld und dpa", "dpa"), ("Jana Feld/dpa", ""), ("Von Jana Feld", "")],
)  # fmt: skip
def test_a_line_that_signs_with_an_agency_credits_it_and_a_photos_line_does_not(below: str, agency: str) -> None:
    assert credit_of(TEXT, below=below) == agency


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Von Jana Feld", "Jana Feld"),
        ("Von Jana Feld und Ole Brandt", "Jana Feld, Ole Brandt"),
        ("Von Jana Feld, Hannover", "Jana Feld"),
        ("Von Jana Feld, NDR Hannover", "Jana Feld"),
        ("von Prof. Dr. Jana Feld-Brandt", "Prof. Dr. Jana Feld-Brandt"),
        ("Ein Kommentar von Jana Feld", "Jana Feld"),
        ("Eine Analyse von Jana Feld", "Jana Feld"),
        ("Aus Kiew berichtet Jana Feld", "Jana Feld"),
        ("Mo 12.05.25 | 14:33 Uhr | Von Jana Feld", "Jana Feld"),
        ("Von Jana Feld, dpa", "Jana Feld, dpa"),
        ("Von dpa", "dpa"),
        ("Von Hannover nach Dassel", ""),
        ("Von wegen", ""),
    ],
)
def test_who_signs_under_the_headline_without_any_markup(line: str, byline: str) -> None:
    text = "".join(
        f"<p>{sentence} Das teilte die Kreisverwaltung am Abend mit.</p>" for sentence in TEXT.split("\n") * 2
    )
    html = f"<html><body><main><h1>Das Wasser steigt weiter</h1><div class=q7>{line}</div>{text}</main></body></html>"
    assert extract(html.encode(), url="https://blatt.test/a-1.html").byline == byline


def test_the_first_of_several_marked_names_is_the_authors() -> None:
    cards = "".join(f"<li><a rel=author href=/{n}>Name Nummer{n}</a></li>" for n in range(4))
    html = (
        f"<html><body><main><h1>Das Wasser steigt weiter</h1><p><a rel=author href=/j>Jana Feld</a></p>"
        f"<p>{TEXT} Das teilte der Kreis mit.</p></main><ul>{cards}</ul></body></html>"
    )
    assert extract(html.encode(), url="https://blatt.test/a-1.html").byline == "Jana Feld"


@pytest.mark.parametrize(
    "line",
    [
        "dpa",
        "(dpa)",
        "jal/dpa",
        "dpa/AFP/mz",
        "AFP, Reuters",
        "Quelle: dpa",
        "© dpa-infocom, dpa:250428-77-123456/3",
        "mit dpa",
    ],
)
def test_signatures_are_no_text(line: str) -> None:
    assert is_signature(line)


@pytest.mark.parametrize(
    "line", ["Das berichtet die dpa.", "Die AFP meldet 12 Tote.", "Reuters hatte zuerst berichtet.", "Ap", "Spot an!"]
)
def test_sentences_are_no_signatures(line: str) -> None:
    assert not is_signature(line)


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        (["Jana Feld"], "Jana Feld"),
        (["Von Jana Feld und Ole Brandt"], "Jana Feld, Ole Brandt"),
        (["Jana Feld, Ole Brandt"], "Jana Feld, Ole Brandt"),
        (["Blatt"], ""),
        (["Redaktion", "admin", "https://www.blatt.de/autor/1", "Jana Feld", "Jana Feld"], "Jana Feld"),
        (["Ein Gastbeitrag von Jana Feld"], "Jana Feld"),
    ],
)
def test_bylines_name_people(names: list[str], byline: str) -> None:
    assert byline_of(names, publisher="Blatt") == byline


@pytest.mark.parametrize(
    ("url", "name", "kind"),
    [
        ("https://www.tagesschau.de/ausland/x.html", "tagesschau", OutletClass.NEWS),
        ("https://rss.dw.com/xml/rss-de-all", "Deutsche Welle", OutletClass.NEWS),
        ("https://www.presseportal.de/pm/1/2", "Presseportal", OutletClass.PRESS_RELEASE),
        ("https://de.rt.com/x", "RT DE", OutletClass.STATE_MEDIA),
        ("https://www.der-postillon.com/x", "Der Postillon", OutletClass.SATIRE),
        ("https://www.kleines-blatt.de/x", "kleines-blatt.de", OutletClass.UNKNOWN),
        ("https://[kaputt", "", OutletClass.UNKNOWN),
    ],
)
def test_outlets_have_names_and_classes(url: str, name: str, kind: OutletClass) -> None:
    assert outlet_of(url) == (name, kind)
