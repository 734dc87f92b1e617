"""Quiet hours and digest times by the Berlin clock, exactly once per day also over the clock change.

Source: RELIABILITY 0.10 and D17. A local time that the clock change skips (02:30 on the last Sunday of March) counts
as the first moment after the gap; one that happens twice counts once, at its first occurrence.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from monitor.alerts.model import Target
from monitor.i18n import BERLIN

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def clock_time(text: str) -> time | None:
    """ "07:00" -> 07:00; None when it is no time of day."""
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def span_of(quiet: str) -> tuple[time, time] | None:
    """ "22:00-06:00" -> (22:00, 06:00); None when it cannot be read or is empty."""
    start, dash, end = quiet.replace("–", "-").partition("-")
    first, last = clock_time(start), clock_time(end)
    if not dash or first is None or last is None or first == last:
        return None
    return first, last


def quiet_until(quiet: str | None, at: datetime) -> datetime | None:
    """The end of the quiet hours that `at` falls into (UTC), None outside of them; the end is exclusive."""
    span = span_of(quiet) if quiet else None
    if span is None:
        return None
    start, end = span
    local = at.astimezone(BERLIN)
    now = local.time().replace(tzinfo=None)
    if start < end:
        return moment_of(local.date(), end) if start <= now < end else None
    if now >= start:
        return moment_of(local.date() + timedelta(days=1), end)
    return moment_of(local.date(), end) if now < end else None


def moment_of(day: date, clock: time) -> datetime:
    """A Berlin time of day on a day, in UTC."""
    return datetime.combine(day, clock, tzinfo=BERLIN).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The Berlin calendar day."""
    return at.astimezone(BERLIN).date()


def start_of_day(at: datetime) -> datetime:
    """Midnight in Berlin of that day, in UTC."""
    return moment_of(day_of(at), time(0, 0))


def digest_due(target: Target, now: datetime) -> tuple[str, datetime] | None:
    """Key and due time of the newest digest that should have left by `now`; None when the target has none.

    The key names the day, so that the same digest can be queued once whatever the clock does; asking late (after a
    sleep, an outage) gives the same key, and the caller sees by the due time that it is late.
    """
    clock = clock_time(target.digest_at) if target.digest_at else None
    if clock is None:
        return None
    day = day_of(now)
    for back in range(8):
        candidate = day - timedelta(days=back)
        if target.digest_day not in (None, candidate.weekday()):
            continue
        due = moment_of(candidate, clock)
        if due <= now:
            kind = "daily" if target.digest_day is None else "weekly"
            return f"digest:{kind}:{candidate.isoformat()}", due
    return None
