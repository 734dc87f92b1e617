"""From changes to rows: called in the transaction that writes the changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from monitor.alerts import calm, plan, system_note
from monitor.alerts.model import (
    DeliveryState,
    MessageKind,
    Planned,
    Silence,
    Situation,
    Target,
)
from monitor.ledger import withdraw as withdrawn
from monitor.ledger.model import Change
from monitor.store import changes as log
from monitor.store.outbox.rows import TOLD, queue
from monitor.store.tables import (
    DeliveryRow,
    MarkRow,
    SilenceRow,
)
from monitor.watchlist.model import Watchlist

#: How long a judgement "falsch" must stand before the recipients are told, and how far back is looked.
GRACE = timedelta(minutes=2)
JUDGED_SINCE = timedelta(days=30)


def enqueue(
    session: Session,
    changes: Sequence[Change],
    watchlists: Iterable[Watchlist],
    targets: Iterable[Target],
    *,
    now: datetime,
    group_wait: float = 60.0,
    expire_hours: float = 48.0,
) -> int:
    """Plans these changes and writes their rows in the caller's transaction; the number of new rows.

    Call it in the transaction that writes the changes: a crash keeps both or neither.
    """
    known = tuple(targets)
    around = situation(session, changes, now)
    rows = plan(changes, watchlists, known, now=now, situation=around, group_wait=group_wait, expire_hours=expire_hours)
    count = queue(session, rows, now)
    withdraw(session, [change.supersedes for change in changes if change.supersedes], now)
    queue(session, _cap_notes(rows, known, now), now)
    return count


def situation(session: Session, changes: Sequence[Change], now: datetime) -> Situation:
    """What planning needs to know about silences and earlier deliveries."""
    lists = {change.watchlist for change in changes}
    overtaken = {change.supersedes for change in changes if change.supersedes}
    return Situation(
        silences=silences(session, now, lists),
        told_today=_told_today(session, lists, now),
        recipients=_recipients(session, overtaken),
    )


def silences(session: Session, now: datetime, watchlists: Iterable[str]) -> tuple[Silence, ...]:
    """The silences in force for these watchlists."""
    rows = session.exec(
        select(SilenceRow).where(col(SilenceRow.watchlist).in_(list(watchlists)), col(SilenceRow.lifted_at).is_(None))
    )
    return tuple(
        Silence(
            watchlist=row.watchlist,
            claim=row.claim,
            party=row.party,
            up_to=row.up_to,
            author=row.author,
            reason=row.reason,
            ends_at=row.ends_at,
        )
        for row in rows
        if row.ends_at is None or row.ends_at > now
    )


def _told_today(session: Session, watchlists: Iterable[str], now: datetime) -> tuple[tuple[str, str, int], ...]:
    rows = session.exec(
        select(DeliveryRow.target, DeliveryRow.watchlist, func.count())
        .where(
            col(DeliveryRow.watchlist).in_(list(watchlists)),
            col(DeliveryRow.created_at) >= calm.start_of_day(now),
            col(DeliveryRow.kind) == MessageKind.ALERT,
            col(DeliveryRow.held_for).in_(("", "group", "quiet")),
        )
        .group_by(col(DeliveryRow.target), col(DeliveryRow.watchlist))
    )
    return tuple((target, watchlist, int(count)) for target, watchlist, count in rows)


def _recipients(session: Session, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    wanted = list(keys)
    if not wanted:
        return ()
    rows = session.exec(
        select(DeliveryRow.decision, DeliveryRow.target)
        .where(col(DeliveryRow.decision).in_(wanted), col(DeliveryRow.state).in_(TOLD))
        .order_by(col(DeliveryRow.id))
    )
    return tuple((decision, target) for decision, target in rows)


def withdraw(session: Session, keys: Iterable[str], now: datetime) -> None:
    """Takes back overtaken changes that have not left yet: they end as held, with the reason, and are never sent."""
    wanted = list(keys)
    if not wanted:
        return
    session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.decision).in_(wanted),
            col(DeliveryRow.state).in_((DeliveryState.QUEUED, DeliveryState.HELD)),
            col(DeliveryRow.alert_id).is_(None),
        )
        .values(state=DeliveryState.HELD.value, held_for="overtaken", reason="delivery.overtaken")
    )


def take_back_judged(
    session: Session,
    watchlists: Iterable[Watchlist],
    targets: Iterable[Target],
    now: datetime,
    *,
    expire_hours: float = 48.0,
) -> int:
    """Follow-ups for told changes that the desk judged "falsch", once the judgement stood for a while.

    The newest judgement counts, so that a slip can be undone in time. The number of new rows.
    """
    wrong = _judged_false(session, now)
    open_keys = wrong - log.superseded_keys(session, tuple(wrong))
    told = {key for key, _ in _recipients(session, open_keys)}
    entries = [withdrawn(change, code="judged_false", at=now) for change in log.by_keys(session, sorted(told))]
    fresh = log.add(session, entries, now)
    return enqueue(session, fresh, watchlists, targets, now=now, expire_hours=expire_hours) if fresh else 0


def _judged_false(session: Session, now: datetime) -> set[str]:
    marks = session.exec(
        select(MarkRow.change_key, MarkRow.value, MarkRow.at)
        .where(MarkRow.kind == "judge", col(MarkRow.at) >= now - JUDGED_SINCE)
        .order_by(col(MarkRow.id))
    )
    newest = {key: (value, at) for key, value, at in marks}
    return {key for key, (value, at) in newest.items() if value == "falsch" and at <= now - GRACE}


def _cap_notes(rows: Iterable[Planned], targets: Iterable[Target], now: datetime) -> tuple[Planned, ...]:
    """One note per target, watchlist and day when its cap is reached, so that quiet is never mistaken for no news."""
    known = {target.name: target for target in targets}
    notes: dict[tuple[str, str], Planned] = {}
    for row in rows:
        if row.held_for == "cap":
            target = known[row.target]
            once = f"cap:{row.watchlist}:{calm.day_of(now).isoformat()}"
            notes[row.target, row.watchlist] = system_note(
                "cap", {"watchlist": row.watchlist, "cap": target.cap_per_day or 0}, target, once=once, now=now
            )
    return tuple(notes.values())
