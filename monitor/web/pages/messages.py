"""Meldungen: what left, what waits and why; targets with their health; silences with a preview."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.alerts import preview
from monitor.alerts.model import Outcome, Silence
from monitor.errors import MonitorError
from monitor.i18n import BERLIN, utc
from monitor.store import accounts, outbox
from monitor.store.views import claims, delivery, log
from monitor.web.desk import Desk, Gone, back, desk_of, render, visitor_of, who
from monitor.web.names import names

router = APIRouter()

#: ready ends of a silence -> hours; "" is until lifted
ENDS = {"4h": 4, "24h": 24, "3d": 72, "7d": 168}


@router.get("/messages")
def index(request: Request, group: str = "", target: str = "", before: int = 0) -> Response:
    """The outbox, targets, and silences in force."""
    desk = desk_of(request)
    now = desk.now()
    with desk.store.read() as session:
        rows = delivery.deliveries(session, group=group, target=target[:64], before=_row(before))
        context: dict[str, Any] = {
            "rows": rows,
            "more": rows[-1].id if len(rows) == delivery.PAGE else 0,
            "group": group if group in delivery.GROUPS else "",
            "target": target[:64],
            "totals": delivery.totals(session, now - timedelta(days=1)),
            "health": {item.name: item for item in delivery.targets(session)},
            "targets": desk.actions.targets(),
            "silences": [item for item in delivery.silences(session) if item.active(now)],
        }
    return render(request, "messages.html", **context)


@router.get("/messages/{ident}")
def message(request: Request, ident: int) -> Response:
    """One message with every attempt and what the provider answered."""
    with desk_of(request).store.read() as session:
        found = delivery.delivery(session, _row(ident) or 0)
    if found is None:
        raise Gone("web.gone.message")
    return render(request, "message.html", view=found, line=found.line)


@router.post("/messages/{ident}/resend")
def resend(request: Request, ident: int) -> Response:
    """Sends a failed or expired message once more."""
    desk, account = desk_of(request), who(request)
    now = desk.now()
    with desk.store.write() as session:
        if not outbox.retry(session, _row(ident) or 0, now):
            raise MonitorError("web.message.not_failed")
        accounts.audit(session, now=now, author=account.name, action="message.resend", subject=str(ident))
    return back(request, f"/messages/{ident}", said="web.said.resent")


# --- targets ---------------------------------------------------------------------------------------------------------


@router.post("/targets/{name}/test")
async def test(request: Request, name: str) -> Response:
    """Sends a test message; a target that answers takes part again."""
    desk, account = desk_of(request), who(request)
    if name not in {target.name for target in desk.actions.targets()}:
        raise Gone("web.gone.target")
    result = await desk.actions.test_target(name, account.name)
    await run_in_threadpool(_tested, desk, name, result.outcome is Outcome.SENT, account.name)
    if result.outcome is Outcome.SENT:
        return back(request, "/messages", said="web.said.target_ok")
    raise MonitorError(
        "web.target.failed", name=name, answer=result.answer or result.reason or str(result.status or "")
    )


@router.post("/targets/{name}/{verb}")
def pause(request: Request, name: str, verb: str) -> Response:
    """Pauses or resumes a target; what waits for it is kept."""
    desk, account = desk_of(request), who(request)
    if verb not in ("pause", "resume"):
        raise Gone("web.error.404")
    now = desk.now()
    with desk.store.write() as session:
        known = {target.name for target in desk.actions.targets()} | {item.name for item in delivery.targets(session)}
        if name not in known:
            raise Gone("web.gone.target")
        delivery.pause_target(session, name, paused=verb == "pause", now=now)
        accounts.audit(session, now=now, author=account.name, action=f"target.{verb}", subject=name)
    return back(request, "/messages", said=f"web.said.target_{verb}d")


def _tested(desk: Desk, name: str, worked: bool, author: str) -> None:
    now = desk.now()
    with desk.store.write() as session:
        if worked:
            outbox.repair(session, name, now)
        accounts.audit(
            session, now=now, author=author, action="target.test", subject=name, after="ok" if worked else "failed"
        )


# --- silences --------------------------------------------------------------------------------------------------------


@router.get("/silences")
def silences(request: Request) -> Response:
    """All silences, those in force first."""
    desk = desk_of(request)
    with desk.store.read() as session:
        found = delivery.silences(session, limit=200)
        asked = log.questions(session, {(item.watchlist, item.claim) for item in found})
    return render(request, "silences.html", silences=found, questions=asked)


@router.get("/silences/new")
def new_silence(request: Request, watchlist: str = "", claim: str = "", party: str = "", change: str = "") -> Response:
    """The form, filled from a change or claim, with a preview of what it would mute."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        if change:
            line = log.line(session, change[:200], user=visitor.name)
            if line is not None:
                watchlist, claim = line.change.watchlist, line.change.claim
        lines, named = claims.claims(session), names(session)
    if not watchlist and lines:
        watchlist = lines[0].watchlist
    asked = Silence(watchlist=watchlist[:100], claim=claim[:100], party=party[:200])
    return render(
        request, "silence.html", asked=asked, claims=lines, would=_would(desk, asked), ends=ENDS, end="24h", names=named
    )


