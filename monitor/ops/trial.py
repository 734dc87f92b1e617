"""A Probelauf: what an edited watchlist would have told about the articles that are stored, beside today's one.

The same replay as `monitor backtest`, over the database instead of a file; nothing is stored but the job's result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from monitor.articles.model import Revision
from monitor.backtest import Row, change_row, differences, replay
from monitor.reading.model import Reading
from monitor.store import Store, jobs, revisions
from monitor.watchlist.model import Watchlist

#: revisions between two notes of progress
STEP = 50

Read = Sequence[tuple[Revision, Reading]]


def run(store: Store, job: str, new: Watchlist, old: Watchlist | None, *, language: str, now: datetime) -> None:
    """Fills the job row with progress and, at the end, with what appears, vanishes and changes."""
    with store.read() as session:
        stored = list(revisions.read_again(session))
    base = [(one.revision, one.reading) for one in stored if one.origin == "baseline"]
    live = [(one.revision, one.reading) for one in stored if one.origin != "baseline"]
    rounds = 2 if old is not None else 1
    after = list(_rows(store, job, new, live, base, language, done=0, total=rounds * len(live)))
    before = list(_rows(store, job, old, live, base, language, done=len(live), total=2 * len(live))) if old else []
    result: dict[str, Any] = {
        "articles": len({revision.article for revision, _ in live}),
        "since": min((revision.published for revision, _ in live), default=None),
        "alerts": sum(row["alert"] for row in after),
        "appear": [],
        "vanish": [],
        "change": [],
    }
    for row in differences(before, after):
        if row["diff"] == "appears":
            result["appear"].append(row)
        elif row["diff"] == "vanishes":
            result["vanish"].append(row)
        else:
            result["change"].append([{**row, **row["was"]}, row])
    with store.write() as session:
        jobs.end(session, job, {**result, "since": result["since"].isoformat() if result["since"] else None}, now)


def _rows(
    store: Store, job: str, watchlist: Watchlist, live: Read, base: Read, language: str, *, done: int, total: int
) -> Iterator[Row]:
    for number, (_, judged) in enumerate(replay(watchlist, live, baseline=base)):
        if number % STEP == 0:
            with store.write() as session:
                jobs.progress(session, job, done=done + number, total=total)
        yield from (change_row(change, language) for change in judged.changes)
