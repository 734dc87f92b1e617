"""Scores of the very code that is timed: a measure that got better by doing less would show here."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
from functools import lru_cache

from monitor.articles import extract, shows, visible_text
from monitor.watchlist import compile_terms
from tests.bench import texts

_WORD = re.compile(r"\w+")
#: words of each page's body that are asked for one by one
ASKED = 25


@lru_cache(maxsize=1)
def reading() -> str:
    """Our own labelled figures and passages, as the gate scores them."""
    from tests.gate.figures.test_figures import scores
    from tests.gate.stance.table import Score, add, passages

    figures, stances = scores(), Score()
    for passage in passages("passages.txt"):
        add(stances, passage)
    return (
        f"figures P {figures['precision']:.3f} R {figures['recall']:.3f}, stances F1 {stances.f1:.3f}, "
        f"{stances.alarms} false alarms"
    )


@lru_cache(maxsize=1)
def extraction() -> str:
    """Text and figures of the pages beside what is in them: publishers' (BENCH_PAGES), else our own."""
    folder = os.environ.get("BENCH_PAGES")
    if folder:
        from tests.eval import pages

        told = io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
            pages.main(folder)
        line = next(line for line in told.getvalue().splitlines() if line.startswith("monitor "))
        return re.sub(r"\s+", " ", line.removeprefix("monitor").partition("mean")[0]).strip()
    scored = _own_pages()
    return scored.line("").partition("mean")[0].strip().replace("  ", " ")


def _own_pages():  # type: ignore[no-untyped-def]
    from tests.eval.pages import Score

    score = Score()
    for page, body in zip(texts.pages(40, dense=False), texts.usual(40), strict=True):
        score.add(body, extract(page, url="https://www.nordpost.example/a").text)
    return score


@lru_cache(maxsize=1)
def gate() -> str:
    """Words of the articles that the pre-filter finds in their pages, asked for one by one."""
    seen, asked, chance = 0, 0, random.Random(5)
    for page in texts.pages(41, dense=False):
        text = extract(page, url="https://www.nordpost.example/a").text
        words = sorted({word for word in _WORD.findall(text) if len(word) > 3 and word.isalpha()})
        for word in chance.sample(words, min(ASKED, len(words))):
            asked += 1
            seen += shows(page, compile_terms((word,)).touches, "") or _folded(word, page)
    return f"pre-filter recall {seen / max(1, asked):.4f} of {asked} words"


def _folded(word: str, page: bytes) -> bool:
    """A word that the matcher never finds, not even in the very text (too short a part, an abbreviation), is no loss."""
    return not compile_terms((word,)).touches(f"{word} {visible_text(page)}")
