"""Watchlisten: an editor that names the line, a trial on the archive, history with author, diff and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.errors import MonitorError
from monitor.store.views import claims, watchlists
from monitor.store.views.watchlists import Version
from monitor.watchlist import read_watchlist
from monitor.watchlist.edit import with_claim
from monitor.web import files
from monitor.web.desk import Desk, Gone, desk_of, render, visitor_of, who
from monitor.web.editing import FIELDS, check_text, editor, save_text, show_job, text_of, unix
from monitor.web.names import name_of
from monitor.web.passages import text_diff
from monitor.web.sheet import slug

router = APIRouter()

#: what a new file starts with: good as it stands, so that each change shows what it does
START = {
    "de": """name: Mein Thema
notify: [{notify}]
feeds:
  - https://www.tagesschau.de/index~rss2.xml
about: [Stichwort]   # gelesen werden nur Artikel mit einem dieser Wörter
parties:
  Polizei: [Polizeipräsidium]   # wer antwortet, und unter welchen Namen
claims:
  - id: verletzte
    question: Wie viele Menschen wurden verletzt?
    kind: figure
    counts: [Mensch, Verletzter]
    with: [verletzen, Verletzter]
    alert: {{new_value: alert}}
  - id: ursache
    question: War es Brandstiftung?
    kind: statement
    about: [[Feuer, Brand], [Brandstiftung, gelegt]]
    confirmers: [Polizei]
""",
    "en": """name: My topic
notify: [{notify}]
feeds:
  - https://www.tagesschau.de/index~rss2.xml
about: [Stichwort]   # only articles with one of these words are read
parties:
  Polizei: [Polizeipräsidium]   # who answers, and under which names
claims:
  - id: injured
    question: How many people were injured?
    kind: figure
    counts: [Mensch, Verletzter]
    with: [verletzen, Verletzter]
    alert: {{new_value: alert}}
  - id: cause
    question: Was it arson?
    kind: statement
    about: [[Feuer, Brand], [Brandstiftung, gelegt]]
    confirmers: [Polizei]
""",
}


def start_text(language: str, targets: Sequence[str]) -> str:
    """The text of a new watchlist, told to the first two of the operator's targets."""
    return START.get(language, START["de"]).format(notify=", ".join(targets[:2]) or "redaktion-mail")


@router.get("/watchlists")
def index(request: Request) -> Response:
    """All watchlists: in force, broken, or only a file so far."""
    desk = desk_of(request)
    with desk.store.read() as session:
        in_force = watchlists.in_force(session)
        broken = watchlists.broken(session)
        lines = claims.claims(session)
    known = {version.watchlist for version in in_force}
    fresh = [name for name in files.names(desk.settings.watchlists) if name not in known]
    named = [(version, name_of(version.watchlist, version.text)) for version in in_force]
    return render(request, "watchlists.html", versions=named, broken=broken, fresh=fresh, claims=lines)


@router.get("/watchlists/new")
def new(request: Request, name: str = "") -> Response:
    """An empty editor; the id becomes the file's name."""
    names = [target.name for target in desk_of(request).actions.targets()]
    return editor(request, ident="", text=start_text(visitor_of(request).language, names), name=name[:64])


@router.get("/watchlists/{ident}")
def edit(request: Request, ident: str) -> Response:
    """The editor with the file as it stands; without a file, the version in force."""
    text, expected = text_of(request, files.checked_id(ident))
    return editor(request, ident=ident, text=text, expected=expected)


@router.post("/watchlists/check")
def check(request: Request, text: Annotated[str, Form()], ident: Annotated[str, Form()] = "") -> Response:
    """Errors at their lines, asked for at each pause; saves nothing."""
    checked = check_text(request, text, ident or "neu")
    return render(request, "watchlist_check.html", checked=checked)


@router.post("/watchlists")
def create(request: Request, ident: Annotated[str, Form()], text: Annotated[str, Form()]) -> Response:
    """Saves a new file."""
    return save_text(request, ident=ident.strip(), text=text, expected="", is_new=True)


@router.post("/watchlists/{ident}")
def save(request: Request, ident: str, text: Annotated[str, Form()], expected: Annotated[str, Form()] = "") -> Response:
    """Saves the text: checked, unless somebody else saved in between, in force without a restart."""
    return save_text(request, ident=ident, text=text, expected=expected, is_new=False)


@router.post("/watchlists/{ident}/restore/{version}")
def restore(request: Request, ident: str, version: int) -> Response:
    """Undo: an earlier text becomes the newest version."""
    desk = desk_of(request)
    found = _version(desk, ident, version)
    expected = files.digest(files.read_file(desk.settings.watchlists, files.checked_id(ident)))
    return save_text(request, ident=ident, text=found.text, expected=expected, is_new=False, said="web.said.restored")


