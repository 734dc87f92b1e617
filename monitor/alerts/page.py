"""A message before it is shaped for its channel: all words, nothing escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor import i18n
from monitor.alerts.story import Story
from monitor.ledger.model import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every channel shows, each in its own shape."""

    id: str
    kind: str
    language: str
    subject: str
    host: str
    at: datetime
    time: str
    cause: str = ""
    title: str = ""
    intro: str = ""
    empty: str = ""
    watchlist: str = ""
    #: shown in full
    stories: tuple[Story, ...] = ()
    #: shown as one line each
    further: tuple[Story, ...] = ()
    changes: tuple[Change, ...] = ()
    flags: tuple[str, ...] = ()
    maybe_duplicate: bool = False
    closing: tuple[str, ...] = ()
    log: str = ""
    link_days: int = 30

    def say(self, key: str, **values: object) -> str:
        """A fixed text in the reader's language; `days` is how long links work."""
        return i18n.text(key, self.language, days=self.link_days, id=self.id, **values)
