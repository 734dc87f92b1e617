"""What time alone brings: digests, reminders, notes about the monitor's own troubles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from monitor.alerts import calm, system_note
from monitor.alerts.model import (
    Coverage,
    DeliveryState,
    MessageKind,
    Planned,
    Target,
    Urgency,
)
from monitor.store.outbox.rows import KEEP, LIST_LIMIT, WAITING, insert, open_alert, queue
from monitor.store.tables import (
    ArticleRow,
    DeliveryRow,
    FeedRow,
    MarkRow,
    ServiceRow,
    TargetRow,
)
from monitor.watchlist.model import Watchlist

#: How long without a full cycle is told (two of the slowest usual intervals).
NO_CYCLE = timedelta(minutes=30)


def tell_operator(
    session: Session, code: str, values: dict[str, object], targets: Iterable[Target], *, once: str, now: datetime
) -> int:
    """A system note (`system.<code>`) to every operator target, once per `once`; the number of new rows."""
    wanted = [target for target in targets if target.operator]
    return queue(session, [system_note(code, values, target, once=once, now=now) for target in wanted], now)


def queue_digests(session: Session, targets: Iterable[Target], now: datetime, *, keep: timedelta = KEEP) -> int:
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
        count += _queue_digest(session, target, key, due, now, keep)
    return count


def _digest_wanted(session: Session, target: str, due: datetime) -> bool:
    """Whether the target was here before the digest was due: a fresh installation starts with the next one."""
    since = session.get(TargetRow, target)
    if since is not None and since.since is not None and since.since <= due:
        return True
    first = session.exec(select(func.min(DeliveryRow.created_at)).where(col(DeliveryRow.target) == target)).first()
    return first is not None and first <= due


def _queue_digest(session: Session, target: Target, key: str, due: datetime, now: datetime, keep: timedelta) -> int:
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
        alert_id = open_alert(session, target.name, decision, MessageKind.DIGEST, [row.decision for row in part], now)
        row = Planned(
            decision=decision,
            target=target.name,
            kind=MessageKind.DIGEST,
            urgency=Urgency.DIGEST,
            state=DeliveryState.QUEUED,
            not_before=due,
            expires_at=now + keep,
            thread="digest",
        )
        insert(session, row, now, alert_id)
        for item in part:
            item.alert_id, item.state, item.expires_at = alert_id, DeliveryState.QUEUED.value, now + keep
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
            count += insert(session, _reminder(row, now), now)
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


def tell_of_silence(session: Session, targets: Sequence[Target], now: datetime) -> int:
    """Tells operators that no cycle succeeded, or that a publisher's pages give no text any more; each once."""
    count = 0
    cycle = session.get(ServiceRow, "cycle")
    if cycle is not None and cycle.at < now - NO_CYCLE:
        values: dict[str, object] = {"since": cycle.at}
        count += tell_operator(session, "no_poll", values, targets, once=f"no_poll:{cycle.at.isoformat()}", now=now)
    for host, empty, all_pages in _empty_pages(session, now):
        values = {"host": host, "share": f"{round(100 * empty / all_pages)} %"}
        week = "-".join(str(part) for part in calm.day_of(now).isocalendar()[:2])
        count += tell_operator(session, "extraction", values, targets, once=f"extraction:{host}:{week}", now=now)
    return count


def _empty_pages(session: Session, now: datetime) -> list[tuple[str, int, int]]:
    """Hosts whose pages of the last day mostly gave no text: (host, without text, all)."""
    rows = session.exec(
        select(ArticleRow.host, ArticleRow.state, func.count())
        .where(col(ArticleRow.found_at) >= now - timedelta(days=1), col(ArticleRow.visits) > 0)
        .group_by(col(ArticleRow.host), col(ArticleRow.state))
    )
    pages: dict[str, list[int]] = {}
    for host, state, count in rows:
        if state in ("read", "gated", "teaser", "none", "wall"):
            found = pages.setdefault(host, [0, 0])
            found[0] += int(count) if state in ("none", "wall") else 0
            found[1] += int(count)
    return [
        (host, empty, every) for host, (empty, every) in sorted(pages.items()) if every >= 10 and 2 * empty >= every
    ]


def coverage(session: Session, since: datetime) -> Coverage:
    """How much was seen: for the last lines of a digest."""
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
