"""How long the dashboard's pages take over a large log: `python -m tests.integration.web.measure [changes] [facts …]`.

Makes a database with 100,000 changes, so many facts per change (1 and 10 when nothing else is said: one round each),
400 feeds and 3,000 articles with text, asks each page 40 times and prints the 95th percentile of the server time in
milliseconds, by the clock and by the processor alone (what it would be on a machine without other work), and the page's
weight. A page beyond what issue 7 allows is marked with "!". It is no test: figures depend on the machine.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import select

from monitor.ledger.model import Change, Verdict
from monitor.store import dump, load
from monitor.store import tables as rows
from tests.integration.web.conftest import visit
from tests.integration.web.seed import NOW, Seeded, seed
from tests.integration.web.serving import app_for

#: what is asked; {cursor} is a page deep in the log
PAGES = (
    "/changes",
    "/changes?cursor={cursor}",
    "/changes?order=time",
    "/changes?q=Geheimdienst",
    "/changes?q=Kreml+Sitzung",
    "/changes?party=China",
    "/changes?outlet=Blatt+7&type=retraction",
    "/changes?watchlist=nordkorea&claim=kampfeinsatz&band=turn",
    "/changes?unread=1",
    "/changes?judged=falsch",
    "/changes?window=24h",
    "/claims",
    "/claims/nordkorea/kampfeinsatz",
    "/claims/nordkorea/kampfeinsatz/series.json",
    "/changes/k-reversal",
    "/articles",
    "/watchlists",
    "/watchlists/nordkorea/form",
    "/sources",
    "/silences",
    "/audit",
    "/messages",
    "/conflicts",
    "/standstill",
    "/quality",
    "/handover",
    "/api/changes",
)
PARTIES = ("Nordkorea", "Russland", "USA", "Südkorea", "Ukraine", "China", "NATO", "Japan")
WORDS = [
    "Kreml",
    "Seoul",
    "Sitzung",
    "Angaben",
    "Verluste",
    "Front",
    "Gespräche",
    "Bericht",
    "Sprecher",
    "Ministerium",
    "Abkommen",
    "Zahl",
    "Soldaten",
]


def fill(made: Seeded, number: int, per_change: int) -> None:
    """Adds `number` changes over three years, and facts for them."""
    chance = random.Random(1)
    with made.store.read() as session:
        row = session.exec(select(rows.ChangeRow).where(rows.ChangeRow.key == "k-reversal")).one()
        base = load(Change, row.data)
        kinds = [(kind.value, place) for place, kind in enumerate(type(base.type))]
        fact = session.exec(select(rows.FactRow)).first()
        assert fact is not None
        verdict = load(Verdict, fact.verdict)
        revision, article, claim = fact.revision_id, fact.article_id, fact.claim_id
    step = timedelta(days=3 * 365) / number
    text = dump(verdict)
    for start in range(0, number, 5000):
        changes: list[dict[str, Any]] = []
        facts: list[dict[str, Any]] = []
        for place in range(start, min(start + 5000, number)):
            kind, rank = chance.choice(kinds)
            party, outlet = chance.choice(PARTIES), f"Blatt {chance.randrange(60)}"
            at = NOW - timedelta(days=3 * 365) + place * step
            words = " ".join(chance.choices(WORDS, k=14)) + f" {place}"
            item = replace(base, key=f"m-{place}", type=type(base.type)(kind), party=party, speaker=party, at=at)
            changes.append(
                {
                    "key": item.key,
                    "watchlist": chance.choice(("nordkorea", "warnstreik")),
                    "claim": chance.choice(("kampfeinsatz", "entsandte-soldaten", "beteiligte")),
                    "claim_version": "v1",
                    "type": kind,
                    "rank": rank,
                    "grade": "alert",
                    "party": party,
                    "outlet": outlet,
                    "at": at,
                    "decided_at": at,
                    "data": dump(item),
                    "words": words,
                }
            )
            facts += [
                {
                    "claim_id": claim,
                    "revision_id": revision,
                    "article_id": article,
                    "at": at,
                    "published": at,
                    "offset": extra,
                    "party": party,
                    "standing": False,
                    "data": "",
                    "outcome": "repeat",
                    "verdict": text,
                    "decided_at": at,
                }
                for extra in range(per_change)
            ]
        with made.store.write() as session:
            session.execute(insert(rows.ChangeRow), changes)
            session.execute(insert(rows.FactRow), facts)
            marks = [
                {"change_key": change["key"], "kind": "judge", "value": value, "author": "x", "at": NOW}
                for change in changes[::50]
                for value in (chance.choice(("richtig", "falsch")),)
            ]
            session.execute(insert(rows.MarkRow), marks)


def fill_sources(made: Seeded) -> None:
    """Adds 400 feeds and 3,000 articles with a text of 4,000 characters."""
    with made.store.read() as session:
        data = session.exec(select(rows.RevisionRow.data)).first()
    feeds = [
        {"url": f"https://blatt{n}.example/rss", "host": f"blatt{n}.example", "state": "ok", "next_poll_at": NOW,
         "created_at": NOW, "title": f"Blatt {n}", "normal_gap": 900.0}
        for n in range(400)
    ]  # fmt: skip
    articles = [
        {"id": 100_000 + n, "url": f"https://blatt{n % 60}.example/{n}", "link": f"https://blatt{n % 60}.example/{n}",
         "host": f"blatt{n % 60}.example", "state": "read", "origin": "feed", "found_at": NOW, "published": NOW}
        for n in range(3000)
    ]  # fmt: skip
    revisions = [
        {"article_id": 100_000 + n, "number": 1, "data": data, "text": "Wort " * (600 + n % 400), "digest": str(n),
         "published": NOW, "at": NOW, "found_at": NOW}
        for n in range(3000)
    ]  # fmt: skip
    with made.store.write() as session:
        session.execute(insert(rows.FeedRow), feeds)
        session.execute(insert(rows.ArticleRow), articles)
        session.execute(insert(rows.RevisionRow), revisions)


def _beyond(page: str, found: dict[str, int]) -> bool:
    """Whether a page takes longer or weighs more than issue 7 allows."""
    most = 250 if page.startswith(("/claims/", "/changes/")) else 150
    return found["p95"] > most or (page.startswith("/changes") and found["kB"] > 200)


def main(number: int, per_change: int) -> None:
    """Prints one line per page."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-measure-"))
    made = seed(folder)
    started = time.perf_counter()
    fill(made, number, per_change)
    fill_sources(made)
    print(f"{number} changes, {number * per_change} facts in {time.perf_counter() - started:.0f} s")
    client = visit(app_for(made))
    deep = client.get("/api/changes?until=2024-03-01").json()["cursor"]
    results: dict[str, dict[str, int]] = {}
    for page in PAGES:
        path = page.replace("{cursor}", deep)
        client.get(path)
        times, worked = [], []
        for _ in range(40):
            begun, busy = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times.append(1000 * (time.perf_counter() - begun))
            worked.append(1000 * (time.process_time() - busy))
            assert answer.status_code == 200, (path, answer.status_code)
        found = {"p50": sorted(times)[20], "p95": sorted(times)[37], "cpu p95": sorted(worked)[37]}
        results[page] = {name: round(value) for name, value in found.items()}
        results[page]["kB"] = round(len(answer.content) / 1000)
        mark = "!" if _beyond(page, results[page]) else " "
        print("  ".join(f"{name} {value:4}" for name, value in results[page].items()), mark, page, flush=True)
    made.store.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    changes_wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for facts_wanted in [int(word) for word in sys.argv[2:]] or [1, 10]:
        main(changes_wanted, facts_wanted)
