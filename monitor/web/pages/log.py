"""Änderungsprotokoll: what changed, by consequence; marks, saved views, exports, live updates."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from monitor.errors import MonitorError
from monitor.store import accounts
from monitor.store.views import insight, log, sources
from monitor.store.views.log import LogFilter, LogLine
from monitor.web.desk import Desk, back, desk_of, render, say, visitor_of, who
from monitor.web.export import atom, csv_cell, row_of
from monitor.web.filters import Asked, read_filter

router = APIRouter()

#: rows of an export for readers and editors; an admin exports all
EXPORT_ROWS = 10_000
#: changes marked by one bulk action
BULK = 500
#: seconds between two looks at the log for live updates
LOOK = 2.0
#: looks at whether the service ends, per look at the log
STEPS = 8
#: longest note
NOTE = 1000


@router.get("/")
def home(request: Request) -> Response:
    """The log is the front page."""
    return RedirectResponse(desk_of(request).url("/changes"), status_code=307)


@router.get("/changes")
def changes(request: Request) -> Response:
    """The log, or for htmx only its lines."""
    desk, visitor = desk_of(request), visitor_of(request)
    asked = read_filter(request.query_params, desk.now())
    with desk.store.read() as session:
        shown = log.page(session, asked.filter, user=visitor.name, cursor=asked.cursor)
        if request.headers.get("HX-Target") == "lines-more":
            return render(request, "log_lines.html", page=shown, asked=asked, lead=_day_before(request))
        context: dict[str, Any] = {
            "page": shown,
            "asked": asked,
            "lead": "",
            "options": log.options(session),
            "views": accounts.views(session, visitor.name),
            "unread": log.count(session, LogFilter(unread=True), user=visitor.name),
            "newest": log.newest_id(session),
            "people": [account.name for account in accounts.accounts(session) if account.active],
            "notices": sources.notices(session),
            "watched": sources.disturbed(session),
            "bands": log.BANDS,
            "today": log.tally(session, since=desk.now() - timedelta(days=1), user=visitor.name),
        }
    return render(request, "log.html", **context)


def _day_before(request: Request) -> str:
    """The day heading that stands above the lines to be appended."""
    return request.query_params.get("lead", "")[:80]


# --- marks -----------------------------------------------------------------------------------------------------------


@router.post("/changes/read")
def read(
    request: Request,
    key: Annotated[list[str] | None, Form()] = None,
    everything: Annotated[str, Form(alias="all")] = "",
    value: Annotated[str, Form()] = "",
) -> Response:
    """Notes that the visitor has read these changes, or everything so far."""
    desk, account = desk_of(request), who(request)
    keys = (key or [])[:BULK]
    with desk.store.write() as session:
        if everything:
            accounts.mark_seen(session, author=account.name, newest=log.newest_id(session), now=desk.now())
        elif keys:
            accounts.mark(
                session, keys, kind="read", value="no" if value == "no" else "", author=account.name, now=desk.now()
            )
    return _lines(request, keys) if not everything else back(request, "/changes", said="web.said.all_read")


@router.post("/changes/marks")
def marks(
    request: Request,
    kind: Annotated[str, Form()],
    key: Annotated[list[str] | None, Form()] = None,
    value: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/changes",
) -> Response:
    """Judge, assign, note or acknowledge the changes; the newest of a kind counts, nothing is overwritten."""
    desk, account = desk_of(request), who(request)
    keys = (key or [])[:BULK]
    if not keys:
        raise MonitorError("web.mark.none")
    value = _checked(kind, value.strip()[:NOTE], account.name)
    with desk.store.write() as session:
        accounts.mark(session, keys, kind=kind, value=value, author=account.name, now=desk.now())
        if kind == "judge":
            accounts.mark(session, keys, kind="read", author=account.name, now=desk.now())
    if request.headers.get("HX-Request"):
        return _lines(request, keys)
    return back(request, then, said="web.said.marked")


def _checked(kind: str, value: str, name: str) -> str:
    """The value of a mark of this kind; raises MonitorError for others."""
    if kind == "judge" and value in ("", *insight.JUDGEMENTS):
        return value
    if kind == "assign":
        return name if value == "me" else value[:64]
    if kind == "note" and value:
        return value
    if kind == "ack":
        return ""
    raise MonitorError("web.mark.unknown")


def _lines(request: Request, keys: list[str]) -> Response:
    """The lines as they are now, each to be put in the place of the old one."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        found = [line for key in keys if (line := log.line(session, key, user=visitor.name)) is not None]
    return render(request, "log_swap.html", lines=found)


# --- saved views -----------------------------------------------------------------------------------------------------


@router.post("/views")
def save_view(request: Request, name: Annotated[str, Form()], query: Annotated[str, Form()] = "") -> Response:
    """Keeps the present filter under a name."""
    desk, account = desk_of(request), who(request)
    with desk.store.write() as session:
        accounts.save_view(session, user=account.name, name=name, query=query)
    return back(request, f"/changes?{query}", said="web.said.view_saved")


