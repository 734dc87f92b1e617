"""The outbox on a real database: one row per decision and target, and what each answer does to it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import select

from monitor.alerts.model import Message, Outcome, SendResult, Silence, Target
from monitor.ledger.model import ChangeType
from monitor.store import outbox
from monitor.store.tables import ArticleRow, AttemptRow, MarkRow, ServiceRow, SilenceRow, TargetRow
from monitor.watchlist.model import Grade
from tests.integration.desk import SENT, Desk
from tests.unit.alerts import builders as make

DOWN = SendResult(outcome=Outcome.RETRY, reason="delivery.unreachable")
UNCLEAR = SendResult(outcome=Outcome.UNCLEAR, reason="delivery.timeout", uncertain=True)
GONE = SendResult(outcome=Outcome.FAILED, reason="delivery.gone", status=404, broken=True)
SLACK = {"channel": "slack", "address": "slack://x"}


def many(count: int, **fields: object) -> list[object]:
    return [make.change(key=f"c{number}", after=make.figure(11000 + number), **fields) for number in range(count)]


async def test_a_decision_cannot_be_queued_twice_for_a_target(tmp_path: Path) -> None:
    """Mutation: without ON CONFLICT the second enqueue raises; without the unique key it sends twice."""
    desk = Desk(tmp_path)
    change = make.reversal()
    assert desk.decide(change) == 1
    with desk.store.write() as session:
        again = outbox.enqueue(session, [change], [desk.watchlist], desk.targets, now=desk.clock.now())
    await desk.run(2)
    assert again == 0
    assert len(desk.answers.calls) == 1


async def test_a_reversal_leaves_at_once_and_a_figure_waits_for_its_like(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(make.value_changed())
    await desk.run(0.5)
    assert desk.subjects() == []
    desk.decide(make.reversal())
    await desk.sender.send_due()
    assert len(desk.answers.accepted) == 1
    assert desk.subjects()[0].endswith("(+1)"), "the waiting change leaves together with the urgent one"
    assert {row.state for row in desk.rows()} == {"sent"}


async def test_related_changes_become_one_message_after_the_group_wait(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(*many(3))
    await desk.run(2)
    assert len(desk.answers.calls) == 1
    assert len({row.alert_id for row in desk.rows("sent")}) == 1


async def test_one_failing_target_does_not_hold_up_another(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target("mail"), make.target("slack", **SLACK))
    desk.answers.rule = lambda target, message: DOWN if target.name == "mail" else SENT
    desk.decide(make.reversal())
    await desk.sender.send_due()
    assert [call.target for call in desk.answers.accepted] == ["slack"]


async def test_waiting_times_grow_and_everything_arrives_in_order(tmp_path: Path) -> None:
    """D5: down for two hours; 1, 2, 5, 10, 15, 30 … minutes; nothing lost, order kept, the other target told once."""
    desk = Desk(tmp_path, make.target("mail"), make.target("slack", operator=True, **SLACK))
    start = desk.clock.now()
    up = start + timedelta(hours=2)

    def rule(target: Target, message: Message) -> SendResult:
        return DOWN if target.name == "mail" and desk.clock.now() < up else SENT

    desk.answers.rule = rule
    for number in range(4):
        desk.decide(make.reversal(key=f"r{number}", at=start + timedelta(minutes=number)))
        await desk.run(20, step=15)
    await desk.run(80, step=15)
    tries = [
        call.at - start for call in desk.answers.calls if call.target == "mail" and call.outcome is not Outcome.SENT
    ]
    gaps = [round((later - earlier).total_seconds() / 60) for earlier, later in pairwise(tries)]
    mails = [call.message for call in desk.answers.accepted if call.target == "mail"]
    assert gaps == [1, 2, 5, 10, 15, 30, 30]
    assert [row.state for row in desk.rows() if row.target == "mail"] == ["sent"] * 4
    assert "/changes/r0" in mails[0].text
    assert [key for key in ("r1", "r2", "r3") if f"/changes/{key}" in mails[1].text] == ["r1", "r2", "r3"]
    assert len(mails) == 2
    notes = [
        call.message.subject
        for call in desk.answers.accepted
        if call.target == "slack" and "mail" in call.message.subject
    ]
    assert notes == ["Empfänger mail antwortet seit 15 Minuten nicht"]


async def test_retry_after_is_the_least_wait_and_six_hours_the_most(tmp_path: Path) -> None:
    """D8: nothing to that target before 120 s. Mutation: ignoring `retry_after` in `backoff` tries after 60 s."""
    desk = Desk(tmp_path)
    desk.answers.rule = lambda target, message: SendResult(
        outcome=Outcome.RETRY, reason="delivery.too_many", status=429, retry_after=120.0
    )
    desk.decide(make.reversal("a"))
    await desk.sender.send_due()
    desk.decide(make.reversal("b"))
    await desk.run(1.9, step=5)
    assert len(desk.answers.calls) == 1
    await desk.run(0.3, step=5)
    assert len(desk.answers.calls) == 2
    assert outbox.backoff(1, 10**6, 0.0) == timedelta(hours=6)


async def test_a_target_that_is_gone_stops_at_once_and_the_operator_hears_it_once(tmp_path: Path) -> None:
    """D9, D7: one try, "defekt", nothing deleted; later rows wait; after a repair they leave."""
    desk = Desk(tmp_path, make.target("slack", **SLACK), make.target("mail", operator=True))
    desk.answers.rule = lambda target, message: GONE if target.name == "slack" else SENT
    desk.decide(make.reversal("a"))
    await desk.sender.send_due()
    desk.decide(make.reversal("b"))
    await desk.run(10, step=10)
    assert len([call for call in desk.answers.calls if call.target == "slack"]) == 1
    assert [call.message.subject for call in desk.answers.calls if "defekt" in call.message.subject] == [
        "Empfänger slack ist defekt"
    ]
    assert sorted(row.state for row in desk.rows() if row.target == "slack") == ["failed", "queued"]
    desk.answers.rule = lambda target, message: SENT
    with desk.store.write() as session:
        outbox.repair(session, "slack", desk.clock.now())
        failed = next(row for row in desk.rows("failed"))
        assert outbox.retry(session, failed.id or 0, desk.clock.now())
    await desk.run(1, step=10)
    assert [row.state for row in desk.rows() if row.target == "slack"] == ["sent", "sent"]


async def test_an_unclear_outcome_gives_one_marked_repetition_and_no_more(tmp_path: Path) -> None:
    """D11, D6. Mutation: `_was_unclear` returning False repeats for two days."""
    desk = Desk(tmp_path)
    desk.answers.rule = lambda target, message: UNCLEAR
    desk.decide(make.reversal())
    await desk.run(90, step=20)
    assert len(desk.answers.calls) == 2
    assert "möglicherweise doppelt" not in desk.answers.calls[0].message.text
    assert "möglicherweise doppelt" in desk.answers.calls[1].message.text
    assert [row.state for row in desk.rows()] == ["failed"]


async def test_every_attempt_is_a_row_with_its_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    answers = iter([DOWN, DOWN, SENT])
    desk.answers.rule = lambda target, message: next(answers)
    desk.decide(make.reversal())
    await desk.run(5, step=10)
    with desk.store.read() as session:
        attempts = session.exec(select(AttemptRow)).all()
    assert [(row.number, row.outcome, row.reason) for row in attempts] == [
        (1, "retry", "delivery.unreachable"),
        (2, "retry", "delivery.unreachable"),
        (3, "sent", "delivery.sent"),
    ]
    assert all(row.ended_at for row in attempts)


async def test_more_than_ten_waiting_become_one_list(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(*many(23))
    await desk.run(3, step=5)
    assert len(desk.answers.calls) == 1
    assert desk.subjects()[0].startswith("23 Änderungen auf einmal")
    assert desk.answers.calls[0].message.text.count("/changes/c") == 23


async def test_at_most_one_message_per_second_and_target(tmp_path: Path) -> None:
    """Mutation: without GAP all nine leave in the same second."""
    desk = Desk(tmp_path)
    desk.decide(*[make.reversal(f"r{number}") for number in range(1)])
    for number in range(8):
        await desk.sender.send_due()
        desk.decide(make.reversal(f"x{number}"))
        desk.clock.pass_time(milliseconds=200)
    await desk.run(1, step=0.2)
    times = [call.at for call in desk.answers.accepted]
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(times))


async def test_what_waits_too_long_expires_as_a_failure_that_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target("mail"), make.target("ops", operator=True))
    desk.watchlist = make.watchlist(("mail",))
    desk.answers.rule = lambda target, message: DOWN if target.name == "mail" else SENT
    desk.decide(make.reversal())
    await desk.run(60 * 49, step=600)
    assert [row.state for row in desk.rows() if row.target == "mail" and row.kind == "alert"] == ["expired"]
    assert any("nicht zugestellt" in subject for subject in desk.subjects())


async def test_rows_of_a_deleted_target_fail_with_the_reason(tmp_path: Path) -> None:
    """D31; a file without any target is taken for a missing file: nothing is thrown away."""
    desk = Desk(tmp_path)
    desk.decide(make.value_changed())
    desk.targets = []
    await desk.sender.send_due()
    assert [row.state for row in desk.rows()] == ["queued"]
    desk.targets = [make.target("andere")]
    desk.clock.pass_time(seconds=20)
    await desk.sender.send_due()
    assert [(row.state, row.reason) for row in desk.rows()] == [("failed", "delivery.no_target")]


async def test_a_chore_that_fails_costs_no_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutation: without the except in `_tidy` nothing leaves any more."""
    desk = Desk(tmp_path)
    monkeypatch.setattr(outbox, "queue_digests", lambda *args, **rest: 1 / 0)
    desk.decide(make.reversal())
    await desk.sender.send_due()
    assert len(desk.answers.accepted) == 1


