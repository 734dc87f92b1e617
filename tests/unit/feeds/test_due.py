"""When a feed is visited again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import next_visit
from monitor.feeds.due import cache_seconds, retry_seconds, same_again
from monitor.feeds.model import NextVisit, Rhythm, VisitResult

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
TEN = Rhythm(every=600.0)


def visit(rhythm: Rhythm = TEN, result: VisitResult = VisitResult.SAME, **options: object) -> NextVisit:
    return next_visit(rhythm, result, now=NOW, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "seconds", "reason"),
    [
        ({}, 600, ""),
        ({"ttl": 60.0}, 600, ""),
        ({"ttl": 1800.0}, 1800, "due.ttl"),
        ({"ttl": 86_400.0}, 3600, "due.ttl"),
        ({"headers": {"cache-control": "public, max-age=900"}}, 900, "due.cache"),
        ({"headers": {"cache-control": "max-age=900", "age": "800"}}, 600, ""),
        ({"headers": {"cache-control": "no-cache, max-age=900"}}, 600, ""),
        ({"headers": {"expires": "Thu, 01 May 2025 12:20:00 GMT"}}, 1200, "due.cache"),
        ({"headers": {"expires": "0"}}, 600, ""),
        ({"ttl": 900.0, "headers": {"cache-control": "max-age=1500"}}, 1500, "due.cache"),
        ({"retry_after": 7200.0}, 7200, "due.retry_after"),
    ],
)
def test_the_longest_wish_counts_up_to_an_hour(options: dict[str, object], seconds: int, reason: str) -> None:
    found = visit(**options)
    assert (found.interval, found.reason) == (seconds, reason)


def test_jitter_spreads_by_a_tenth() -> None:
    assert (visit(jitter=1.0).interval, visit(jitter=-1.0).interval) == (660, 540)


def test_nobody_is_visited_more_often_than_every_five_minutes() -> None:
    assert visit(Rhythm(every=300.0), jitter=-1.0).interval == 300


def test_errors_back_off_to_six_hours_and_never_end() -> None:
    rhythm, waits = TEN, []
    for _ in range(50):
        found = visit(rhythm, VisitResult.FAILED)
        waits.append(found.interval)
        rhythm = found.rhythm
    assert waits[:4] == [600, 1200, 2400, 4800]
    assert waits[-1] == 6 * 3600
    assert rhythm.failures == 50


def test_one_success_ends_the_back_off() -> None:
    assert visit(Rhythm(every=600.0, failures=9, state="failing")).rhythm.failures == 0


def test_a_busy_server_is_left_alone_as_long_as_it_asks() -> None:
    assert visit(result=VisitResult.BUSY, retry_after=5000.0, jitter=-1.0).interval >= 5000


def test_a_refusal_costs_an_hour_and_doubles_to_a_day() -> None:
    waits = [visit(Rhythm(every=600.0, failures=n), VisitResult.REFUSED).interval for n in (0, 1, 2, 9)]
    assert waits == [3600, 7200, 14_400, 86_400]


def test_a_withdrawn_feed_is_looked_at_once_a_day() -> None:
    found = visit(result=VisitResult.GONE)
    assert (found.interval, found.rhythm.state) == (86_400, "gone")


def test_a_weekly_source_is_visited_seldom_but_at_least_hourly() -> None:
    found = visit(Rhythm(every=600.0, normal_gap=7 * 86_400.0, last_new_at=NOW - timedelta(days=1)))
    assert (found.interval, found.reason) == (2400, "due.quiet")


@pytest.mark.parametrize(
    ("gap", "hours", "silent"),
    [(600.0, 5, False), (600.0, 7, True), (4 * 3600.0, 19, False), (4 * 3600.0, 21, True), (None, 7, True)],
)
def test_silence_is_told_after_six_hours_or_five_gaps(gap: float | None, hours: int, silent: bool) -> None:
    rhythm = Rhythm(every=600.0, normal_gap=gap, last_new_at=NOW - timedelta(hours=hours), state="ok")
    assert visit(rhythm).fell_silent is silent


def test_silence_is_told_once_even_while_the_source_fails() -> None:
    rhythm = Rhythm(every=600.0, last_new_at=NOW - timedelta(hours=7), state="ok")
    found = visit(rhythm)
    told = [found.fell_silent]
    for result in (VisitResult.FAILED, VisitResult.SAME, VisitResult.FAILED):
        found = visit(found.rhythm, result)
        told.append(found.fell_silent)
    assert told == [True, False, False, False]


def test_a_new_entry_ends_the_silence() -> None:
    rhythm = Rhythm(every=600.0, last_new_at=NOW - timedelta(hours=9), state="silent", normal_gap=600.0)
    found = visit(rhythm, VisitResult.NEW, new_times=[NOW])
    assert (found.rhythm.state, found.fell_silent) == ("ok", False)


def test_the_normal_gap_is_learnt_from_the_entries_own_times() -> None:
    times = [NOW - timedelta(minutes=30 * n) for n in range(8)]
    assert visit(result=VisitResult.NEW, new_times=times).rhythm.normal_gap == 1800


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 May 2025 12:02:00 GMT", 120.0),
        ("Thu, 01 May 2025 11:00:00 GMT", 0.0),
        ("999999999", 86_400.0),
        ("bald", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_seconds(value, NOW) == seconds


def test_expires_counts_from_the_servers_own_clock() -> None:
    headers = {"expires": "Thu, 01 May 2025 09:10:00 GMT", "date": "Thu, 01 May 2025 09:00:00 GMT"}
    assert cache_seconds(headers, NOW) == 600


def test_a_feeds_own_wish_outlives_answers_without_a_body() -> None:
    read = visit(result=VisitResult.NEW, ttl=1800.0)
    unchanged = visit(read.rhythm)
    failed = visit(unchanged.rhythm, VisitResult.FAILED)
    again = visit(failed.rhythm)
    assert [found.interval for found in (read, unchanged, failed, again)] == [1800, 1800, 600, 1800]
    assert visit(again.rhythm, VisitResult.NEW, ttl=0.0).interval == 600


@pytest.mark.parametrize(
    "options",
    [{"ttl": 1800.0}, {"headers": {"cache-control": "max-age=1800"}}, {"headers": {"retry-after": "1800"}}],
)
def test_nobody_comes_before_the_time_a_publisher_named(options: dict[str, object]) -> None:
    assert visit(jitter=-1.0, **options).interval >= 1800


@pytest.mark.parametrize("jitter", [-1.0, -0.3, 0.0, 1.0])
@pytest.mark.parametrize("gap", [None, 600.0, 36_000.0, 900_000.0])
@pytest.mark.parametrize("wish", [0.0, 300.0, 1800.0])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cache-control": "max-age=1500"},
        {"cache-control": "no-store"},
        {"retry-after": "7200"},
        {"expires": "Thu, 01 May 2025 12:20:00 GMT"},
    ],
)
def test_the_short_way_for_unchanged_feeds_says_the_same(
    headers: dict[str, str], wish: float, gap: float | None, jitter: float
) -> None:
    rhythm = Rhythm(every=600.0, wish=wish, normal_gap=gap, last_new_at=NOW, state="ok")
    assert same_again(rhythm, now=NOW, jitter=jitter, headers=headers) == pytest.approx(
        visit(rhythm, headers=headers, jitter=jitter).interval
    )