@router.post("/views/{view}/drop")
def drop_view(request: Request, view: int) -> Response:
    """Forgets a saved filter."""
    desk, account = desk_of(request), who(request)
    with desk.store.write() as session:
        accounts.drop_view(session, user=account.name, view=view)
    return back(request, "/changes", said="web.said.view_dropped")


# --- export ----------------------------------------------------------------------------------------------------------


@router.get("/changes.csv")
def export_csv(request: Request) -> Response:
    """The filtered log as CSV for spreadsheets: UTF-8 with BOM, cells that look like formulas defused (S16)."""
    lines = _exported(request)
    language, base = visitor_of(request).language, _base(request)

    def rows() -> Iterator[str]:
        yield "\ufeff"
        head = True
        for line in lines:
            row = row_of(line, language, base)
            sheet = io.StringIO()
            writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
            if head:
                writer.writerow(row)
                head = False
            writer.writerow([csv_cell(value) for value in row.values()])
            yield sheet.getvalue()

    return _download(rows(), "text/csv; charset=utf-8", "changes.csv")


@router.get("/changes.json")
def export_json(request: Request) -> Response:
    """The filtered log as one JSON array."""
    lines = _exported(request)
    language, base = visitor_of(request).language, _base(request)

    def parts() -> Iterator[str]:
        yield "["
        for place, line in enumerate(lines):
            yield ("," if place else "") + "\n" + json.dumps(row_of(line, language, base), ensure_ascii=False)
        yield "\n]\n"

    return _download(parts(), "application/json", "changes.json")


@router.get("/changes.atom")
def export_atom(request: Request) -> Response:
    """The filtered log as an Atom feed; feed readers bring an API token by HTTP Basic."""
    desk, visitor = desk_of(request), visitor_of(request)
    asked = read_filter(request.query_params, desk.now())
    with desk.store.read() as session:
        lines = tuple(log.stream(session, asked.filter, user=visitor.name, cap=100))
    title = say(request, "web.log.title")
    feed = atom(lines, title=title, base=_base(request), query=asked.query, language=visitor.language, now=desk.now())
    return Response(feed, media_type="application/atom+xml")


def _exported(request: Request) -> Iterator[LogLine]:
    desk, account = desk_of(request), who(request)
    asked = read_filter(request.query_params, desk.now())
    cap = 10_000_000 if account.may("admin") else EXPORT_ROWS
    return _streamed(desk, asked, account.name, cap)


def _streamed(desk: Desk, asked: Asked, user: str, cap: int) -> Iterator[LogLine]:
    with desk.store.read() as session:
        yield from log.stream(session, asked.filter, user=user, cap=cap)


def _download(parts: Iterator[str], kind: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type=kind, headers=named)


def _base(request: Request) -> str:
    """Address of this dashboard for links that leave it."""
    desk, visitor = desk_of(request), visitor_of(request)
    public = desk.settings.public_url.rstrip("/")
    return (public or f"{'https' if visitor.secure else 'http'}://{visitor.host}") + desk.prefix


# --- live ------------------------------------------------------------------------------------------------------------


@router.get("/live")
async def live(request: Request) -> Response:
    """Server-sent events: `changes` with the number of matching changes that are newer than the page."""
    desk, visitor = desk_of(request), visitor_of(request)
    asked = read_filter(request.query_params, desk.now())
    start = request.query_params.get("after", "")
    last = int(start) if start.isdigit() and len(start) < 16 else -1
    events = _events(request, desk, asked.filter, visitor.name, last)
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(request: Request, desk: Desk, wanted: LogFilter, user: str, last: int) -> AsyncIterator[str]:
    """One event per growth of the log, a comment now and then so that proxies keep the line open."""
    newest = await run_in_threadpool(_newest, desk)
    last = newest if last < 0 else last
    told, quiet = 0, 0
    yield "retry: 5000\n\n"
    while not desk.actions.stopping() and not await request.is_disconnected():
        if newest > last:
            number = await run_in_threadpool(_newer, desk, last, wanted, user)
            if number != told:
                told = number
                yield f"event: changes\ndata: {number}\n\n"
        quiet += 1
        if quiet % 10 == 0:
            yield ": still here\n\n"
        for _ in range(STEPS):
            if not desk.actions.stopping():
                await asyncio.sleep(LOOK / STEPS)
        newest = await run_in_threadpool(_newest, desk)


def _newest(desk: Desk) -> int:
    with desk.store.read() as session:
        return log.newest_id(session)


def _newer(desk: Desk, last: int, wanted: LogFilter, user: str) -> int:
    with desk.store.read() as session:
        return log.newer_than(session, last, wanted=wanted, user=user)
