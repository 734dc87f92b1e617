"""The one door to the web: every request of the monitor goes through `Fetcher.fetch`.

It keeps the limits of RELIABILITY 3.4 (deadlines, bytes after unpacking, redirects, header size), calls public
addresses only (monitor.adapters.guard, also after redirects and at the socket), and keeps the manners of section 6:
contact in the User-Agent, robots.txt, Crawl-delay, one connection and a gap per host, conditional GET.

The demo's press: `press` maps made-up host names to loopback ports; then nothing else can be reached. Only the wiring
can pass it; there is no setting for it.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from monitor.adapters.body import Room, read_body
from monitor.adapters.guard import MORE_PORTS, check, public
from monitor.adapters.wire import BROKEN, REFUSED, Press, Public, Reply, UnreachedError, Wire, place
from monitor.errors import FetchError, SettingsError
from monitor.feeds import is_reserved, read_robots
from monitor.feeds.due import retry_seconds
from monitor.feeds.model import Fetched, FetchRequest, HostPace
from monitor.feeds.robots import CLOSED, Robots
from monitor.settings import Settings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
#: statuses whose body is what was asked for
BODIES = frozenset({200, 203, 206, 226})
#: a cached robots.txt counts this long; after an error status or no answer at all it is asked again sooner (seconds)
ROBOTS_FRESH, ROBOTS_CLOSED, ROBOTS_UNREACHED = 24 * 3600.0, 900.0, 60.0
NO_PACE = HostPace()
#: hosts whose manners are remembered
HOSTS = 2000
_TYPES = re.compile(r"(?:^|[/+])(?:x?html|xml|rss|atom|rdf|(?:feed\+)?json)(?:$|[+;])", re.I)
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5",
    "page": "text/html, application/xhtml+xml, application/xml;q=0.8",
    "robots": "text/plain, application/json;q=0.8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes after unpacking, seconds, redirects."""

    feed_bytes: int = 8_000_000
    page_bytes: int = 5_000_000
    robots_bytes: int = 512_000
    header_bytes: int = 65_536
    total: float = 30.0
    connect: float = 10.0
    idle: float = 10.0
    redirects: int = 5

    def bytes_for(self, purpose: str) -> int:
        """Most bytes a body of this purpose may have."""
        return {"feed": self.feed_bytes, "robots": self.robots_bytes}.get(purpose, self.page_bytes)


@dataclass(slots=True)
class _Host:
    """What is remembered of one host; times of the loop's clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    delay: float = 0.0
    pages: deque[float] = field(default_factory=deque)


@dataclass(slots=True)
class _Site:
    """Robots rules and mining reservation of one origin."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Robots | None = None
    robots_at: float = float("-inf")
    #: last rules that were really read, and when
    known: Robots | None = None
    known_at: float = float("-inf")
    #: seconds between two requests that the rules ask for
    delay: float = 0.0
    #: why robots.txt could not be had: then the page cannot be had either
    fault: FetchError | None = None
    tdmrep: bytes | None = None
    tdmrep_at: float = float("-inf")


class Turns(Protocol):
    """The pace at a host when several machines fetch (`engine.turns`)."""

    async def take(self, host: str, *, page: bool) -> None:
        """Waits for the turn; raises FetchError when it never comes."""

    async def give(self, host: str, *, gap: float) -> None:
        """Gives it back: `gap` seconds of quiet follow."""


