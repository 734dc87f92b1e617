"""What the service as a whole does: start, memory, polling beside a peer, growth, replay, dashboard."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from tests.bench import flow, texts
from tests.bench.measure import Measure

ROOT = Path(__file__).parents[2]


def duplicates() -> list[Measure]:
    """Recall and size of the near-duplicate check among many articles (BENCH_ARTICLES, 100,000 for the record)."""
    from tests.bench import twins

    found = twins.measure(int(os.environ.get("BENCH_ARTICLES", "10000")))
    name = f"near-duplicates among {found.articles:,}"
    return [
        Measure(name=f"{name}: sketch per article", unit="ms", values=(1000 * found.sketching,), must="<= 0.5"),
        Measure(
            name=f"{name}: look-up and comparison in the store per article", unit="ms",
            values=tuple(1000 * tenth for tenth in found.looking),
            note=f"range by tenth of the run, last tenth {1000 * found.looking[-1]:.2f}",
        ),
        Measure(
            name=f"{name}: prints that found their original", unit="", values=(found.recall,), must=">= 0.99",
            note=f"originals put into another's story: {found.false:.2%}",
        ),
        Measure(
            name=f"{name}: stored per article", unit="bytes", values=(found.size,), aim="<= 1500",
            note="sketch, bands and their indexes",
        ),
    ]  # fmt: skip


def scale() -> list[Measure]:
    """An article's decision in a large store beside a small one (BENCH_TIMES 1000 for the record: 6 GB, five minutes)."""
    from tests.bench import scale as stores

    flow.quiet()
    found = stores.measure(times=int(os.environ.get("BENCH_TIMES", "30")))
    note = f"{found.articles:,} articles, {found.facts:,} observations, {found.megabytes:.0f} MB"
    bounds = {"must": "<= 1.2", "aim": "<= 1.05"}
    name = f"decision per article, {found.articles:,} stored / 1,000 stored"
    late = (found.late_large / found.late_small,)
    return [
        Measure(name=name, unit="x", values=(found.ratio,), note=note, **bounds),
        Measure(name="the same for late articles (1 in 100)", unit="x", values=late, **bounds),
    ]


def backtest() -> list[Measure]:
    """10,000 articles with observations read, replayed by `backtest.replay`; 1,000 different texts, ten times each."""
    from monitor.backtest import Archived, replay, revisions_of
    from monitor.reading import observe
    from monitor.watchlist import read_watchlist

    shipped = ROOT / "watchlists" / "nordkorea.yaml"
    watchlist = read_watchlist(shipped.read_text("utf-8"), id="nordkorea")
    pool = texts.usual(1000)
    readings = [observe(text, title="Nordkorea im Krieg", published=texts.NOW) for text in pool]
    archive = [
        Archived(
            id=str(n), text=f"{pool[n % 1000]}\nBericht {n}", title="Nordkorea im Krieg", url=f"https://b{n % 60}.example/{n}",
            published=texts.NOW + timedelta(minutes=9 * n), found=texts.NOW + timedelta(minutes=9 * n),
        )
        for n in range(10_000)
    ]  # fmt: skip
    started, wall, facts = time.process_time(), time.perf_counter(), 0
    for _, judged in replay(watchlist, ((rev, readings[n % 1000]) for n, rev in enumerate(revisions_of(archive)))):
        facts += len(judged.facts)
    taken = time.process_time() - started
    note = f"{facts / 10_000:.0f} facts each, {time.perf_counter() - wall:.0f} s on the clock of this machine"
    name = "backtest of 10,000 articles with observations read"
    return [Measure(name=name, unit="s", values=(taken,), must="<= 60", aim="<= 15", note=note)]


def start() -> list[Measure]:
    from tests.bench import start as starts

    again, new = starts.first_articles(int(os.environ.get("BENCH_ROUNDS", "5")))

    def column(rounds: list[dict[str, float]], key: str) -> tuple[float, ...]:
        return tuple(one[key] for one in rounds)

    cpu = f"CPU: service {min(column(again, 'cpu')):.2f} s, nursery of the workers {min(column(again, 'nursery_cpu')):.2f} s"
    return [
        Measure(name="monitor --help", unit="s", values=starts.help_seconds(7), must="<= 0.3"),
        Measure(name="start to first article", unit="s", values=column(again, "first"), must="<= 1.5",
                note=f"as `monitor run`, dashboard included; an article waits; {cpu}"),
        Measure(name="the same, new installation", unit="s", values=column(new, "first"),
                note="database and baseline made, feed visited first"),
        Measure(name="idle memory of the service", unit="MB", values=column(again, "service"), must="<= 150",
                aim="<= 130", note="RSS, dashboard loaded"),
        Measure(name="memory of a worker that has read", unit="MB", values=column(again, "worker"), must="<= 300",
                aim="<= 260", note=f"RSS; nursery {max(column(again, 'nursery')):.0f} MB"),
        Measure(name="service, nursery and workers together", unit="MB", values=column(again, "together"),
                note="PSS: what they share counts once"),
    ]  # fmt: skip


#: where `--peer` puts the environment of lemon24/reader; BENCH_PEER names another interpreter
PEER = ROOT / "build" / "peer" / "bin" / "python"


def fetch_peer() -> str:
    """Makes an environment with lemon24/reader from the package index; says how that went."""
    if not PEER.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER.parents[1])], check=True)
    command = [str(PEER), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "15", "reader"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else "The package index cannot be reached: polling is measured without its peer."


def _has_reader() -> bool:
    python = os.environ.get("BENCH_PEER") or str(PEER)
    os.environ["BENCH_PEER"] = python
    found = Path(python).exists() and subprocess.run([python, "-c", "import reader"], capture_output=True, check=False)
    return bool(found) and found.returncode == 0


def polling() -> list[Measure]:
    """Polls with our bookkeeping beside lemon24/reader on the same feeds, in turn."""
    from tests.bench import polls

    if not _has_reader():
        os.environ.pop("BENCH_PEER", None)
    found = polls.measure(rounds=int(os.environ.get("BENCH_ROUNDS", "5")))
    note = "" if found.theirs["unchanged"] else "lemon24/reader is missing: python -m tests.bench --peer polling"
    rows = []
    for key, name, must, aim in (
        ("unchanged", "unchanged feed (304)", ">= 10", ">= 20"),
        ("changed", "changed feed, 1 new of 20, stored", ">= 5", ">= 10"),
    ):
        told = f"ours {1000 * statistics.median(found.ours[key]):.3f} ms"
        values = found.ratios(key)
        rows.append(Measure(name=f"{name}: lemon24/reader / ours", unit="x", values=values, must=must, aim=aim,
                            note="; ".join(filter(None, (told, note)))))  # fmt: skip
    return rows


def day() -> list[Measure]:
    """CPU of a simulated day of the real service, by stage."""
    from tests.bench import day as days

    lived = days.live(days.Plan.usual())
    return days.measures(lived)


def dashboard() -> list[Measure]:
    """Lists of the dashboard (BENCH_CHANGES, 100,000 for the record; making them takes two minutes)."""
    changes = os.environ.get("BENCH_CHANGES", "10000")
    command = [sys.executable, "-m", "tests.integration.web.measure", changes, "10"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    slowest = max((float(found) for found in re.findall(r"(?<!cpu )p95\s+([0-9.]+)", ran.stdout)), default=None)
    values = () if slowest is None else (slowest,)
    name = f"dashboard lists at {int(changes):,} changes, slowest p95"
    return [Measure(name=name, unit="ms", values=values, must="<= 150", aim="<= 50")]
