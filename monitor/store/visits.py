"""The next article of a host for one of many machines: taken in a single statement, one visitor per host at a time.

The order is that of `articles.lease_next`. Two workers that ask for one host at the same moment: one gets the advisory
lock, the other nothing. A server's database only; a lease waits for no disk, time repairs a lost one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session

from monitor.store import articles
from monitor.store.articles import ArticleState
from monitor.store.database import Store
from monitor.store.server import key_of
from monitor.store.straight import Prepared
from monitor.store.tables import ArticleRow

_ARTICLE: Table = ArticleRow.__table__  # type: ignore[attr-defined]


def due_hosts(
    session: Session, now: datetime, *, busy: Collection[str] = (), lease: float, most: int | None = None
) -> tuple[str, ...]:
    """Hosts with a waiting article of which nobody has another one in hand, those with the most urgent one first."""
    asked = {"now": now, "far": now + timedelta(seconds=2 * lease), "busy": list(busy) or [""]}
    rows = _HOSTS.rows(session, asked)
    return tuple(row[0] for row in sorted(rows, key=lambda row: (-row[1], row[2]))[:most])


_WAITING = _ARTICLE.c.next_visit_at <= bindparam("now")
_FREE = (
    _ARTICLE.c.lease_until.is_(None)
    | (_ARTICLE.c.lease_until < bindparam("now"))
    | (_ARTICLE.c.lease_until > bindparam("far"))
)
_HOSTS = Prepared(
    sql(_ARTICLE.c.host, func.max(_ARTICLE.c.priority), func.min(_ARTICLE.c.next_visit_at))
    .where(_WAITING, _ARTICLE.c.host.not_in(bindparam("busy", expanding=True)))
    .group_by(_ARTICLE.c.host)
    .having(func.bool_and(_FREE))
)


def take_next(store: Store, host: str, now: datetime, *, seconds: float) -> ArticleState | None:
    """Takes the next waiting article of a host; None when none waits, or while somebody has one of them in hand."""
    until = now + timedelta(seconds=seconds)
    asked = {"host": host, "key": key_of(f"host:{host}"), "now": now, "until": until, "far": until + (until - now)}
    found = store.at_once(_TAKE, asked)
    return None if found is None else replace(articles.state_of(found), lease_until=until)


_TAKE = f"""
    WITH quick AS MATERIALIZED (
        SELECT set_config('synchronous_commit', 'off', true) AS is_quick, pg_try_advisory_xact_lock(%(key)s) AS ours),
    next AS MATERIALIZED (
        SELECT a.id FROM article AS a, quick
        WHERE quick.ours AND a.host = %(host)s AND a.next_visit_at <= %(now)s
            AND (a.lease_until IS NULL OR a.lease_until < %(now)s OR a.lease_until > %(far)s)
            AND NOT EXISTS (
                SELECT 1 FROM article AS b WHERE b.host = %(host)s AND b.next_visit_at <= %(now)s
                AND b.lease_until BETWEEN %(now)s AND %(far)s)
        ORDER BY a.priority DESC, a.first_sight, a.visits, a.next_visit_at, a.published
        LIMIT 1 FOR UPDATE OF a SKIP LOCKED)
    UPDATE article SET lease_until = %(until)s FROM next WHERE article.id = next.id
    RETURNING {", ".join(f"article.{name}" for name in articles.NAMES)}
    """