class Fetcher:
    """Fetches feeds, pages and robots.txt; create and use it inside one event loop, `close` it at the end."""

    def __init__(
        self,
        *,
        contact: str,
        now: Callable[[], datetime],
        version: str = "0.1",
        limits: Limits = Limits(),
        host_gap: float = 5.0,
        pages_per_hour: int = 60,
        allow_ports: frozenset[int] = frozenset(),
        press: Mapping[str, int] | None = None,
    ) -> None:
        """`contact`: mail address or URL, raises SettingsError settings.contact without a real one."""
        if press is None and not real_contact(contact):
            raise SettingsError("settings.contact")
        if any(port not in MORE_PORTS for port in allow_ports):
            raise SettingsError("settings.ports")
        self.agent = f"monitor/{version} (+{contact or 'demo'})"
        #: asked before each request when other machines fetch as well
        self.turns: Turns | None = None
        #: host -> the pace a person set for it
        self.paces: Mapping[str, HostPace] = {}
        self._now = now
        self._limits = limits
        self._room = Room()
        self._gap = host_gap
        self._pages_per_hour = pages_per_hour
        self._ports = allow_ports
        self._press = {name.lower(): port for name, port in press.items()} if press is not None else None
        self._press_ports = frozenset(self._press.values()) if self._press is not None else frozenset()
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}
        self._wire: Wire | None = None
        common = f"User-Agent: {self.agent}\r\nAccept-Encoding: gzip, br\r\nAccept-Language: de, en;q=0.5\r\n"
        #: header lines that every request of a purpose carries
        self._fields = {name: f"{common}Accept: {kinds}\r\n".encode() for name, kinds in _ACCEPT.items()}

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        version: str = "0.1",
        press: Mapping[str, int] | None = None,
    ) -> Fetcher:
        """A fetcher with the limits and manners of an installation."""
        ports = frozenset(int(port) for port in settings.allow_ports.replace(" ", "").split(",") if port.isdigit())
        limits = Limits(
            feed_bytes=settings.feed_bytes,
            page_bytes=settings.page_bytes,
            robots_bytes=settings.robots_bytes,
            total=settings.fetch_total,
            connect=settings.fetch_connect,
            idle=settings.fetch_idle,
            redirects=settings.redirects,
        )
        return cls(
            contact=settings.contact,
            now=now,
            version=version,
            limits=limits,
            host_gap=settings.host_gap,
            pages_per_hour=settings.pages_per_hour,
            allow_ports=ports,
            press=press,
        )

    async def fetch(self, request: FetchRequest) -> Fetched:
        """The answer to a request, unpacked and under the cap; 304 comes back as `not_modified`.

        Waits for the host's turn (not part of the deadline). Raises FetchError: fetch.address, fetch.robots,
        fetch.quota, fetch.timeout, fetch.connect, fetch.tls, fetch.broken, fetch.too_large, fetch.crowded,
        fetch.type, fetch.encoding, fetch.headers, fetch.redirects, fetch.downgrade, fetch.gone (404, 410), fetch.refused
        (401, 402, 403, 451), fetch.busy (429, 503), fetch.server (5xx), fetch.status.
        """
        url, permanent, started = request.url, True, self._clock()
        moved, left = None, self._limits.total
        for hop in range(self._limits.redirects + 1):
            check(url, ports=self._ports, local=self._press is not None)
            site = await self._entered(url, request) if request.purpose != "robots" else None
            answer = await self._in_turn(url, request, site, first=hop == 0, seconds=left)
            left -= answer.seconds
            if answer.status not in REDIRECTS:
                return self._fetched(request, url, moved, answer, site, started)
            target = self._next_hop(url, answer)
            permanent = permanent and answer.status in PERMANENT
            moved = target if permanent else moved
            url = target
        raise FetchError("fetch.redirects", url=request.url, count=self._limits.redirects)

    def wait(self, url: str) -> float:
        """Seconds until the host of an address may be called again; 0 when it is free."""
        host = self._hosts.get(_origin(url)[1])
        return max(0.0, host.free_at - self._clock()) if host else 0.0

    async def close(self) -> None:
        """Closes all connections."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    # --- manners

    async def _entered(self, url: str, request: FetchRequest) -> _Site:
        """The site of an address with its rules; raises FetchError for what they forbid."""
        site = self._site(url)
        if not self._is_fresh(site, request.purpose):
            async with site.lock:
                await self._refresh(site, url, request.purpose)
        robots = site.robots or CLOSED
        if request.obey_robots and not robots.allows(url):
            fault = site.fault
            if robots.closed and fault is not None and fault.status is None:
                raise FetchError(fault.key, **{**fault.values, "url": url})  # type: ignore[arg-type]
            raise FetchError("fetch.robots", url=url, closed=robots.closed)
        return site

    def _is_fresh(self, site: _Site, purpose: str) -> bool:
        """Whether nothing must be asked again; the usual case, told without waiting for anybody."""
        clock = self._clock()
        known = site.robots is not None and site.fault is None and clock - site.robots_at <= ROBOTS_FRESH
        return known and (purpose != "page" or (site.tdmrep is not None and clock - site.tdmrep_at <= ROBOTS_FRESH))

    async def _refresh(self, site: _Site, url: str, purpose: str) -> None:
        clock = self._clock()
        fresh = ROBOTS_FRESH if site.fault is None else ROBOTS_CLOSED if site.fault.status else ROBOTS_UNREACHED
        if site.robots is None or clock - site.robots_at > fresh:
            status, body, site.fault = await self._plain(urljoin(url, "/robots.txt"))
            last = site.known if clock - site.known_at <= ROBOTS_FRESH else None
            site.robots, site.robots_at = read_robots(status, body, last=last), clock
            if status is not None and status < 500 and status != 429:
                site.known, site.known_at, site.fault = site.robots, clock, None
            site.delay = site.robots.delay()
        if (
            purpose == "page"
            and (site.tdmrep is None or clock - site.tdmrep_at > ROBOTS_FRESH)
            and not site.robots.closed
        ):
            status, body, _ = await self._plain(urljoin(url, "/.well-known/tdmrep.json"))
            site.tdmrep, site.tdmrep_at = body if status == 200 else b"", clock

    async def _plain(self, url: str) -> tuple[int | None, bytes, FetchError | None]:
        """Status and body of a small file for machines; status None and the reason when there was no answer."""
        try:
            found = await self.fetch(FetchRequest(url=url, purpose="robots"))
        except FetchError as error:
            return error.status, b"", error
        return found.status, found.body, None

    def _count(self, host: _Host, url: str, most: int) -> None:
        clock = self._clock()
        while host.pages and clock - host.pages[0] > 3600.0:
            host.pages.popleft()
        if len(host.pages) >= most:
            free = 3600.0 - (clock - host.pages[len(host.pages) - most]) if most else 3600.0
            raise FetchError("fetch.quota", url=url, retry_after=free)
        host.pages.append(clock)

    def _host(self, url: str) -> _Host:
        name = _origin(url)[1]
        found = self._hosts.get(name)
        if found is None:
            if len(self._hosts) >= HOSTS:
                now = self._clock()
                idle = [key for key, host in self._hosts.items() if not host.lock.locked() and host.free_at < now]
                for key in idle[: HOSTS // 2]:
                    del self._hosts[key]
            found = self._hosts[name] = _Host()
        return found

    def _site(self, url: str) -> _Site:
        origin = _origin(url)[0]
        found = self._sites.get(origin)
        if found is None:
            if len(self._sites) >= HOSTS:
                for key in [key for key, site in self._sites.items() if not site.lock.locked()][: HOSTS // 2]:
                    del self._sites[key]
            found = self._sites[origin] = _Site()
        return found

    # --- one request

    async def _in_turn(
        self, url: str, request: FetchRequest, site: _Site | None, *, first: bool, seconds: float
    ) -> _Answer:
        """One request in its host's turn: one at a time per host, with the gap that we and the publisher want."""
        host, page = self._host(url), first and request.purpose == "page"
        pace = self.paces.get(_origin(url)[1], NO_PACE) if self.paces else NO_PACE
        if site is not None:
            host.delay = site.delay if self._press is None else 0.0
        async with host.lock:
            if page:
                self._count(host, url, self._pages_per_hour if pace.pages is None else pace.pages)
            pause = host.free_at - self._clock()
            if pause > 0:
                await asyncio.sleep(pause)
            if self.turns is not None:
                await self.turns.take(_origin(url)[1], page=page)
            try:
                return await self._within(url, request, seconds)
            finally:
                gap = max(self._gap if pace.gap is None else pace.gap, host.delay)
                host.free_at = self._clock() + gap
                if self.turns is not None:
                    await self.turns.give(_origin(url)[1], gap=gap)

    async def _within(self, url: str, request: FetchRequest, seconds: float) -> _Answer:
        """The answer within a deadline; foreign errors become ours."""
        began = self._clock()
        fields = self._fields.get(request.purpose) or self._fields["page"]
        if request.etag:
            fields += b"If-None-Match: %b\r\n" % _header_value(request.etag)
        if request.last_modified:
            fields += b"If-Modified-Since: %b\r\n" % _header_value(request.last_modified)
        wire = self._wire or self._connections()
        try:
            found: _Answer = await wire.get(
                place(url), fields + b"\r\n", began + seconds, partial(self._read, url, request, began)
            )
            return found
        except FetchError:
            raise
        except TimeoutError as exc:
            raise FetchError("fetch.timeout", url=url, seconds=self._limits.total) from exc
        except ssl.SSLError as exc:
            raise FetchError("fetch.tls", url=url) from exc
        except UnreachedError as exc:
            raise _unreached(exc, url) from exc
        except ValueError as exc:
            raise FetchError("fetch.address", url=url, reason="unreadable") from exc
        except (*BROKEN, OSError, zlib.error, EOFError) as exc:
            raise FetchError("fetch.broken", url=url, error=type(exc).__name__) from exc

    async def _read(self, url: str, request: FetchRequest, began: float, reply: Reply) -> _Answer:
        status, given, body = reply.status, reply.headers, b""
        if reply.size > self._limits.header_bytes:
            raise FetchError("fetch.headers", url=url, most=self._limits.header_bytes)
        if status in BODIES:
            self._typed(url, request, given)
            most, cut = self._limits.bytes_for(request.purpose), request.purpose == "robots"
            body = await read_body(reply.pieces(), given, url, most, cut=cut, room=self._room)
            _sniffed(url, request, given, body)
        return _Answer(status, given, body, self._clock() - began)

    def _typed(self, url: str, request: FetchRequest, headers: Mapping[str, str]) -> None:
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        loose = kind in {"", "text/plain", "application/octet-stream", "binary/octet-stream"}
        if request.purpose == "robots" or _TYPES.search(kind) or not kind or (loose and request.purpose == "feed"):
            return
        raise FetchError("fetch.type", url=url, type=kind[:80])

    def _fetched(
        self, request: FetchRequest, url: str, moved: str | None, answer: _Answer, site: _Site | None, started: float
    ) -> Fetched:
        if answer.status == 304 and (request.etag or request.last_modified):
            body, unchanged = b"", True
        elif 200 <= answer.status < 300:
            body, unchanged = answer.body, False
        else:
            raise _status_error(url, answer, self._now())
        return Fetched(
            url=request.url,
            final_url=url,
            status=answer.status,
            headers=answer.headers,
            body=body,
            not_modified=unchanged,
            moved_to=moved,
            elapsed=self._clock() - started,
            reserved=request.purpose == "page" and _reserves(url, answer, site),
        )

    def _next_hop(self, url: str, answer: _Answer) -> str:
        try:
            target = urljoin(url, answer.headers.get("location", "").strip())
        except ValueError as exc:
            raise FetchError("fetch.address", url=url, reason="unreadable") from exc
        target = target.partition("#")[0]
        if not answer.headers.get("location"):
            raise FetchError("fetch.redirects", url=url, status=answer.status, count=0)
        if url.lower().startswith("https:") and not target.lower().startswith("https:"):
            raise FetchError("fetch.downgrade", url=url, target=target[:200])
        return target

    def _connections(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(
                resolver=Press(self._press) if self._press is not None else Public(),
                open_socket=self._socket,
                connect=self._limits.connect,
                idle=self._limits.idle,
            )
        return self._wire

    def _socket(self, info: Any) -> socket.socket:
        """A socket for exactly this address: the last check, after every trick a name server could play."""
        family, kind, protocol, _, address = info
        if self._press is not None:
            allowed = address[0] == "127.0.0.1" and address[1] in self._press_ports
        else:
            allowed = public(address[0]) and address[1] in {80, 443, *self._ports}
        if not allowed:
            raise OSError(REFUSED, "address refused")
        return socket.socket(family=family, type=kind, proto=protocol)

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes = b""
    #: network time, without waiting for the host's turn
    seconds: float = 0.0


@lru_cache(maxsize=4096)
def _origin(url: str) -> tuple[str, str]:
    """Scheme with host and port, and the name of the host, as manners are kept by them; "" for nonsense."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme.lower()}://{parts.netloc.lower()}", (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return "", ""


def _reserves(url: str, answer: _Answer, site: _Site | None) -> bool:
    """Whether mining of a page is reserved: by the answer's head, else by the site."""
    if is_reserved(url, headers=answer.headers):
        return True
    by_site = site is not None and is_reserved(url, tdmrep=site.tdmrep or b"", robots=site.robots)
    return by_site and answer.headers.get("tdm-reservation", "").strip() != "0"


def _sniffed(url: str, request: FetchRequest, headers: Mapping[str, str], body: bytes) -> None:
    """Feeds sent as plain text or bytes are taken when they start like one."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if request.purpose == "robots" or _TYPES.search(kind):
        return
    if body and body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] not in {b"<", b"{", b"["}:
        raise FetchError("fetch.type", url=url, type=kind[:80] or "unnamed")


def _status_error(url: str, answer: _Answer, now: datetime) -> FetchError:
    status = answer.status
    retry = retry_seconds(answer.headers.get("retry-after", ""), now)
    if status in {404, 410}:
        key = "fetch.gone"
    elif status in {401, 402, 403, 451}:
        key = "fetch.refused"
    elif status in {429, 503}:
        key = "fetch.busy"
    else:
        key = "fetch.server" if status >= 500 else "fetch.status"
    return FetchError(key, url=url, status=status, retry_after=retry)


def _unreached(error: UnreachedError, url: str) -> FetchError:
    if error.errno == REFUSED:
        return FetchError("fetch.address", url=url, reason="private")
    return FetchError("fetch.connect", url=url, error=type(error.__cause__).__name__)


def _header_value(value: str) -> bytes:
    """A validator as it may stand in a request: no control character, one byte each."""
    if value.isascii() and value.isprintable():
        return value[:1000].encode()
    return "".join(char for char in value[:1000] if char.isprintable() and ord(char) < 256).encode("latin-1")


def real_contact(contact: str) -> bool:
    """Whether a publisher can reach somebody there: a mail address or a web page, and no made-up one."""
    contact = contact.strip()
    if re.search(r"[^\x20-\x7e]|[()]", contact) or re.search(
        r"@?\bexample\.(?:com|org|net|de)\b|\.(?:invalid|test|example|localhost)\b", contact, re.I
    ):
        return False
    return bool(re.fullmatch(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://[^\s/]+\.[a-z]{2,}\S*", contact, re.I))


#: how the engine sees the door
Fetch = Callable[[FetchRequest], Awaitable[Fetched]]
