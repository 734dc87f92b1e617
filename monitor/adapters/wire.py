"""Connections to web servers: one GET at a time on each, kept open for a while, every socket checked before it opens.

The parsing of answers is aiohttp's (llhttp in C), with its limits for lines and headers; what is left out is what a
monitor does not need and pays for with each of its many "not modified" answers: sessions, cookies, redirects, traces,
three timers per request. See docs/decisions/0010.
"""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import ssl
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from aiohappyeyeballs import start_connection
from aiohttp import ClientError, ClientOSError, ServerDisconnectedError
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError, RawResponseMessage
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from yarl import URL

from monitor.adapters.guard import public

#: errno of our own refusal; no system uses it
REFUSED = 99_001
#: requests on their way at the same time, and connections that wait for their next one (at most a quarter of the files
#: that the system allows this process)
BUSY, KEPT = 500, 2000
#: seconds a connection waits for its next request
KEEP = 30.0
#: looks at the time per `idle` seconds: an answer is given up that much late at most
LOOKS = 40
#: seconds before the next address of a name is tried beside one that does not answer
NEXT_ADDRESS = 0.25
#: most bytes of a line and of one header field, most header fields
LINE, FIELD, FIELDS = 8190, 16_384, 200
#: bytes of a body read at once
PIECE = 65_536
#: what the parser raises for answers that are no HTTP, or end too early
BROKEN = (ClientError, HttpProcessingError)


#: the head of an answer 304, strictly by RFC 9112: status line, fields without blanks before the colon or folded lines
NOT_MODIFIED = re.compile(
    rb"HTTP/1\.1 304 [^\x00-\x08\x0a-\x1f\x7f]*\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*\r\n){0,200}\r\n"
)


class UnreachedError(Exception):
    """There was no connection; `errno` says why."""

    def __init__(self, errno: int | None) -> None:
        super().__init__(errno)
        self.errno = errno


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: its server, and the first lines of a request for it."""

    host: str
    port: int
    tls: bool
    #: request line and Host header
    head: bytes

    @property
    def server(self) -> tuple[str, int, bool]:
        """What addresses that may share a connection have in common."""
        return self.host, self.port, self.tls


@lru_cache(maxsize=4096)
def place(url: str) -> Place:
    """The place of an address that passed the guard; raises ValueError for what cannot be put on the wire."""
    parts = URL(url)
    host, tls = parts.raw_host or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    named = f"[{host}]" if ":" in host else host
    shown = named if port == (443 if tls else 80) else f"{named}:{port}"
    return Place(host, port, tls, f"GET {parts.raw_path_qs or '/'} HTTP/1.1\r\nHost: {shown}\r\n".encode("ascii"))


@dataclass(slots=True)
class Reply:
    """The head of an answer, and the stream of its body."""

    status: int
    #: by their names in lower case; several of one name are joined, as one list
    headers: dict[str, str]
    #: bytes of the header fields
    size: int
    body: StreamReader

    def pieces(self) -> AsyncIterable[bytes]:
        """The body as it comes."""
        return self.body.iter_chunked(PIECE)


def parsed(message: RawResponseMessage, body: StreamReader) -> Reply:
    """An answer as aiohttp's parser found it."""
    found: dict[str, str] = {}
    size = 0
    for raw_name, raw_value in message.raw_headers:
        size += len(raw_name) + len(raw_value) + 4
        _put(found, raw_name.decode("latin-1").lower(), raw_value.decode("utf-8", "surrogateescape"))
    return Reply(message.code, found, size, body)


def not_modified(data: bytes) -> Reply | None:
    """The answer 304 when it stands there whole, alone, and as the rules have it; None for all others.

    Nearly every visit to a feed ends with it. It never has a body (RFC 9110 15.4.5), whatever length it names.
    """
    if len(data) > LINE or not NOT_MODIFIED.fullmatch(data):
        return None
    found: dict[str, str] = {}
    for line in data[:-4].decode("utf-8", "surrogateescape").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        _put(found, name.lower(), value.strip(" \t"))
    return Reply(304, found, len(data), EMPTY_PAYLOAD)


