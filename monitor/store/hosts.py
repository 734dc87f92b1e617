"""Whose turn it is at a publisher's host, when several machines fetch: one request at a time, with a gap, all together.

Taking a turn and giving it back are one statement each, on a connection that commits by itself and waits for no disk:
the row's own lock decides between machines. Times are those of the database, so that the machines' clocks do not matter.
A server's database only.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.store.database import Store

#: seconds in which pages are counted
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The answer to "may I?": yes when both are 0."""

    #: seconds until it is worth asking again
    wait: float = 0.0
    #: seconds until the hour's pages allow another one
    quota: float = 0.0


def take(store: Store, host: str, owner: str, *, seconds: float, pages: int | None) -> Turn:
    """Takes the host for one request; `pages` is the most of an hour when it is for a page, unless a
    person set another number for this host.

    A turn that was not given back ends after `seconds`.
    """
    asked = {"host": host, "owner": owner, "seconds": seconds, "pages": pages, "hour": HOUR}
    taken, wait, quota = store.at_once(_TAKE, asked) or (0, SOON, 0.0)
    if taken:
        return Turn()
    if wait <= 0 and quota > 0:
        return Turn(quota=quota)
    return Turn(wait=max(wait, SOON))


def give(store: Store, host: str, owner: str, *, gap: float) -> None:
    """Gives the turn back; nobody asks the host before `gap` seconds are over."""
    store.at_once(_GIVE, {"host": host, "owner": owner, "gap": gap})


#: seconds to wait when somebody was quicker at this very moment
SOON = 0.01
_NOW = "clock_timestamp()"
_EPOCH = f"extract(epoch FROM {_NOW})::float8"
#: of the pages kept with a host (JSON list, seconds since 1970), those of the last hour
_PAST = f"json_array_elements_text(h.pages::json) AS at WHERE at::float8 > {_EPOCH} - %(hour)s::float8"
_FREE = f"(h.owner IN ('', %(owner)s) OR h.lease_until <= {_NOW}) AND coalesce(h.free_at <= {_NOW}, true)"
#: a person may have set another number for this host
_ALLOWED = f"(%(pages)s::int IS NULL OR (SELECT count(*) FROM {_PAST}) < coalesce(h.most, %(pages)s::int))"
_STAMP = f"round({_EPOCH}::numeric, 3)"
_TAKE = f"""
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS is_quick),
    taken AS (
        INSERT INTO host AS h (name, owner, lease_until, pages)
        SELECT %(host)s, %(owner)s, {_NOW} + make_interval(secs => %(seconds)s),
            CASE WHEN %(pages)s::int IS NULL THEN '[]' ELSE '[' || {_STAMP} || ']' END FROM quick
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until,
            pages = CASE WHEN %(pages)s::int IS NULL THEN h.pages ELSE
                '[' || (SELECT coalesce(string_agg(at || ', ', '' ORDER BY at::float8), '') FROM {_PAST}) || {_STAMP} || ']' END
        WHERE {_FREE} AND {_ALLOWED}
        RETURNING 1)
    SELECT (SELECT count(*) FROM taken),
        coalesce(extract(epoch FROM greatest(CASE WHEN h.owner NOT IN ('', %(owner)s) THEN h.lease_until END, h.free_at)
            - {_NOW})::float8, 0),
        CASE WHEN {_ALLOWED} THEN 0 ELSE
            (SELECT coalesce(min(at::float8), {_EPOCH}) FROM {_PAST}) + %(hour)s::float8 - {_EPOCH} END
    FROM (SELECT 1) AS one LEFT JOIN host AS h ON h.name = %(host)s
    """
_GIVE = f"""
    UPDATE host SET owner = '', lease_until = NULL, free_at = {_NOW} + make_interval(secs => %(gap)s)
    FROM (SELECT set_config('synchronous_commit', 'off', true) AS is_quick) AS quick
    WHERE name = %(host)s AND owner = %(owner)s AND quick.is_quick = 'off'
    """
