"""What many machines do together: one leads, a host is asked at one pace, a target has one message on its way."""

from __future__ import annotations

import asyncio
import itertools
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

import monitor.sender as sending
from monitor.alerts import Links
from monitor.alerts.model import DeliveryState, Message, MessageKind, Outcome, Planned, SendResult, Target, Urgency
from monitor.clock import Clock
from monitor.engine.turns import Turns
from monitor.errors import FetchError, StoreError
from monitor.feeds.model import Fetched
from monitor.sender import Sender
from monitor.settings import Settings
from monitor.store import Store, articles, fence, hosts, outbox, parcels, visits, watchlists
from monitor.store.tables import ArticleRow

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
    hosts.take(stores[0], "blatt.example", "dead", seconds=0.3, pages=None)
    assert 0 < hosts.take(stores[1], "blatt.example", "alive", seconds=60, pages=None).wait <= 0.3
    time.sleep(0.35)
    assert hosts.take(stores[1], "blatt.example", "alive", seconds=60, pages=None) == hosts.Turn()


def test_pages_older_than_an_hour_are_not_counted_and_every_page_is(stores: tuple[Store, Store]) -> None:
    hosts.take(stores[0], "blatt.example", "a", seconds=60, pages=2)
    hosts.give(stores[0], "blatt.example", "a", gap=0.0)
    with stores[0].write() as session:
        session.execute(text("UPDATE host SET pages = '[' || (extract(epoch FROM now()) - 3601) || ']'"))
    for _ in range(2):
        assert hosts.take(stores[1], "blatt.example", "b", seconds=60, pages=2) == hosts.Turn()
        hosts.give(stores[1], "blatt.example", "b", gap=0.0)
    answer = hosts.take(stores[0], "blatt.example", "a", seconds=60, pages=2)
    assert answer.wait == 0
    assert 3590 < answer.quota <= 3600


def test_of_many_that_ask_for_a_host_at_once_one_gets_it(stores: tuple[Store, Store]) -> None:
    with ThreadPoolExecutor(8) as crowd:
        asked = [
            crowd.submit(hosts.take, stores[number % 2], "blatt.example", f"m{number}", seconds=60, pages=9)
            for number in range(24)
        ]
        answers = [one.result() for one in asked]
    assert sum(answer == hosts.Turn() for answer in answers) == 1


def test_a_cut_connection_is_opened_again_for_the_next_turn(stores: tuple[Store, Store]) -> None:
    mine = stores[0].at_once("SELECT pg_backend_pid()", {})
    assert mine is not None
    with stores[1].read() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine[0]})
    assert hosts.take(stores[0], "blatt.example", "a", seconds=60, pages=None) == hosts.Turn()


def page(store: Store, *, path: str = "a", number: int = 0) -> int:
    with store.write() as session:
        address = f"http://h/{path}"
        row = ArticleRow(url=address, link=address, host="h", found_at=NOW, next_visit_at=NOW, priority=number)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def test_a_host_has_one_visitor_at_a_time(stores: tuple[Store, Store]) -> None:
    first, second = page(stores[0], path="a", number=2), page(stores[0], path="b", number=1)
    taken = visits.take_next(stores[0], "h", NOW, seconds=60)
    assert taken is not None
    assert (taken.id, taken.lease_until) == (first, NOW + timedelta(seconds=60))
    assert visits.take_next(stores[1], "h", NOW, seconds=60) is None
    with stores[1].read() as session:
        assert visits.due_hosts(session, NOW, lease=60) == ()
        assert articles.due_hosts(session, NOW, lease=60) == ("h",)
    with stores[0].write() as session:  # the visit ends
        articles.visited(session, first, state="read", next_visit_at=None)
    other = visits.take_next(stores[1], "h", NOW, seconds=60)
    assert other is not None
    assert other.id == second


def test_the_article_of_a_dead_machine_is_free_when_its_lease_ends(stores: tuple[Store, Store]) -> None:
    page(stores[0])
    assert visits.take_next(stores[0], "h", NOW, seconds=60) is not None
    assert visits.take_next(stores[1], "h", NOW + timedelta(seconds=59), seconds=60) is None
    assert visits.take_next(stores[1], "h", NOW + timedelta(seconds=61), seconds=60) is not None


def test_of_many_that_ask_for_an_article_at_once_one_gets_it(stores: tuple[Store, Store]) -> None:
    for round in range(5):
        page(stores[0], path=f"{round}")
        with ThreadPoolExecutor(8) as crowd:
            asked = [crowd.submit(visits.take_next, stores[number % 2], "h", NOW, seconds=60) for number in range(16)]
            taken = [one.result() for one in asked]
        assert len([one for one in taken if one is not None]) == 1
        with stores[0].write() as session:
            session.execute(text("UPDATE article SET next_visit_at = NULL, lease_until = NULL"))


