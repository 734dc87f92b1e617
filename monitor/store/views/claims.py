"""Claims as a page shows them: positions, courses, contradictions, and the facts they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from monitor.ledger.model import ClaimState, Evidence, Position, Value, Verdict
from monitor.store.codec import load
from monitor.store.facts import verdict_of
from monitor.store.tables import ByHandRow, ChangeRow, ClaimRow, FactRow, PositionRow
from monitor.watchlist.model import Claim

#: facts on one page of the evidence list
PAGE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """From `at` on a party said `value`, until `until` at least."""

    at: datetime
    until: datetime
    value: Value
    evidence: Evidence
    #: key of the change it made, "" when it made none (baseline, repeats)
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything one party said about a claim, oldest first."""

    party: str
    named: bool
    points: tuple[Point, ...]
    planned: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A position set or withdrawn by an editor."""

    party: str
    author: str
    reason: str
    at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One claim in its present version."""

    id: int
    watchlist: str
    claim: Claim
    question: str
    active: bool
    since: datetime
    positions: tuple[Position, ...]
    courses: tuple[Course, ...]
    #: pairs of parties that contradict each other
    conflicts: tuple[tuple[Position, Position], ...]
    by_hand: tuple[ByHand, ...]
    facts: int
    #: time of its newest fact
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A claim in a list."""

    watchlist: str
    claim: str
    question: str
    kind: str
    positions: tuple[Position, ...]
    #: newest effective time of a position
    newest: datetime | None
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One observation as the claim saw it, with its verdict."""

    id: int
    verdict: Verdict
    decided_at: datetime
    change: str


def claim(session: Session, watchlist: str, name: str) -> ClaimView | None:
    """The claim's present version (the newest one when none is active)."""
    row = _newest(session, watchlist, name)
    if row is None:
        return None
    state = load(ClaimState, row.state) if row.state else ClaimState()
    held = positions_of(session, [row.id or 0]).get(row.id or 0, ())
    return ClaimView(
        id=row.id or 0,
        watchlist=row.watchlist,
        claim=load(Claim, row.data),
        question=row.question,
        active=row.active,
        since=row.since,
        positions=held,
        courses=_courses(session, row, state),
        conflicts=pairs(state, held),
        by_hand=_by_hand(session, watchlist, name),
        facts=_count_facts(session, row.id or 0),
        newest=max((position.at for position in held), default=None),
    )


def claims(session: Session) -> tuple[ClaimLine, ...]:
    """All active claims in the order of their watchlists."""
    rows = list(
        session.scalars(
            select(ClaimRow).where(col(ClaimRow.active)).order_by(col(ClaimRow.watchlist), col(ClaimRow.id))
        )
    )
    held = positions_of(session, [row.id or 0 for row in rows])
    made = []
    for row in rows:
        positions = held.get(row.id or 0, ())
        made.append(
            ClaimLine(
                watchlist=row.watchlist,
                claim=row.claim,
                question=row.question,
                kind=row.kind,
                positions=positions,
                newest=max((position.at for position in positions), default=None),
                changes=_count_changes(session, row.watchlist, row.claim),
            )
        )
    return tuple(made)


def facts(
    session: Session,
    claim_id: int,
    *,
    before: int | None = None,
    party: str = "",
    every: bool = True,
    limit: int = PAGE,
) -> tuple[FactLine, ...]:
    """Facts of a claim in fold order, newest first; `before` goes on from a row id; `every`: what was not asked too."""
    query = select(FactRow).where(col(FactRow.claim_id) == claim_id)
    if not every:
        query = query.where(col(FactRow.outcome) != "other_scope")
    if party:
        query = query.where(col(FactRow.party) == party)
    if before is not None:
        last = session.get(FactRow, before)
        if last is not None:
            query = query.where(
                (col(FactRow.at) < last.at) | ((col(FactRow.at) == last.at) & (col(FactRow.id) < before))
            )
    query = query.order_by(col(FactRow.at).desc(), col(FactRow.id).desc()).limit(limit)
    return fact_lines(session, list(session.scalars(query)))


def fact_lines(session: Session, rows: Sequence[FactRow]) -> tuple[FactLine, ...]:
    """Fact rows with the keys of the changes they made."""
    wanted = {row.change_id for row in rows if row.change_id is not None}
    keys: dict[int, str] = {}
    if wanted:
        found = session.execute(select(ChangeRow.id, ChangeRow.key).where(col(ChangeRow.id).in_(wanted)))  # type: ignore[call-overload]
        keys = {row[0]: row[1] for row in found}
    return tuple(
        FactLine(
            id=row.id or 0,
            verdict=verdict_of(row.data, row.verdict),
            decided_at=row.decided_at,
            change=keys.get(row.change_id or 0, ""),
        )
        for row in rows
    )


