"""What every page needs: store, settings, clock, actions, the visitor, and a way to render."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from monitor.errors import MonitorError
from monitor.i18n import text
from monitor.settings import Settings
from monitor.store import Session, Store, accounts
from monitor.store.accounts import Account
from monitor.web.actions import Actions, Clock

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, from where, and what proves a form to be ours."""

    account: Account | None
    #: "session", "proxy", "local", "token" or "" (nobody)
    via: str
    csrf: str
    address: str
    secure: bool
    language: str
    #: host and port as the browser knows them
    host: str

    @property
    def name(self) -> str:
        """Name to write into logs, "" for nobody."""
        return self.account.name if self.account else ""

    def may(self, role: str) -> bool:
        """Whether the visitor has this role."""
        return self.account is not None and self.account.may(role)


class Gone(MonitorError):
    """A page that is not there (404)."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The dashboard's surroundings, one per application."""

    store: Store
    settings: Settings
    clock: Clock
    actions: Actions
    #: key of form tokens of visitors without a session
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        return self.clock.now()

    @cached_property
    def prefix(self) -> str:
        """Path under which a proxy serves us: "" or "/monitor"."""
        inner = self.settings.path_prefix.strip("/")
        return f"/{inner}" if inner else ""

    @cached_property
    def loopback(self) -> bool:
        """Whether we listen on this machine only."""
        return is_loopback(self.settings.bind)

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """Networks whose X-Forwarded headers count."""
        return tuple(ipaddress.ip_network(item, strict=False) for item in _items(self.settings.trusted_proxies))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host names we answer to."""
        public = urlsplit(self.settings.public_url).hostname
        named = {item.lower() for item in _items(self.settings.allowed_hosts)}
        own = set() if self.settings.bind in ("0.0.0.0", "::", "") else {self.settings.bind.lower()}
        return frozenset(named | ({public} if public else set()) | own | LOOPBACK_NAMES)

    def login_needed(self, session: Session) -> bool:
        """Without an account, and bound to loopback, the person at the machine needs none."""
        return not self.loopback or accounts.account_exists(session)

    def url(self, path: str) -> str:
        """The path as a browser must ask for it."""
        return self.prefix + path

    def form_token(self, visit: str) -> str:
        """What proves a form of a visitor without a session to be ours."""
        return hmac.new(self.secret, visit.encode(), hashlib.sha256).hexdigest()


def desk_of(request: Request) -> Desk:
    """The desk of a request's application."""
    found: Desk = request.app.state.desk
    return found


def visitor_of(request: Request) -> Visitor:
    """Who asks, as the guard found out."""
    found: Visitor = request.state.visitor
    return found


def who(request: Request) -> Account:
    """The account that asks; behind the guard there always is one."""
    account = visitor_of(request).account
    if account is None:
        raise MonitorError("web.forbidden")
    return account


def say(request: Request, key: str, **values: object) -> str:
    """A message in the visitor's language."""
    return text(key, visitor_of(request).language, **values)


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template; `context` stands beside what every page has."""
    from monitor.web.rendering import environment

    desk, visitor = desk_of(request), visitor_of(request)
    shared = {
        "desk": desk,
        "status": status,
        "visitor": visitor,
        "language": visitor.language,
        "now": desk.now(),
        "path": request.url.path.removeprefix(desk.prefix) or "/",
        "query": request.url.query,
        "flash": context.pop("flash", "") or request.query_params.get("said", ""),
    }
    page = environment(visitor.language, desk.prefix).get_template(template).render(**{**shared, **context})
    return HTMLResponse(page, status_code=status)


def back(request: Request, path: str, *, said: str = "") -> Response:
    """See Other to one of our own pages; `said` is the key of a message shown there."""
    path = safe_path(path) or "/changes"
    if said:
        path = with_query(path, {"said": said})
    target = desk_of(request).url(path)
    if request.headers.get("HX-Request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def with_query(path: str, values: Mapping[str, str]) -> str:
    """The path with further query values; earlier ones of the same name go."""
    from urllib.parse import parse_qsl, urlencode

    parts = urlsplit(path)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in values]
    query = urlencode([*kept, *values.items()])
    return f"{parts.path}?{query}" if query else parts.path


def safe_path(wanted: str) -> str:
    """The path when it stays inside this dashboard, "" otherwise (S18)."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return ""
    if "\\" in wanted or any(ord(sign) < 33 or ord(sign) == 127 for sign in wanted):
        return ""
    parts = urlsplit(wanted)
    return "" if parts.scheme or parts.netloc else wanted


def is_loopback(address: str) -> bool:
    """Whether an address or name means this machine."""
    if address.lower() in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _items(setting: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in setting.split(",") if item.strip())