def test_who_lost_an_article_writes_nothing(stores: tuple[Store, Store]) -> None:
    number = page(stores[0])
    slow = visits.take_next(stores[0], "h", NOW, seconds=60)
    quick = visits.take_next(stores[1], "h", NOW + timedelta(seconds=61), seconds=60)
    assert slow is not None
    assert quick is not None
    with stores[1].write("x") as session:
        fence.pass_or_raise(session, number, quick.lease_until)
    with pytest.raises(StoreError, match=r"store\.taken"), stores[0].write("x") as session:
        fence.pass_or_raise(session, number, slow.lease_until)


def test_what_was_found_by_other_watchlists_than_those_in_force_is_not_written(stores: tuple[Store, Store]) -> None:
    number = page(stores[0])
    with stores[0].write() as session:
        fence.pass_or_raise(session, number, None, ())
        watchlists.put_in_force(session, "w", digest="d", text="name: W", author="a", now=NOW)
        numbers = watchlists.numbers(session)
    with stores[1].write() as session:
        fence.pass_or_raise(session, number, None, numbers)
    with pytest.raises(StoreError, match=r"store\.stale"), stores[1].write() as session:
        fence.pass_or_raise(session, number, None, ())


def test_an_orderly_stop_gives_back_only_what_is_still_its_own(stores: tuple[Store, Store]) -> None:
    number = page(stores[0])
    slow = visits.take_next(stores[0], "h", NOW, seconds=60)
    later = NOW + timedelta(seconds=61)
    quick = visits.take_next(stores[1], "h", later, seconds=60)
    assert slow is not None
    assert slow.lease_until is not None
    assert quick is not None
    assert quick.lease_until is not None
    with stores[0].write() as session:
        articles.give_back(session, {number: slow.lease_until})
    assert visits.take_next(stores[0], "h", later, seconds=60) is None
    with stores[0].write() as session:
        articles.give_back(session, {number: quick.lease_until})
    assert visits.take_next(stores[0], "h", later, seconds=60) is not None


def handed(store: Store, body: bytes = b"\x00<p>") -> int:
    number = page(store)
    with store.write() as session:
        parcels.add(session, number, Fetched(url="http://h/a", final_url="http://h/a", status=200, body=body), NOW)
    return number


def test_a_page_handed_on_is_read_by_one_and_finished_once(stores: tuple[Store, Store]) -> None:
    number = handed(stores[0])
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


def test_a_page_that_an_earlier_version_handed_on_is_read(stores: tuple[Store, Store]) -> None:
    handed(stores[0])
    with stores[0].write() as session:
        session.execute(text("UPDATE parcel SET body = :body"), {"body": zlib.compress(b"<p>alt</p>", 1)})
    with stores[0].write() as session:
        assert [one.fetched.body for one in parcels.take(session, "a", NOW, seconds=60, most=5)] == [b"<p>alt</p>"]


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
    for behind in (0, 1, 60):  # seconds that the other machine's clock is behind
        with stores[1].write("target:desk") as session:
            now = NOW - timedelta(seconds=behind)
            assert outbox.claim(session, target, owner="b", now=now, lease=lease) is None
    with stores[1].write("target:desk") as session:  # the first sender died: its message comes first, with the mark
        again = outbox.claim(session, target, owner="b", now=NOW + lease, lease=lease)
    assert again is not None
    assert again.maybe_duplicate


def test_two_machines_tell_a_target_no_faster_than_one(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.outbox.recording.GAP", timedelta(seconds=0.3))
    monkeypatch.setattr(sending, "GAP", 0.0)
    now = datetime.now(UTC)
    target, told = Target(name="desk", address="mailto://x", channel="mail", digest_at=None), []
    rows = [
        Planned(
            decision=f"trouble:{number}", target="desk", kind=MessageKind.SYSTEM, urgency=Urgency.NOW,
            state=DeliveryState.QUEUED, not_before=now, expires_at=now + timedelta(days=1), thread=f"t{number}",
            message=Message(id=f"m{number}", subject="x", text="x"),
        )
        for number in range(4)
    ]  # fmt: skip
    with stores[0].write() as session:
        outbox.queue(session, rows, now)

    async def send(_target: Target, message: Message) -> SendResult:
        told.append((time.monotonic(), message.id))
        return SendResult(outcome=Outcome.SENT)

    def sender(store: Store) -> Sender:
        return Sender(
            store, send, targets=lambda: (target,), clock=Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic),
            settings=Settings(_env_file=None), owner=str(id(store)), links=Links(base="", secret=b""), jitter=lambda: 0.0,
        )  # fmt: skip

    async def both() -> None:
        senders = [sender(store) for store in stores]
        while len(told) < 4:
            await asyncio.gather(*(one.send_next("desk") for one in senders))
            await asyncio.sleep(0.02)

    asyncio.run(asyncio.wait_for(both(), 20))
    assert len({name for _, name in told}) == len(told) == 4
    assert all(after[0] - before[0] >= 0.29 for before, after in itertools.pairwise(told))
