"""The one door to the web, against a server that misbehaves on request."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import brotli
import pytest
from aiohttp import web

from monitor.adapters.guard import check, public
from monitor.adapters.http import Fetcher, Limits
from monitor.adapters.wire import Public, not_modified
from monitor.errors import FetchError, SettingsError
from monitor.feeds.model import Fetched, FetchRequest, HostPace

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
PAGE = "<html><body><p>Der Pegel steigt.</p></body></html>"
LIMITS = Limits(
    feed_bytes=200_000, page_bytes=100_000, robots_bytes=2_000, header_bytes=20_000, total=1.5, connect=1.0, idle=0.6
)


@dataclass
class Press:
    """A server with made-up host names; every request is remembered."""

    port: int = 0
    seen: list[tuple[str, str, dict[str, str], float]] = field(default_factory=list)
    robots: str = "User-agent: *\nDisallow: /verboten/\n"
    robots_status: int = 200
    tdmrep: str = ""
    open: int = 0
    most_open: int = 0

    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.seen]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            return await self._answer(request)
        finally:
            self.open -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.seen.append((request.host, path, dict(request.headers), asyncio.get_running_loop().time()))
        if path == "/robots.txt":
            return web.Response(status=self.robots_status, text=self.robots)
        if path == "/.well-known/tdmrep.json":
            return web.Response(status=200 if self.tdmrep else 404, text=self.tdmrep, content_type="application/json")
        handler = getattr(self, "on_" + path.strip("/").split("/")[0].replace("-", "_"), None)
        if handler is not None:
            return await handler(request)  # type: ignore[no-any-return]
        return web.Response(text=PAGE, content_type="text/html")

    async def on_conditional(self, request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since"):
            return web.Response(status=304, headers={"ETag": '"v1"'})
        return web.Response(
            text=PAGE,
            content_type="text/html",
            headers={"ETag": '"v1"', "Last-Modified": "Mon, 28 Apr 2025 08:30:00 GMT"},
        )

    async def on_always304(self, request: web.Request) -> web.Response:
        return web.Response(status=304)

    async def on_stairs(self, request: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        step = int(request.query.get("n", "0"))
        return web.Response(status=302, headers={"Location": f"/stairs?n={step + 1}"})

    async def on_status(self, request: web.Request) -> web.Response:
        headers = {"Retry-After": request.query["retry"]} if "retry" in request.query else {}
        return web.Response(status=int(request.path.rpartition("/")[2]), text="x", headers=headers)

    async def on_to(self, request: web.Request) -> web.Response:
        return web.Response(status=int(request.query.get("status", "302")), headers={"Location": request.query["url"]})

    async def on_loop(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/loop"})

    async def on_type(self, request: web.Request) -> web.Response:
        return web.Response(
            body=request.query.get("body", PAGE).encode(), headers={"Content-Type": request.query["is"]}
        )

    async def on_big(self, request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 300_000, content_type="text/html")

    async def on_endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    async def on_drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.2)
        return response

    async def on_slow(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(10):
            await response.write(b"x" * (int(request.query["size"]) // 10))
            await asyncio.sleep(0.03)
        return response

    async def on_silent(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(20)
        return web.Response()

    async def on_cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "5000"})
        await response.prepare(request)
        await response.write(b"<html>")
        assert request.transport is not None
        request.transport.close()
        return response

    async def on_packed(self, request: web.Request) -> web.Response:
        kind = request.query["as"]
        body = PAGE.encode()
        raw = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = {
            "gzip": gzip.compress(body),
            "deflate": zlib.compress(body),
            "raw": raw.compress(body) + raw.flush(),
            "bomb": gzip.compress(b"\0" * 50_000_000),
            "cut": gzip.compress(body)[:-12],
            "two": gzip.compress(gzip.compress(body)),
            "br": brotli.compress(body),
            "br-bomb": brotli.compress(b"\0" * 50_000_000),
            "br-cut": brotli.compress(body * 50)[:-3],
            "br-junk": b"\x8b\x01\x80 no brotli at all",
            "zstd": b"\x28\xb5\x2f\xfd",
            "members": gzip.compress(body[:20]) + gzip.compress(body[20:]),
        }[kind]
        name = {"raw": "deflate", "bomb": "gzip", "cut": "gzip", "two": "gzip, gzip", "members": "gzip"}.get(kind, kind)
        name = "br" if name.startswith("br-") else name
        return web.Response(body=packed, headers={"Content-Type": "text/html", "Content-Encoding": name})

    async def on_headers(self, request: web.Request) -> web.Response:
        return web.Response(
            text=PAGE, content_type="text/html", headers={f"X-{n}": "y" * 4000 for n in range(int(request.query["n"]))}
        )


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    made = Press()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@pytest.fixture
async def fetcher(press: Press) -> AsyncIterator[Fetcher]:
    made = Fetcher(
        contact="",
        now=lambda: NOW,
        limits=LIMITS,
        host_gap=0.0,
        press=dict.fromkeys(("blatt.test", "bote.test", "kurier.test"), press.port),
    )
    yield made
    await made.close()


async def get(fetcher: Fetcher, path: str, purpose: str = "page", **options: object) -> Fetched:
    url = path if not path.startswith("/") else f"http://blatt.test{path}"
    return await fetcher.fetch(FetchRequest(url=url, purpose=purpose, **options))  # type: ignore[arg-type]


async def fault(fetcher: Fetcher, path: str, purpose: str = "page") -> FetchError:
    with pytest.raises(FetchError) as caught:
        await get(fetcher, path, purpose)
    return caught.value


async def test_a_page_comes_with_its_headers(fetcher: Fetcher) -> None:
    found = await get(fetcher, "/a")
    assert (found.status, found.body.decode(), found.final_url) == (200, PAGE, "http://blatt.test/a")
    assert found.headers["content-type"].startswith("text/html")


async def test_the_user_agent_names_us_and_a_contact(press: Press) -> None:
    fetcher = Fetcher(
        contact="redaktion@blatt-haus.de", now=lambda: NOW, press={"blatt.test": press.port}, host_gap=0.0
    )
    await get(fetcher, "/a")
    await fetcher.close()
    assert press.seen[-1][2]["User-Agent"] == "monitor/0.1 (+redaktion@blatt-haus.de)"
    assert "Cookie" not in press.seen[-1][2]


@pytest.mark.parametrize(
    "contact", ["", "  ", "niemand", "a@b", "x@example.org", "https://example.com/", "a@b.de\r\nX: y"]
)
def test_nothing_starts_without_a_real_contact(contact: str) -> None:
    with pytest.raises(SettingsError):
        Fetcher(contact=contact, now=lambda: NOW)


async def test_conditional_requests(fetcher: Fetcher) -> None:
    first = await get(fetcher, "/conditional")
    again = await get(fetcher, "/conditional", etag=first.headers["etag"], last_modified=first.headers["last-modified"])
    assert (again.not_modified, again.status, again.body) == (True, 304, b"")


async def test_a_304_that_nobody_asked_for_is_an_error(fetcher: Fetcher) -> None:
    error = await fault(fetcher, "/always304")
    assert (error.key, error.status) == ("fetch.status", 304)


async def test_the_deadline_holds_for_all_redirects_together(fetcher: Fetcher) -> None:
    before = asyncio.get_running_loop().time()
    assert (await fault(fetcher, "/stairs")).key == "fetch.timeout"
    assert asyncio.get_running_loop().time() - before < 2.5


@pytest.mark.parametrize(
    ("path", "key", "retry"),
    [
        ("/status/404", "fetch.gone", None),
        ("/status/410", "fetch.gone", None),
        ("/status/403", "fetch.refused", None),
        ("/status/429?retry=120", "fetch.busy", 120.0),
        ("/status/503?retry=Thu,%2001%20May%202025%2012:02:00%20GMT", "fetch.busy", 120.0),
        ("/status/500", "fetch.server", None),
        ("/status/418", "fetch.status", None),
    ],
)
async def test_statuses_have_their_errors(fetcher: Fetcher, path: str, key: str, retry: float | None) -> None:
    error = await fault(fetcher, path)
    assert (error.key, error.status, error.retry_after) == (key, int(path.partition("?")[0][-3:]), retry)


class TestRedirects:
    """Every hop is looked at anew."""

    async def test_permanent_ones_give_the_new_address(self, fetcher: Fetcher) -> None:
        found = await get(fetcher, "/to?status=301&url=http://bote.test/neu")
        assert (found.final_url, found.moved_to) == ("http://bote.test/neu", "http://bote.test/neu")

    async def test_passing_ones_do_not(self, fetcher: Fetcher) -> None:
        assert (await get(fetcher, "/to?status=302&url=/neu")).moved_to is None

    async def test_a_loop_ends(self, fetcher: Fetcher) -> None:
        assert (await fault(fetcher, "/loop")).key == "fetch.redirects"

    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://blatt.test:22/",
            "file:///etc/passwd",
            "http://169.254.169.254/latest",
            "http://u:p@blatt.test/",
            "//10.0.0.1/x",
        ],
    )
    async def test_they_lead_nowhere_else(self, fetcher: Fetcher, press: Press, target: str) -> None:
        assert (await fault(fetcher, f"/to?url={target}")).key == "fetch.address"

    async def test_robots_count_after_a_redirect(self, fetcher: Fetcher) -> None:
        assert (await fault(fetcher, "/to?url=/verboten/a")).key == "fetch.robots"

    async def test_an_empty_location_is_an_error(self, fetcher: Fetcher) -> None:
        assert (await fault(fetcher, "/to?url=")).key == "fetch.redirects"


class TestLimits:
    """Nobody can make us wait or swell."""

    @pytest.mark.parametrize("path", ["/big", "/endless", "/packed?as=bomb", "/packed?as=br-bomb"])
    async def test_bytes_are_capped_after_unpacking(self, fetcher: Fetcher, path: str) -> None:
        assert (await fault(fetcher, path)).key == "fetch.too_large"

    async def test_large_bodies_under_way_have_a_limit_together_and_small_ones_always_pass(
        self, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("monitor.adapters.body.FREE", 1_000)
        fetcher._room.left = 60_000
        slow = [get(fetcher, f"http://{host}/slow?size=50000") for host in ("blatt.test", "bote.test")]
        ends = await asyncio.gather(*slow, get(fetcher, "http://kurier.test/a"), return_exceptions=True)
        assert sorted(len(end.body) for end in ends if isinstance(end, Fetched)) == [len(PAGE), 50_000]
        assert [end.key for end in ends if isinstance(end, FetchError)] == ["fetch.crowded"]
        assert fetcher._room.left == 60_000
        assert len((await get(fetcher, "http://bote.test/slow?size=50000")).body) == 50_000

    @pytest.mark.parametrize("path", ["/drip", "/silent"])
    async def test_slow_servers_are_left(self, fetcher: Fetcher, path: str) -> None:
        before = asyncio.get_running_loop().time()
        assert (await fault(fetcher, path)).key == "fetch.timeout"
        assert asyncio.get_running_loop().time() - before < 4.0

    @pytest.mark.parametrize("path", ["/cut", "/packed?as=cut", "/packed?as=br-cut", "/packed?as=br-junk"])
    async def test_half_an_answer_is_none(self, fetcher: Fetcher, path: str) -> None:
        assert (await fault(fetcher, path)).key == "fetch.broken"

    @pytest.mark.parametrize("path", ["/packed?as=two", "/packed?as=zstd"])
    async def test_one_layer_of_packing_that_we_asked_for(self, fetcher: Fetcher, path: str) -> None:
        assert (await fault(fetcher, path)).key == "fetch.encoding"

    @pytest.mark.parametrize("kind", ["gzip", "deflate", "raw", "members", "br"])
    async def test_packed_pages_are_read(self, fetcher: Fetcher, kind: str) -> None:
        assert (await get(fetcher, f"/packed?as={kind}")).body.decode() == PAGE

    @pytest.mark.parametrize("n", [6, 300])
    async def test_headers_are_capped(self, fetcher: Fetcher, n: int) -> None:
        assert (await fault(fetcher, f"/headers?n={n}")).key in {"fetch.headers", "fetch.broken"}

    @pytest.mark.parametrize(
        "kind", ["image/png", "application/pdf", "video/mp4", "application/zip", "text/plain", "application/javascript"]
    )
    async def test_other_content_is_not_read(self, fetcher: Fetcher, kind: str) -> None:
        assert (await fault(fetcher, f"/type?is={kind}")).key == "fetch.type"

    @pytest.mark.parametrize(
        "kind",
        [
            "text/html",
            "application/xhtml%2Bxml",
            "application/rss%2Bxml",
            "application/atom%2Bxml",
            "text/xml",
            "application/json",
            "application/feed%2Bjson",
            "application/rdf%2Bxml",
        ],
    )
    async def test_feeds_and_pages_are(self, fetcher: Fetcher, kind: str) -> None:
        assert (await get(fetcher, f"/type?is={kind}", "feed")).status == 200

    async def test_a_feed_sent_as_plain_text_is_read_when_it_looks_like_one(self, fetcher: Fetcher) -> None:
        assert (await get(fetcher, "/type?is=text/plain&body=<rss/>", "feed")).body == b"<rss/>"
        assert (await fault(fetcher, "/type?is=text/plain&body=hallo", "feed")).key == "fetch.type"


def _answers(press: Press) -> Callable[..., Awaitable[object]]:
    """What a publisher answers, without a network."""
    from monitor.adapters.http import _Answer

    async def answer(url: str, request: FetchRequest, seconds: float) -> _Answer:
        body = press.robots if url.endswith("/robots.txt") else "<rss/>"
        return _Answer(200, {"content-type": "text/xml"}, body.encode())

    return answer


class TestManners:
    """robots.txt, gaps, one connection, quota, reservations."""

    async def test_robots_are_asked_once_and_obeyed(self, fetcher: Fetcher, press: Press) -> None:
        await get(fetcher, "/a", "feed")
        await get(fetcher, "/b", "feed")
        assert (await fault(fetcher, "/verboten/x")).key == "fetch.robots"
        assert press.paths().count("/robots.txt") == 1
        assert "/verboten/x" not in press.paths()

    async def test_a_person_may_decide_otherwise(self, fetcher: Fetcher) -> None:
        assert (await get(fetcher, "/verboten/x", obey_robots=False)).status == 200

    @pytest.mark.parametrize(("status", "key"), [(500, "fetch.robots"), (503, "fetch.robots")])
    async def test_no_robots_answer_means_closed(self, fetcher: Fetcher, press: Press, status: int, key: str) -> None:
        press.robots_status = status
        assert (await fault(fetcher, "/a")).key == key

    async def test_no_robots_file_means_open(self, fetcher: Fetcher, press: Press) -> None:
        press.robots_status = 404
        assert (await get(fetcher, "/a")).status == 200

    async def test_one_request_at_a_time_and_a_gap_between(self, press: Press) -> None:
        fetcher = Fetcher(
            contact="",
            now=lambda: NOW,
            limits=LIMITS,
            host_gap=0.15,
            press={"blatt.test": press.port, "bote.test": press.port},
        )
        await asyncio.gather(
            *(get(fetcher, f"/{n}", "feed") for n in range(3)), get(fetcher, "http://bote.test/x", "feed")
        )
        await fetcher.close()
        times = sorted(at for host, _, _, at in press.seen if host.startswith("blatt"))
        assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.14
        assert press.most_open <= 2

    async def test_a_host_gives_so_many_pages_an_hour(self, press: Press) -> None:
        fetcher = Fetcher(
            contact="", now=lambda: NOW, limits=LIMITS, host_gap=0.0, pages_per_hour=2, press={"blatt.test": press.port}
        )
        await get(fetcher, "/1")
        await get(fetcher, "/2")
        error = await fault(fetcher, "/3")
        await fetcher.close()
        assert error.key == "fetch.quota"
        assert error.retry_after == pytest.approx(3600, abs=10)

    async def test_a_person_may_set_the_pace_at_one_host(self, press: Press) -> None:
        ports = {"blatt.test": press.port, "bote.test": press.port}
        fetcher = Fetcher(contact="", now=lambda: NOW, limits=LIMITS, host_gap=0.0, press=ports)
        fetcher.paces = {"blatt.test": HostPace(gap=0.15, pages=2)}
        for host in ("blatt.test", "bote.test"):
            for page in range(2):
                await get(fetcher, f"http://{host}/{page}")
        error = await fault(fetcher, "/3")
        assert (await get(fetcher, "http://bote.test/3")).status == 200
        await fetcher.close()
        times = {
            host: [at for seen, _, _, at in press.seen if seen.startswith(host)] for host in ("blatt.test", "bote.test")
        }
        gaps = {host: min(b - a for a, b in itertools.pairwise(found)) for host, found in times.items()}
        assert error.key == "fetch.quota"
        assert gaps["blatt.test"] >= 0.14
        assert gaps["bote.test"] < 0.14

    async def test_a_crawl_delay_outweighs_a_shorter_pace(self, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
        slept: list[float] = []
        sleep = asyncio.sleep

        async def nap(seconds: float) -> None:
            slept.append(seconds)
            await sleep(0)

        press.robots = "User-agent: *\nCrawl-delay: 20\n"
        fetcher = Fetcher(
            contact="redaktion@blatt-haus.de", now=lambda: NOW, limits=LIMITS, allow_ports=frozenset({8000})
        )
        fetcher.paces = {"blatt.test": HostPace(gap=1.0)}
        monkeypatch.setattr(fetcher, "_within", _answers(press))
        monkeypatch.setattr(asyncio, "sleep", nap)
        await get(fetcher, "http://blatt.test/a", "feed")
        await get(fetcher, "http://blatt.test/b", "feed")
        assert slept[-1] == pytest.approx(20.0, abs=1.0)

    @pytest.mark.parametrize(
        ("robots", "tdmrep", "reserved"),
        [
            ("", "", False),
            ("# § 44b UrhG: Nutzung vorbehalten", "", True),
            ("", '[{"location": "/", "tdm-reservation": 1}]', True),
        ],
    )
    async def test_reservations_are_told(
        self, fetcher: Fetcher, press: Press, robots: str, tdmrep: str, reserved: bool
    ) -> None:
        press.robots, press.tdmrep = robots, tdmrep
        assert (await get(fetcher, "/a")).reserved is reserved

    async def test_an_unknown_name_is_a_connection_error(self, fetcher: Fetcher) -> None:
        assert (await fault(fetcher, "http://nirgends.test/")).key == "fetch.connect"


REFUSED = [
    "http://localhost/", "http://127.0.0.1/", "http://127.1/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://127.0.0.1./", "http://１２７.0.0.1/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:8.8.8.8]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[ff02::1]/", "http://10.0.0.1/", "http://172.16.5.4/", "http://192.168.1.1/",
    "http://169.254.169.254/", "http://100.64.0.1/", "http://0.0.0.0/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/",
    "http://drucker.local/", "http://server/", "http://x.internal/", "http://a.de:22/", "http://a.de:8080/", "http://a.de:25/", "http://user@a.de/", "http://user:pw@a.de/",
    "http://a.de\\@b.de/", "http://a.de/ b", "http://a.de/\n", "ftp://a.de/", "file:///etc/passwd", "gopher://a.de/", "http:///x", "http://", "unix:/run/x.sock",
    "http://a..de/", "http://-/", "https://a.de/" + "x" * 2100,
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
async def test_private_and_odd_addresses_are_refused_before_any_connection(url: str) -> None:
    fetcher = Fetcher(contact="redaktion@blatt-haus.de", now=lambda: NOW, host_gap=0.0)
    error = await fault(fetcher, url)
    await fetcher.close()
    assert error.key == "fetch.address"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.tagesschau.de/index~rss2.xml",
        "http://kurier.at/xml/feed",
        "https://müller.de/",
        "https://8.8.8.8/",
        "https://a.de:443/x?y=1",
    ],
)
def test_ordinary_addresses_pass(url: str) -> None:
    check(url)


def test_further_ports_only_by_permission() -> None:
    check("http://a.de:8080/", ports=frozenset({8080}))
    with pytest.raises(FetchError):
        check("http://a.de:8081/", ports=frozenset({8080}))
    with pytest.raises(SettingsError):
        Fetcher(contact="redaktion@blatt-haus.de", now=lambda: NOW, allow_ports=frozenset({22}))


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("8.8.8.8", True),
        ("2a00:1450::1", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("2002:808:808::", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("x", False),
        ("192.88.99.1", False),
    ],
)
def test_what_is_public(address: str, open_: bool) -> None:
    assert public(address) is open_


async def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lies(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("10.0.0.7", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lies)
    fetcher = Fetcher(contact="redaktion@blatt-haus.de", now=lambda: NOW, host_gap=0.0)
    error = await fault(fetcher, "http://rebind.beispiel-blatt.de/")
    await fetcher.close()
    assert (error.key, error.values["reason"]) == ("fetch.address", "private")


async def test_the_socket_refuses_what_the_resolver_let_through(monkeypatch: pytest.MonkeyPatch, press: Press) -> None:
    async def lies(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": press.port, "family": 2, "proto": 0, "flags": 0}]

    monkeypatch.setattr(Public, "resolve", lies)
    fetcher = Fetcher(contact="redaktion@blatt-haus.de", now=lambda: NOW, host_gap=0.0)
    error = await fault(fetcher, "http://rebind.beispiel-blatt.de/")
    await fetcher.close()
    assert error.key == "fetch.address"
    assert press.seen == []


async def test_https_never_falls_back_to_http(fetcher: Fetcher) -> None:
    from monitor.adapters.http import _Answer

    with pytest.raises(FetchError) as caught:
        fetcher._next_hop("https://blatt.test/a", _Answer(302, {"location": "http://blatt.test/a"}))
    assert caught.value.key == "fetch.downgrade"


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", {}),
        (b'HTTP/1.1 304 \r\nETag:  "a" \r\n\r\n', {"etag": '"a"'}),
        (b"HTTP/1.1 304 Not Modified\r\nVary: A\r\nvary: B\r\n\r\n", {"vary": "A, B"}),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4000\r\n\r\n", {"content-length": "4000"}),
        (b"HTTP/1.1 304 Not Modified\r\n", None),
        (b"HTTP/1.1 304 Not Modified\n\n", None),
        (b"HTTP/1.0 304 Not Modified\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\nETag : x\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\nX: a\r\n b\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\nX: a\nY: b\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\nX: \x00\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\nX: " + b"y" * 9000 + b"\r\n\r\n", None),
        (b"HTTP/1.1 304 Not Modified\r\n" + b"X: y\r\n" * 201 + b"\r\n", None),
    ],
)
def test_not_modified_is_read_at_a_glance_only_when_it_is_flawless(head: bytes, headers: dict[str, str] | None) -> None:
    reply = not_modified(head)
    assert (reply.headers if reply else None) == headers


class TestConnections:
    """One is kept open for the next request of a host; what was cut while it waited is asked again."""

    @staticmethod
    async def raw(*answers: bytes) -> tuple[asyncio.Server, list[int], list[bytes]]:
        """A server that gives these answers in turn, one set of them per connection, and closes after the last."""
        connections: list[int] = []
        heads: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(1)
            try:
                for answer in answers:
                    heads.append(await reader.readuntil(b"\r\n\r\n"))
                    writer.write(answer)
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                pass
            writer.close()

        return await asyncio.start_server(serve, "127.0.0.1", 0), connections, heads

    @staticmethod
    def door(server: asyncio.Server, **limits: float) -> Fetcher:
        port = server.sockets[0].getsockname()[1]
        fast = Limits(total=limits.get("total", 1.5), idle=limits.get("idle", 0.6), connect=1.0)
        return Fetcher(contact="", now=lambda: NOW, limits=fast, host_gap=0.0, press={"blatt.test": port})

    GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nabc"

    async def test_one_connection_serves_many_requests(self) -> None:
        server, connections, heads = await self.raw(*[self.GOOD] * 4)
        fetcher = self.door(server)
        for path in ("/a", "/b", "/c"):
            assert (await get(fetcher, path, "feed")).body == b"abc"
        await fetcher.close()
        server.close()
        assert len(connections) == 1
        assert heads[1].startswith(b"GET /a HTTP/1.1\r\nHost: blatt.test\r\n")

    async def test_a_connection_cut_while_it_waited_is_no_failure(self) -> None:
        server, connections, _ = await self.raw(self.GOOD)
        fetcher = self.door(server)
        for path in ("/a", "/b", "/c"):
            assert (await get(fetcher, path, "feed")).body == b"abc"
        await fetcher.close()
        server.close()
        assert len(connections) == 4  # robots.txt and three feeds

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 300\r\n\r\nabc",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nzz\r\nabc\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
            bytes(range(256)) * 40,
        ],
    )
    async def test_what_is_no_answer_is_broken(self, answer: bytes) -> None:
        server, _, _ = await self.raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", answer)
        fetcher = self.door(server)
        assert (await fault(fetcher, "/a", "feed")).key == "fetch.broken"
        await fetcher.close()
        server.close()

    async def test_a_server_that_only_hangs_up_is_asked_once(self) -> None:
        server, connections, _ = await self.raw(b"")
        fetcher = self.door(server)
        assert (await fault(fetcher, "/a", "feed")).key == "fetch.broken"
        await fetcher.close()
        server.close()
        assert len(connections) == 1

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nabc",
            b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 3\n\nabc",
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + GOOD,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        ],
    )
    async def test_old_and_odd_servers_are_understood(self, answer: bytes) -> None:
        server, _, _ = await self.raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", answer)
        fetcher = self.door(server)
        assert (await get(fetcher, "/a", "feed")).body == b"abc"
        await fetcher.close()
        server.close()

    async def test_words_that_nobody_asked_for_end_the_connection(self) -> None:
        server, connections, _ = await self.raw(self.GOOD + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake")
        fetcher = self.door(server)
        assert (await get(fetcher, "/a", "feed")).body == b"abc"
        assert (await get(fetcher, "/b", "feed")).body == b"abc"
        await fetcher.close()
        server.close()
        assert len(connections) == 3

    @pytest.mark.parametrize(
        ("head", "connections"),
        [
            (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n", 1),
            (b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", 2),
            (b"HTTP/1.0 304 Not Modified\r\n\r\n", 2),
        ],
    )
    async def test_not_modified_leaves_the_connection_usable_or_not(self, head: bytes, connections: int) -> None:
        none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        server, made, _ = await self.raw(none, head, self.GOOD)
        fetcher = self.door(server)
        assert (await get(fetcher, "/a", "feed", etag='"x"')).not_modified
        if connections == 1:
            assert (await get(fetcher, "/b", "feed")).body == b"abc"
        else:
            await fault(fetcher, "/b", "feed")
        await fetcher.close()
        server.close()
        assert len(made) == connections

    async def test_not_modified_in_two_pieces_is_one(self) -> None:
        none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(none)
            await reader.readuntil(b"\r\n\r\n")
            for piece in (b"HTTP/1.1 304 Not Mod", b"ified\r\nETag: x\r\n", b"\r\n"):
                writer.write(piece)
                await asyncio.sleep(0.05)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        fetcher = self.door(server)
        found = await get(fetcher, "/a", "feed", etag='"x"')
        await fetcher.close()
        server.close()
        assert (found.not_modified, found.headers) == (True, {"etag": "x"})

    async def test_a_server_without_tls_on_https_is_told_so(self) -> None:
        server, _, _ = await self.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        fetcher = self.door(server)
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(url="https://blatt.test/a", purpose="feed"))
        await fetcher.close()
        server.close()
        assert caught.value.key in {"fetch.tls", "fetch.timeout"}


async def test_nothing_is_left_open(fetcher: Fetcher, press: Press) -> None:
    for path in ("/a", "/big", "/drip", "/cut"):
        try:
            await get(fetcher, path)
        except FetchError:
            pass
    await fetcher.close()
    await asyncio.sleep(0.3)
    assert press.open == 0
