"""kill -9 at named points and at random moments: nothing is lost, what may be double is marked (D1–D4).

Mutations tried: recording before sending loses the alert of D2; deciding and queueing in two transactions loses it in
D3's neighbour (killed between them); `maybe_duplicate` left False fails D2 and the replay.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.store import Store
from tests.integration import kill_worker
from tests.integration.sinks import Mail, MailSink, mail_sink

MARK = "möglicherweise doppelt"
#: what a process does, step by step; a kill falls a random moment after one of them
POINTS = ("before_commit", "decided", "claimed", "accepted", "recorded")
#: seconds between the point that lights the fuse and the kill, at most: about the time of one step
DELAY = 0.03
#: seconds after which an idle process is killed from outside
PATIENCE = 1.0


@pytest.fixture(scope="module")
def start() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.kill_worker", "apprise", "babel.dates", "jinja2"])
    return context


@pytest.fixture
def mails() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


def keys(mail: Mail) -> set[str]:
    return set(re.findall(r"/changes/(k\d+)", mail.text))


def run(
    start: multiprocessing.context.ForkServerContext, folder: Path, sink: MailSink, changes: int, fault: str = ""
) -> int:
    process = start.Process(target=kill_worker.work, args=(str(folder), sink.port, changes, fault))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


@pytest.mark.parametrize(
    ("point", "most"), [("before_commit", 1), ("decided", 1), ("claimed", 1), ("accepted", 2), ("recorded", 1)]
)
def test_a_kill_at_a_named_point_loses_nothing(
    start: multiprocessing.context.ForkServerContext, tmp_path: Path, mails: MailSink, point: str, most: int
) -> None:
    """D1 decided, D2 accepted, D3 before_commit: one mail, or two with the second one marked."""
    Store.open(f"sqlite:///{tmp_path / 'monitor.db'}").close()
    assert run(start, tmp_path, mails, 1, point) == -signal.SIGKILL
    time.sleep(0.25)  # the lease of the dead process
    assert run(start, tmp_path, mails, 1) == 0
    assert 1 <= len(mails.mails) <= most
    assert all(keys(mail) == {"k000"} for mail in mails.mails)
    assert [MARK in mail.text for mail in mails.mails[1:]] == [True] * (len(mails.mails) - 1)
    if point in ("before_commit", "recorded"):
        assert MARK not in mails.mails[0].text


@dataclass
class Tally:
    kills: int
    lost: int
    messages: int
    repeated: int
    unmarked: int
    complaints: tuple[str, ...]


def replay(
    start: multiprocessing.context.ForkServerContext, folder: Path, sink: MailSink, kills: int, changes: int, seed: int
) -> Tally:
    chance = random.Random(seed)
    Store.open(f"sqlite:///{folder / 'monitor.db'}").close()
    for number in range(kills):
        goal = max(1, changes * (number + 1) // kills)
        begun, fuse = start.Event(), (chance.choice(POINTS), chance.random() * DELAY)
        process = start.Process(target=kill_worker.work, args=(str(folder), sink.port, goal, "", 0.2, begun, fuse))
        process.start()
        assert begun.wait(30)
        process.join(PATIENCE)  # its fuse burns when it does something
        process.kill()
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
    time.sleep(0.25)
    assert run(start, folder, sink, changes) == 0
    return tally(folder, sink, kills, changes)


def tally(folder: Path, sink: MailSink, kills: int, changes: int) -> Tally:
    seen: Counter[str] = Counter()
    unmarked = 0
    for mail in sink.mails:
        for key in keys(mail):
            unmarked += seen[key] > 0 and MARK not in mail.text
            seen[key] += 1
    store = Store.open(f"sqlite:///{folder / 'monitor.db'}")
    complaints = store.check()
    store.close()
    return Tally(
        kills=kills,
        lost=changes - len(seen),
        messages=len(sink.mails),
        repeated=sum(count - 1 for count in seen.values()),
        unmarked=unmarked,
        complaints=complaints,
    )


def judge(found: Tally, changes: int) -> None:
    print(found)
    assert found.lost == 0
    assert found.unmarked == 0
    assert found.messages <= changes + found.kills
    assert found.complaints == ()


@pytest.mark.timeout(180)
def test_twenty_kills_at_random_moments_lose_nothing(
    start: multiprocessing.context.ForkServerContext, tmp_path: Path, mails: MailSink
) -> None:
    found = replay(start, tmp_path, mails, kills=20, changes=50, seed=20)
    judge(found, 50)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_two_hundred_kills_at_random_moments_lose_nothing(
    start: multiprocessing.context.ForkServerContext, tmp_path: Path, mails: MailSink
) -> None:
    """D4 in full: the seed is part of the test."""
    found = replay(start, tmp_path, mails, kills=200, changes=50, seed=200)
    judge(found, 50)
