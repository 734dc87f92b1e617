"""Times as feeds and pages write them: RFC 822, ISO 8601, German, epoch; no zone means Europe/Berlin.

Source: feedparser reads MESZ and CEST as UTC (two hours off) and knows no German names; so this stage comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from monitor.feeds.model import Precision

BERLIN = ZoneInfo("Europe/Berlin")
#: news on the web is not older
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: clocks of publishers run ahead by zone mistakes, not by days
AHEAD = timedelta(hours=26)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january jänner jänn jän jaenner január janvier ιαν",
            "feb febr februar february feber február février φεβ",
            "mar mär mrz maerz märz march mrt március mars μάρ μαρ μάώ μαώ",
            "apr april április avril απρ",
            "mai may május máj μάι μαι μαΐ μαϊ",
            "jun juni june június juin ιούν ιουν ιον",
            "jul juli july július juillet ιούλ ιουλ ιολ",
            "aug august augusztus août αύγ αυγ",
            "sep sept september szeptember septembre σεπ",
            "okt oct oktober october október octobre οκτ",
            "nov november novembre νοέ νοε",
            "dez dec dezember december décembre δεκ",
        ),
        start=1,
    )
    for name in names.split()
}
#: zone names with their minutes east of UTC; summer names are exact, so no calendar is needed
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "mez": 60, "cet": 60, "met": 60, "mesz": 120,
    "cest": 120, "mest": 120, "eet": 120, "oez": 120, "eest": 180, "oesz": 180, "msk": 180, "est": -300, "edt": -240,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "kst": 540,
}  # fmt: skip

_NAME = r"[^\W\d_]{3,10}"
_CLOCK = r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>z|[a-z]{2,5}[ ]?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5}|[a-z]+/[a-z_]+)?"
_TIME = rf"(?:[ ]*,?[ ]*(?:um|at|-|–|\||/|t)?[ ]*{_CLOCK}[ ]*(?:uhr)?[ ]*(?P<half>[ap]m)?[ ]*{_ZONE})?"
_END = r"[ ]*(?:\([a-z+:0-9 /-]*\))?[ ]*$"
_SHAPES = tuple(
    re.compile(shape, re.I)
    for shape in (
        # 2025-04-28T10:30:00+02:00, 2025-04-28 10:30 MESZ, 2025-04-28
        rf"^(?P<y>\d{{4}})[-/.](?P<mo>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}{_END}",
        # 20250428T103000Z
        rf"^(?P<y>\d{{4}})(?P<mo>\d{{2}})(?P<d>\d{{2}})(?:t?(?P<h>\d{{2}}):?(?P<m>\d{{2}}):?(?P<s>\d{{2}})?[ ]*{_ZONE})?{_END}",
        # 28.04.2025, 10:30 Uhr
        rf"^(?P<d>\d{{1,2}})\.[ ]?(?P<mo>\d{{1,2}})\.[ ]?(?P<y>\d{{4}}|\d{{2}}){_TIME}{_END}",
        # 2025. április 28., 10:30; 2025-április-28T10:30+02:00
        rf"^(?P<y>\d{{4}})[-. ]+(?P<name>{_NAME})[-. ]+(?P<d>\d{{1,2}})\.?{_TIME}{_END}",
        # 28. April 2025, 10:30 Uhr; 28 Apr 25 10:30:00 +0200; 28-Apr-2025 10:30
        rf"^(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[.]?[ -]*(?P<name>{_NAME})[.]?[ ,-]*(?P<y>\d{{4}}|\d{{2}}){_TIME}{_END}",
        # April 28, 2025 10:30
        rf"^(?P<name>{_NAME})[.]?[ ]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(?P<y>\d{{4}}){_TIME}{_END}",
        # Apr 28 10:30:00 CEST 2025 (asctime)
        rf"^(?P<name>{_NAME})[.]?[ ]+(?P<d>\d{{1,2}})[ ]+{_CLOCK}[ ]*{_ZONE}[ ]*(?P<y>\d{{4}}){_END}",
    )
)
_WEEKDAY = re.compile(
    r"^(?:am[ ]+)?(?:mo|di|mi|do|fr|sa|so|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonnabend|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|hétfő|kedd|szerda|csütörtök|"
    r"péntek|szombat|vasárnap|κυρ|δευ|τρ[ιί]|τετ|π[εέ]μ|παρ|σ[αά]β)\b[.,]*[ ]*(?:den[ ]+)?",
    re.I,
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_EPOCH = re.compile(r"^(\d{9,10})(\d{3})?(?:\.\d+)?$")
#: Etc/GMT-1 lies east of Greenwich
_TURNED = str.maketrans("+-", "-+")
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC and how exact it is; a mere day stands at 00:00 UTC, which is the same day in Berlin."""

    when: datetime
    precision: Precision


