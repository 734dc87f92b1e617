"""What a scrape says: each figure counts what happened, also on a machine without a database to ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pytest_httpserver import HTTPServer
from werkzeug import Response

from monitor.alerts.model import Outcome
from monitor.clock import Clock
from monitor.engine.pulse import Durations, Pulse
from monitor.ops.metrics import Figures
from monitor.store import Store, feeds
from tests.integration.newsroom import START, Newsroom, Press

NOW = datetime(2025, 6, 2, 8, tzinfo=UTC)


class Watch:
    """A stop watch that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> Clock:
        return Clock(now=lambda: NOW + timedelta(seconds=self.seconds), monotonic=lambda: self.seconds)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield opened
    opened.close()


def shown(figures: Figures) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures)
    return registry


def test_durations_count_by_bounds_and_a_clock_set_back_counts_as_nothing() -> None:
    took = Durations()
    for seconds in (0.05, 0.06, 4000.0, -3.0):
        took.add(seconds)
    assert (took.counts[0], took.counts[1], took.counts[-1]) == (2, 1, 1)
    assert took.total == pytest.approx(4000.11)


def test_a_worker_shows_its_own_counts_and_asks_no_database() -> None:
    pulse = Pulse()
    pulse.polls["new"] += 2
    pulse.pages["off_topic"] += 1
    pulse.reading.add(0.1)
    scrape = shown(Figures(pulse, clock=Watch().clock()))
    assert scrape.get_sample_value("monitor_polls_total", {"outcome": "new"}) == 2
    assert scrape.get_sample_value("monitor_polls_total", {"outcome": "refused"}) == 0
    assert scrape.get_sample_value("monitor_pages_total", {"outcome": "off_topic"}) == 1
    assert scrape.get_sample_value("monitor_extraction_seconds_bucket", {"le": "0.05"}) == 0
    assert scrape.get_sample_value("monitor_extraction_seconds_bucket", {"le": "0.2"}) == 1
    assert scrape.get_sample_value("monitor_extraction_seconds_count") == 1
    assert scrape.get_sample_value("monitor_alive") is None
    assert scrape.get_sample_value("monitor_feeds_overdue") is None


def test_a_feed_that_waits_shows_how_late_it_is(store: Store) -> None:
    with store.write() as session:
        feeds.wanted(session, {"https://blatt.example/rss": 600.0}, NOW)
    watch = Watch()
    scrape = shown(Figures(Pulse(), clock=watch.clock(), store=store))
    assert scrape.get_sample_value("monitor_feed_late_seconds") == 0
    watch.seconds = 900.0
    assert scrape.get_sample_value("monitor_feed_late_seconds") == 900


def test_a_large_store_is_not_counted_at_every_scrape(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting took two seconds: for a hundred more, the answer is the same."""
    watch, asked = Watch(), []

    def slow(_session: object) -> dict[str, int]:
        asked.append(watch.seconds)
        watch.seconds += 2.0
        return {"repeat": len(asked)}

    monkeypatch.setattr("monitor.ops.metrics.facts.outcomes", slow)
    scrape = shown(Figures(Pulse(), clock=watch.clock(), store=store))
    repeats = [scrape.get_sample_value("monitor_verdicts", {"reason": "repeat"}) for _ in range(3)]
    watch.seconds += 101.0
    repeats.append(scrape.get_sample_value("monitor_verdicts", {"reason": "repeat"}))
    assert repeats == [1, 1, 1, 2]


def test_a_database_that_refuses_leaves_what_the_process_knows(store: Store) -> None:
    scrape = shown(Figures(Pulse(), clock=Watch().clock(), store=store, alive=lambda: False))
    store.close()
    Path(str(store.path)).write_bytes(b"no database any more" * 100)
    assert scrape.get_sample_value("monitor_alive") == 0
    assert scrape.get_sample_value("monitor_polls_total", {"outcome": "new"}) == 0


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    with HTTPServer(threaded=True) as server:
        made = Newsroom(tmp_path, Press(server))
        yield made
        if made.service is not None:
            await made.service.close()


async def test_a_morning_at_the_desk_shows_in_the_scrape(room: Newsroom) -> None:
    """One feed with a report on topic and one off it, another that refuses, a target that fails for good."""
    room.watch(room.press.paper("blatt.example"), room.press.paper("zu.example"))
    room.press.special["zu.example/feed.xml"] = lambda _: Response("nein", status=403)
    service = await room.open()
    await room.round()
    room.clock.go(minutes=11)
    twelve = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
    room.press.print("blatt.example", "a", twelve, at=START)
    room.press.print("blatt.example", "b", "Der Verein gewann.", title="Sport", filler="Es war ein Spiel.", at=START)
    room.inbox.outcome = Outcome.FAILED
    await room.round()
    scrape = shown(Figures(service.world.pulse, clock=room.clock.clock, store=service.store, alive=service.healthy))

    def value(name: str, **labels: str) -> float | None:
        return scrape.get_sample_value(f"monitor_{name}", labels)

    assert value("alive") == 1
    assert value("polls_total", outcome="new") == 1
    assert value("polls_total", outcome="refused") == 1
    assert value("poll_lag_seconds_count") == 3
    assert value("pages_total", outcome="article") == 1
    assert value("pages_total", outcome="off_topic") == 1
    assert value("extraction_seconds_count") == 2
    assert value("decided_seconds_count") == 2
    assert value("feeds", state="ok") == 1
    assert value("articles", state="read") == 1
    assert value("verdicts", reason="new_value") == 1
    assert (value("delivery_attempts_total", outcome="failed") or 0) >= 1
    assert value("targets_disturbed") == 1


def test_the_figures_are_counted_on_postgresql_too(postgres: str) -> None:
    store = Store.open(postgres)
    with store.write() as session:
        feeds.wanted(session, {"https://blatt.example/rss": 600.0}, NOW)
    watch = Watch()
    watch.seconds = 1300.0
    scrape = shown(Figures(Pulse(), clock=watch.clock(), store=store))
    assert scrape.get_sample_value("monitor_feed_late_seconds") == 1300
    assert scrape.get_sample_value("monitor_feeds_overdue") == 1
    assert scrape.get_sample_value("monitor_delivery_attempts_total", {"outcome": "sent"}) == 0
    store.close()
