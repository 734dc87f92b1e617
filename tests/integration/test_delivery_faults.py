"""Faults of delivery against a real mail server and a real hook, under a clock that the test moves.

Mutations tried, each with the tests that fail: see docs/alerts.md, "What fails without it".
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from monitor.adapters.notify import Notifier
from monitor.alerts.model import Outcome, SendResult
from monitor.ledger.model import ChangeType
from monitor.store import Store, outbox
from monitor.store.tables import AttemptRow
from tests.integration.desk import SENT, Desk, write
from tests.integration.sinks import HookSink, MailSink, free_port, hook_sink, mail_sink
from tests.unit.alerts import builders as make

FIXTURE = Path(__file__).parents[1] / "data" / "outbox-0001.sql"
SLACK = f"slack://TAAAAAAAA/BAAAAAAAA/{'c' * 24}"


@pytest.fixture
def mails() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def hooks() -> Iterator[HookSink]:
    with hook_sink() as sink:
        yield sink


def mailbox(port: int, to: str = "redaktion@example.org") -> str:
    return f"mailto://127.0.0.1:{port}?mode=insecure&from=monitor@example.org&to={to}"


def wire(desk: Desk, slack: str = "") -> Desk:
    """The desk with the real adapters instead of answers."""
    desk.sender._send = Notifier(now=desk.clock.now, bases={"slack": slack} if slack else {}).send
    return desk


def told(text: str) -> list[str]:
    """Keys of the changes a message tells, in its order."""
    return list(dict.fromkeys(re.findall(r"/changes/([a-z]\d+)", text)))


def waits(desk: Desk, target: str) -> list[float]:
    """Minutes between the attempts of a target's first message."""
    first = next(row.id for row in desk.rows() if row.target == target)
    with desk.store.read() as session:
        query = select(AttemptRow.started_at).where(AttemptRow.delivery_id == first).order_by(AttemptRow.id)  # type: ignore[arg-type]
        times = list(session.exec(query))
    return [round((later - earlier).total_seconds() / 60) for earlier, later in pairwise(times)]


# --- a mail server that is away ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "gaps", "last"),
    [
        ("down", [1, 2, 5, 10, 15, 30], 4),
        ("off", [1, 2, 5, 10, 15, 30], 4),
        ("later", [1, 2, 5, 10], 4),
        ("later", [1, 2, 5, 10], 30),
    ],
)
async def test_a_mail_server_down_for_two_hours_loses_nothing_and_keeps_the_order(
    tmp_path: Path, mails: MailSink, hooks: HookSink, away: str, gaps: list[int], last: float
) -> None:
    """D5: 421 to every mail, nobody listening, 451 to every mail (which might be about the mail: others probe).

    Mutation: without `_wait_together` later ones overtake r0 after 451; without `AWAY` 421 is probed
    by every message.
    """
    mail = make.target("mail", address=mailbox(free_port() if away == "off" else mails.port))
    slack = make.target("slack", channel="slack", address=SLACK, operator=True)
    desk = wire(Desk(tmp_path, mail, slack), hooks.base)
    mails.mode = away
    for number in range(4):
        desk.decide(make.reversal(key=f"r{number}"))
        await desk.run(30, step=30)
    desk.decide(make.reversal(key="r4"))
    await desk.run(last, step=30)
    assert mails.mails == []
    assert waits(desk, "mail")[: len(gaps)] == gaps
    mails.mode = "up"
    desk.targets[0] = make.target("mail", address=mailbox(mails.port))
    await desk.run(45, step=10)
    assert [key for mail in mails.mails for key in told(mail.text)] == ["r0", "r1", "r2", "r3", "r4"]
    assert all("möglicherweise doppelt" not in mail.text for mail in mails.mails)
    assert {row.state for row in desk.rows()} == {"sent"}
    notes = [hit for hit in hooks.taken if "mail antwortet seit 15 Minuten" in hit.body.decode()]
    assert len(notes) == 1


# --- a server that dislikes one message ----------------------------------------------------------------------------------


