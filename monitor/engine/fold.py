"""Folding claims anew over everything stored, without keeping others from writing meanwhile.

First the fold in memory, on one snapshot of the database; then one short transaction that writes its result and catches
up with what came in between. Verdicts for `explain` and positions come of it, no change and no alert.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor import ledger
from monitor.engine import byhand
from monitor.engine.decide import judge_into
from monitor.ledger.model import ClaimState, Fact, Verdict
from monitor.store import Session, claims, facts, positions, revisions
from monitor.watchlist.model import Claim, Watchlist


@dataclass(slots=True, kw_only=True)
class Folded:
    """What the stored articles mean to some claims."""

    claims: tuple[Claim, ...]
    states: dict[str, ClaimState] = field(default_factory=dict)
    #: (revision id, facts, verdicts), touching revisions only
    judged: list[tuple[int, tuple[Fact, ...], tuple[Verdict, ...]]] = field(default_factory=list)
    #: highest revision id that was seen
    last: int = 0

    @property
    def count(self) -> int:
        """How many facts were found."""
        return sum(len(found) for _, found, _ in self.judged)


def fold_stored(session: Session, watchlist: Watchlist, wanted: tuple[Claim, ...], until: int | None = None) -> Folded:
    """The fold of these claims over all stored states, in time order.

    `until`: the highest state when no writer was under way; numbers are given before they are committed, so that on a
    server one below it could still come.
    """
    part, history = replace(watchlist, claims=wanted), ledger.Memory()
    folded = Folded(claims=wanted)
    if not wanted:
        return folded
    for stored in revisions.read_again(session, until=until):
        judged = ledger.judge(
            part, folded.states, stored.revision, stored.reading,
            history=history, baseline=True, anchored=not stored.purged,
        )  # fmt: skip
        folded.states.update(judged.states)
        history.add(judged.facts)
        folded.last = max(folded.last, stored.id)
        if judged.facts:
            folded.judged.append((stored.id, judged.facts, judged.verdicts))
    return folded


def write_folded(session: Session, watchlist: Watchlist, folded: Folded, now: datetime) -> None:
    """Puts a fold in the place of what these claims' active versions held, and catches up."""
    ids = claims.ids(session, watchlist.id)
    for claim in folded.claims:
        facts.forget(session, ids[claim.id])
    states = {claim: folded.states.get(claim.id) for claim in folded.claims}
    claims.set_states(session, {ids[claim.id]: state for claim, state in states.items()})
    shown = {ids[claim.id]: ledger.positions(claim, state) if state else () for claim, state in states.items()}
    positions.rewrite(session, shown)
    facts.add(session, ids, folded.judged, now)
    part = replace(watchlist, claims=folded.claims)
    for stored in revisions.read_again(session, after=folded.last):
        judge_into(session, part, stored.revision, stored.reading, stored.id, now, baseline=True, log_changes=False)
    for claim in folded.claims:
        byhand.apply(session, watchlist, claim)
