"""Which target hears of which change, and when: the only place that decides about calm.

Planning never drops a change silently: what does not leave now becomes a held row with its reason, and the change log
has the change in any case. Times are aware UTC; quiet hours, caps and digests go by the Berlin clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from monitor.alerts import calm
from monitor.alerts.model import DeliveryState, MessageKind, Planned, Situation, Target, Urgency
from monitor.alerts.silences import NEVER_BY_VALUE, mutes
from monitor.ledger.model import Change, ChangeType
from monitor.watchlist.model import Grade, Watchlist

#: Told at once, past any value silence and any cap: the news a desk must not miss (DESIGN, issue 6).
MUST_TELL = NEVER_BY_VALUE

RANKS = {kind: place for place, kind in enumerate(ChangeType)}


def rank(kind: ChangeType) -> int:
    """Place of a change type, 0 is the most important."""
    return RANKS[kind]


def urgency(change: Change) -> Urgency:
    """When a change leaves by itself, before the wishes of a target."""
    if change.grade is Grade.DIGEST:
        return Urgency.DIGEST
    if change.type in MUST_TELL or change.type is ChangeType.SUPERSEDED:
        return Urgency.NOW
    return Urgency.GROUPED


def plan(
    changes: Sequence[Change],
    watchlists: Iterable[Watchlist],
    targets: Iterable[Target],
    *,
    now: datetime,
    situation: Situation = Situation(),
    group_wait: float = 60.0,
    expire_hours: float = 48.0,
) -> tuple[Planned, ...]:
    """One planned row per change and target, in the order of the changes.

    Changes graded NEVER give nothing. A `superseded` entry goes to those who got (or will surely get) the overtaken
    alert, nobody else. Names under `notify` without a target are left out here; `monitor check` reports them.
    """
    lists = {watchlist.id: watchlist for watchlist in watchlists}
    known = {target.name: target for target in targets}
    told = Counter({(name, watchlist): count for name, watchlist, count in situation.told_today})
    rows: list[Planned] = []
    for change in changes:
        for name in _recipients(change, lists.get(change.watchlist), situation):
            target = known.get(name)
            if target is None or change.grade is Grade.NEVER:
                continue
            row = _row(change, target, now=now, situation=situation, told=told, wait=group_wait, expire=expire_hours)
            if row is not None:
                rows.append(row)
    return tuple(rows)


def _recipients(change: Change, watchlist: Watchlist | None, situation: Situation) -> tuple[str, ...]:
    if change.type is ChangeType.SUPERSEDED:
        return tuple(target for key, target in situation.recipients if key == change.supersedes)
    return watchlist.notify if watchlist is not None else ()


def _row(
    change: Change,
    target: Target,
    *,
    now: datetime,
    situation: Situation,
    told: Counter[tuple[str, str]],
    wait: float,
    expire: float,
) -> Planned | None:
    pace = urgency(change)
    held = _held_for(change, target, pace, now=now, situation=situation, told=told)
    if held == "digest":
        pace = Urgency.DIGEST
        if target.digest_at is None:
            return None
    leave = now + timedelta(seconds=wait if pace is Urgency.GROUPED else 0.0)
    state = DeliveryState.HELD if held else DeliveryState.QUEUED
    reason = held or ("group" if pace is Urgency.GROUPED else "")
    if not held:
        told[target.name, change.watchlist] += 1
        leave, reason = _after_quiet(change, target, leave, reason)
    follow_up = change.type is ChangeType.SUPERSEDED
    return Planned(
        decision=change.key,
        target=target.name,
        kind=MessageKind.FOLLOW_UP if follow_up else MessageKind.ALERT,
        urgency=pace,
        state=state,
        not_before=leave,
        expires_at=leave + timedelta(hours=expire),
        watchlist=change.watchlist,
        thread=thread_of(change),
        rank=rank(change.type),
        held_for=reason,
    )


def _held_for(
    change: Change,
    target: Target,
    pace: Urgency,
    *,
    now: datetime,
    situation: Situation,
    told: Counter[tuple[str, str]],
) -> str:
    if change.type is ChangeType.SUPERSEDED:
        return ""
    if any(mutes(silence, change, now) for silence in situation.silences):
        return "silenced"
    if pace is Urgency.DIGEST or (target.min_type is not None and rank(change.type) > rank(target.min_type)):
        return "digest"
    full = target.cap_per_day is not None and told[target.name, change.watchlist] >= target.cap_per_day
    return "cap" if full and change.type not in MUST_TELL else ""


def _after_quiet(change: Change, target: Target, leave: datetime, reason: str) -> tuple[datetime, str]:
    breaks = target.quiet_break is not None and rank(change.type) <= rank(target.quiet_break)
    end = None if breaks else calm.quiet_until(target.quiet, leave)
    return (leave, reason) if end is None else (end, "quiet")


def thread_of(change: Change) -> str:
    """The thread a change belongs to: one per claim, whatever its version."""
    return f"{change.watchlist}/{change.claim}"