async def test_a_clock_that_is_set_floods_nothing_and_freezes_nothing(tmp_path: Path) -> None:
    """D16: ±3 h between two tries. Mutation: without `shift`, +3 h retries at once and -3 h waits three hours."""
    for hours in (3, -3):
        folder = tmp_path / str(hours)
        folder.mkdir()
        desk = Desk(folder)
        answers = iter([DOWN, DOWN, SENT])
        desk.answers.rule = lambda target, message, answers=answers: next(answers)  # type: ignore[misc]
        desk.decide(make.reversal())
        await desk.sender.send_due()
        desk.clock.set(timedelta(hours=hours))
        await desk.sender.send_due()
        assert len(desk.answers.calls) == 1
        await desk.run(1.1, step=5)
        assert len(desk.answers.calls) == 2
        await desk.run(2.1, step=5)
        assert [call.outcome for call in desk.answers.calls] == [Outcome.RETRY, Outcome.RETRY, Outcome.SENT]
        desk.store.close()


async def test_a_change_decided_right_after_the_clock_was_set_forward_leaves_at_once(tmp_path: Path) -> None:
    """D16: it carries the new time; moving it too would hold it for three hours."""
    desk = Desk(tmp_path)
    await desk.sender.send_due()
    desk.clock.set(timedelta(hours=3))
    desk.decide(make.reversal())
    await desk.sender.send_due()
    assert len(desk.answers.accepted) == 1


