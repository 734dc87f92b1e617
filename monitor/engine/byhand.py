"""An editor's own positions in the fold: set ones are facts of their own, withdrawn ones lay earlier facts aside."""

from __future__ import annotations

from datetime import datetime

from monitor import ledger
from monitor.articles.model import OutletClass
from monitor.errors import StoreError
from monitor.ledger.model import Evidence, Fact, Value
from monitor.reading.model import Span, Where
from monitor.store import Session, byhand, claims, facts, positions, service
from monitor.store.byhand import ByHand
from monitor.watchlist.model import Claim, Watchlist


def set_position(
    session: Session,
    watchlist: Watchlist,
    claim_id: str,
    party: str,
    value: Value | None,
    *,
    author: str,
    reason: str,
    now: datetime,
) -> None:
    """Sets (or with None withdraws) what a party says; the log of who did it stands in the audit.

    Raises StoreError `service.unknown_claim`.
    """
    claim = next((claim for claim in watchlist.claims if claim.id == claim_id), None)
    if claim is None:
        raise StoreError("service.unknown_claim", watchlist=watchlist.id, claim=claim_id)
    byhand.add(
        session,
        watchlist=watchlist.id,
        claim=claim_id,
        party=party,
        value=value,
        author=author,
        reason=reason,
        now=now,
    )
    service.audit(
        session,
        now,
        author=author,
        action="position.set" if value is not None else "position.withdrawn",
        subject=f"{watchlist.id}/{claim_id}/{party}",
        after={"value": ledger.show(value) if value is not None else None, "reason": reason},
    )
    apply(session, watchlist, claim)


def apply(session: Session, watchlist: Watchlist, claim: Claim) -> None:
    """Folds the claim from its stored facts and what was set by hand."""
    entries = byhand.of_claim(session, watchlist.id, claim.id)
    if not entries:
        return
    row = claims.ids(session, watchlist.id)[claim.id]
    for entry in entries:
        if entry.value is None:
            byhand.lay_aside(session, row, entry.party, entry.at)
    names = {party.name for party in watchlist.parties}
    kept = [
        _fact(claim, watchlist, entry, entry.party in names)
        for place, entry in enumerate(entries)
        if entry.value is not None and not _withdrawn_later(entries[place + 1 :], entry)
    ]
    state = ledger.refold(claim, [*facts.standing(session, row), *kept])
    claims.set_states(session, {row: state})
    positions.rewrite(session, {row: ledger.positions(claim, state)})


def _withdrawn_later(later: tuple[ByHand, ...], entry: ByHand) -> bool:
    return any(other.value is None and other.party == entry.party for other in later)


def _fact(claim: Claim, watchlist: Watchlist, entry: ByHand, named: bool) -> Fact:
    assert entry.value is not None
    article = f"{positions.BY_HAND}{entry.id}"
    evidence = Evidence(
        article=article,
        revision=0,
        url="",
        outlet=entry.author,
        title=entry.reason,
        published=entry.at,
        found=entry.at,
        outlet_class=OutletClass.UNKNOWN,
        sentence=entry.reason,
        speaker=entry.party,
    )
    return Fact(
        watchlist=watchlist.id,
        claim=claim.id,
        claim_version=claim.version,
        kind=claim.kind,
        article=article,
        revision=0,
        where=Where.BODY,
        span=Span(0, 0),
        offset=0,
        at=entry.at,
        published=entry.at,
        found=entry.at,
        party=entry.party,
        named=named,
        speaker=entry.party,
        value=entry.value,
        evidence=evidence,
    )
