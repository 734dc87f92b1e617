"""What PostgreSQL needs that SQLite does not: addresses, connections, named locks, sorting as SQLite sorts.

SQLite has one writer. A server has many, on many machines; what they may do beside each other is said by name:

- a writer that names nothing is alone among all writers, as on SQLite: right for everything, fast for nothing;
- one that names locks ("claims:<watchlist>", "polling", "target:<name>" …) works beside writers with other names.

The locks are PostgreSQL's advisory ones, bound to the transaction: a process that is killed holds none. They are taken
in sorted order and before anything is read, so that two writers never wait for each other in a circle, and what is
read is what the last holder left.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

#: every writer holds it, beside others or alone
EVERYBODY = "monitor:writers"
#: connections one process keeps, and how many more it may open for a moment
KEPT, MORE = 8, 24
#: seconds after which a silent machine's connection, and the locks on it, are given up
SILENT = 30
#: words of PostgreSQL's messages -> our message key
WORDS = (
    ("lock timeout", "store.locked"),
    ("deadlock detected", "store.raced"),
    ("could not serialize", "store.raced"),
    ("duplicate key value", "store.raced"),
    ("violates foreign key", "store.raced"),
    ("no space left", "store.full"),
    ("disk full", "store.full"),
    ("read-only", "store.readonly"),
    ("terminating connection", "store.unreachable"),
    ("connection failed", "store.unreachable"),
    ("server closed the connection", "store.unreachable"),
    ("connection is lost", "store.unreachable"),
    ("could not connect", "store.unreachable"),
    ("too many clients", "store.unreachable"),
    ("starting up", "store.unreachable"),
    ("shutting down", "store.unreachable"),
)


def address(url: str) -> URL:
    """The address with the driver that we bring: `postgres://…` and `postgresql://…` are understood alike."""
    return make_url(re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url))


def plain(url: str) -> str:
    """The address as PostgreSQL's own library reads it."""
    return address(url).set(drivername="postgresql").render_as_string(hide_password=False)


def engine_for(url: str, busy: float) -> Engine:
    """Connections to a server; `busy`: seconds a statement waits for a lock at most."""
    engine = create_engine(
        address(url).difference_update_query(["options"]),
        pool_pre_ping=True,
        pool_size=KEPT,
        max_overflow=MORE,
        connect_args=_manners(url, busy),
    )
    event.listen(engine, "connect", _without_nul)
    return engine


def _manners(url: str, busy: float) -> dict[str, Any]:
    """What each of our connections asks of the server."""
    options = f"-c timezone=UTC -c lock_timeout={round(busy * 1000)} -c application_name=monitor"
    asked = address(url).query.get("options")
    return {
        "options": f"{options} {asked}" if isinstance(asked, str) else options,
        "keepalives_idle": SILENT // 3,
        "keepalives_interval": SILENT // 6,
        "keepalives_count": 3,
        "connect_timeout": 10,
    }


def _without_nul(connection: Any, _record: object) -> None:
    """Texts may not hold the character NUL on a server: it is left out, in what is stored and in what is looked for."""
    from psycopg.types.string import StrDumperUnknown

    class Clean(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "") if "\0" in obj else obj)

    connection.adapters.register_dumper(str, Clean)


def hold(connection: Connection, names: Collection[str]) -> None:
    """Takes the locks of a writer until its transaction ends; no names: alone among all writers."""
    if not names:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key_of(EVERYBODY)})")
        return
    keys = [f"pg_advisory_xact_lock_shared({key_of(EVERYBODY)})"]
    keys += [f"pg_advisory_xact_lock({key})" for key in sorted({key_of(name) for name in names})]
    connection.exec_driver_sql("SELECT " + ", ".join(keys))


class Leadership:
    """One of several leads: whoever holds an advisory lock on a connection of its own, until that connection ends.

    The server notices a dead process at once, a dead machine after `SILENT` seconds.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._key = key_of(name)
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Whether we lead; takes the lead when nobody has it."""
        if self._connection is not None:
            try:
                self._connection.exec_driver_sql("SELECT 1")
                return True
            except DBAPIError:
                self.give()
        try:
            connection = self._engine.connect()
        except DBAPIError:
            return False
        try:
            for setting, value in (("idle", SILENT // 3), ("interval", SILENT // 6), ("count", 3)):
                connection.exec_driver_sql(f"SET tcp_keepalives_{setting} = {value}")
            if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({self._key})").scalar():
                self._connection = connection
                return True
        except DBAPIError:
            pass
        connection.close()
        return False

    def give(self) -> None:
        """Leaves the lead to others."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


class Single:
    """One connection past the pool on which each statement is a transaction of its own; opened anew when it broke.

    For what is asked with every request and must cost next to nothing: a statement takes a fifth of what a session takes.
    A statement whose answer was lost is asked again, so that it must bear being asked twice.
    """

    def __init__(self, url: str, busy: float) -> None:
        self._address = plain(url)
        self._manners = _manners(url, busy)
        self._turn = threading.Lock()
        self._opened: Any = None

    def row(self, statement: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """First row of a statement with `%(name)s` places, None when it gives none."""
        from psycopg import DatabaseError

        with self._turn:
            try:
                return self._asked(statement, values)
            except DatabaseError:
                if self._opened is not None and not self._opened.closed:
                    raise
            self._opened = None
            try:
                return self._asked(statement, values)
            except DatabaseError as exc:
                raise OperationalError(statement, None, exc) from exc

    def _asked(self, statement: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        if self._opened is None:
            from psycopg import connect

            self._opened = connect(self._address, autocommit=True, **self._manners)
        cursor = self._opened.execute(statement, values)
        return cursor.fetchone() if cursor.description else None

    def close(self) -> None:
        """Gives the connection back."""
        with self._turn:
            if self._opened is not None:
                self._opened.close()
                self._opened = None


def key_of(name: str) -> int:
    """The number of a named lock: 64 bits, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def statements(dialect: str) -> Iterator[str]:
    """SQL that makes texts sort and compare by code point, as on SQLite, whatever locale the database was made with."""
    if dialect == "postgresql":
        yield _BY_CODE_POINT


_BY_CODE_POINT = """
DO $$ DECLARE found record; BEGIN
FOR found IN SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
      AND collation_name IS DISTINCT FROM 'C' AND table_name NOT LIKE 'procrastinate%'
LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE varchar COLLATE "C"', found.table_name, found.column_name);
END LOOP; END $$
"""