@router.get("/watchlists/{ident}/history")
def history(request: Request, ident: str, old: int = 0, new: int = 0) -> Response:
    """Every version with author, and what two of them do not share."""
    desk = desk_of(request)
    with desk.store.read() as session:
        versions = watchlists.history(session, ident[:64])
    if not versions:
        raise Gone("web.gone.watchlist")
    right = next((item for item in versions if item.id == new), versions[0])
    earlier = [item for item in versions if item.id < right.id and item.valid]
    left = next((item for item in versions if item.id == old), earlier[0] if earlier else None)
    lines = text_diff(left.text, right.text) if left else ()
    return render(
        request, "watchlist_history.html", ident=ident, versions=versions, left=left, right=right, lines=lines
    )


@router.post("/watchlists/{ident}/trial")
async def trial(request: Request, ident: str, text: Annotated[str, Form()]) -> Response:
    """Probelauf: what this text would have told, as a job with progress."""
    desk, account = desk_of(request), who(request)
    files.checked_id(ident)
    checked = check_text(request, text, ident)
    if checked.problems:
        return render(request, "watchlist_check.html", checked=checked)
    job = await desk.actions.start_trial(ident, unix(text), account.name)
    return show_job(request, job)


@router.get("/watchlists/{ident}/unasked")
def unasked(request: Request, ident: str) -> Response:
    """Zahlen zum Thema, nach denen niemand fragt: from the newest articles, each with a ready claim."""
    desk = desk_of(request)
    with desk.store.read() as session:
        found = next((item for item in watchlists.in_force(session) if item.watchlist == ident), None)
        if found is None:
            raise Gone("web.gone.watchlist")
        figures = watchlists.unasked(session, read_watchlist(found.text, id=ident))
    partial = bool(request.headers.get("HX-Request"))
    page = "unasked_part.html" if partial else "unasked.html"
    return render(request, page, ident=ident, figures=figures, editing=partial)


@router.post("/watchlists/{ident}/claim")
async def add_claim(request: Request, ident: str) -> Response:
    """The editor with one more claim in its text, from the form or ready; nothing is saved yet."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_with_claim, request, ident, form)


@router.get("/jobs/{ident}")
def job(request: Request, ident: str) -> Response:
    """A job with its progress; the page asks again until it is done."""
    return show_job(request, ident[:64])


# --- inside ----------------------------------------------------------------------------------------------------------


def _with_claim(request: Request, ident: str, form: dict[str, str]) -> Response:
    who(request)
    desk = desk_of(request)
    kept = "" if ident == "new" else files.checked_id(ident)
    text = form.get("text")
    if text is None:  # from the list of figures, where no editor is open
        text = files.read_file(desk.settings.watchlists, kept) or "" if kept else ""
        form["expected"] = files.digest(text)
    text, claim = unix(text), _claim_of(form)
    named: dict[str, Any] = {"ident": kept, "expected": form.get("expected", ""), "name": form.get("ident", "")[:64]}
    if not claim.get("id") or not claim.get("question"):
        failed = MonitorError("web.claim.form.missing")
        return editor(request, text=text, failed=failed, filled=form, status=400, **named)
    try:
        made = with_claim(text, claim)
    except (YAMLError, AttributeError, TypeError):
        return editor(
            request, text=text, failed=MonitorError("web.claim.form.broken"), filled=form, status=400, **named
        )
    return editor(request, text=made, added=str(claim["id"]), **named)


def _claim_of(form: dict[str, str]) -> dict[str, object]:
    """The claim as the form says it, or the ready one it carries."""
    if form.get("ready"):
        try:
            found = YAML(typ="safe").load(form["ready"][:5000])
        except YAMLError:
            return {}
        return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    claim: dict[str, object] = {}
    for key, listed in FIELDS:
        given = form.get(f"c_{key}", "").strip()[:500]
        words = [word.strip() for word in given.split(",") if word.strip()]
        if words:
            claim[key] = words if listed else given
    named = slug(str(claim.get("id") or claim.get("question") or ""))
    return {"id": named, **{key: value for key, value in claim.items() if key != "id"}}


def _version(desk: Desk, ident: str, version: int) -> Version:
    with desk.store.read() as session:
        found = watchlists.version(session, version if 0 < version < 2**31 else 0)
    if found is None or found.watchlist != ident:
        raise Gone("web.gone.version")
    return found
