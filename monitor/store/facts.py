"""Observations as claims see them, with the verdict that fell on each: what the fold asks for, what people ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select

from monitor.ledger.model import Fact, Key, Reason, Value, Verdict
from monitor.store.codec import dump, load
from monitor.store.tables import ChangeRow, ClaimRow, FactRow

#: built once: building a statement costs more than running it
_NEW = FactRow.__table__.insert()  # type: ignore[attr-defined]


class History:
    """The ledger's view of stored facts (protocol `ledger.model.History`): three indexed queries on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[tuple[str, str], tuple[int, ...]] = {}

    def of_article(self, claim: str, claim_version: str, article: str) -> Sequence[Fact]:
        """Standing facts of the stored revisions of one article, in order of revision and offset."""
        rows = self._rows(claim, claim_version, FactRow.article_id == int(article))
        return sorted(rows, key=lambda fact: (fact.revision, fact.offset))

    def before(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The last standing fact of a party before `key`."""
        same = self._at(claim, claim_version, party, key.at)
        earlier = [fact for fact in same if fact.key < key]
        if not earlier:
            nearest = self._nearest(claim, claim_version, party, col(FactRow.at) < key.at, descending=True)
            earlier = self._at(claim, claim_version, party, nearest) if nearest else []
        return max(earlier, key=lambda fact: fact.key, default=None)

    def after(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The first standing fact of a party after `key`."""
        same = self._at(claim, claim_version, party, key.at)
        later = [fact for fact in same if fact.key > key]
        if not later:
            nearest = self._nearest(claim, claim_version, party, col(FactRow.at) > key.at, descending=False)
            later = self._at(claim, claim_version, party, nearest) if nearest else []
        return min(later, key=lambda fact: fact.key, default=None)

    def _at(self, claim: str, version: str, party: str, at: datetime) -> list[Fact]:
        return self._rows(claim, version, FactRow.party == party, FactRow.at == at)

    def _nearest(
        self, claim: str, version: str, party: str, where: ColumnElement[bool], *, descending: bool
    ) -> datetime | None:
        order = col(FactRow.at).desc() if descending else col(FactRow.at).asc()
        query = select(FactRow.at).where(col(FactRow.claim_id).in_(self._claim_ids(claim, version)))
        return self._session.exec(
            query.where(FactRow.party == party, FactRow.standing, where).order_by(order).limit(1)
        ).first()

    def _rows(self, claim: str, version: str, *where: ColumnElement[bool] | bool) -> list[Fact]:
        query = select(FactRow.data).where(col(FactRow.claim_id).in_(self._claim_ids(claim, version)), FactRow.standing)
        return [load(Fact, data) for data in self._session.exec(query.where(*where))]

    def _claim_ids(self, claim: str, version: str) -> tuple[int, ...]:
        found = self._ids.get((claim, version))
        if found is None:
            rows = self._session.exec(select(ClaimRow.id).where(ClaimRow.claim == claim, ClaimRow.version == version))
            found = self._ids[claim, version] = tuple(number for number in rows if number is not None)
        return found


def add(
    session: Session,
    claim_ids: Mapping[str, int],
    judged: Iterable[tuple[int, Sequence[Fact], Sequence[Verdict]]],
    now: datetime,
) -> None:
    """Stores (revision id, facts, their verdicts in the same order); changes must stand already."""
    pairs = [
        (revision, fact, verdict) for revision, found, told in judged for fact, verdict in zip(found, told, strict=True)
    ]
    if not pairs:
        return
    keys = {verdict.change for _, _, verdict in pairs if verdict.change}
    changes: dict[str, int | None] = {}
    if keys:
        known = select(ChangeRow.key, ChangeRow.id).where(col(ChangeRow.key).in_(keys))
        changes = dict(session.exec(known).all())
    rows = [
        {
            "claim_id": claim_ids[fact.claim],
            "revision_id": revision,
            "article_id": int(fact.article),
            "at": fact.at,
            "published": fact.published,
            "offset": fact.offset,
            "party": fact.party,
            "standing": fact.standing,
            "data": dump(fact),
            "outcome": str(verdict.outcome),
            "verdict": dump(_Outcome.of(fact, verdict)),
            "change_id": changes.get(verdict.change or ""),
            "decided_at": now,
        }
        for revision, fact, verdict in pairs
    ]
    # plain executemany: ten times the speed of objects
    session.connection().execute(_NEW, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """A verdict without what its fact says already: evidence and place are stored once."""

    outcome: str
    reason: Reason
    #: the value it was decided for, None: the fact's
    value: Value | None = None
    change: str | None = None

    @classmethod
    def of(cls, fact: Fact, verdict: Verdict) -> _Outcome:
        value = None if verdict.value == fact.value else verdict.value
        return cls(outcome=verdict.outcome, reason=verdict.reason, value=value, change=verdict.change)


#: how a verdict begins that was stored with everything (first version of the format)
_WHOLE = '{"watchlist":'


def verdict_of(fact: str, verdict: str) -> Verdict:
    """The verdict of a row from its two texts (columns `data` and `verdict`)."""
    if verdict.startswith(_WHOLE):
        return load(Verdict, verdict)
    found, told = load(Fact, fact), load(_Outcome, verdict)
    return Verdict(
        watchlist=found.watchlist,
        claim=found.claim,
        claim_version=found.claim_version,
        article=found.article,
        revision=found.revision,
        where=found.where,
        span=found.span,
        outcome=told.outcome,
        reason=told.reason,
        party=found.party,
        value=told.value or found.value,
        at=found.at,
        evidence=found.evidence,
        change=told.change,
    )


def standing(session: Session, claim_id: int) -> list[Fact]:
    """Every fact of a claim version that takes part in the fold, in fold order."""
    rows = session.exec(
        select(FactRow.data)
        .where(FactRow.claim_id == claim_id, FactRow.standing)
        .order_by(col(FactRow.at), col(FactRow.published), col(FactRow.article_id), col(FactRow.offset))
    )
    return [load(Fact, data) for data in rows]


def forget(session: Session, claim_id: int) -> None:
    """Drops the facts of one claim version, before it is folded anew."""
    session.exec(delete(FactRow).where(col(FactRow.claim_id) == claim_id))


def verdicts_of_article(session: Session, article_id: int) -> tuple[Verdict, ...]:
    """What was decided about an article, by claim and place; active claim versions only."""
    query = (
        select(FactRow.data, FactRow.verdict)
        .join(ClaimRow, col(ClaimRow.id) == col(FactRow.claim_id))
        .where(FactRow.article_id == article_id, ClaimRow.active)
        .order_by(col(FactRow.claim_id), col(FactRow.revision_id), col(FactRow.offset))
    )
    return tuple(verdict_of(fact, verdict) for fact, verdict in session.exec(query))


def verdicts_since(
    session: Session,
    since: datetime,
    *,
    watchlist: str = "",
    claim: str = "",
    outcomes: Iterable[str] = (),
    limit: int = 1000,
) -> tuple[Verdict, ...]:
    """Verdicts decided since a moment, newest first."""
    query = select(FactRow.data, FactRow.verdict).join(ClaimRow, col(ClaimRow.id) == col(FactRow.claim_id))
    query = query.where(ClaimRow.active, FactRow.decided_at >= since)
    if watchlist:
        query = query.where(ClaimRow.watchlist == watchlist)
    if claim:
        query = query.where(ClaimRow.claim == claim)
    if wanted := tuple(outcomes):
        query = query.where(col(FactRow.outcome).in_(wanted))
    rows = session.exec(query.order_by(col(FactRow.id).desc()).limit(limit))
    return tuple(verdict_of(fact, verdict) for fact, verdict in rows)


def outcomes(session: Session, *, watchlist: str = "", claim: str = "") -> dict[str, int]:
    """How many verdicts of each kind fell for the active claims, or for one of them."""
    query = (
        select(FactRow.outcome, func.count())
        .join(ClaimRow, col(ClaimRow.id) == col(FactRow.claim_id))
        .where(ClaimRow.active)
        .group_by(FactRow.outcome)
    )
    if watchlist:
        query = query.where(ClaimRow.watchlist == watchlist)
    if claim:
        query = query.where(ClaimRow.claim == claim)
    return dict(session.exec(query).all())
