"""Small streams in our own words, on topics other than the corpus, with the exact alerts a desk wants."""

from __future__ import annotations

from tests.acceptance.ledger.desk import alerts, article

FLOOD = """
name: Hochwasser an der Selke
about: [Selketal, Selke]
parties:
  Landkreis: [Landrat Ohm, Kreisverwaltung]
  Innenministerium: [Innenministerin Kranz]
claims:
  - id: tote
    question: Wie viele Menschen starben beim Hochwasser im Selketal?
    kind: figure
    counts: [Toter, Todesopfer, Mensch]
    about: [Selketal, Selke, Hochwasser]
    with: [sterben, Toter, Todesopfer, ums Leben kommen]
    without: [vermisst, verletzt]
    trend: rising
"""


def test_flood_deaths_rise_and_older_tolls_stay_silent() -> None:
    assert [(line.article, line.type, line.after) for line in alerts(
        FLOOD,
        article("eins", 0, "Hochwasser im Selketal", "Beim Hochwasser im Selketal sind nach Angaben des Landkreises mindestens vier Menschen ums Leben gekommen. Zwölf Personen werden vermisst."),
        article("zwei", 2, "Vier Tote nach Hochwasser", "Nach dem Hochwasser im Selketal ist die Lage unübersichtlich. Bislang zählt der Landkreis vier Tote."),
        article("drei", 8, "Zahl der Toten steigt", "Im Selketal ist die Zahl der Todesopfer auf neun gestiegen, wie der Landkreis am Montag mitteilte. Zuvor waren vier Tote gemeldet worden."),
        article("vier", 9, "Drei weitere Tote", "Im Selketal haben Helfer drei weitere Tote geborgen. Damit sind beim Hochwasser insgesamt zwölf Menschen gestorben, sagte Landrat Ohm."),
        article("fünf", 12, "Nach der Flut", "Das Hochwasser im Selketal hat mindestens vier Menschen das Leben gekostet. Die Aufräumarbeiten dauern an."),
        article("sechs", 30, "Was wir wissen", "Zwölf Menschen starben beim Hochwasser im Selketal. In ganz Mitteleuropa kamen bei Unwettern mehr als 80 Menschen ums Leben."),
    )] == [("eins", "new_value", ">4"), ("drei", "value_changed", "9"), ("vier", "value_changed", "12")]  # fmt: skip


STRIKE = """
name: Warnstreik bei den Fähren
about: [Fähre, Fährbetrieb, Warnstreik]
parties:
  Gewerkschaft: [Gewerkschaft Meer, Vorsitzende Thun]
  Reederei: [Inselreederei, Geschäftsführer Dahl]
claims:
  - id: beteiligung
    question: Wie viele Beschäftigte beteiligen sich am Warnstreik der Fähren?
    kind: figure
    counts: [Beschäftigter, Mitarbeiter, Teilnehmer]
    about: [Warnstreik, Fähre]
    with: [streiken, beteiligen, Arbeit niederlegen, teilnehmen]
"""


def test_strikers_counted_by_both_sides_contradict_once() -> None:
    found = alerts(
        STRIKE,
        article("eins", 0, "Warnstreik der Fähren", "Am Warnstreik bei den Fähren haben sich nach Angaben der Gewerkschaft Meer rund 1.200 Beschäftigte beteiligt."),
        article("zwei", 3, "Reederei widerspricht", "Die Inselreederei teilte mit, am Warnstreik der Fähren hätten sich lediglich 600 Mitarbeiter beteiligt."),
        article("drei", 5, "Fähren stehen still", "Beim Warnstreik der Fähren beteiligten sich laut Gewerkschaft Meer etwa 1.200 Beschäftigte, laut Inselreederei waren es 600."),
        article("vier", 26, "Zweiter Tag", "Am zweiten Tag beteiligten sich am Warnstreik der Fähren nach Angaben der Gewerkschaft Meer 2.500 Beschäftigte."),
    )  # fmt: skip
    assert [(line.article, line.type, line.party, line.after) for line in found] == [
        ("eins", "new_value", "Gewerkschaft", "1200"),
        ("zwei", "new_value", "Reederei", "600"),
        ("vier", "value_changed", "Gewerkschaft", "2500"),
    ]


