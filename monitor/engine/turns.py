"""The pace at a publisher's host, kept by all machines together: who may ask next stands in the database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from monitor.errors import FetchError
from monitor.store import Store, hosts

#: seconds a turn lasts at most: longer than any request
LONGEST = 60.0
#: seconds between two questions for a turn that others hold, at most
ASK = 2.0
#: seconds somebody waits for a turn before the visit is put off
PATIENCE = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Takes and gives back turns for one process."""

    store: Store
    owner: str
    #: pages per host and hour, all machines together
    pages: int

    async def take(self, host: str, *, page: bool) -> None:
        """Waits for the host's turn; raises FetchError `fetch.quota` (the hour's pages are used up), `fetch.busy`."""
        waited = 0.0
        while True:
            turn = await asyncio.to_thread(self._ask, host, page)
            if turn.quota:
                raise FetchError("fetch.quota", url=host, retry_after=turn.quota)
            if not turn.wait:
                return
            if waited > PATIENCE:
                raise FetchError("fetch.busy", url=host, retry_after=turn.wait)
            pause = min(turn.wait, ASK)
            waited += pause
            await asyncio.sleep(pause)

    async def give(self, host: str, *, gap: float) -> None:
        """Gives the turn back; nobody asks the host before `gap` seconds are over."""
        await asyncio.to_thread(self._give, host, gap)

    def _give(self, host: str, gap: float) -> None:
        hosts.give(self.store, host, self.owner, gap=gap)

    def _ask(self, host: str, page: bool) -> hosts.Turn:
        return hosts.take(self.store, host, self.owner, seconds=LONGEST, pages=self.pages if page else None)