def read_date(raw: str, *, now: datetime, zone: tzinfo = BERLIN) -> Moment | None:
    """The moment a publisher wrote, None when it cannot be read or is implausible (before 1990, beyond a day ahead)."""
    moment = parse_date(raw, zone=zone)
    return moment if moment is not None and plausible(moment.when, now) else None


def plausible(when: datetime, now: datetime) -> bool:
    """Whether something can have been published then."""
    return EARLIEST <= when <= now + AHEAD


def parse_date(raw: str, *, zone: tzinfo = BERLIN) -> Moment | None:
    """The moment as written, without asking whether it is plausible."""
    text = " ".join(raw.split())[:80]
    if epoch := _EPOCH.match(text):
        return _made(datetime.fromtimestamp(int(epoch[1]), UTC), Precision.SECOND) if len(epoch[1]) == 10 else None
    text = _WEEKDAY.sub("", text, count=1)
    if _HANGUL.search(text):
        text = _from_korean(text)
    for shape in _SHAPES:
        if found := shape.match(text):
            return _moment(found.groupdict(), zone)
    return None


def _from_korean(text: str) -> str:
    """2004년 05월 28일 오후 01:31:15 -> 2004-05-28 01:31:15 pm kst; their desks write their own time."""
    half = " pm" if "오후" in text else " am" if "오전" in text else ""
    plain = " ".join(re.sub(r"오후|오전|일", " ", re.sub(r"[년월][ ]?", "-", text)).split())
    return f"{plain}{half}" + (" kst" if plain[-3:-2] == ":" else "")


def _moment(part: dict[str, str | None], zone: tzinfo) -> Moment | None:
    month = int(part["mo"] or 0) if part.get("mo") else MONTHS.get((part.get("name") or "").lower(), 0)
    year = int(part["y"] or 0)
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        day = datetime(year, month, int(part["d"] or 0), tzinfo=UTC)
        if part["h"] is None:
            return Moment(day, Precision.DAY)
        return _made(_at(day, part, zone), Precision.SECOND)
    except (ValueError, OverflowError):
        return None


def _at(day: datetime, part: dict[str, str | None], default: tzinfo) -> datetime:
    hour, minute, second = int(part["h"] or 0), int(part["m"] or 0), int(part["s"] or 0)
    half = (part.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    # 24:00 is the end of the day, a leap second the one before
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError("no time of day")
    zone = _zone(part.get("zone") or "", default)
    local = day.replace(tzinfo=None) + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    return local.replace(tzinfo=zone)


def _zone(name: str, default: tzinfo) -> tzinfo:
    name = name.strip().lower()
    if not name:
        return default
    if name in ZONES:
        return timezone(timedelta(minutes=ZONES[name]))
    if offset := _OFFSET.search(name):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        base = (
            ZONES.get(name[: offset.start()].strip(), 0) if name[: offset.start()].strip() not in {"gmt", "utc"} else 0
        )
        return timezone(timedelta(minutes=base + (minutes if offset[1] == "+" else -minutes)))
    if name == "europe/berlin":
        return BERLIN
    if name.startswith("etc/"):
        return _zone(name[4:].translate(_TURNED), default)
    if "/" in name:
        try:
            return ZoneInfo("/".join(piece.title() for piece in name.split("/")))
        except (KeyError, ValueError, OSError):
            return default
    raise ValueError("unknown zone")


def _made(when: datetime, precision: Precision) -> Moment:
    return Moment(when.astimezone(UTC), precision)
