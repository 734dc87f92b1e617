"""What an article costs in a store of a million articles and observations, beside one of a thousand.

A small installation decides a thousand synthetic articles through the engine's own step. The large one is its copy
with every article, state and fact a thousand times more, each copy some hours further back, so that the newest facts,
the claims' states and the positions are the same in both: what differs is only how much lies in the tables. Then both
decide the same new articles in turn, one in a hundred of them with a time that lies between stored ones (late).
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.articles import sketch
from monitor.articles.model import OutletClass, Page, PageKind
from monitor.clock import Clock
from monitor.demo.stage import set_stage
from monitor.engine import decide
from monitor.engine.world import World
from monitor.feeds.model import Precision
from monitor.reader import PageRead
from monitor.reading import observe
from monitor.store import Session, Store, articles, claims
from monitor.store.keeping import BAND_DAYS
from monitor.store.tables import ArticleRow
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Watchlist
from tests.bench import texts

#: articles decided before the copy, and how often each is copied
BASE, TIMES = 1_000, 1_000
#: articles decided in turn; every hundredth is late
NEW, LATE = 400, 100

WATCHLIST = """name: Hochwasser
about: [Hochwasser]
parties:
  Land: [Landesregierung, Innenministerium]
  Feuerwehr: [Feuerwehrverband]
claims:
  - {id: helfer, question: Wie viele Helfer sind im Hochwasser im Einsatz?, kind: figure, counts: [Helfer], about: [Hochwasser]}
  - {id: haeuser, question: Wie viele Häuser sind beim Hochwasser beschädigt?, kind: figure, counts: [Haus], about: [Hochwasser]}
  - {id: deich, question: Ist der Deich gebrochen?, kind: statement, about: [[Deich], [Hochwasser]], confirmers: [Land]}
"""
WHO = ("das Innenministerium", "die Landesregierung", "der Feuerwehrverband")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Medians over all new articles; seconds of CPU."""

    small: float
    large: float
    articles: int
    facts: int
    megabytes: float
    late_small: float
    late_large: float

    @property
    def ratio(self) -> float:
        return self.large / self.small


def measure(*, base: int = BASE, times: int = TIMES, new: int = NEW) -> Ratio:
    """Builds both stores in a temporary folder (about 2.5 kB an article) and decides `new` articles in turn."""
    with tempfile.TemporaryDirectory(prefix="monitor-scale-") as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        desk = _Desk(small)
        for number in range(base):
            desk.decide(number)
        desk.close()
        shutil.copytree(small, large)
        multiply(large / "stage" / "data" / "monitor.db", times)
        return _in_turn(_Desk(small), _Desk(large), base, new)


def _in_turn(small: _Desk, large: _Desk, base: int, new: int) -> Ratio:
    taken: dict[str, list[float]] = {"small": [], "large": [], "late small": [], "late large": []}
    for number in range(base, base + new + 20):
        late = number % LATE == 0
        first, second = (small, large) if number % 2 else (large, small)
        spent = {id(desk): desk.decide(number, late=late) for desk in (first, second)}
        if number >= base + 20:  # the first ones warm the caches of both
            taken["late small" if late else "small"].append(spent[id(small)])
            taken["late large" if late else "large"].append(spent[id(large)])
    count = large.count()
    file = large.file.stat().st_size / 1e6
    small.close()
    large.close()
    middle = {name: statistics.median(values) for name, values in taken.items() if values}
    return Ratio(
        small=middle["small"],
        large=middle["large"],
        articles=count[0],
        facts=count[1],
        megabytes=file,
        late_small=middle.get("late small", 0.0),
        late_large=middle.get("late large", 0.0),
    )


