"""The outbox: what was decided to be told, to whom, and what became of it.

One row per decision and target, written in the transaction of the decision. A *unit* is what one message carries: the
rows of one target that share an `alert_id`; it is fixed before the first attempt, so that a repeated attempt repeats
the same message. States and rules: RELIABILITY 3; the waiting times stand below.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from monitor.alerts import calm, plan, system_note
from monitor.alerts.model import (
    Alert,
    Coverage,
    DeliveryState,
    Message,
    MessageKind,
    Outcome,
    Planned,
    SendResult,
    Silence,
    Situation,
    Target,
    Urgency,
)
from monitor.ledger.model import Change
from monitor.store import codec
from monitor.store.tables import (
    AlertRow,
    AttemptRow,
    ChangeRow,
    ClaimRow,
    DeliveryRow,
    FeedRow,
    MarkRow,
    ServiceRow,
    SilenceRow,
    TargetRow,
)
from monitor.watchlist.model import Watchlist

#: Waiting times after a passing failure, in minutes; the last one repeats (RELIABILITY D5).
BACKOFF = (1, 2, 5, 10, 15, 30)
#: A provider's Retry-After is obeyed up to this long (D8).
LONGEST_WAIT = timedelta(hours=6)
#: How long an unclear outcome waits for its one marked repetition.
UNCLEAR_WAIT = timedelta(seconds=60)
#: At most one message per target in this time (RELIABILITY 3.2).
GAP = timedelta(seconds=1)
#: More waiting changes than this for one target become one list.
BURST = 10
#: Changes one list message holds, by channel: mail is long, Slack takes about 35,000 characters, chats about 4,000.
LIST_LIMIT = {"mail": 200, "webhook": 200, "slack": 100, "other": 25}
#: Attempts after which a message the server answers about lets later ones pass.
POISON = 5
#: How long a digest or released row may wait for its target.
KEEP = timedelta(hours=48)

WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY, DeliveryState.UNCLEAR)
TOLD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCLEAR, DeliveryState.RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One message about to be sent to one target: claimed, leased, and fixed in what it tells."""

    target: str
    alert: Alert
    #: delivery rows it carries, the leading one first
    rows: tuple[int, ...]
    attempt: int
    number: int
    maybe_duplicate: bool
    #: provider's id of the newest message of the same thread at this target
    reply_to: str = ""
    #: finished text of system notes, None: to be rendered
    message: Message | None = None


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


# --- deciding ------------------------------------------------------------------------------------------------------


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


def queue(session: Session, planned: Iterable[Planned], now: datetime) -> int:
    """Writes planned rows; one that stands already is left as it is. The number of new rows."""
    return sum(_insert(session, row, now) for row in planned)


