"""A desk for acceptance stories: articles in our own words go through reader and ledger as they would live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from monitor.backtest import Archived, Replay, revisions_of
from monitor.ledger.model import Change, Judgement, Value
from monitor.reading import observe
from monitor.watchlist import read_watchlist
from monitor.watchlist.model import Grade

MORNING = datetime(2025, 5, 5, 6, 0, tzinfo=UTC)


class Line(NamedTuple):
    """What the desk reads of one change."""

    article: str
    claim: str
    type: str
    party: str
    after: str
    grade: str


def article(
    id: str, hours: float, title: str, text: str, *, url: str = "", outlet: str = "", agency: str = ""
) -> Archived:
    """One article some hours into the story."""
    when = MORNING + timedelta(hours=hours)
    return Archived(
        id=id,
        url=url or f"https://{outlet or id}.example/{id}",
        title=title,
        text=text,
        outlet=outlet or f"Blatt {id}",
        published=when,
        found=when,
        agency=agency,
    )


def run(watchlist: str, *articles: Archived) -> list[tuple[Archived, Judgement]]:
    """What the ledger makes of each article, in the order given."""
    desk = Replay(read_watchlist(watchlist, id="test"))
    lines: dict[tuple[str, int], str] = {}
    by_id = {item.id: item for item in articles}
    found = []
    for revision in revisions_of(articles, lines):
        reading = observe(revision.text, title=revision.title, published=revision.published, outlet=revision.outlet)
        found.append((by_id[lines[revision.article, revision.number]], desk.judge(revision, reading)))
    return found


def alerts(watchlist: str, *articles: Archived) -> list[Line]:
    """The alerts of a story."""
    return [line for line in log(watchlist, *articles) if line.grade == Grade.ALERT.value]


def log(watchlist: str, *articles: Archived) -> list[Line]:
    """All changes of a story."""
    return [_line(item.id, change) for item, judged in run(watchlist, *articles) for change in judged.changes]


def _line(id: str, change: Change) -> Line:
    return Line(id, change.claim, change.type.value, change.party, shown(change.after), change.grade.value)


def shown(value: Value) -> str:
    """Short words for a value: 12000, >12000, <12000, 10-12, confirms."""
    if value.answer or value.stance:
        return value.answer or (value.stance.value if value.stance else "")
    if value.low is None:
        return f"<{value.high:g}"
    if value.high is None:
        return f">{value.low:g}"
    return f"{value.low:g}" if value.low == value.high else f"{value.low:g}-{value.high:g}"
