"""Quellen: which feeds bring news, which fail, which are silent against their habit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.errors import MonitorError
from monitor.feeds.model import HostPace
from monitor.store import accounts
from monitor.store.paces import paces
from monitor.store.views import sources, watchlists
from monitor.web.desk import Desk, Gone, back, desk_of, render, who
from monitor.web.names import name_of, names

router = APIRouter()

#: characters of an address somebody tries
ADDRESS = 2048
#: feeds of the list before somebody asks for all
FIRST = 150
#: characters of a reason
REASON = 300


@router.get("/sources")
def index(request: Request, every: bool = False) -> Response:
    """The feeds, the worrying ones first; of very many the first, until all are asked for."""
    desk = desk_of(request)
    with desk.store.read() as session:
        found = sources.feeds(session)
        cycle = sources.last_cycle(session)
    counts = {state: sum(feed.state == state for feed in found if feed.active) for state in sources.ORDER}
    shown = found if every else found[:FIRST]
    return render(
        request, "sources.html", feeds=shown, all=len(found), counts=counts, cycle=cycle, test=None, address=""
    )


@router.get("/sources/{ident}")
def feed(request: Request, ident: int) -> Response:
    """One feed with its newest entries."""
    desk = desk_of(request)
    with desk.store.read() as session:
        found = sources.feed(session, ident if 0 < ident < 2**31 else 0)
        if found is None:
            raise Gone("web.gone.feed")
        entries = sources.entries(session, found.id)
        listed = watchlists.in_force(session)
        pace = paces(session).get(found.host, HostPace())
    lists = [(one.watchlist, name_of(one.watchlist, one.text)) for one in listed if found.url in one.text]
    gap = desk.settings.host_gap if pace.gap is None else pace.gap
    pages = desk.settings.pages_per_hour if pace.pages is None else pace.pages
    return render(request, "source.html", feed=found, entries=entries, lists=lists, gap=gap, pages=pages)


@router.post("/sources/test")
async def test(request: Request, address: Annotated[str, Form()]) -> Response:
    """Fetches an address once and says what it is."""
    desk = desk_of(request)
    found = await desk.actions.test_feed(address.strip()[:ADDRESS])
    partial = bool(request.headers.get("HX-Request"))
    if partial:
        return render(request, "source_test.html", test=found)
    with desk.store.read() as session:
        feeds, cycle = sources.feeds(session), sources.last_cycle(session)
    counts = {state: sum(feed.state == state for feed in feeds) for state in sources.ORDER}
    shown, number = feeds[:FIRST], len(feeds)
    return render(
        request, "sources.html", feeds=shown, all=number, counts=counts, cycle=cycle, test=found, address=address
    )


@router.post("/sources/opml")
def read_list(request: Request, opml: Annotated[str, Form()] = "") -> Response:
    """The feeds of a reader's OPML list, as lines to paste into a watchlist; new ones apart from known ones."""
    from monitor.feeds import read_opml

    found = read_opml(opml.encode("utf-8", "ignore"))
    with desk_of(request).store.read() as session:
        known = {feed.url for feed in sources.feeds(session)}
        named = names(session)
    fresh = [item for item in found if item.url not in known]
    return render(request, "sources_opml.html", fresh=fresh, known=len(found) - len(fresh), names=named)


@router.post("/sources/{ident}/robots")
def robots(request: Request, ident: int, reason: Annotated[str, Form()] = "") -> Response:
    """Reads a feed although robots.txt forbids it, with the reason in the audit log; without a reason it is obeyed."""
    desk, account = desk_of(request), who(request)
    reason = reason.strip()[:REASON]
    with desk.store.write() as session:
        found = sources.set_override(session, ident if 0 < ident < 2**31 else 0, reason)
        if found is None:
            raise Gone("web.gone.feed")
        address, before = found
        accounts.audit(
            session,
            now=desk.now(),
            author=account.name,
            action="feed.robots",
            subject=address,
            before=before,
            after=reason,
        )
    return back(request, f"/sources/{ident}", said="web.said.robots" if reason else "web.said.robots_obeyed")


@router.post("/sources/{ident}/{verb}")
async def change(request: Request, ident: int, verb: str, house: Annotated[str, Form()] = "") -> Response:
    """Pause or resume a feed, or all feeds of its host; or visit it now."""
    desk, account = desk_of(request), who(request)
    ident = ident if 0 < ident < 2**31 else 0
    if verb == "poll":
        await desk.actions.poll_feed(ident)
        return back(request, f"/sources/{ident}", said="web.said.polled")
    if verb not in ("pause", "resume"):
        raise MonitorError("web.error.404")
    await run_in_threadpool(_pause, desk, ident, verb, account.name, bool(house))
    return back(request, f"/sources/{ident}", said=f"web.said.{verb}d")


def _pause(desk: Desk, ident: int, verb: str, author: str, house: bool) -> None:
    now = desk.now()
    with desk.store.write() as session:
        address = sources.set_paused(session, ident, paused=verb == "pause", now=now, house=house)
        if not address:
            raise Gone("web.gone.feed")
        accounts.audit(session, now=now, author=author, action=f"feed.{verb}", subject=address)
