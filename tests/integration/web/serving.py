"""The dashboard on a loopback port, for tests that need a real browser or a real socket."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from sqlmodel import select

from monitor.alerts.model import Outcome, SendResult
from monitor.settings import Settings
from monitor.store import Store
from monitor.store import tables as rows
from monitor.web import Actions, FeedTest, TargetInfo, create_app
from tests.integration.web.seed import NOW, Seeded

TARGETS = (
    TargetInfo(
        name="redaktion-mail", channel="mail", shown="mailto://…@example.org", quiet="22:00-06:00", digest_at="07:00"
    ),
    TargetInfo(name="slack-ausland", channel="slack", shown="slack://…/#ausland", cap_per_day=20, operator=True),
)
LINK_SECRET = b"a secret for signed links of tests"


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it shows."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Lets time pass."""
        self.at += by


class Service:
    """What the running service would do, in memory: saves versions, makes jobs, answers tests."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.polled: list[int] = []

    async def watchlist_saved(self, ident: str, text: str, author: str) -> None:
        """The new text is in force."""
        with self.store.write() as session:
            wanted = select(rows.WatchlistVersionRow).where(rows.WatchlistVersionRow.watchlist == ident)
            for row in session.exec(wanted):
                row.in_force = False
            session.add(
                rows.WatchlistVersionRow(
                    watchlist=ident, digest="x", text=text, author=author, saved_at=NOW, in_force=True
                )
            )

    async def start_trial(self, ident: str, _text: str, author: str) -> str:
        """A trial that is done at once."""
        line = {
            "claim": "kampfeinsatz",
            "type": "new_confirmation",
            "at": "2025-04-28T23:30:00Z",
            "party": "USA",
            "speaker": "Weißes Haus",
            "before": None,
            "after": {"stance": "confirms"},
            "reason": {"code": "new_confirmation", "text": "Die USA bestätigen erstmals in unseren Quellen."},
        }
        result = {"articles": 1234, "since": "2025-01-03T00:00:00Z", "appear": [line], "vanish": [], "change": []}
        with self.store.write() as session:
            session.add(
                rows.JobRow(
                    id=f"trial-{ident}",
                    kind="trial",
                    state="done",
                    author=author,
                    result=json.dumps(result),
                    created_at=NOW,
                    ended_at=NOW,
                )
            )
        return f"trial-{ident}"

    async def poll_feed(self, ident: int) -> None:
        """Remembers the wish."""
        self.polled.append(ident)

    async def try_feed(self, url: str) -> FeedTest:
        """A feed that works unless its address says otherwise."""
        if "kaputt" in url:
            return FeedTest(url=url, ok=False, problem="fetch.timeout", values=(("url", url), ("seconds", "30")))
        return FeedTest(
            url=url,
            ok=True,
            title="Musterblatt",
            kind="rss",
            entries=20,
            newest=(("Ein Titel", "https://example.org/1"),),
        )

    async def try_target(self, name: str, author: str) -> SendResult:
        """Mail works, Slack does not."""
        if name == "redaktion-mail":
            return SendResult(outcome=Outcome.SENT)
        return SendResult(outcome=Outcome.FAILED, answer="channel_not_found", status=404)

    def actions(self) -> Actions:
        """The doors of the dashboard."""
        return Actions(
            watchlist_saved=self.watchlist_saved,
            start_trial=self.start_trial,
            poll_feed=self.poll_feed,
            test_feed=self.try_feed,
            test_target=self.try_target,
            targets=lambda: TARGETS,
            link_secret=LINK_SECRET,
        )


def settings_for(folder: Path, **more: Any) -> Settings:
    """Settings of a test installation."""
    return Settings(data=folder, watchlists=folder / "watchlists", _env_file=None, **more)  # type: ignore[call-arg]


def app_for(seeded: Seeded, clock: FixedClock | None = None, **more: Any) -> Any:
    """The dashboard over a seeded database."""
    service = Service(seeded.store)
    return create_app(
        seeded.store, settings_for(seeded.folder, **more), clock=clock or FixedClock(), actions=service.actions()
    )


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serves the app; gives its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
