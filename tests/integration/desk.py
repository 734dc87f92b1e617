"""A desk for tests: a real database in a file, a clock that the test moves, targets that answer as told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.alerts import Links
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.alerts.planning import rank
from monitor.ledger.model import Change
from monitor.sender import Sender, no_fault
from monitor.settings import Settings
from monitor.store import Session, Store, dump, outbox
from monitor.store.tables import ChangeRow, ClaimRow, DeliveryRow
from monitor.watchlist.model import Watchlist
from tests.unit.alerts import builders as make

LINKS = Links(base="https://monitor.redaktion.example", secret=b"test")
SENT = SendResult(outcome=Outcome.SENT, reason="delivery.sent")


@dataclass
class FakeClock:
    """Wall and monotonic clock; `pass_time` moves both, `set` moves the wall alone."""

    wall: datetime
    steady: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_time(self, **amount: float) -> None:
        step = timedelta(**amount)
        self.wall += step
        self.steady += step.total_seconds()

    def set(self, by: timedelta) -> None:
        self.wall += by


@dataclass
class Delivered:
    """One call at a target."""

    target: str
    message: Message
    at: datetime
    outcome: Outcome


@dataclass
class Answers:
    """What the targets answer: `rule(target, message)`; all calls in order."""

    clock: FakeClock
    rule: Callable[[Target, Message], SendResult] = lambda target, message: SENT
    calls: list[Delivered] = field(default_factory=list)

    async def send(self, target: Target, message: Message) -> SendResult:
        result = self.rule(target, message)
        self.calls.append(Delivered(target.name, message, self.clock.now(), result.outcome))
        return result

    @property
    def accepted(self) -> list[Delivered]:
        return [call for call in self.calls if call.outcome is Outcome.SENT]


def write(session: Session, changes: Iterable[Change], now: datetime) -> None:
    """Puts changes into the log, as the engine does."""
    for change in changes:
        session.add(
            ChangeRow(
                key=change.key,
                watchlist=change.watchlist,
                claim=change.claim,
                claim_version=change.claim_version,
                type=change.type.value,
                rank=rank(change.type),
                grade=change.grade.value,
                party=change.party,
                at=change.at,
                decided_at=now,
                late=change.late,
                supersedes=change.supersedes,
                data=dump(change),
            )
        )
    session.flush()


def write_claims(session: Session, watchlist: Watchlist, now: datetime) -> None:
    """The claims with their questions."""
    for claim in watchlist.claims:
        session.add(
            ClaimRow(
                watchlist=watchlist.id,
                claim=claim.id,
                version="v1",
                question=claim.question,
                kind=claim.kind.value,
                data=dump(claim),
                since=now,
            )
        )


class Desk:
    """One watchlist, some targets, a sender."""

    def __init__(self, folder: Path, *targets: Target, now: datetime = make.NOON) -> None:
        self.clock = FakeClock(now)
        self.store = Store.open(f"sqlite:///{folder / 'monitor.db'}", now=now)
        self.targets: list[Target] = list(targets) or [make.target()]
        self.watchlist = make.watchlist(tuple(target.name for target in self.targets))
        self.answers = Answers(self.clock)
        with self.store.write() as session:
            write_claims(session, self.watchlist, now)
            outbox.meet_targets(session, [target.name for target in self.targets], now)
        self.sender = self.new_sender("one")

    def new_sender(self, owner: str, fault: Callable[[str], None] = no_fault) -> Sender:
        return Sender(
            self.store,
            self.answers.send,
            targets=lambda: self.targets,
            watchlists=lambda: [self.watchlist],
            clock=self.clock,
            settings=Settings(_env_file=None),  # type: ignore[call-arg]
            owner=owner,
            links=LINKS,
            jitter=lambda: 0.0,
            fault=fault,
        )

    def decide(self, *changes: Change, group_wait: float = 60.0) -> int:
        """Decision, change and delivery rows in one transaction."""
        with self.store.write() as session:
            write(session, changes, self.clock.now())
            return outbox.enqueue(
                session, changes, [self.watchlist], self.targets, now=self.clock.now(), group_wait=group_wait
            )

    async def run(self, minutes: float, step: float = 1.0) -> None:
        """Lets time pass in steps of seconds, with a round of the sender after each."""
        end = self.clock.now() + timedelta(minutes=minutes)
        await self.sender.send_due()
        while self.clock.now() < end:
            self.clock.pass_time(seconds=step)
            await self.sender.send_due()

    def rows(self, *states: str) -> Sequence[DeliveryRow]:
        from sqlmodel import select

        with self.store.read() as session:
            found = session.exec(select(DeliveryRow).order_by(DeliveryRow.id)).all()  # type: ignore[arg-type]
        return [row for row in found if not states or row.state in states]

    def subjects(self) -> list[str]:
        return [call.message.subject for call in self.answers.accepted]
