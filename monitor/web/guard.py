"""The door: one middleware before every route decides who may pass, and writes the headers of every answer.

It is no decorator per view, so that a forgotten one opens nothing (RELIABILITY S2–S7, S17, S21). An unhandled error
ends here too: the visitor gets an id, the log gets the rest.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import ipaddress
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.errors import StoreError
from monitor.i18n import LANGUAGES, explain, text
from monitor.store import Session, accounts
from monitor.store.accounts import Account
from monitor.web.desk import Desk, Visitor, is_loopback

log = logging.getLogger(__name__)

#: S7, word for word on every answer
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
#: answered to everybody; signed links prove themselves
OPEN = frozenset({"/login", "/healthz", "/readyz", "/language", "/favicon.ico"})
OPEN_UNDER = ("/static/", "/act/")
#: (path, method or "" for all but reading, role): the first that fits; reading needs "reader", the rest "editor"
RULES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"/(accounts|audit)(/|$)"), "GET", "admin"),
    (re.compile(r"/(accounts|audit)(/|$)"), "", "admin"),
    (re.compile(r"/targets/"), "", "admin"),
    (re.compile(r"/sources/[^/]+/robots$"), "", "admin"),
    (re.compile(r"/(logout|account|account/.*|views|views/.*|changes/read|watchlists/check)$"), "", "reader"),
)
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: bytes of a form; the watchlist editor sends up to 256 KiB, percent-encoded
BODY = 1_048_576
#: a session's or token's last use is written down at most this often
TOUCH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the headers prove."""

    account: Account | None = None
    via: str = ""
    csrf: str = ""
    visit: str = ""
    #: the last use of session or token is to be written down
    stale: bool = False


