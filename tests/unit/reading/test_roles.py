"""What a figure does in its sentence: news and headlines are full of numbers that are not the total."""

from __future__ import annotations

import pytest

from monitor.reading import observe
from monitor.reading.model import Role, Where
from tests.unit.reading.tables import figures

T, A, P, V, H, G, M, N = (
    Role.TOTAL, Role.INCREMENT, Role.PART, Role.PREVIOUS, Role.THRESHOLD, Role.PLANNED, Role.POSSIBLE, Role.NEGATED,
)  # fmt: skip

TABLE = [
    ("Es gab 20 Tote.", [T]),
    ("Die Zahl der Toten stieg von 21 auf 25.", [V, T]),
    ("Die Zahl der Verletzten erhöhte sich von zunächst 15 auf 22.", [V, T]),
    ("Die Zahl der Toten stieg um zwölf auf 210.", [A, T]),
    ("Der Leitzins steigt um 0,25 Prozentpunkte auf 4,5 Prozent.", [A, T]),
    ("Der Umsatz sank um 3,6 Prozent auf 879 Millionen Euro.", [A, T]),
    ("39 weitere Passagiere infizierten sich.", [A]),
    ("Weitere 20 Menschen wurden verletzt.", [A]),
    ("Es gab 310 neue Fälle.", [A]),
    ("310 neue Fälle kamen hinzu.", [A]),
    ("Das Institut meldete 5412 Neuinfektionen.", [A]),
    ("Es wurden 310 neue Busse gekauft.", [T]),
    ("Das sind 20 Tote mehr als gestern.", [A]),
    ("Etwa 100 Soldaten sind gefallen und bis zu tausend weitere Soldaten verletzt worden.", [T, T]),
    ("Der Konzern streicht 3.000 Stellen, davon 1.000 im Inland.", [T, P]),
    ("120 Menschen wurden festgenommen, darunter 15 Kinder.", [T, P]),
    ("Zwei von ihnen starben.", [P]),
    ("Unter den Toten sind zwölf Kinder.", [P]),
    ("Zehn der 3.700 Gäste sind krank.", [P, T]),
    ("Drei davon sind schwer verletzt.", [P]),
    ("Die Opferzahl stieg auf 312, zuvor waren es 280.", [T, V]),
    ("Am Vortag waren es 45 Fälle.", [V]),
    ("Nach 45 am Vortag meldete die Region 60 Fälle.", [V, T]),
    ("Im Vorjahr waren es noch 45 Fälle gewesen.", [V]),
    ("Bisher waren es 128 Tote.", [V]),
    ("Bisher sind 128 Menschen gestorben.", [T]),
    ("Die Zahl stieg gegenüber dem Vortag um 20 auf 300.", [A, T]),
    ("Die Karte kostet 17 statt 15 Euro.", [T, V]),
    ("Statt der geplanten 500 kamen nur 200 Gäste.", [V, T]),
    ("Der Zins sinkt auf 3,75 von bisher 4,0 Prozent.", [T, V]),
    ("Die Inzidenz liegt bei 35,4 (Vortag: 33,2).", [T, V]),
    ("Die Obergrenze von 200.000 Flüchtlingen gilt.", [H]),
    ("Der Kurs fiel unter die Marke von 100 Punkten.", [H]),
    ("Die Regierung will 30 Panzer liefern.", [G]),
    ("Bis zu 500.000 Dosen sollen geliefert werden.", [G]),
    ("Nordkorea plant, 12.000 Soldaten zu entsenden.", [G]),
    ("Verdi fordert acht Prozent.", [G]),
    ("Der Impfstoff soll zu 90 Prozent schützen.", [T]),
    ("Künftig zahlen sie 20 Euro.", [G]),
    ("Bis zu 10.000 Soldaten könnten kommen.", [M]),
    ("Wenn 60 Prozent geimpft sind, sinkt die Gefahr.", [M]),
    ("Möglicherweise starben 20 Menschen.", [M]),
    ("Russland hat nicht 200, sondern 300 Raketen eingesetzt.", [N, T]),
    ("Es gab keine 20 Verletzten.", [N]),
    ("Es kamen nicht mehr als 20 Gäste.", [T]),
    ("Von den 1.200 Beschäftigten sollen 300 gehen.", [T, G]),
    ("In Europa zählt man in gut zwölf Staaten über 900 Kläger.", [T, T]),
    ("Zwei Tage zuvor starben 20 Menschen.", [T, T]),
    ("Ein 80 Jahre alter Mann starb am Tag zuvor.", [T]),
    ("Der Grenzwert von 50 Fällen auf 100.000 Einwohner gilt.", [H, T]),
    ("Statt 1.553 seien 1.413 Mitarbeiter infiziert.", [V, T]),
    ("Heute sind es 3.500, gestern waren es noch 3.280.", [T, V]),
    ("Die Zahl wurde auf 1.413 korrigiert, nachdem am Sonntag noch 1.553 gemeldet worden waren.", [T, V]),
    ("Israel tötete 200 Kämpfer, 57 weitere wurden verletzt.", [T, A]),
]


@pytest.mark.parametrize(("sentence", "roles"), TABLE)
def test_the_role_in_the_sentence(sentence: str, roles: list[Role]) -> None:
    assert [figure.role for figure in figures(sentence)] == roles


def test_a_headline_with_an_increment_is_no_total() -> None:
    reading = observe("Die Zahl der Infizierten liegt nun bei 174.", title="39 weitere Infizierte auf Schiff")
    assert [(figure.where, figure.role, figure.low) for figure in reading.figures] == [
        (Where.TITLE, A, 39.0),
        (Where.BODY, T, 174.0),
    ]


def test_the_lead_is_told_from_the_body() -> None:
    lead = "Bei einem Brand in einem Wohnhaus im Norden der Stadt sind am Montag drei Menschen gestorben."
    reading = observe(f"{lead}\n\nSpäter wurden 20 Verletzte gezählt, wie die Feuerwehr am Abend mitteilte.")
    assert [figure.where for figure in reading.figures] == [Where.LEAD, Where.BODY]


def test_only_the_clause_that_looks_back_is_recap() -> None:
    found = figures("Die Zahl wurde auf 1.413 korrigiert, nachdem am Sonntag noch 1.553 gemeldet worden waren.")
    assert [figure.recap for figure in found] == [False, True]
