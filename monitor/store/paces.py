"""The pace that a person set for a publisher's host, beside the settings that hold for all."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from monitor.feeds.model import HostPace
from monitor.store.tables import HostRow


def paces(session: Session) -> dict[str, HostPace]:
    """Host name -> what was set for it; hosts without a setting are left out."""
    rows = session.exec(select(HostRow).where(or_(col(HostRow.gap).is_not(None), col(HostRow.most).is_not(None))))
    return {row.name: HostPace(gap=row.gap, pages=row.most) for row in rows}


def set_pace(session: Session, host: str, pace: HostPace) -> HostPace:
    """Sets it, an empty one takes it back; returns what was set before."""
    row = session.get(HostRow, host) or HostRow(name=host)
    before = HostPace(gap=row.gap, pages=row.most)
    row.gap, row.most = pace.gap, pace.pages
    session.add(row)
    return before
