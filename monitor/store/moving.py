"""Carries everything from one database to another, SQLite or PostgreSQL, and proves that it arrived.

One snapshot of the source is read, one transaction of the target written: it is all there afterwards, or nothing is.
Every table is counted and its rows digested on the way; before the commit they are read back from the target and
digested again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from monitor.errors import StoreError
from monitor.store import service
from monitor.store.database import Store
from monitor.store.tables import metadata

#: rows read and written at a time
CHUNK = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table that arrived."""

    table: str
    rows: int
    #: of all rows in the order of their keys, the same for the same rows on either database
    digest: str


def move(source: Store, target: Store, now: datetime, *, tick: Callable[[int, int], None]) -> tuple[Moved, ...]:
    """Copies every row; `tick` is told how many of how many rows are done (written ones and read-back ones).

    Raises StoreError: `store.moving_runs` (a service works on the source), `store.moving_filled` (the target holds
    something), `store.moving_wrong` (what arrived differs; nothing is kept).
    """
    with source.read() as reading, target.write() as writing:
        here, there = reading.connection(), writing.connection()
        _quiet(service.get(reading, "instance"), now)
        _empty(there)
        progress = _Progress(sum(_count(here, table) for table in metadata.sorted_tables), tick)
        moved = [_copy(here, there, table, progress) for table in metadata.sorted_tables]
        for one in moved:
            table = metadata.tables[one.table]
            arrived = _digest(_rows(there, table), progress)
            if arrived != (one.rows, one.digest):
                raise StoreError("store.moving_wrong", table=one.table, rows=one.rows, arrived=arrived[0])
            _next_number(there, table)
    return tuple(moved)


class _Progress:
    """Rows written and rows read back."""

    def __init__(self, rows: int, tick: Callable[[int, int], None]) -> None:
        self._done, self._all, self._tick = 0, 2 * rows, tick

    def step(self, rows: int) -> None:
        self._done += rows
        self._tick(self._done, self._all)


def _quiet(held: Any, now: datetime) -> None:
    if held is not None and datetime.fromisoformat(held["until"]) > now:
        owner = held["owner"]
        raise StoreError("store.moving_runs", pid=owner.get("pid", "?"), host=owner.get("host", "?"))


def _empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise StoreError("store.moving_filled", table=table.name)


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar() or 0


def _copy(here: Connection, there: Connection, table: Table, progress: _Progress) -> Moved:
    rows, digest = 0, blake2b(digest_size=16)
    for part in _rows(here, table):
        there.execute(insert(table), [row._asdict() for row in part])
        rows += len(part)
        for row in part:
            digest.update(_plain(row))
        progress.step(len(part))
    return Moved(table=table.name, rows=rows, digest=digest.hexdigest())


def _digest(parts: Iterator[Sequence[Any]], progress: _Progress) -> tuple[int, str]:
    rows, digest = 0, blake2b(digest_size=16)
    for part in parts:
        rows += len(part)
        for row in part:
            digest.update(_plain(row))
        progress.step(len(part))
    return rows, digest.hexdigest()


def _rows(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """All rows in the order of their keys, `CHUNK` at a time."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    yield from connection.execute(query).partitions()


def _plain(row: Any) -> bytes:
    """The row as bytes that do not depend on the database it comes from."""
    return repr(tuple(_value(value) for value in row)).encode("utf-8", "surrogatepass")


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    return value


def _next_number(connection: Connection, table: Table) -> None:
    """New rows are numbered behind the ones that came; SQLite sees to that by itself."""
    key = list(table.primary_key.columns)
    if (
        connection.dialect.name != "postgresql"
        or len(key) != 1
        or key[0].name != "id"
        or table.c.id.type.python_type is not int
    ):
        return
    last = connection.execute(select(func.max(table.c.id))).scalar()
    if last is not None:
        connection.execute(select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', "id"), last)))
