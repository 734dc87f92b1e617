"""What a figure counts, whose it is, of what, per what, and what happened to it."""

from __future__ import annotations

import pytest

from monitor.reading.model import FigureKind as Kind
from tests.unit.reading.tables import figures


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("Rund 12.500 Beschäftigte streikten.", "Beschäftigter"),
        ("Es gab 20 Tote.", "Toter"),
        ("200 saudische Sicherheitskräfte sperrten das Gelände ab.", "Sicherheitskraft"),
        ("Mehr als 13.000 Menschen erkrankten.", "Mensch"),
        ("Das Heer bekam 155 Artilleriegranaten.", "Artilleriegranate"),
        ("Acht Millionen Artillerie- und Raketengeschosse kamen an.", "Raketengeschoss"),
        ("43.000 Frauen und Männer nahmen teil.", "Frau und Mann"),
        ("Tausende Berliner Polizisten waren da.", "Polizist"),
        ("300 US-amerikanische Passagiere kamen frei.", "Passagier"),
        ("Die 160 noch auf dem Schiff verbliebenen Gäste wurden versorgt.", "Gast"),
        ("16.000 in dem Westteil der Insel verbliebene Flüchtlinge hungern.", "Flüchtling"),
        ("1.200 getötete und verwundete Russen wurden gezählt.", "Russe"),
        ("Der Stab sprach von 900 getöteten oder verwundeten Söldnern.", "Söldner"),
        ("Er nannte 80 beschädigte oder zerstörte kleine Boote.", "Boot"),
        ("Man fand 15 ertrunkene oder erfrorene Schafe.", "Schaf"),
        ("500 Mitarbeiterinnen und Mitarbeiter müssen gehen.", "Mitarbeiterin und Mitarbeiter"),
        ("30 Mitarbeiter*innen kündigten.", "Mitarbeiter"),
        ("20 Studierende wurden festgenommen.", "Studierender"),
        ("Zwei Schwerverletzte liegen in der Klinik.", "Schwerverletzter"),
        ("Die Zahl der Toten stieg auf 25.", "Toter"),
        ("Die Zahl der getöteten und verwundeten nordkoreanischen Soldaten liegt bei 3000.", "Soldat"),
        ("Die Opferzahl stieg auf 312.", "Opfer"),
        ("Die Gesamtzahl der Infizierten wuchs auf 210.", "Infizierter"),
        ("Die Einwohnerzahl sank auf 30.000.", "Einwohner"),
        ("200 feste und 300 freie Mitarbeiter sollen gehen.", "Mitarbeiter"),
        ("Zwei der drei Manager müssen gehen.", "Manager"),
        ("14 von 19 Personen kamen frei.", "Person"),
        ("Der Konzern streicht 3.000 Stellen, davon 1.000 im Inland.", "Stelle"),
        ("In Hessen gab es 20 Fälle, in Bayern 30.", "Fall"),
        ("„Wir haben 20 Verletzte“, sagte er.", "Verletzter"),
        ("Dort leben “Tausende“ nordkoreanische Soldaten.", "Soldat"),
        ("Ein 22-Jähriger und zwei 17-Jährige kamen frei.", "Jahr"),
        ("Drei 18-jährige Männer kamen frei.", "Mann"),
        ("Zehntausende gingen auf die Straße.", "Mensch"),
        ("Russland hat nicht 200, sondern 300 Raketen eingesetzt.", "Rakete"),
        ("Die Inzidenz liegt bei 35,4.", "Inzidenz"),
        ("Das Beben hatte die Stärke 6,3.", "Stärke"),
        ("Er gewann dreimal.", "Mal"),
        ("Bei den Bränden verbrannten 20 Kühe.", "Kuh"),
        ("Es gab 170 als Diplomaten getarnte Mitarbeiter.", "Mitarbeiter"),
        ("Die Bundeswehr liefert 18 Leopard-2-Panzer.", "Leopard-2-Panzer"),
    ],
)
def test_the_counted_noun(sentence: str, counted: str) -> None:
    assert figures(sentence)[0].counted == counted


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Er zahlte 20 Euro.", [Kind.MONEY]),
        ("Das kostet 26 Millionen kanadische Dollar.", [Kind.MONEY]),
        ("Der Zins liegt bei 4,5 Prozent.", [Kind.PERCENT]),
        ("Ein Drittel ist dagegen.", [Kind.PERCENT]),
        ("Die Strecke ist 30 Kilometer lang.", [Kind.MEASURE]),
        ("Er fuhr 200 km/h.", [Kind.MEASURE]),
        ("Es waren 38 Grad.", [Kind.MEASURE]),
        ("Er wartete drei Stunden.", [Kind.DURATION]),
        ("Vor zwei Monaten begann es.", [Kind.DURATION]),
        ("Die 20 Jahre alte Maschine fliegt noch.", [Kind.DURATION]),
        ("Nach 24-jähriger Besatzungszeit zogen sie ab.", [Kind.DURATION]),
        ("Eine fünfjährige Sperre droht.", [Kind.DURATION]),
        ("Der 67-jährige Pilot überlebte.", [Kind.AGE]),
        ("Ein 64 Jahre alter Mann starb.", [Kind.AGE]),
        ("Er starb im Alter von 79 Jahren.", [Kind.AGE]),
        ("Sie starb mit 79 Jahren.", [Kind.AGE]),
        ("Ein 72-Jähriger kam frei.", [Kind.AGE]),
        ("Kinder unter 18 Jahren sind frei.", [Kind.AGE]),
        ("Der Fahrer (33) wurde verletzt.", [Kind.AGE]),
        ("Die Brüder, 19 und 23 Jahre alt, kamen frei.", [Kind.AGE, Kind.AGE]),
        ("Viele gehen mit 60 in den Ruhestand.", [Kind.AGE]),
        ("Temu (2,1) verlor.", [Kind.COUNT]),
        ("In den drei Jahren jährlich 88.600 Rinder.", [Kind.DURATION, Kind.RATE]),
        ("Das sind bis zu 400 Tote jeden Tag.", [Kind.RATE]),
        ("Täglich sterben 30 Menschen.", [Kind.RATE]),
        ("Das kostet 132 Euro im Monat.", [Kind.RATE]),
        ("Pro Tag kommen 650 Fälle hinzu.", [Kind.RATE]),
        ("Er verdient zwölf Euro pro Stunde.", [Kind.RATE]),
        ("Jeden Tag werden 500 Tests gemacht.", [Kind.RATE]),
        ("Das Risiko ist dreimal so hoch.", [Kind.RATE]),
        ("Der Umsatz stieg auf das Dreifache.", [Kind.RATE]),
        ("Die Dividende beträgt zehn Cent je Aktie.", [Kind.MONEY]),
        ("Es kamen 300 Gäste.", [Kind.COUNT]),
        ("Im Jahr 2004 kamen 300 Gäste.", [Kind.COUNT]),
        ("Er schoss drei Tore.", [Kind.COUNT]),
    ],
)
def test_the_kind(sentence: str, kinds: list[Kind]) -> None:
    assert [figure.kind for figure in figures(sentence)] == kinds


