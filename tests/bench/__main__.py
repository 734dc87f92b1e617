"""`python -m tests.bench [--json FILE] [NAME …]`: each measure from one interleaved run, as a table and as JSON.

Times are CPU seconds of this process (`process_time`), medians over interleaved rounds: other work on the machine moves
wall time, not these ratios much. A measure whose peer is not installed says so instead of guessing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from tests.bench import flow, texts

#: interleaved rounds of the longer measures
ROUNDS = 3


@dataclass(frozen=True)
class Measure:
    """One row of the table: `value` in `unit`, `must` the bound it has to keep."""

    name: str
    value: float | None
    unit: str
    must: str
    note: str = ""


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def interleaved(rounds: int, *work: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each piece of work, run in turn (A B C, A B C …)."""
    taken = [[cpu(piece) for piece in work] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def reading() -> list[Measure]:
    from monitor.reading import observe

    pool = texts.articles(60)
    per = sum(map(len, pool)) / len(pool) / texts.LENGTH
    for text in pool:
        observe(text, published=texts.NOW)
    (taken,) = interleaved(5, lambda: [observe(text, published=texts.NOW) for text in pool])
    return [Measure("reading stage per 4,400 characters", 1000 * taken / len(pool) / per, "ms", "<= 3")]


def share() -> list[Measure]:
    """Everything of one article outside extraction, and our extraction, beside trafilatura with metadata."""
    if os.environ.get("BENCH_PAGES"):
        return _share("publisher pages", texts.pages(41), topical=True)
    return [
        *_share("own pages", texts.pages(40, dense=False)),
        *_share("own pages, ten times as dense", texts.pages(40)),
    ]


def _share(name: str, pool: list[bytes], *, topical: bool = False) -> list[Measure]:
    import trafilatura

    flow.quiet()
    run = flow.Flow(pool, texts.NOW, topical=topical)
    rounds: list[tuple[float, flow.Taken]] = []
    try:
        with flow.server(run.folder / "pages") as port:
            run.run(port)
            for _ in range(ROUNDS):
                base = cpu(
                    lambda: [
                        trafilatura.bare_extraction(page, with_metadata=True, include_comments=False) for page in pool
                    ]
                )
                rounds.append((base, run.run(port)))
    finally:
        run.close()
    last = rounds[-1][1]
    parts = {
        part: 1000 * statistics.median(taken.parts[part] / len(pool) for _, taken in rounds) for part in last.parts
    }
    parts.pop("extraction", None)
    note = f"{last.articles} of {len(pool)} read, {last.facts / max(1, last.articles):.0f} facts each; ms: "
    note += ", ".join(f"{part} {value:.1f}" for part, value in sorted(parts.items(), key=lambda item: -item[1]))
    own = [taken.parts["extraction"] / base for base, taken in rounds]
    rest = [taken.outside / base for base, taken in rounds]
    return [
        Measure(f"{name}: extraction / trafilatura with metadata", statistics.median(own), "x", "<= 0.75", spread(own)),
        Measure(
            f"{name}: all outside extraction / trafilatura with metadata",
            statistics.median(rest), "x", "<= 0.15", f"{spread(rest)}; {note}",
        ),
    ]  # fmt: skip


def spread(values: list[float]) -> str:
    """The range over the rounds."""
    return f"{min(values):.3g}–{max(values):.3g} in {len(values)} rounds"


def mix() -> list[Measure]:
    """The mean page of a day on which one in ten is on topic, from bytes to reading, beside trafilatura on all."""
    import trafilatura

    from monitor.articles import visible_text
    from monitor.reader import read_page
    from monitor.watchlist import compile_terms

    pool = texts.pages(40)
    rare = _rare_word([visible_text(page) for page in pool], len(pool) // 10)
    matcher = compile_terms((rare,))
    passed = sum(matcher.touches(visible_text(page)) for page in pool)

    def plain() -> None:
        for page in pool:
            trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)

    def gate() -> None:
        for page in pool:
            matcher.touches(visible_text(page))

    def ours() -> None:
        for page in pool:
            read_page(page, "https://www.nordpost.example/a", (rare,), texts.NOW)

    plain(), ours()
    base, first, own = interleaved(5, plain, gate, ours)
    size = sum(map(len, pool)) // len(pool) // 1000
    return [
        Measure("pre-filter / trafilatura with metadata", first / base, "x", "-", f"pages of {size} kB"),
        Measure(
            "mean page, 1 in 10 on topic / trafilatura with metadata",
            own / base,
            "x",
            "<= 0.20",
            f"{passed} of {len(pool)} pages pass; without store and ledger",
        ),
    ]


def _rare_word(shown: list[str], pages_: int) -> str:
    """A longer noun that stands in just so many pages, else in as few above that as there are: the topic of the day."""
    from monitor.watchlist import compile_terms

    counts = Counter(word for text in shown for word in set(re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{7,14}\b", text)))
    near = sorted(counts, key=lambda word: (abs(counts[word] - pages_), word))[:200]
    exact = (word for word in near if sum(map(compile_terms((word,)).touches, shown)) == pages_)
    return next(exact, near[0])


def near() -> list[Measure]:
    from monitor.articles import bands, sketch

    pool = texts.articles(200)
    (taken,) = interleaved(5, lambda: [bands(sketch(text)) for text in pool])
    size = len(sketch(pool[0]))
    return [
        Measure("near-duplicate sketch per article", 1000 * taken / len(pool), "ms", "<= 0.5"),
        Measure("sketch size", size, "bytes", "<= 1500"),
    ]


def duplicates() -> list[Measure]:
    """Recall and size of the near-duplicate check among many articles (BENCH_ARTICLES, 100,000 for the record)."""
    from tests.bench import twins

    found = twins.measure(int(os.environ.get("BENCH_ARTICLES", "10000")))
    name = f"near-duplicates among {found.articles:,}"
    return [
        Measure(f"{name}: sketch per article", 1000 * found.seconds, "ms", "<= 0.5"),
        Measure(f"{name}: true original found", found.recall, "", ">= 0.99", f"false stories {found.false:.4f}"),
        Measure(f"{name}: stored per article", found.size, "bytes", "<= 1500", "sketch, bands and their indexes"),
    ]


def scale() -> list[Measure]:
    """An article's decision in a large store beside a small one (BENCH_TIMES 1000 for the record: 6 GB, five minutes)."""
    from tests.bench import scale as stores

    flow.quiet()
    found = stores.measure(times=int(os.environ.get("BENCH_TIMES", "30")))
    note = f"{found.articles:,} articles, {found.facts:,} observations, {found.megabytes:.0f} MB"
    late = found.late_large / found.late_small
    return [
        Measure("decision per article, large store / store of 1,000", found.ratio, "x", "<= 1.2", note),
        Measure("the same for late articles (1 in 100)", late, "x", "<= 1.2"),
    ]


def backtest() -> list[Measure]:
    """10,000 articles with observations read, replayed by `backtest.replay`; 1,000 different texts, ten times each."""
    from monitor.backtest import Archived, replay, revisions_of
    from monitor.reading import observe
    from monitor.watchlist import read_watchlist

    shipped = Path(__file__).parents[2] / "watchlists" / "nordkorea.yaml"
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
    return [Measure("backtest of 10,000 articles with observations read", taken, "s", "<= 60", note)]


def start() -> list[Measure]:
    def help_() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monitor", "--help"], capture_output=True, check=True)
        return time.perf_counter() - started

    flow.quiet()
    run = flow.Flow(texts.pages(2, dense=False), texts.NOW)
    try:
        with flow.server(run.folder / "pages") as port:
            came = [_idle(run.folder / "pages", port) for _ in range(3)]
    finally:
        run.close()
    middle = {key: statistics.median(one[key] for one in came) for key in ("first", "service", "worker")}
    return [
        Measure("monitor --help", statistics.median(help_() for _ in range(5)), "s", "<= 0.3"),
        Measure("start to first article", middle["first"], "s", "<= 1.5", spread([one["first"] for one in came])),
        Measure("idle memory of the service", middle["service"], "MB", "<= 150"),
        Measure("memory of a worker that has read", middle["worker"], "MB", "<= 300"),
    ]


def _idle(pages: Path, port: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.idle", str(pages), str(port)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def polling() -> list[Measure]:
    from tests.bench import polls

    with polls.server() as port:
        own, other = polls.ours(port), polls.peer(port)
    note = "" if other else "peer missing: set BENCH_PEER to a python that has lemon24/reader"
    rows = []
    for name, must in (("unchanged", ">= 10"), ("changed", ">= 5")):
        rows.append(
            Measure(
                f"poll of an {name} feed" if name == "unchanged" else f"poll of a {name} feed, 1 new of 20",
                1000 * own[name],
                "ms",
                "-",
            )
        )
        rows.append(Measure(f"reader / ours, {name}", other[name] / own[name] if other else None, "x", must, note))
    return rows


MEASURES: dict[str, Callable[[], list[Measure]]] = {
    "reading": reading,
    "share": share,
    "mix": mix,
    "near": near,
    "duplicates": duplicates,
    "scale": scale,
    "backtest": backtest,
    "start": start,
    "polling": polling,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], default=[])
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    rows = [row for name in arguments.names or MEASURES for row in MEASURES[name]()]
    width = max(len(row.name) for row in rows)
    for row in rows:
        value = "-" if row.value is None else f"{row.value:.3g} {row.unit}"
        print(f"{row.name:<{width}}  {value:>12}  must {row.must:<8} {row.note}")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=2), "utf-8")


if __name__ == "__main__":
    main()
