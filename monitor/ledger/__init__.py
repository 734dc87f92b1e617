"""The ledger: what is known about each claim, and what each new observation means to it.

This room knows scope, time, values and change types. It leaves storing facts and states to `store`, telling people to
`alerts`, and words to `messages`. The live engine, the baseline and the backtest call the same `judge`.

    states = {claim.id: ClaimState() for claim in watchlist.claims}      # or what the store kept
    judged = judge(watchlist, states, revision, reading, history=history)
    # save judged.facts with judged.verdicts (same order), judged.changes, states | judged.states: one transaction
"""

from __future__ import annotations

from monitor.ledger.explain import explain
from monitor.ledger.facts import touch
from monitor.ledger.history import Memory
from monitor.ledger.judge import judge, positions, refold, withdraw
from monitor.ledger.shown import show
from monitor.ledger.unwatched import unwatched

__all__ = ["Memory", "explain", "judge", "positions", "refold", "show", "touch", "unwatched", "withdraw"]
