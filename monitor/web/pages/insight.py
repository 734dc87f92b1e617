"""Konflikte, Stillstand, Güte, Übergabe: the whole at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.i18n import BERLIN, utc
from monitor.store.views import delivery, insight, sources
from monitor.store.views.log import BANDS
from monitor.web.desk import desk_of, render, visitor_of

router = APIRouter()

#: days without a fact after which a claim stands still
DAYS = 7
#: hours of a shift
SHIFT = 8


@router.get("/conflicts")
def conflicts(request: Request) -> Response:
    """Parties that contradict each other, widest first."""
    with desk_of(request).store.read() as session:
        return render(request, "conflicts.html", conflicts=insight.conflicts(session))


@router.get("/standstill")
def standstill(request: Request, days: int = DAYS) -> Response:
    """Claims that nothing was heard of."""
    desk = desk_of(request)
    days = min(max(days, 1), 3650)
    with desk.store.read() as session:
        found = insight.standstill(session, now=desk.now(), days=days)
    return render(request, "standstill.html", claims=found, days=days)


@router.get("/quality")
def quality(request: Request) -> Response:
    """How often judged changes were right: per watchlist, claim, house and rule."""
    with desk_of(request).store.read() as session:
        scores = insight.quality(session)
    kinds = ("all", "watchlist", "claim", "outlet", "type")
    groups = {name: [score for score in scores if score.group == name] for name in kinds}
    return render(request, "quality.html", groups=groups)


@router.get("/handover")
def handover(request: Request, since: str = "") -> Response:
    """The shift report: what changed, what is open, what waits."""
    desk, visitor = desk_of(request), visitor_of(request)
    now = desk.now()
    start = _since(since, now)
    with desk.store.read() as session:
        report = insight.handover(session, since=start, until=now, user=visitor.name)
        watched, disturbed = sources.disturbed(session)
        totals = delivery.totals(session, start)
        silences = [item for item in delivery.silences(session) if item.active(now)]
    by_band = [(name, [line for line in report.lines if line.band == name]) for name, _ in BANDS]
    return render(
        request,
        "handover.html",
        report=report,
        by_band=by_band,
        watched=watched,
        disturbed=disturbed,
        totals=totals,
        silences=silences,
    )


def _since(given: str, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(given[:40])
        found = utc(found if found.tzinfo else found.replace(tzinfo=BERLIN))
    except (ValueError, OverflowError):
        return now - timedelta(hours=SHIFT)
    return min(found, now)
