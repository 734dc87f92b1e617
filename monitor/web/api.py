"""The JSON API: what the pages show, read-only, for a session or a token (`Authorization: Bearer …`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from monitor.ledger.model import Evidence, Position
from monitor.store.views import claims, delivery, log, sources
from monitor.web.desk import Gone, desk_of, render, visitor_of
from monitor.web.export import row_of
from monitor.web.filters import read_filter
from monitor.web.rendering import value_text

router = APIRouter(prefix="/api", tags=["monitor"])


class Model(BaseModel):
    """Answers of the API."""

    model_config = ConfigDict(from_attributes=True)


class ChangeItem(Model):
    """One change, flat; times are UTC."""

    key: str
    watchlist: str
    claim: str
    question: str
    type: str
    type_text: str
    grade: str
    party: str
    speaker: str
    before: str
    before_party: str
    after: str
    before_low: float | None
    before_high: float | None
    before_approx: str | None
    before_stance: str | None
    after_low: float | None
    after_high: float | None
    after_approx: str | None
    after_stance: str | None
    at: datetime
    decided_at: datetime
    published: datetime
    outlet: str
    url: str
    sentence: str
    sources: int
    stories: int
    outlets: int
    late: bool
    judged: str
    assigned: str
    superseded_by: str
    link: str


class ChangePage(Model):
    """A page of the log; `cursor` goes on, empty at the end."""

    changes: list[ChangeItem]
    cursor: str


class EvidenceItem(Model):
    """A sentence and where it stands."""

    url: str
    outlet: str
    title: str
    published: datetime
    found: datetime
    sentence: str
    speaker: str
    root: str | None
    via: list[str]
    agency: str
    revision: int


class ChangeDetail(ChangeItem):
    """One change with its evidence."""

    evidence: EvidenceItem
    before_evidence: EvidenceItem | None
    reason: str


class PositionItem(Model):
    """What one party says now."""

    party: str
    value: str
    low: float | None
    high: float | None
    approx: str | None
    stance: str | None
    at: datetime
    sources: int
    evidence: EvidenceItem


class ClaimItem(Model):
    """A claim with its positions."""

    watchlist: str
    claim: str
    question: str
    kind: str
    positions: list[PositionItem]


class FeedItem(Model):
    """The state of a feed."""

    id: int
    url: str
    title: str
    state: str
    problem: str
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_poll_at: datetime
    failures: int


class MessageItem(Model):
    """A row of the outbox."""

    id: int
    target: str
    kind: str
    state: str
    subject: str
    change: str
    reason: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None


class Problem(BaseModel):
    """An error in words."""

    error: str


_ERRORS: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 404: {"model": Problem}, 422: {"model": Problem}}
Word = Annotated[str, Query(max_length=200)]


@router.get("/changes", responses=_ERRORS)
def changes(
    request: Request,
    watchlist: Word = "",
    claim: Word = "",
    party: Word = "",
    type: Word = "",
    outlet: Word = "",
    q: Word = "",
    since: Word = "",
    until: Word = "",
    cursor: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ChangePage:
    """The change log, newest first, with the filters of the page."""
    desk, visitor = desk_of(request), visitor_of(request)
    asked = read_filter(request.query_params, desk.now())
    wanted = replace(asked.filter, order="time")
    with desk.store.read() as session:
        page = log.page(session, wanted, user=visitor.name, cursor=cursor, limit=limit)
    items = [ChangeItem.model_validate(row_of(line, visitor.language, desk.prefix)) for line in page.lines]
    return ChangePage(changes=items, cursor=page.cursor)


@router.get("/changes/{key}", responses=_ERRORS)
def change(request: Request, key: str) -> ChangeDetail:
    """One change with its evidence."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        line = log.line(session, key[:200], user=visitor.name)
    if line is None:
        raise Gone("web.gone.change")
    before = line.change.before_evidence
    return ChangeDetail(
        **row_of(line, visitor.language, desk.prefix),
        evidence=_evidence(line.change.evidence),
        before_evidence=_evidence(before) if before else None,
        reason=line.change.reason.code,
    )


@router.get("/claims", responses=_ERRORS)
def all_claims(request: Request) -> list[ClaimItem]:
    """All active claims with their positions."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        found = claims.claims(session)
    return [
        ClaimItem(
            watchlist=item.watchlist,
            claim=item.claim,
            question=item.question,
            kind=item.kind,
            positions=[_position(position, visitor.language) for position in item.positions],
        )
        for item in found
    ]


@router.get("/sources", responses=_ERRORS)
def all_sources(request: Request) -> list[FeedItem]:
    """All feeds, the worrying ones first."""
    with desk_of(request).store.read() as session:
        return [FeedItem.model_validate(feed) for feed in sources.feeds(session)]


@router.get("/messages", responses=_ERRORS)
def messages(
    request: Request,
    group: Annotated[str, Query(pattern="^(waiting|held|sent|failed)?$")] = "",
    before: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> list[MessageItem]:
    """Rows of the outbox, newest first; `before` goes on from an id."""
    with desk_of(request).store.read() as session:
        found = delivery.deliveries(session, group=group, before=before or None)
    return [MessageItem.model_validate(row) for row in found]


@router.get("/", include_in_schema=False)
def guide(request: Request) -> Response:
    """What the API offers, for people."""
    return render(request, "api.html")


def _evidence(seen: Evidence) -> EvidenceItem:
    return EvidenceItem(
        url=seen.url,
        outlet=seen.outlet,
        title=seen.title,
        published=seen.published,
        found=seen.found,
        sentence=seen.sentence,
        speaker=seen.speaker,
        root=seen.root,
        via=list(seen.via),
        agency=seen.agency,
        revision=seen.revision,
    )


def _position(position: Position, language: str) -> PositionItem:
    value = position.value
    stance = value.stance.value if value.stance is not None else None
    return PositionItem(
        party=position.party,
        value=value_text(language, value),
        low=value.low,
        high=value.high,
        approx=None if stance or value.answer else value.approx.value,
        stance=value.answer or stance,
        at=position.at,
        sources=position.witnesses,
        evidence=_evidence(position.evidence),
    )
