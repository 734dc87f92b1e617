"""Warum / warum nicht: for any article, each finding and the first gate that stopped it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.ledger import explain
from monitor.ledger.model import ChangeType, Reason
from monitor.store.views import evidence, log
from monitor.web.desk import Gone, desk_of, render, visitor_of

router = APIRouter()


@router.get("/articles")
def find(request: Request, q: str = "") -> Response:
    """Articles by address or words of the title: where every "why not" begins."""
    with desk_of(request).store.read() as session:
        found = evidence.find_articles(session, "".join(sign for sign in q if not 0xD800 <= ord(sign) <= 0xDFFF))
    return render(request, "articles.html", q=q[:300], articles=found)


@router.get("/articles/{ident}")
def trace(request: Request, ident: int) -> Response:
    """What was decided about one article."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        found = evidence.trace(session, ident if 0 < ident < 2**31 else 0)
        if found is None:
            raise Gone("web.gone.article")
        asked = log.questions(session, {(fact.verdict.watchlist, fact.verdict.claim) for fact in found.facts})
    changes = {kind.value for kind in ChangeType}
    rows = [(fact, explain(fact.verdict, visitor.language), fact.verdict.outcome in changes) for fact in found.facts]
    gates = [explain(Reason(code=gate.reason, values=_values(gate)), visitor.language) for gate in found.gates]
    context: dict[str, Any] = {
        "trace": found,
        "article": found.article,
        "rows": rows,
        "questions": asked,
        "gate_words": gates,
    }
    return render(request, "trace.html", **context)


def _values(gate: evidence.Gate) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in gate.values.items())
