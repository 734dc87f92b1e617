"""A press as a process of its own, ended by the end of its input: `python -m tests.integration.rough_press MODE NUMBER`.

Prints its port and the time of its start. MODE `bad`: host names choose how it misbehaves (`endlos-17.test`), `gut.test` behaves and prints an
article every NUMBER seconds. MODE `steady`: 40 and more papers (`blatt-7.test`) on a clock set by GET /time/<epoch>, one answer in a
hundred at fault (NUMBER: the seed). Nothing is kept: what a paper printed follows from the time.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate

TEXT = (
    "Am Wehr von Altstadt stieg der Pegel weiter an. Der Krisenstab trat am Abend erneut zusammen und beriet über die "
    "Deiche. Helfer füllten Sandsäcke, Anwohner brachten ihre Autos in Sicherheit. Die Schulen bleiben vorerst offen."
)
KINDS = (
    "stumm", "tropfen", "endlos", "muell", "abbruch", "fehler", "kreis", "webseite", "laenge", "halb", "bombe", "kopf",
    "leer", "weg", "spaeter", "robot", "kein-tls", "riese", "tief", "wechsel",
)  # fmt: skip

Writer = asyncio.StreamWriter


def plain(status: str, body: bytes = b"", *headers: str, kind: str = "application/rss+xml; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def feed(host: str, articles: list[tuple[int, float]]) -> bytes:
    items = "".join(
        f"<item><title>Pegel in Altstadt, Meldung {number}</title><link>http://{host}/a/{number}</link>"
        f"<guid isPermaLink='false'>{host}-{number}</guid><pubDate>{formatdate(at)}</pubDate></item>"
        for number, at in articles
    )
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>".encode()


def page(host: str, number: str) -> bytes:
    return (
        f"<!doctype html><html lang='de'><head><title>Pegel in Altstadt, Meldung {number}</title></head><body><main><article>"
        f"<h1>Pegel in Altstadt, Meldung {number}</h1><p>{host} meldet zum Pegel die Nummer {number}.</p><p>{TEXT}</p><p>{TEXT}</p>"
        "</article></main></body></html>"
    ).encode()


class Rough:
    """Twenty ways to misbehave, and one host that does not."""

    def __init__(self, every: float = 1.0) -> None:
        #: when it began, and seconds between two articles of the good host
        self.started, self.every = time.time(), every

    async def answer(self, host: str, path: str, given: str, writer: Writer) -> None:
        if path == "/robots.txt":
            writer.write(plain("404 Not Found"))
            return
        if host == "gut.test":
            if path.startswith("/a/"):
                writer.write(plain("200 OK", page(host, path[3:]), kind="text/html; charset=utf-8"))
                return
            count = int((time.time() - self.started) / self.every)
            printed = [(n, self.started + n * self.every) for n in range(count, max(-1, count - 100), -1)]
            writer.write(plain("200 OK", feed(host, printed)))
            return
        await getattr(self, host.rpartition("-")[0].replace("-", "_"))(host, writer)

    async def stumm(self, host: str, writer: Writer) -> None:
        await asyncio.sleep(60)

    async def tropfen(self, host: str, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss>")
        for _ in range(600):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.1)

    async def endlos(self, host: str, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel>")
        while True:
            writer.write(b"<item><title>immer weiter</title></item>" * 500)
            await writer.drain()

    async def muell(self, host: str, writer: Writer) -> None:
        writer.write(random.Random(host).randbytes(5000))

    async def abbruch(self, host: str, writer: Writer) -> None:
        writer.transport.abort()

    async def fehler(self, host: str, writer: Writer) -> None:
        writer.write(plain("500 Internal Server Error", b"kaputt"))

    async def kreis(self, host: str, writer: Writer) -> None:
        writer.write(plain("301 Moved Permanently", b"", "Location: /feed.xml"))

    async def webseite(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", page(host, "0"), kind="text/html"))

    async def laenge(self, host: str, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 90000\r\n\r\n<rss/>")
        await writer.drain()
        writer.close()

    async def halb(self, host: str, writer: Writer) -> None:
        body = gzip.compress(feed(host, [(n, 1.0) for n in range(40)]))[:-20]
        writer.write(plain("200 OK", body, "Content-Encoding: gzip"))

    async def bombe(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", gzip.compress(b" " * 40_000_000), "Content-Encoding: gzip"))

    async def kopf(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", b"<rss/>", *(f"X-{n}: {'y' * 4000}" for n in range(150))))

    async def leer(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK"))

    async def weg(self, host: str, writer: Writer) -> None:
        writer.write(plain("410 Gone"))

    async def spaeter(self, host: str, writer: Writer) -> None:
        writer.write(plain("429 Too Many Requests", b"", "Retry-After: 3"))

    async def robot(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", b"<html><body>captcha: are you a robot?</body></html>", kind="text/html"))

    async def kein_tls(self, host: str, writer: Writer) -> None:
        writer.write(plain("302 Found", b"", f"Location: https://{host}/feed.xml"))

    async def riese(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", feed(host, [(n, 1.0) for n in range(3_000)])))

    async def tief(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", b"<rss><channel>" + b"<item><a>" * 50_000))

    async def wechsel(self, host: str, writer: Writer) -> None:
        writer.write(plain("200 OK", feed(host, [(int(time.time() * 10), time.time())]).replace(b"</rss>", b"")))


class Steady:
    """Papers that print at their own rhythm, on a clock that is set."""

    #: start of the simulated days
    START = 1_748_851_200.0

    def __init__(self, seed: int) -> None:
        self.now, self.seed, self.asked, self.faulty = self.START, seed, 0, True

    @staticmethod
    def rhythm(number: int) -> float:
        """Seconds between two articles of a paper: from 100 minutes to a working day."""
        return 6000.0 + 600.0 * (number % 40)

    def printed(self, number: int, now: float) -> list[tuple[int, float]]:
        count = int((now - self.START) / self.rhythm(number))
        return [(n, self.START + n * self.rhythm(number)) for n in range(count, max(-1, count - 20), -1)]

    async def answer(self, host: str, path: str, given: str, writer: Writer) -> None:
        if path.startswith("/time/"):
            self.now, self.faulty = float(path[6:].rstrip("!")), not path.endswith("!")
            writer.write(plain("200 OK"))
            return
        if path == "/robots.txt":
            writer.write(plain("404 Not Found"))
            return
        self.asked += 1
        chance = random.Random(f"{self.seed} {self.asked}")
        if self.faulty and chance.random() < 0.01:
            await getattr(Rough(), chance.choice(("muell", "abbruch", "fehler", "leer", "laenge", "webseite", "halb")))(
                host, writer
            )
            writer.close()
            return
        if path.startswith("/a/"):
            writer.write(plain("200 OK", page(host, path[3:]), kind="text/html; charset=utf-8"))
            return
        number = int(host.partition("-")[2].partition(".")[0])
        printed = self.printed(number, self.now)
        tag = f'"{number}-{printed[0][0] if printed else 0}"'
        if given == tag:
            writer.write(plain("304 Not Modified", b"", f"ETag: {tag}"))
        else:
            writer.write(plain("200 OK", feed(host, printed), f"ETag: {tag}"))


async def main(mode: str, seed: int) -> None:
    rough = Rough(float(seed))
    answer: Callable[[str, str, str, Writer], Awaitable[None]] = rough.answer if mode == "bad" else Steady(seed).answer

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            while line := await reader.readline():
                path, host, given = line.split()[1].decode(), "", ""
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.decode("latin-1").partition(":")
                    host = value.strip().partition(":")[0] if name.lower() == "host" else host
                    given = value.strip() if name.lower() == "if-none-match" else given
                await answer(host, path, given, writer)
                await writer.drain()
        except (ConnectionError, IndexError, ValueError, AttributeError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], rough.started, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
