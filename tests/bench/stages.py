"""What one article costs, stage by stage, beside trafilatura on the same pages."""

from __future__ import annotations

import os
import re
import statistics
from collections import Counter
from collections.abc import Callable

from tests.bench import flow, quality, texts
from tests.bench.measure import Measure, interleaved, ratios

#: interleaved rounds
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
FULL = "trafilatura with metadata"


def peer(page: bytes) -> object:
    import trafilatura

    return trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)


def reading() -> list[Measure]:
    from monitor.reading import observe

    pool = texts.articles(60)
    per = sum(map(len, pool)) / len(pool) / texts.LENGTH
    for text in pool:
        observe(text, published=texts.NOW)
    (taken,) = interleaved(ROUNDS, lambda: [observe(text, published=texts.NOW) for text in pool])
    values = tuple(1000 * seconds / len(pool) / per for seconds in taken)
    return [
        Measure(
            name="reading stage per 4,400 characters", unit="ms", values=values, must="<= 3", aim="<= 1.5",
            quality=quality.reading(), note="compiled" if _compiled() else "not compiled",
        )
    ]  # fmt: skip


def _compiled() -> bool:
    from monitor.reading.german import clauses

    return not str(clauses.__file__).endswith(".py")


def share() -> list[Measure]:
    """Everything of one article outside extraction, and our extraction, beside trafilatura with metadata."""
    if os.environ.get("BENCH_PAGES"):
        return _share("publisher pages", texts.pages(41), topical=True)
    return [
        *_share("own pages", texts.pages(40, dense=False)),
        *_share("own pages, ten times as dense", texts.pages(40), must=""),
    ]


def _share(name: str, pool: list[bytes], *, topical: bool = False, must: str = "<= 0.15") -> list[Measure]:
    flow.quiet()
    run = flow.Flow(pool, texts.NOW, topical=topical)
    try:
        with flow.server(run.folder / "pages") as port:
            run.run(port)
            rounds = [run.run(port, peer) for _ in range(ROUNDS)]
    finally:
        run.close()
    own = [one.first.parts["extraction"] / one.peer for one in rounds]
    return [
        Measure(
            name=f"{name}: extraction / {FULL}", unit="x", values=tuple(own), must="<= 0.75", aim="<= 0.55",
            quality=quality.extraction(),
        ),
        _outside(f"{name}: all outside extraction / {FULL}, every article on topic at first sight",
                 [(one.first, one.peer) for one in rounds], len(pool), must),
        _outside(f"{name}: the same, told again by other outlets",
                 [(one.again, one.peer) for one in rounds], len(pool), ""),
    ]  # fmt: skip


def _outside(name: str, rounds: list[tuple[flow.Taken, float]], pages: int, must: str) -> Measure:
    last = rounds[-1][0]
    parts = {part: statistics.median(taken.parts[part] for taken, _ in rounds) for part in last.parts}
    parts["the rest"] = statistics.median(taken.rest for taken, _ in rounds)
    parts.pop("extraction", None)
    listed = sorted(parts.items(), key=lambda item: -item[1])
    note = f"{last.articles} of {pages} read, {last.facts / max(1, last.articles):.0f} facts each; ms an article: "
    note += ", ".join(f"{part} {1000 * seconds / pages:.1f}" for part, seconds in listed)
    return Measure(
        name=name, unit="x", values=tuple(taken.outside / base for taken, base in rounds), must=must,
        aim="<= 0.08" if must else "", quality=quality.reading(), note=note,
    )  # fmt: skip


def mix() -> list[Measure]:
    """The mean page of a day on which one in ten is on topic, from bytes to reading, beside trafilatura on all."""
    from monitor.articles import shows, visible_text
    from monitor.reader import read_page
    from monitor.watchlist import compile_terms

    pool = texts.pages(41 if os.environ.get("BENCH_PAGES") else 40, dense=False)
    rare = rare_word([visible_text(page) for page in pool], len(pool) // 10)
    matcher = compile_terms((rare,))
    passed = sum(shows(page, matcher.touches, "") for page in pool)

    def plain() -> None:
        for page in pool:
            peer(page)

    def gate() -> None:
        for page in pool:
            shows(page, matcher.touches, "")

    def ours() -> None:
        for page in pool:
            read_page(page, "https://www.nordpost.example/a", (rare,), texts.NOW)

    plain(), ours()
    base, first, own = interleaved(ROUNDS, plain, gate, ours)
    size = sum(map(len, pool)) // len(pool) // 1000
    return [
        Measure(
            name=f"pre-filter / {FULL}", unit="x", values=ratios(first, base), quality=quality.gate(),
            note=f"pages of {size} kB",
        ),
        Measure(
            name=f"mean page, 1 in 10 on topic / {FULL}", unit="x", values=ratios(own, base), must="<= 0.20",
            aim="<= 0.15", quality=quality.gate(), note=f"{passed} of {len(pool)} pages pass; without store and ledger",
        ),
    ]  # fmt: skip


def rare_word(shown: list[str], pages: int) -> str:
    """A longer noun that stands in just so many pages, else in as few above that as there are: the topic of the day."""
    from monitor.watchlist import compile_terms

    counts = Counter(word for text in shown for word in set(re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{7,14}\b", text)))
    close = sorted(counts, key=lambda word: (abs(counts[word] - pages), word))[:200]
    exact = (word for word in close if sum(map(compile_terms((word,)).touches, shown)) == pages)
    return next(exact, close[0])


def near() -> list[Measure]:
    from monitor.articles import bands, sketch

    pool = texts.articles(200)
    work: Callable[[], object] = lambda: [bands(sketch(text)) for text in pool]  # noqa: E731
    (taken,) = interleaved(ROUNDS, work)
    values = tuple(1000 * seconds / len(pool) for seconds in taken)
    return [Measure(name="near-duplicate sketch per article", unit="ms", values=values, must="<= 0.5")]
