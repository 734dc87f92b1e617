"""A watchlist's text on its way to the file: checked, shown again when it cannot be saved, put in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import MonitorError, WatchlistProblems
from monitor.i18n import catalogue, explain, text
from monitor.store import accounts
from monitor.store.views import watchlists
from monitor.watchlist import advice, read_watchlist
from monitor.watchlist.keys import CHANGES, CLAIM_KEYS, FILE_KEYS, GRADES, SILENCES
from monitor.watchlist.model import Watchlist
from monitor.web import files, sheet
from monitor.web.desk import Desk, Gone, back, desk_of, render, say, visitor_of, who

#: fields of the short form for a claim: key of the file, and whether it is a list
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
    #: the question or key it belongs to, for people who see the form
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What reading a text came to."""

    watchlist: Watchlist | None
    problems: tuple[Problem, ...] = ()
    #: what is allowed but probably not meant
    hints: tuple[Problem, ...] = ()


def text_of(request: Request, ident: str) -> tuple[str, str]:
    """(text, its hash) of the file as it stands; without a file the version in force. Raises Gone."""
    desk = desk_of(request)
    text = files.read_file(desk.settings.watchlists, ident)
    if text is not None:
        return text, files.digest(text)
    with desk.store.read() as session:
        found = next((item for item in watchlists.in_force(session) if item.watchlist == ident), None)
    if found is None:
        raise Gone("web.gone.watchlist")
    return found.text, ""


def show_job(request: Request, ident: str) -> Response:
    """A job as a page, or for htmx as the part that is asked for again until it is done."""
    desk = desk_of(request)
    with desk.store.read() as session:
        found = watchlists.job(session, ident)
    if found is None:
        raise Gone("web.gone.job")
    partial = bool(request.headers.get("HX-Request"))
    return render(request, "job_part.html" if partial else "job.html", job=found)


def editor(
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
    """The page with the text."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.store.read() as session:
        versions = watchlists.history(session, ident, limit=6) if ident else ()
    context: dict[str, Any] = {
        "ident": ident,
        "name": name,
        "text": text,
        "expected": expected,
        "checked": check_text(request, text, ident or "neu"),
        "versions": versions,
        "failed": explain(failed, visitor.language) if failed else "",
        "targets": desk.actions.targets(),
        "fields": FIELDS,
        "words": offers(visitor.language, [target.name for target in desk.actions.targets()]),
        "filled": filled or {},
        "added": added,
    }
    return render(request, "watchlist.html", status=status, **context)


def offers(language: str, targets: Sequence[str]) -> dict[str, object]:
    """What the editor completes: keys with a word of help, the values of those that have few, names of targets."""

    def told(name: str, *keys: str) -> list[str]:
        return [name, next((text(key, language) for key in keys if key in catalogue(language)), "")]

    return {
        "file": [told(key.name, f"web.key.{key.name}") for key in FILE_KEYS],
        "claim": [[*told(key.name, f"web.key.{key.name}"), key.kind] for key in CLAIM_KEYS],
        "values": {
            name: [told(value, f"web.form.{name}.{value}") for value in values if value]
            for name, values in sheet.CHOICES.items()
        },
        "grades": [told(grade, f"web.grade.{grade}") for grade in GRADES],
        "changes": [told(name, f"type.{name}", f"silence.{name}") for name in (*CHANGES, *SILENCES)],
        "targets": [[name, ""] for name in targets],
    }


def form(
    request: Request,
    *,
    ident: str,
    text: str,
    expected: str = "",
    name: str = "",
    failed: MonitorError | None = None,
    added: str = "",
    status: int = 200,
) -> Response:
    """The page with the fields; a text that no form can show is shown as text, with the reason."""
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        fields = sheet.sheet_of(text)
    except MonitorError as error:
        return editor(request, ident=ident, text=text, expected=expected, name=name, failed=failed or error, status=400)
    targets = [target.name for target in desk.actions.targets()]
    context: dict[str, Any] = {
        "ident": ident,
        "name": name,
        "text": text,
        "expected": expected,
        "checked": check_text(request, text, ident or "neu"),
        "failed": explain(failed, visitor.language) if failed else "",
        "added": added,
        "sheet": fields,
        "targets": targets + [one for one in fields.notify if one not in targets],
        "forms": sheet,
    }
    return render(request, "watchlist_form.html", status=status, **context)


def save_text(
    request: Request,
    *,
    ident: str,
    text: str,
    expected: str,
    is_new: bool,
    said: str = "web.said.saved",
    as_form: bool = False,
) -> Response:
    """The whole way of a save; the text is never lost: when it cannot be saved, the page shows it again."""
    import anyio.from_thread

    desk, account = desk_of(request), who(request)
    text = unix(text)
    again: dict[str, Any] = {"ident": "" if is_new else ident, "text": text, "expected": expected, "name": ident}
    show = form if as_form else editor
    if check_text(request, text, ident or "neu").problems:
        return show(request, failed=MonitorError("web.watchlist.not_saved"), **again)
    try:
        files.write_file(desk.settings.watchlists, ident, text, expected=expected)
    except MonitorError as error:
        return show(request, failed=error, status=409 if error.key == "web.watchlist.conflict" else 400, **again)
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
    return back(request, f"/watchlists/{ident}{'/form' if as_form else ''}", said=said)


def check_text(request: Request, text: str, ident: str) -> Checked:
    """The text as the loader reads it, and whatever is wrong with it."""
    desk, language, text = desk_of(request), visitor_of(request).language, unix(text)
    try:
        found = read_watchlist(text, id=ident if files.is_id(ident) else "neu", path=f"{ident}.yaml")
    except WatchlistProblems as error:
        problems = tuple(
            Problem(
                line=item.line,
                column=item.column,
                said=explain(item, language),
                field=item.field,
                place=sheet.section(text, item.line),
            )
            for item in error.problems
        )
        return Checked(watchlist=None, problems=problems)
    known = {target.name for target in desk.actions.targets()}
    missing = [name for name in found.notify if name not in known] if known else []
    lines = text.split("\n")
    return Checked(
        watchlist=found,
        hints=tuple(
            Problem(line=hint.line, column=1, said=explain(hint, language), place=sheet.section(text, hint.line))
            for hint in advice(found)
        ),
        problems=tuple(
            Problem(
                line=next((place for place, line in enumerate(lines, 1) if name in line), 1),
                column=1,
                said=say(request, "web.watchlist.target", name=name),
                field="notify",
                place="notify",
            )
            for name in missing
        ),
    )


async def _put_in_force(desk: Desk, ident: str, text: str, author: str) -> None:
    await desk.actions.watchlist_saved(ident, text, author)


def unix(text: str) -> str:
    """Line ends of forms (CRLF) as they stand in files."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