def _put(found: dict[str, str], name: str, value: str) -> None:
    found[name] = f"{found[name]}, {value}" if name in found and name != "content-type" else value


class Line(ResponseHandler):
    """One connection; its `Wire` ends an answer that is late as a whole or keeps still for too long."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        #: loop times: last sign of the server, end of its answer at the latest, since when nobody needs it
        self.heard = self.until = self.free_since = 0.0
        #: a request was sent, and no word of its answer was heard
        self._asked = False

    def data_received(self, data: bytes) -> None:
        """Notes the sign of life; "not modified" is read at a glance, everything else by the parser."""
        self.heard = self._loop.time()
        if self._asked:
            self._asked = False
            reply = not_modified(data)
            if reply is not None:
                self._should_close = "close" in reply.headers.get("connection", "").lower()
                self.feed_data((reply, EMPTY_PAYLOAD))  # type: ignore[arg-type]  # `answer` knows both
                return
            self._parse()
        super().data_received(data)

    def ask(self, words: bytes, until: float) -> None:
        """Sends a request; the answer is expected at the latest at `until`."""
        self._parser, self._asked = None, not self._tail
        if self._tail:  # it spoke before it was asked: whatever that is, the parser judges it
            self._parse()
        self.heard = self.free_since = self._loop.time()
        self.until = until
        assert self.transport is not None
        self.transport.write(words)

    def _parse(self) -> None:
        self.set_response_params(
            read_until_eof=True, auto_decompress=False, max_line_size=LINE, max_field_size=FIELD, max_headers=FIELDS
        )

    async def answer(self) -> Reply:
        """The head of the answer, and its body to come."""
        while True:
            message, body = await self.read()
            if isinstance(message, Reply):
                return message
            if not 100 <= message.code < 200:
                return parsed(message, body)

    def give_up(self) -> None:
        """The answer did not come, or not to its end."""
        late = TimeoutError()
        payload = self._payload
        self.set_exception(late)
        if payload is not None and not payload.is_eof():
            payload.set_exception(late)


class Wire:
    """All connections of a fetcher; create and use it inside one event loop."""

    def __init__(
        self,
        *,
        resolver: AbstractResolver,
        open_socket: Callable[[Any], socket.socket],
        connect: float,
        idle: float,
    ) -> None:
        """`open_socket` makes the socket for an address, or refuses with errno REFUSED. Seconds otherwise."""
        self._resolver, self._open_socket = resolver, open_socket
        self._connect, self._idle = connect, idle
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(BUSY)
        self._most = min(KEPT, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 4)
        self._kept: dict[tuple[str, int, bool], Line] = {}
        self._sweep: asyncio.TimerHandle | None = None
        #: connections whose answer is expected; one timer looks after all of them
        self._expecting: set[Line] = set()
        self._watch: asyncio.TimerHandle | None = None

    async def get(self, place: Place, fields: bytes, until: float, read: Callable[[Reply], Awaitable[Any]]) -> Any:
        """What `read` makes of the answer; `fields`: the header lines after Host, `until`: loop time.

        Raises TimeoutError, UnreachedError, OSError, ssl.SSLError, and BROKEN for what is no HTTP.
        """
        async with self._slots:
            line = self._take(place)
            if line is not None:
                try:
                    return await self._ask(line, place, fields, until, read)
                except (ServerDisconnectedError, ClientOSError):
                    if line.heard != line.free_since:
                        raise
                # closed while it waited: not a word of an answer was heard, so it is asked again
            return await self._ask(await self._dial(place, until), place, fields, until, read)

    async def _ask(
        self, line: Line, place: Place, fields: bytes, until: float, read: Callable[[Reply], Awaitable[Any]]
    ) -> Any:
        keep = False
        self._expecting.add(line)
        if self._watch is None:
            self._watch = self._loop.call_later(self._idle / LOOKS, self._look)
        try:
            line.ask(place.head + fields, until)
            found = await read(await line.answer())
            keep = not line.should_close
            return found
        finally:
            self._expecting.discard(line)
            if keep:
                self._keep(place, line)
            else:
                line.abort()

    def _look(self) -> None:
        """Gives up the answers that are too late, `idle / LOOKS` seconds after their time at most."""
        now, quiet = self._loop.time(), self._loop.time() - self._idle
        for line in [line for line in self._expecting if line.until <= now or line.heard <= quiet]:
            self._expecting.discard(line)
            line.give_up()
        self._watch = self._loop.call_later(self._idle / LOOKS, self._look) if self._expecting else None

    async def _dial(self, place: Place, until: float) -> Line:
        """A new connection within the time for that, or before `until`."""
        try:
            async with asyncio.timeout_at(min(until, self._loop.time() + self._connect)):
                return await self._connected(place)
        except (TimeoutError, ssl.SSLError):
            raise
        except OSError as exc:
            raise UnreachedError(exc.errno) from exc

    async def _connected(self, place: Place) -> Line:
        """To the first address that answers; each is checked once more at its socket."""
        found = await self._resolver.resolve(place.host, place.port, socket.AF_UNSPEC)
        sock = await start_connection(
            [(one["family"], socket.SOCK_STREAM, one["proto"], "", _address(one)) for one in found],
            happy_eyeballs_delay=NEXT_ADDRESS,
            interleave=1,
            loop=self._loop,
            socket_factory=self._open_socket,
        )
        try:
            made = await self._loop.create_connection(
                lambda: Line(self._loop),
                sock=sock,
                ssl=_tls() if place.tls else None,
                server_hostname=place.host.rstrip(".") if place.tls else None,
            )
        except BaseException:
            sock.close()
            raise
        return made[1]

    def _take(self, place: Place) -> Line | None:
        line = self._kept.pop(place.server, None)
        if line is None or self._usable(line):
            return line
        line.abort()
        return None

    def _usable(self, line: Line) -> bool:
        return line.is_connected() and not line.should_close and self._loop.time() - line.free_since < KEEP

    def _keep(self, place: Place, line: Line) -> None:
        line.free_since = self._loop.time()
        other = self._kept.pop(place.server, None)
        if other is not None:
            other.abort()
        if len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept))).abort()
        self._kept[place.server] = line
        if self._sweep is None:
            self._sweep = self._loop.call_later(KEEP / 3, self._tidy)

    def _tidy(self) -> None:
        """Closes what waited long enough; the longest waiting stand first."""
        for server, line in list(self._kept.items()):
            if not self._usable(line):
                del self._kept[server]
                line.abort()
        self._sweep = self._loop.call_later(KEEP / 3, self._tidy) if self._kept else None

    def close(self) -> None:
        """Closes what is kept."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        for line in self._kept.values():
            line.abort()
        self._kept.clear()