async def test_a_mail_refused_for_its_content_ends_alone(tmp_path: Path, mails: MailSink) -> None:
    """554 after DATA: this row fails with the reason, the next leaves a second later, the target is not "defekt".

    Mutation: `about_target=True` after DATA breaks the target, and the second mail waits for a repair.
    """
    desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(mails.port))))
    mails.refuse = "/changes/r0"
    desk.decide(make.reversal(key="r0"))
    await desk.sender.send_due()
    desk.decide(make.reversal(key="r1"))
    await desk.run(0.1)
    assert [told(mail.text) for mail in mails.mails] == [["r1"]]
    assert [(row.state, row.reason) for row in desk.rows()] == [
        ("failed", "delivery.refused"),
        ("sent", "delivery.sent"),
    ]


async def test_a_message_the_server_chokes_on_lets_the_next_ones_pass(tmp_path: Path, hooks: HookSink) -> None:
    """Head of line: after five answers of 500 (18 minutes) the rest goes on, the one message keeps trying.

    Mutation: POISON = 10**9 holds the second message back for as long as the first one fails.
    """
    desk = wire(Desk(tmp_path, make.target("hook", channel="webhook", address=f"json://127.0.0.1:{hooks.port}/in")))
    hooks.choke = "/changes/r0"
    desk.decide(make.reversal(key="r0"))
    await desk.sender.send_due()
    desk.decide(make.reversal(key="r1"))
    await desk.run(17, step=10)
    assert hooks.taken == []
    await desk.run(3, step=10)
    assert [told(hit.body.decode()) for hit in hooks.taken] == [["r1"]]
    desk.decide(make.reversal(key="r2"))
    await desk.run(0.5, step=5)
    assert len(hooks.taken) == 2
    assert [row.state for row in desk.rows()] == ["retry", "sent", "sent"]


async def test_messages_that_waited_for_a_sick_server_leave_in_their_order_when_it_is_well(tmp_path: Path) -> None:
    """Order after more than five answers each: all of them are tried in common rounds, also when waiting times jitter.

    Mutation: without `_next_round` the third one, whose turn comes first, overtakes the other two.
    """
    desk, well, moves = Desk(tmp_path), False, cycle((1.0, -1.0, 0.0))
    desk.sender._jitter = lambda: next(moves)
    sick = SendResult(outcome=Outcome.RETRY, reason="delivery.server_error", status=500)
    desk.answers.rule = lambda target, message: SENT if well else sick
    for number in range(3):
        desk.decide(make.reversal(f"r{number}"))
        await desk.run(25, step=20)
    await desk.run(39, step=20)
    well = True
    await desk.run(40, step=20)
    assert [key for call in desk.answers.accepted for key in told(call.message.text)] == ["r0", "r1", "r2"]


async def test_a_sender_the_mail_server_does_not_accept_breaks_the_target(tmp_path: Path, mails: MailSink) -> None:
    """550 to MAIL FROM concerns every message: the first one stops, the others wait for the repair."""
    mails.mode = "stranger"
    desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(mails.port))))
    desk.decide(make.reversal(key="r0"))
    await desk.sender.send_due()
    desk.decide(make.reversal(key="r1"))
    await desk.run(5, step=10)
    assert [row.state for row in desk.rows()] == ["failed", "queued"]


