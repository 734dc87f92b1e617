"""From changes to rows: called in the transaction that writes the changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

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
from monitor.ledger.model import Change
from monitor.store.outbox.rows import TOLD, queue
from monitor.store.tables import (
    DeliveryRow,
    SilenceRow,
)
from monitor.watchlist.model import Watchlist


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
    rows = session.exec(
        select(DeliveryRow.decision, DeliveryRow.target)
        .where(col(DeliveryRow.decision).in_(list(keys)), col(DeliveryRow.state).in_(TOLD))
        .order_by(col(DeliveryRow.id))
    )
    return tuple((decision, target) for decision, target in rows)


def withdraw(session: Session, keys: Iterable[str], now: datetime) -> None:
    """Takes back overtaken changes that have not left yet: they end as held, with the reason, and are never sent."""
    session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.decision).in_(list(keys)),
            col(DeliveryRow.state).in_((DeliveryState.QUEUED, DeliveryState.HELD)),
            col(DeliveryRow.alert_id).is_(None),
        )
        .values(state=DeliveryState.HELD.value, held_for="overtaken", reason="delivery.overtaken")
    )


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
