"""Figures for Prometheus on a loopback port of their own: polls, lag, extraction, verdicts by reason, deliveries.

What stands in the database is the installation's (one process shows it); what is counted in memory is the process's
own since its start (each shows it). Counts of the database are asked again when they are fifty times older than they
took to find, so that a large store does not spend its days counting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import accumulate
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor import __version__
from monitor.alerts.model import Outcome
from monitor.articles.model import PageKind
from monitor.clock import Clock
from monitor.engine.pulse import BOUNDS, Durations, Pulse
from monitor.errors import StoreError
from monitor.feeds.model import VisitResult
from monitor.store import Store, articles, facts, feeds, outbox, parcels

#: counts of the database are as old as this many times what they cost, at most
PATIENCE = 50.0
#: how a visit to a page ends beside the kinds of page (`Pulse.pages`)
OTHER_ENDS = ("off_topic", "unchanged", "failed")


class Figures(Collector):
    """What one process knows, and with a store what the installation's database says when somebody asks.

    `alive` None: a worker, which neither visits by itself nor shows a page.
    """

    def __init__(
        self, pulse: Pulse, *, clock: Clock, store: Store | None = None, alive: Callable[[], bool] | None = None
    ) -> None:
        self._pulse, self._clock, self._store, self._alive = pulse, clock, store, alive
        self._kept: tuple[Metric, ...] = ()
        self._keep_until = float("-inf")
        self._asking = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Metric families; without the database what the process knows."""
        yield _gauge("monitor_build", "The version that runs, always 1", {__version__: 1.0}, "version")
        if self._alive is not None:
            alive = {"": float(self._alive())}
            yield _gauge("monitor_alive", "1 while feeds are visited and the database works", alive)
        yield from _own(self._pulse)
        if self._store is not None:
            with self._asking:
                yield from self._counted(self._store)

    def _counted(self, store: Store) -> Iterable[Metric]:
        began = self._clock.monotonic()
        if began < self._keep_until:
            return self._kept
        try:
            self._kept = tuple(_stored(store, self._clock.now()))
        except StoreError:
            return ()
        ended = self._clock.monotonic()
        self._keep_until = ended + PATIENCE * (ended - began)
        return self._kept


def serve(collector: Collector, port: int) -> tuple[WSGIServer, threading.Thread]:
    """Serves the figures on 127.0.0.1; `shutdown` the first of what comes back to stop."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return start_http_server(port, addr="127.0.0.1", registry=registry)


def _own(pulse: Pulse) -> Iterator[Metric]:
    polls = {result.value: pulse.polls[result.value] for result in VisitResult}
    yield _counter("monitor_polls", "Visits to feeds by this process", polls, "outcome")
    yield _histogram("monitor_poll_lag_seconds", "From when a feed was due until its visit was over", pulse.poll_lag)
    pages = {outcome: pulse.pages[outcome] for outcome in (*PageKind, *OTHER_ENDS)}
    yield _counter("monitor_pages", "Visits to pages by this process", pages, "outcome")
    yield _histogram("monitor_extraction_seconds", "Gate, extraction and reading of a page", pulse.reading)
    yield _histogram("monitor_decided_seconds", "From when a feed named an article until it was decided", pulse.decided)


def _stored(store: Store, now: datetime) -> Iterator[Metric]:
    with store.read() as session:
        box = outbox.health(session)
        overdue, late = feeds.overdue(session, now), feeds.lateness(session, now)
        waiting = {"waiting": box.waiting, "held": box.held, "failed": box.failed, "expired": box.expired}
        oldest = (now - box.oldest).total_seconds() if box.oldest else 0.0
        attempts = dict.fromkeys((outcome.value for outcome in Outcome), 0) | outbox.attempts(session)
        yield _gauge("monitor_feeds", "Watched feeds", feeds.counts(session), "state")
        yield _gauge("monitor_feeds_overdue", "Feeds that wait longer than twice their interval", {"": overdue})
        yield _gauge("monitor_feed_late_seconds", "How long the feed that waits longest has been due", {"": late})
        yield _gauge("monitor_articles", "Articles", articles.counts(session), "state")
        pages = {"": parcels.waiting(session, now)}
        yield _gauge("monitor_pages_waiting", "Fetched pages that wait for a reading worker", pages)
        yield _gauge("monitor_verdicts", "Verdicts of the claims in force", facts.outcomes(session), "reason")
        yield _gauge("monitor_deliveries", "Outbox rows", waiting, "state")
        yield _gauge("monitor_delivery_oldest_seconds", "Age of the oldest row that waits", {"": oldest})
        yield _counter("monitor_delivery_attempts", "Attempts to deliver a message", attempts, "outcome")
        disturbed = {"": len(box.disturbed)}
        yield _gauge("monitor_targets_disturbed", "Targets that do not take messages", disturbed)


def _gauge(name: str, words: str, values: Mapping[str, float], label: str = "") -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], float(value))
    return family


def _counter(name: str, words: str, values: Mapping[str, float], label: str) -> Metric:
    """Shown as `<name>_total`."""
    family = CounterMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family


def _histogram(name: str, words: str, durations: Durations) -> Metric:
    """Shown as `<name>_bucket`, `<name>_count` and `<name>_sum`."""
    bounds = [*(f"{bound:g}" for bound in BOUNDS), "+Inf"]
    upto = list(zip(bounds, map(float, accumulate(durations.counts)), strict=True))
    return HistogramMetricFamily(name, words, buckets=upto, sum_value=durations.total)