async def test_a_server_that_greets_with_a_refusal_breaks_the_target(tmp_path: Path) -> None:
    """554 instead of 220 concerns every message, whatever it says."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 no service for you\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(port))))
        desk.decide(make.reversal(key="r0"))
        await desk.sender.send_due()
        desk.decide(make.reversal(key="r1"))
        await desk.run(5, step=10)
    assert [row.state for row in desk.rows()] == ["failed", "queued"]


# --- a hook that asks for patience ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["429", "429date"])
async def test_slack_is_left_alone_as_long_as_it_asks(
    tmp_path: Path, mails: MailSink, hooks: HookSink, fault: str
) -> None:
    """D8: no request before 120 s, in seconds and as a date; the mail goes on. Mutation: `retry_after` ignored → 60 s."""
    mail = make.target("mail", address=mailbox(mails.port))
    desk = wire(Desk(tmp_path, mail, make.target("slack", channel="slack", address=SLACK)), hooks.base)
    hooks.fault, hooks.now = fault, desk.clock.now()
    desk.decide(make.reversal(key="r0"))
    await desk.sender.send_due()
    hooks.fault = ""
    desk.decide(make.reversal(key="r1"))
    await desk.run(1.9, step=3)
    assert (len(hooks.hits), len(mails.mails)) == (1, 2)
    await desk.run(0.3, step=3)
    assert [key for hit in hooks.taken for key in told(hit.body.decode())] == ["r0", "r1"]


# --- many at once --------------------------------------------------------------------------------------------------------


async def drain(desk: Desk, mails: MailSink, hooks: HookSink, count: int) -> None:
    changes = [make.value_changed(f"c{number}", after=20_000 + number) for number in range(count)]
    with desk.store.write() as session:
        write(session, changes, desk.clock.now())
        outbox.enqueue(session, changes, [desk.watchlist], desk.targets, now=desk.clock.now())
    desk.clock.pass_time(minutes=2)
    while desk.rows("queued", "sending", "retry"):
        before = len(mails.mails), len(hooks.taken)
        for _ in range(3):  # all in the same second
            await desk.sender.send_due()
        assert len(mails.mails) - before[0] <= 1
        assert len(hooks.taken) - before[1] <= 1
        desk.clock.pass_time(seconds=1)
    wanted = sorted(f"c{number}" for number in range(count))
    assert sorted(key for mail in mails.mails for key in told(mail.text)) == wanted
    assert sorted(change["key"] for hit in hooks.taken for change in hit.json["changes"]) == wanted
    assert len(mails.mails) == len(hooks.taken) == -(-count // 200)


def two_channels(folder: Path, mails: MailSink, hooks: HookSink) -> Desk:
    mail = make.target("mail", address=mailbox(mails.port))
    hook = make.target("hook", channel="webhook", address=f"json://127.0.0.1:{hooks.port}/in")
    return wire(Desk(folder, mail, hook))


async def test_five_hundred_waiting_rows_reach_mail_and_hook_as_a_few_lists(
    tmp_path: Path, mails: MailSink, hooks: HookSink
) -> None:
    """Mutation: GAP = 0 sends three in one second; LIST_LIMIT of 10 sends fifty messages."""
    await drain(two_channels(tmp_path, mails, hooks), mails, hooks, 500)


async def test_changes_of_several_watchlists_that_wait_together_become_one_list(
    tmp_path: Path, mails: MailSink
) -> None:
    """3.2: more than ten for one target are one message, whichever watchlists they come from; up to ten stay apart.

    Mutation: BURST = 10**9 sends one message for each watchlist.
    """
    desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(mails.port))))
    for name, count in (("streik", 3), ("ruestung", 3)):
        _decide_for(desk, name, count)
    await desk.run(2, step=10)
    assert len(mails.mails) == 2
    mails.mails.clear()
    for name, count in (("hochwasser", 4), ("impfung", 4), ("zinsen", 4)):
        _decide_for(desk, name, count)
    await desk.run(2, step=10)
    assert [len(told(mail.text)) for mail in mails.mails] == [12]
    assert "12 Änderungen" in mails.mails[0].subject


def _decide_for(desk: Desk, name: str, count: int) -> None:
    """So many changes of one watchlist, all told to the desk's targets."""
    notify = tuple(target.name for target in desk.targets)
    desk.watchlist = replace(make.watchlist(notify), id=name)
    changes = [
        make.change(key=f"{name[0]}{number}", after=make.figure(20_000 + number), watchlist=name)
        for number in range(count)
    ]
    desk.decide(*changes)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_ten_thousand_waiting_rows_reach_mail_and_hook_without_a_flood(
    tmp_path: Path, mails: MailSink, hooks: HookSink
) -> None:
    await drain(two_channels(tmp_path, mails, hooks), mails, hooks, 10_000)


# --- a disk without space ------------------------------------------------------------------------------------------------


