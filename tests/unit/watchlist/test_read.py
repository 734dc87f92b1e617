"""A watchlist file is taken as it is meant, or refused with every problem, its place and a sentence that helps."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import i18n
from monitor.errors import WatchlistError, WatchlistProblems
from monitor.ledger.model import ChangeType, SilenceReason
from monitor.watchlist import anchors, keys, read_watchlist, schema
from monitor.watchlist.model import Alias, ChangeUnit, ClaimKind, Grade, MinChange, Trend, Watchlist
from monitor.watchlist.tree import bent

GOOD = """\
name: Rückruf
notify: [redaktion-mail]
feeds:
  - https://example.org/feed
  - {url: https://example.net/atom.xml, every: 15m}
about: [Rückruf, Airbag]
parties:
  Hersteller: [Autowerk AG, {name: Frau Muster, until: 2025-01-31}]
  KBA: [Kraftfahrt-Bundesamt]
  Deutschland:
claims:
  - id: autos
    short: Zahl der Autos
    question: Wie viele Autos werden zurückgerufen?
    kind: figure
    counts: [Auto, Fahrzeug]
    about: [Rückruf]
    with: [zurückrufen, Rückruf]
    without: verkaufen
    min_change: 10%
    trend: rising
    role: total
    unit: Stück
    place: [Europa]
    since: 2024-10-01
    confirmers: [KBA]
    alert: {planned: digest, new_value: never}
  - id: ursache
    question: Ist der Airbag die Ursache?
    kind: statement
    about: [[Airbag], [Ursache, verursachen]]
    positions:
      ja: [verursacht, Ursache ist]
      nein: kein Zusammenhang
"""


def _good(text: str = GOOD) -> Watchlist:
    return read_watchlist(text, id="rueckruf")


def _problems(text: str | bytes, id: str = "x") -> list[tuple[str, int, int]]:
    with pytest.raises(WatchlistProblems) as caught:
        read_watchlist(text, id=id, path="x.yaml")
    return [(problem.key.removeprefix("watchlist."), problem.line, problem.column) for problem in caught.value.problems]


def _claim(lines: str) -> str:
    """A file with one claim, whose lines begin in line 5."""
    body = "\n".join(f"    {line}" for line in lines.split("\n"))
    return f"name: x\nparties: {{Russland: [Kreml], USA: }}\nclaims:\n  - id: a\n{body}\n"


FIGURE = "question: q\nkind: figure\ncounts: [Soldat]\n"


# --- what a good file means ------------------------------------------------------------------------------------------


def test_every_key_arrives() -> None:
    watchlist = _good()
    autos, ursache = watchlist.claims
    assert (watchlist.id, watchlist.name, watchlist.notify) == ("rueckruf", "Rückruf", ("redaktion-mail",))
    assert [(feed.url, feed.every) for feed in watchlist.feeds] == [
        ("https://example.org/feed", None),
        ("https://example.net/atom.xml", 900.0),
    ]
    assert watchlist.parties[0].aliases == (
        Alias(name="Autowerk AG"),
        Alias(name="Frau Muster", until=date(2025, 1, 31)),
    )
    assert watchlist.parties[2].aliases == ()
    assert (autos.kind, autos.counts, autos.about) == (ClaimKind.FIGURE, ("Auto", "Fahrzeug"), (("Rückruf",),))
    assert (autos.with_, autos.without) == (("zurückrufen", "Rückruf"), ("verkaufen",))
    assert autos.min_change == MinChange(amount=10, unit=ChangeUnit.PERCENT)
    assert (autos.trend, autos.role, autos.unit, autos.place) == (Trend.RISING, "total", "Stück", ("Europa",))
    assert (autos.since, autos.confirmers) == (date(2024, 10, 1), ("KBA",))
    assert autos.alert == (("planned", Grade.DIGEST), ("new_value", Grade.NEVER))
    assert ursache.about == (("Airbag",), ("Ursache", "verursachen"))
    assert ursache.positions == (("ja", ("verursacht", "Ursache ist")), ("nein", ("kein Zusammenhang",)))
    assert (autos.line, autos.short) == (12, "Zahl der Autos")


def test_the_gate_takes_about_of_the_file_then_of_the_claims_then_what_they_count() -> None:
    assert anchors(_good()) == ("Rückruf", "Airbag")
    assert anchors(_good(GOOD.replace("about: [Rückruf, Airbag]\n", "", 1))) == (
        "Rückruf",
        "Airbag",
        "Ursache",
        "verursachen",
    )
    assert anchors(read_watchlist(_claim(FIGURE), id="x")) == ("Soldat",)


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("10%", (10, "percent")),
        ("10 %", (10, "percent")),
        ("'2,5 Prozent'", (2.5, "percent")),
        ("500", (500, "absolute")),
        ("0.25 pp", (0.25, "points")),
        ("0,25 pp", (0.25, "points")),
        ("2 Punkte", (2, "points")),
        ("1 Prozentpunkt", (1, "points")),
    ],
)
def test_thresholds_are_percent_points_or_an_amount(written: str, want: tuple[float, str]) -> None:
    change = read_watchlist(_claim(FIGURE + f"min_change: {written}"), id="x").claims[0].min_change
    assert change is not None
    assert (change.amount, change.unit.value) == want


@pytest.mark.parametrize(("written", "want"), [("2024-10-01", date(2024, 10, 1)), ("1.10.2024", date(2024, 10, 1))])
def test_days_are_read_as_editors_write_them(written: str, want: date) -> None:
    assert read_watchlist(_claim(FIGURE + f"since: {written}"), id="x").claims[0].since == want


@pytest.mark.parametrize(("written", "want"), [("5m", 300.0), ("10 min", 600.0), ("1h", 3600.0), ("600s", 600.0)])
def test_intervals_have_a_unit(written: str, want: float) -> None:
    text = f"name: x\nfeeds: [{{url: https://a.de/, every: {written}}}]\n" + _claim(FIGURE).split("\n", 2)[2]
    assert read_watchlist(text, id="x").feeds[0].every == want


def test_words_may_stand_alone_or_quoted_as_they_are() -> None:
    claim = read_watchlist(
        _claim('question: "12:30"\nkind: statement\nabout: ["NO", ja, "10.000", 2024]'), id="x"
    ).claims[0]
    assert claim.question == "12:30"
    assert claim.about == (("NO", "ja", "10.000", "2024"),)


def test_a_claims_version_is_what_decides() -> None:
    before = _good().claims[0].version
    assert _good(GOOD.replace("Wie viele Autos", "Wieviel Autos")).claims[0].version == before
    assert _good(GOOD.replace("name: Rückruf", "name: Anders") + "# Kommentar\n").claims[0].version == before
    assert _good(GOOD.replace("min_change: 10%", "min_change: 11%")).claims[0].version != before
    assert _good(GOOD.replace("without: verkaufen", "without: kaufen")).claims[0].version != before
    assert _good(GOOD.replace("Autowerk AG", "Autowerk SE")).claims[0].version != before


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    text = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read_watchlist(text, id="x").claims == _good().claims


# --- what is refused, and where ---------------------------------------------------------------------------------------

REFUSED = [
    # the file as a whole
    ("", [("empty", 0, 0)]),
    ("   \n# nur ein Kommentar\n", [("empty", 0, 0)]),
    ("~", [("empty", 0, 0)]),
    ("- a\n- b", [("top", 1, 1)]),
    ("nur Text", [("top", 1, 1)]),
    ("name: x\n", [("missing", 1, 1)]),
    ("name: x\nclaims: []\n", [("claims", 2, 9)]),
    ("name: x\nclaims: abc\n", [("claims", 2, 9)]),
    ("name: x\nclaims: [a]\n", [("expected_claim", 2, 10)]),
    # YAML that is none
    ("name: x\n\tclaims: 1", [("tab", 2, 1)]),
    ("name: a: b", [("colon", 1, 8)]),
    ('name: "x', [("quote", 1, 7)]),
    ("name: [a, b", [("bracket", 1, 7)]),
    ("name: x\n about: y\nclaims: 1", [("colon", 2, 7)]),
    ("name: x\n---\nname: y", [("documents", 2, 1)]),
    # YAML that would do more than it says
    (_claim(FIGURE + "with: &w [a]"), [("anchor", 8, 11)]),
    (_claim(FIGURE + "with: *w"), [("alias", 8, 11)]),
    (_claim(FIGURE + "with: !!str a"), [("tag", 8, 11)]),
    (_claim(FIGURE + "kind: figure"), [("duplicate_key", 8, 5)]),
    (_claim(FIGURE + "? [a]\n: b"), [("key_not_text", 8, 7)]),
    # numbers and words that YAML bends
    (_claim(FIGURE + "with: [10.000]"), [("bent", 8, 12)]),
    (_claim(FIGURE + "with: [1.500]"), [("bent", 8, 12)]),
    (_claim(FIGURE + "with: [12:30]"), [("bent", 8, 12)]),
    (_claim(FIGURE + "with: [0777]"), [("bent", 8, 12)]),
    (_claim(FIGURE + "with: [NO]"), [("bent", 8, 12)]),
    (_claim(FIGURE + "with: [no, off, Yes]"), [("bent", 8, 12), ("bent", 8, 16), ("bent", 8, 21)]),
    (_claim(FIGURE + "with: [~]"), [("bent_null", 8, 12)]),
    (_claim(FIGURE + "with:"), [("empty_value", 8, 5)]),
    (_claim(FIGURE + "min_change: 10.000"), [("grouped", 8, 17)]),
    (_claim(FIGURE + "min_change: '1.500'"), [("grouped", 8, 17)]),
    # keys
    ("nam: x\nclaims: 1", [("unknown_key_meant", 1, 1), ("claims", 2, 9)]),
    (_claim(FIGURE + "wiht: [a]"), [("unknown_key_meant", 8, 5)]),
    (_claim(FIGURE + "ohne: [a]"), [("unknown_key_meant", 8, 5)]),
    (_claim(FIGURE + "xyzzy: [a]"), [("unknown_key", 8, 5)]),
    (_claim(FIGURE + "feeds: [a]"), [("key_of_file", 8, 5)]),
    ("name: x\ncounts: [a]\n" + _claim(FIGURE).split("\n", 2)[2], [("key_of_claim", 2, 1)]),
    (_claim("kind: figure\ncounts: [a]"), [("missing", 4, 5)]),
    # ids and targets
    (_claim(FIGURE).replace("id: a", "id: Gefallene Soldaten"), [("id", 4, 9)]),
    (_claim(FIGURE).replace("id: a", "id: " + "a" * 65), [("id", 4, 9)]),
    (_claim(FIGURE).replace("id: a", "id: ../a"), [("id", 4, 9)]),
    ("notify: [Redaktion Mail]\n" + _claim(FIGURE), [("id", 1, 10)]),
    (_claim(FIGURE) + "  - {id: a, question: q, kind: figure, counts: [b]}\n", [("duplicate_id", 9, 10)]),
    # kinds
    (_claim("question: q\nkind: zahl\ncounts: [a]"), [("choice", 6, 11)]),
    (_claim("question: q\nkind: figur\ncounts: [a]"), [("choice_meant", 6, 11)]),
    (_claim("question: q\nkind: figure"), [("counts_missing", 4, 5)]),
    (_claim("question: q\nkind: statement"), [("about_missing", 4, 5)]),
    (_claim("question: q\nkind: statement\nabout: [a]\ncounts: [b]"), [("only_figure", 8, 5)]),
    (_claim(FIGURE + "positions: {a: b}"), [("only_statement", 8, 5)]),
    (_claim(FIGURE + "trend: rauf"), [("choice", 8, 12)]),
    (_claim(FIGURE + "per: Tag"), [("choice", 8, 10)]),
    # values
    (_claim(FIGURE + "min_change: viel"), [("min_change", 8, 17)]),
    (_claim(FIGURE + "min_change: 0%"), [("min_change", 8, 17)]),
    (_claim(FIGURE + "min_change: -5"), [("min_change", 8, 17)]),
    (_claim(FIGURE + "since: 2024-13-01"), [("date", 8, 12)]),
    (_claim(FIGURE + "since: 31.02.2024"), [("date", 8, 12)]),
    (_claim(FIGURE + "since: gestern"), [("date", 8, 12)]),
    (_claim(FIGURE + "alert: {planed: digest}"), [("alert_type_meant", 8, 13)]),
    (_claim(FIGURE + "alert: {planned: laut}"), [("choice", 8, 22)]),
    (_claim(FIGURE + "alert: [planned]"), [("alert", 8, 12)]),
    (_claim(FIGURE + "confirmers: [China]"), [("confirmer", 8, 18)]),
    (_claim(FIGURE + "confirmers: [Kreml]"), [("confirmer_meant", 8, 18)]),
    (_claim(FIGURE + "with: kaufen, verkaufen"), [("comma", 8, 11)]),
    (_claim(FIGURE + "with: []"), [("empty_list", 8, 11)]),
    (_claim(FIGURE + "with: [a, a]"), [("twice", 8, 15)]),
    (_claim(FIGURE + "with: ['…']"), [("no_word", 8, 12)]),
    (_claim(FIGURE + "with: [a: b]"), [("expected_words", 8, 12)]),
    (_claim(FIGURE + "about: [[a], b]"), [("mixed_list", 8, 18)]),
    (_claim(FIGURE + "unit: [Euro]"), [("expected_text", 8, 11)]),
    (_claim(FIGURE + "with: " + "a" * 121), [("too_long", 8, 11)]),
    (_claim("question: q\nkind: statement\nabout: [a]\npositions: {x: c, y: c}"), [("phrase_shared", 8, 26)]),
    (_claim("question: q\nkind: statement\nabout: [a]\npositions: [x]"), [("positions", 8, 16)]),
    # feeds
    ("feeds: [ftp://a.de/x]\n" + _claim(FIGURE), [("url", 1, 9)]),
    ("feeds: [https://user:pass@a.de/x]\n" + _claim(FIGURE), [("url", 1, 9)]),
    ("feeds: [https://]\n" + _claim(FIGURE), [("url", 1, 9)]),
    ("feeds: https://a.de\n" + _claim(FIGURE), [("expected_list", 1, 8)]),
    ("feeds: [{url: https://a.de, every: 1m}]\n" + _claim(FIGURE), [("every_range", 1, 36)]),
    ("feeds: [{url: https://a.de, every: 48h}]\n" + _claim(FIGURE), [("every_range", 1, 36)]),
    ("feeds: [{url: https://a.de, every: oft}]\n" + _claim(FIGURE), [("every", 1, 36)]),
    ("feeds: [{every: 10m}]\n" + _claim(FIGURE), [("missing", 1, 9)]),
    ("feeds: [https://a.de, https://a.de]\n" + _claim(FIGURE), [("twice", 1, 23)]),
    # parties
    (_claim(FIGURE).replace("{Russland: [Kreml], USA: }", "[Russland]"), [("parties", 2, 10)]),
    (_claim(FIGURE).replace("USA: ", "USA: [Kreml]"), [("alias_shared", 2, 36)]),
    (_claim(FIGURE).replace("USA: ", "USA: [{name: Biden, until: bald}]"), [("date", 2, 57)]),
    (_claim(FIGURE).replace("USA: ", "USA: {a: b}"), [("expected_names", 2, 35)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "want"), REFUSED, ids=[f"{row[1][0][0]}-{place}" for place, row in enumerate(REFUSED)]
)
def test_a_wrong_line_is_refused_at_its_place(text: str, want: list[tuple[str, int, int]]) -> None:
    assert _problems(text) == want


def test_all_problems_of_a_file_are_told_at_once_and_in_file_order() -> None:
    text = (
        GOOD.replace("notify", "notfy")
        .replace("10%", "viel")
        .replace("KBA]", "TÜV]")
        .replace("2024-10-01", "2024-1-99")
    )
    assert [key for key, _, _ in _problems(text)] == ["unknown_key_meant", "min_change", "date", "confirmer"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"name: \xff\xfe", "encoding"),
        (b"name: a\x00b", "control"),
        (b"# " + b"x" * 262_144, "too_big"),
        (b"[" * 1500, "depth"),
        (b"{a: " * 1500, "depth"),
        (("name: x\nclaims:\n" + "".join(f"  - {{id: a{n}}}\n" for n in range(201))).encode(), "too_many_claims"),
        (("name: x\nabout: [" + "a, " * 40_000 + "b]").encode(), "too_much"),
        (b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]", "anchor"),
    ],
    ids=["encoding", "control", "too_big", "brackets", "braces", "claims", "entries", "bomb"],
)
def test_limits_hold_for_hostile_files(data: bytes, key: str) -> None:
    assert key in {found for found, _, _ in _problems(data)}


@pytest.mark.parametrize("id", ["", "..", "a/b", "A", "ä", "a" * 65, "a.yaml", "a b"])
def test_a_file_name_that_is_no_id_is_refused(id: str) -> None:
    assert ("file_id", 0, 0) in _problems(GOOD, id=id)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(("text", "want"), REFUSED)
def test_every_problem_has_a_whole_sentence_in_both_languages(text: str, want: list[object], language: str) -> None:
    with pytest.raises(WatchlistProblems) as caught:
        read_watchlist(text, id="x")
    for problem in caught.value.problems:
        said = i18n.explain(problem, language)
        assert said.endswith((".", "?"))
        assert "{" not in said.replace("{name:", "").replace("{{", "") or problem.key == "watchlist.expected_names"


def test_a_misspelt_key_is_answered_with_the_right_one() -> None:
    with pytest.raises(WatchlistProblems) as caught:
        read_watchlist(_claim(FIGURE + "minchange: 10%"), id="x")
    assert "Meinten Sie „min_change“?" in i18n.explain(caught.value.problems[0], "de")


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("10.000", "10.0"), ("1.500", "1.5"), ("12:30", "750"), ("22:30", "1350"), ("0777", "511"), ("01067", "567"),
        ("NO", "false"), ("no", "false"), ("off", "false"), ("on", "true"), ("~", "null"), ("1.000.000", "1000000"),
        ("1_000", "1000"), ("0x1F", "31"),
        ("ja", ""), ("nein", ""), ("500", ""), ("0.25", ""), ("10%", ""), ("2024-10-01", ""), ("10,5", ""), ("Nope", ""),
    ],
)  # fmt: skip
def test_what_yaml_makes_of_a_bare_word(word: str, read: str) -> None:
    assert bent(word) == read


# --- whatever the bytes -----------------------------------------------------------------------------------------------


def _told(data: bytes | str) -> tuple[WatchlistError, ...]:
    """The problems of a file; none for a good one, which then has claims."""
    try:
        taken = read_watchlist(data, id="x")
    except WatchlistProblems as refused:
        return refused.problems or (WatchlistError("none told"),)
    return () if taken.claims else (WatchlistError("no claims"),)


_PIECES = st.sampled_from(
    [
        "name: x\n", "claims:\n", "  - id: a\n", "    kind: figure\n", "    counts: [a, b]\n", "- ", "? ", ": ", "[", "]", "{", "}",
        "&a ", "*a ", "!!int ", "!", "|", ">", "%YAML 1.1\n", "---\n", "...\n", "\t", "'", '"', "#", "\n", "  ", "10.000", "\\", "@",
        "`", "ä", "\u2028", "\ufeff", "\x85", "\ud800", "<<: ", "=", "parties: {a: b}\n", "feeds: [x]\n", ",",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=200)))
def test_nothing_but_problems_is_raised_whatever_the_bytes(data: bytes | str) -> None:
    problems = _told(data)
    assert all(problem.key.startswith("watchlist.") for problem in problems)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(GOOD) - 1),
    st.integers(0, 40),
    st.sampled_from(["", "\t", "[", "'", "&x ", ": ", "\n", "- ", "{"]),
)
def test_a_half_written_file_is_taken_or_refused_never_crashed_on(place: int, length: int, instead: str) -> None:
    problems = _told(GOOD[:place] + instead + GOOD[place + length :])
    assert all(0 <= problem.line <= GOOD.count("\n") + 2 for problem in problems)


# --- schema ----------------------------------------------------------------------------------------------------------


def test_types_of_alert_are_those_of_the_ledger() -> None:
    assert set(keys.CHANGES) == {kind.value for kind in ChangeType} - {"superseded"}
    assert set(keys.SILENCES) == {reason.value for reason in SilenceReason}


def test_the_schema_describes_every_key_and_prints_the_defaults() -> None:
    written = schema()
    claim = written["$defs"]["claim"]  # type: ignore[index]
    for properties in (written["properties"], claim["properties"]):  # type: ignore[index]
        assert all(shape["description"] for shape in properties.values())
    assert claim["properties"]["role"]["default"] == "total"  # type: ignore[index]
    assert written["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    json.dumps(written)
