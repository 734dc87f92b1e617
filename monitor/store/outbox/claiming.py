"""Taking the next message for a target: what leaves together, under which lease."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, update
from sqlmodel import Session, col, select

from monitor.alerts.model import (
    Alert,
    Coverage,
    DeliveryState,
    Message,
    MessageKind,
    Outcome,
    Target,
    Urgency,
)
from monitor.ledger.model import Change
from monitor.store import codec
from monitor.store.outbox.rows import BURST, LIST_LIMIT, WAITING, Unit, open_alert
from monitor.store.straight import Prepared
from monitor.store.tables import (
    AlertRow,
    AttemptRow,
    ChangeRow,
    ClaimRow,
    DeliveryRow,
    TargetRow,
)
from monitor.watchlist.model import Watchlist


def due(session: Session, now: datetime, lease: timedelta) -> tuple[str, ...]:
    """Targets with something to send now, the most important rank first."""
    return tuple(str(name) for (name,) in _DUE.rows(session, {"now": now, "far": now + 2 * lease}))


def next_at(session: Session, now: datetime) -> datetime | None:
    """When the next row that waits for its time may leave; None: none waits."""
    found = _NEXT_AT.first(session, {"now": now})
    return found[0] if found is not None else None


def _ready(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Rows that may leave: due ones, and sendings whose lease ended.

    A lease that ends later than twice `lease` from now was written before the clock was set back; it is not believed
    (D16). Once is not enough: a sender that looks a moment earlier, or whose clock is behind, would take what is on its way.
    """
    return _ready_between(now, now + 2 * lease)


def _ready_between(now: Any, far: Any) -> ColumnElement[bool]:
    waiting = col(DeliveryRow.state).in_(WAITING) & (col(DeliveryRow.not_before) <= now)
    lost = (col(DeliveryRow.state) == DeliveryState.SENDING) & (
        (col(DeliveryRow.lease_until) <= now) | (col(DeliveryRow.lease_until) > far)
    )
    ready: ColumnElement[bool] = waiting | lost
    return ready


#: asked every other second: compiled once
_RESTING = select(TargetRow.name).where(
    (col(TargetRow.not_before) > bindparam("now")) | col(TargetRow.state).in_(("broken", "paused"))
)
_DUE = Prepared(
    select(DeliveryRow.target)
    .where(_ready_between(bindparam("now"), bindparam("far")), ~col(DeliveryRow.target).in_(_RESTING))
    .group_by(col(DeliveryRow.target))
    .order_by(func.min(DeliveryRow.rank), func.min(DeliveryRow.id))
)
_NEXT_AT = Prepared(
    select(func.min(DeliveryRow.not_before)).where(
        col(DeliveryRow.state).in_(WAITING), col(DeliveryRow.not_before) > bindparam("now")
    )
)


def claim(
    session: Session, target: Target, *, owner: str, now: datetime, lease: timedelta, coverage: Coverage | None = None
) -> Unit | None:
    """Takes the next message for a target: its rows are marked `sending` with a lease, and an attempt is opened.

    Oldest first, so that a target hears things in order. None: nothing is due, or the target rests.
    """
    health = session.get(TargetRow, target.name)
    if health is not None and (
        health.state in ("broken", "paused") or (health.not_before is not None and health.not_before > now)
    ):
        return None
    first = session.exec(
        select(DeliveryRow)
        .where(DeliveryRow.target == target.name, _ready(now, lease))
        .order_by(_order(), col(DeliveryRow.id))
        .limit(1)
    ).first()
    if first is None or _under_way(session, target.name, now, lease):
        return None
    rows = _unit_rows(session, first, target, now)
    crashed = first.state == DeliveryState.SENDING
    again = crashed or first.state == DeliveryState.UNCLEAR or first.maybe_duplicate
    number = first.attempts + 1
    for row in rows:
        row.state, row.lease_owner, row.lease_until = DeliveryState.SENDING.value, owner, now + lease
        row.attempts, row.maybe_duplicate = number, again
        session.add(row)
    if crashed:
        _close_lost(session, rows[0], now)
    attempt = AttemptRow(delivery_id=rows[0].id or 0, number=number, started_at=now)
    session.add(attempt)
    session.flush()
    return Unit(
        target=target.name,
        alert=_alert(session, rows, now, coverage),
        rows=tuple(row.id or 0 for row in rows),
        attempt=attempt.id or 0,
        number=number,
        maybe_duplicate=again,
        reply_to=_thread_start(session, rows[0]),
        message=codec.load(Message, rows[0].message) if rows[0].kind == MessageKind.SYSTEM else None,
    )


def _under_way(session: Session, target: str, now: datetime, lease: timedelta) -> bool:
    """Whether a message to the target is on its way from somebody: a target has one at a time."""
    until = col(DeliveryRow.lease_until)
    going = (col(DeliveryRow.state) == DeliveryState.SENDING) & (until > now) & (until <= now + 2 * lease)
    return session.exec(select(DeliveryRow.id).where(DeliveryRow.target == target, going).limit(1)).first() is not None


def _thread_start(session: Session, row: DeliveryRow) -> str:
    """The provider's id of the first message in the row's thread, "" when it starts one."""
    if row.kind not in (MessageKind.ALERT, MessageKind.FOLLOW_UP):
        return ""
    found = session.exec(
        select(DeliveryRow.reference)
        .where(
            DeliveryRow.target == row.target,
            DeliveryRow.thread == row.thread,
            DeliveryRow.reference != "",
        )
        .order_by(col(DeliveryRow.id))
        .limit(1)
    ).first()
    return found or ""