async def test_a_new_instance_need_not_wait_for_the_lease_of_the_dead_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(make.reversal())
    with desk.store.write() as session:
        assert outbox.claim(session, desk.targets[0], owner="dead", now=desk.clock.now(), lease=timedelta(seconds=120))
    desk.clock.pass_time(seconds=1)
    with desk.store.write() as session:
        assert outbox.inherit(session, desk.clock.now()) == 1
    await desk.new_sender("two").send_due()
    assert "möglicherweise doppelt" in desk.answers.accepted[0].message.text


async def test_a_lease_from_before_the_clock_was_set_back_is_not_believed(tmp_path: Path) -> None:
    """D16 with a crash: the dead instance's lease seems to end in three hours."""
    desk = Desk(tmp_path)
    desk.decide(make.reversal())
    with desk.store.write() as session:
        assert outbox.claim(session, desk.targets[0], owner="dead", now=desk.clock.now(), lease=timedelta(seconds=120))
    desk.clock.set(timedelta(hours=-3))
    desk.sender = desk.new_sender("two")
    await desk.sender.send_due()
    assert len(desk.answers.accepted) == 1


async def test_two_senders_never_send_the_same_row(tmp_path: Path) -> None:
    """Mutation: `claim` without the state in its query lets both send."""
    desk = Desk(tmp_path)
    other = desk.new_sender("two")
    desk.decide(make.reversal())
    await desk.sender.send_due()
    desk.clock.pass_time(seconds=2)
    await other.send_due()
    assert len(desk.answers.calls) == 1


