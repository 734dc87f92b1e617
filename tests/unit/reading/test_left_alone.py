"""Numbers that count nothing are no figures: dates, times, years, ordinals, names, addresses, numbering."""

from __future__ import annotations

import pytest

from tests.unit.reading.tables import spans

NOTHING = [
    # dates and times
    "Am 24. Oktober trat der Minister zurück.", "Am 3.10.2024 endete die Frist.", "Am 03.10. endete die Frist.",
    "In der Nacht zum 4. Mai brannte es.", "Um 12.30 Uhr begann die Sitzung.", "Gegen 15:45 Uhr traf er ein.",
    "Das Treffen war am Montag (06.12.2004).", "Von 8 bis 18 Uhr ist geöffnet.", "Um zwölf Uhr war Schluss.",
    "Stand: 18. März 2020, 10.00 Uhr.", "Am 1. und 2. Juni ist frei.", "Vom 3. bis 5. August wird gebaut.",
    # years and decades
    "Im Jahr 2004 begann der Bau.", "Seit 1990 gilt das Gesetz.", "2015 kam die Wende.", "Der Bau von 2009 bis 2012 war teuer.",
    "Die Wahl 2021 verlor er.", "In den 1990er Jahren war das anders.", "Die 20er-Jahre waren wild.", "Im Sommer 2023 war es heiß.",
    "Die Saison 2004/05 lief gut.", "Im Frühjahr 2022 marschierten Truppen ein.", "Die Agenda 2010 war umstritten.",
    "Das Gesetz von 1949 gilt.", "Bis Ende 2025 soll es fertig sein.", "Anfang März 2003 marschierten Truppen ein.",
    "Deutschland nahm 2015 Flüchtlinge auf.", "Das Grab des 1849 verstorbenen Dichters ist leer.",
    # ordinals
    "Er wurde zum 20. Mal Meister.", "Jeder fünfte Deutsche ist betroffen.", "Der 2. Weltkrieg endete hier.",
    "Im dritten Quartal lief es besser.", "Das ist der erste Fall.", "Die 3. Auflage ist da.",
    # scores
    "Bayern siegte 3:1.", "Nach dem 2:0-Sieg jubelte er.", "Sie gewann 6:4, 6:3.",
    # law, levels, rooms, roads, flights, models
    "Nach Artikel 5 des Vertrags gilt das.", "Laut § 218 ist das verboten.", "Absatz 2 regelt das.", "Er fuhr auf der A 7.",
    "Auf der Bundesstraße 27 krachte es.", "Flug 370 verschwand.", "Eine Boeing 737 stürzte ab.", "Der Airbus A320 hob ab.",
    "Der Sturm der Kategorie 5 zog ab.", "Es gilt Stufe 3.", "Sie trafen sich in Halle 4.", "Er steht auf Platz 3.",
    "Die Resolution 1701 gilt.", "Gruppe 2 ist dran.", "Er trägt die Nummer 10.", "Der Zug hält an Gleis 9.",
    "Windows 11 ist da.", "Das iPhone 15 kommt.", "Apollo 11 landete.", "Die KN23-Raketen flogen.", "Covid-19 breitete sich aus.",
    "Das F-16-Programm läuft.", "Der G20-Gipfel tagt.", "Die Version 2.5.1 ist da.", "Leopard 2 und Marder fahren.",
    "Das Kapitel 3 ist spannend.", "Reaktor 4 explodierte.", "Die U2 fährt nicht.", "Die Kanzlerin las auf Seite 12.",
    # names
    "Das 49-Euro-Ticket bleibt.", "Die Fünf-Prozent-Hürde bleibt.", "Die 20er-Karte ist weg.", "Bündnis 90/Die Grünen tagen.",
    "Sie demonstrierten unter dem Motto „50 Jahre sind genug“.", "Die Elf von Trainer Meier verlor.",
    # addresses and telephone
    "In der Bahnhofstraße 12 brannte es.", "Telefon: 030 123456.", "Rufen Sie an: Tel. 0800 1234567.", "Die Hotline 0800 333 444 hilft.",
    # ein
    "Ein Mann starb.", "Eine Frau wurde verletzt.", "Er kaufte ein Haus.", "Eines Tages kam er.", "Sie ist eine der Besten.",
    "Es war ein guter Tag.", "Eine einspurige Straße führt hin.", "Einer kam durch.", "Er hat einen Plan.",
    # plurals without number, doubles
    "Mehrere Menschen starben.", "Einige Gäste kamen.", "Beide kamen frei.", "Der Umsatz verdreifachte sich.",
    "Der Doppelmord ist geklärt.", "Er zahlte das Doppelte.", "Viele kamen, wenige blieben.", "Einsatz und Achtung zählen.",
    # numbering, boilerplate
    "1. Die Lage", "2) Der Plan", "Lesezeit: 3 Minuten", "Er ist Siebter und lebt in Siebenbürgen.",
    "13.01.2025 | 1:27 min",
]  # fmt: skip


@pytest.mark.parametrize("sentence", NOTHING)
def test_it_holds_no_figure(sentence: str) -> None:
    assert spans(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Am 24. Oktober meldete Seoul 3.000 Tote.", ["3.000"]),
        ("Um 12.30 Uhr kamen 30 Gäste.", ["30"]),
        ("2000 Menschen kamen 2004 her.", ["2000"]),
        ("Die 1500 Polizisten waren 2015 im Einsatz.", ["1500"]),
        ("Artikel 5 unterschrieben 31 Staaten.", ["31"]),
        ("Beim 3:1 waren 45.000 Zuschauer da.", ["45.000"]),
        ("Auf der A 7 starben drei Menschen.", ["drei"]),
        ("Der Airbus A320 mit 150 Menschen landete.", ["150"]),
        ("Weitere 153 erkrankten.", ["153"]),
        ("Insgesamt 20 wurden verletzt.", ["20"]),
        ("Im Jahr 2004 starben 2004 Menschen an 1.900 Orten.", ["2004", "1.900"]),
        ("Seit 2000 Jahren steht der Turm.", ["2000 Jahren"]),
        ("In Frankreich starben 30, in Italien 20.", ["30", "20"]),
        ("Das Heft hat 1990 Seiten.", ["1990"]),
        ("1861 Menschen getötet", ["1861"]),
        ("2010 Menschen kamen.", ["2010"]),
        ("Jeder Zweite der 300 Gäste blieb.", ["300"]),
        ("Seine Partei gewann 125 der 308 Sitze.", ["125", "308"]),
    ],
)
def test_figures_beside_such_numbers_are_read(sentence: str, wanted: list[str]) -> None:
    assert spans(sentence) == wanted
