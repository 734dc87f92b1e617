"""A night at the desk, minute by minute: what comes, what waits, what breaks, and what the morning brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.ledger import withdraw
from monitor.ledger.model import ChangeType
from monitor.watchlist.model import Grade
from tests.integration.desk import SENT, Desk
from tests.unit.alerts import builders as make

BERLIN = ZoneInfo("Europe/Berlin")
GONE = SendResult(outcome=Outcome.FAILED, reason="delivery.gone", status=404, broken=True)


def clock(hour: int, minute: int = 0, day: int = 28) -> datetime:
    return datetime(2025, 4, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


async def until(desk: Desk, moment: datetime) -> None:
    minutes = (moment - desk.clock.now()) / timedelta(minutes=1)
    await desk.run(minutes, step=30 if minutes < 60 else 120)


async def test_a_night_at_the_desk(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path,
        make.target("mail", quiet="22:00-06:00", operator=True),
        make.target("slack", channel="slack", address="slack://x", digest_at=None),
        now=clock(20, 0),
    )

    def told(name: str) -> list[tuple[str, str]]:
        return [
            (call.at.astimezone(BERLIN).strftime("%H:%M"), call.message.subject)
            for call in desk.answers.accepted
            if call.target == name
        ]

    # 20:00 – a figure moves; a minute later both targets have it
    desk.decide(make.value_changed("zahl", at=clock(19, 58)))
    await until(desk, clock(20, 30))
    assert told("mail") == told("slack") == [("20:01", "Pentagon: 12.000 statt rund 10.000 nordkoreanische Soldaten")]

    # 21:00 – a finer figure is for the morning
    desk.decide(make.change(ChangeType.REFINED, key="feiner", before=make.figure(12000), grade=Grade.DIGEST))
    # 22:30 – quiet hours: another figure waits for mail, Slack has none
    await until(desk, clock(22, 30))
    desk.decide(make.value_changed("nachts", after=13000, at=clock(22, 29)))
    await until(desk, clock(23, 0))
    assert len(told("mail")) == 1
    assert told("slack")[-1] == ("22:31", "Pentagon: 13.000 statt rund 10.000 nordkoreanische Soldaten")

    # 23:10 – somebody deletes the Slack hook; North Korea confirms: mail comes at once, quiet hours or not
    def gone(target: Target, message: Message) -> SendResult:
        return GONE if target.name == "slack" else SENT

    desk.answers.rule = gone
    await until(desk, clock(23, 10))
    desk.decide(make.reversal("kehrt", at=clock(23, 9)))
    await desk.sender.send_due()
    assert told("mail")[-1][1].startswith("Nordkorea bestätigt")
    await until(desk, clock(23, 20))
    assert [subject for _, subject in told("mail") if "slack" in subject] == ["Empfänger slack ist defekt"]

    # 02:00 – the night's figure turns out wrong before mail ever had it: mail hears nothing of it, Slack would have
    await until(desk, clock(2, 0, day=29))
    desk.decide(withdraw(make.value_changed("nachts", after=13000), code="overtaken", at=clock(2, 0, day=29)))
    await until(desk, clock(6, 30, day=29))
    assert not any("13.000" in subject for _, subject in told("mail"))
    assert [row.state for row in desk.rows() if row.kind == "follow_up"] == ["queued"]

    # 07:00 – the digest, once, with what was held
    await until(desk, clock(9, 0, day=29))
    digests = [(at, subject) for at, subject in told("mail") if subject.startswith("Übersicht")]
    assert [at for at, _ in digests] == ["07:00"]
    assert digests[0][1].startswith("Übersicht 29.04.2025: 1 Änderung · Pentagon genauer: 12.000")
    assert not any(row.state in ("retry", "unclear", "sending") for row in desk.rows())