async def test_a_full_disk_stops_nothing_for_good(tmp_path: Path, mails: MailSink) -> None:
    """D14: the sender goes on, one emergency mail comes without the database, afterwards everything leaves.

    Mutation: without `_cannot_store` in `_reap` nobody hears of it.
    """
    desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(mails.port), operator=True)))
    limit = {"pages": 10**6}

    @event.listens_for(desk.store._engine, "begin")
    def full(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={limit['pages']}")

    desk.decide(*(make.reversal(key=f"r{number}") for number in range(3)))
    limit["pages"] = 1
    _fill(desk)
    running = asyncio.create_task(desk.sender.run())
    for _ in range(8):
        await asyncio.sleep(0.25)
        desk.clock.pass_time(seconds=20)
        desk.sender.wake()
    assert not running.done()
    assert [mail.subject for mail in mails.mails] == ["Kein Platz auf der Platte"]
    limit["pages"] = 10**6
    for _ in range(8):
        await asyncio.sleep(0.25)
        desk.clock.pass_time(seconds=20)
        desk.sender.wake()
    await desk.sender.stop()
    await running
    assert sorted(key for mail in mails.mails[1:] for key in told(mail.text)) == ["r0", "r1", "r2"]
    assert {row.state for row in desk.rows()} == {"sent"}
    assert desk.store.check() == ()


def _fill(desk: Desk) -> None:
    """Uses up the free room of the file's pages: attempts of a row that exists, ever smaller ones."""
    row = desk.rows()[0].id or 0
    for size in (50_000, 3_000, 400, 40, 0):
        for _ in range(2000):
            try:
                with desk.store.write() as session:
                    now = desk.clock.now()
                    session.add(
                        AttemptRow(delivery_id=row, number=0, started_at=now, outcome="sent", answer="x" * size)
                    )
            except Exception:
                break


# --- changes between deciding and sending --------------------------------------------------------------------------------


async def test_a_change_overtaken_while_its_server_is_away_is_sent_and_then_corrected(
    tmp_path: Path, mails: MailSink
) -> None:
    """What was tried may have been read: it arrives, and the correction follows in the same thread, in this order."""
    desk = wire(Desk(tmp_path, make.target("mail", address=mailbox(mails.port))))
    mails.mode = "down"
    desk.decide(make.value_changed("a1"))
    await desk.run(2, step=10)
    desk.decide(make.change(ChangeType.SUPERSEDED, key="s1", supersedes="a1"))
    await desk.run(1, step=10)
    mails.mode = "up"
    await desk.run(20, step=10)
    subjects = [mail.subject for mail in mails.mails]
    assert [subject.startswith("Überholt: ") for subject in subjects] == [False, True]
    assert mails.mails[1].message["References"] == mails.mails[0].message["References"]


async def test_a_deleted_target_ends_its_rows_and_no_others(tmp_path: Path, mails: MailSink) -> None:
    """D31, with a server: the removed mailbox gets nothing, its rows say why, the other one hears everything."""
    gone, kept = (make.target(name, address=mailbox(mails.port, f"{name}@example.org")) for name in ("alt", "neu"))
    desk = wire(Desk(tmp_path, gone, kept))
    desk.decide(make.value_changed("a1"))
    desk.targets.remove(gone)
    await desk.run(2, step=10)
    assert [mail.to for mail in mails.mails] == ["neu@example.org"]
    states = {row.target: (row.state, row.reason) for row in desk.rows()}
    assert states == {"alt": ("failed", "delivery.no_target"), "neu": ("sent", "delivery.sent")}


async def test_rows_queued_before_an_upgrade_are_sent_by_the_present_version(tmp_path: Path, mails: MailSink) -> None:
    """D32: a database written by schema 0001, with a queued, a failing and an interrupted message, as SQL text."""
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.executescript(FIXTURE.read_text("utf-8"))
    old.close()
    desk = Desk(tmp_path / "new", make.target("mail", address=mailbox(mails.port)))
    desk.store.close()
    desk.store = Store.open(f"sqlite:///{tmp_path / 'old.db'}", now=desk.clock.now())
    desk.sender = desk.new_sender("new")
    wire(desk)
    desk.clock.pass_time(minutes=10)
    await desk.run(1, step=5)
    assert {key for mail in mails.mails for key in told(mail.text)} == {"q1", "q2", "q3"}
    assert [told(mail.text) for mail in mails.mails if "möglicherweise doppelt" in mail.text] == [["q1"]]
    assert {row.state for row in desk.rows()} == {"sent"}
    assert desk.store.check() == ()