def _order() -> ColumnElement[int]:
    """Repeated messages before new ones, else oldest first."""
    return case((col(DeliveryRow.alert_id).is_not(None), 0), else_=1)


def _close_lost(session: Session, row: DeliveryRow, now: datetime) -> None:
    session.exec(
        update(AttemptRow)
        .where(col(AttemptRow.delivery_id) == row.id, col(AttemptRow.outcome) == "")
        .values(outcome=Outcome.UNCLEAR.value, reason="delivery.interrupted", ended_at=now)
    )


def _unit_rows(session: Session, first: DeliveryRow, target: Target, now: datetime) -> list[DeliveryRow]:
    if first.alert_id is not None:
        found = session.exec(
            select(DeliveryRow)
            .where(
                DeliveryRow.alert_id == first.alert_id,
                DeliveryRow.target == first.target,
                col(DeliveryRow.state) != DeliveryState.SENT,
            )
            .order_by(col(DeliveryRow.id))
        ).all()
        return sorted(found, key=lambda row: (row.kind != MessageKind.DIGEST, row.id or 0))
    rows = _together(session, first, target, now)
    kind = MessageKind.DIGEST if len(rows) > BURST else MessageKind(first.kind)
    alert_id = open_alert(session, target.name, rows[0].decision, kind, [row.decision for row in rows], now)
    for row in rows:
        row.alert_id = alert_id
    return rows


def _together(session: Session, first: DeliveryRow, target: Target, now: datetime) -> list[DeliveryRow]:
    """What leaves with the first row: everything when more than `BURST` wait, else what belongs to it."""
    if first.kind != MessageKind.ALERT or first.held_for == "reminder":
        return [first]
    fresh = (
        col(DeliveryRow.target) == target.name,
        col(DeliveryRow.state) == DeliveryState.QUEUED,
        col(DeliveryRow.kind) == MessageKind.ALERT,
        col(DeliveryRow.alert_id).is_(None),
        col(DeliveryRow.held_for) != "reminder",
    )
    limit = LIST_LIMIT.get(target.channel, LIST_LIMIT["other"])
    ready = session.exec(
        select(DeliveryRow).where(*fresh, col(DeliveryRow.not_before) <= now).order_by(col(DeliveryRow.id)).limit(limit)
    ).all()
    if len(ready) > BURST:
        return list(ready)
    if first.held_for == "quiet":
        return [row for row in ready if row.held_for == "quiet"]
    related = session.exec(
        select(DeliveryRow)
        .where(
            *fresh,
            DeliveryRow.watchlist == first.watchlist,
            (col(DeliveryRow.not_before) <= now) | (col(DeliveryRow.held_for) == "group"),
            col(DeliveryRow.held_for) != "quiet",
        )
        .order_by(col(DeliveryRow.id))
        .limit(limit)
    ).all()
    return list(related)


def _alert(session: Session, rows: Sequence[DeliveryRow], now: datetime, coverage: Coverage | None) -> Alert:
    head = session.get(AlertRow, rows[0].alert_id)
    if head is None:
        raise LookupError(rows[0].alert_id)
    keys = [key.removeprefix("reminder:") for key in json.loads(head.changes)]
    changes = _changes(session, keys)
    kind = MessageKind(head.kind)
    digest = kind is MessageKind.DIGEST and rows[0].kind == MessageKind.DIGEST
    return Alert(
        id=head.id,
        kind=kind,
        changes=changes,
        at=now,
        urgency=Urgency.DIGEST if digest else Urgency.NOW,
        watchlist_name=head.watchlist,
        questions=_questions(session, changes),
        cause=_cause(rows, kind),
        coverage=coverage if digest else None,
        due=rows[0].not_before if digest else None,
    )


def _cause(rows: Sequence[DeliveryRow], kind: MessageKind) -> str:
    lead = rows[0]
    if lead.kind == MessageKind.DIGEST:
        return "weekly" if lead.decision.startswith("digest:weekly") else "daily"
    if kind is MessageKind.DIGEST:
        return "quiet" if all(row.held_for == "quiet" for row in rows) else "burst"
    return lead.held_for if lead.held_for in ("quiet", "reminder") else ""


def _changes(session: Session, keys: Sequence[str]) -> tuple[Change, ...]:
    found: dict[str, Change] = {}
    for start in range(0, len(keys), 500):
        rows = session.exec(select(ChangeRow).where(col(ChangeRow.key).in_(list(keys[start : start + 500]))))
        found |= {row.key: codec.load(Change, row.data) for row in rows}
    return tuple(found[key] for key in keys if key in found)


def _questions(session: Session, changes: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    wanted = {change.watchlist for change in changes}
    rows = session.exec(select(ClaimRow).where(col(ClaimRow.watchlist).in_(list(wanted))).order_by(col(ClaimRow.id)))
    found = {f"{row.watchlist}/{row.claim}": row.question for row in rows}
    return tuple(found.items())


def named(alert: Alert, watchlists: Iterable[Watchlist]) -> Alert:
    """The alert with the names an editor gave: of the watchlist, and the short ones of its claims."""
    known = {watchlist.id: watchlist for watchlist in watchlists}
    found = known.get(alert.watchlist_name)
    shorts = {
        f"{watchlist.id}/{claim.id}": claim.short
        for watchlist in known.values()
        for claim in watchlist.claims
        if claim.short
    }
    return replace(alert, watchlist_name=found.name if found else alert.watchlist_name, shorts=tuple(shorts.items()))
