"""When to visit a feed again: the publisher's wish, its rhythm, and patience with errors.

Manners (RELIABILITY 6): the longest of what the watchlist asks, `ttl`, Cache-Control, Expires and Retry-After counts;
wishes up to an hour are honoured. Errors back off, at most six hours, and never end a feed.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from monitor.feeds.model import NextVisit, Rhythm, VisitResult

HOUR = 3600.0
#: seconds; nobody is visited more often
LEAST = 300.0
#: wishes of publishers longer than this are not waited for: news would be late
LONGEST_WISH = HOUR
#: back-off after errors ends here
LONGEST_BACKOFF = 6 * HOUR
#: after a refusal (403, challenge): one hour, doubling to a day
REFUSED_FIRST, REFUSED_LONGEST = HOUR, 24 * HOUR
#: Retry-After is believed up to a day
LONGEST_RETRY = 24 * HOUR
#: a withdrawn feed (410) is still looked at once a day
GONE_EVERY = 24 * HOUR
#: a source that publishes seldom is visited up to this much more seldom
SLOWEST = 4.0
#: silence is reported after this many normal gaps, at least SILENT_LEAST
SILENT_GAPS, SILENT_LEAST = 5.0, 6 * HOUR
#: weight of the newest gap in the running mean
LEARN = 0.2


class Pace(Protocol):
    """What an unchanged feed's next visit depends on; a `Rhythm` has it."""

    @property
    def every(self) -> float:
        """Seconds the watchlists ask for."""

    @property
    def wish(self) -> float:
        """Seconds the feed itself asks for."""

    @property
    def normal_gap(self) -> float | None:
        """Seconds between new entries."""

    @property
    def last_new_at(self) -> datetime | None:
        """When something new came."""


def next_visit(
    rhythm: Rhythm,
    result: VisitResult,
    *,
    now: datetime,
    jitter: float = 0.0,
    new_times: Sequence[datetime] = (),
    ttl: float | None = None,
    headers: Mapping[str, str] | None = None,
    retry_after: float | None = None,
) -> NextVisit:
    """The next visit after one that ended as `result`.

    `jitter` is a number from -1 to 1 (drawn by the caller), worth ten percent of the interval. `new_times` are the
    publication times of new entries. `headers` in lower case, of a successful answer only. `ttl`: what the
    feed itself says, 0: it says nothing, None: it was not read (its last word stands).
    """
    if ttl is not None:
        rhythm = replace(rhythm, wish=min(ttl, LONGEST_WISH))
    if retry_after is None and headers and "retry-after" in headers:
        retry_after = retry_seconds(headers["retry-after"], now)
    wait, reason = _wait(rhythm, result, now, headers or {}, retry_after)
    after = _remember(rhythm, result, now, new_times)
    silent = is_silent(after, now=now)
    fell_silent = silent and rhythm.state != "silent" and after.state != "gone"
    if silent and after.state != "gone":
        after = replace(after, state="silent")
    asked = reason not in {"", "due.quiet"} or result not in {VisitResult.NEW, VisitResult.SAME}
    wait = _spread(rhythm, wait, jitter, only_later=asked)
    return NextVisit(
        at=now + timedelta(seconds=wait), interval=wait, rhythm=after, reason=reason, fell_silent=fell_silent
    )


def same_again(rhythm: Pace, *, now: datetime, jitter: float, headers: Mapping[str, str]) -> float:
    """Seconds until the next visit after one that found nothing new at a healthy feed, as `next_visit` says them.

    That is how nearly all visits end, so it costs next to nothing. The caller has asked `is_silent`.
    """
    wish = max(rhythm.wish, min(cache_seconds(headers, now) or 0.0, LONGEST_WISH))
    if "retry-after" in headers:
        wish = max(wish, retry_seconds(headers["retry-after"], now) or 0.0)
    wait = max(rhythm.every, _by_rhythm(rhythm))
    return _spread(rhythm, max(wait, wish), jitter, only_later=wish > wait)


def _spread(rhythm: Pace, wait: float, jitter: float, *, only_later: bool) -> float:
    """The wait moved by up to a tenth. What a publisher asks for and back-off are lower bounds: never earlier."""
    spread = wait * 0.1 * max(-1.0, min(1.0, jitter))
    wait += abs(spread) if only_later else spread
    return max(LEAST if rhythm.every >= LEAST else rhythm.every, wait)


