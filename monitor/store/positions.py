"""Present positions for people and pages; the truth is the fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session, col, delete, select

from monitor.ledger.model import Position
from monitor.store.codec import dump, load
from monitor.store.tables import ClaimRow, PositionRow

#: articles of facts that an editor set start with this
BY_HAND = "hand:"


def rewrite(session: Session, claim_id: int, positions: Iterable[Position]) -> None:
    """Makes these the positions of a claim version."""
    session.exec(delete(PositionRow).where(col(PositionRow.claim_id) == claim_id))
    for position in positions:
        if position.evidence.article.startswith(BY_HAND):
            position = replace(position, by_hand=position.evidence.outlet)
        value = position.value
        session.add(
            PositionRow(
                claim_id=claim_id,
                party=position.party,
                at=position.at,
                low=value.low,
                high=value.high,
                stance=value.stance.value if value.stance else None,
                answer=value.answer,
                data=dump(position),
            )
        )


def of_watchlist(session: Session, watchlist: str = "", claim: str = "") -> tuple[tuple[str, str, Position], ...]:
    """(watchlist, claim, position) of the active claims, by claim, then newest first."""
    query = (
        select(ClaimRow.watchlist, ClaimRow.claim, PositionRow.data)
        .join(PositionRow, col(PositionRow.claim_id) == col(ClaimRow.id))
        .where(ClaimRow.active)
        .order_by(ClaimRow.watchlist, col(ClaimRow.id), col(PositionRow.at).desc())
    )
    if watchlist:
        query = query.where(ClaimRow.watchlist == watchlist)
    if claim:
        query = query.where(ClaimRow.claim == claim)
    return tuple((name, claim_id, load(Position, data)) for name, claim_id, data in session.exec(query))
