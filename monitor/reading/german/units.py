"""Units of money, measure and time: spelling -> the name figures carry, and what kind of figure they make.

Nothing is converted. Sources: DIN 1301, ISO 4217, the spellings of German newsrooms.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.reading.model import FigureKind


class Unit(NamedTuple):
    name: str
    kind: FigureKind


def _table(kind: FigureKind, lines: str) -> dict[str, Unit]:
    out: dict[str, Unit] = {}
    for line in lines.strip().splitlines():
        name, _, spellings = line.strip().partition(":")
        for spelling in [name, *spellings.split(",")]:
            if spelling.strip():
                out[spelling.strip().lower()] = Unit(name, kind)
    return out


_MONEY: Final = _table(
    FigureKind.MONEY,
    """
    Euro: €, eur, euros
    Cent: ct, eurocent, cents
    US-Dollar: us-$, us$, usd, $, u.s.-dollar, us-dollars
    Dollar: dollars
    US-Cent:
    Kanadischer Dollar: can-$, cad
    Pfund: £, gbp, pfund sterling
    Franken: chf, sfr, fr, schweizerfranken, stutz
    Rappen:
    Yen: ¥, jpy
    Yuan: renminbi, rmb, cny
    Rubel: rub
    Hrywnja: griwna, griwnja, hrywna, uah, griwni
    Złoty: zloty, pln
    Krone: kronen, sek, nok, dkk
    Forint: huf
    Rupie: rupien
    Rupiah: rp
    Lira: try, lire
    Won: krw
    Real: reais
    Peso: pesos
    Rand: zar
    Schekel: nis
    Schilling: schillinge
    Deutsche Mark: d-mark, dm, mark
    Mark: reichsmark
    Pfennig: pfennige
    Bitcoin: bitcoins, btc
    Dinar:
    Dirham:
    Riyal: rial
    Baht:
    """,
)
_MEASURE: Final = _table(
    FigureKind.MEASURE,
    """
    Kilometer: km, kilometern, kilometers
    Meter: m, metern, meters
    Zentimeter: cm, zentimetern
    Millimeter: mm, millimetern
    Mikrometer: µm
    Nanometer: nm
    Meile: meilen
    Seemeile: seemeilen
    Fuß:
    Zoll:
    Lichtjahr: lichtjahre, lichtjahren
    Quadratkilometer: km², qkm, quadratkilometern
    Quadratmeter: m², qm, quadratmetern
    Hektar: ha, hektaren
    Kubikmeter: m³, kubikmetern
    Kubikkilometer: km³
    Liter: l, litern
    Milliliter: ml
    Hektoliter: hl, hektolitern
    Barrel: barrels
    Gallone: gallonen
    Tonne: tonnen, t
    Kilotonne: kilotonnen
    Megatonne: megatonnen
    Gigatonne: gigatonnen
    Kilogramm: kg, kilo, kilos
    Gramm: g
    Milligramm: mg
    Mikrogramm: µg
    Zentner: zentnern
    Unze: unzen
    Grad Celsius: °c
    Grad: °, graden
    Grad Fahrenheit: °f
    Kelvin:
    Watt: w
    Kilowatt: kw
    Megawatt: mw
    Gigawatt: gw
    Terawatt: tw
    Kilowattstunde: kwh, kilowattstunden
    Megawattstunde: mwh, megawattstunden
    Gigawattstunde: gwh, gigawattstunden
    Terawattstunde: twh, terawattstunden
    Volt: v
    Ampere:
    Hertz: hz
    Kilohertz: khz
    Megahertz: mhz
    Gigahertz: ghz
    Dezibel: db
    Kilometer pro Stunde: km/h, stundenkilometer, stundenkilometern, kmh, kilometer/h
    Knoten:
    Byte:
    Kilobyte: kb
    Megabyte: mb
    Gigabyte: gb
    Terabyte: tb
    Megabit: mbit
    PS: pferdestärken
    Newton:
    Pascal:
    Bar:
    Millibar:
    Hektopascal:
    Mikrosievert:
    Millisievert:
    Sievert:
    Becquerel:
    Joule:
    Kilojoule:
    Kalorie: kalorien
    Kilokalorie: kilokalorien, kcal
    Promille: ‰
    Oktan:
    Pixel:
    Megapixel:
    Raummeter:
    Festmeter:
    """,
)
_DURATION: Final = _table(
    FigureKind.DURATION,
    """
    Sekunde: sekunden, sek
    Minute: minuten, min
    Stunde: stunden, std
    Tag: tage, tagen, tages
    Woche: wochen
    Monat: monate, monaten, monats
    Quartal: quartale, quartalen
    Jahr: jahre, jahren, jahres
    Jahrzehnt: jahrzehnte, jahrzehnten
    Jahrhundert: jahrhunderte, jahrhunderten
    Jahrtausend: jahrtausende, jahrtausenden
    Millisekunde: millisekunden
    Halbjahr: halbjahre
    Werktag: werktage, werktagen
    Arbeitstag: arbeitstage, arbeitstagen
    Lebensjahr: lebensjahre, lebensjahren
    Kalenderjahr: kalenderjahre
    Nacht: nächte, nächten
    Wochenende: wochenenden
    Viertelstunde: viertelstunden
    """,
)
_PERCENT: Final = _table(
    FigureKind.PERCENT,
    """
    Prozent: %, prozente, prozents, v.h., vh
    Prozentpunkt: prozentpunkte, prozentpunkten, %-punkte
    Basispunkt: basispunkte, basispunkten
    """,
)
#: spelling in lower case -> unit
UNITS: Final = {**_DURATION, **_MEASURE, **_MONEY, **_PERCENT}
#: short spellings that are units only in exactly this case ("m", not "M")
EXACT_CASE: Final = {
    "m": "m", "g": "g", "t": "t", "l": "l", "w": "W", "v": "V", "nm": "nm", "fr": "Fr", "nis": "NIS", "mb": "MB", "gb": "GB",
    "tb": "TB", "kb": "KB", "try": "TRY", "sek": "Sek", "db": "dB", "rp": "Rp", "min": "Min", "mw": "MW", "rand": "Rand",
    "real": "Real", "won": "Won", "mark": "Mark", "bar": "Bar", "fuß": "Fuß", "knoten": "Knoten", "zoll": "Zoll",
    "kronen": "Kronen", "tage": "Tage", "nächte": "Nächte", "tw": "TW", "ct": "ct", "ps": "PS", "nok": "NOK",
}  # fmt: skip

#: inside words: stem -> (unit, kind), e.g. dreistündig
INSIDE: Final = {
    "jährig": Unit("Jahr", FigureKind.DURATION), "stündig": Unit("Stunde", FigureKind.DURATION),
    "tägig": Unit("Tag", FigureKind.DURATION), "wöchig": Unit("Woche", FigureKind.DURATION),
    "monatig": Unit("Monat", FigureKind.DURATION), "minütig": Unit("Minute", FigureKind.DURATION),
    "sekündig": Unit("Sekunde", FigureKind.DURATION), "prozentig": Unit("Prozent", FigureKind.PERCENT),
    "tonnig": Unit("Tonne", FigureKind.MEASURE), "stöckig": Unit("Stock", FigureKind.COUNT),
    "geschossig": Unit("Geschoss", FigureKind.COUNT), "etagig": Unit("Etage", FigureKind.COUNT),
    "köpfig": Unit("Kopf", FigureKind.COUNT), "seitig": Unit("Seite", FigureKind.COUNT),
    "teilig": Unit("Teil", FigureKind.COUNT), "spurig": Unit("Spur", FigureKind.COUNT),
    "türig": Unit("Tür", FigureKind.COUNT), "sitzig": Unit("Sitz", FigureKind.COUNT),
    "motorig": Unit("Motor", FigureKind.COUNT), "strahlig": Unit("Strahl", FigureKind.COUNT),
    "gleisig": Unit("Gleis", FigureKind.COUNT), "zeilig": Unit("Zeile", FigureKind.COUNT),
    "bändig": Unit("Band", FigureKind.COUNT), "zylindrig": Unit("Zylinder", FigureKind.COUNT),
    "gradig": Unit("Grad", FigureKind.MEASURE),
    "adrig": Unit("Ader", FigureKind.COUNT), "sätzig": Unit("Satz", FigureKind.COUNT),
    "aktig": Unit("Akt", FigureKind.COUNT), "bettig": Unit("Bett", FigureKind.COUNT),
    "beinig": Unit("Bein", FigureKind.COUNT), "armig": Unit("Arm", FigureKind.COUNT),
    "flügelig": Unit("Flügel", FigureKind.COUNT), "schiffig": Unit("Schiff", FigureKind.COUNT),
}  # fmt: skip

#: a denominator of time or head -> the code a figure's `per` carries
PER: Final = {
    "sekunde": "second", "minute": "minute", "stunde": "hour", "tag": "day", "werktag": "day", "woche": "week",
    "monat": "month", "quartal": "quarter", "jahr": "year", "jahrzehnt": "decade", "kopf": "person", "person": "person",
    "einwohner": "person", "bürger": "person", "nacht": "night", "kalenderjahr": "year", "nase": "person",
    "mensch": "person", "mitarbeiter": "person", "teilnehmer": "person", "schüler": "person", "kind": "person",
    "haushalt": "household", "familie": "household", "spieltag": "matchday",
}  # fmt: skip
#: adverbs and adjectives that give a denominator
PER_ADVERB: Final = {
    "täglich": "day", "wöchentlich": "week", "monatlich": "month", "jährlich": "year", "stündlich": "hour",
    "vierteljährlich": "quarter", "halbjährlich": "half-year", "alljährlich": "year", "minütlich": "minute",
}  # fmt: skip


def unit_of(word: str) -> Unit | None:
    """The unit a token names, None if it names none."""
    low = word.lower()
    found = UNITS.get(low)
    if found is None:
        if low.endswith(("dollar", "dollars")):
            return Unit(word.removesuffix("s"), FigureKind.MONEY) if low != "dollars" else UNITS["dollar"]
        if low.endswith(("-franken", "-kronen", "-rubel", "-pfund")):
            return Unit(word, FigureKind.MONEY)
        return None
    exact = EXACT_CASE.get(low)
    return found if exact is None or exact == word else None
