"""Keeping the outbox in order: expiry, vanished targets, set clocks, dead instances, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from monitor.alerts.model import (
    DeliveryState,
)
from monitor.store.outbox.rows import WAITING
from monitor.store.tables import (
    AttemptRow,
    DeliveryRow,
    TargetRow,
)


def expire(session: Session, now: datetime) -> int:
    """Ends rows that waited too long: shown as failures, never sent late without a word. The number of rows."""
    rows = session.exec(
        select(DeliveryRow).where(col(DeliveryRow.state).in_(WAITING), col(DeliveryRow.expires_at) <= now)
    ).all()
    for row in rows:
        row.state, row.reason = DeliveryState.EXPIRED.value, row.reason or "delivery.expired"
        session.add(row)
    return len(rows)


def drop_missing(session: Session, targets: Iterable[str]) -> int:
    """Ends rows whose target is no longer in the operator's file (D31): failed, with the reason; nothing is deleted."""
    rows = session.exec(
        select(DeliveryRow).where(
            col(DeliveryRow.state).in_((*WAITING, DeliveryState.HELD)),
            ~col(DeliveryRow.target).in_(list(targets)),
            ~col(DeliveryRow.held_for).in_(("silenced", "overtaken")),
        )
    ).all()
    for row in rows:
        row.state, row.reason = DeliveryState.FAILED.value, "delivery.no_target"
        session.add(row)
    return len(rows)


def meet_targets(session: Session, targets: Iterable[str], now: datetime) -> None:
    """Remembers since when each target is known, so that its first digest is the next one."""
    for name in targets:
        if session.get(TargetRow, name) is None:
            session.add(TargetRow(name=name, since=now))


def shift(session: Session, by: timedelta, *, seen: datetime) -> int:
    """Moves waiting times with a clock that was set: what should leave in two minutes still leaves in two minutes.

    `seen` is the last time read before the clock was set. Rows written since a step forward carry the new time and
    stay; after a step back they cannot be told apart, and leave a little early at worst.
    """
    old = col(DeliveryRow.created_at) <= (seen if by > timedelta(0) else datetime.max.replace(tzinfo=UTC))
    rows = session.exec(
        select(DeliveryRow).where(
            col(DeliveryRow.state).in_((*WAITING, DeliveryState.SENDING)), col(DeliveryRow.held_for) != "quiet", old
        )
    ).all()
    for row in rows:
        row.not_before, row.expires_at = row.not_before + by, row.expires_at + by
        if row.lease_until is not None:
            row.lease_until = row.lease_until + by
        session.add(row)
    for health in session.exec(select(TargetRow).where(col(TargetRow.not_before).is_not(None))).all():
        health.not_before = health.not_before + by if health.not_before else None
        session.add(health)
    return len(rows)


def inherit(session: Session, now: datetime) -> int:
    """At the start of the only instance: what a dead one was sending is free at once, to be repeated with the mark."""
    rows = session.exec(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING)).all()
    for row in rows:
        row.lease_until = now
        session.add(row)
    return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxHealth:
    """Counts for the dashboard and `/healthz`."""

    waiting: int = 0
    held: int = 0
    failed: int = 0
    expired: int = 0
    #: creation of the oldest row that waits for a target, None: nothing waits
    oldest: datetime | None = None
    #: targets that do not take messages: (name, state, reason, since)
    disturbed: tuple[tuple[str, str, str, datetime | None], ...] = ()


def health(session: Session) -> OutboxHealth:
    """Counts for the dashboard and `/healthz`."""
    counts = {
        (state, held): int(count)
        for state, held, count in session.exec(
            select(DeliveryRow.state, DeliveryRow.held_for, func.count()).group_by(
                col(DeliveryRow.state), col(DeliveryRow.held_for)
            )
        )
    }
    by_state: dict[str, int] = {}
    for (state, held), count in counts.items():
        if held not in ("silenced", "overtaken"):
            by_state[state] = by_state.get(state, 0) + count
    oldest = session.exec(
        select(func.min(DeliveryRow.created_at)).where(col(DeliveryRow.state).in_((*WAITING, DeliveryState.SENDING)))
    ).first()
    troubled = session.exec(select(TargetRow).where(TargetRow.state != "ok").order_by(TargetRow.name)).all()
    return OutboxHealth(
        waiting=sum(by_state.get(state, 0) for state in (*WAITING, DeliveryState.SENDING)),
        held=by_state.get(DeliveryState.HELD, 0),
        failed=by_state.get(DeliveryState.FAILED, 0),
        expired=by_state.get(DeliveryState.EXPIRED, 0),
        oldest=oldest,
        disturbed=tuple((row.name, row.state, row.reason, row.since) for row in troubled),
    )


def attempts(session: Session) -> dict[str, int]:
    """How many attempts to deliver ended in which outcome; those under way do not count."""
    query = select(AttemptRow.outcome, func.count()).where(AttemptRow.outcome != "").group_by(AttemptRow.outcome)
    return {str(outcome): count for outcome, count in session.exec(query).all()}
