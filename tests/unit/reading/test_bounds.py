"""Words around a number bound it: modifiers, ranges, what stands between."""

from __future__ import annotations

import pytest

from monitor.reading.model import Approx
from tests.unit.reading.tables import figures, spans, value

MODIFIERS = {
    Approx.EXACT: ["", "nur ", "noch ", "bereits ", "insgesamt ", "exakt ", "genau ", "lediglich ", "immerhin ", "angeblich "],
    Approx.ABOUT: ["rund ", "etwa ", "circa ", "ca. ", "zirka ", "ungefähr ", "schätzungsweise ", "an die ", "in etwa ", "annähernd ",
                   "etwa rund ", "insgesamt rund "],
    Approx.JUST_UNDER: ["knapp ", "fast ", "beinahe ", "nahezu ", "nicht ganz knapp "],
    Approx.JUST_OVER: ["gut ", "gut und gerne "],
    Approx.MORE_THAN: ["mehr als ", "über ", "weit über ", "weit mehr als ", "deutlich mehr als ", "etwas mehr als ", "knapp über ",
                       "inzwischen mehr als ", "mehr als rund "],
    Approx.AT_LEAST: ["mindestens ", "wenigstens ", "nicht weniger als ", "zumindest ", "mind. ", "mindestens rund "],
    Approx.AT_MOST: ["höchstens ", "maximal ", "nicht mehr als ", "max. "],
    Approx.UP_TO: ["bis zu ", "bis zu rund "],
    Approx.LESS_THAN: ["weniger als ", "deutlich weniger als ", "weit weniger als "],
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "modifier"), [(kind, word) for kind, words in MODIFIERS.items() for word in words])
def test_a_modifier_bounds_its_number(wanted: Approx, modifier: str) -> None:
    (figure,) = figures(f"In der Stadt sind {modifier}200 Menschen erkrankt.")
    assert figure.approx is wanted


@pytest.mark.parametrize(
    ("sentence", "span", "wanted"),
    [
        ("Sie zahlten etwa 20 Euro.", "etwa 20 Euro", "20"),
        ("Sie zahlten weit mehr als 20 Euro.", "weit mehr als 20 Euro", "20.."),
        ("Sie zahlten nur knapp 20 Euro.", "knapp 20 Euro", "20"),
        ("Es kamen bis zu weitere 20 Gäste.", "20", "..20"),
        ("Es kamen mindestens weitere 20 Gäste.", "20", "20.."),
        ("Es kamen mehr als insgesamt 20 Gäste.", "20", "20.."),
        ("Das ist fast das Dreifache.", "Drei", "3"),
        ("Rund eine Million Menschen kamen.", "Rund eine Million", "1000000"),
        ("Knapp die Hälfte der Wähler kam.", "Knapp die Hälfte", "50"),
        ("Er bekam bis zu einem Drittel der Summe.", "bis zu einem Drittel", "..33.333333"),
        ("Es waren ca. 30 Gäste da.", "ca. 30", "30"),
        ("Mindestens ein Mensch starb.", "Mindestens ein", "1.."),
        ("Kinder unter zwölf Jahren zahlen nichts.", "unter zwölf Jahren", "..12"),
        ("Die Quote fiel auf unter fünf Prozent.", "unter fünf Prozent", "..5"),
        ("Zutritt erst ab 18 Jahren.", "ab 18 Jahren", "18.."),
    ],
)
def test_the_span_holds_number_modifier_and_unit(sentence: str, span: str, wanted: str) -> None:
    (figure,) = figures(sentence)
    assert (figure.text, value(figure)) == (span, wanted)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Die Firma verfügt über 200 Mitarbeiter.", "200"),
        ("Er sprach über zwei Soldaten.", "zwei"),
        ("Der Bericht über 30 Fälle liegt vor.", "30"),
        ("Sie schlossen einen Vertrag über 20 Millionen Euro.", "20 Millionen Euro"),
        ("Über drei Wochen hinweg regnete es.", "drei Wochen"),
        ("Die Waffen gingen an die 27 Staaten.", "27"),
        ("Unter drei Bewerbern war keine Frau.", "drei"),
        ("Um drei Prozent stieg der Preis.", "drei Prozent"),
        ("Er verfügt über mehr als 200 Mitarbeiter.", "mehr als 200"),
        ("Es geht ihm nicht gut, 20 Ärzte helfen.", "20"),
        ("Sie stritten über rund 20 Anträge.", "rund 20"),
    ],
)
def test_the_same_words_with_another_meaning_stay_outside(sentence: str, span: str) -> None:
    assert spans(sentence) == [span]


RANGES = {
    "10..12": ["10 bis 12 Tote", "10-12 Tote", "10–12 Tote", "zehn bis zwölf Tote", "zwischen 10 und 12 Tote", "10 bis zu 12 Tote",
               "etwa 10 bis 12 Tote", "zwischen zehn und zwölf Tote", "rund 10 bis 12 Tote", "10 oder 12 Tote"],
    "8000000..10000000": ["acht bis zehn Millionen Euro", "8 bis 10 Mio. Euro", "zwischen acht und zehn Millionen Euro", "8-10 Millionen Euro",
                          "8 Millionen bis 10 Millionen Euro"],
    "20000..30000": ["20.000 bis 30.000 Gäste", "20 000 bis 30 000 Gäste", "zwischen 20.000 und 30.000 Gäste", "20 bis 30.000 Gäste"],
    "16..24": ["16- bis 24-Jährige", "16 bis 24 Jahre", "16- bis 24-jährige Schüler"],
    "2000..3000": ["zwei- bis dreitausend Gäste", "2.000 bis 3.000 Gäste"],
    "20..22": ["20 bis 22 Grad", "20–22 Grad", "20 – 22 Grad"],
    "1..2": ["ein bis zwei Jahre", "ein oder zwei Jahre", "ein bzw. zwei Jahre"],
    "10000..20000": ["zwischen 10.000 Euro und 20.000 Euro", "10.000 bis 20.000 Euro"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "phrase"), [(span, phrase) for span, phrases in RANGES.items() for phrase in phrases]
)
def test_a_range_is_one_figure(wanted: str, phrase: str) -> None:
    (figure,) = figures(f"Es waren {phrase}, hieß es.")
    assert (value(figure), figure.approx) == (wanted, Approx.RANGE)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Der Preis stieg von 21 auf 25 Euro.", ["21", "25"]),
        ("Die Karte kostet 17 statt 15 Euro.", ["17", "15"]),
        ("Männer im Alter von 62, 64 und 66 Jahren starben.", ["62", "64", "66"]),
        ("Es gab 20 Tote und 30 Verletzte.", ["20", "30"]),
        ("Mit 45 zu 32 Stimmen fiel die Entscheidung.", ["45", "32"]),
        ("Zwei der drei Männer kamen frei.", ["2", "3"]),
        ("Am Sonntag waren es 20, am Montag 30 Fälle.", ["20", "30"]),
        ("Ab dem Jahr 2009 bis zu 110.000 Autos.", ["..110000"]),
        ("Zwischen zwei Dörfern stehen 30 Häuser.", ["2", "30"]),
    ],
)
def test_two_numbers_side_by_side_stay_two(sentence: str, wanted: list[str]) -> None:
    assert [value(figure) for figure in figures(sentence)] == wanted