def is_silent(rhythm: Pace, *, now: datetime) -> bool:
    """Whether nothing new came for longer than max(6 h, 5 normal gaps)."""
    if rhythm.last_new_at is None:
        return False
    allowed = max(SILENT_LEAST, SILENT_GAPS * (rhythm.normal_gap or 0.0))
    return (now - rhythm.last_new_at).total_seconds() > allowed


def cache_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds a server says its answer stays fresh (max-age before Expires), None if unsaid or nonsense."""
    control = headers.get("cache-control", "").lower()
    if not control and "expires" not in headers:
        return None
    if "no-cache" in control or "no-store" in control:
        return None
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.strip('" ').isdigit():
            return max(0.0, float(value.strip('" ')[:9]) - _age(headers))
    expires = http_date(headers.get("expires", ""))
    if expires is None:
        return None
    fresh = (expires - (http_date(headers.get("date", "")) or now)).total_seconds()
    return fresh if fresh > 0 else None


def retry_seconds(value: str, now: datetime) -> float | None:
    """Retry-After in both forms, as seconds from `now`; None for nonsense, never negative, at most a day."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY)
    when = http_date(value)
    return None if when is None else min(max(0.0, (when - now).total_seconds()), LONGEST_RETRY)


def http_date(value: str) -> datetime | None:
    """An HTTP date as aware UTC, None for anything else."""
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def _wait(
    rhythm: Rhythm,
    result: VisitResult,
    now: datetime,
    headers: Mapping[str, str],
    retry_after: float | None,
) -> tuple[float, str]:
    failures = rhythm.failures + 1
    if result is VisitResult.GONE:
        return GONE_EVERY, "due.gone"
    if result is VisitResult.REFUSED:
        refused = min(REFUSED_LONGEST, REFUSED_FIRST * 2.0 ** min(failures - 1, 10))
        return max(refused, retry_after or 0.0), "due.refused"
    if result in {VisitResult.FAILED, VisitResult.BUSY}:
        backoff = min(LONGEST_BACKOFF, rhythm.every * 2.0 ** min(failures - 1, 10))
        wait = max(backoff, min(retry_after or 0.0, LONGEST_RETRY))
        return wait, "due.retry_after" if retry_after and wait > backoff else "due.backoff"
    longest, reason = rhythm.every, ""
    for wish, name in (
        (rhythm.wish, "due.ttl"),
        (min(cache_seconds(headers, now) or 0.0, LONGEST_WISH), "due.cache"),
        (min(retry_after or 0.0, LONGEST_RETRY), "due.retry_after"),
        (_by_rhythm(rhythm), "due.quiet"),
    ):
        if wish > longest:
            longest, reason = wish, name
    return longest, reason


def _by_rhythm(rhythm: Pace) -> float:
    """A source with a new entry a day need not be asked every ten minutes: a tenth of its gap, at most 4 x every."""
    return min((rhythm.normal_gap or 0.0) / 10, rhythm.every * SLOWEST, max(rhythm.every, LONGEST_WISH))


def _remember(rhythm: Rhythm, result: VisitResult, now: datetime, new_times: Sequence[datetime]) -> Rhythm:
    if result is VisitResult.GONE:
        return replace(rhythm, failures=rhythm.failures + 1, state="gone")
    if result in {VisitResult.FAILED, VisitResult.REFUSED, VisitResult.BUSY}:
        return replace(rhythm, failures=rhythm.failures + 1, state="failing")
    if result is VisitResult.SAME:
        return Rhythm(
            every=rhythm.every,
            wish=rhythm.wish,
            normal_gap=rhythm.normal_gap,
            last_new_at=rhythm.last_new_at or now,
            last_success_at=now,
            state="ok",
        )
    return replace(
        rhythm,
        failures=0,
        state="ok",
        last_success_at=now,
        last_new_at=now,
        normal_gap=_gap(rhythm, now, new_times),
    )


def _gap(rhythm: Rhythm, now: datetime, new_times: Sequence[datetime]) -> float | None:
    """The usual distance between entries: from the entries' own times at first, then a running mean of arrivals."""
    times = sorted(time for time in new_times if time <= now)
    if rhythm.normal_gap is None or rhythm.last_new_at is None:
        steps = sorted((later - earlier).total_seconds() for earlier, later in itertools.pairwise(times))
        return steps[len(steps) // 2] if len(steps) >= 3 else rhythm.normal_gap
    newest = max(0.0, (now - rhythm.last_new_at).total_seconds()) / max(1, len(new_times))
    return (1 - LEARN) * rhythm.normal_gap + LEARN * newest


def _age(headers: Mapping[str, str]) -> float:
    age = headers.get("age", "")
    return float(age[:9]) if age.isascii() and age.isdigit() else 0.0
