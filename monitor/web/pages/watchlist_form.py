"""The watchlist as a form, for people who write no YAML: the same file, and its comments stay."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from monitor.watchlist.edit import with_feeds
from monitor.web import files
from monitor.web.desk import desk_of, render, who
from monitor.web.editing import check_text, editor, form, save_text, show_job, text_of, unix
from monitor.web.sheet import sheet_of, with_sheet

router = APIRouter()

#: addresses taken over from a feed reader at once
ADDRESSES = 300


@router.get("/watchlists/{ident}/form")
def fields(request: Request, ident: str) -> Response:
    """The form with the file as it stands."""
    text, expected = text_of(request, files.checked_id(ident))
    return form(request, ident=ident, text=text, expected=expected)


@router.post("/watchlists/{ident}/form")
async def typed(request: Request, ident: str) -> Response:
    """What the form says goes into the text; `do` says what comes next: save, check, trial, text, form, open."""
    sent = await request.form(max_fields=20_000)
    account = who(request)
    new = ident == "new"
    kept = "" if new else files.checked_id(ident)
    do, text = _word(sent, "do"), unix(_word(sent, "text"))
    if do != "open":
        text = await run_in_threadpool(with_sheet, text, sent)
    if do == "trial" and kept:
        checked = check_text(request, text, kept)
        if checked.problems:
            return render(request, "watchlist_check.html", checked=checked, as_form=True)
        return show_job(request, await desk_of(request).actions.start_trial(kept, text, account.name))
    return await run_in_threadpool(_shown, request, sent, do, kept, text)


@router.post("/watchlists/{ident}/feeds")
def feeds(request: Request, ident: str, url: Annotated[list[str] | None, Form()] = None) -> Response:
    """Feeds of a reader's list at the end of a watchlist's own; nothing is saved yet."""
    text, expected = text_of(request, files.checked_id(ident))
    sheet_of(text)
    made, fresh = with_feeds(text, [one[:2048] for one in (url or [])[:ADDRESSES]])
    return form(
        request, ident=ident, text=made, expected=expected, added=", ".join(fresh[:3]) + (" …" if fresh[3:] else "")
    )


def _shown(request: Request, sent: FormData, do: str, ident: str, text: str) -> Response:
    expected, name = _word(sent, "expected"), _word(sent, "ident").strip()[:64]
    if do == "check":
        return render(request, "watchlist_check.html", checked=check_text(request, text, ident or "neu"), as_form=True)
    if do == "text":
        return editor(request, ident=ident, text=text, expected=expected, name=name)
    if do == "save":
        return save_text(request, ident=ident or name, text=text, expected=expected, is_new=not ident, as_form=True)
    return form(request, ident=ident, text=text, expected=expected, name=name)


def _word(sent: FormData, name: str) -> str:
    found = sent.get(name)
    return found if isinstance(found, str) else ""
