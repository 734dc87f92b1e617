"""What the dashboard may ask the running service to do; the app hands these in, the pages only call them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.alerts.model import SendResult
from monitor.errors import MonitorError


class Clock(Protocol):
    """Where the present moment comes from; only the app reads the real clock."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInfo:
    """A target as the dashboard may show it: never its address."""

    name: str
    #: mail, slack, webhook, other
    channel: str
    #: the address with its secrets masked: slack://…/#desk
    shown: str = ""
    language: str = "de"
    #: lowest change type told at once, "" for all
    min_type: str = ""
    digest_at: str = ""
    quiet: str = ""
    cap_per_day: int | None = None
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTest:
    """What a feed address answered when somebody tried it."""

    url: str
    ok: bool
    title: str = ""
    kind: str = ""
    entries: int = 0
    #: title and link of the newest entries
    newest: tuple[tuple[str, str], ...] = ()
    #: message key and values of what went wrong, "" when it works
    problem: str = ""
    values: tuple[tuple[str, str], ...] = ()


async def _absent(*_arguments: object, **_named: object) -> None:
    raise MonitorError("web.not_available")


def _no_targets() -> tuple[TargetInfo, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The doors out of the dashboard. Each raises MonitorError with a message a user understands.

    Everything that only reads or writes rows is done through the store; these need the live service.
    """

    #: (watchlist id, text, author): the text was checked and stands in the file; puts it in force and refolds
    watchlist_saved: Callable[[str, str, str], Awaitable[None]] = _absent
    #: (watchlist id, text, author) -> id of a `JobRow` of kind "trial" that fills up with progress and result
    #: result JSON: {"articles": n, "since": iso|null, "appear": [line], "vanish": [line], "change": [[old, new]]}
    #: with line as `monitor backtest` prints it
    start_trial: Callable[[str, str, str], Awaitable[str]] = _absent  # type: ignore[assignment]
    #: (feed id): visit it at the next tick
    poll_feed: Callable[[int], Awaitable[None]] = _absent
    #: (address): fetch and read it once, through the guarded fetcher
    test_feed: Callable[[str], Awaitable[FeedTest]] = _absent  # type: ignore[assignment]
    #: (target name, author): send a test message
    test_target: Callable[[str, str], Awaitable[SendResult]] = _absent  # type: ignore[assignment]
    #: the operator's targets, addresses masked
    targets: Callable[[], tuple[TargetInfo, ...]] = _no_targets
    #: key of the signed links in messages (`alerts.links`); b"": there are none
    link_secret: bytes = field(default=b"", repr=False)
    #: whether polling and sending go on (`/healthz`), and whether the service is up (`/readyz`)
    healthy: Callable[[], bool] = lambda: True
    ready: Callable[[], bool] = lambda: True
    #: whether the service ends: live updates close their lines at once
    stopping: Callable[[], bool] = lambda: False
