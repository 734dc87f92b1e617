"""Whose turn it is at a publisher's host, when several machines fetch: one request at a time, with a gap, all together.

Times are those of the database, so that the machines' clocks do not matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, select

from monitor.store.tables import HostRow

#: seconds in which pages are counted
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The answer to "may I?": yes when `wait` is 0."""

    #: seconds until it is worth asking again
    wait: float = 0.0
    #: seconds until the hour's pages allow another one, 0: they do
    quota: float = 0.0


def take(session: Session, host: str, owner: str, *, seconds: float, pages: int | None) -> Turn:
    """Takes the host for one request; `pages` is the most of an hour when it is for a page. Hold the lock `host:<name>`.

    A turn that was not given back ends after `seconds`.
    """
    now, row = _now(session), session.get(HostRow, host) or HostRow(name=host)
    busy = row.lease_until if row.owner and row.owner != owner else None
    wait = max(_left(busy, now), _left(row.free_at, now))
    if wait > 0:
        return Turn(wait=wait)
    if pages is not None:
        past = [at for at in json.loads(row.pages) if now.timestamp() - at < HOUR]
        if len(past) >= pages:
            return Turn(quota=HOUR - (now.timestamp() - past[0]) if past else HOUR)
        row.pages = json.dumps([*past, round(now.timestamp(), 3)])
    row.owner, row.lease_until = owner, now + timedelta(seconds=seconds)
    session.add(row)
    return Turn()


def give(session: Session, host: str, owner: str, *, gap: float) -> None:
    """Gives the turn back; nobody asks the host before `gap` seconds are over."""
    row = session.get(HostRow, host)
    if row is not None and row.owner == owner:
        row.owner, row.lease_until, row.free_at = "", None, _now(session) + timedelta(seconds=gap)


def _now(session: Session) -> datetime:
    found: datetime = session.exec(select(func.clock_timestamp())).one()
    return found


def _left(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until is not None else 0.0