def pairs(state: ClaimState, held: Sequence[Position]) -> tuple[tuple[Position, Position], ...]:
    """Positions of the parties that the ledger holds to be in contradiction, widest apart first."""
    by_party = {position.party: position for position in held}
    found = []
    for pair in state.pairs:
        left, _, right = pair.partition("|")
        if left in by_party and right in by_party:
            found.append((by_party[left], by_party[right]))
    return tuple(sorted(found, key=lambda pair: -distance(pair[0].value, pair[1].value)))


def distance(left: Value, right: Value) -> float:
    """How far two values are apart as a factor (figures); stances that contradict count as 1."""
    one, two = middle(left), middle(right)
    if not one or not two:
        return 1.0
    return max(one, two) / min(one, two)


def middle(value: Value) -> float | None:
    """The middle of a figure, its one bound when the other is open, None for stances."""
    if value.low is not None and value.high is not None:
        return (value.low + value.high) / 2
    return value.low if value.low is not None else value.high


# --- inside ----------------------------------------------------------------------------------------------------------


def _newest(session: Session, watchlist: str, name: str) -> ClaimRow | None:
    query = select(ClaimRow).where(col(ClaimRow.watchlist) == watchlist, col(ClaimRow.claim) == name)
    return session.scalars(query.order_by(col(ClaimRow.active).desc(), col(ClaimRow.id).desc()).limit(1)).first()


def positions_of(session: Session, claim_ids: Sequence[int]) -> dict[int, tuple[Position, ...]]:
    """Positions per claim, the newest first."""
    found: dict[int, list[Position]] = {}
    query = select(PositionRow).where(col(PositionRow.claim_id).in_(claim_ids)).order_by(col(PositionRow.at).desc())
    for row in session.scalars(query):
        found.setdefault(row.claim_id, []).append(load(Position, row.data))
    return {ident: tuple(held) for ident, held in found.items()}


def _courses(session: Session, row: ClaimRow, state: ClaimState) -> tuple[Course, ...]:
    made = _changes_by_article(session, row.watchlist, row.claim)
    courses = []
    for party, track in state.tracks.items():
        points = tuple(
            Point(
                at=run.first.at,
                until=run.last.at,
                value=run.value,
                evidence=run.evidence,
                change=made.get((run.evidence.article, party), ""),
            )
            for run in track.runs
        )
        courses.append(Course(party=party, named=track.named, points=points, planned=track.planned))
    return tuple(sorted(courses, key=lambda course: (not course.named, course.party)))


def _changes_by_article(session: Session, watchlist: str, name: str) -> dict[tuple[str, str], str]:
    """Key of the newest change per (article, party) of a claim."""
    rows = session.execute(
        select(ChangeRow.article_id, ChangeRow.party, ChangeRow.key)  # type: ignore[call-overload]
        .where(col(ChangeRow.watchlist) == watchlist, col(ChangeRow.claim) == name)
        .order_by(col(ChangeRow.decided_at).desc())
        .limit(1000)
    )
    found: dict[tuple[str, str], str] = {}
    for article, party, key in rows:
        found.setdefault((str(article), party), key)
    return found


def _by_hand(session: Session, watchlist: str, name: str) -> tuple[ByHand, ...]:
    query = (
        select(ByHandRow)
        .where(col(ByHandRow.watchlist) == watchlist, col(ByHandRow.claim) == name)
        .order_by(col(ByHandRow.id).desc())
        .limit(20)
    )
    return tuple(
        ByHand(party=row.party, author=row.author, reason=row.reason, at=row.at, withdrawn=not row.value)
        for row in session.scalars(query)
    )


def _count_facts(session: Session, claim_id: int, cap: int = 10_000) -> int:
    inner = select(FactRow.id).where(col(FactRow.claim_id) == claim_id).limit(cap).subquery()  # type: ignore[call-overload]
    return session.scalar(select(func.count()).select_from(inner)) or 0


def _count_changes(session: Session, watchlist: str, name: str, cap: int = 1000) -> int:
    inner = (
        select(ChangeRow.id)  # type: ignore[call-overload]
        .where(col(ChangeRow.claim) == name, col(ChangeRow.watchlist) == watchlist)
        .limit(cap)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(inner)) or 0
