"""Observations as claims see them, with the verdict that fell on each: what the fold asks for, what people ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, delete, select

from monitor.ledger.model import Fact, Key, Reason, Value, Verdict
from monitor.store import changes
from monitor.store.codec import dump, load
from monitor.store.straight import Prepared
from monitor.store.tables import ClaimRow, FactRow

_FACT: Table = FactRow.__table__  # type: ignore[attr-defined]
_CLAIM: Table = ClaimRow.__table__  # type: ignore[attr-defined]
_NEW = Prepared(_FACT.insert())
_VERSIONS = Prepared(
    sql(_CLAIM.c.id).where(_CLAIM.c.claim == bindparam("of_claim"), _CLAIM.c.version == bindparam("of_version"))
)
_STANDING = sql(_FACT.c.data).where(_FACT.c.claim_id.in_(bindparam("of_claims", expanding=True)), _FACT.c.standing)
_OF_ARTICLE = Prepared(_STANDING.where(_FACT.c.article_id == bindparam("of_article")))
_OF_PARTY = _FACT.c.party == bindparam("of_party")
_AT = Prepared(_STANDING.where(_OF_PARTY, _FACT.c.at == bindparam("moment")))


def _nearest(order: ColumnElement[Any], where: ColumnElement[bool]) -> Prepared:
    """Facts of the moment that is the first in an order."""
    moments = sql(_FACT.c.at).where(_FACT.c.claim_id.in_(bindparam("of_claims", expanding=True)), _FACT.c.standing)
    nearest = moments.where(_OF_PARTY, where).order_by(order).limit(1).scalar_subquery()
    return Prepared(_STANDING.where(_OF_PARTY, _FACT.c.at == nearest))


_BEFORE = _nearest(_FACT.c.at.desc(), _FACT.c.at < bindparam("moment"))
_AFTER = _nearest(_FACT.c.at.asc(), _FACT.c.at > bindparam("moment"))


class History:
    """The ledger's view of stored facts (protocol `ledger.model.History`): indexed queries on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[tuple[str, str], tuple[int, ...]] = {}

    def of_article(self, claim: str, claim_version: str, article: str) -> Sequence[Fact]:
        """Standing facts of the stored revisions of one article, in order of revision and offset."""
        rows = self._facts(_OF_ARTICLE, claim, claim_version, of_article=int(article))
        return sorted(rows, key=lambda fact: (fact.revision, fact.offset))

    def before(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The last standing fact of a party before `key`."""
        same = self._facts(_AT, claim, claim_version, of_party=party, moment=key.at)
        earlier = [fact for fact in same if fact.key < key]
        if not earlier:
            earlier = self._facts(_BEFORE, claim, claim_version, of_party=party, moment=key.at)
        return max(earlier, key=lambda fact: fact.key, default=None)

    def after(self, claim: str, claim_version: str, party: str, key: Key) -> Fact | None:
        """The first standing fact of a party after `key`."""
        same = self._facts(_AT, claim, claim_version, of_party=party, moment=key.at)
        later = [fact for fact in same if fact.key > key]
        if not later:
            later = self._facts(_AFTER, claim, claim_version, of_party=party, moment=key.at)
        return min(later, key=lambda fact: fact.key, default=None)

    def _facts(self, query: Prepared, claim: str, version: str, **values: object) -> list[Fact]:
        ids = self._claim_ids(claim, version)
        return [load(Fact, data) for (data,) in query.rows(self._session, {"of_claims": ids, **values})] if ids else []

    def _claim_ids(self, claim: str, version: str) -> tuple[int, ...]:
        found = self._ids.get((claim, version))
        if found is None:
            rows = _VERSIONS.rows(self._session, {"of_claim": claim, "of_version": version})
            found = self._ids[claim, version] = tuple(number for (number,) in rows)
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
    logged = changes.ids(session, keys)
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
            "change_id": logged.get(verdict.change or ""),
            "decided_at": now,
        }
        for revision, fact, verdict in pairs
    ]
    _NEW.many(session, rows)


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