@pytest.mark.parametrize(
    ("sentence", "whose"),
    [
        ("Rund 10.000 nordkoreanische Soldaten kamen an.", ("nordkoreanisch",)),
        ("Israel tötete 17.000 Kämpfer der Hamas.", ("Hamas",)),
        ("Die 3.700 Passagiere der „Diamond Princess“ bleiben.", ("Diamond Princess",)),
        ("Russlands 300 Panzer stehen still.", ("Russland",)),
        ("20 Mitarbeiter von Boeing wurden entlassen.", ("Boeing",)),
        ("Mehr als 650.000 russische Soldaten fielen.", ("russisch",)),
        ("Die Zahl der nordkoreanischen Soldaten stieg auf 12.000.", ("nordkoreanisch",)),
        ("Weitere 20 Soldaten kamen an.", ()),
        ("Es kamen 20 Gäste.", ()),
    ],
)
def test_whose_they_are(sentence: str, whose: tuple[str, ...]) -> None:
    assert figures(sentence)[0].whose == whose


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("200 Soldaten wurden entsandt.", "entsenden"),
        ("Nordkorea schickt 200 Soldaten.", "schicken"),
        ("20 Menschen kamen ums Leben.", "umkommen"),
        ("20 Menschen verloren ihr Leben.", "umkommen"),
        ("Der Anschlag kostete 40 Menschen das Leben.", "töten"),
        ("Bei dem Unglück starben 20 Menschen.", "sterben"),
        ("Mindestens 100 Soldaten sind gefallen.", "fallen"),
        ("Der Konzern ruft 50.000 Autos zurück.", "zurückrufen"),
        ("Die Polizei nahm 20 Männer fest.", "festnehmen"),
        ("Die Zahl der Toten stieg auf 25.", "sterben"),
        ("Es gab 20 Verletzte.", "verletzen"),
        ("Das Massaker an 8000 Männern bleibt ungesühnt.", "massakrieren"),
        ("Die Entsendung von 12.000 Soldaten sorgt für Kritik.", "entsenden"),
        ("Der Tod von sechs Offizieren wurde bestätigt.", "sterben"),
        ("Er sprach von 20 Fällen.", None),
        ("Die Behörde schätzt die Zahl auf 200.", None),
        ("62 Millionen Deutsche sind wahlberechtigt.", "wahlberechtigt"),
        ("Es handelt sich um drei Passagiere.", None),
        ("Das Land plant, rund 12.000 Soldaten zu entsenden.", "entsenden"),
        ("Von den 500 Gästen, die kamen, blieben 200.", "bleiben"),
        ("Die 200 Soldaten, die in Kursk kämpften, wurden getötet.", "töten"),
        ("Die Zahl der Menschen, die gestorben sind, stieg auf 63.", "sterben"),
        ("Ukraine meldet 1.200 getötete Russen", "töten"),
        ("20 Soldaten bei Angriff getötet", "töten"),
        ("Erdbeben in Japan: zwölf Menschen verletzt", "verletzen"),
    ],
)
def test_what_happened_to_them(sentence: str, verb: str | None) -> None:
    assert figures(sentence)[-1].predicate == verb


