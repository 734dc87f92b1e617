"""What many machines do together: one leads, a host is asked at one pace, a target has one message on its way."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.model import DeliveryState, MessageKind, Planned, Target, Urgency
from monitor.engine.turns import Turns
from monitor.errors import FetchError
from monitor.feeds.model import Fetched
from monitor.store import Store, articles, hosts, outbox, parcels
from monitor.store.tables import ArticleRow, FeedRow

NOW = datetime(2025, 4, 28, 6, 0, tzinfo=UTC)


@pytest.fixture
def stores(postgres: str):
    """The same database, opened by two machines."""
    opened = Store.open(postgres), Store.open(postgres)
    yield opened
    for store in opened:
        store.close()


def test_one_leads_and_another_follows_when_it_is_gone(stores: tuple[Store, Store]) -> None:
    first, second = (store.leadership("scheduler") for store in stores)
    assert first.held()
    assert not second.held()
    assert first.held()
    first.give()
    assert second.held()
    assert not first.held()
    second.give()


def test_a_leader_whose_connection_is_cut_leads_no_more(stores: tuple[Store, Store]) -> None:
    first, second = (store.leadership("scheduler") for store in stores)
    assert first.held()
    with stores[1].write() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND pid <> pg_backend_pid() AND objsubid = 1"
        )
    assert second.held()
    assert not first.held()
    second.give()


def test_two_machines_ask_a_host_one_after_the_other_with_its_gap(stores: tuple[Store, Store]) -> None:
    spans: list[tuple[float, float]] = []

    async def machine(store: Store, name: str) -> None:
        turns = Turns(store=store, owner=name, pages=100)
        for _ in range(3):
            await turns.take("blatt.example", page=True)
            began = time.monotonic()
            await asyncio.sleep(0.05)
            spans.append((began, time.monotonic()))
            await turns.give("blatt.example", gap=0.2)

    async def both() -> None:
        await asyncio.gather(machine(stores[0], "a"), machine(stores[1], "b"))

    asyncio.run(both())
    spans.sort()
    assert len(spans) == 6
    assert all(after[0] - before[1] >= 0.19 for before, after in itertools.pairwise(spans))


def test_the_pages_of_an_hour_are_counted_together(stores: tuple[Store, Store]) -> None:
    async def ask() -> None:
        for number in range(4):
            turns = Turns(store=stores[number % 2], owner=f"m{number % 2}", pages=4)
            await turns.take("blatt.example", page=True)
            await turns.give("blatt.example", gap=0.0)
        with pytest.raises(FetchError, match=r"fetch\.quota"):
            await Turns(store=stores[0], owner="m0", pages=4).take("blatt.example", page=True)
        await Turns(store=stores[0], owner="m0", pages=4).take("blatt.example", page=False)

    asyncio.run(ask())


def test_a_machine_that_died_in_its_turn_blocks_the_host_only_for_a_while(stores: tuple[Store, Store]) -> None:
    with stores[0].write() as session:
        hosts.take(session, "blatt.example", "dead", seconds=0.3, pages=None)
    with stores[1].write() as session:
        assert 0 < hosts.take(session, "blatt.example", "alive", seconds=60, pages=None).wait <= 0.3
    time.sleep(0.35)
    with stores[1].write() as session:
        assert hosts.take(session, "blatt.example", "alive", seconds=60, pages=None) == hosts.Turn()


def page(store: Store) -> int:
    with store.write() as session:
        session.add(FeedRow(id=1, url="u", host="h", next_poll_at=NOW, created_at=NOW))
        row = ArticleRow(url="http://h/a", link="http://h/a", host="h", found_at=NOW, next_visit_at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        parcels.add(
            session, row.id, Fetched(url="http://h/a", final_url="http://h/a", status=200, body=b"\x00<p>"), NOW
        )
        return row.id


def test_a_page_handed_on_is_read_by_one_and_finished_once(stores: tuple[Store, Store]) -> None:
    number = page(stores[0])
    with stores[0].write() as session:
        assert articles.due_hosts(session, NOW + timedelta(days=1)) == ()  # it waits for its reader, not for a fetch
    with stores[0].write("p") as one, stores[1].write("q") as other:
        taken = parcels.take(one, "a", NOW, seconds=60, most=5)
        assert [parcel.fetched.body for parcel in taken] == [b"\x00<p>"]
        assert parcels.take(other, "b", NOW, seconds=60, most=5) == ()
    with stores[1].write() as session:
        assert parcels.take(session, "b", NOW + timedelta(seconds=30), seconds=60, most=5) == ()
        late = parcels.take(session, "b", NOW + timedelta(seconds=61), seconds=60, most=5)
        assert [parcel.tries for parcel in late] == [2]
    finishing = parcels.finish
    with pytest.raises(Exception, match=r"store\.taken"), stores[0].write() as session:
        finishing(session, number, "a")
    with stores[1].write() as session:
        finishing(session, number, "b")
    with pytest.raises(Exception, match=r"store\.taken"), stores[1].write() as session:
        finishing(session, number, "b")


def test_a_target_has_one_message_on_its_way(stores: tuple[Store, Store]) -> None:
    target, lease = Target(name="desk", address="mailto://x", channel="mail", digest_at=None), timedelta(seconds=120)
    rows = [
        Planned(
            decision=f"digest:{number}", target="desk", kind=MessageKind.DIGEST, urgency=Urgency.DIGEST,
            state=DeliveryState.QUEUED, not_before=NOW, expires_at=NOW + timedelta(days=1), thread="digest",
        )
        for number in range(2)
    ]  # fmt: skip
    with stores[0].write() as session:
        outbox.queue(session, rows, NOW)
    with stores[0].write("target:desk") as session:
        assert outbox.claim(session, target, owner="a", now=NOW, lease=lease) is not None
    with stores[1].write("target:desk") as session:
        assert outbox.claim(session, target, owner="b", now=NOW, lease=lease) is None
    with stores[1].write("target:desk") as session:  # the first sender died: its message comes first, with the mark
        again = outbox.claim(session, target, owner="b", now=NOW + lease, lease=lease)
    assert again is not None
    assert again.maybe_duplicate
