"""The whole flow on one page.

    reload_watchlists   a file that changed and kept still -> a new version in force, its claims folded anew, silently
    poll_due            due feeds -> conditional fetch -> entries -> articles that wait for their first visit
    work_articles       waiting articles, one at a time per host -> robots -> fetch -> gate, extraction, reading in a
                        worker -> revision -> story -> every watchlist's ledger -> facts, verdicts, changes, positions
                        and outbox rows in ONE transaction
    care                what time alone brings: overdue feeds, a clock that jumped, the pulse
    (sender.Sender)     the outbox leaves, row by row; digests and reminders are its own

Each step takes due work out of the database with a lease, spawns it and returns: a slow host holds up nobody else, a
crash frees the work by itself, unique keys make a second run harmless. Each item catches MonitorError, stores it on
itself and lets the round go on; anything else is a bug and is logged as one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.engine.care import alive, care, health
from monitor.engine.poll import poll_due, visit_now
from monitor.engine.watch import reload_watchlists, save_watchlist
from monitor.engine.work import work_articles
from monitor.engine.world import Timing, World

if TYPE_CHECKING:
    from monitor.engine.baseline import build_baseline as build_baseline
    from monitor.engine.byhand import set_position as set_position
    from monitor.engine.machines import Worker as Worker
    from monitor.engine.machines import hand_out as hand_out
    from monitor.engine.machines import keep_up as keep_up

__all__ = [
    "Timing",
    "Worker",
    "World",
    "alive",
    "build_baseline",
    "care",
    "hand_out",
    "health",
    "keep_up",
    "poll_due",
    "reload_watchlists",
    "round_once",
    "save_watchlist",
    "set_position",
    "visit_now",
    "work_articles",
]

#: what not every service needs loads with its first use: a start is counted in hundredths of a second
_LATER = {
    "Worker": "machines",
    "build_baseline": "baseline",
    "hand_out": "machines",
    "keep_up": "machines",
    "set_position": "byhand",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(name)
    value = getattr(import_module(f"monitor.engine.{_LATER[name]}"), name)
    globals()[name] = value
    return value


async def round_once(world: World) -> None:
    """Everything that is due, once, to its end: what `monitor poll --once` does."""
    await reload_watchlists(world)
    await poll_due(world)
    await world.finished()
    while await work_articles(world):
        await world.finished()
    await care(world)
