"""A number is read the same however it is written."""

from __future__ import annotations

import pytest

from monitor.reading.german.numbers import cardinal
from tests.unit.reading.tables import spans, values

NUMBERS = {
    "12000": [
        "12.000 Soldaten",
        "12000 Soldaten",
        "12 000 Soldaten",
        "12\u00a0000 Soldaten",
        "12\u202f000 Soldaten",
        "12\u2009000 Soldaten",
        "12'000 Soldaten",
        "12’000 Soldaten",
        "zwölftausend Soldaten",
        "zwölf tausend Soldaten",
        "12 Tausend Soldaten",
        "12 Tsd. Soldaten",
        "12 tausend Soldaten",
    ],
    "1200000": [
        "1,2 Millionen Dosen",
        "1.200.000 Dosen",
        "1,2 Mio. Dosen",
        "1,2 Mio Dosen",
        "1 200 000 Dosen",
        "1'200'000 Dosen",
        "eine Million zweihunderttausend Dosen",
        "1.2 Millionen Dosen",
        "1,20 Millionen Dosen",
    ],
    "2500000": ["zweieinhalb Millionen Euro", "2,5 Millionen Euro", "2,5 Mio. €", "2.500.000 Euro", "€ 2,5 Mio."],
    "3500": ["dreieinhalbtausend Gäste", "3.500 Gäste", "dreitausendfünfhundert Gäste", "3500 Gäste"],
    "1.5": ["anderthalb Jahre", "eineinhalb Jahre", "1,5 Jahre", "einundeinhalb Jahre"],
    "500000": [
        "eine halbe Million Menschen",
        "500.000 Menschen",
        "fünfhunderttausend Menschen",
        "0,5 Millionen Menschen",
        "eine halbe Mio. Menschen",
    ],
    "0.5": ["ein halbes Jahr", "eine halbe Stunde", "0,5 Prozent", "einen halben Meter"],
    "12": ["zwölf Menschen", "12 Menschen", "ein Dutzend Menschen"],
    "24": ["zwei Dutzend Menschen", "24 Menschen", "vierundzwanzig Menschen"],
    "6": ["sechs Tote", "ein halbes Dutzend Tote", "6 Tote"],
    "101": ["hundertundein Gäste", "101 Gäste", "einhunderteins Gäste", "hunderteins Gäste"],
    "1700": ["siebzehnhundert Gäste", "1.700 Gäste", "eintausendsiebenhundert Gäste", "tausendsiebenhundert Gäste"],
    "250000": ["250.000 Teilnehmer", "eine Viertelmillion Teilnehmer", "zweihundertfünfzigtausend Teilnehmer"],
    "50": [
        "die Hälfte der Befragten",
        "50 Prozent der Befragten",
        "50 % der Befragten",
        "50% der Befragten",
        "fünfzig Prozent der Befragten",
    ],
    "25": ["ein Viertel der Befragten", "25 Prozent der Befragten"],
    "75": ["drei Viertel der Befragten", "dreiviertel der Befragten", "75 Prozent der Befragten"],
    "20": ["ein Fünftel der Befragten", "20 Prozent der Befragten"],
    "66.666667": ["zwei Drittel der Befragten"],
    "1000000000": ["eine Milliarde Euro", "1 Mrd. Euro", "1.000 Mio. Euro", "1.000.000.000 Euro"],
    "3.25": ["3,25 Prozent"],
    "1000": ["tausend Menschen", "1.000 Menschen", "eintausend Menschen", "1000 Menschen"],
    "1234.5": ["1.234,5 Tonnen", "1 234,5 Tonnen", "1234,5 Tonnen"],
    "45000000": ["45 Millionen Euro", "45 Mio. Euro", "fünfundvierzig Millionen Euro", "45,0 Mio. Euro"],
}


@pytest.mark.parametrize(
    ("wanted", "phrase"), [(value, phrase) for value, phrases in NUMBERS.items() for phrase in phrases]
)
def test_every_way_of_writing_it_gives_the_same_value(wanted: str, phrase: str) -> None:
    assert values(f"Es geht um {phrase}, hieß es.") == [wanted]


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("Dutzende Menschen", "12.."), ("Hunderte Menschen", "100.."), ("Tausende Menschen", "1000.."),
        ("tausende Menschen", "1000.."), ("Zehntausende Menschen", "10000.."), ("Hunderttausende Menschen", "100000.."),
        ("Millionen Menschen", "1000000.."), ("Milliarden Euro", "1000000000.."), ("Hunderte Millionen Euro", "100000000.."),
        ("mehrere hundert Menschen", "200.."), ("mehrere Tausend Menschen", "2000.."), ("einige tausend Menschen", "2000.."),
        ("mehrere Dutzend Menschen", "24.."), ("ein paar Dutzend Menschen", "24.."), ("mehrere Millionen Euro", "2000000.."),
        ("Hunderte von Millionen Euro", "100000000.."), ("Tausende und Abertausende Menschen", "1000.."),
    ],
)  # fmt: skip
def test_a_vague_number_is_a_lower_bound(phrase: str, wanted: str) -> None:
    assert values(f"Es geht um {phrase}, hieß es.") == [wanted]