@pytest.mark.parametrize(
    ("sentence", "per"),
    [("Täglich sterben 30 Menschen.", "day"), ("Das kostet 132 Euro im Monat.", "month"), ("Es sind vier Kinder pro Woche.", "week"),
     ("Jährlich kommen zwei Millionen Gäste.", "year"), ("Er bekommt zwölf Euro je Stunde.", "hour"), ("Es kamen 20 Gäste.", None),
     ("Zwei Impfdosen pro Person sind nötig.", "person"), ("Im Jahr 2004 zahlte er 20 Euro.", None)],
)  # fmt: skip
def test_the_denominator(sentence: str, per: str | None) -> None:
    assert figures(sentence)[0].per == per


@pytest.mark.parametrize(
    ("sentence", "place"),
    [("In Kursk fielen 200 Soldaten.", "Kursk"), ("In der Region Kursk starben 20 Menschen.", "Kursk"),
     ("Er schickte 12.000 Soldaten nach Russland.", "Russland"), ("In Krankenhäusern liegen 20 Verletzte.", None),
     ("In Bayern gab es 20 Fälle.", "Bayern"), ("Es kamen 20 Gäste.", None), ("Im Krieg starben 20 Menschen.", None)],
)  # fmt: skip
def test_the_place_a_clause_names(sentence: str, place: str | None) -> None:
    assert figures(sentence)[0].place == place


@pytest.mark.parametrize(
    ("sentence", "of"),
    [("70 Prozent der Wähler blieben fern.", "Wähler"), ("Eine Dividende von zehn Cent wird gezahlt.", "Dividende"),
     ("Der 37-jährige Fahrer starb.", "Fahrer"), ("Die Hälfte der Halle ist leer.", "Halle"), ("Drei Tonnen Sprengstoff lagen da.", "Sprengstoff")],
)  # fmt: skip
def test_the_whole_or_the_thing_measured(sentence: str, of: str) -> None:
    assert figures(sentence)[0].of == of


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Gemäß der Netzpost starben 40 Menschen.", "Netzpost"),
        ("Die Polizei sprach von 200 Teilnehmern.", "Polizei"),
        ("Andere Quellen berichten von 25 Verletzten.", "Andere Quellen"),
        ("Nach einer ersten Analyse brachen 25 Stützen.", "Analyse"),
        ("Nach einer Stellungnahme der Luftwaffe stürzten zwei Flugzeuge ab.", "Luftwaffe"),
        ("Das Vermögen wurde auf sechs Milliarden Euro geschätzt.", None),
        ("Es gab 20 Verletzte.", None),
        ("Dem Bericht zufolge starben 20 Menschen.", "Bericht"),
        ("Nordkorea hat Berichten zufolge acht Millionen Granaten geliefert.", None),
    ],
)
def test_who_gives_the_figure(sentence: str, source: str | None) -> None:
    assert figures(sentence)[0].source == source