async def test_what_one_sender_is_sending_no_other_one_takes(tmp_path: Path) -> None:
    """The lease: ten seconds into a slow sending another sender finds nothing to do."""
    desk = Desk(tmp_path)
    other = desk.new_sender("two")
    begun, done = asyncio.Event(), asyncio.Event()
    sent: list[str] = []

    async def slow(target: Target, message: Message) -> SendResult:
        sent.append(message.subject)
        begun.set()
        await done.wait()
        return SENT

    desk.sender._send = other._send = slow
    desk.decide(make.reversal())
    first = asyncio.create_task(desk.sender.send_due())
    await asyncio.wait_for(begun.wait(), 5)
    desk.clock.pass_time(seconds=10)
    second = asyncio.create_task(other.send_due())
    await asyncio.wait([second], timeout=0.3)
    done.set()
    await asyncio.gather(first, second)
    assert len(sent) == 1


# --- calm --------------------------------------------------------------------------------------------------------------


async def test_quiet_hours_hold_and_release_as_one_message_and_a_reversal_breaks_through(tmp_path: Path) -> None:
    evening = datetime(2025, 4, 28, 21, 0, tzinfo=UTC)  # 23:00 in Berlin
    desk = Desk(tmp_path, make.target(quiet="22:00-06:00", digest_at=None), now=evening)
    desk.decide(*many(3, at=evening))
    await desk.run(60, step=60)
    assert desk.subjects() == []
    desk.decide(make.reversal(at=evening))
    await desk.sender.send_due()
    assert len(desk.subjects()) == 1
    await desk.run(6 * 60, step=60)
    assert len(desk.subjects()) == 2
    assert desk.answers.accepted[1].at == datetime(2025, 4, 29, 4, 0, tzinfo=UTC)
    assert "aus der Ruhezeit" in desk.answers.accepted[1].message.text


async def test_the_digest_comes_daily_at_seven_exactly_once_also_when_the_clocks_change(tmp_path: Path) -> None:
    """D17. Both Sundays of 2025; 07:00 in Berlin is 05:00 UTC in summer, 06:00 in winter."""
    for start in (datetime(2025, 3, 28, 12, 0, tzinfo=UTC), datetime(2025, 10, 24, 12, 0, tzinfo=UTC)):
        folder = tmp_path / start.date().isoformat()
        folder.mkdir()
        desk = Desk(folder, now=start)
        await desk.run(4 * 24 * 60, step=900)
        hours = [call.at.hour for call in desk.answers.accepted]
        days = [call.at.date() for call in desk.answers.accepted]
        assert len(days) == len(set(days)) == 4
        assert hours == ([6, 5, 5, 5] if start.month == 3 else [5, 6, 6, 6])
        desk.store.close()


async def test_what_comes_after_the_digest_waits_for_the_next_one(tmp_path: Path) -> None:
    """Mutation: without the look for today's digest it is glued to the one that was sent."""
    desk = Desk(tmp_path, now=datetime(2025, 4, 28, 4, 0, tzinfo=UTC))
    await desk.run(120, step=300)
    assert len(desk.answers.accepted) == 1
    desk.decide(make.change(ChangeType.REFINED, grade=Grade.DIGEST))
    await desk.run(20 * 60, step=600)
    assert len(desk.answers.accepted) == 1
    assert [row.held_for for row in desk.rows("held")] == ["digest"]
    await desk.run(4 * 60, step=600)
    assert desk.subjects()[1].startswith("Übersicht 29.04.2025: 1 Änderung")


