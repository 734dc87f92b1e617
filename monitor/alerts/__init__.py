"""From a change to a finished message: who hears of it, when, and in which words.

This room decides (`plan`) and writes (`render`); the outbox in `store.outbox` keeps what was decided, `sender` works it
off, `adapters.notify` talks to servers. Nothing here reads a clock, a file or the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.alerts.links import Links, read_link
    from monitor.alerts.notes import system_note
    from monitor.alerts.planning import plan
    from monitor.alerts.rendering import render
    from monitor.alerts.silences import preview
    from monitor.alerts.targets import read_targets
    from monitor.alerts.wording import shown

__all__ = ["Links", "plan", "preview", "read_link", "read_targets", "render", "shown", "system_note"]

_HOME = {
    "Links": "links",
    "plan": "planning",
    "preview": "silences",
    "read_link": "links",
    "read_targets": "targets",
    "render": "rendering",
    "shown": "wording",
    "system_note": "notes",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"monitor.alerts.{_HOME[name]}"), name)
