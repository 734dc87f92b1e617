"""Templates and the filters they use: everything a page says comes escaped, dated and in the reader's language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import cache, partial
from importlib import resources
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.i18n import BERLIN, catalogue, interval, moment, number, text
from monitor.ledger.model import UNATTRIBUTED, Value

STATIC = resources.files("monitor.web").joinpath("static")


@cache
def environment(language: str, prefix: str) -> Environment:
    """Jinja2 for one language and path prefix; templates and values are escaped always (S8, S13)."""
    made = Environment(
        loader=PackageLoader("monitor.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        t=partial(_text, language),
        has=lambda key: key in catalogue(language),
        url=lambda path: prefix + path,
        asset=partial(asset, prefix),
        path_of=path_of,
        UNATTRIBUTED=UNATTRIBUTED,
        words_of=partial(line_words, language),
        since=partial(moment_words, language),
        apart=apart,
    )
    made.filters.update(_filters(language))
    return made


def _filters(language: str) -> dict[str, Callable[..., object]]:
    return {
        "moment": lambda when: moment(when, language, day_only=when is not None and is_day(when)),
        "utc": _utc,
        "iso": lambda when: when.isoformat(timespec="seconds") if when else "",
        "clock": lambda when: when.astimezone(BERLIN).strftime("%H:%M") if when else "",
        "day": partial(day, language),
        "span": partial(span_words, language, "span"),
        "ago": partial(span_words, language, "ago"),
        "number": lambda value: number(value, language),
        "percent": lambda value: number(round(100 * value), language) + "\u00a0%",
        "value": partial(value_text, language),
        "party": partial(party_words, language),
        "outlet": lambda name: text("alert.baseline", language) if name in _NO_OUTLET else name,
        "host": host_of,
        "link": safe_link,
        "seg": lambda part: quote(str(part), safe=""),
        "json": lambda value: json.dumps(value, ensure_ascii=False, default=str).replace("<", "\\u003c"),
    }


#: a document of the baseline that no outlet printed
_NO_OUTLET = ("", "unbekannt", "unknown")


def party_words(language: str, name: str) -> str:
    """A party as people read it; what nobody is named for has words of its own."""
    return text("web.unattributed", language) if name == UNATTRIBUTED else name


def value_text(language: str, value: Value | None) -> str:
    """A position in words: „mehr als 3.000“, „bestätigt“, „nicht empfohlen“; "" for none."""
    if value is None:
        return ""
    if value.answer:
        return value.answer
    if value.stance is not None:
        return text(f"stance.{value.stance.value}", language)
    words = interval(value.low, value.high, value.approx.value, language)
    unit = {"percent": "%", "Prozent": "%", "EUR": "Euro"}.get(value.unit or "", value.unit or "")
    shown = f"{words}\u00a0{unit}" if unit else words
    return text("web.value.mixed", language, value=shown) if value.mixed else shown


def line_words(language: str, line: Mapping[str, object]) -> str:
    """Old → new of a line as `monitor backtest` prints it."""

    def side(given: object) -> str:
        if not isinstance(given, Mapping):
            return ""
        stance = given.get("stance")
        if stance:
            known = text(f"stance.{stance}", language)
            return str(stance) if known.startswith("[") else known
        low, high = given.get("low"), given.get("high")
        numbers = [float(bound) if isinstance(bound, int | float) else None for bound in (low, high)]
        return interval(numbers[0], numbers[1], str(given.get("approx", "exact")), language)

    old, new = side(line.get("before")), side(line.get("after"))
    return f"{old} → {new}" if old else new


#: what was said longer before its change was written has a time of its own
APART = timedelta(hours=2)


def apart(at: datetime, decided: datetime) -> bool:
    """Whether a line has to name the time of its statement beside its own: another day, or hours before."""
    other_day = at.astimezone(BERLIN).date() != decided.astimezone(BERLIN).date()
    return other_day if is_day(at) else abs(decided - at) > APART


def moment_words(language: str, given: object) -> str:
    """An ISO time of a stored result as people read it, "" for none."""
    try:
        when = datetime.fromisoformat(str(given))
    except ValueError:
        return ""
    return moment(when, language, day_only=is_day(when))


def day(language: str, when: datetime, now: datetime) -> str:
    """The Berlin day: heute, gestern, else weekday and date."""
    from babel.dates import format_date

    local, today = when.astimezone(BERLIN).date(), now.astimezone(BERLIN).date()
    shape = "EEEE, d. MMMM" if language != "en" else "EEEE, d MMMM"
    shown = format_date(local, format=shape if local.year == today.year else f"{shape} y", locale=language)
    if local == today:
        return text("web.day.today", language, day=shown)
    if local == today - timedelta(days=1):
        return text("web.day.yesterday", language, day=shown)
    return shown


def span_words(language: str, form: str, seconds: float | None) -> str:
    """A length of time as a person would say it: 3 Stunden ("span"), vor 3 Stunden ("ago")."""
    if seconds is None:
        return text("web.span.unknown", language)
    for key, size, least in (("days", 86400, 2 * 86400), ("hours", 3600, 5400), ("minutes", 60, 90)):
        if seconds >= least:
            return text(f"web.{form}.{key}", language, n=_count(round(seconds / size), language))
    if form == "ago":
        return text("web.ago.now", language)
    return text(f"web.{form}.seconds", language, n=max(0, round(seconds)))


def _count(whole: int, language: str) -> str:
    """A whole number in words of the language; small ones look the same everywhere and need no look at its rules."""
    return str(whole) if 0 <= whole < 1000 else number(whole, language)


def is_day(when: datetime) -> bool:
    """Whether a moment stands for a whole day: dates without an hour are midnight UTC, and sort at the day's end."""
    local = when.astimezone(BERLIN).time().replace(microsecond=0)
    return (when.hour, when.minute, when.second, when.microsecond) == (0, 0, 0, 0) or local == time(23, 59, 59)


def safe_link(url: str) -> str:
    """The address when it is plain http(s) without hidden parts, "" otherwise (S9)."""
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in url):
        return ""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return url if known else ""


def host_of(url: str) -> str:
    """The host of an address without "www."."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def path_of(*parts: object) -> str:
    """A path from parts, each escaped as one segment."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)


@cache
def asset(prefix: str, name: str) -> str:
    """Address of a static file that changes with its content, so that browsers may keep it for good."""
    found = STATIC.joinpath(*name.split("/")).read_bytes()
    return f"{prefix}/static/{name}?v={hashlib.sha256(found).hexdigest()[:12]}"


def _text(language: str, key: str, /, **values: object) -> str:
    return text(key, language, **{name: value for name, value in values.items() if name not in ("key", "language")})


def _utc(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S UTC") if when else ""
