"""Writing what an attempt came to, and how long the next one waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from monitor.alerts.model import (
    DeliveryState,
    Message,
    Outcome,
    SendResult,
)
from monitor.store import codec
from monitor.store.outbox.rows import KEEP, Unit
from monitor.store.tables import (
    AttemptRow,
    DeliveryRow,
    TargetRow,
)

#: Waiting times after a passing failure, in minutes; the last one repeats (RELIABILITY D5).
BACKOFF = (1, 2, 5, 10, 15, 30)
#: A provider's Retry-After is obeyed up to this long (D8).
LONGEST_WAIT = timedelta(hours=6)
#: How long an unclear outcome waits for its one marked repetition.
UNCLEAR_WAIT = timedelta(seconds=60)
#: At most one message per target in this time (RELIABILITY 3.2).
GAP = timedelta(seconds=1)
#: Attempts after which a message the server answers about lets later ones pass.
POISON = 5
#: Answers by which a server speaks of itself, not of the message: it is closed, overloaded, behind a dead proxy.
AWAY = frozenset({421, 429, 502, 503, 504})


def record(
    session: Session,
    unit: Unit,
    result: SendResult,
    *,
    now: datetime,
    jitter: Callable[[], float],
    message: Message | None = None,
) -> DeliveryState:
    """Writes what an attempt came to, to its rows and to the target's health; the state the rows are in now.

    `jitter` gives [-1, 1]: waiting times move by up to ten percent either way.
    """
    attempt = session.get(AttemptRow, unit.attempt)
    if attempt is not None:
        attempt.ended_at, attempt.outcome = now, result.outcome.value
        attempt.reason, attempt.answer, attempt.status = result.reason, result.answer[:500], result.status
        session.add(attempt)
    state, wait = _verdict(session, unit, result, jitter)
    for row_id in unit.rows:
        row = session.get(DeliveryRow, row_id)
        if row is None or row.state != DeliveryState.SENDING:
            continue
        row.state, row.reason, row.lease_owner, row.lease_until = state.value, result.reason, "", None
        row.maybe_duplicate = unit.maybe_duplicate or result.uncertain or state is DeliveryState.UNCLEAR
        row.reference = result.reference or row.reference
        if state is DeliveryState.SENT:
            row.sent_at = now
        elif wait is not None:
            row.not_before = now + wait
        if message is not None and row_id == unit.rows[0]:
            row.message = codec.dump(message) if unit.message is None else row.message
        session.add(row)
    _note_health(session, unit, result, state, now, wait)
    return state


def _verdict(
    session: Session, unit: Unit, result: SendResult, jitter: Callable[[], float]
) -> tuple[DeliveryState, timedelta | None]:
    if result.outcome is Outcome.SENT:
        return DeliveryState.SENT, None
    if result.outcome is Outcome.FAILED:
        return DeliveryState.FAILED, None
    if result.outcome is Outcome.UNCLEAR:
        return (DeliveryState.FAILED, None) if _was_unclear(session, unit) else (DeliveryState.UNCLEAR, UNCLEAR_WAIT)
    return DeliveryState.RETRY, backoff(unit.number, result.retry_after, jitter())


def _was_unclear(session: Session, unit: Unit) -> bool:
    """Whether an earlier attempt of this message was unclear by its answer (a crash of ours does not count)."""
    found = session.exec(
        select(func.count())
        .select_from(AttemptRow)
        .where(
            col(AttemptRow.delivery_id) == unit.rows[0],
            col(AttemptRow.id) != unit.attempt,
            col(AttemptRow.outcome) == Outcome.UNCLEAR,
            col(AttemptRow.reason) != "delivery.interrupted",
        )
    ).one()
    return int(found) > 0


def backoff(number: int, retry_after: float | None, jitter: float) -> timedelta:
    """How long to wait after attempt `number` (from 1); a provider's wish is the least, six hours the most."""
    minutes = BACKOFF[min(number, len(BACKOFF)) - 1]
    wait = timedelta(minutes=minutes * (1 + 0.1 * jitter))
    if retry_after is not None:
        wait = timedelta(seconds=max(0.0, retry_after))
    return min(wait, LONGEST_WAIT)


def _note_health(
    session: Session, unit: Unit, result: SendResult, state: DeliveryState, now: datetime, wait: timedelta | None
) -> None:
    health = session.get(TargetRow, unit.target) or TargetRow(name=unit.target, since=now)
    health.not_before = now + GAP
    if state is DeliveryState.SENT:
        if health.state != "ok":
            health.state, health.reason, health.since, health.told = "ok", "", now, False
        health.last_ok_at = now
    elif result.broken:
        if health.state != "broken":
            health.state, health.since = "broken", now
        health.reason = result.reason
    else:
        if health.state == "ok":
            health.state, health.since = "failing", now
        health.reason = result.reason
        if state is DeliveryState.RETRY and wait is not None:
            until = now + wait
            if _is_poison(unit, result):
                until = _next_round(session, unit.target, now) or until
            else:
                health.not_before = until
            _wait_together(session, unit.target, until)
    session.add(health)


def _is_poison(unit: Unit, result: SendResult) -> bool:
    """Whether it is the message the server cannot stand: it answers, again and again, and not about itself."""
    answered = result.status is not None and result.status not in AWAY
    return answered and unit.number >= POISON and result.retry_after is None


def _next_round(session: Session, target: str, now: datetime) -> datetime | None:
    """When the next other message of the target is tried again."""
    return session.exec(
        select(func.min(DeliveryRow.not_before)).where(
            col(DeliveryRow.target) == target,
            col(DeliveryRow.state) == DeliveryState.RETRY,
            col(DeliveryRow.not_before) > now,
        )
    ).first()


def _wait_together(session: Session, target: str, until: datetime) -> None:
    """Messages that wait longer are tried in the same round, oldest first: order is kept when the server returns."""
    session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.target) == target,
            col(DeliveryRow.state) == DeliveryState.RETRY,
            col(DeliveryRow.not_before) > until,
        )
        .values(not_before=until)
    )


def release(session: Session, owner: str, now: datetime) -> int:
    """Gives back what an instance claimed and did not begin to send (orderly stop); the number of rows."""
    rows = session.exec(
        select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.lease_owner == owner)
    ).all()
    for row in rows:
        row.lease_until = now
        session.add(row)
    return len(rows)


def retry(session: Session, delivery_id: int, now: datetime) -> bool:
    """Sends a failed or expired message once more, by hand; False when there is none."""
    row = session.get(DeliveryRow, delivery_id)
    if row is None or row.state not in (DeliveryState.FAILED, DeliveryState.EXPIRED):
        return False
    unit = [row]
    if row.alert_id:
        unit = list(
            session.exec(
                select(DeliveryRow).where(DeliveryRow.alert_id == row.alert_id, DeliveryRow.target == row.target)
            )
        )
    for item in unit:
        if item.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
            item.state, item.not_before, item.expires_at = DeliveryState.QUEUED.value, now, now + KEEP
            item.reason = ""
            session.add(item)
    return True


def repair(session: Session, target: str, now: datetime) -> None:
    """A target answered a test message: it takes part again, what waited leaves."""
    health = session.get(TargetRow, target) or TargetRow(name=target)
    health.state, health.reason, health.since, health.told = "ok", "", now, False
    health.not_before, health.last_ok_at = None, now
    session.add(health)
