"""Times as publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.feeds import read_date
from monitor.feeds.dates import parse_date
from monitor.feeds.model import Precision

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
SUMMER = datetime(2025, 4, 28, 8, 30, tzinfo=UTC)
WINTER = datetime(2025, 1, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 28 Apr 2025 10:30:00 +0200",
        "Mon, 28 Apr 2025 08:30:00 GMT",
        "Mon, 28 Apr 2025 10:30:00 MESZ",
        "Mon, 28 Apr 2025 10:30:00 CEST",
        "Mo, 28 Apr 2025 10:30:00 +0200",
        "Montag, 28. April 2025, 10:30 Uhr",
        "Montag, den 28. April 2025 um 10.30 Uhr",
        "28.04.2025 10:30",
        "28.04.2025, 10:30 Uhr",
        "28.4.2025 - 10:30 Uhr",
        "28. April 2025 10:30",
        "28 April 2025 10:30:00",
        "2025-04-28T10:30:00+02:00",
        "2025-04-28T08:30:00Z",
        "2025-04-28T08:30:00.000Z",
        "2025-04-28T10:30:00",
        "2025-04-28 10:30:00",
        "2025-04-28 10:30:00 MESZ",
        "20250428T083000Z",
        "Mon Apr 28 10:30:00 CEST 2025",
        "April 28, 2025 10:30",
        "Mon, 28 Apr 25 10:30:00 +0200",
        "Mon, 28 Apr 2025 09:30:00 GMT+1",
        "Mon, 28 Apr 2025 10:30:00 UTC+2",
        "Mon, 28 Apr 2025 10:30:00 Europe/Berlin",
        "Mon, 28 Apr 2025 10:30:00 +0200 (CEST)",
        "1745829000",
        "1745829000000",
        "hétfő, 2025. április 28. 10:30",
        "2025-április-28T10:30:00+02:00",
        "28 avril 2025 10:30",
        "Δευ, 28 Απρ 2025 08:30:00 GMT",
        "2025년 04월 28일  17:30:00",
        "2025-04-28 오후 05:30:00",
        "2025/04/28 04:30:00 EDT",
    ],
)
def test_every_spelling_of_one_summer_morning_is_the_same_moment(raw: str) -> None:
    moment = read_date(raw, now=NOW)
    assert moment is not None
    assert (moment.when, moment.precision) == (SUMMER, Precision.SECOND)


@pytest.mark.parametrize(
    "raw",
    [
        "Di, 28 Jan 2025 10:30:00",
        "28. Jänner 2025, 10:30 Uhr",
        "28. Januar 2025 10:30 MEZ",
        "Tue, 28 Jan 2025 10:30:00 CET",
    ],
)
def test_winter_time_is_one_hour_east(raw: str) -> None:
    assert read_date(raw, now=NOW).when == WINTER  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "raw", ["28.04.2025", "28. April 2025", "2025-04-28", "April 28, 2025", "Mo, 28.4.25", "20250428"]
)
def test_a_mere_day_keeps_its_precision(raw: str) -> None:
    moment = read_date(raw, now=NOW)
    assert moment is not None
    assert (moment.when, moment.precision) == (datetime(2025, 4, 28, tzinfo=UTC), Precision.DAY)


def test_twenty_four_hundred_is_the_end_of_the_day() -> None:
    assert read_date("28.04.2025 24:00", now=NOW).when == datetime(2025, 4, 28, 22, tzinfo=UTC)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "gestern",
        "31.02.2025 10:00",
        "28.04.2025 25:00",
        "10.000",
        "2025-13-01",
        "Mon, 28 Apr",
        "28.04.2025 10:30 XYZT",
        "99999999999999",
    ],
)
def test_what_is_no_date_gives_none(raw: str) -> None:
    assert read_date(raw, now=NOW) is None


@pytest.mark.parametrize(
    "raw", ["2099-01-01T00:00:00Z", "01.01.1970 10:00", "1745-08-27T12:00:00Z", "2025-05-04T00:00:00Z"]
)
def test_implausible_times_are_refused(raw: str) -> None:
    assert parse_date(raw) is not None
    assert read_date(raw, now=NOW) is None
