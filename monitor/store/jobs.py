"""Long jobs somebody waits for (Probelauf, import), with their progress."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from monitor.store.tables import JobRow


def create(session: Session, id: str, kind: str, request: Mapping[str, Any], *, author: str, now: datetime) -> None:
    """A job that waits to be run."""
    shown = json.dumps(dict(request), ensure_ascii=False, default=str)
    session.add(JobRow(id=id, kind=kind, author=author, request=shown, created_at=now))


def progress(session: Session, id: str, *, done: int, total: int) -> None:
    """How far a running job has come."""
    row = session.exec(select(JobRow).where(JobRow.id == id)).one()
    row.state, row.done, row.total = "running", done, total


def end(session: Session, id: str, result: Any, now: datetime, *, failed: bool = False) -> None:
    """The job's result, or what went wrong."""
    row = session.exec(select(JobRow).where(JobRow.id == id)).one()
    row.state, row.ended_at = "failed" if failed else "done", now
    row.result = json.dumps(result, ensure_ascii=False, default=str)


def abandon(session: Session, now: datetime) -> None:
    """Jobs that a crash cut are told as failed."""
    for row in session.exec(select(JobRow).where(col(JobRow.state).in_(("queued", "running")))):
        row.state, row.ended_at, row.result = "failed", now, json.dumps({"key": "job.interrupted"})
