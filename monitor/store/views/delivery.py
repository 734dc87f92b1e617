"""The outbox as people see it: what left, what waits and why, what a provider answered; targets and silences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from monitor.errors import MonitorError
from monitor.ledger.model import Change
from monitor.store.codec import load
from monitor.store.tables import AttemptRow, ChangeRow, DeliveryRow, SilenceRow, TargetRow

PAGE = 50
#: what the filter of the outbox offers -> states
GROUPS = {
    "waiting": ("queued", "sending", "retry", "unclear"),
    "held": ("held",),
    "sent": ("sent",),
    "failed": ("failed", "expired"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One message to one target."""

    id: int
    target: str
    kind: str
    state: str
    watchlist: str
    subject: str
    #: key of its change, "" for digests and notes of the service
    change: str
    held_for: str
    reason: str
    answer: str
    attempts: int
    maybe_duplicate: bool
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    #: the change it tells, for rows whose text is not written yet
    about: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a provider."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    reason: str
    answer: str
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery with its text and all its attempts."""

    line: DeliveryLine
    text: str
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHealth:
    """What we know of a target's health."""

    name: str
    state: str
    reason: str
    since: datetime | None
    last_ok_at: datetime | None
    not_before: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceLine:
    """A silence somebody set."""

    id: int
    watchlist: str
    claim: str
    party: str
    up_to: float | None
    author: str
    reason: str
    created_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None
    #: changes it holds back
    held: int = 0

    def active(self, now: datetime) -> bool:
        """Whether it mutes at `now`."""
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > now)


def deliveries(
    session: Session, *, group: str = "", target: str = "", before: int | None = None, limit: int = PAGE
) -> tuple[DeliveryLine, ...]:
    """Rows of the outbox, newest first; `before` goes on from a row id."""
    query = select(DeliveryRow).order_by(col(DeliveryRow.id).desc()).limit(limit)
    if group in GROUPS:
        query = query.where(col(DeliveryRow.state).in_(GROUPS[group]))
    if target:
        query = query.where(col(DeliveryRow.target) == target)
    if before is not None:
        query = query.where(col(DeliveryRow.id) < before)
    return _lines(session, list(session.scalars(query)))


def delivery(session: Session, ident: int) -> DeliveryView | None:
    """One delivery with its attempts, oldest first."""
    row = session.get(DeliveryRow, ident)
    if row is None:
        return None
    query = select(AttemptRow).where(col(AttemptRow.delivery_id) == ident).order_by(col(AttemptRow.id))
    return DeliveryView(
        line=_lines(session, [row])[0],
        text=str(_message(row.message).get("text") or ""),
        attempts=tuple(
            Attempt(
                number=item.number,
                started_at=item.started_at,
                ended_at=item.ended_at,
                outcome=item.outcome,
                reason=item.reason,
                answer=item.answer,
                status=item.status,
            )
            for item in session.scalars(query)
        ),
    )


def totals(session: Session, since: datetime) -> dict[str, int]:
    """How many rows are in each group; sent ones since `since`."""
    rows = session.execute(
        select(DeliveryRow.state, func.count()).where(col(DeliveryRow.state) != "sent").group_by(col(DeliveryRow.state))  # type: ignore[call-overload]
    )
    states = {row[0]: row[1] for row in rows}
    found = {group: sum(states.get(state, 0) for state in kept) for group, kept in GROUPS.items()}
    found["sent"] = (
        session.scalar(
            select(func.count())
            .select_from(DeliveryRow)
            .where(col(DeliveryRow.state) == "sent", col(DeliveryRow.sent_at) >= since)
        )
        or 0
    )
    return found


def targets(session: Session) -> tuple[TargetHealth, ...]:
    """Health of every target that ever took part."""
    counted: dict[tuple[str, str], int] = {}
    open_states = (*GROUPS["waiting"], *GROUPS["failed"])
    for name, state, number in session.execute(
        select(DeliveryRow.target, DeliveryRow.state, func.count())  # type: ignore[call-overload]
        .where(col(DeliveryRow.state).in_(open_states))
        .group_by(col(DeliveryRow.target), col(DeliveryRow.state))
    ):
        counted[name, state] = number
    return tuple(
        TargetHealth(
            name=row.name,
            state=row.state,
            reason=row.reason,
            since=row.since,
            last_ok_at=row.last_ok_at,
            not_before=row.not_before,
            waiting=sum(counted.get((row.name, state), 0) for state in GROUPS["waiting"]),
            failed=sum(counted.get((row.name, state), 0) for state in GROUPS["failed"]),
        )
        for row in session.scalars(select(TargetRow).order_by(col(TargetRow.name)))
    )


