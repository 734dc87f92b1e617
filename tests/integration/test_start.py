"""What a start must not load: each of these costs a tenth of a second or more before the first article."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: library -> what needs it, later
LATER = {
    "alembic": "a database of an older program",
    "apprise": "the first message",
    "requests": "the first message",
    "trafilatura": "the worker",
    "lxml": "the worker",
    "feedparser": "the worker",
    "simplemma": "the worker",
    "procrastinate": "several machines",
    "psycopg": "PostgreSQL",
    "fastapi": "the dashboard, after the first feeds are asked",
    "numpy": "nobody",
    "rensa": "the worker",
}

PROGRAM = """
import asyncio, sys
from monitor import app, cli
from monitor.demo.stage import set_stage
from monitor.engine import Timing
from pathlib import Path

async def main():
    settings = set_stage(Path(sys.argv[1]), (), port=0, language="de")
    for document in settings.corpus.iterdir():
        document.unlink()
    service = app.build(settings, timing=Timing(settle=0.0), press={}, targets=lambda: ())
    await service.start(web=False)
    await asyncio.sleep(0.1)
    print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}))
    await service.stop()

asyncio.run(main())
"""


def test_a_start_loads_nothing_that_can_wait(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2], timeout=60,
    )  # fmt: skip
    loaded = set(next(line for line in ran.stdout.splitlines() if line.startswith("loaded")).split())
    assert {"monitor", "sqlalchemy", "aiohttp"} <= loaded
    assert sorted(loaded & set(LATER)) == []


def test_help_loads_neither_database_nor_network() -> None:
    program = "import sys; sys.argv = ['monitor']; import monitor.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert sorted(loaded & {*LATER, "sqlalchemy", "aiohttp", "pydantic", "apscheduler"}) == []
