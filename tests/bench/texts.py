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


#: sentences of every day, on no topic: what stands around the claims in a real article
PLAIN = """\
Am Vormittag war es in der Stadt noch ruhig, erst gegen Mittag füllten sich die Straßen.
Wer hier lebt, kennt die langen Wege und die kurzen Antworten der Verwaltung.
Viele Beobachter hatten mit einer schnelleren Entscheidung gerechnet.
Der Zeitplan gilt seit langem als ehrgeizig, die Vorbereitungen laufen hinter verschlossenen Türen.
In den sozialen Netzwerken wurde der Vorgang lebhaft besprochen, oft ohne Kenntnis der Akten.
Auch in den Nachbarländern verfolgt man die Entwicklung mit Sorge.
Die Ausgangslage ist verworren, die Quellenlage dünn, und manches bleibt wohl noch länger offen.
Fachleute verweisen darauf, dass ähnliche Fälle früher ganz anders ausgegangen sind.
Ein Sprecher wollte sich am Abend nicht weiter dazu äußern.
Hinter den Kulissen wird seit Wochen um jede Formulierung gerungen.
Der Alltag der meisten Menschen geht derweil weiter wie gewohnt.
An den Märkten löste die Nachricht keine größeren Bewegungen aus.
Dass es so weit kommen würde, hatte im Frühjahr kaum jemand erwartet.
Auf dem Platz vor dem Gebäude standen am Nachmittag einige Kamerateams im Regen.
Die Unterlagen liegen der Redaktion vor, sie umfassen mehrere Ordner.
Kritik kam aus den eigenen Reihen, wenn auch zunächst nur hinter vorgehaltener Hand.
Wie es nun weitergeht, soll in den kommenden Wochen besprochen werden.
Zuletzt war das Thema aus den Schlagzeilen fast verschwunden.
""".splitlines()
#: characters on topic in such an article: about six facts, as in real ones (streams of 2020: 5.8 and 5.9)
ON_TOPIC = 500


def usual(count: int, *, length: int = LENGTH) -> list[str]:
    """`count` texts as dense as real ones: a few paragraphs on topic, the rest of every day."""
    made = []
    for seed, (topical,) in enumerate(zip(articles(count, length=ON_TOPIC), strict=True)):
        chance, lines = random.Random(seed), topical.split("\n")
        while sum(map(len, lines)) < length:
            some = chance.sample(PLAIN, 4)
            words = " ".join(some).split()
            at = chance.randrange(len(words))  # no two articles share their runs of words
            lines.append(" ".join((*words[:at], *chance.sample(words, 6), *words[at:])))
        made.append("\n".join(lines))
    return made


#: bytes of the pages of 26 German publishers, median
SIZE = 280_000


def pages(count: int, *, size: int = SIZE, dense: bool = True) -> list[bytes]:
    """`count` different HTML pages of about `size` bytes around such texts: menus, teasers, scripts, styles and icons.

    With BENCH_PAGES naming a folder of gzip pages (`*.html.gz`) and their addresses (`meta.json`: {file: {url}}), the
    first `count` of these.
    """
    if folder := os.environ.get("BENCH_PAGES"):
        names = sorted(json.loads((Path(folder) / "meta.json").read_text("utf-8")))
        return [gzip.decompress((Path(folder) / name).read_bytes()) for name in names[:count]]
    bodies = articles(count) if dense else usual(count)
    return [_dressed(page, n, size) for n, page in enumerate(_bare(bodies))]


def off_topic(count: int) -> list[bytes]:
    """Pages on nothing that is watched, menus and teasers included."""
    chance = random.Random(3)
    made = []
    for number in range(count):
        body = "\n".join(" ".join(chance.sample(PLAIN, 4)) for _ in range(12))
        made.append(dressed(body, f"Aus der Stadt, Bericht {number}", NOW, number, words=" ".join(PLAIN).split()))
    return made


def dressed(
    body: str, title: str, when: datetime, seed: int, *, size: int = SIZE, words: list[str] | None = None
) -> bytes:
    """A publisher's page around a text of its own."""
    piece = Piece(outlet="nordpost", slug=f"seite-{seed}", step=0, title=title, lead="Ein Überblick.", text=body)
    return _dressed(html_of(when, when, piece).encode(), seed, size, words)


def _dressed(page: bytes, seed: int, size: int, words: list[str] | None = None) -> bytes:
    """The page as a publisher serves it: a tenth of the added bytes are menus and teasers, the rest nobody reads."""
    chance = random.Random(seed)
    words = words or [word for text in articles(1, seed=seed) for word in text.split()]
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


def _bare(bodies: list[str]) -> list[bytes]:
    """The demo's own small pages around such texts."""
    return [
        html_of(
            NOW,
            NOW,
            Piece(
                outlet="nordpost",
                slug=f"seite-{n}",
                step=0,
                title=f"Nordkorea und der Krieg, Tag {n}",
                lead="Ein Überblick.",
                text=text,
            ),
        ).encode()
        for n, text in enumerate(bodies)
    ]
