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
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.adapters.guard import MORE_PORTS, checked, public
from monitor.errors import FetchError, SettingsError
from monitor.feeds import is_reserved, read_robots
from monitor.feeds.due import retry_seconds
from monitor.feeds.model import Fetched, FetchRequest
from monitor.feeds.robots import CLOSED, Robots
from monitor.settings import Settings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
#: a cached robots.txt counts this long; after an error status or no answer at all it is asked again sooner (seconds)
ROBOTS_FRESH, ROBOTS_CLOSED, ROBOTS_UNREACHED = 24 * 3600.0, 900.0, 60.0
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
    #: why robots.txt could not be had: then the page cannot be had either
    fault: FetchError | None = None
    tdmrep: bytes | None = None
    tdmrep_at: float = float("-inf")


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
        if press is None and not _real_contact(contact):
            raise SettingsError("settings.contact")
        if any(port not in MORE_PORTS for port in allow_ports):
            raise SettingsError("settings.ports")
        self.agent = f"monitor/{version} (+{contact or 'demo'})"
        self._now = now
        self._limits = limits
        self._gap = host_gap
        self._pages_per_hour = pages_per_hour
        self._ports = allow_ports
        self._press = {name.lower(): port for name, port in press.items()} if press is not None else None
        self._press_ports = frozenset(self._press.values()) if self._press is not None else frozenset()
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}
        self._session: aiohttp.ClientSession | None = None

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
        fetch.quota, fetch.timeout, fetch.connect, fetch.tls, fetch.broken, fetch.too_large, fetch.type,
        fetch.encoding, fetch.headers, fetch.redirects, fetch.downgrade, fetch.gone (404, 410), fetch.refused
        (401, 402, 403, 451), fetch.busy (429, 503), fetch.server (5xx), fetch.status.
        """
        url, permanent, started = request.url, True, self._clock()
        moved, left = None, self._limits.total
        for hop in range(self._limits.redirects + 1):
            self._checked(url)
            reserved = await self._allowed(url, request) if request.purpose != "robots" else False
            answer = await self._once(url, request, first=hop == 0, seconds=left)
            left -= answer.seconds
            if answer.status not in REDIRECTS:
                return self._fetched(request, url, moved, answer, reserved, started)
            target = self._next_hop(url, answer)
            permanent = permanent and answer.status in PERMANENT
            moved = target if permanent else moved
            url = target
        raise FetchError("fetch.redirects", url=request.url, count=self._limits.redirects)

    def wait(self, url: str) -> float:
        """Seconds until the host of an address may be called again; 0 when it is free."""
        host = self._hosts.get((urlsplit(url).hostname or "").lower())
        return max(0.0, host.free_at - self._clock()) if host else 0.0

    async def close(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    # --- manners

    async def _allowed(self, url: str, request: FetchRequest) -> bool:
        """Refuses what robots.txt forbids; answers whether the site reserves mining."""
        site = self._site(url)
        if not self._is_fresh(site, request.purpose):
            async with site.lock:
                await self._refresh(site, url, request.purpose)
        robots = site.robots or CLOSED
        self._host(url).delay = robots.delay()
        if request.obey_robots and not robots.allows(url):
            fault = site.fault
            if robots.closed and fault is not None and fault.status is None:
                raise FetchError(fault.key, **{**fault.values, "url": url})  # type: ignore[arg-type]
            raise FetchError("fetch.robots", url=url, closed=robots.closed)
        return request.purpose == "page" and is_reserved(url, tdmrep=site.tdmrep or b"", robots=robots)

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

    def _count(self, host: _Host, url: str) -> None:
        clock = self._clock()
        while host.pages and clock - host.pages[0] > 3600.0:
            host.pages.popleft()
        if len(host.pages) >= self._pages_per_hour:
            raise FetchError("fetch.quota", url=url, retry_after=3600.0 - (clock - host.pages[0]))
        host.pages.append(clock)

    def _host(self, url: str) -> _Host:
        name = (urlsplit(url).hostname or "").lower().rstrip(".")
        if name not in self._hosts and len(self._hosts) >= HOSTS:
            idle = [key for key, host in self._hosts.items() if not host.lock.locked() and host.free_at < self._clock()]
            for key in idle[: HOSTS // 2]:
                del self._hosts[key]
        return self._hosts.setdefault(name, _Host())

    def _site(self, url: str) -> _Site:
        parts = urlsplit(url)
        origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
        if origin not in self._sites and len(self._sites) >= HOSTS:
            for key in [key for key, site in self._sites.items() if not site.lock.locked()][: HOSTS // 2]:
                del self._sites[key]
        return self._sites.setdefault(origin, _Site())

    # --- one request

    async def _once(self, url: str, request: FetchRequest, *, first: bool, seconds: float) -> _Answer:
        """One request in its host's turn: one at a time per host, with the gap that we and the publisher want."""
        host = self._host(url)
        async with host.lock:
            if first and request.purpose == "page":
                self._count(host, url)
            pause = host.free_at - self._clock()
            if pause > 0:
                await asyncio.sleep(pause)
            try:
                return await self._within(url, request, seconds)
            finally:
                host.free_at = self._clock() + max(self._gap, host.delay if self._press is None else 0.0)

    async def _within(self, url: str, request: FetchRequest, seconds: float) -> _Answer:
        """The answer within a deadline; foreign errors become ours."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await self._ask(url, request, self._clock())
        except FetchError:
            raise
        except TimeoutError as exc:
            raise FetchError("fetch.timeout", url=url, seconds=self._limits.total) from exc
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as exc:
            raise FetchError("fetch.tls", url=url) from exc
        except aiohttp.ClientConnectorError as exc:
            raise _refused_at_socket(exc, url) from exc
        except (aiohttp.InvalidURL, ValueError) as exc:
            raise FetchError("fetch.address", url=url, reason="unreadable") from exc
        except (aiohttp.ClientError, OSError, zlib.error, EOFError) as exc:
            raise FetchError("fetch.broken", url=url, error=type(exc).__name__) from exc

    async def _ask(self, url: str, request: FetchRequest, began: float) -> _Answer:
        headers = {"Accept": _ACCEPT.get(request.purpose, _ACCEPT["page"])}
        if request.etag:
            headers["If-None-Match"] = _header_value(request.etag)
        if request.last_modified:
            headers["If-Modified-Since"] = _header_value(request.last_modified)
        async with self._open().get(url, headers=headers, allow_redirects=False) as response:
            given = _headers(response, url, self._limits.header_bytes)
            if response.status in REDIRECTS:
                return _Answer(response.status, given, seconds=self._clock() - began)
            wanted = response.status in {200, 203, 206, 226}
            body = b""
            if wanted:
                self._typed(url, request, given)
                body = await _body(response, given, url, self._limits.bytes_for(request.purpose), request.purpose)
                _sniffed(url, request, given, body)
            return _Answer(response.status, given, body, seconds=self._clock() - began)

    def _typed(self, url: str, request: FetchRequest, headers: Mapping[str, str]) -> None:
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        loose = kind in {"", "text/plain", "application/octet-stream", "binary/octet-stream"}
        if request.purpose == "robots" or _TYPES.search(kind) or not kind or (loose and request.purpose == "feed"):
            return
        raise FetchError("fetch.type", url=url, type=kind[:80])

    def _fetched(
        self, request: FetchRequest, url: str, moved: str | None, answer: _Answer, reserved: bool, started: float
    ) -> Fetched:
        if answer.status == 304 and (request.etag or request.last_modified):
            body, unchanged = b"", True
        elif 200 <= answer.status < 300:
            body, unchanged = answer.body, False
        else:
            raise _status_error(url, answer, self._now())
        if request.purpose == "page":
            reserved = is_reserved(url, headers=answer.headers) or (
                reserved and answer.headers.get("tdm-reservation", "").strip() != "0"
            )
        return Fetched(
            url=request.url,
            final_url=url,
            status=answer.status,
            headers=answer.headers,
            body=body,
            not_modified=unchanged,
            moved_to=moved,
            elapsed=self._clock() - started,
            reserved=reserved,
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

    def _checked(self, url: str) -> None:
        checked(url, ports=self._ports, local=self._press is not None)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=_Press(self._press) if self._press is not None else _Public(),
                socket_factory=self._socket,
                use_dns_cache=False,
                limit=256,
                limit_per_host=1,
                keepalive_timeout=30,
            )
            limits = self._limits
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect, sock_read=limits.idle),
                headers={"User-Agent": self.agent, "Accept-Encoding": "gzip", "Accept-Language": "de, en;q=0.5"},
                auto_decompress=False,
                trust_env=False,
                max_line_size=8190,
                max_field_size=16_384,
                max_headers=200,
            )
        return self._session

    def _socket(self, info: Any) -> socket.socket:
        """A socket for exactly this address: the last check, after every trick a name server could play."""
        family, kind, protocol, _, address = info
        if self._press is not None:
            allowed = address[0] == "127.0.0.1" and address[1] in self._press_ports
        else:
            allowed = public(address[0]) and address[1] in {80, 443, *self._ports}
        if not allowed:
            raise OSError(_PRIVATE, "address refused")
        return socket.socket(family=family, type=kind, proto=protocol)

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()


#: errno of our own refusal; no system uses it
_PRIVATE = 99_001


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes = b""
    #: network time, without waiting for the host's turn
    seconds: float = 0.0


class _Public(AbstractResolver):
    """Names of the open internet only: private answers are dropped, a name with nothing else is refused."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        infos = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        good = [info for info in infos if public(str(info[4][0]))]
        if not good:
            raise OSError(_PRIVATE, "address refused")
        return [
            ResolveResult(
                hostname=host,
                host=str(info[4][0]),
                port=port,
                family=info[0],
                proto=info[2],
                flags=socket.AI_NUMERICHOST,
            )
            for info in good
        ]

    async def close(self) -> None:
        return None