def _address(found: ResolveResult) -> Any:
    if found["family"] == socket.AF_INET6:
        return found["host"], found["port"], 0, 0
    return found["host"], found["port"]


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    return context


class Public(AbstractResolver):
    """Names of the open internet only: private answers are dropped, a name with nothing else is refused."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The public addresses of a name; raises OSError with errno REFUSED when there are others only."""
        infos = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        good = [info for info in infos if public(str(info[4][0]))]
        if not good:
            raise OSError(REFUSED, "address refused")
        return [_result(host, str(info[4][0]), port, info[0], info[2]) for info in good]

    async def close(self) -> None:
        """Nothing is held."""


class Press(AbstractResolver):
    """The made-up names of the demo, all on loopback ports; nothing else exists."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._ports = ports

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The loopback port of a name of the demo."""
        if host.lower() not in self._ports:
            raise OSError(socket.EAI_NONAME, "unknown name")
        return [_result(host, "127.0.0.1", self._ports[host.lower()], socket.AF_INET, 0)]

    async def close(self) -> None:
        """Nothing is held."""


def _result(name: str, host: str, port: int, family: int, proto: int) -> ResolveResult:
    return ResolveResult(hostname=name, host=host, port=port, family=family, proto=proto, flags=socket.AI_NUMERICHOST)