def _insert(session: Session, row: Planned, now: datetime, alert_id: str | None = None) -> int:
    values = {
        "decision": row.decision,
        "alert_id": alert_id,
        "target": row.target,
        "kind": row.kind.value,
        "state": row.state.value,
        "rank": row.rank,
        "watchlist": row.watchlist,
        "thread": row.thread,
        "message": codec.dump(row.message) if row.message is not None else "",
        "not_before": row.not_before,
        "created_at": now,
        "expires_at": row.expires_at,
        "attempts": 0,
        "lease_owner": "",
        "maybe_duplicate": False,
        "held_for": row.held_for,
        "reason": "",
        "reference": "",
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    table = DeliveryRow.__table__  # type: ignore[attr-defined]
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing(index_elements=["decision", "target"])
    return len(session.execute(statement.returning(table.c.id)).all())


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


# --- notes, digests, reminders ---------------------------------------------------------------------------------------


def tell_operator(
    session: Session, code: str, values: dict[str, object], targets: Iterable[Target], *, once: str, now: datetime
) -> int:
    """A system note (`system.<code>`) to every operator target, once per `once`; the number of new rows."""
    wanted = [target for target in targets if target.operator]
    return queue(session, [system_note(code, values, target, once=once, now=now) for target in wanted], now)


def queue_digests(session: Session, targets: Iterable[Target], now: datetime) -> int:
    """The digests that are due: one row per target and day, with everything held for it. Late ones are sent once.

    A target that is new (no digest yet) starts with the next one, unless something has been held since before.
    """
    count = 0
    for target in targets:
        found = calm.digest_due(target, now)
        if found is None:
            continue
        key, due = found
        if session.exec(
            select(DeliveryRow.id).where(DeliveryRow.decision == key, DeliveryRow.target == target.name)
        ).first():
            continue
        if not _digest_wanted(session, target.name, due):
            continue
        count += _queue_digest(session, target, key, due, now)
    return count


def _digest_wanted(session: Session, target: str, due: datetime) -> bool:
    """Whether the target was here before the digest was due: a fresh installation starts with the next one."""
    since = session.get(TargetRow, target)
    if since is not None and since.since is not None and since.since <= due:
        return True
    first = session.exec(select(func.min(DeliveryRow.created_at)).where(col(DeliveryRow.target) == target)).first()
    return first is not None and first <= due


def _queue_digest(session: Session, target: Target, key: str, due: datetime, now: datetime) -> int:
    held = session.exec(
        select(DeliveryRow)
        .where(
            DeliveryRow.target == target.name,
            DeliveryRow.state == DeliveryState.HELD,
            col(DeliveryRow.held_for).in_(("digest", "cap")),
            col(DeliveryRow.alert_id).is_(None),
        )
        .order_by(col(DeliveryRow.rank), col(DeliveryRow.id))
    ).all()
    limit = LIST_LIMIT.get(target.channel, LIST_LIMIT["other"])
    parts = [held[start : start + limit] for start in range(0, len(held), limit)] or [[]]
    for number, part in enumerate(parts, start=1):
        decision = key if number == 1 else f"{key}/{number}"
        alert_id = _open_alert(session, target.name, decision, MessageKind.DIGEST, [row.decision for row in part], now)
        row = Planned(
            decision=decision,
            target=target.name,
            kind=MessageKind.DIGEST,
            urgency=Urgency.DIGEST,
            state=DeliveryState.QUEUED,
            not_before=due,
            expires_at=now + KEEP,
            thread="digest",
        )
        _insert(session, row, now, alert_id)
        for item in part:
            item.alert_id, item.state, item.expires_at = alert_id, DeliveryState.QUEUED.value, now + KEEP
            item.not_before = due
            session.add(item)
    session.flush()
    return len(parts)


def queue_reminders(session: Session, targets: Iterable[Target], now: datetime) -> int:
    """One reminder for each told alert that nobody acknowledged in the target's time."""
    count = 0
    for target in targets:
        if target.remind_after is None:
            continue
        limit = now - timedelta(seconds=target.remind_after)
        rows = session.exec(
            select(DeliveryRow).where(
                DeliveryRow.target == target.name,
                DeliveryRow.state == DeliveryState.SENT,
                DeliveryRow.kind == MessageKind.ALERT,
                col(DeliveryRow.sent_at) <= limit,
                col(DeliveryRow.sent_at) > limit - timedelta(days=1),
                col(DeliveryRow.held_for).in_(("", "group", "quiet")),
                ~col(DeliveryRow.decision).in_(select(MarkRow.change_key).where(MarkRow.kind == "ack")),
            )
        ).all()
        for row in rows:
            count += _insert(session, _reminder(row, now), now)
    return count


def _reminder(row: DeliveryRow, now: datetime) -> Planned:
    return Planned(
        decision=f"reminder:{row.decision}",
        target=row.target,
        kind=MessageKind.ALERT,
        urgency=Urgency.NOW,
        state=DeliveryState.QUEUED,
        not_before=now,
        expires_at=now + KEEP,
        watchlist=row.watchlist,
        thread=row.thread,
        rank=row.rank,
        held_for="reminder",
    )


# --- claiming --------------------------------------------------------------------------------------------------------


def due(session: Session, now: datetime, lease: timedelta) -> tuple[str, ...]:
    """Targets with something to send now, the most important rank first."""
    resting = select(TargetRow.name).where(
        (col(TargetRow.not_before) > now) | col(TargetRow.state).in_(("broken", "paused"))
    )
    ready = _ready(now, lease)
    rows = session.exec(
        select(DeliveryRow.target)
        .where(ready, ~col(DeliveryRow.target).in_(resting))
        .group_by(col(DeliveryRow.target))
        .order_by(func.min(DeliveryRow.rank), func.min(DeliveryRow.id))
    )
    return tuple(rows)


def _ready(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Rows that may leave: due ones, and sendings whose lease ended.

    A lease that ends later than `lease` from now was written before the clock was set back; it is not believed (D16).
    """
    waiting = col(DeliveryRow.state).in_(WAITING) & (col(DeliveryRow.not_before) <= now)
    lost = (col(DeliveryRow.state) == DeliveryState.SENDING) & (
        (col(DeliveryRow.lease_until) <= now) | (col(DeliveryRow.lease_until) > now + lease)
    )
    return waiting | lost


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
    if first is None:
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
    alert_id = _open_alert(session, target.name, rows[0].decision, kind, [row.decision for row in rows], now)
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


def _open_alert(
    session: Session, target: str, decision: str, kind: MessageKind, keys: Sequence[str], now: datetime
) -> str:
    """The alert row of a unit; its id is short, stands in the message, and is the same whenever it is made again."""
    alert_id = hashlib.sha256(f"{target}\n{decision}".encode()).hexdigest()[:12]
    if session.get(AlertRow, alert_id) is None:
        watchlist = session.exec(select(ChangeRow.watchlist).where(col(ChangeRow.key).in_(list(keys[:1])))).first()
        session.add(
            AlertRow(
                id=alert_id, kind=kind.value, watchlist=watchlist or "", changes=json.dumps(list(keys)), created_at=now
            )
        )
        session.flush()
    return alert_id


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


# --- recording -------------------------------------------------------------------------------------------------------


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
        poison = result.status is not None and unit.number >= POISON and result.retry_after is None
        if state is DeliveryState.RETRY and wait is not None and not poison:
            health.not_before = now + wait
    session.add(health)


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


# --- keeping house ---------------------------------------------------------------------------------------------------


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


def untold_troubles(session: Session, now: datetime, after: timedelta) -> tuple[TargetRow, ...]:
    """Targets whose trouble nobody was told of: broken ones at once, failing ones after a while."""
    rows = session.exec(
        select(TargetRow).where(col(TargetRow.state).in_(("broken", "failing")), col(TargetRow.told).is_(False))
    ).all()
    return tuple(row for row in rows if row.state == "broken" or (row.since is not None and row.since + after <= now))


def tell_of_trouble(session: Session, targets: Sequence[Target], watchlists: Iterable[Watchlist], now: datetime) -> int:
    """Tells operators and the other targets of the same watchlists, once per trouble, that a target takes nothing."""
    count = 0
    lists = tuple(watchlists)
    for row in untold_troubles(session, now, timedelta(minutes=15)):
        beside = {name for watchlist in lists if row.name in watchlist.notify for name in watchlist.notify}
        waiting = session.exec(
            select(func.count())
            .select_from(DeliveryRow)
            .where(col(DeliveryRow.target) == row.name, col(DeliveryRow.state).in_(WAITING))
        ).one()
        since = row.since or now
        values: dict[str, object] = {
            "target": row.name,
            "reason": row.reason,
            "since": since.isoformat(),
            "waiting": int(waiting),
        }
        for target in targets:
            if target.name != row.name and (target.operator or target.name in beside):
                once = f"target:{row.name}:{row.state}:{since.isoformat()}"
                note = system_note(f"target_{row.state}", values, target, once=once, now=now)
                count += queue(session, [note], now)
        row.told = True
        session.add(row)
    return count


def coverage(session: Session, since: datetime) -> Coverage:
    """How much was seen: for the last lines of a digest."""
    from monitor.store.tables import ArticleRow

    feeds = session.exec(select(FeedRow).order_by(col(FeedRow.id))).all()
    disturbed = tuple(row.title or row.host for row in feeds if row.state in ("failing", "silent", "gone"))
    cycle = session.get(ServiceRow, "cycle")
    found = session.exec(select(func.count()).select_from(ArticleRow).where(col(ArticleRow.found_at) >= since)).one()
    muted = session.exec(
        select(func.count())
        .select_from(DeliveryRow)
        .where(col(DeliveryRow.held_for) == "silenced", col(DeliveryRow.created_at) >= since)
    ).one()
    return Coverage(
        feeds=len(feeds),
        disturbed=disturbed,
        last_cycle=cycle.at if cycle is not None else None,
        articles=int(found),
        silenced=int(muted),
    )


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
