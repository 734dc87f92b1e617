"""The dashboard: the change log as an analyst's desk, and the JSON API beside it.

Server-rendered pages over the read models of `store.views`; everything the live service must do comes in as `Actions`.
FastAPI and Jinja2 are loaded with the first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.web.actions import Actions, Clock, FeedTest, TargetInfo

if TYPE_CHECKING:
    from fastapi import FastAPI

    from monitor.settings import Settings
    from monitor.store import Store

__all__ = ["Actions", "Clock", "FeedTest", "TargetInfo", "create_app"]


def create_app(store: Store, settings: Settings, *, clock: Clock, actions: Actions | None = None) -> FastAPI:
    """The dashboard as an ASGI application.

    Raises SettingsError `web.no_login` when it would listen beyond loopback and no account exists (S1).
    """
    from monitor.web.factory import build

    return build(store, settings, clock=clock, actions=actions or Actions())
