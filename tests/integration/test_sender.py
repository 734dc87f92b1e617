"""The sender with real servers: speed, volume, an orderly stop, slow targets."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

from monitor import sender as module
from monitor.adapters.notify import Notifier
from monitor.alerts.model import Message, SendResult, Target
from monitor.sender import Sender
from monitor.settings import Settings
from monitor.store import Store, outbox
from tests.integration.desk import LINKS, SENT, Desk, write
from tests.integration.sinks import HookSink, MailSink, hook_sink, mail_sink
from tests.unit.alerts import builders as make


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@pytest.fixture
def mails() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    with hook_sink() as sink:
        yield sink


def live(store: Store, targets: list[Target], bases: dict[str, str]) -> Sender:
    clock = RealClock()
    lists = [make.watchlist(tuple(target.name for target in targets))]
    return Sender(
        store,
        Notifier(now=clock.now, bases=bases).send,
        targets=lambda: targets,
        watchlists=lambda: lists,
        clock=clock,
        settings=Settings(_env_file=None),  # type: ignore[call-arg]
        owner="live",
        links=LINKS,
        jitter=lambda: 0.0,
    )


def decide(store: Store, key: str, targets: list[Target]) -> float:
    with store.write() as session:
        change = make.reversal(key)
        now = datetime.now(UTC)
        write(session, [change], now)
        outbox.enqueue(session, [change], [make.watchlist(tuple(t.name for t in targets))], targets, now=now)
    return time.monotonic()


def targets_of(mails: MailSink, hooks: HookSink) -> list[Target]:
    mail = f"mailto://127.0.0.1:{mails.port}?mode=insecure&from=monitor@example.org&to=redaktion@example.org"
    slack = f"slack://TAAAAAAAA/BAAAAAAAA/{'c' * 24}"
    return [make.target("mail", address=mail), make.target("slack", channel="slack", address=slack)]


async def test_from_decision_to_acceptance_it_takes_less_than_two_seconds(
    tmp_path: Path, mails: MailSink, hooks: HookSink
) -> None:
    """p95 of 48 deliveries with nothing held back: mail and Slack of four watchlists, one change every 0.3 s."""
    store = Store.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    mail, slack = targets_of(mails, hooks)
    pairs = [[replace(mail, name=f"mail-{n}"), replace(slack, name=f"slack-{n}")] for n in range(4)]
    sender = live(store, [target for pair in pairs for target in pair], {"slack": hooks.base})
    running = asyncio.create_task(sender.run())
    decided: dict[str, float] = {}
    for number in range(24):
        decided[f"k{number}"] = await asyncio.to_thread(decide, store, f"k{number}", pairs[number % 4])
        sender.wake()
        await asyncio.sleep(0.3)
    await asyncio.sleep(1.0)
    await sender.stop()
    await running
    waits = [mail.at - decided[key] for mail in mails.mails for key in re.findall(r"/changes/(k\d+)", mail.text)]
    waits += [
        hit.at - decided[key] for hit in hooks.taken for key in set(re.findall(r"/changes/(k\d+)", hit.body.decode()))
    ]
    p95 = quantiles(waits, n=20)[-1]
    print(
        f"latency of {len(waits)} deliveries: p50 {quantiles(waits, n=2)[0]:.2f} s, p95 {p95:.2f} s, max {max(waits):.2f} s"
    )
    assert len(waits) == 48
    assert p95 <= 2.0
    store.close()


async def test_a_slow_target_holds_up_nobody_and_gets_no_second_send(tmp_path: Path) -> None:
    """D11. Mutation: awaiting all targets in `run` delays the other one by the slow one's time."""
    desk = Desk(tmp_path, make.target("slow"), make.target("fast"))
    module_clock = RealClock()
    desk.sender = desk.new_sender("live")
    desk.sender._clock = module_clock
    busy: Counter[str] = Counter()
    seen: list[tuple[str, float]] = []

    async def send(target: Target, message: Message) -> SendResult:
        busy[target.name] += 1
        assert busy[target.name] == 1, "two messages at once for one target"
        await asyncio.sleep(1.5 if target.name == "slow" else 0)
        busy[target.name] -= 1
        seen.append((target.name, time.monotonic()))
        return SENT

    desk.sender._send = send
    desk.clock.wall = datetime.now(UTC)
    start = time.monotonic()
    running = asyncio.create_task(desk.sender.run())
    desk.decide(make.reversal("a"))
    desk.sender.wake()
    await asyncio.sleep(0.3)
    desk.clock.wall = datetime.now(UTC)
    desk.decide(make.reversal("b"))
    desk.sender.wake()
    await asyncio.sleep(2.6)
    await desk.sender.stop()
    await running
    fast = [at - start for name, at in seen if name == "fast"]
    assert len(fast) == 2
    assert fast[0] < 1.0
    assert fast[1] < 2.0


async def test_an_orderly_stop_finishes_what_is_on_its_way_and_gives_the_rest_back(tmp_path: Path) -> None:
    """D28. Mutation: without `stop` waiting, the message is repeated at the next start."""
    desk = Desk(tmp_path)
    begun = asyncio.Event()

    async def send(target: Target, message: Message) -> SendResult:
        begun.set()
        await asyncio.sleep(0.5)
        return SENT

    desk.sender._send = send
    desk.decide(make.reversal())
    running = asyncio.create_task(desk.sender.run())
    await begun.wait()
    await desk.sender.stop()
    await running
    assert [row.state for row in desk.rows()] == ["sent"]
    assert [row.lease_until for row in desk.rows()] == [None]