async def test_a_digest_missed_while_asleep_comes_once_and_says_that_it_is_late(tmp_path: Path) -> None:
    """D18."""
    desk = Desk(tmp_path, now=datetime(2025, 4, 28, 20, 0, tzinfo=UTC))
    desk.decide(make.change(ChangeType.REFINED, grade=Grade.DIGEST))
    await desk.sender.send_due()
    desk.clock.pass_time(hours=15)
    await desk.run(30, step=60)
    assert len(desk.answers.accepted) == 1
    assert "verspätet: fällig war 29.04.2025, 07:00 MESZ" in desk.answers.accepted[0].message.text
    assert {row.state for row in desk.rows()} == {"sent"}


async def test_the_digest_says_that_the_monitor_runs_and_how_much_it_sees(tmp_path: Path) -> None:
    desk = Desk(tmp_path, now=datetime(2025, 4, 28, 20, 0, tzinfo=UTC))
    await desk.run(11 * 60, step=600)
    text = desk.answers.accepted[0].message.text
    assert "0 Quellen, keine gestört" in text
    assert "Keine Änderungen" in text


async def test_a_weekly_digest_comes_on_its_day_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target(digest_day=0), now=datetime(2025, 4, 24, 12, 0, tzinfo=UTC))
    desk.decide(make.change(ChangeType.REFINED, grade=Grade.DIGEST))
    await desk.run(7 * 24 * 60, step=1800)
    assert [call.at.date().isoformat() for call in desk.answers.accepted] == ["2025-04-28"]
    assert desk.subjects()[0].startswith("Woche bis 28.04.2025: 1 Änderung")


async def test_a_cap_turns_the_rest_into_the_digest_and_says_so_and_never_holds_a_reversal(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target(cap_per_day=2), now=datetime(2025, 4, 28, 8, 0, tzinfo=UTC))
    for number in range(4):
        desk.decide(make.change(key=f"c{number}", after=make.figure(11000 + number)))
        await desk.run(2, step=20)
    desk.decide(make.reversal())
    await desk.run(1, step=20)
    assert sum("Tagesgrenze" in subject for subject in desk.subjects()) == 1
    assert sum("bestätigt" in subject for subject in desk.subjects()) == 1
    assert len(desk.rows("held")) == 2
    await desk.run(24 * 60, step=900)
    assert desk.subjects()[-1].startswith("Übersicht 29.04.2025: 2 Änderungen")


