"""Pages on loopback, as a process of its own: `python -m tests.bench.pageserver FOLDER`; prints its port, ends with stdin.

GET /N gives FOLDER/N.html, /NAME.xml gives FOLDER/NAME.xml, any host; robots.txt allows everything. The server's CPU is
nobody's who measures.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    folder = Path(sys.argv[1])
    try:
        while line := await reader.readline():
            while await reader.readline() not in (b"\r\n", b""):
                pass
            path = line.split()[1].decode()
            name = path.strip("/")
            file = folder / (name if name.endswith(".xml") else f"{name}.html")
            status, body, kind = "404 Not Found", b"", "text/plain"
            if path == "/robots.txt":
                status, body = "200 OK", b"User-agent: *\nAllow: /\n"
            elif file.is_file():
                status, body, kind = "200 OK", file.read_bytes(), "text/xml" if file.suffix == ".xml" else "text/html"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
            await writer.drain()
    except (ConnectionError, IndexError):
        pass
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
