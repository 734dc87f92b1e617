"""What time alone brings: overdue feeds, a clock that jumped, the pulse. Digests and reminders are the sender's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from monitor.engine.trouble import tell_short
from monitor.engine.world import World
from monitor.store import Session, articles, feeds, outbox, service

log = structlog.get_logger(__name__)

#: seconds without a poll tick after which the poller counts as dead
TICK_DEAD = 120.0
#: a difference of so many seconds between the two clocks is a jump
JUMP = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What `/healthz` answers from."""

    ok: bool
    #: message keys of what is wrong
    problems: tuple[str, ...] = ()
    #: figures for metrics and pages
    numbers: dict[str, int] = field(default_factory=dict)


async def care(world: World) -> None:
    """Looks after the feeds' turns and notes that the service lives."""
    await world.stored(_care, world)


def _care(session: Session, world: World) -> None:
    now = world.clock.now()
    _note_jump(session, world, now)
    tell_short(session, world, now)
    feeds.clamp(session, now)
    behind = feeds.overdue(session, now)
    if behind:
        service.notice(session, "behind", "notice.behind", now, feeds=behind)
    elif feeds.counts(session):
        service.settle(session, "behind")
        service.put(session, "cycle", {}, now)


def _note_jump(session: Session, world: World, now: datetime) -> None:
    """A wall clock that moved otherwise than the monotonic one: logged; leases and deadlines see to themselves."""
    before = world.pulse.clocks
    world.pulse.clocks = (now, world.clock.monotonic())
    if before is None:
        return
    moved = (now - before[0]).total_seconds() - (world.pulse.clocks[1] - before[1])
    if abs(moved) >= JUMP:
        log.warning("clock.jumped", seconds=round(moved))
        service.audit(session, now, author="", action="clock.jumped", subject="", after={"seconds": round(moved)})


def alive(world: World) -> bool:
    """Whether ticks come and the database works, as far as memory knows."""
    tick = world.pulse.tick
    return not world.pulse.store_problem and tick is not None and world.clock.monotonic() - tick <= TICK_DEAD


async def health(world: World) -> Health:
    """Whether the service does its work: database usable, ticks coming, no feed left waiting."""
    problems: list[str] = []
    if world.pulse.store_problem:
        problems.append(world.pulse.store_problem)
    tick = world.pulse.tick
    if tick is None or world.clock.monotonic() - tick > TICK_DEAD:
        problems.append("health.no_tick")
    try:
        numbers = await world.looked_up(_numbers, world.clock.now())
    except Exception:  # whatever it is: not healthy, and the page must answer
        return Health(ok=False, problems=(*problems, "health.no_database"))
    if numbers["overdue"]:
        problems.append("health.overdue")
    return Health(ok=not problems, problems=tuple(dict.fromkeys(problems)), numbers=numbers)


def _numbers(session: Session, now: datetime) -> dict[str, int]:
    found = {f"feeds_{state}": number for state, number in feeds.counts(session).items()}
    found |= {f"articles_{state}": number for state, number in articles.counts(session).items()}
    box = outbox.health(session)
    found |= {
        "overdue": feeds.overdue(session, now),
        "waiting": box.waiting,
        "held": box.held,
        "failed": box.failed,
        "expired": box.expired,
    }
    return found
