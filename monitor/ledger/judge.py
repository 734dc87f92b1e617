"""What one revision means to one watchlist: facts, verdicts, changes and the new states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.articles.model import Revision
from monitor.ledger.model import Change, ClaimState, Fact, History, Judgement, Position
from monitor.reading.model import Reading
from monitor.watchlist.model import Claim, Watchlist


def judge(
    watchlist: Watchlist,
    states: Mapping[str, ClaimState],
    revision: Revision,
    reading: Reading,
    *,
    history: History,
    baseline: bool = False,
    full_names: tuple[str, ...] = (),
) -> Judgement:
    """Verdicts for every observation of the revision that touches a claim, and the changes among them.

    `states` maps claim ids to what is known (missing ids: nothing yet); the new ones stand in the answer's `states`,
    for touched claims only. `facts` and `verdicts` are parallel. With `baseline` everything is decided alike, but
    every change has the grade `never`. `history` is asked only for new revisions and late arrivals, and must hold
    what was stored before this call, not this revision's facts. Nothing is raised.
    """
    raise NotImplementedError


def refold(claim: Claim, facts: Iterable[Fact]) -> ClaimState:
    """The state after all these facts, in whatever order they come: silent, everything counts as told.

    For edited claims (new version) and for repair; the answer is what `judge` would have reached.
    """
    raise NotImplementedError


def positions(state: ClaimState) -> tuple[Position, ...]:
    """What each party last said, declared parties first, then by time, newest first."""
    raise NotImplementedError


def withdraw(change: Change, *, code: str, at: datetime, values: tuple[tuple[str, str], ...] = ()) -> Change:
    """The `superseded` entry for a change that was told and no longer holds.

    `code` is one of "judged_false", "article_gone", "agency_correction", "kill_notice", "overtaken" (messages
    `verdict.superseded.<code>`); `at` is the time of the entry. Grade `alert`, so that the recipients are told once.
    """
    raise NotImplementedError
