"""Deletes what the law and the desk's settings do not let us keep: full texts, pages off topic, worn-out sessions.

Observations, evidence sentences with their offsets and the change log stay, so that a trial run can say how far back
it sees (RELIABILITY 6). Imported archives are a class of their own and stay until they are removed by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.settings import Settings
from monitor.store import Session, Store, keeping

#: days that pages off topic are remembered (address, title, state)
OFF_TOPIC_DAYS = 30
#: rows deleted per transaction, so that nobody waits for the write lock
BATCH = 500
#: on a server it works beside all other writers
LOCK = "keeping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went."""

    texts: int = 0
    off_topic: int = 0
    #: bands of sketches
    bands: int = 0
    worn_out: int = 0


def purge(store: Store, settings: Settings, now: datetime) -> Purged:
    """Applies the keeping times; safe to cut at any moment and to repeat."""
    texts, gone = now - timedelta(days=settings.retention_days), now - timedelta(days=OFF_TOPIC_DAYS)
    found = Purged(
        texts=_all(store, lambda session, most: keeping.drop_texts(session, texts, limit_rows=most)),
        off_topic=_all(store, lambda session, most: keeping.drop_off_topic(session, gone, limit_rows=most)),
        bands=_all(store, lambda session, most: keeping.drop_bands(session, now, limit_rows=most)),
    )
    with store.write(LOCK) as session:
        return replace(found, worn_out=keeping.drop_worn_out(session, now))


def _all(store: Store, portion: Callable[[Session, int], int]) -> int:
    """Portion after portion until one is not full; how many rows in all."""
    total, count = 0, BATCH
    while count == BATCH:
        with store.write(LOCK) as session:
            count = portion(session, BATCH)
        total += count
    return total
