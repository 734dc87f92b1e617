"""Behauptung: how the value moved, who says what now, who contradicts whom, and the rule itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from monitor.i18n import catalogue, number, text
from monitor.ledger.model import Value
from monitor.store.views import claims, delivery, log
from monitor.store.views.claims import ClaimView, Point, middle
from monitor.store.views.log import LogFilter
from monitor.watchlist.model import Claim, ClaimKind
from monitor.web.desk import Gone, desk_of, render, visitor_of
from monitor.web.names import names
from monitor.web.rendering import party_words, value_text

router = APIRouter()

#: an open bound is drawn as a whisker of this share of the value
OPEN_END = 0.25
#: stances from "no" to "yes", as rows of the lane chart
LANES = (
    "denies",
    "retracts",
    "no_comment",
    "cannot_confirm",
    "suspects",
    "plans",
    "estimates",
    "asserts",
    "confirms",
)


@router.get("/claims")
def index(request: Request) -> Response:
    """All claims with what the parties say now."""
    with desk_of(request).store.read() as session:
        return render(request, "claims.html", claims=claims.claims(session), names=names(session))


@router.get("/claims/{watchlist}/{name}")
def claim(
    request: Request, watchlist: str, name: str, before: int = 0, party: str = "", every: bool = False
) -> Response:
    """One claim."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        found = claims.claim(session, watchlist[:100], name[:100])
        if found is None:
            raise Gone("web.gone.claim")
        facts = claims.facts(session, found.id, before=_row(before), party=party[:200], every=every)
        wanted = LogFilter(watchlist=found.watchlist, claim=found.claim.id, baseline=True, order="time")
        context: dict[str, Any] = {
            "view": found,
            "claim": found.claim,
            "facts": facts,
            "more": facts[-1].id if len(facts) == claims.PAGE else 0,
            "party": party[:200],
            "every": every,
            "changes": log.page(session, wanted, user=visitor.name, limit=12).lines,
            "names": names(session),
            "rule": rule(found.claim, visitor.language),
            "silences": delivery.silences(session, watchlist=found.watchlist, claim=found.claim.id),
        }
    return render(request, "claim.html", **context)


@router.get("/claims/{watchlist}/{name}/series.json")
def series(request: Request, watchlist: str, name: str) -> Response:
    """The courses of all parties, for the chart."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        found = claims.claim(session, watchlist[:100], name[:100])
    if found is None:
        raise Gone("web.gone.claim")
    return JSONResponse(chart(found, visitor.language, int(desk.now().timestamp())))


def chart(found: ClaimView, language: str, now: int) -> dict[str, object]:
    """What the chart draws: per party the points in time order with bounds, words and sentence."""
    figure = found.claim.kind is ClaimKind.FIGURE
    answers = [name for name, _ in found.claim.positions]
    lanes = answers or _used(found)
    return {
        "kind": "figure" if figure else "lanes",
        "lanes": [] if figure else [_lane_name(lane, language) for lane in lanes],
        "now": now,
        "courses": [
            {
                "party": party_words(language, course.party),
                "named": course.named,
                "points": [_point(point, lanes, language) for point in course.points],
            }
            for course in found.courses
            if course.points
        ],
    }


def _used(found: ClaimView) -> list[str]:
    """The stances somebody took, and the two ends, so that a single line has a place between no and yes."""
    taken = {point.value.stance.value for course in found.courses for point in course.points if point.value.stance}
    return [lane for lane in LANES if lane in taken or lane in ("denies", "confirms")]


def _point(point: Point, lanes: list[str], language: str) -> dict[str, object]:
    value = point.value
    return {
        "at": int(point.at.timestamp()),
        "until": int(point.until.timestamp()),
        "y": _height(value, lanes),
        "low": _edge(value.low, value.high, -1),
        "high": _edge(value.high, value.low, +1),
        "open_low": value.low is None,
        "open_high": value.high is None,
        "vague": value.approx.value not in ("exact", "range"),
        "value": value_text(language, value),
        "sentence": point.evidence.sentence,
        "outlet": point.evidence.outlet,
        "change": point.change,
        "article": point.evidence.article if point.evidence.article.isdigit() else "",
    }


def _height(value: Value, lanes: list[str]) -> float | None:
    if value.answer:
        return float(lanes.index(value.answer)) if value.answer in lanes else None
    if value.stance is not None:
        return float(lanes.index(value.stance.value)) if value.stance.value in lanes else None
    return middle(value)


def _edge(bound: float | None, other: float | None, sign: int) -> float | None:
    """The bound, or for an open one where the fading whisker ends."""
    if bound is not None or other is None:
        return bound
    return max(0.0, other * (1 + sign * OPEN_END))


def rule(claim: Claim, language: str) -> list[tuple[str, str]]:
    """The claim's settings as (name, words); what is not set is left out."""
    groups = " · ".join(" / ".join(group) for group in claim.about)
    least = ""
    if claim.min_change is not None:
        sign = {"percent": "\u00a0%", "points": "\u00a0pp"}.get(claim.min_change.unit.value, "")
        least = number(claim.min_change.amount, language) + sign
    figure = claim.kind is ClaimKind.FIGURE
    default = text("web.rule.min_change.default", language) if figure else ""
    rows = (
        ("counts", ", ".join(claim.counts)),
        ("about", groups),
        ("with", ", ".join(claim.with_)),
        ("without", ", ".join(claim.without)),
        ("min_change", least or default),
        ("trend", claim.trend.value if claim.trend else ""),
        ("role", claim.role if claim.role != "total" else ""),
        ("per", claim.per or ""),
        ("unit", claim.unit or ""),
        ("place", ", ".join(claim.place)),
        ("since", claim.since.isoformat() if claim.since else ""),
        ("confirmers", ", ".join(claim.confirmers)),
        ("positions", "; ".join(f"{name}: {', '.join(words)}" for name, words in claim.positions)),
        ("alert", ", ".join(f"{name} → {grade.value}" for name, grade in claim.alert)),
    )
    return [(text(f"web.rule.{name}", language), words) for name, words in rows if words]


def _lane_name(lane: str, language: str) -> str:

    key = f"stance.{lane}"
    return text(key, language) if key in catalogue(language) else lane


def _row(ident: int) -> int | None:
    return ident if 0 < ident < 2**31 else None