class _Desk:
    """One installation, of which only the deciding step runs."""

    def __init__(self, folder: Path) -> None:
        settings = set_stage(folder / "stage", (), port=0, language="de")
        self.file = settings.data / "monitor.db"
        self.watchlist: Watchlist = read_watchlist(WATCHLIST, id="hochwasser")
        self.store = Store.open(f"sqlite:///{self.file}", now=texts.NOW)
        self.now = texts.NOW
        self.world = World(
            store=self.store,
            clock=Clock(now=lambda: self.now, monotonic=time.monotonic),
            settings=settings,
            fetch=_nothing,
            work=_nothing,
        )
        self.world.watched.put((self.watchlist,))
        with self.store.write() as session:
            claims.sync(session, self.watchlist, texts.NOW)

    def decide(self, number: int, *, late: bool = False) -> float:
        """CPU seconds of one decision with its commit."""
        self.now = texts.NOW + timedelta(minutes=number)
        at = self.now - timedelta(days=3, seconds=30) if late else self.now
        read = _read(number, at)
        with self.store.write() as session:
            article = self._announce(session, number)
        started = time.process_time()
        with self.store.write() as session:
            decide.decide(
                session, self.world, article, read, outlet="Nordpost", outlet_class=OutletClass.NEWS, reserved=False,
                state="read", next_visit_at=None, validators={}, now=self.now,
            )  # fmt: skip
        return time.process_time() - started

    def _announce(self, session: Session, number: int) -> articles.ArticleState:
        address = f"https://www.nordpost.example/neu/{number}"
        row = ArticleRow(url=address, link=address, host="www.nordpost.example", found_at=self.now)
        session.add(row)
        session.flush()
        return articles.by_id(session, row.id or 0)

    def count(self) -> tuple[int, int]:
        """Articles and facts stored."""
        with self.store.read() as session:
            ask = session.connection().exec_driver_sql
            return ask("SELECT count(*) FROM article").scalar_one(), ask("SELECT count(*) FROM fact").scalar_one()

    def close(self) -> None:
        self.store.close()


async def _nothing(*_: object) -> None:
    raise AssertionError("nothing is fetched here")


def _read(number: int, at: datetime) -> PageRead:
    """One synthetic article on the flood: figures that creep up, now and then a word on the dyke."""
    chance = random.Random(number)
    text = "\n".join((
        f"Im Hochwasser an der Nordau sind nach Angaben von {chance.choice(WHO)} {400 + number // 3} Helfer im Einsatz.",
        f"Beim Hochwasser wurden bisher rund {200 + 10 * (number // 40)} Häuser beschädigt.",
        "Der Deich ist im Hochwasser gebrochen, sagte der Feuerwehrverband." if number % 7 == 0 else "Es regnet weiter.",
        " ".join(chance.sample(texts.articles(1)[0].split(), 60)) + ".",
    ))  # fmt: skip
    title = f"Hochwasser an der Nordau, Lage {number}"
    page = Page(
        url=f"https://www.nordpost.example/neu/{number}", title=title, text=text, published=at, kind=PageKind.ARTICLE,
        published_precision=Precision.SECOND, outlet="Nordpost",
    )  # fmt: skip
    return PageRead(on_topic=True, page=page, reading=observe(text, title=title, published=at), sketch=sketch(text))


def multiply(file: Path, times: int) -> None:
    """Every article, state and fact of a store `times` more, each copy a day further back.

    Sketches' bands are copied as far back as they are kept (31 days), with values of their own.
    """
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000")
    connection.execute("CREATE TEMP TABLE n (k INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO n VALUES (?)", ((k,) for k in range(1, times + 1)))
    steps = {
        table: connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] for table in ("article", "revision")
    }
    for table, changed in COPIED.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        shown = ", ".join(changed.get(name, f'"{name}"').format(**steps) for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        only = f"WHERE k <= {BAND_DAYS}" if table == "band" else ""
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {shown} FROM {table}, n {only} ORDER BY k DESC")
        connection.commit()
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _back(name: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', \"{name}\", '-' || k || ' days') || '000'"


#: table -> column -> SQL of the copy; `k` counts the copies
COPIED = {
    "article": {
        "id": "id + {article} * k", "url": "url || '?' || k", "link": "link || '?' || k", "published": _back("published"),
        "found_at": _back("found_at"), "story": "id + {article} * k", "next_visit_at": "NULL",
    },
    "revision": {
        "id": "id + {revision} * k", "article_id": "article_id + {article} * k", "text": "NULL",
        "published": _back("published"), "at": _back("at"), "found_at": _back("found_at"),
    },
    "fact": {
        "id": "NULL", "article_id": "article_id + {article} * k", "revision_id": "revision_id + {revision} * k",
        "at": _back("at"), "published": _back("published"), "decided_at": _back("decided_at"), "change_id": "NULL",
    },
    "band": {"id": "NULL", "value": "(value + 7919 * k) & 0x7fffffffffffffff", "article_id": "article_id + {article} * k"},
}  # fmt: skip
