"""Positions that an editor set or withdrew by hand, with name and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from monitor.ledger.model import Value
from monitor.store.codec import dump, load
from monitor.store.tables import ByHandRow, FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """One entry; `value` None takes the position of the party back as of `at`."""

    id: int
    watchlist: str
    claim: str
    party: str
    value: Value | None
    author: str
    reason: str
    at: datetime


def add(
    session: Session,
    *,
    watchlist: str,
    claim: str,
    party: str,
    value: Value | None,
    author: str,
    reason: str,
    now: datetime,
) -> None:
    """Remembers what an editor decided."""
    shown = dump(value) if value is not None else ""
    session.add(
        ByHandRow(watchlist=watchlist, claim=claim, party=party, value=shown, author=author, reason=reason, at=now)
    )
    session.flush()


def of_claim(session: Session, watchlist: str, claim: str) -> tuple[ByHand, ...]:
    """Entries of a claim, oldest first."""
    rows = session.exec(
        select(ByHandRow).where(ByHandRow.watchlist == watchlist, ByHandRow.claim == claim).order_by(col(ByHandRow.id))
    )
    return tuple(
        ByHand(
            id=row.id or 0,
            watchlist=row.watchlist,
            claim=row.claim,
            party=row.party,
            value=load(Value, row.value) if row.value else None,
            author=row.author,
            reason=row.reason,
            at=row.at,
        )
        for row in rows
    )


def lay_aside(session: Session, claim_id: int, party: str, until: datetime) -> None:
    """Takes the facts of a party up to a moment out of the fold."""
    session.exec(
        update(FactRow)
        .where(col(FactRow.claim_id) == claim_id, col(FactRow.party) == party, col(FactRow.at) <= until)
        .values(standing=False)
    )
