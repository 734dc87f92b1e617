"""A desk's day by the clock: at this hour a paper prints that, by then exactly this message is in the inbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.integration.newsroom import OTHER, FakeClock, Newsroom, Press

#: 08:00 in Berlin
EIGHT = datetime(2025, 6, 2, 6, 0, tzinfo=UTC)
HOST, SECOND = "morgenblatt.example", "abendpost.example"

DENIED = "Der Betreiber Nordkohle AG dementierte, dass es vor dem Grubenunglück ein Gasleck gegeben habe."
CONFIRMED = "Der Betreiber Nordkohle AG bestätigte, dass es vor dem Grubenunglück ein Gasleck gegeben habe."


def dead(number: int) -> str:
    return f"Bei dem Grubenunglück sind nach Angaben der Polizei {number} Menschen getötet worden."


@pytest.fixture
def press() -> Iterator[Press]:
    with HTTPServer(threaded=True) as server:
        yield Press(server)


@pytest.fixture
async def room(tmp_path: Path, press: Press) -> AsyncIterator[Newsroom]:
    made = Newsroom(tmp_path, press, clock=FakeClock(EIGHT - timedelta(minutes=20)))
    made.settings = made.settings.model_copy(update={"group_wait": 60.0})
    made.watch(press.paper(HOST), press.paper(SECOND))
    await made.open()
    await made.round()
    yield made
    await made.service.close()


async def until(room: Newsroom, moment: datetime) -> None:
    """Time passes in steps of five minutes, with everything that falls due."""
    while room.clock.wall < moment:
        room.clock.go(minutes=5)
        await room.round()


async def test_denied_at_eight_and_confirmed_at_noon(room: Newsroom, press: Press) -> None:
    """The denial is told within one visit, repetitions by other papers are not, the reversal is the second message."""
    await until(room, EIGHT)
    press.print(HOST, "dementi", DENIED, at=EIGHT)
    await until(room, EIGHT + timedelta(minutes=15))
    assert len(room.inbox.subjects()) == 1
    press.print(
        SECOND, "auch", DENIED, at=EIGHT + timedelta(minutes=30), filler=OTHER, title="Betreiber weist Vorwurf zurück"
    )
    await until(room, EIGHT + timedelta(hours=2))
    assert len(room.inbox.subjects()) == 1
    noon = EIGHT + timedelta(hours=4)
    await until(room, noon)
    press.print(SECOND, "doch", CONFIRMED, at=noon, title="Nordkohle räumt Gasleck ein")
    await until(room, noon + timedelta(minutes=15))
    assert len(room.inbox.subjects()) == 2
    newest = room.inbox.messages[-1][1]
    assert "bestätigt" in newest.subject.lower() + newest.text.lower()
    assert DENIED in newest.text or "dementiert" in newest.text


async def test_a_rising_toll_is_told_step_by_step_and_repeats_are_not(room: Newsroom, press: Press) -> None:
    """Twelve, then nineteen; a paper that prints nineteen once more an hour later is silent."""
    await until(room, EIGHT)
    press.print(HOST, "eins", dead(12), at=EIGHT)
    await until(room, EIGHT + timedelta(hours=1))
    press.print(SECOND, "zwei", dead(19), at=EIGHT + timedelta(hours=1), filler=OTHER)
    await until(room, EIGHT + timedelta(hours=2))
    assert len(room.inbox.subjects()) == 2
    press.print(SECOND, "drei", dead(19), at=EIGHT + timedelta(hours=2))
    await until(room, EIGHT + timedelta(hours=3))
    assert len(room.inbox.subjects()) == 2


async def test_the_night_is_quiet_but_not_for_a_reversal(room: Newsroom, press: Press) -> None:
    """Quiet from 22 to 6: a moved figure waits for the morning, a reversal does not."""
    room.targets = (replace(room.targets[0], quiet="22:00-06:00"), *room.targets[1:])
    await until(room, EIGHT)
    press.print(HOST, "dementi", DENIED, at=EIGHT)
    press.print(HOST, "eins", dead(12), at=EIGHT)
    await until(room, EIGHT + timedelta(hours=1))
    day = len(room.inbox.subjects())
    eleven = EIGHT + timedelta(hours=15)
    await until(room, eleven)
    press.print(SECOND, "nachts", dead(19), at=eleven, filler=OTHER)
    await until(room, eleven + timedelta(minutes=30))
    assert len(room.inbox.subjects()) == day
    press.print(SECOND, "doch", CONFIRMED, at=eleven + timedelta(minutes=30), title="Nordkohle räumt Gasleck ein")
    await until(room, eleven + timedelta(hours=1))
    assert len(room.inbox.subjects()) == day + 1
    await until(room, EIGHT + timedelta(hours=22, minutes=15))
    assert len(room.inbox.subjects()) == day + 2
