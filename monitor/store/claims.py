"""Claims in the store: one row per version, each with the state its fold has reached."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from monitor.ledger.model import ClaimState
from monitor.store.codec import dump, load
from monitor.store.tables import ClaimRow
from monitor.watchlist.model import Claim, Watchlist


def fresh(session: Session, watchlist: Watchlist) -> tuple[Claim, ...]:
    """The claims of a watchlist whose versions are not active yet: those need a fold over what is stored."""
    rows = session.exec(
        select(ClaimRow.claim, ClaimRow.version).where(ClaimRow.watchlist == watchlist.id, ClaimRow.active)
    )
    active = set(rows.all())
    return tuple(claim for claim in watchlist.claims if (claim.id, claim.version) not in active)


def sync(session: Session, watchlist: Watchlist, now: datetime) -> None:
    """Makes exactly the claims of a watchlist the active ones; older versions stay as history."""
    rows = {
        (row.claim, row.version): row
        for row in session.exec(select(ClaimRow).where(ClaimRow.watchlist == watchlist.id))
    }
    wanted = {(claim.id, claim.version) for claim in watchlist.claims}
    for key, row in rows.items():
        if key not in wanted:
            row.active = False
    for claim in watchlist.claims:
        row = rows.get((claim.id, claim.version)) or ClaimRow(
            watchlist=watchlist.id,
            claim=claim.id,
            version=claim.version,
            kind=claim.kind.value,
            data="",
            since=now,
            active=False,
        )
        if not row.active:
            row.since = now
        row.active, row.question, row.data = True, claim.question, dump(claim)
        session.add(row)
    session.flush()


def retire(session: Session, watchlist: str) -> None:
    """No claim of the watchlist is active any more."""
    for row in session.exec(select(ClaimRow).where(ClaimRow.watchlist == watchlist)):
        row.active = False


def active(session: Session) -> tuple[tuple[str, Claim], ...]:
    """(watchlist, claim) of every active claim version."""
    rows = session.exec(select(ClaimRow.watchlist, ClaimRow.data).where(ClaimRow.active))
    return tuple((watchlist, load(Claim, data)) for watchlist, data in rows)


def ids(session: Session, watchlist: str) -> dict[str, int]:
    """Claim id -> row id of its active version."""
    rows = session.exec(select(ClaimRow.claim, ClaimRow.id).where(ClaimRow.watchlist == watchlist, ClaimRow.active))
    return {claim: number for claim, number in rows if number is not None}


def states(session: Session, watchlist: str) -> dict[str, ClaimState]:
    """Claim id -> state of its active version, as far as folded."""
    rows = session.exec(select(ClaimRow.claim, ClaimRow.state).where(ClaimRow.watchlist == watchlist, ClaimRow.active))
    return {claim: load(ClaimState, state) for claim, state in rows if state}


def set_state(session: Session, claim_id: int, state: ClaimState | None) -> None:
    """Remembers how far the fold has come; None: nothing yet."""
    row = session.exec(select(ClaimRow).where(ClaimRow.id == claim_id)).one()
    row.state = dump(state) if state is not None else ""
