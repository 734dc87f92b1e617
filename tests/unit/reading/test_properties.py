"""What holds of every text: values come back, nothing raises, offsets slice, time is linear."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime

from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reading import as_line, observe
from monitor.reading.german.text import _TOKEN, Doc
from tests.unit.reading.tables import figures, number

_UNITS = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn",
          "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]  # fmt: skip
_TENS = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]


def spelled(value: int) -> str:
    """A cardinal below a million in words, as German schools teach it."""
    if value >= 1000:
        rest = spelled(value % 1000) if value % 1000 else ""
        return f"{spelled(value // 1000)}tausend{rest}"
    if value >= 100:
        return f"{_UNITS[value // 100]}hundert{spelled(value % 100) if value % 100 else ''}"
    if value < 20:
        return _UNITS[value]
    return f"{_UNITS[value % 10]}{'und' if value % 10 else ''}{_TENS[value // 10]}"


TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("0123456789.,:;-–—/'’()[]„“\"»« \n\t%€$§ aAäÄbcdeEinsmzwmMtuü\u00a0\u202f\u00ad\u0308\u200b")),
        st.characters(codec="utf-8"),
    ),
    max_size=300,
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(
        [
            "rund",
            "etwa",
            "mehr",
            "als",
            "bis",
            "zu",
            "zwischen",
            "und",
            "oder",
            "10.000",
            "12,5",
            "1.5",
            "2004",
            "24.",
            "0001-01-01",
            "31.12.9999",
            "Oktober",
            "zwölf",
            "eine",
            "halbe",
            "Million",
            "Millionen",
            "Euro",
            "Prozent",
            "Soldaten",
            "Tote",
            "wurden",
            "getötet",
            "die",
            "Zahl",
            "der",
            "von",
            "auf",
            "stieg",
            "22-Jähriger",
            "16-",
            "dreistündige",
            "Dutzend",
            "davon",
            "weitere",
            "(",
            ")",
            "„",
            "“",
            ",",
            ".",
            ":",
            "–",
            "Uhr",
        ]
    ),
    max_size=40,
)


@given(st.integers(min_value=2, max_value=999_999_999))
def test_a_grouped_number_comes_back_exactly(value: int) -> None:
    phrase = format_decimal(value, locale="de")
    assert [number(figure.low) for figure in figures(f"Es waren insgesamt {phrase} Menschen.")] == [
        number(float(value))
    ]


@given(st.integers(min_value=1000, max_value=999_999_999), st.sampled_from(["de_CH", "de_AT"]))
def test_a_swiss_or_austrian_number_comes_back_exactly(value: int, locale: str) -> None:
    phrase = format_decimal(value, locale=locale)
    assert [number(figure.low) for figure in figures(f"Es waren insgesamt {phrase} Menschen.")] == [
        number(float(value))
    ]


@given(st.decimals(min_value="0.1", max_value="9999", places=2))
def test_a_decimal_comes_back_exactly(value) -> None:  # type: ignore[no-untyped-def]
    phrase = format_decimal(value, locale="de", format="#,##0.00")
    assert [figure.low for figure in figures(f"Es sind {phrase} Prozent.")] == [float(value)]


@given(st.integers(min_value=2, max_value=999_999))
def test_a_spelled_number_comes_back_exactly(value: int) -> None:
    assert [figure.low for figure in figures(f"Es waren insgesamt {spelled(value)} Menschen.")] == [float(value)]


@given(st.one_of(TEXT, WORDS.map(" ".join)), TEXT, st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_offset_slices(text: str, title: str, published: datetime | None) -> None:
    reading = observe(text, title=title, published=published)
    for figure in reading.figures:
        source = title if figure.where == "title" else text
        assert source[figure.start : figure.end] == figure.text != ""
        assert figure.sentence.start <= figure.start < figure.end <= figure.sentence.end
        assert figure.low is None or figure.high is None or figure.low <= figure.high
    for one in reading.statements:
        source = title if one.where == "title" else text
        assert source[one.quote.start : one.quote.end] == one.text
    as_line("1", reading, titles=True, explain=True)


@given(st.one_of(TEXT, st.text(alphabet="aÄ0½_-‐.,:/'’&\u0301\u200b \n\u2009\x1c", max_size=40)))
@settings(max_examples=300, deadline=None)
def test_words_cut_between_blanks_are_the_words_of_the_whole_text(text: str) -> None:
    doc = Doc(text)
    whole = [(found.group(), *found.span()) for found in _TOKEN.finditer(doc.text)]
    assert list(zip(doc.words, doc.starts, doc.ends, strict=True)) == whole
    assert doc.lower == [word.lower() for word in doc.words]


@given(TEXT)
@settings(deadline=None)
def test_sentences_cover_the_words_in_order(text: str) -> None:
    doc = Doc(text)
    assert [at for first, stop in doc.sentences for at in range(first, stop)] == list(range(len(doc.words)))
    assert all(doc.raw[slice(*doc.span(at, at + 1))] for at in range(len(doc.words)))


@given(st.integers(min_value=1000, max_value=99_999))
def test_decomposed_letters_and_odd_blanks_change_nothing(value: int) -> None:
    phrase = format_decimal(value, locale="de").replace(".", "\u202f")
    text = f"Für {phrase} Kämpfer müs\u00adsen die Behörden zahlen."
    plain = figures(text)
    apart = figures(unicodedata.normalize("NFD", text))
    assert (
        [(one.low, one.counted) for one in plain]
        == [(one.low, one.counted) for one in apart]
        == [(float(value), "Kämpfer")]
    )


def test_time_grows_with_the_length_of_the_text_only() -> None:
    for piece in ("9", "9,", "9.", "(9", "9 ", "1.000,", "„", "zwei und ", "bis zu ", "[", "-", "9-", "'9", "eine ", "ein", "hundert",
                  "Millionen ", "a.", "\n9", "zwischen 1 und "):  # fmt: skip
        small, large = piece * (2_000 // len(piece)), piece * (16_000 // len(piece))
        observe(small)
        begin = time.process_time()
        observe(small)
        middle = time.process_time()
        observe(large)
        spent = time.process_time() - middle
        assert spent < max(24 * (middle - begin), 1.0), piece


def test_a_hundred_thousand_characters_of_digits_commas_and_brackets_are_read_in_seconds() -> None:
    for piece in ("7,", "[(3)]", "1.000,", "0123456789"):
        begin = time.process_time()
        observe(piece * (100_000 // len(piece)))
        assert time.process_time() - begin < 20, piece
