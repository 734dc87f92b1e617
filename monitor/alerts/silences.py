"""Silences: what a person asked not to be told, and what that would have muted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.alerts.model import Silence
from monitor.ledger.model import Change, ChangeType, Value

#: Never muted by a value silence (issue 6).
NEVER_BY_VALUE = frozenset({ChangeType.REVERSAL, ChangeType.NEW_CONFIRMATION, ChangeType.RETRACTION})


def mutes(silence: Silence, change: Change, now: datetime) -> bool:
    """Whether a silence keeps a change from being told now; a follow-up is never muted."""
    if silence.ends_at is not None and silence.ends_at <= now:
        return False
    if change.type is ChangeType.SUPERSEDED or silence.watchlist != change.watchlist:
        return False
    if silence.claim not in ("", change.claim) or silence.party not in ("", change.party):
        return False
    if silence.up_to is None:
        return True
    return change.type not in NEVER_BY_VALUE and _at_most(change.after, silence.up_to)


def preview(silence: Silence, changes: Iterable[Change], now: datetime) -> tuple[Change, ...]:
    """Which of these changes the silence would have muted: shown before it is set."""
    return tuple(change for change in changes if mutes(silence, change, now))


def _at_most(value: Value, limit: float) -> bool:
    """„bis über 15.000“: mehr als 15.000 is still muted, mehr als 16.000 is not; a stance is never "up to"."""
    known = [bound for bound in (value.low, value.high) if bound is not None]
    return bool(known) and max(known) <= limit
