"""The outbox: what was decided to be told, to whom, and what became of it.

One row per decision and target, written in the transaction of the decision. A *unit* is what one message carries: the
rows of one target that share an `alert_id`; it is fixed before the first attempt, so that a repeated attempt repeats
the same message. States and rules: RELIABILITY 3.
"""

from __future__ import annotations

from monitor.store.outbox.care import OutboxHealth, attempts, drop_missing, expire, health, inherit, meet_targets, shift
from monitor.store.outbox.claiming import claim, due, named, next_at
from monitor.store.outbox.deciding import enqueue, silences, situation, take_back_judged, withdraw
from monitor.store.outbox.notes import (
    coverage,
    queue_digests,
    queue_reminders,
    tell_of_silence,
    tell_of_trouble,
    tell_operator,
)
from monitor.store.outbox.recording import BACKOFF, backoff, record, release, repair, retry
from monitor.store.outbox.rows import Unit, queue

__all__ = [
    "BACKOFF",
    "OutboxHealth",
    "Unit",
    "attempts",
    "backoff",
    "claim",
    "coverage",
    "drop_missing",
    "due",
    "enqueue",
    "expire",
    "health",
    "inherit",
    "meet_targets",
    "named",
    "next_at",
    "queue",
    "queue_digests",
    "queue_reminders",
    "record",
    "release",
    "repair",
    "retry",
    "shift",
    "silences",
    "situation",
    "take_back_judged",
    "tell_of_silence",
    "tell_of_trouble",
    "tell_operator",
    "withdraw",
]
