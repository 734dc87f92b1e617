"""Near-duplicates among many articles: originals and their prints in other outlets, in a real store's tables.

Texts are made of made-up words, so that two originals share nothing by chance. A print drops 8 % of the sentences,
changes 1 % of the words and gets an agency's lead (the recipe of the peers' comparison).
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.articles import bands, same, sketch
from monitor.store import Store, articles
from tests.bench import texts

#: part of the articles that are originals
ORIGINALS = 0.41
WORDS, SENTENCE = 640, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    articles: int
    #: CPU of sketch and bands per article
    sketching: float
    #: CPU of looking candidates up in the store, comparing and writing the sketch down, per article; by tenth of the run
    looking: tuple[float, ...]
    #: prints whose story is their original's
    recall: float
    #: originals that were put into a story of others
    false: float
    #: bytes in the database per article: sketch, bands, indexes
    size: float


def measure(count: int) -> Found:
    """Reads `count` articles one after the other; look-up and comparison are the store's own."""
    with tempfile.TemporaryDirectory(prefix="monitor-twins-") as folder:
        file = Path(folder) / "monitor.db"
        store = Store.open(f"sqlite:///{file}", now=texts.NOW)
        spent, hits, prints, wrong, originals = 0.0, 0, 0, 0, 0
        looked = [0.0] * 10
        story_of: dict[int, str] = {}
        with store.write(lasting=False) as session:
            numbers = [
                articles.create(
                    session, url=f"https://x.example/{n}", origin="feed", title="", outlet="", now=texts.NOW, published=texts.NOW
                )
                for n in range(count)
            ]  # fmt: skip
        _settle(store)
        before = file.stat().st_size
        made = _made(count)
        for start in range(0, count, 500):
            with store.write(lasting=False) as session:
                for article in numbers[start : start + 500]:
                    original, text = next(made)
                    started = time.process_time()
                    mark = sketch(text)
                    keys = bands(mark)
                    spent += time.process_time() - started
                    started = time.process_time()
                    story = articles.set_story(session, article, mark, keys, same, now=texts.NOW)
                    looked[10 * (originals + prints) // count] += time.process_time() - started
                    if original is None:
                        originals += 1
                        wrong += story != str(article)
                        story_of[len(story_of)] = story
                    else:
                        prints += 1
                        hits += story == story_of[original]
        _settle(store)
        size = (file.stat().st_size - before) / count
        store.close()
    return Found(
        articles=count, sketching=spent / count, looking=tuple(10 * tenth / count for tenth in looked), recall=hits / prints, false=wrong / originals, size=size
    )  # fmt: skip


def _settle(store: Store) -> None:
    with store.read() as session:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _made(count: int) -> Iterator[tuple[int | None, str]]:
    """(number of its original or None, text)."""
    chance = random.Random(11)
    kept: list[int] = []
    for number in range(count):
        if not kept or chance.random() < ORIGINALS:
            kept.append(number)
            yield None, " ".join(" ".join(line) + "." for line in _original(number))
        else:
            at = chance.randrange(len(kept))
            yield at, _print(_original(kept[at]), chance)


def _original(seed: int) -> list[list[str]]:
    chance = random.Random(seed)
    words = [f"wort{chance.randrange(40_000)}" for _ in range(WORDS)]
    return [words[at : at + SENTENCE] for at in range(0, WORDS, SENTENCE)]


def _print(lines: list[list[str]], chance: random.Random) -> str:
    left = [line for line in lines if chance.random() > 0.08]
    changed = [[f"neu{chance.randrange(40_000)}" if chance.random() < 0.01 else word for word in line] for line in left]
    return f"Berlin (dpa) – Meldung {chance.randrange(10_000)}. " + " ".join(" ".join(line) + "." for line in changed)
