"""Watchlisten: an editor that names the line, a trial on the archive, history with author, diff and undo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor.errors import MonitorError, WatchlistProblems
from monitor.i18n import explain
from monitor.store import accounts
from monitor.store.views import claims, watchlists
from monitor.store.views.watchlists import Version
from monitor.watchlist import advice, read_watchlist
from monitor.watchlist.edit import with_claim
from monitor.watchlist.model import Watchlist
from monitor.web import files
from monitor.web.desk import Desk, Gone, back, desk_of, render, say, visitor_of, who
from monitor.web.names import name_of
from monitor.web.passages import text_diff

router = APIRouter()

#: what a new file starts with
START = {
    "de": """name: Mein Thema
notify: [redaktion-mail]
feeds:
  - https://www.tagesschau.de/index~rss2.xml
about: [Stichwort]
claims:
  - id: erste-frage
    question: Wie viele … ?
    kind: figure
    counts: [Person]
""",
    "en": """name: My topic
notify: [redaktion-mail]
feeds:
  - https://www.tagesschau.de/index~rss2.xml
about: [Stichwort]
claims:
  - id: first-question
    question: How many … ?
    kind: figure
    counts: [Person]
""",
}


#: fields of the form for a claim: key of the file, and whether it is a list
FIELDS = (
    ("question", False),
    ("id", False),
    ("kind", False),
    ("counts", True),
    ("unit", False),
    ("about", True),
    ("with", True),
    ("without", True),
    ("confirmers", True),
    ("min_change", False),
    ("trend", False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error at its line, in the reader's language."""

    line: int
    column: int
    said: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What reading a text came to."""

    watchlist: Watchlist | None
    problems: tuple[Problem, ...] = ()
    #: what is allowed but probably not meant
    hints: tuple[Problem, ...] = ()


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
    visitor = visitor_of(request)
    return _editor(request, ident="", text=START.get(visitor.language, START["de"]), name=name[:64])


@router.get("/watchlists/{ident}")
def edit(request: Request, ident: str) -> Response:
    """The editor with the file as it stands; without a file, the version in force."""
    desk = desk_of(request)
    files.checked_id(ident)
    text = files.read_file(desk.settings.watchlists, ident)
    if text is None:
        with desk.store.read() as session:
            found = next((item for item in watchlists.in_force(session) if item.watchlist == ident), None)
        if found is None:
            raise Gone("web.gone.watchlist")
        return _editor(request, ident=ident, text=found.text)
    return _editor(request, ident=ident, text=text, expected=files.digest(text))


@router.post("/watchlists/check")
def check(request: Request, text: Annotated[str, Form()], ident: Annotated[str, Form()] = "") -> Response:
    """Errors at their lines, asked for at each pause; saves nothing."""
    checked = _check(request, text, ident or "neu")
    return render(request, "watchlist_check.html", checked=checked)


@router.post("/watchlists")
def create(request: Request, ident: Annotated[str, Form()], text: Annotated[str, Form()]) -> Response:
    """Saves a new file."""
    return _save(request, ident=ident.strip(), text=text, expected="", is_new=True)


async def _put_in_force(desk: Desk, ident: str, text: str, author: str) -> None:
    await desk.actions.watchlist_saved(ident, text, author)


@router.post("/watchlists/{ident}")
def save(request: Request, ident: str, text: Annotated[str, Form()], expected: Annotated[str, Form()] = "") -> Response:
    """Saves the text: checked, unless somebody else saved in between, in force without a restart."""
    return _save(request, ident=ident, text=text, expected=expected, is_new=False)


@router.post("/watchlists/{ident}/restore/{version}")
def restore(request: Request, ident: str, version: int) -> Response:
    """Undo: an earlier text becomes the newest version."""
    desk = desk_of(request)
    found = _version(desk, ident, version)
    expected = files.digest(files.read_file(desk.settings.watchlists, files.checked_id(ident)))
    return _save(request, ident=ident, text=found.text, expected=expected, is_new=False, said="web.said.restored")


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
    checked = _check(request, text, ident)
    if checked.problems:
        return render(request, "watchlist_check.html", checked=checked)
    job = await desk.actions.start_trial(ident, _unix(text), account.name)
    return _job(request, job)


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
    return _job(request, ident[:64])


# --- inside ----------------------------------------------------------------------------------------------------------


def _job(request: Request, ident: str) -> Response:
    desk = desk_of(request)
    with desk.store.read() as session:
        found = watchlists.job(session, ident)
    if found is None:
        raise Gone("web.gone.job")
    partial = bool(request.headers.get("HX-Request"))
    return render(request, "job_part.html" if partial else "job.html", job=found)


def _with_claim(request: Request, ident: str, form: dict[str, str]) -> Response:
    who(request)
    desk = desk_of(request)
    kept = "" if ident == "new" else files.checked_id(ident)
    text = form.get("text")
    if text is None:  # from the list of figures, where no editor is open
        text = files.read_file(desk.settings.watchlists, kept) or "" if kept else ""
        form["expected"] = files.digest(text)
    text, claim = _unix(text), _claim_of(form)
    named: dict[str, Any] = {"ident": kept, "expected": form.get("expected", ""), "name": form.get("ident", "")[:64]}
    if not claim.get("id") or not claim.get("question"):
        failed = MonitorError("web.claim.form.missing")
        return _editor(request, text=text, failed=failed, filled=form, status=400, **named)
    try:
        made = with_claim(text, claim)
    except (YAMLError, AttributeError, TypeError):
        return _editor(
            request, text=text, failed=MonitorError("web.claim.form.broken"), filled=form, status=400, **named
        )
    return _editor(request, text=made, added=str(claim["id"]), **named)


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
    named = _slug(str(claim.get("id") or claim.get("question") or ""))
    return {"id": named, **{key: value for key, value in claim.items() if key != "id"}}


def _slug(words: str) -> str:
    """A short name as the file wants it: "Fähren im Hafen" is faehren-im-hafen."""
    for sign, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        words = words.casefold().replace(sign, plain)
    return re.sub(r"[^a-z0-9]+", "-", words)[:40].strip("-")


def _editor(
    request: Request,
    *,
    ident: str,
    text: str,
    expected: str = "",
    name: str = "",
    failed: MonitorError | None = None,
    filled: Mapping[str, str] | None = None,
    added: str = "",
    status: int = 200,
) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        versions = watchlists.history(session, ident, limit=6) if ident else ()
    context: dict[str, Any] = {
        "ident": ident,
        "name": name,
        "text": text,
        "expected": expected,
        "checked": _check(request, text, ident or "neu"),
        "versions": versions,
        "failed": explain(failed, visitor.language) if failed else "",
        "targets": desk.actions.targets(),
        "fields": FIELDS,
        "filled": filled or {},
        "added": added,
    }
    return render(request, "watchlist.html", status=status, **context)


def _save(
    request: Request, *, ident: str, text: str, expected: str, is_new: bool, said: str = "web.said.saved"
) -> Response:
    """The whole way of a save; the text is never lost: when it cannot be saved, the editor shows it again."""
    import anyio.from_thread

    desk, account = desk_of(request), who(request)
    text = _unix(text)
    if _check(request, text, ident or "neu").problems:
        failed = MonitorError("web.watchlist.not_saved")
        return _editor(request, ident="" if is_new else ident, text=text, expected=expected, name=ident, failed=failed)
    try:
        files.write_file(desk.settings.watchlists, ident, text, expected=expected)
    except MonitorError as error:
        status = 409 if error.key == "web.watchlist.conflict" else 400
        return _editor(
            request,
            ident="" if is_new else ident,
            text=text,
            expected=expected,
            name=ident,
            failed=error,
            status=status,
        )
    with desk.store.write() as session:
        accounts.audit(
            session,
            now=desk.now(),
            author=account.name,
            action="watchlist.save",
            subject=ident,
            before=expected,
            after=files.digest(text),
        )
    anyio.from_thread.run(_put_in_force, desk, ident, text, account.name)
    return back(request, f"/watchlists/{ident}", said=said)


def _check(request: Request, text: str, ident: str) -> Checked:
    """The text as the loader reads it, and whatever is wrong with it."""
    desk, language = desk_of(request), visitor_of(request).language
    try:
        found = read_watchlist(_unix(text), id=ident if files.is_id(ident) else "neu", path=f"{ident}.yaml")
    except WatchlistProblems as error:
        problems = tuple(
            Problem(line=item.line, column=item.column, said=explain(item, language), field=item.field)
            for item in error.problems
        )
        return Checked(watchlist=None, problems=problems)
    known = {target.name for target in desk.actions.targets()}
    missing = [name for name in found.notify if name not in known] if known else []
    lines = _unix(text).split("\n")
    return Checked(
        watchlist=found,
        hints=tuple(Problem(line=hint.line, column=1, said=explain(hint, language)) for hint in advice(found)),
        problems=tuple(
            Problem(
                line=next((place for place, line in enumerate(lines, 1) if name in line), 1),
                column=1,
                said=say(request, "web.watchlist.target", name=name),
                field="notify",
            )
            for name in missing
        ),
    )


def _version(desk: Desk, ident: str, version: int) -> Version:
    with desk.store.read() as session:
        found = watchlists.version(session, version if 0 < version < 2**31 else 0)
    if found is None or found.watchlist != ident:
        raise Gone("web.gone.version")
    return found


def _unix(text: str) -> str:
    """Line ends of forms (CRLF) as they stand in files."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
