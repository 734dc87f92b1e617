"""Texts and pages to measure on, made from our own demo articles: no publisher's words are needed."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime

from monitor.demo.press import html_of
from monitor.demo.script import Piece, pieces

#: characters of a median German news article (PERFORMANCE: FANG-COVID, 4,412)
LENGTH = 4400
NOW = datetime(2025, 4, 28, 6, 0, tzinfo=UTC)


def articles(count: int, *, length: int = LENGTH, seed: int = 7) -> list[str]:
    """`count` different texts of about `length` characters, paragraphs shuffled from the demo's pool."""
    chance = random.Random(seed)
    pool = sorted({line for piece in pieces() if piece.page == "article" for line in piece.text.splitlines() if line})
    made = []
    for _ in range(count):
        chance.shuffle(pool)
        size = itertools.accumulate(len(line) + 1 for line in pool)
        made.append("\n".join(line for line, total in zip(pool, size, strict=True) if total <= length))
    return made


def pages(count: int) -> list[bytes]:
    """`count` different HTML pages around such texts."""
    return [
        html_of(
            NOW,
            NOW,
            Piece(
                outlet="nordpost", slug=f"seite-{n}", step=0, title=f"Lage am Tag {n}", lead="Ein Überblick.", text=text
            ),
        ).encode()
        for n, text in enumerate(articles(count))
    ]
