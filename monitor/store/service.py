"""Small facts of the service: heartbeat, last cycle, notices, the lease of the running instance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from monitor.store.tables import AuditRow, ServiceRow


def put(session: Session, key: str, value: Any, now: datetime) -> None:
    """Remembers a JSON value under a key."""
    row = session.get(ServiceRow, key)
    shown = json.dumps(value, ensure_ascii=False, default=str)
    if row is None:
        session.add(ServiceRow(key=key, value=shown, at=now))
        session.flush()
    else:
        row.value, row.at = shown, now


def get(session: Session, key: str) -> Any:
    """The value under a key, None if there is none."""
    row = session.get(ServiceRow, key)
    return json.loads(row.value) if row else None


def at(session: Session, key: str) -> datetime | None:
    """When a key was last put."""
    row = session.get(ServiceRow, key)
    return row.at if row else None


def drop(session: Session, key: str) -> None:
    """Forgets a key."""
    row = session.get(ServiceRow, key)
    if row is not None:
        session.delete(row)
        session.flush()


def notice(session: Session, name: str, key: str, now: datetime, **values: object) -> bool:
    """Raises a banner (message key and values); True when it is new or says something else than before."""
    told = get(session, f"notice.{name}")
    wanted = {"key": key, "values": {name: str(value) for name, value in values.items()}}
    if told == wanted:
        return False
    put(session, f"notice.{name}", wanted, now)
    return True


def settle(session: Session, name: str) -> bool:
    """Takes a banner down; True when it stood."""
    stood = session.get(ServiceRow, f"notice.{name}") is not None
    drop(session, f"notice.{name}")
    return stood


def notices(session: Session) -> tuple[tuple[str, str, Mapping[str, str], datetime], ...]:
    """Standing banners: (name, message key, values, since), oldest first."""
    rows = session.exec(
        select(ServiceRow).where(col(ServiceRow.key).startswith("notice.")).order_by(col(ServiceRow.at))
    )
    found = []
    for row in rows:
        value = json.loads(row.value)
        found.append((row.key.removeprefix("notice."), value["key"], value["values"], row.at))
    return tuple(found)


def take_lease(
    session: Session, owner: Mapping[str, object], now: datetime, *, seconds: float
) -> Mapping[str, Any] | None:
    """Takes or renews the lease of the running instance; returns the other holder when somebody else has it.

    `owner` names host, pid, since and a random `id`. A lease runs out after `seconds` without renewal, and is void when
    it lies further ahead than that (clock set back).
    """
    held = get(session, "instance")
    if held is not None and held["owner"]["id"] != owner["id"]:
        until = datetime.fromisoformat(held["until"])
        if now < until <= now + timedelta(seconds=2 * seconds):
            return dict(held["owner"])
    put(session, "instance", {"owner": dict(owner), "until": (now + timedelta(seconds=seconds)).isoformat()}, now)
    return None


def give_lease(session: Session, owner_id: str) -> None:
    """Gives the instance lease back if it is ours."""
    held = get(session, "instance")
    if held is not None and held["owner"]["id"] == owner_id:
        drop(session, "instance")


def audit(
    session: Session, now: datetime, *, author: str, action: str, subject: str, before: Any = None, after: Any = None
) -> None:
    """One line in the audit log."""

    def shown(value: Any) -> str:
        return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)

    session.add(
        AuditRow(at=now, author=author, action=action, subject=subject, before=shown(before), after=shown(after))
    )
