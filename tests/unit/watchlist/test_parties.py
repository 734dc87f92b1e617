"""A speaker's phrase gives the side that speaks, and only that side."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.watchlist import parties_of, party_of, read_watchlist
from monitor.watchlist.countries import countries
from monitor.watchlist.names import name_key

WATCHLIST = read_watchlist(
    """
name: Parteien
parties:
  Russland: [Kreml, Wladimir Putin, Putin, Peskow, Gerassimow, Moskau]
  Nordkorea: [KCNA, Kim Jong Un, Pjöngjang]
  USA: [Pentagon, Weißes Haus, Washington, Trump, Kirby, Kellogg, {name: Biden, until: 2025-01-20}]
  Ukraine: [Wolodymyr Selenskyj, Kiew]
  Südkorea: [NIS, Seoul]
  NATO: [Mark Rutte]
  Verdi: [Gewerkschaft Verdi, ver.di, Werneke]
  Deutsche Bahn: [Bahn, DB]
  Gesundheitsministerium: [japanisches Gesundheitsministerium]
  Polizei:
  Vatikan: [Papst]
  Stiko: [Ständige Impfkommission, Mertens]
claims:
  - {id: a, question: Was?, kind: statement, about: [Sache]}
""",
    id="parteien",
)

PHRASES = [
    # names, adjectives, people, genitives
    ("Russland", "Russland"),
    ("die Ukraine", "Ukraine"),
    ("Russen", "Russland"),
    ("offizielle russische Stellen", "Russland"),
    ("ukrainische Streitkräfte", "Ukraine"),
    ("der ukrainische Generalstab", "Ukraine"),
    ("südkoreanischer Geheimdienst", "Südkorea"),
    ("das südkoreanische Geheimdienstinstitut", "Südkorea"),
    ("amerikanische Regierungsvertreter", "USA"),
    ("die Vereinigten Staaten", "USA"),
    ("das US-Militär", "USA"),
    ("US-Geheimdienste", "USA"),
    ("Kreise des US-Militärs", "USA"),
    ("ukrainischer Militärgeheimdienst", "Ukraine"),
    ("Kim Jong-uns Regierung", "Nordkorea"),
    ("Putins Sprecher", "Russland"),
    ("Sprecher des Pentagons", "USA"),
    ("Sprecher des Weißen Hauses", "USA"),
    ("das Weisse Haus", "USA"),
    ("Moskauer Behörden", "Russland"),
    ("Kiewer Angaben", "Ukraine"),
    ("das Moskauer Außenministerium", "Russland"),
    ("Nato-Generalsekretär", "NATO"),
    ("NATO-Generalsekretär Mark Rutte", "NATO"),
    ("der Heilige Stuhl", "Vatikan"),
    ("Papst Franziskus", "Vatikan"),
    ("die Ständige Impfkommission", "Stiko"),
    ("Vertreter der Ständigen Impfkommission", "Stiko"),
    ("ver.di", "Verdi"),
    ("Verdi-Chef Frank Werneke", "Verdi"),
    ("eine Bahnsprecherin", "Deutsche Bahn"),
    ("ein Sprecher der Polizei", "Polizei"),
    ("Polizeisprecher Maier", "Polizei"),
    ("Kremlsprecher Dmitri Peskow", "Russland"),
    ("das japanische Gesundheitsministerium", "Gesundheitsministerium"),
    # spellings
    ("Kreml-Sprecher Dmitri Peskov", "Russland"),
    ("Generalstabschef Valery Gerasimov", "Russland"),
    ("Machthaber Kim Jong-un", "Nordkorea"),
    ("Wolodimir Selenski", "Ukraine"),
    ("Volodymyr Zelensky", "Ukraine"),
    # a person wins, the longest name wins
    ("der ukrainische Präsident Wolodymyr Selenskyj", "Ukraine"),
    ("Trump-Berater Mike Waltz", "USA"),
    ("der US-Sondergesandte für die Ukraine, Keith Kellogg", "USA"),
    ("Ukraine-Beauftragter Keith Kellogg", "USA"),
    ("Trumps Ukraine-Beauftragter", "USA"),
    ("Russlands UN-Botschafter", "Russland"),
    ("der südkoreanische Verteidigungsminister Kim Yong-Hyun", "Südkorea"),
    ("der nationale Sicherheitssprecher des Weißen Hauses, John F. Kirby", "USA"),
    # places
    ("Quellen in Nordkorea", "Nordkorea"),
    ("das Regime in Pjöngjang", "Nordkorea"),
    ("eine Quelle im ukrainischen Militärgeheimdienst", "Ukraine"),
    ("der russische Botschafter in Washington", "Russland"),
    ("die US-Botschaft in Moskau", "USA"),
    ("Selenskyj in Washington", "USA"),
    # the state's own media
    ("die staatliche nordkoreanische Nachrichtenagentur KCNA", "Nordkorea"),
    ("russisches Staatsfernsehen", "Russland"),
    ("Nordkoreas Staatsmedien", "Nordkorea"),
    # several together
    ("Geheimdienste der USA, Südkoreas und der Ukraine", "USA Südkorea Ukraine"),
    ("Geheimdienstmitarbeiter aus den USA, Südkorea und der Ukraine", "USA Südkorea Ukraine"),
    ("ukrainische und südkoreanische Geheimdienste", "Ukraine Südkorea"),
    ("offizielle Quellen in Nordkorea und Russland", "Nordkorea Russland"),
    ("Kiew und Washington", "Ukraine USA"),
    ("ukrainische und westliche Schätzungen", "Ukraine"),
    ("Putin und Kim Jong Un", "Russland Nordkorea"),
    # nobody's voice but their own
    ("die südkoreanische Nachrichtenagentur Yonhap", ""),
    ("die Agentur Yonhap aus Südkorea", ""),
    ("die Quelle der „Washington Post“", ""),
    ("russische Militärblogger", ""),
    ("russische und ukrainische Medien", ""),
    ("die US-Denkfabrik Institute for the Study of War", ""),
    ("Experten aus den USA und Südkorea", ""),
    ("Beobachter in Moskau", ""),
    ("Putin-Kritiker", ""),
    ("Gegner Putins", ""),
    ("Russlands Opposition", ""),
    ("Putins Verbündeter Orban", ""),
    ("der frühere US-Präsident", ""),
    ("Bahn-Kunden", ""),
    ("Nato-Mitglied Türkei", ""),
    ("Moskauer Bürgermeister", ""),
    ("der Moskauer Zoo", ""),
    ("der russische Ex-Präsident", ""),
    ("die russische Fluggesellschaft Aeroflot", ""),
    ("der US-Pharmakonzern Pfizer", ""),
    ("eine französische Partei", ""),
    ("US-Präsidentschaftskandidat Muster", ""),
    # somebody else
    ("belarussische Behörden", ""),
    ("der französische Präsident", ""),
    ("Selenskyj", ""),
    ("Kims Schwester", ""),
    ("der Sprecher", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "want"), PHRASES)
def test_a_phrase_gives_the_side_that_speaks(phrase: str, want: str) -> None:
    assert " ".join(parties_of(phrase, WATCHLIST)) == want


@pytest.mark.parametrize(
    ("name", "full_names", "want"),
    [
        ("Selenskyj", ("Wolodymyr Selenskyj",), "Ukraine"),
        ("Selenskis", ("Wolodymyr Selenskyj",), "Ukraine"),
        ("Präsident Selenskyj", ("Wolodymyr Selenskyj", "Olaf Scholz"), "Ukraine"),
        ("Selenskyj", ("Olena Selenskyj",), None),
        ("Selenskyj", ("Wolodymyr Selenskyj", "Olena Selenskyj"), None),
        ("Kim", ("Kim Jong Un",), "Nordkorea"),
        ("Kim", ("Kim Jong-un", "Kim Yong-Hyun"), None),
        ("Kim", ("Kim Yong-Hyun",), None),
        ("Rutte", ("Mark Rutte",), "NATO"),
        ("Rutte", (), None),
    ],
)
def test_a_surname_alone_needs_the_full_name_in_the_article(
    name: str, full_names: tuple[str, ...], want: str | None
) -> None:
    assert party_of(name, WATCHLIST, full_names=full_names) == want


@pytest.mark.parametrize(("on", "want"), [(date(2025, 1, 20), "USA"), (date(2025, 1, 21), None), (None, "USA")])
def test_an_alias_speaks_through_its_last_day(on: date | None, want: str | None) -> None:
    assert party_of("Joe Biden", WATCHLIST, on=on) == want


def test_joint_sources_are_no_single_party() -> None:
    assert party_of("Kiew und Washington", WATCHLIST) is None


@pytest.mark.parametrize(
    "spellings",
    [
        ("Selenskyj", "Selenski", "Selenskij", "Zelensky", "Selensky", "Zelenskyy", "Selenskyjs"),
        ("Peskow", "Peskov", "Peskows"),
        ("Gerassimow", "Gerasimov", "Gerasimow"),
        ("Lawrow", "Lavrov"),
        ("Schoigu", "Shoigu"),
        ("Netanjahu", "Netanyahu"),
        ("Erdoğan", "Erdogan"),
        ("Chamenei", "Khamenei"),
        ("Sacharowa", "Zakharova"),
        ("Medwedew", "Medvedev"),
    ],
)
def test_the_usual_spellings_of_a_name_are_one(spellings: tuple[str, ...]) -> None:
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Miller"), ("Peskow", "Petrow"), ("Scholz", "Schulz"), ("Merkel", "Merz"), ("Lawrow", "Laurow")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_no_two_countries_share_a_word() -> None:
    words = [word for country in countries().values() for word in {word.lower() for word in country.words}]
    assert len(words) == len(set(words))
    assert len(countries()) > 190


@pytest.mark.parametrize(
    "country", sorted(countries().values(), key=lambda item: item.name), ids=lambda item: item.name
)
def test_every_country_speaks_through_its_adjective(country) -> None:  # type: ignore[no-untyped-def]
    watchlist = read_watchlist(
        f'name: x\nparties: {{"{country.name}": }}\nclaims: [{{id: a, question: q, kind: statement, about: [x]}}]',
        id="x",
    )
    phrases = [
        f"die {adjective}e Regierung"
        for adjective in country.adjectives
        if country.people and adjective.endswith("sch")
    ]
    assert all(party_of(phrase, watchlist) == country.name for phrase in [country.name, *phrases])


_PIECES = st.sampled_from(
    [
        "der",
        "US-",
        "Präsident",
        "Kim",
        "in",
        "Moskau",
        "und",
        ",",
        "russische",
        "Selenskyj",
        "Putins",
        "Gegner",
        "-",
        "„",
        "aus",
        "\u00ad",
        "Post",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map(" ".join)),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_any_phrase_gives_declared_parties_and_each_once(phrase: str, names: list[str]) -> None:
    found = parties_of(phrase, WATCHLIST, full_names=tuple(names))
    assert len(set(found)) == len(found)
    assert set(found) <= {party.name for party in WATCHLIST.parties}
