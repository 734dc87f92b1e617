"""Texts, numbers and times as German and English readers expect them.

Texts live in `messages/<language>/<room>.json`, flat objects of key -> text with `{name}` placeholders; every key
stands in both languages (a test compares them). Times are shown in Europe/Berlin with their zone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from monitor.errors import MonitorError

BERLIN = ZoneInfo("Europe/Berlin")
LANGUAGES = ("de", "en")
DEFAULT = "de"


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of a language; unknown languages get the default one."""
    code = language if language in LANGUAGES else DEFAULT
    found: dict[str, str] = {}
    for file in sorted(resources.files("monitor").joinpath("messages", code).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".json"):
            found.update(json.loads(file.read_text("utf-8")))
    return found


def text(key: str, /, language: str = DEFAULT, **values: object) -> str:
    """The message of `key`; a missing key or value shows itself instead of raising."""
    message = catalogue(language).get(key)
    if message is None:
        return f"[{key}]"
    try:
        return message.format_map(_Shown(values))
    except (ValueError, IndexError):
        return message


def explain(error: MonitorError, language: str = DEFAULT) -> str:
    """One sentence in the reader's language for an error of ours."""
    return text(error.key, language, **error.values)


def number(value: float, language: str = DEFAULT) -> str:
    """12500 -> 12.500 (de), 12,500 (en); at most two decimals."""
    from babel.numbers import format_decimal  # loaded with the first number: `monitor --help` needs none

    return format_decimal(round(value, 2), locale=language if language in LANGUAGES else DEFAULT)


def interval(low: float | None, high: float | None, approx: str, language: str = DEFAULT) -> str:
    """A figure in words that keep its bounds: mehr als 3.000, 10.000 bis 12.000."""
    if low is None and high is None:
        return text("interval.unclear", language)
    shown_low = number(low, language) if low is not None else ""
    shown_high = number(high, language) if high is not None else ""
    if low is not None and high is not None and low != high:
        return text("interval.range", language, low=shown_low, high=shown_high)
    value = shown_low or shown_high
    known = f"interval.{approx}"
    if known not in catalogue(language) or approx == "range":
        known = "interval.exact" if low == high else ("interval.at_least" if high is None else "interval.at_most")
    return text(known, language, value=value)


def moment(when: datetime | None, language: str = DEFAULT, *, day_only: bool = False) -> str:
    """A time in Berlin with its zone: 28.04.2025, 06:10 MESZ; `day_only` for dates without a known hour."""
    if when is None:
        return text("moment.unknown", language)
    if when.tzinfo is None:
        raise ValueError("times are aware UTC inside")
    from babel.dates import format_date, format_datetime

    local = when.astimezone(BERLIN)
    if day_only:
        return format_date(local, format="dd.MM.yyyy" if language != "en" else "d MMM yyyy", locale=language)
    summer = bool(local.dst())
    zone = {"de": ("MEZ", "MESZ"), "en": ("CET", "CEST")}.get(language, ("MEZ", "MESZ"))[summer]
    shape = "dd.MM.yyyy, HH:mm" if language != "en" else "d MMM yyyy, HH:mm"
    return f"{format_datetime(local, shape, locale=language)} {zone}"


def utc(when: datetime) -> datetime:
    """The same moment in UTC; naive times are refused."""
    if when.tzinfo is None:
        raise ValueError("a time without a zone")
    return when.astimezone(UTC)


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
