"""Deletes what the law and the desk's settings do not let us keep: full texts, pages off topic, worn-out sessions.

Observations, evidence sentences with their offsets and the change log stay, so that a trial run can say how far back
it sees (RELIABILITY 6). Imported archives are a class of their own and stay until they are removed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.settings import Settings
from monitor.store import Store, keeping

#: days that pages off topic are remembered (address, title, state)
OFF_TOPIC_DAYS = 30
#: rows deleted per transaction, so that nobody waits for the write lock
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went."""

    texts: int = 0
    off_topic: int = 0
    worn_out: int = 0


def purge(store: Store, settings: Settings, now: datetime) -> Purged:
    """Applies the keeping times; safe to cut at any moment and to repeat."""
    texts = off_topic = 0
    limit = now - timedelta(days=settings.retention_days)
    while True:
        with store.write() as session:
            count = keeping.drop_texts(session, limit, limit_rows=BATCH)
        texts += count
        if count < BATCH:
            break
    while True:
        with store.write() as session:
            count = keeping.drop_off_topic(session, now - timedelta(days=OFF_TOPIC_DAYS), limit_rows=BATCH)
        off_topic += count
        if count < BATCH:
            break
    with store.write() as session:
        worn_out = keeping.drop_worn_out(session, now)
    return Purged(texts=texts, off_topic=off_topic, worn_out=worn_out)
