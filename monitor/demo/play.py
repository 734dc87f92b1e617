"""The demo: the real service on the recorded story, from the first poll to the mails, with a summary at the end."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from monitor.alerts.model import Target
from monitor.clock import Clock
from monitor.demo.press import Press
from monitor.demo.script import last_step
from monitor.demo.sinks import HookSink, Inbox, MailSink
from monitor.demo.stage import set_stage, targets
from monitor.engine import Timing, World
from monitor.i18n import text
from monitor.ledger.model import Change, SilenceReason
from monitor.settings import Settings
from monitor.store import Session, articles, changes, facts, feeds, outbox

#: the demo's rhythm: the same jobs, a second apart; a page is looked at again after seconds instead of minutes
TIMING = Timing(
    poll=0.3,
    work=0.1,
    send=0.3,
    reload=5.0,
    care=5.0,
    settle=0.0,
    spread=0.0,
    revisits=(2.0, 4.0, 6.0, 9.0, 12.0, 16.0, 24.0),
)
#: seconds a step may take before the story goes on
STEP_AT_MOST = 8.0
#: seconds between steps for people who watch
PAUSE = 6.0


class Running(Protocol):
    """What the wiring hands in: a built service."""

    world: World

    async def start(self, *, web: bool = True) -> None: ...
    async def stop(self) -> None: ...
    @property
    def web_port(self) -> int: ...


class Build(Protocol):
    """The wiring itself, with the demo's press and sinks in place of the network."""

    def __call__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        timing: Timing,
        press: Mapping[str, int],
        slack: str,
        targets: Callable[[], tuple[Target, ...]],
    ) -> Running: ...


@dataclass
class Tally:
    """What came of it."""

    told: list[Change] = field(default_factory=list)
    logged: list[Change] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


async def play(
    build: Build, *, clock: Clock, once: bool, port: int, keep: Path | None, language: str, say: Callable[[str], None]
) -> int:
    """Run the story; returns the exit status. `once` ends after the last step, else it stays until it is stopped."""
    with tempfile.TemporaryDirectory(prefix="monitor-demo-") as scratch:
        folder = keep or Path(scratch)
        press, inbox = Press(clock.now()), Inbox()
        mail, hook = MailSink(inbox), HookSink(inbox)
        press.start()
        try:
            settings = set_stage(folder, press.feeds, port=port, language=language)
            known = targets(mail.start(), language)
            service = build(
                settings,
                clock=clock,
                timing=TIMING,
                press=dict.fromkeys(press.hosts, press.port),
                slack=f"http://127.0.0.1:{hook.start()}",
                targets=lambda: known,
            )
            await service.start(web=not once)
            try:
                await _tell(service, press, inbox, clock, once=once, language=language, say=say)
                _keep_messages(inbox, folder / "messages")
                for line in summary(await _tally(service.world), inbox, language):
                    say(line)
                if not once:
                    say(text("demo.stay", language, port=service.web_port))
                    with suppress(asyncio.CancelledError):
                        await asyncio.Event().wait()
            finally:
                await service.stop()
        finally:
            press.stop()
            mail.stop()
            hook.stop()
    return 0


async def _tell(
    service: Running, press: Press, inbox: Inbox, clock: Clock, *, once: bool, language: str, say: Callable[[str], None]
) -> None:
    """Let the story happen step by step and say what arrives."""
    if not once:
        say(text("demo.open", language, port=service.web_port))
    await _settled(service.world)
    heard = 0
    for step in range(1, last_step() + 1):
        count = press.advance(clock.now())
        say(text("demo.step", language, step=step, of=last_step(), count=count))
        await service.world.stored(_hurry_all, clock.now())
        await _settled(service.world)
        for message in inbox.mails[heard:]:
            say(text("demo.mail", language, subject=str(message["Subject"])))
        heard = len(inbox.mails)
        if not once:
            await asyncio.sleep(PAUSE)
    await asyncio.sleep(1.0 if once else 4.0)
    await _settled(service.world)
    for message in inbox.mails[heard:]:
        say(text("demo.mail", language, subject=str(message["Subject"])))


async def _settled(world: World) -> None:
    """Wait until every feed was visited, every page read and every message sent; at most `STEP_AT_MOST` seconds."""
    end = world.clock.monotonic() + STEP_AT_MOST
    quiet = 0
    while quiet < 4 and world.clock.monotonic() < end:
        await asyncio.sleep(0.25)
        busy = await world.looked_up(_busy)
        quiet = 0 if busy or world.tasks else quiet + 1


def _busy(session: Session) -> bool:
    """Whether a page waits to be read or a message to be sent."""
    return articles.counts(session).get("pending", 0) > 0 or outbox.health(session).waiting > 0


def _hurry_all(session: Session, now: Any) -> None:
    for feed in feeds.all_feeds(session):
        feeds.hurry(session, feed.id, now)


async def _tally(world: World) -> Tally:
    def look(session: Session) -> Tally:
        found = [change for _, change in changes.since(session)]
        return Tally(
            told=[change for change in found if change.grade.value == "alert"],
            logged=[change for change in found if change.grade.value != "alert"],
            outcomes=facts.outcomes(session),
            pages=articles.counts(session),
            sources=feeds.counts(session),
            broken=[feed.url for feed in feeds.all_feeds(session) if feed.problem],
        )

    return await world.looked_up(look)


def summary(tally: Tally, inbox: Inbox, language: str) -> list[str]:
    """The balance of the story in the reader's language."""
    silences = {reason.value: tally.outcomes.get(reason.value, 0) for reason in SilenceReason}
    kinds = Counter(change.type.value for change in tally.told)
    lines = ["", text("demo.summary", language)]
    lines.append(text("demo.sources", language, count=sum(tally.sources.values()), broken=len(tally.broken)))
    lines += [text("demo.broken", language, url=url) for url in tally.broken]
    lines.append(
        text(
            "demo.pages",
            language,
            read=tally.pages.get("read", 0),
            gated=tally.pages.get("gated", 0),
            teaser=tally.pages.get("teaser", 0),
            wall=tally.pages.get("wall", 0),
        )
    )
    lines.append(text("demo.changes", language, told=len(tally.told), logged=len(tally.logged)))
    lines += [f"  {text(f'type.{kind}', language)}: {count}" for kind, count in sorted(kinds.items())]
    lines.append(text("demo.messages", language, mails=len(inbox.mails), posts=len(inbox.posts)))
    lines.append(text("demo.silent", language, count=sum(silences.values())))
    lines += [f"  {text(f'silence.{reason}', language)}: {count}" for reason, count in silences.items() if count]
    return lines


def _keep_messages(inbox: Inbox, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(inbox.mails, start=1):
        (folder / f"mail-{number:02}.eml").write_bytes(mail.as_bytes())
        (folder / f"mail-{number:02}.txt").write_text(_plain(mail), "utf-8")
    for number, (_, body) in enumerate(inbox.posts, start=1):
        (folder / f"slack-{number:02}.json").write_text(body, "utf-8")


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return f"{mail['Subject']}\n\n{part.get_content() if part is not None else ''}"