async def test_a_message_cut_off_by_a_stop_is_given_back_and_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    desk = Desk(tmp_path)
    begun = asyncio.Event()

    async def send(target: Target, message: Message) -> SendResult:
        begun.set()
        await asyncio.sleep(30)
        return SENT

    good = desk.answers.send
    desk.sender._send = send
    desk.decide(make.reversal())
    running = asyncio.create_task(desk.sender.run())
    await begun.wait()
    await desk.sender.stop()
    await running
    assert [row.state for row in desk.rows()] == ["sending"]
    desk.sender = desk.new_sender("two")
    desk.sender._send = good
    await desk.sender.send_due()
    assert "möglicherweise doppelt" in desk.answers.accepted[0].message.text


async def test_a_library_that_hangs_or_raises_costs_no_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ATTEMPT", 0.2)
    desk = Desk(tmp_path)

    async def hang(target: Target, message: Message) -> SendResult:
        await asyncio.sleep(5)
        return SENT

    async def fall(target: Target, message: Message) -> SendResult:
        raise RuntimeError("kaputt")

    desk.decide(make.reversal())
    good, desk.sender._send = desk.sender._send, hang
    await desk.sender.send_due()
    assert [row.state for row in desk.rows()] == ["unclear"]
    desk.sender._send = fall
    await desk.run(1.1, step=10)
    assert [row.state for row in desk.rows()] == ["retry"]
    desk.sender._send = good
    await desk.run(3, step=10)
    assert [row.state for row in desk.rows()] == ["sent"]


async def test_a_full_disk_is_told_once_without_the_database(tmp_path: Path) -> None:
    """D14: the operator hears it, once, although nothing can be stored."""
    desk = Desk(tmp_path, make.target("mail", operator=True))
    for _ in range(3):
        await desk.sender.emergency("disk_full", {}, once="store.full")
    assert desk.subjects() == ["Kein Platz auf der Platte"]


async def test_a_second_full_disk_is_told_again_but_not_within_the_hour(tmp_path: Path) -> None:
    """D14: between two troubles something was stored; a disk that is full on and off does not flood the desk."""
    desk = Desk(tmp_path, make.target("mail", operator=True))
    for minutes in (0, 30, 40):
        desk.clock.pass_time(minutes=minutes)
        await desk.sender.emergency("disk_full", {}, once="store.full")
        desk.clock.pass_time(minutes=1)
        await desk.sender.send_due()
    assert desk.subjects() == ["Kein Platz auf der Platte"] * 2


async def flood(folder: Path, count: int) -> tuple[Desk, float]:
    desk = Desk(folder)
    changes = [make.value_changed(f"c{number:05}", after=20000 + number) for number in range(count)]
    with desk.store.write() as session:
        write(session, changes, desk.clock.now())
        outbox.enqueue(session, changes, [desk.watchlist], desk.targets, now=desk.clock.now())
    desk.clock.pass_time(minutes=2)
    begun = time.monotonic()
    while desk.rows("queued", "sending"):
        await desk.sender.send_due()
        desk.clock.pass_time(seconds=1)
    return desk, time.monotonic() - begun


def judge_flood(desk: Desk, count: int) -> None:
    times = [call.at for call in desk.answers.accepted]
    listed = Counter(key for call in desk.answers.accepted for key in re.findall(r"/changes/(c\d+)", call.message.text))
    assert len(times) == -(-count // 200)
    assert min((b - a for a, b in pairwise(times)), default=timedelta(seconds=1)) >= timedelta(seconds=1)
    assert len(listed) == count
    assert set(listed.values()) == {1}
    assert {row.state for row in desk.rows()} == {"sent"}


async def test_a_thousand_waiting_rows_become_a_few_lists(tmp_path: Path) -> None:
    """Mutation: LIST_LIMIT = 10**9 makes one list of all, too long to read."""
    desk, _ = await flood(tmp_path, 1000)
    judge_flood(desk, 1000)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_ten_thousand_waiting_rows_drain_without_flooding(tmp_path: Path) -> None:
    desk, seconds = await flood(tmp_path, 10_000)
    print(f"10,000 rows in {len(desk.answers.accepted)} messages, {seconds:.1f} s of work")
    judge_flood(desk, 10_000)


async def test_the_text_of_anything_is_delivered(tmp_path: Path, mails: MailSink) -> None:
    """D30: a title of three megabytes, emoji, right-to-left text: valid, cut with an ellipsis, short subject."""
    desk = Desk(tmp_path)
    wild = "Größe 🙂 ‮שלום مرحبا " * 120_000
    desk.targets = [targets_of(mails, HookSink())[0]]
    desk.sender._send = Notifier(now=desk.clock.now).send
    desk.decide(
        make.change(
            make.ChangeType.REVERSAL,
            speaker=wild,
            before=make.stance(make.Stance.DENIES),
            after=make.stance(make.Stance.CONFIRMS),
            claim="kampfeinsatz",
            new=make.evidence(wild, mark="Größe", outlet=wild, title=wild),
        )
    )
    await desk.sender.send_due()
    mail = mails.mails[0]
    assert len(mail.subject) <= 90
    assert "…" in mail.subject
    assert "‮" not in mail.text
    assert len(mail.text) < 20_000
    assert [row.state for row in desk.rows()] == ["sent"]