async def test_a_silence_mutes_telling_but_not_the_log(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with desk.store.write() as session:
        session.add(
            SilenceRow(
                watchlist="nordkorea", claim="entsandte-soldaten", up_to=15000, author="mk", created_at=make.NOON
            )
        )
    desk.decide(make.value_changed("a", after=14000), make.value_changed("b", after=16000), make.reversal("c"))
    await desk.run(2, step=10)
    assert [row.held_for for row in desk.rows("held")] == ["silenced"]
    assert len(desk.rows("sent")) == 2
    with desk.store.read() as session:
        found = outbox.silences(session, desk.clock.now(), ["nordkorea"])
    assert found == (Silence(watchlist="nordkorea", claim="entsandte-soldaten", up_to=15000, author="mk"),)


async def test_those_who_got_an_alert_hear_once_that_it_is_overtaken_and_in_the_same_thread(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target("mail"), make.target("slack", min_type=ChangeType.REVERSAL, **SLACK))
    desk.decide(make.value_changed("a"))
    await desk.run(2, step=10)
    desk.decide(make.change(ChangeType.SUPERSEDED, key="s", supersedes="a"))
    await desk.run(2, step=10)
    follow = [call for call in desk.answers.accepted if call.message.subject.startswith("Überholt: ")]
    first = desk.answers.accepted[0].message
    assert [call.target for call in follow] == ["mail"]
    assert dict(follow[0].message.headers)["References"] == dict(first.headers)["References"]


async def test_an_alert_judged_false_is_taken_back_once_unless_the_judgement_was_a_slip(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(make.reversal("a"), make.reversal("b"))
    await desk.run(1, step=10)
    with desk.store.write() as session:
        for key, value in (("a", "falsch"), ("b", "falsch"), ("b", "richtig"), ("nie-gemeldet", "falsch")):
            session.add(MarkRow(change_key=key, kind="judge", value=value, author="mk", at=desk.clock.now()))
    await desk.run(1.5, step=10)
    assert len(desk.answers.accepted) == 1
    await desk.run(10, step=10)
    follow = desk.answers.accepted[1:]
    assert len(follow) == 1
    assert follow[0].message.subject.startswith("Überholt: Nordkorea bestätigt")
    assert "Die Redaktion hat die Meldung" in follow[0].message.text


async def test_a_change_overtaken_before_it_left_is_not_sent(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.decide(make.value_changed("a"))
    desk.decide(make.change(ChangeType.SUPERSEDED, key="s", supersedes="a"))
    await desk.run(2, step=10)
    assert desk.answers.calls == []
    assert [row.held_for for row in desk.rows()] == ["overtaken"]


async def test_a_reminder_comes_once_unless_somebody_acknowledged(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target(remind_after=1800.0))
    desk.decide(make.reversal("a"))
    await desk.sender.send_due()
    desk.clock.pass_time(seconds=5)
    desk.decide(make.reversal("b"))
    await desk.sender.send_due()
    with desk.store.write() as session:
        session.add(MarkRow(change_key="b", kind="ack", author="mk", at=desk.clock.now()))
    await desk.run(120, step=60)
    reminders = [subject for subject in desk.subjects() if subject.startswith("Erinnerung: ")]
    assert len(reminders) == 1


async def test_a_broken_watchlist_is_told_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target(operator=True))
    for _ in range(3):
        with desk.store.write() as session:
            values: dict[str, object] = {"watchlist": "nordkorea", "problem": "Zeile 3: unbekannter Schlüssel."}
            outbox.tell_operator(
                session, "watchlist_broken", values, desk.targets, once="watchlist:nordkorea:abc", now=desk.clock.now()
            )
        await desk.run(1, step=10)
    assert desk.subjects() == ["Watchlist nordkorea ist fehlerhaft"]


async def test_missing_cycles_are_told_once_and_not_right_after_a_start(tmp_path: Path) -> None:
    """D26 seen from the desk: half an hour without a full cycle; a machine that slept gets time to catch up."""
    desk = Desk(tmp_path, make.target(operator=True, digest_at=None))
    with desk.store.write() as session:
        session.add(ServiceRow(key="cycle", value="{}", at=desk.clock.now() - timedelta(hours=6)))
    await desk.run(9, step=20)
    assert desk.subjects() == []
    await desk.run(60, step=20)
    assert desk.subjects() == ["Der Monitor fragt keine Quellen ab"]


async def test_a_publisher_whose_pages_give_no_text_is_told_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, make.target(operator=True, digest_at=None))
    with desk.store.write() as session:
        for number in range(12):
            for host, state in (("alt.example", "read"), ("neu.example", "none" if number < 8 else "read")):
                address = f"https://{host}/{number}"
                session.add(
                    ArticleRow(url=address, link=address, host=host, state=state, visits=1, found_at=desk.clock.now())
                )
    await desk.run(60, step=20)
    assert desk.subjects() == ["Texterkennung auffällig: neu.example"]


async def test_health_counts_what_waits_and_names_disturbed_targets(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers.rule = lambda target, message: DOWN
    desk.decide(make.reversal(), make.change(ChangeType.REFINED, key="x", grade=Grade.DIGEST))
    await desk.sender.send_due()
    with desk.store.read() as session:
        health = outbox.health(session)
        assert session.get(TargetRow, "mail") is not None
    assert (health.waiting, health.held, health.failed) == (1, 1, 0)
    assert health.disturbed[0][:3] == ("mail", "failing", "delivery.unreachable")


@pytest.mark.parametrize("number", range(1, 9))
def test_the_jitter_moves_waiting_times_by_ten_percent(number: int) -> None:
    least, most = outbox.backoff(number, None, -1.0), outbox.backoff(number, None, 1.0)
    base = outbox.BACKOFF[min(number, 6) - 1] * 60
    assert least.total_seconds() == pytest.approx(base * 0.9)
    assert most.total_seconds() == pytest.approx(base * 1.1)
