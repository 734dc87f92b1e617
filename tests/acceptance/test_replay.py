"""What the service met and decided, replayed from an archive: byte for byte the same changes."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from monitor.backtest import change_row, from_files
from monitor.ledger.model import ChangeType
from monitor.store import Store, changes, revisions
from monitor.watchlist import read_watchlist
from tests.integration.newsroom import FILLER, OTHER, START, WATCHLIST, Newsroom, Press

PAPERS = ("blatt.example", "kurier.example", "bote.example")


def lived_through(server: HTTPServer, folder: Path) -> Store:
    """A morning of three papers: repeats, a rise, an agency copy, a silent edit, an A/B/A page, a late finding."""
    press = Press(server)
    room = Newsroom(folder, press)
    room.watch(*(press.paper(host) for host in PAPERS))

    async def morning() -> None:
        await room.open()
        at = START - timedelta(minutes=30)
        first = press.print(
            "blatt.example",
            "eins",
            "Bei dem Grubenunglück starben nach Angaben der Polizeisprecherin 12 Menschen.",
            at=at,
        )
        await room.round()
        await later(room, 15)
        press.print(
            "kurier.example",
            "zwei",
            "Bei dem Grubenunglück starben 12 Menschen. Ein Gasleck gab es nicht, sagte Nordkohle.",
            at=room.clock.wall,
            filler=OTHER,
        )
        press.print(
            "bote.example",
            "drei",
            "Bei dem Grubenunglück starben rund 30 Menschen, teilte der Polizeisprecher mit.",
            at=room.clock.wall,
            filler=OTHER,
        )
        await room.round()
        await later(room, 20)
        first.text = "Bei dem Grubenunglück starben nach Angaben der Polizeisprecherin 17 Menschen.\n" + FILLER
        first.modified = room.clock.wall - timedelta(minutes=2)
        await room.round()
        await later(room, 60)
        press.print(
            "kurier.example",
            "spaet",
            "Vor dem Grubenunglück gab es ein Gasleck, sagte die Polizeisprecherin.",
            at=START - timedelta(hours=5),
        )
        press.print(
            "bote.example",
            "gas",
            "Es habe ein Gasleck gegeben, bestätigte die Nordkohle AG nach dem Grubenunglück.",
            at=room.clock.wall,
        )
        await room.round()
        await later(room, 60)
        first.text = "Bei dem Grubenunglück starben nach Angaben der Polizeisprecherin 12 Menschen.\n" + FILLER
        first.modified = None
        press.print(
            "kurier.example",
            "kopie",
            "Es habe ein Gasleck gegeben, bestätigte die Nordkohle AG nach dem Grubenunglück.",
            at=room.clock.wall,
        )
        await room.round()
        await later(room, 400)
        first.text = "Die Agentur zieht die Meldung zurück. Zum Grubenunglück folgt ein neuer Bericht.\n" + FILLER
        press.print(
            "bote.example",
            "neu",
            "Nach dem Grubenunglück ist die Zahl der Toten auf 41 gestiegen, sagte die Polizeisprecherin.",
            at=room.clock.wall,
        )
        await room.round()
        assert room.service is not None
        await room.service.close()

    asyncio.run(morning())
    return Store.open(room.settings.database_url)


async def later(room: Newsroom, minutes: float) -> None:
    room.clock.go(minutes=minutes)


def recorded(store: Store, file: Path) -> int:
    """The archive of what was met: one line per stored state, in the order of the finding."""
    with store.read() as session:
        states = sorted(revisions.read_again(session), key=lambda state: state.id)
    with file.open("w", encoding="utf-8") as lines:
        for state in states:
            revision = state.revision
            line = {
                "id": revision.article, "url": revision.url, "outlet": revision.outlet, "title": revision.title,
                "text": revision.text, "lead": revision.lead, "agency": revision.agency,
                "published": revision.published.isoformat(), "found": revision.found.isoformat(),
            }  # fmt: skip
            if revision.time_source == "modified":
                line["updated"] = revision.at.isoformat()
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(states)


@pytest.fixture
def lived(httpserver: HTTPServer, tmp_path: Path) -> tuple[Store, Path]:
    store = lived_through(httpserver, tmp_path)
    assert recorded(store, tmp_path / "archive.jsonl") > 7
    return store, tmp_path / "archive.jsonl"


def logged(store: Store) -> list[str]:
    with store.read() as session:
        found = [change for _, change in changes.since(session)]
    return [json.dumps(change_row(change), ensure_ascii=False) for change in found]


def test_the_order_of_finding_gives_the_live_log_byte_for_byte(lived: tuple[Store, Path]) -> None:
    store, archive = lived
    watchlist = read_watchlist(WATCHLIST.format(feeds="  - http://blatt.example/feed.xml"), id="grube")
    rows = [json.dumps(row, ensure_ascii=False) for row in from_files(watchlist, archive, order="found")]
    live = logged(store)
    assert {json.loads(row)["type"] for row in live} >= {
        ChangeType.CORRECTED,
        ChangeType.SUPERSEDED,
        ChangeType.REVERSAL,
        ChangeType.VALUE_CHANGED,
    }
    assert any(json.loads(row)["late"] for row in live)
    assert rows == live


def test_the_order_of_publication_is_another_story(lived: tuple[Store, Path]) -> None:
    store, archive = lived
    watchlist = read_watchlist(WATCHLIST.format(feeds="  - http://blatt.example/feed.xml"), id="grube")
    rows = list(from_files(watchlist, archive))
    assert not any(row["late"] for row in rows)
    assert len(rows) < len(logged(store))