RATE = """
name: Leitzins der Nordbank
about: [Nordbank, Leitzins]
parties:
  Nordbank: [Nordbank-Chefin Ahlers]
claims:
  - id: leitzins
    question: Wie hoch ist der Leitzins der Nordbank?
    kind: figure
    unit: Prozent
    about: [Leitzins]
    min_change: 0.1 pp
"""


def test_an_interest_rate_may_return_to_an_old_value() -> None:
    found = alerts(
        RATE,
        article("eins", 0, "Nordbank hebt Leitzins", "Die Nordbank hat den Leitzins auf 4,0 Prozent angehoben, wie sie am Montag mitteilte."),
        article("zwei", 24, "Sparer freuen sich", "Der Leitzins der Nordbank liegt bei 4,0 Prozent. Die Inflation lag zuletzt bei 2,8 Prozent."),
        article("drei", 720, "Nordbank senkt Leitzins", "Die Nordbank hat den Leitzins auf 3,75 Prozent gesenkt, wie sie mitteilte."),
        article("vier", 1440, "Nordbank hebt wieder an", "Die Nordbank hat den Leitzins wieder auf 4,0 Prozent angehoben, wie sie mitteilte."),
    )  # fmt: skip
    assert [(line.article, line.after) for line in found] == [("eins", "4"), ("drei", "3.75"), ("vier", "4")]


LAW = """
name: Fährgesetz
about: [Fährgesetz]
parties:
  Regierung: [Ministerpräsidentin Voss, Regierungssprecher Kern]
  Opposition: [Oppositionsführer Brandt, Fortschrittspartei]
claims:
  - id: abstimmung
    question: Wird über das Fährgesetz vor der Wahl abgestimmt?
    kind: statement
    about: [[Fährgesetz], [Abstimmung, abstimmen]]
    confirmers: [Regierung]
"""


def test_a_vote_denied_then_confirmed_is_a_reversal() -> None:
    found = alerts(
        LAW,
        article("eins", 0, "Streit um Fährgesetz", "Eine Abstimmung über das Fährgesetz vor der Wahl werde es nicht geben, sagte Regierungssprecher Kern am Montag."),
        article("zwei", 5, "Fährgesetz", "Regierungssprecher Kern bestritt erneut, dass vor der Wahl über das Fährgesetz abgestimmt wird."),
        article("drei", 48, "Doch Abstimmung", "Ministerpräsidentin Voss bestätigte am Mittwoch, dass noch vor der Wahl über das Fährgesetz abgestimmt wird."),
        article("vier", 50, "Abstimmung kommt", "Über das Fährgesetz werde vor der Wahl abgestimmt, bestätigte Ministerpräsidentin Voss."),
    )  # fmt: skip
    assert [(line.article, line.type, line.party) for line in found] == [
        ("eins", "denial", "Regierung"),
        ("drei", "reversal", "Regierung"),
    ]


LAYOFFS = """
name: Stellenabbau bei Kranbau Elster
about: [Kranbau Elster, Elster]
parties:
  Konzern: [Kranbau Elster, Elster-Chef Roth, Konzernsprecherin Lenz]
  Betriebsrat: [Betriebsratschefin Uhl]
claims:
  - id: stellen
    question: Wie viele Stellen baut Kranbau Elster ab?
    kind: figure
    counts: [Stelle, Arbeitsplatz, Job]
    about: [Elster]
    with: [abbauen, streichen, wegfallen, Abbau]
    alert: {planned: digest}
  - id: abbau
    question: Baut Kranbau Elster Stellen ab?
    kind: statement
    about: [[Elster, Konzern], [Stellenabbau, Stelle, Abbau, abbauen, streichen]]
    confirmers: [Konzern]
"""