class Refusal(Exception):
    """An answer given at the door."""

    def __init__(self, status: int, key: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(key)
        self.status, self.key, self.headers = status, key, dict(headers or {})


class Guard:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["root_path"] = self.desk.prefix
        answer = _Answer(send, scope, self.desk)
        try:
            await self._pass(scope, receive, answer)
        except Refusal as refusal:
            await self._refuse(scope, receive, answer, refusal)
        except StoreError as error:
            log.warning("store refused a page", extra={"error": str(error)})
            await self._fail(scope, receive, answer, 503, explain(error, _language(scope, None)))
        except Exception as error:
            if answer.started:
                raise
            ident = secrets.token_hex(4)
            log.exception("page failed", extra={"id": ident, "path": scope["path"]}, exc_info=error)
            await self._fail(scope, receive, answer, 500, text("web.error.500", _language(scope, None), id=ident))

    async def _pass(self, scope: Scope, receive: Receive, send: _Answer) -> None:
        headers = Headers(scope=scope)
        place = _place(scope, headers, self.desk)
        if _hostname(place.host) not in self.desk.hosts:
            raise Refusal(421, "web.error.host")
        path = scope["path"].removeprefix(self.desk.prefix) if self.desk.prefix else scope["path"]
        found = await run_in_threadpool(self._identify, scope, headers, place, path)
        visitor = replace(
            place, account=found.account, via=found.via, csrf=found.csrf, language=_language(scope, found.account)
        )
        scope.setdefault("state", {})["visitor"] = visitor
        if found.visit:
            send.cookies.append(_cookie("monitor-visit", found.visit, visitor.secure, self.desk.prefix))
        is_open = path in OPEN or path.startswith(OPEN_UNDER)
        if not is_open:
            self._admit(scope, headers, visitor, path)
        if scope["method"] not in READING and visitor.via != "token":
            receive = await _checked_form(receive, headers, visitor)
        await self.app(scope, receive, send)
        if found.stale:  # the answer is out: a busy database delays nobody
            await run_in_threadpool(self._touch, headers, place, path)

    def _touch(self, headers: Headers, place: Visitor, path: str) -> None:
        """Notes that the session or token is in use; when the database is busy the next request does."""
        secret = _token_of(headers, path)
        with contextlib.suppress(StoreError), self.desk.store.write() as session:
            if secret is not None:
                accounts.touch_token(session, secret, now=self.desk.now())
            else:
                cookie = _cookies(headers).get(session_cookie(place.secure), "")
                accounts.touch_session(session, cookie, now=self.desk.now())

    def _identify(self, scope: Scope, headers: Headers, place: Visitor, path: str) -> Found:
        """Who the headers say is asking; runs in a thread, because it reads the database."""
        now = self.desk.now()
        secret = _token_of(headers, path)
        cookie = _cookies(headers).get(session_cookie(place.secure), "")
        with self.desk.store.read() as session:
            if secret is not None:
                known = accounts.token_account(session, secret, now=now)
                if known is None or scope["method"] not in READING:
                    raise Refusal(401, "web.error.token", {"WWW-Authenticate": "Bearer"})
                used = known[1]
                return Found(account=known[0], via="token", stale=used is None or used < now - TOUCH)
            return self._by_cookie(session, scope, headers, place, cookie)

    def _by_cookie(self, session: Session, scope: Scope, headers: Headers, place: Visitor, cookie: str) -> Found:
        now = self.desk.now()
        if cookie:
            known = accounts.session_account(session, cookie, now=now)
            if known is not None:
                account, csrf, used = known
                return Found(account=account, via="session", csrf=csrf, stale=used < now - TOUCH)
        old = _cookies(headers).get("monitor-visit", "")
        visit = old or secrets.token_urlsafe(16)
        token = self.desk.form_token(visit)
        made = "" if old else visit
        name = self._proxy_user(scope, headers)
        if name:
            account_ = accounts.account_named(session, name)
            return Found(account=account_, via="proxy" if account_ else "", csrf=token, visit=made)
        if self._at_the_machine(scope, headers, place) and not self.desk.login_needed(session):
            local = Account(id=0, name=text("web.local", self.desk.settings.language), role="admin")
            return Found(account=local, via="local", csrf=token, visit=made)
        return Found(csrf=token, visit=made)

    def _proxy_user(self, scope: Scope, headers: Headers) -> str:
        header = self.desk.settings.trusted_user_header
        if not header or not _inside(_peer(scope), self.desk):
            return ""
        return headers.get(header, "").strip()[:64]

    def _at_the_machine(self, scope: Scope, headers: Headers, place: Visitor) -> bool:
        """Straight from this machine: not through a proxy, which would let the world in without a login."""
        forwarded = any(name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
        return self.desk.loopback and is_loopback(_peer(scope)) and not forwarded

    def _admit(self, scope: Scope, headers: Headers, visitor: Visitor, path: str) -> None:
        method = scope["method"]
        if visitor.account is None:
            if method == "GET" and not path.startswith("/api/") and "text/html" in headers.get("accept", "text/html"):
                raise Refusal(303, "web.login.needed", {"Location": self._login(scope, path)})
            way = "Basic realm=monitor" if path.endswith(".atom") else "Bearer"
            raise Refusal(401, "web.login.needed", {"WWW-Authenticate": way})
        needed = next((role for place, verb, role in RULES if place.match(path) and _fits(verb, method)), None)
        needed = needed or ("reader" if method in READING else "editor")
        if not visitor.account.may(needed):
            raise Refusal(403, "web.forbidden")

    def _login(self, scope: Scope, path: str) -> str:
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = path + (f"?{query}" if query else "")
        return self.desk.url("/login") + ("" if path == "/" else f"?next={quote(wanted, safe='/')}")

    async def _refuse(self, scope: Scope, receive: Receive, send: _Answer, refusal: Refusal) -> None:
        if refusal.status == 303:
            await RedirectResponse(refusal.headers["Location"], status_code=303)(scope, receive, send)
            return
        said = text(refusal.key, _language(scope, None))
        await self._fail(scope, receive, send, refusal.status, said, refusal.headers)

    async def _fail(
        self,
        scope: Scope,
        receive: Receive,
        send: _Answer,
        status: int,
        said: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        await failure(scope, self.desk, status, said, headers)(scope, receive, send)


def failure(scope: Scope, desk: Desk, status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error page, or a JSON error for the API; no trace, no version (S21)."""
    if "/api/" in scope["path"]:
        return JSONResponse({"error": said}, status_code=status, headers=dict(headers or {}))
    from monitor.web.rendering import environment

    language = _language(scope, None)
    page = environment(language, desk.prefix).get_template("error.html")
    content = page.render(status=status, said=said, language=language)
    return HTMLResponse(content, status_code=status, headers=dict(headers or {}))


def session_cookie(secure: bool) -> str:
    """Name of the session's cookie: the strict prefix wherever the browser allows it (S5)."""
    return "__Host-monitor" if secure else "monitor-session"


# --- inside ----------------------------------------------------------------------------------------------------------


class _Answer:
    """`send` with the headers that every answer carries."""

    def __init__(self, send: Send, scope: Scope, desk: Desk) -> None:
        self._send, self._scope, self._desk = send, scope, desk
        self.started = False
        self.cookies: list[str] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if "cache-control" not in headers:
                headers["Cache-Control"] = "no-store"
            visitor = self._scope.get("state", {}).get("visitor")
            if visitor is not None and visitor.secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            for cookie in self.cookies:
                headers.append("Set-Cookie", cookie)
        await self._send(message)


def _place(scope: Scope, headers: Headers, desk: Desk) -> Visitor:
    """Address, scheme and host; X-Forwarded-* counts only from listed networks (S17)."""
    address, secure, host = _peer(scope), scope["scheme"] == "https", headers.get("host", "")
    if _inside(address, desk):
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
        while hops:
            address = hops.pop()
            if not _inside(address, desk):
                break
        secure = headers.get("x-forwarded-proto", scope["scheme"]).split(",")[-1].strip() == "https"
        host = headers.get("x-forwarded-host", host).split(",")[-1].strip()
    return Visitor(account=None, via="", csrf="", address=address[:64], secure=secure, language="de", host=host)


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _inside(address: str, desk: Desk) -> bool:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in desk.proxies)


def _hostname(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _fits(verb: str, method: str) -> bool:
    return method not in READING if not verb else method in READING


def _token_of(headers: Headers, path: str) -> str | None:
    """A token of the API (Bearer), or of the Atom export (Basic, as feed readers can); None without one."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic" and path.endswith(".atom"):
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None


def _cookies(headers: Headers) -> dict[str, str]:
    jar = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _cookie(name: str, value: str, secure: bool, prefix: str) -> str:
    return f"{name}={value}; Path={prefix or '/'}; HttpOnly; SameSite=Strict" + ("; Secure" if secure else "")


def _language(scope: Scope, account: Account | None) -> str:
    """Chosen by cookie, kept with the account, else what the browser asks for."""
    headers = Headers(scope=scope)
    chosen = _cookies(headers).get("monitor-language", "")
    if chosen in LANGUAGES:
        return chosen
    if account is not None and account.language in LANGUAGES:
        return account.language
    for part in headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


async def _checked_form(receive: Receive, headers: Headers, visitor: Visitor) -> Receive:
    """Reads the form, checks where it comes from (S6), and hands on a `receive` that gives it again."""
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None:
        fits = site in ("same-origin", "none")
    else:  # browsers of old: the origin they name must be ours
        fits = origin is None or origin == f"{'https' if visitor.secure else 'http'}://{visitor.host}"
    if not fits:
        raise Refusal(403, "web.error.origin")
    body = await _read(receive)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise Refusal(415, "web.error.form")
    try:
        given = headers.get("x-csrf-token") or parse_qs(body.decode(), max_num_fields=5000).get("csrf", [""])[0]
    except (UnicodeDecodeError, ValueError):
        raise Refusal(400, "web.error.form") from None
    if not visitor.csrf or not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise Refusal(403, "web.error.csrf")
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refusal(400, "web.error.form")
        body += bytes(message.get("body", b""))
        if len(body) > BODY:
            raise Refusal(413, "web.error.large")
        if not message.get("more_body", False):
            return body
