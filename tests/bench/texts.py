"""Texts and pages to measure on, made from our own demo articles: no publisher's words are needed."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path

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


#: bytes of the pages of 26 German publishers, median
SIZE = 280_000


def pages(count: int, *, size: int = SIZE) -> list[bytes]:
    """`count` different HTML pages of about `size` bytes around such texts: menus, teasers, scripts, styles and icons.

    With BENCH_PAGES naming a folder of gzip pages (`*.html.gz`) and their addresses (`meta.json`: {file: {url}}), the
    first `count` of these.
    """
    if folder := os.environ.get("BENCH_PAGES"):
        names = sorted(json.loads((Path(folder) / "meta.json").read_text("utf-8")))
        return [gzip.decompress((Path(folder) / name).read_bytes()) for name in names[:count]]
    return [_dressed(page, n, size) for n, page in enumerate(_bare(count))]


def _dressed(page: bytes, seed: int, size: int) -> bytes:
    """The page as a publisher serves it: a tenth of the added bytes are menus and teasers, the rest nobody reads."""
    chance = random.Random(seed)
    words = [word for text in articles(1, seed=seed) for word in text.split()]
    some = lambda count: " ".join(chance.choice(words) for _ in range(count))  # noqa: E731
    head, _, rest = page.decode().partition("</head>")
    body, _, end = rest.partition("<aside>")
    menu = "".join(
        f'<li class="nav__item nav__item--{n % 4}"><a class="nav__link" href="/ressort/{n}">'
        f'<svg class="icon" viewBox="0 0 24 24"><path d="{"M3 6h18v2H3z" * 6}"/></svg><span>{some(2)}</span></a></li>'
        for n in range(120)
    )
    teasers = "".join(
        f'<article class="teaser teaser--{n % 3}"><a class="teaser__link" href="/artikel/{n}.html"><figure class="teaser__media">'
        f'<img class="teaser__img" src="/bild/{n}.jpg" alt=""></figure><span class="teaser__kicker">{some(2)}</span>'
        f'<h3 class="teaser__title">{some(8)}</h3><p class="teaser__text">{some(14)}</p></a></article>'
        for n in range(60)
    )
    left = max(0, size - len(page) - len(menu) - len(teasers))
    script = "<script>window.data=" + json.dumps([some(12) for _ in range(left // 300)]) + ";</script>"
    rules = "".join(f".c{n}{{margin:{n % 40}px;padding:0 {n % 9}px}}" for n in range(left // 80))
    return "".join((
        head, "<style>", rules, "</style>", "</head>",
        body.replace("<header>", f'<header><ul class="nav">{menu}</ul>', 1),
        f'<section class="teaser-list">{teasers}</section>', script * 2, "<aside>", end,
    )).encode()  # fmt: skip


def _bare(count: int) -> list[bytes]:
    """The demo's own small pages around such texts."""
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
