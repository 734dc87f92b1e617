"""The period a sentence names, against the publication date, and whether the sentence looks back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.reading.german.dates import time_of
from monitor.reading.german.text import Doc

#: a Tuesday
PUBLISHED = datetime(2024, 12, 24, 12, tzinfo=UTC)


def read(text: str) -> tuple[date | None, date | None, bool]:
    doc = Doc(text)
    found = time_of(doc, 0, len(doc), PUBLISHED)
    if found.period is None:
        return None, None, found.recap
    berlin = ZoneInfo("Europe/Berlin")
    last = found.period.end.astimezone(berlin) - timedelta(hours=1)
    return found.period.start.astimezone(berlin).date(), last.date(), found.recap


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Das Amt teilte am Freitag mit", "2024-12-20", "2024-12-20"),
        ("am Samstagabend kam es zu Protesten", "2024-12-21", "2024-12-21"),
        ("Am Dienstag sagte er", "2024-12-24", "2024-12-24"),
        ("In der Nacht zum Montag brannte es", "2024-12-23", "2024-12-23"),
        ("am Montag vergangener Woche begann der Streik", "2024-12-16", "2024-12-16"),
        ("im Mai vergangenen Jahres begann der Streik", "2023-05-01", "2023-05-31"),
        ("2019 begann der Streik", "2019-01-01", "2019-12-31"),
        ("Anfang der Woche begann der Streik", "2024-12-23", "2024-12-29"),
        ("Am 15.1. wird gewählt", "2025-01-15", "2025-01-15"),
        ("im Oktober sank die Zahl", "2024-10-01", "2024-10-31"),
        ("Ende Oktober sank die Zahl", "2024-10-21", "2024-10-31"),
        ("am 18.10. begann der Streik", "2024-10-18", "2024-10-18"),
        ("am 4. Oktober begann der Streik", "2024-10-04", "2024-10-04"),
        ("am 4. Oktober 2022 begann der Streik", "2022-10-04", "2022-10-04"),
        ("am 24.12.2024 begann der Streik", "2024-12-24", "2024-12-24"),
        ("im vergangenen Herbst begann der Streik", "2024-09-01", "2024-11-30"),
        ("gestern begann der Streik", "2024-12-23", "2024-12-23"),
        ("Anfang des Monats begann der Streik", "2024-12-01", "2024-12-10"),
        ("seit August 2022 liefert das Werk", "2022-08-01", "2024-12-24"),
        ("vor zwei Wochen begann der Streik", "2024-12-10", "2024-12-16"),
        ("in der vergangenen Woche begann der Streik", "2024-12-16", "2024-12-22"),
        ("im Jahr 2020 begann der Streik", "2020-01-01", "2020-12-31"),
        ("im vergangenen Jahr begann der Streik", "2023-01-01", "2023-12-31"),
        ("im Januar 2025 soll der Streik enden", "2025-01-01", "2025-01-31"),
        ("bis zum 31. März läuft die Frist", "2025-03-31", "2025-03-31"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    found = read(text)
    assert (str(found[0]), str(found[1])) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister sagte das",
        "Die 18 Betriebe",
        "August Hanning sagte",
        "Jan Holm gab das bekannt",
        "ein Tor in der 18. Minute",
        "3,5 Prozent mehr",
        "0001-01-01 begann die Zählung",
        "am 31.12.9999 endet die Frist",
    ],
)
def test_no_period(text: str) -> None:
    assert read(text)[0] is None


@pytest.mark.parametrize(
    ("text", "recap"),
    [
        ("Moskau hatte am Samstag eingeräumt", True),
        ("die Zahl war im Mai gestiegen", True),
        ("Schon am Montag hat er das bestätigt", True),
        ("Im Oktober bestätigte das Amt 40 Fälle", True),
        ("Damals bestätigte das Amt 40 Fälle", True),
        ("Vor gut einem Jahr bestätigte das Amt 40 Fälle", True),
        ("Vor rund zwei Monaten bestätigte das Amt 40 Fälle", True),
        ("1998 bestätigte das Amt 40 Fälle", True),
        ("In der Nacht zum Montag bestätigte das Amt 40 Fälle", False),
        ("Am Montag bestätigte das Amt 40 Fälle", False),
        ("Das Werk liefert seit August 2022 Granaten", False),
        ("Nach den Dementis vom Oktober bestätigte er das", False),
        ("Die Grenze war geschlossen", False),
        ("Er hatte keine Ahnung", False),
        ("Das Amt hätte das bestätigt", False),
    ],
)
def test_a_sentence_looks_back(text: str, recap: bool) -> None:
    assert read(text)[2] is recap