@router.post("/silences/preview")
def would_mute(
    request: Request,
    place: Annotated[str, Form()] = "",
    party: Annotated[str, Form()] = "",
    up_to: Annotated[str, Form()] = "",
) -> Response:
    """Which changes of the last time the silence would have muted."""
    desk = desk_of(request)
    asked = _asked(place, party, up_to)
    return render(request, "silence_preview.html", would=_would(desk, asked), asked=asked)


@router.post("/silences")
def add_silence(
    request: Request,
    place: Annotated[str, Form()],
    party: Annotated[str, Form()] = "",
    up_to: Annotated[str, Form()] = "",
    end: Annotated[str, Form()] = "24h",
    until: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Sets a silence: it mutes delivery, never the decision or the log."""
    desk, account = desk_of(request), who(request)
    now, asked = desk.now(), _asked(place, party, up_to)
    ends_at = _end(end, until, now)
    with desk.store.write() as session:
        delivery.add_silence(
            session,
            watchlist=asked.watchlist,
            claim=asked.claim,
            party=asked.party,
            up_to=asked.up_to,
            author=account.name,
            reason=reason,
            ends_at=ends_at,
            now=now,
        )
        subject = "/".join(part for part in (asked.watchlist, asked.claim, asked.party) if part)
        accounts.audit(
            session,
            now=now,
            author=account.name,
            action="silence.add",
            subject=subject,
            after={"up_to": asked.up_to, "ends_at": ends_at, "reason": reason[:200]},
        )
    return back(request, "/silences", said="web.said.silenced")


@router.post("/silences/{ident}/lift")
def lift(request: Request, ident: int) -> Response:
    """Ends a silence now."""
    desk, account = desk_of(request), who(request)
    now = desk.now()
    with desk.store.write() as session:
        found = delivery.lift_silence(session, _row(ident) or 0, now=now)
        if found is None:
            raise MonitorError("web.silence.over")
        accounts.audit(
            session,
            now=now,
            author=account.name,
            action="silence.lift",
            subject=f"{found.watchlist}/{found.claim}".rstrip("/"),
        )
    return back(request, "/silences", said="web.said.lifted")


def _would(desk: Desk, asked: Silence) -> tuple[Any, ...]:
    with desk.store.read() as session:
        recent = delivery.recent_changes(session, asked.watchlist)
    return preview(asked, recent, desk.now())


def _asked(place: str, party: str, up_to: str) -> Silence:
    watchlist, _, claim = place.partition("/")
    return Silence(watchlist=watchlist[:100], claim=claim[:100], party=party.strip()[:200], up_to=_number(up_to))


def _number(given: str) -> float | None:
    """A number as Germans write it: 15.000 or 15.000,5; empty is none."""
    cleaned = given.strip().replace(".", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not cleaned:
        return None
    try:
        found = float(cleaned)
    except ValueError:
        raise MonitorError("web.silence.number", given=given[:40]) from None
    if not 0 <= found < 1e15:
        raise MonitorError("web.silence.number", given=given[:40])
    return found


def _end(end: str, until: str, now: datetime) -> datetime | None:
    if until.strip():
        try:
            found = datetime.fromisoformat(until.strip()[:40])
        except ValueError:
            raise MonitorError("web.silence.end") from None
        found = utc(found if found.tzinfo else found.replace(tzinfo=BERLIN))
        if found <= now:
            raise MonitorError("web.silence.end")
        return found
    return now + timedelta(hours=ENDS[end]) if end in ENDS else None


def _row(ident: int) -> int | None:
    return ident if 0 < ident < 2**31 else None
