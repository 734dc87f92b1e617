"""Figures for Prometheus on a loopback port of their own: feeds, articles and deliveries by state, verdicts by kind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from monitor.errors import StoreError
from monitor.store import Store, articles, facts, feeds, outbox, parcels


class Figures(Collector):
    """Counts taken from the store when somebody asks."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], alive: Callable[[], bool]) -> None:
        self._store = store
        self._now = now
        self._alive = alive

    def collect(self) -> Iterator[Any]:
        """Metric families; without the database only whether the service is alive."""
        yield _gauge("monitor_alive", "1 while feeds are visited and the database works", {"": float(self._alive())})
        try:
            with self._store.read() as session:
                by_feed, by_article = feeds.counts(session), articles.counts(session)
                verdicts, box = facts.outcomes(session), outbox.health(session)
                overdue, pages = feeds.overdue(session, self._now()), parcels.waiting(session, self._now())
        except StoreError:
            return
        yield _gauge("monitor_feeds", "Watched feeds", by_feed, "state")
        yield _gauge("monitor_feeds_overdue", "Feeds that wait longer than twice their interval", {"": overdue})
        yield _gauge("monitor_articles", "Articles", by_article, "state")
        yield _gauge("monitor_pages_waiting", "Fetched pages that wait for a reading worker", {"": pages})
        yield _gauge("monitor_verdicts", "Verdicts on observations", verdicts, "outcome")
        waiting = {"waiting": box.waiting, "held": box.held, "failed": box.failed, "expired": box.expired}
        yield _gauge("monitor_deliveries", "Outbox rows", waiting, "state")
        oldest = (self._now() - box.oldest).total_seconds() if box.oldest else 0.0
        yield _gauge("monitor_delivery_oldest_seconds", "Age of the oldest row that waits", {"": oldest})


def serve(collector: Collector, port: int) -> tuple[WSGIServer, threading.Thread]:
    """Serves the figures on 127.0.0.1; `shutdown` the first of what comes back to stop."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return start_http_server(port, addr="127.0.0.1", registry=registry)


def _gauge(name: str, words: str, values: dict[str, Any], label: str = "") -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], float(value))
    return family
