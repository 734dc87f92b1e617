"""From the start of the interpreter to the first article read, and what the service weighs then."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from monitor import app
from monitor.demo.stage import set_stage
from monitor.engine import Timing
from monitor.settings import Settings
from tests.bench import flow, texts

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Seiten</title><link>http://{host}/</link>
<description>x</description><item><title>Nordkorea im Krieg</title><link>http://{host}/0</link><guid>0</guid>
<description>Nordkorea.</description></item></channel></rss>"""


@contextmanager
def installation() -> Iterator[tuple[Path, Path]]:
    """A folder in which a service can be started, and the pages of its one feed."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-bench-"))
    pages = folder / "pages"
    pages.mkdir()
    (pages / "0.html").write_bytes(texts.pages(1, dense=False)[0])
    (pages / "feed.xml").write_text(FEED.format(host=flow.HOST), "utf-8")
    try:
        yield folder, pages
    finally:
        shutil.rmtree(folder)


def first_articles(rounds: int) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Per round what `tests.bench.idle` says: of an installation that is started again with an article waiting, and of
    a new one, which makes its database and its baseline and visits its feed first."""
    flow.quiet()
    again, new = [], []
    with installation() as (folder, pages), flow.server(pages) as port:
        settings = set_stage(folder / "stage", (f"http://{flow.HOST}/feed.xml",), port=0, language="de")
        asyncio.run(_live_once(settings, port))
        for number in range(rounds):
            again.append(_started(settings, _copied(settings.data, folder / f"again-{number}"), port))
            new.append(_started(settings, folder / f"new-{number}", port))
    return again, new


async def _live_once(settings: Settings, port: int) -> None:
    """Makes database, watchlists in force and baseline, and announces an article."""
    service = app.build(settings, timing=Timing(settle=0.0), press={flow.HOST: port}, targets=lambda: ())
    await service.prepare()
    await service.world.stored(flow.announce, [0], datetime.now(UTC))
    await service.close()


def _copied(data: Path, to: Path) -> Path:
    shutil.copytree(data, to)
    return to


def _started(settings: Settings, data: Path, port: int) -> dict[str, float]:
    given = settings.model_copy(update={"data": data}).model_dump(exclude={"link_secret"})
    environ = {**os.environ, **{f"MONITOR_{name.upper()}": str(value) for name, value in given.items()}}
    command = [sys.executable, "-m", "tests.bench.idle", flow.HOST, str(port)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, timeout=120)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def help_seconds(rounds: int) -> tuple[float, ...]:
    """Wall seconds of `monitor --help`, round by round."""

    def one() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monitor", "--help"], capture_output=True, check=True)
        return time.perf_counter() - started

    return tuple(one() for _ in range(rounds))