def pause_target(session: Session, name: str, *, paused: bool, now: datetime) -> None:
    """Stops or resumes the sending to a target; nothing that waits is lost."""
    row = session.get(TargetRow, name) or TargetRow(name=name)
    row.state, row.since, row.reason = ("paused" if paused else "ok"), now, ""
    session.add(row)


def silences(session: Session, *, watchlist: str = "", claim: str = "", limit: int = 100) -> tuple[SilenceLine, ...]:
    """Silences, newest first; for a claim those of its whole watchlist too."""
    query = select(SilenceRow).order_by(col(SilenceRow.id).desc()).limit(limit)
    if watchlist:
        query = query.where(col(SilenceRow.watchlist) == watchlist)
    if claim:
        query = query.where(col(SilenceRow.claim).in_(("", claim)))
    return tuple(_silence(row) for row in session.scalars(query))


def add_silence(
    session: Session,
    *,
    watchlist: str,
    claim: str,
    party: str,
    up_to: float | None,
    author: str,
    reason: str,
    ends_at: datetime | None,
    now: datetime,
) -> int:
    """A new silence; raises MonitorError when nobody could see what it mutes."""
    if not watchlist:
        raise MonitorError("web.silence.watchlist")
    row = SilenceRow(
        watchlist=watchlist,
        claim=claim,
        party=party,
        up_to=up_to,
        author=author,
        reason=reason.strip()[:500],
        created_at=now,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def lift_silence(session: Session, ident: int, *, now: datetime) -> SilenceLine | None:
    """Ends a silence; None when there is none or it is over already."""
    row = session.get(SilenceRow, ident)
    if row is None or row.lifted_at is not None:
        return None
    row.lifted_at = now
    session.add(row)
    return _silence(row)


def recent_changes(session: Session, watchlist: str, *, limit: int = 300) -> tuple[Change, ...]:
    """The newest changes of a watchlist, for the preview of a silence."""
    query = (
        select(ChangeRow.data)  # type: ignore[call-overload]
        .where(col(ChangeRow.watchlist) == watchlist, col(ChangeRow.baseline).is_(False))
        .order_by(col(ChangeRow.decided_at).desc())
        .limit(limit)
    )
    return tuple(load(Change, data) for data in session.scalars(query))


# --- inside ----------------------------------------------------------------------------------------------------------


def _lines(session: Session, rows: Sequence[DeliveryRow]) -> tuple[DeliveryLine, ...]:
    answers: dict[int, str] = {}
    ids = [row.id or 0 for row in rows]
    for item in session.scalars(
        select(AttemptRow).where(col(AttemptRow.delivery_id).in_(ids)).order_by(col(AttemptRow.id))
    ):
        answers[item.delivery_id] = item.answer
    told = session.execute(
        select(ChangeRow.key, ChangeRow.data).where(col(ChangeRow.key).in_([row.decision for row in rows]))  # type: ignore[call-overload]
    )
    known = {key: load(Change, data) for key, data in told}
    return tuple(
        DeliveryLine(
            id=row.id or 0,
            target=row.target,
            kind=row.kind,
            state=row.state,
            watchlist=row.watchlist,
            subject=str(_message(row.message).get("subject") or ""),
            change=row.decision if row.decision in known else "",
            held_for=row.held_for,
            reason=row.reason,
            answer=answers.get(row.id or 0, ""),
            attempts=row.attempts,
            maybe_duplicate=row.maybe_duplicate,
            created_at=row.created_at,
            not_before=row.not_before,
            sent_at=row.sent_at,
            about=known.get(row.decision),
        )
        for row in rows
    )


def _message(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _silence(row: SilenceRow) -> SilenceLine:
    return SilenceLine(
        id=row.id or 0,
        watchlist=row.watchlist,
        claim=row.claim,
        party=row.party,
        up_to=row.up_to,
        author=row.author,
        reason=row.reason,
        created_at=row.created_at,
        ends_at=row.ends_at,
        lifted_at=row.lifted_at,
    )
