"""From changes to rows: called in the transaction that writes the changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Table, bindparam, func
from sqlalchemy import select as sql
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
from monitor.store.straight import Prepared
from monitor.store.tables import (
    DeliveryRow,
    MarkRow,
    SilenceRow,
)
from monitor.watchlist.model import Watchlist

#: How long a judgement "falsch" must stand before the recipients are told, and how far back is looked.
GRACE = timedelta(minutes=2)
JUDGED_SINCE = timedelta(days=30)

_DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_SILENCE: Table = SilenceRow.__table__  # type: ignore[attr-defined]
_LISTS: BindParameter[str] = bindparam("of_watchlists", expanding=True)
_DECISIONS: BindParameter[str] = bindparam("of_decisions", expanding=True)
_SILENCE_NAMES = ("watchlist", "claim", "party", "up_to", "author", "reason", "ends_at")
_SILENCES = Prepared(
    sql(*(_SILENCE.c[name] for name in _SILENCE_NAMES)).where(
        _SILENCE.c.watchlist.in_(_LISTS), _SILENCE.c.lifted_at.is_(None)
    )
)
_TOLD_TODAY = Prepared(
    sql(_DELIVERY.c.target, _DELIVERY.c.watchlist, func.count())
    .where(
        _DELIVERY.c.watchlist.in_(_LISTS),
        _DELIVERY.c.created_at >= bindparam("today"),
        _DELIVERY.c.kind == MessageKind.ALERT.value,
        _DELIVERY.c.held_for.in_(("", "group", "quiet")),
    )
    .group_by(_DELIVERY.c.target, _DELIVERY.c.watchlist)
)
_RECIPIENTS = Prepared(
    sql(_DELIVERY.c.decision, _DELIVERY.c.target)
    .where(_DELIVERY.c.decision.in_(_DECISIONS), _DELIVERY.c.state.in_(tuple(state.value for state in TOLD)))
    .order_by(_DELIVERY.c.id)
)
_OVERTAKEN = Prepared(
    _DELIVERY.update()
    .where(
        _DELIVERY.c.decision.in_(_DECISIONS),
        _DELIVERY.c.state.in_((DeliveryState.QUEUED.value, DeliveryState.HELD.value)),
        _DELIVERY.c.alert_id.is_(None),
    )
    .values(state=DeliveryState.HELD.value, held_for="overtaken", reason="delivery.overtaken")
)


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
    rows = _SILENCES.rows(session, {"of_watchlists": tuple(watchlists)})
    return tuple(
        Silence(**dict(zip(_SILENCE_NAMES, row, strict=True))) for row in rows if row[-1] is None or row[-1] > now
    )


def _told_today(session: Session, watchlists: Iterable[str], now: datetime) -> tuple[tuple[str, str, int], ...]:
    asked = {"of_watchlists": tuple(watchlists), "today": calm.start_of_day(now)}
    return tuple((target, watchlist, count) for target, watchlist, count in _TOLD_TODAY.rows(session, asked))


def _recipients(session: Session, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    wanted = tuple(keys)
    if not wanted:
        return ()
    return tuple((decision, target) for decision, target in _RECIPIENTS.rows(session, {"of_decisions": wanted}))


def withdraw(session: Session, keys: Iterable[str], now: datetime) -> None:
    """Takes back overtaken changes that have not left yet: they end as held, with the reason, and are never sent."""
    wanted = tuple(keys)
    if wanted:
        _OVERTAKEN.run(session, {"of_decisions": wanted})


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
