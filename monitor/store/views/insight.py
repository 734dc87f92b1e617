"""Views over everything: who disagrees, what stands still, how often we were right, what the next shift must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from monitor.ledger.model import ClaimState, Position
from monitor.store.codec import load
from monitor.store.tables import ChangeRow, ClaimRow, FactRow, MarkRow
from monitor.store.views import claims, log
from monitor.store.views.log import LogFilter, LogLine

#: judgements of a change
JUDGEMENTS = ("richtig", "falsch", "bekannt", "doppelt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two parties that contradict each other about a claim."""

    watchlist: str
    claim: str
    question: str
    left: Position
    right: Position
    #: how far apart as a factor; 1 for stances
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A claim that nothing was heard of for some time."""

    watchlist: str
    claim: str
    question: str
    #: newest effective time of any fact, None: never
    newest: datetime | None
    days: int | None
    position: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often the judged changes of one group were right."""

    group: str
    name: str
    right: int
    wrong: int
    known: int
    double: int

    @property
    def judged(self) -> int:
        """How many were judged at all."""
        return self.right + self.wrong + self.known + self.double

    @property
    def precision(self) -> float | None:
        """Share of right ones, None without judgements."""
        return self.right / self.judged if self.judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What happened in a shift."""

    since: datetime
    until: datetime
    #: by consequence
    lines: tuple[LogLine, ...]
    open: tuple[LogLine, ...]
    silences: Counter[str]


def conflicts(session: Session) -> tuple[Conflict, ...]:
    """Contradictions of all active claims, widest first."""
    found = []
    for row, held in _claims(session):
        state = load(ClaimState, row.state) if row.state else ClaimState()
        for left, right in claims.pairs(state, held):
            factor = claims.distance(left.value, right.value)
            found.append(
                Conflict(
                    watchlist=row.watchlist,
                    claim=row.claim,
                    question=row.question,
                    left=left,
                    right=right,
                    factor=factor,
                )
            )
    return tuple(sorted(found, key=lambda item: -item.factor))


def standstill(session: Session, *, now: datetime, days: int) -> tuple[Still, ...]:
    """Active claims without a fact for `days` days, the longest first."""
    found = []
    for row, held in _claims(session):
        newest = session.scalar(select(func.max(col(FactRow.at))).where(col(FactRow.claim_id) == row.id))
        newest = newest or max((position.at for position in held), default=None)
        age = (now - newest).days if newest is not None else None
        if age is None or age >= days:
            found.append(
                Still(
                    watchlist=row.watchlist,
                    claim=row.claim,
                    question=row.question,
                    newest=newest,
                    days=age,
                    position=held[0] if held else None,
                )
            )
    return tuple(sorted(found, key=lambda item: -(item.days if item.days is not None else 10**6)))


def quality(session: Session) -> tuple[Score, ...]:
    """Scores per watchlist, claim, outlet and rule over every judged change; the newest judgement of a change counts."""
    newest = (
        select(func.max(col(MarkRow.id))).where(col(MarkRow.kind) == "judge").group_by(col(MarkRow.change_key))
    ).scalar_subquery()
    rows = session.execute(
        select(MarkRow.value, ChangeRow.watchlist, ChangeRow.claim, ChangeRow.outlet, ChangeRow.type)  # type: ignore[call-overload]
        .join(ChangeRow, col(ChangeRow.key) == col(MarkRow.change_key))
        .where(col(MarkRow.id).in_(newest), col(MarkRow.value) != "")
    )
    counted: dict[tuple[str, str], Counter[str]] = {}
    for value, watchlist, claim, outlet, kind in rows:
        groups = (
            ("all", ""),
            ("watchlist", watchlist),
            ("claim", f"{watchlist}/{claim}"),
            ("outlet", outlet),
            ("type", kind),
        )
        for group in groups:
            counted.setdefault(group, Counter())[value] += 1
    return tuple(
        Score(
            group=group,
            name=name,
            right=tally["richtig"],
            wrong=tally["falsch"],
            known=tally["bekannt"],
            double=tally["doppelt"],
        )
        for (group, name), tally in sorted(counted.items(), key=lambda item: (item[0][0], -sum(item[1].values())))
    )


def handover(session: Session, *, since: datetime, until: datetime, user: str) -> Handover:
    """The shift in one view: changes by consequence, what is assigned and still open, how much was kept silent."""
    wanted = LogFilter(since=since, until=until)
    lines = log.page(session, wanted, user=user, limit=200).lines
    pending = log.page(session, LogFilter(assigned="any", judged="none", order="time"), user=user, limit=50).lines
    bands = [name for name, _ in log.BANDS]
    return Handover(
        since=since,
        until=until,
        lines=tuple(sorted(lines, key=lambda line: (bands.index(line.band), -line.decided_at.timestamp()))),
        open=tuple(line for line in pending if line.assigned),
        silences=Counter(),
    )


def _claims(session: Session) -> Iterable[tuple[ClaimRow, tuple[Position, ...]]]:
    rows = list(
        session.scalars(
            select(ClaimRow).where(col(ClaimRow.active)).order_by(col(ClaimRow.watchlist), col(ClaimRow.id))
        )
    )
    held = claims.positions_of(session, [row.id or 0 for row in rows])
    for row in rows:
        yield row, held.get(row.id or 0, ())
