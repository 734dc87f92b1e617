"""Texts exist in both languages, and numbers and times look as readers expect."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest

from monitor import i18n


def _placeholders(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def test_every_message_stands_in_both_languages() -> None:
    assert set(i18n.catalogue("de")) == set(i18n.catalogue("en"))


def test_both_languages_use_the_same_placeholders() -> None:
    english = i18n.catalogue("en")
    different = {
        key
        for key, message in i18n.catalogue("de").items()
        if _placeholders(message) != _placeholders(english.get(key, ""))
    }
    assert different == set()


@pytest.mark.parametrize(
    ("low", "high", "approx", "german", "english"),
    [
        (10000, 10000, "exact", "10.000", "10,000"),
        (10000, 10000, "about", "rund 10.000", "about 10,000"),
        (3000, None, "more_than", "mehr als 3.000", "more than 3,000"),
        (10000, 12000, "range", "10.000 bis 12.000", "10,000 to 12,000"),
        (None, 1000, "up_to", "bis zu 1.000", "up to 1,000"),
        (41.9, 41.9, "exact", "41,9", "41.9"),
        (1000, None, "vague", "1.000 oder mehr (ungenau)", "1,000 or more (vague)"),
        (None, None, "unclear", "unklare Angabe", "unclear figure"),
    ],
)
def test_a_figure_keeps_its_bounds_when_shown(
    low: float | None, high: float | None, approx: str, german: str, english: str
) -> None:
    assert (i18n.interval(low, high, approx, "de"), i18n.interval(low, high, approx, "en")) == (german, english)


@pytest.mark.parametrize(
    ("when", "german"),
    [
        (datetime(2025, 4, 28, 4, 10, tzinfo=UTC), "28.04.2025, 06:10 MESZ"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "26.10.2025, 02:30 MESZ"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "26.10.2025, 02:30 MEZ"),
    ],
)
def test_times_are_shown_in_berlin_with_their_zone(when: datetime, german: str) -> None:
    assert i18n.moment(when, "de") == german


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        i18n.moment(datetime(2025, 1, 1), "de")  # noqa: DTZ001


def test_a_missing_value_shows_itself_instead_of_raising() -> None:
    assert "{path}" in i18n.text("cli.backup.done", "en")
