"""A feed server on loopback, as a process of its own: `python -m tests.bench.feedserver`; prints its port, ends with stdin.

GET /feed/N gives an RSS feed of 20 entries with ETag and Last-Modified; after GET /tick every feed has one new entry.
"""

from __future__ import annotations

import asyncio
import sys

ENTRY = (
    "<item><title>Nachricht {k} aus Feed {n}</title><link>http://127.0.0.1/n/{n}/{k}</link><guid>tag:feed{n},{k}</guid>"
    "<description>{text}</description><pubDate>Tue, 22 Oct 2024 10:{m:02}:00 +0200</pubDate></item>"
)
TEXT = "Der Rat hat am Abend über den Haushalt beraten. Eine Entscheidung wird in der kommenden Woche erwartet. " * 5

ticks = 0


def feed(n: str) -> tuple[str, bytes]:
    items = "".join(ENTRY.format(k=k, n=n, m=k % 60, text=TEXT) for k in range(ticks + 20, ticks, -1))
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed {n}</title><link>http://127.0.0.1/</link><description>x</description>{items}</channel></rss>'
    return f'"{n}-{ticks}"', body.encode()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    global ticks
    try:
        while line := await reader.readline():
            path = line.split()[1].decode()
            given = ""
            while (header := await reader.readline()) not in (b"\r\n", b""):
                if header.lower().startswith(b"if-none-match:"):
                    given = header.split(b":", 1)[1].strip().decode()
            status, extra, body = "404 Not Found", "", b""
            if path == "/tick":
                ticks += 1
                status = "200 OK"
            elif path.startswith("/feed/"):
                etag, body = feed(path.rsplit("/", 1)[1])
                status = "304 Not Modified" if given == etag else "200 OK"
                body = b"" if given == etag else body
                extra = f"ETag: {etag}\r\nLast-Modified: Tue, 22 Oct 2024 08:00:00 GMT\r\n"
            head = (
                f"HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
    except (ConnectionError, IndexError):
        pass
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