@pytest.mark.parametrize(
    "phrase",
    [
        "1.5 Euro",
        "10,000 Dosen",
        "10.0001 Tonnen",
        "1,234.5 Tonnen",
        "1.50 Euro",
        "12.3456 Euro",
        "1.23,456 Euro",
        "10,000,000 Euro",
    ],
)
def test_a_number_that_can_be_read_two_ways_is_unclear(phrase: str) -> None:
    assert values(f"Es geht um {phrase}, hieß es.") == ["?"]


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [("1.5 Millionen Euro", "1500000"), ("10,000 Millionen Euro", "10000000"), ("3,125 Prozent", "3.125"), ("0,125 Promille", "0.125"),
     ("CHF 20.50", "20.5")],
)  # fmt: skip
def test_what_stands_beside_makes_it_clear(phrase: str, wanted: str) -> None:
    assert values(f"Es geht um {phrase}, hieß es.") == [wanted]


def test_a_swiss_page_may_write_a_decimal_point() -> None:
    assert values("Die Stadt zahlt 12'000 Franken, das sind 1.5 Prozent des Budgets.") == ["12000", "1.5"]


@pytest.mark.parametrize(
    ("phrase", "span", "wanted"),
    [
        ("Ein 22-Jähriger kam frei", "22", "22"), ("die 22-jährige Frau", "22", "22"), ("der dreistündige Flug", "drei", "3"),
        ("ein zweistöckiges Haus", "zwei", "2"), ("die knapp neunmonatige Bauzeit", "knapp neun", "9"),
        ("die 180-Tage-Missionen", "180", "180"), ("ein Vier-Personen-Haushalt", "Vier", "4"), ("eine 8-Kilo-Bombe", "8", "8"),
        ("das 1,5-Fache des Werts", "1,5", "1.5"), ("eine 20-prozentige Beteiligung", "20", "20"), ("ein Fünfjähriger", "Fünf", "5"),
        ("ein einstündiger Hofgang", "ein", "1"), ("eine zweieinhalbjährige Haft", "zweieinhalb", "2.5"),
        ("ein 500-Euro-Schein", "500", "500"), ("ein achtköpfiges Team", "acht", "8"), ("ein 14-tägiger Urlaub", "14", "14"),
        ("die vierspurige Straße", "vier", "4"), ("ein 30-seitiger Bericht", "30", "30"),
    ],
)  # fmt: skip
def test_a_number_inside_a_word_is_read_alone(phrase: str, span: str, wanted: str) -> None:
    assert (spans(phrase), values(phrase)) == ([span], [wanted])


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("zwölftausendfünfhundert", 12_500), ("neunhundertneunundneunzigtausend", 999_000), ("hunderttausend", 100_000),
        ("dreihundertzwölf", 312), ("tausendundeins", 1_001), ("sechsundsechzig", 66), ("zweieinhalbtausend", 2_500),
        ("einundzwanzig", 21), ("dreissig", 30), ("siebzig", 70), ("null", 0), ("einhundertzwanzigtausenddreihundert", 120_300),
    ],
)  # fmt: skip
def test_compound_number_words(word: str, wanted: float) -> None:
    assert cardinal(word) == wanted


@pytest.mark.parametrize("word", ["einsatz", "achtung", "zweifel", "hundertschaft", "tausendsassa", "elfmeter", "siebenbürgen", "einhalb",
                                  "undzwanzig", "hunderthundert", "zweiunddrei", "viererlei", "dreieck", "neunzehntel"])  # fmt: skip
def test_words_that_only_begin_like_numbers(word: str) -> None:
    assert cardinal(word) is None


def test_a_number_broken_over_a_line_end_is_one() -> None:
    text = "Nach Angaben der Behörden sind rund 10 000\nSoldaten im Einsatz, das kostet 1,2\nMillionen Euro."
    assert spans(text) == ["rund 10 000", "1,2\nMillionen Euro"]
