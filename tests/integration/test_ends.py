"""Ends of visits that are written together: all of each or nothing of it, nobody waits for nothing, none stops another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.engine import Timing, World, decide
from monitor.engine.ends import MOST, Ends
from monitor.errors import StoreError
from monitor.settings import Settings
from monitor.store import Session, Store, service
from tests.integration.newsroom import START, FakeClock, Newsroom, Press

HOST, OTHERS = "morgenblatt.example", ("abendpost.example", "kurier.example", "bote.example")


class Counted:
    """A store that says which transactions were asked for: whether lasting, in order."""

    def __init__(self, store: Store, fails: Exception | None = None) -> None:
        self.asked: list[bool] = []
        self.store, self.fails, self.shared = store, fails, False

    def transact(self, doing: Callable[[Session], Any], *locks: str, lasting: bool = True) -> Any:
        self.asked.append(lasting)
        if self.fails is not None:
            raise self.fails
        return self.store.transact(doing, *locks, lasting=lasting)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'data' / 'monitor.db'}")
    yield opened
    opened.close()


def ends_of(store: Counted, under_way: int, batch: float = 30.0) -> Ends:
    """A writer of ends while so many visits are under way; waiting in vain would take the test's patience."""

    async def none(*_: Any) -> Any: ...

    world = World(
        store=store,  # type: ignore[arg-type]
        clock=FakeClock().clock,
        settings=Settings(),
        fetch=none,
        work=none,
        timing=Timing(batch=batch),
    )
    world.under_way = set(range(under_way))
    return Ends(world)


def note(name: str, then: Exception | None = None) -> Callable[[Session], str]:
    def doing(session: Session) -> str:
        service.put(session, name, {}, START)
        if then is not None:
            raise then
        return name

    return doing


def noted(store: Store) -> set[str]:
    with store.read() as session:
        return {row[0] for row in session.connection().exec_driver_sql("SELECT key FROM service")}


async def test_what_comes_in_together_is_one_transaction_and_each_gets_its_own_answer(store: Store) -> None:
    counted = Counted(store)
    ends = ends_of(counted, under_way=3)
    found = await asyncio.gather(*(ends.add(note(name), lasting=True) for name in "abc"))
    assert found == ["a", "b", "c"]
    assert len(counted.asked) == 1
    assert noted(store) == {"a", "b", "c"}


async def test_a_lone_visit_waits_for_nobody(store: Store) -> None:
    async with asyncio.timeout(10):
        assert await ends_of(Counted(store), under_way=1).add(note("a"), lasting=True) == "a"


async def test_visits_that_take_longer_are_not_waited_for(store: Store) -> None:
    async with asyncio.timeout(10):
        assert await ends_of(Counted(store), under_way=9, batch=0.02).add(note("a"), lasting=True) == "a"


async def test_a_poisoned_end_stops_no_other_and_leaves_nothing(store: Store) -> None:
    ends = ends_of(Counted(store), under_way=3)
    doing = (note("a"), note("b", then=ValueError("poison")), note("c"))
    found = await asyncio.gather(*(ends.add(one, lasting=True) for one in doing), return_exceptions=True)
    assert [str(one) for one in found] == ["a", "poison", "c"]
    assert noted(store) == {"a", "c"}


async def test_when_the_database_refuses_each_is_told_and_nobody_tries_alone(store: Store) -> None:
    counted = Counted(store, fails=StoreError("store.full"))
    ends = ends_of(counted, under_way=3)
    found = await asyncio.gather(*(ends.add(note(name), lasting=True) for name in "abc"), return_exceptions=True)
    assert [getattr(one, "key", "") for one in found] == ["store.full"] * 3
    assert len(counted.asked) == 1


async def test_somebody_who_stops_waiting_disturbs_nobody(store: Store) -> None:
    ends = ends_of(Counted(store), under_way=2)
    left = asyncio.create_task(ends.add(note("a"), lasting=True))
    await asyncio.sleep(0)
    left.cancel()
    assert await ends.add(note("b"), lasting=True) == "b"
    assert noted(store) == {"a", "b"}


async def test_no_write_takes_more_than_its_share(store: Store) -> None:
    counted = Counted(store)
    ends = ends_of(counted, under_way=2 * MOST)
    await asyncio.gather(*(ends.add(note(str(number)), lasting=True) for number in range(MOST + 4)))
    assert len(counted.asked) == 2
    assert len(noted(store)) == MOST + 4


@pytest.mark.parametrize(("wishes", "lasting"), [((False, False), False), ((False, True), True)])
async def test_the_disk_is_waited_for_when_one_of_them_must_last(
    store: Store, wishes: tuple[bool, ...], lasting: bool
) -> None:
    counted = Counted(store)
    ends = ends_of(counted, under_way=2)
    await asyncio.gather(*(ends.add(note(str(place)), lasting=wish) for place, wish in enumerate(wishes)))
    assert counted.asked == [lasting]


# --- the same in service -------------------------------------------------------------------------------------------


async def start(room: Newsroom, press: Press, *hosts: str) -> World:
    room.watch(*[press.paper(host) for host in hosts])
    await room.open()
    await room.round()
    room.clock.go(minutes=11)
    assert room.service is not None
    return room.service.world


def claims_of(room: Newsroom) -> list[str]:
    assert room.service is not None
    with room.service.store.read() as session:
        rows = session.connection().exec_driver_sql("SELECT title, state FROM article WHERE origin = 'feed' ORDER BY 1")
        return [f"{title}: {state}" for title, state in rows]


async def test_four_papers_at_once_are_read_and_told_as_one_after_the_other(room: Newsroom, press: Press) -> None:
    await start(room, press, HOST, *OTHERS)
    for dead, host in enumerate((HOST, *OTHERS), 11):
        text = f"Bei dem Grubenunglück sind nach Angaben der Polizei {dead} Menschen getötet worden."
        press.print(host, f"a{dead}", text, at=START, title=f"Grubenunglück {dead}")
    await room.round()
    assert claims_of(room) == [f"Grubenunglück {dead}: read" for dead in (11, 12, 13, 14)]
    assert len(room.inbox.messages) == 1  # one event of one minute: a list of what moved


async def test_a_page_whose_end_cannot_be_written_is_left_alone_for_a_while_and_holds_up_no_other(
    room: Newsroom, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start(room, press, HOST)
    text = "Bei dem Grubenunglück sind nach Angaben der Polizei 12 Menschen getötet worden."
    press.print(HOST, "krank", text, at=START, title="Grubenunglück: krank")
    press.print(HOST, "gesund", text, at=START, title="Grubenunglück: gesund")
    real = decide.decide

    def poisoned(session: Session, world: World, article: Any, *arguments: Any, **named: Any) -> Any:
        if "krank" in article.url:
            raise RuntimeError("a bug of ours")
        return real(session, world, article, *arguments, **named)

    monkeypatch.setattr(decide, "decide", poisoned)
    for _ in range(4):
        await room.round()
    assert claims_of(room) == ["Grubenunglück: gesund: read", "Grubenunglück: krank: pending"]
    assert press.seen[f"{HOST}/krank"] == 1
    monkeypatch.setattr(decide, "decide", real)
    room.clock.go(minutes=6)
    await room.round()
    assert claims_of(room) == ["Grubenunglück: gesund: read", "Grubenunglück: krank: read"]