def test_layoffs_rumoured_announced_and_confirmed() -> None:
    found = alerts(
        LAYOFFS,
        article("eins", 0, "Stellenabbau bei Elster?", "Bei Kranbau Elster droht ein Stellenabbau. Konzernsprecherin Lenz wollte Berichte über einen Stellenabbau bei Elster nicht kommentieren."),
        article("zwei", 20, "Elster dementiert", "Elster-Chef Roth dementierte Berichte, wonach Kranbau Elster Stellen streicht."),
        article("drei", 90, "Elster bestätigt", "Kranbau Elster hat den Abbau von 800 Stellen bestätigt. Der Konzern streiche 800 Stellen, sagte Elster-Chef Roth."),
    )  # fmt: skip
    assert ("zwei", "abbau", "denial", "Konzern") in [
        (line.article, line.claim, line.type, line.party) for line in found
    ]
    assert ("drei", "abbau", "reversal", "Konzern") in [
        (line.article, line.claim, line.type, line.party) for line in found
    ]
    assert [(line.article, line.after) for line in found if line.claim == "stellen"] == [("drei", "800")]


TROOPS = """
name: Truppen im Grenzgebiet
about: [Norland, norländisch]
parties:
  Norland: [norländische Regierung]
  Südmark: [südmärkische Regierung]
claims:
  - id: entsandt
    question: Wie viele norländische Soldaten sind entsandt?
    kind: figure
    counts: [Soldat]
    about: [norländisch]
    with: [entsenden, schicken]
  - id: einsatz
    question: Sind norländische Soldaten im Einsatz?
    kind: statement
    about: [[norländisch, Norland], [Einsatz, Entsendung, entsenden]]
    confirmers: [Norland]
"""
AGENCY = (
    "{title}. Die Regierung von Norland hat am Montag {verb}, dass norländische Soldaten im Einsatz sind. "
    "Nach Angaben aus Südmark wurden bisher {count} norländische Soldaten entsandt. Beobachter sprechen von einer "
    "schwierigen Lage an der Grenze. Die Verhandlungen über eine Waffenruhe dauern nach Worten von Vermittlern an. "
    "Am Wochenende waren beide Seiten zu Gesprächen in der Hafenstadt zusammengekommen, ohne sich zu einigen. "
    "Für Dienstag ist eine weitere Runde angesetzt. Hilfsorganisationen rufen zu Spenden für die Bevölkerung auf."
)


def pair(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Two prints of one agency text with one difference."""
    found = alerts(
        TROOPS,
        article("eins", 0, "Lage an der Grenze", AGENCY.format(title="Grenze", **first), agency="dpa"),
        article("zwei", 3, "Lage an der Grenze", AGENCY.format(title="Grenze", **second), agency="dpa"),
    )
    return [(line.article, line.claim, line.type, line.after) for line in found]


def test_agency_texts_that_differ_in_one_figure_raise_their_change() -> None:
    found = pair({"verb": "bestätigt", "count": "8.000"}, {"verb": "bestätigt", "count": "11.000"})
    assert ("zwei", "entsandt", "value_changed", "11000") in found
    assert not [line for line in found if line[0] == "zwei" and line[1] == "einsatz"]


def test_agency_texts_that_differ_in_one_word_of_stance_raise_their_change() -> None:
    found = pair({"verb": "dementiert", "count": "8.000"}, {"verb": "bestätigt", "count": "8.000"})
    assert ("eins", "einsatz", "denial", "denies") in found
    assert ("zwei", "einsatz", "reversal", "confirms") in found


def test_the_same_agency_text_in_two_papers_is_one_alert() -> None:
    same = {"verb": "bestätigt", "count": "8.000"}
    assert not [line for line in pair(same, same) if line[0] == "zwei"]
