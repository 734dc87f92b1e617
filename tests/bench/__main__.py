"""`python -m tests.bench [--json FILE] [NAME …]`: each measure from one interleaved run, as a table and as JSON.

Times are CPU seconds of this process (`process_time`), medians over interleaved rounds: other work on the machine moves
wall time, not these ratios much. A measure whose peer is not installed says so instead of guessing.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import texts


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
    import trafilatura

    from monitor.articles import extract, sketch, visible_text
    from monitor.reading import observe

    pool = texts.pages(40)
    found = [extract(page, url=f"https://www.nordpost.example/{n}", now=texts.NOW) for n, page in enumerate(pool)]

    def plain() -> None:
        for page in pool:
            trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)

    def ours() -> None:
        for page in pool:
            extract(page, url="https://www.nordpost.example/a", now=texts.NOW)

    def rest() -> None:
        for page, article in zip(pool, found, strict=True):
            visible_text(page)
            observe(article.text, title=article.title, published=texts.NOW)
            sketch(article.text)

    plain(), ours(), rest()
    base, own, other = interleaved(5, plain, ours, rest)
    return [
        Measure("extraction / trafilatura with metadata", own / base, "x", "<= 0.75"),
        Measure(
            "gate, reading, sketch / trafilatura with metadata",
            other / base,
            "x",
            "<= 0.15",
            "without store and ledger",
        ),
    ]


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


def start() -> list[Measure]:
    def help_() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "monitor", "--help"], capture_output=True, check=True)
        return time.perf_counter() - started

    return [Measure("monitor --help", statistics.median(help_() for _ in range(5)), "s", "<= 0.3")]


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