class _Press(AbstractResolver):
    """The made-up names of the demo, all on loopback ports; nothing else exists."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host.lower() not in self._ports:
            raise OSError(socket.EAI_NONAME, "unknown name")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._ports[host.lower()],
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        return None


async def _body(
    response: aiohttp.ClientResponse, headers: Mapping[str, str], url: str, most: int, purpose: str
) -> bytes:
    """The unpacked body; stops at the cap (robots.txt is cut there, everything else refused)."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most and purpose != "robots":
        raise FetchError("fetch.too_large", url=url, most=most)
    unpack = _Unpack(headers.get("content-encoding", ""), url)
    parts: list[bytes] = []
    size = packed = 0
    async for chunk in response.content.iter_chunked(65_536):
        piece = unpack(chunk, most + 1 - size)
        parts.append(piece)
        size, packed = size + len(piece), packed + len(chunk)
        if max(size, packed) > most:
            if purpose == "robots":
                return b"".join(parts)[:most]
            raise FetchError("fetch.too_large", url=url, most=most)
    if not unpack.complete:
        raise FetchError("fetch.broken", url=url, error="cut")
    return b"".join(parts)


class _Unpack:
    """Takes one layer of gzip or deflate off, never giving out more than asked for."""

    def __init__(self, encoding: str, url: str) -> None:
        self._name = encoding.strip().lower()
        if self._name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise FetchError("fetch.encoding", url=url, encoding=self._name[:80])
        self._plain = self._name in {"", "identity"}
        self._machine = zlib.decompressobj(zlib.MAX_WBITS if self._name == "deflate" else 16 + zlib.MAX_WBITS)
        self._started = False

    def __call__(self, chunk: bytes, room: int) -> bytes:
        """The next unpacked bytes, at most `room`."""
        if self._plain:
            return chunk
        if not self._started and self._name == "deflate" and chunk and (chunk[0] & 0x0F) != 8:
            self._machine = zlib.decompressobj(-zlib.MAX_WBITS)  # servers that say deflate and mean the raw stream
        self._started = True
        parts = [self._machine.decompress(chunk, max(1, room))]
        while self._machine.eof and self._machine.unused_data[:2] == b"\x1f\x8b" and len(parts[-1]) < room:
            rest, self._machine = self._machine.unused_data, zlib.decompressobj(16 + zlib.MAX_WBITS)
            room -= len(parts[-1])
            parts.append(self._machine.decompress(rest, max(1, room)))
        return b"".join(parts)

    @property
    def complete(self) -> bool:
        """Whether the packed stream ended where it should."""
        return self._plain or not self._started or self._machine.eof


def _headers(response: aiohttp.ClientResponse, url: str, most: int) -> dict[str, str]:
    if sum(len(name) + len(value) + 4 for name, value in response.raw_headers) > most:
        raise FetchError("fetch.headers", url=url, most=most)
    found: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found and key != "content-type" else value
    return found


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


def _refused_at_socket(error: aiohttp.ClientConnectorError, url: str) -> FetchError:
    if error.os_error.errno == _PRIVATE:
        return FetchError("fetch.address", url=url, reason="private")
    return FetchError("fetch.connect", url=url, error=type(error).__name__)


def _header_value(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value[:1000]
    return "".join(char for char in value if char.isprintable() and ord(char) < 256)[:1000]


def _real_contact(contact: str) -> bool:
    contact = contact.strip()
    if re.search(r"[^\x20-\x7e]|[()]", contact) or re.search(
        r"@?\bexample\.(?:com|org|net|de)\b|\.(?:invalid|test|example|localhost)\b", contact, re.I
    ):
        return False
    return bool(re.fullmatch(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://[^\s/]+\.[a-z]{2,}\S*", contact, re.I))


#: how the engine sees the door
Fetch = Callable[[FetchRequest], Awaitable[Fetched]]
