"""Rows of the outbox as such: states, writing one, opening the message they leave with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Table
from sqlmodel import Session, col, select

from monitor.alerts.model import (
    Alert,
    DeliveryState,
    Message,
    MessageKind,
    Planned,
)
from monitor.store import codec
from monitor.store.straight import Prepared
from monitor.store.tables import (
    AlertRow,
    ChangeRow,
    DeliveryRow,
)

#: More waiting changes than this for one target become one list.
BURST = 10
#: Changes one list message holds, by channel: mail is long, Slack takes about 35,000 characters, chats about 4,000.
LIST_LIMIT = {"mail": 200, "webhook": 200, "slack": 100, "other": 25}
#: How long a digest or released row may wait for its target.
KEEP = timedelta(hours=48)

WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY, DeliveryState.UNCLEAR)
TOLD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCLEAR, DeliveryState.RETRY)


_DELIVERY: Table = DeliveryRow.__table__  # type: ignore[attr-defined]


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


def queue(session: Session, planned: Iterable[Planned], now: datetime) -> int:
    """Writes planned rows; one that stands already is left as it is. The number of new rows."""
    return _new(session, [_row(row, now) for row in planned])


def insert(session: Session, row: Planned, now: datetime, alert_id: str | None = None) -> int:
    """Writes one planned row, as part of an alert that is told already; 1 when it is new."""
    return _new(session, [{**_row(row, now), "alert_id": alert_id}])


def _new(session: Session, rows: Sequence[Mapping[str, object]]) -> int:
    return _insert(session.get_bind().dialect.name).many(session, rows)


@cache
def _insert(dialect: str) -> Prepared:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return Prepared(insert(_DELIVERY).on_conflict_do_nothing(index_elements=["decision", "target"]))


def _row(row: Planned, now: datetime) -> dict[str, object]:
    return {
        "decision": row.decision,
        "alert_id": None,
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


def open_alert(
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
