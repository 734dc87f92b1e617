"""Present positions for people and pages; the truth is the fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Table, bindparam
from sqlmodel import Session, col, delete, select

from monitor.ledger.model import Position
from monitor.store.codec import dump, load
from monitor.store.straight import Prepared
from monitor.store.tables import ClaimRow, PositionRow

_POSITION: Table = PositionRow.__table__  # type: ignore[attr-defined]
_NEW = Prepared(_POSITION.insert())
_GONE = Prepared(
    _POSITION.delete().where(_POSITION.c.claim_id == bindparam("of_claim"), _POSITION.c.party == bindparam("of_party"))
)
#: articles of facts that an editor set start with this
BY_HAND = "hand:"


def rewrite(session: Session, found: Mapping[int, Iterable[Position]]) -> None:
    """Makes these the positions of claim versions (by row id); what did not change is not written."""
    known = select(PositionRow.id, PositionRow.claim_id, PositionRow.party, PositionRow.data)
    rows = session.exec(known.where(col(PositionRow.claim_id).in_(found))).all()
    standing = {(claim_id, party): (number, data) for number, claim_id, party, data in rows}
    wanted = {
        (claim_id, position.party): _row(claim_id, position)
        for claim_id, positions in found.items()
        for position in positions
    }
    same = {key for key, row in wanted.items() if key in standing and standing[key][1] == row["data"]}
    gone = [number for key, (number, _) in standing.items() if key not in same]
    fresh = [row for key, row in wanted.items() if key not in same]
    if gone:
        session.exec(delete(PositionRow).where(col(PositionRow.id).in_(gone)))
    _NEW.many(session, fresh)


def update(session: Session, before: Mapping[int, Iterable[Position]], after: Mapping[int, Iterable[Position]]) -> None:
    """Writes what differs between two sets of positions of claim versions (by row id); `before` is what stands."""
    old = {(claim_id, position.party): position for claim_id, held in before.items() for position in held}
    new = {(claim_id, position.party): position for claim_id, held in after.items() for position in held}
    moved = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    _GONE.many(
        session, [{"of_claim": claim_id, "of_party": party} for claim_id, party in moved if (claim_id, party) in old]
    )
    _NEW.many(session, [_row(key[0], new[key]) for key in moved if key in new])


def _row(claim_id: int, position: Position) -> dict[str, object]:
    if position.evidence.article.startswith(BY_HAND):
        position = replace(position, by_hand=position.evidence.outlet)
    value = position.value
    return {
        "claim_id": claim_id,
        "party": position.party,
        "at": position.at,
        "low": value.low,
        "high": value.high,
        "stance": value.stance.value if value.stance else None,
        "answer": value.answer,
        "data": dump(position),
    }


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
