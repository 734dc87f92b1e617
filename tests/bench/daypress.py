"""The press of a simulated day, as a process of its own: `python -m tests.bench.daypress PLAN`; prints its port.

PLAN is a JSON file: seconds of the day, feeds, articles, one in how many is on topic, and a file with eight bytes that hold
the time of day, kept up by who measures. GET /feed/F gives the newest entries of a feed by then, with an ETag;
GET /a/N an article's page. Its CPU is nobody's who measures. Ends with stdin.
"""

from __future__ import annotations

import asyncio
import json
import mmap
import struct
import sys
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.bench import texts

#: entries in a feed
SHOWN = 20
#: different pages off every topic
STOCK = 20


class Press:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.start = datetime.fromisoformat(plan["start"])
        with Path(plan["clock"]).open("rb") as file:
            self._clock = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
        self._stock = texts.off_topic(STOCK)
        self._bodies = texts.usual(max(1, plan["articles"] // plan["one_in"]))

    def now(self) -> float:
        (seconds,) = struct.unpack("d", self._clock[:8])
        return float(seconds)

    def at(self, number: int) -> float:
        """Second of the day at which an article is published: evenly, later ones later."""
        return float((number + 0.5) * self.plan["seconds"] / self.plan["articles"])

    def topical(self, number: int) -> bool:
        return bool(number % self.plan["one_in"] == 0)

    def feed(self, feed: int) -> tuple[str, bytes]:
        per = self.plan["articles"] * min(self.now() / self.plan["seconds"], 1.0)
        listed = list(range(feed, int(per), self.plan["feeds"]))[-SHOWN:]
        entries = "".join(self._entry(feed, number) for number in reversed(listed))
        body = (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Blatt {feed}</title>'
            f"<link>http://blatt{feed}.example/</link><description>x</description>{entries}</channel></rss>"
        )
        return f'"{feed}-{listed[-1] if listed else 0}"', body.encode()

    def _entry(self, feed: int, number: int) -> str:
        when = (self.start + timedelta(seconds=self.at(number))).strftime("%a, %d %b %Y %H:%M:%S +0000")
        link = f"http://blatt{feed}.example/a/{number}"
        return (
            f"<item><title>{self.title(number)}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
            f"<description>Ein Bericht aus der Stadt.</description></item>"
        )

    def title(self, number: int) -> str:
        return (
            f"Nordkorea und der Krieg, Bericht {number}" if self.topical(number) else f"Aus der Stadt, Bericht {number}"
        )

    def page(self, number: int) -> bytes:
        if not self.topical(number):
            return self._stock[number % STOCK]
        return self._topical(number)

    @lru_cache(maxsize=64)  # noqa: B019
    def _topical(self, number: int) -> bytes:
        when = self.start + timedelta(seconds=self.at(number))
        return texts.dressed(
            self._bodies[number // self.plan["one_in"] % len(self._bodies)], self.title(number), when, number
        )


async def serve(press: Press, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            known = ""
            while (header := await reader.readline()) not in (b"\r\n", b""):
                if header.lower().startswith(b"if-none-match:"):
                    known = header.split(b":", 1)[1].strip().decode()
            _, kind, *rest = line.split()[1].decode().split("/")
            status, body, more, sort = "404 Not Found", b"", "", "text/plain"
            if kind == "robots.txt":
                status, body = "200 OK", b"User-agent: *\nAllow: /\n"
            elif kind == "feed":
                tag, body = press.feed(int(rest[0]))
                status, body = ("304 Not Modified", b"") if known == tag else ("200 OK", body)
                more, sort = f"ETag: {tag}\r\n", "application/rss+xml"
            elif kind == "a":
                status, body, sort = "200 OK", press.page(int(rest[0])), "text/html; charset=utf-8"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {sort}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (ConnectionError, IndexError, ValueError):
        pass
    finally:
        writer.close()


async def main() -> None:
    press = Press(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    server = await asyncio.start_server(
        lambda reader, writer: serve(press, reader, writer), "127.0.0.1", 0, backlog=256
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
