"""Login, the own account, accounts of others, the audit log, health."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import PlainTextResponse, Response

from monitor.errors import MonitorError
from monitor.i18n import LANGUAGES
from monitor.store import accounts
from monitor.web.desk import Desk, back, desk_of, render, safe_path, visitor_of, who
from monitor.web.guard import session_cookie

router = APIRouter()


@router.get("/healthz")
def healthz(request: Request) -> Response:
    """Whether polling and sending go on; no details (S2)."""
    fine = desk_of(request).actions.healthy()
    return PlainTextResponse("ok\n" if fine else "not ok\n", status_code=200 if fine else 503)


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Whether the service is up."""
    fine = desk_of(request).actions.ready()
    return PlainTextResponse("ok\n" if fine else "not ready\n", status_code=200 if fine else 503)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Nothing; the pages name their own."""
    return Response(status_code=204)


# --- login -----------------------------------------------------------------------------------------------------------


@router.get("/login")
def login_form(request: Request) -> Response:
    """The form; `next` may only lead into this dashboard."""
    return render(request, "login.html", next=safe_path(request.query_params.get("next", "")), name="", failed="")


@router.post("/login")
def login(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next_: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Opens a session. Wrong name and wrong password get the same answer after the same work (S4)."""
    desk, visitor = desk_of(request), visitor_of(request)
    now, name = desk.now(), name[:64]
    with desk.store.read() as session:
        braked = accounts.braked(session, name=name, address=visitor.address, now=now)
        stored = accounts.stored_hash(session, name)
    if braked:
        return _refused(request, name, next_, "web.login.braked", 429)
    if not accounts.password_fits(stored, password[:1024]):
        with desk.store.write() as session:
            accounts.note_failure(session, name=name, address=visitor.address, now=now)
        return _refused(request, name, next_, "web.login.wrong", 403)
    with desk.store.write() as session:
        old = request.cookies.get(session_cookie(visitor.secure))
        if old:
            accounts.close_session(session, old)
        cookie, _ = accounts.open_session(session, name=name, now=now)
    answer = back(request, safe_path(next_) or "/changes")
    _set_cookie(desk, answer, session_cookie(visitor.secure), cookie, visitor.secure)
    return answer


def _refused(request: Request, name: str, next_: str, key: str, status: int) -> Response:
    return render(request, "login.html", status=status, next=safe_path(next_), name=name, failed=key)


@router.post("/logout")
def logout(request: Request) -> Response:
    """Ends the session on the server."""
    desk, visitor = desk_of(request), visitor_of(request)
    cookie = request.cookies.get(session_cookie(visitor.secure), "")
    if cookie:
        with desk.store.write() as session:
            accounts.close_session(session, cookie)
    answer = back(request, "/login")
    answer.delete_cookie(session_cookie(visitor.secure), path="/", secure=visitor.secure, httponly=True)
    return answer


@router.post("/language")
def language(request: Request, language: Annotated[str, Form()], then: Annotated[str, Form()] = "/changes") -> Response:
    """Switches the language: kept by cookie, and with the account."""
    desk, visitor = desk_of(request), visitor_of(request)
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    if visitor.account is not None and visitor.account.id:
        with desk.store.write() as session:
            accounts.change_account(session, visitor.account.name, now=desk.now(), author=visitor.name, language=chosen)
    answer = back(request, then)
    _set_cookie(desk, answer, "monitor-language", chosen, visitor.secure, days=365)
    return answer


def _set_cookie(desk: Desk, answer: Response, name: str, value: str, secure: bool, days: int | None = None) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=days * 86400 if days else int(accounts.TOTAL.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


# --- the own account -------------------------------------------------------------------------------------------------


@router.get("/account")
def account(request: Request) -> Response:
    """Name, role, password, tokens."""
    return _account_page(request)


@router.post("/account/password")
def password(request: Request, old: Annotated[str, Form()] = "", new: Annotated[str, Form()] = "") -> Response:
    """A new password; all sessions end."""
    desk, me = desk_of(request), who(request)
    with desk.store.read() as session:
        stored = accounts.stored_hash(session, me.name)
    if not me.id or not accounts.password_fits(stored, old[:1024]):
        raise MonitorError("web.account.old")
    with desk.store.write() as session:
        accounts.change_account(session, me.name, now=desk.now(), author=me.name, password=new[:1024])
    return back(request, "/login", said="web.said.password")


@router.post("/account/tokens")
def add_token(request: Request, label: Annotated[str, Form()] = "", days: Annotated[int, Form()] = 90) -> Response:
    """A read-only token, shown this once."""
    desk, me = desk_of(request), who(request)
    with desk.store.write() as session:
        secret = accounts.add_token(session, account=me, label=label, days=min(max(days, 1), 3650), now=desk.now())
    return _account_page(request, secret=secret)


@router.post("/account/tokens/{token}/drop")
def drop_token(request: Request, token: str) -> Response:
    """Takes a token out of use."""
    desk, me = desk_of(request), who(request)
    with desk.store.write() as session:
        accounts.drop_token(session, token, account=me, now=desk.now())
    return back(request, "/account", said="web.said.token_dropped")


def _account_page(request: Request, *, secret: str = "") -> Response:
    desk, me = desk_of(request), who(request)
    with desk.store.read() as session:
        own = accounts.tokens(session, me)
    return render(request, "account.html", me=me, tokens=own, secret=secret)


# --- others ----------------------------------------------------------------------------------------------------------


@router.get("/accounts")
def index(request: Request) -> Response:
    """All accounts (admin)."""
    with desk_of(request).store.read() as session:
        return render(request, "accounts.html", accounts=accounts.accounts(session), roles=accounts.ROLES)


@router.post("/accounts")
def add(
    request: Request,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    role: Annotated[str, Form()] = "reader",
) -> Response:
    """A new account (admin). The first one is an admin, or nobody could let others in."""
    desk, me = desk_of(request), who(request)
    with desk.store.write() as session:
        first = not accounts.account_exists(session)
        accounts.add_account(
            session,
            name=name,
            password=password[:1024],
            role="admin" if first else role,
            now=desk.now(),
            author=me.name,
        )
    return back(request, "/accounts", said="web.said.account_added")


@router.post("/accounts/{name}")
def change(
    request: Request,
    name: str,
    role: Annotated[str, Form()] = "",
    active: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Role, password, open or closed (admin)."""
    desk, me = desk_of(request), who(request)
    with desk.store.write() as session:
        accounts.change_account(
            session,
            name,
            now=desk.now(),
            author=me.name,
            role=role or None,
            active={"yes": True, "no": False}.get(active),
            password=password[:1024] or None,
        )
    return back(request, "/accounts", said="web.said.account_changed")


@router.get("/audit")
def audit(request: Request, before: int = 0) -> Response:
    """Who changed what when (admin)."""
    with desk_of(request).store.read() as session:
        rows = accounts.audit_log(session, before=before if 0 < before < 2**31 else None)
    return render(request, "audit.html", rows=rows, more=rows[-1][0] if len(rows) == 100 else 0)
