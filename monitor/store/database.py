"""Opening the database, and one transaction at a time.

SQLite runs in WAL mode with `synchronous=FULL`, foreign keys on and 30 s of patience; writers start with
BEGIN IMMEDIATE, because a transaction that reads first and writes later fails at once when somebody else wrote in
between (RELIABILITY 2). On PostgreSQL writers may work side by side when they say by name what they need for themselves
(`store.server`). Foreign exceptions become `StoreError` here.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session as Session

from monitor.errors import StoreError
from monitor.store import server
from monitor.store import tables as tables  # registers all rows with the metadata
from monitor.store.written import BETWEEN, SCHEMA

#: newest migration; a test compares it with the scripts in `migrations/versions`
HEAD = "0003"
#: what a database made by us carries in `PRAGMA application_id` ("mtor")
APPLICATION = 0x6D746F72
#: seconds a connection waits for another writer
BUSY = 30.0
#: kilobytes of pages a connection keeps: searching 5,000 changes of 100,000 takes 10 ms instead of 15 with SQLite's 2 MB
CACHE_KB = 16_000
#: larger files are checked by `monitor doctor`, not at each start (quick_check reads about 500 MB/s)
QUICK_CHECK_BYTES = 256_000_000

#: how often a transaction is begun that others raced
RACES = 5

#: under which a session keeps what it put off
AT_END = "at end"

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """What stands at a database address, before anything is opened for writing."""

    #: "missing", "current", "older"; anything else raises
    state: str
    revision: str = ""


class Store:
    """The open database. Threads may share it: readers run side by side, writers one after the other (on PostgreSQL:
    those that hold different locks side by side)."""

    def __init__(self, engine: Engine, *, path: Path | None, single: server.Single | None = None) -> None:
        self._engine = engine
        self._writer = engine.execution_options(monitor_writer=True)
        self._noter = engine.execution_options(monitor_writer=True, monitor_lasting=False)
        if path is None:  # one state of the database for all that one reader asks; on SQLite that is a matter of course
            self._engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._single = single
        self._turn = threading.Lock()
        #: file of a SQLite database, None for servers
        self.path = path

    @classmethod
    def open(cls, url: str, *, now: datetime | None = None, busy: float = BUSY, create: bool = True) -> Store:
        """The database at `url`, created or migrated when needed (a backup first).

        Raises StoreError: `store.damaged`, `store.unknown`, `store.newer`, `store.missing` (with `create=False`),
        `store.locked`. `now` names the backup file; without it a needed migration still makes one.
        """
        path = path_of(url)
        if path is not None and create:
            _make_folder(path.parent)
        try:
            engine = _engine(url, busy)
        except ImportError as exc:
            raise StoreError("store.driver") from exc
        try:
            found = inspect(url)
            if found.state == "missing" and not create:
                raise StoreError("store.missing", path=str(path or url))
            if found.state == "missing" and path is not None:
                _create(engine, path)
            elif found.state != "current":
                _migrate(engine, path, found, now)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, path=path, single=server.Single(url, busy) if path is None else None)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and writes nothing."""
        with _translated(self.path), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, *locks: str, lasting: bool = True) -> Iterator[Session]:
        """A session whose work is committed as a whole at the end, or not at all.

        On SQLite writers come one after the other. On PostgreSQL a writer without `locks` is alone as well; one that
        names them works beside writers with other names. Raises `store.raced` on PostgreSQL when two writers got into
        each other's way all the same: nothing was written, do it again.

        `lasting=False`: the commit waits for no disk. A killed process loses nothing by it; a power cut may lose what
        was written since the last lasting one (never its order). For leases and the like, which time repairs.
        """
        writer = self._writer if lasting else self._noter
        with _translated(self.path), self._in_turn(), Session(writer, expire_on_commit=False) as session:
            connection = session.connection()  # takes the write lock now, before anything is read
            if self.path is None:
                server.hold(connection, locks)
                if not lasting:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
            yield session
            for doing in session.info.pop(AT_END, ()):
                doing(session)
            session.commit()

    def at_once(self, statement: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """First row of a statement that is a transaction of its own (servers only): `server.Single`."""
        assert self._single is not None
        with _translated(self.path):
            return self._single.row(statement, values)

    def transact(self, doing: Callable[[Session], T], *locks: str, lasting: bool = True) -> T:
        """The result of `doing(session)` in one writing transaction, begun again when it was raced on a server."""
        for attempt in range(RACES):
            try:
                with self.write(*locks, lasting=lasting) as session:
                    return doing(session)
            except StoreError as exc:
                if exc.key != "store.raced" or attempt == RACES - 1:
                    raise
        raise AssertionError

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self.path is None:
            yield
            return
        if not self._turn.acquire(timeout=2 * BUSY):
            raise StoreError("store.locked", path=str(self.path))
        try:
            yield
        finally:
            self._turn.release()

    @property
    def shared(self) -> bool:
        """Whether processes on several machines may work on it side by side (a server's database)."""
        return self.path is None

    def backup(self, target: Path) -> Path:
        """A consistent copy of a SQLite database in `target`, while others go on working."""
        if self.path is None:
            raise StoreError("store.backup_server")
        with _translated(self.path):
            return copy_file(self.path, target)

    def check(self) -> tuple[str, ...]:
        """What SQLite's full integrity and foreign key checks complain about; empty: all is well."""
        with self.read() as session:
            if session.get_bind().dialect.name != "sqlite":
                return ()
            lines = [str(row[0]) for row in session.connection().exec_driver_sql("PRAGMA integrity_check")]
            broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        return tuple(line for line in lines if line != "ok") + tuple(
            f"foreign key: {row[0]} {row[1]}" for row in broken
        )

    def leadership(self, name: str) -> server.Leadership:
        """The right to lead, of which there is one among all machines."""
        return server.Leadership(self._writer, name)

    def close(self) -> None:
        """Gives all connections back; the store is not used afterwards."""
        if self._single is not None:
            self._single.close()
        self._engine.dispose()


def at_end(session: Session, doing: Callable[[Session], None]) -> None:
    """Puts something off until all else of a writing transaction is done; it belongs to it like the rest."""
    session.info.setdefault(AT_END, []).append(doing)


def path_of(url: str) -> Path | None:
    """File of a SQLite address, None for others; raises StoreError for an address nobody can read."""
    try:
        parts = server.address(url)
    except sqlalchemy.exc.ArgumentError as exc:
        raise StoreError("store.address") from exc
    if parts.get_backend_name() != "sqlite":
        return None
    if not parts.database or parts.database == ":memory:":
        raise StoreError("store.address")
    return Path(parts.database)


def inspect(url: str) -> StoreState:
    """What stands at `url`; raises StoreError for files that are damaged, foreign or newer than this program."""
    path = path_of(url)
    if path is None:
        return _inspect_server(url)
    if not path.exists():
        return StoreState(state="missing")
    if path.stat().st_size == 0:
        raise StoreError("store.empty", path=str(path))
    with _translated(path):
        revision = _revision_of(path)
    return _judge_revision(revision, str(path))


def copy_file(source: Path, target: Path) -> Path:
    """Copies a SQLite database page by page into a new file, readable by its owner only."""
    _make_folder(target.parent)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    opened = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    copy = sqlite3.connect(partial)
    try:
        opened.backup(copy, pages=2000)
    finally:
        copy.close()
        opened.close()
    partial.chmod(0o600)
    partial.replace(target)
    return target


# --- inside ----------------------------------------------------------------------------------------------------------


def _engine(url: str, busy: float) -> Engine:
    if path_of(url) is None:
        return server.engine_for(url, busy)
    engine = create_engine(url, connect_args={"timeout": busy}, pool_size=8, max_overflow=24)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")

    @event.listens_for(engine, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get("monitor_writer", False)
        if writes:
            _wait_for_disk(connection, options.get("monitor_lasting", True))
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _wait_for_disk(connection: sqlalchemy.Connection, lasting: bool) -> None:
    """`synchronous` as this transaction wants it; a connection keeps its setting until told otherwise."""
    level, info = "FULL" if lasting else "NORMAL", connection.info
    if info.get("synchronous", "FULL") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        info["synchronous"] = level


def _create(engine: Engine, path: Path) -> None:
    """A new file with the schema that all migrations make (`schema.sql`), in a tenth of the time they take."""
    with _translated(path), engine.execution_options(monitor_writer=True).begin() as connection:
        run = connection.exec_driver_sql
        if run("SELECT count(*) FROM sqlite_master").scalar_one():  # another program was quicker
            return
        for statement in SCHEMA.read_text("utf-8").split(BETWEEN):
            run(statement)
        run(f"PRAGMA application_id={APPLICATION}")
    path.chmod(0o600)


def _migrate(engine: Engine, path: Path | None, found: StoreState, now: datetime | None) -> None:
    from monitor.store.migrations import upgrade  # alembic costs 0.4 s: only when there is work

    if found.state == "older" and path is not None:
        stamp = now.strftime("%Y%m%dT%H%M%SZ") if now else "unknown"
        kept = copy_file(path, path.parent / "backups" / f"before-{HEAD}-from-{found.revision}-{stamp}.db")
        log.info("database backed up before migration", extra={"file": str(kept)})
    with _translated(path), engine.execution_options(monitor_writer=True).begin() as connection:
        if path is None:
            server.hold(connection, ())  # of several machines that start at once, one migrates
        upgrade(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
    if path is not None:
        path.chmod(0o600)


def _revision_of(path: Path) -> str:
    """Migration the file stands at, "" when it is not one of ours."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY)
    try:
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()
            if answer is None or answer[0] != "ok":
                raise StoreError("store.damaged", path=str(path), detail=str(answer[0] if answer else ""))
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in names or "change" not in names:
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else ""
    finally:
        connection.close()


def _inspect_server(url: str) -> StoreState:
    engine = server.engine_for(url, BUSY)
    try:
        with engine.connect() as connection:
            names = set(sqlalchemy.inspect(connection).get_table_names())
            if not {name for name in names if not name.startswith("procrastinate")}:
                return StoreState(state="missing")
            row = None
            if "alembic_version" in names:
                row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    except DBAPIError as exc:
        raise StoreError("store.unreachable") from exc
    finally:
        engine.dispose()
    shown = server.address(url).render_as_string(hide_password=True)
    return _judge_revision(str(row[0]) if row else "", shown)


def _judge_revision(revision: str, shown: str) -> StoreState:
    if not revision:
        raise StoreError("store.unknown", path=shown)
    if not revision.isdigit() or int(revision) > int(HEAD):
        raise StoreError("store.newer", path=shown, revision=revision, known=HEAD)
    return StoreState(state="current" if revision == HEAD else "older", revision=revision)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)


#: where exceptions of the databases' own libraries live; both follow PEP 249
DRIVERS = ("sqlite3", "psycopg")

#: words of SQLite's messages -> our message key
_WORDS = (
    ("locked", "store.locked"),
    ("busy", "store.locked"),
    ("full", "store.full"),
    ("not a database", "store.damaged"),
    ("malformed", "store.damaged"),
    ("readonly", "store.readonly"),
    ("unable to open", "store.unopened"),
    ("disk i/o", "store.disk"),
)


@contextmanager
def _translated(path: Path | None) -> Iterator[None]:
    """Turns the operating errors of the database into StoreError; errors of ours in the SQL stay what they are.

    They come as SQLAlchemy's or, from statements that go straight to the driver, as the driver's own.
    """
    try:
        yield
    except DBAPIError as exc:
        known = _as_store_error(exc.orig if exc.orig is not None else exc, path)
        if known.key == "store.other" and not isinstance(exc, sqlalchemy.exc.OperationalError):
            raise
        raise known from exc
    except Exception as exc:
        kinds = {kind.__name__ for kind in type(exc).__mro__} if type(exc).__module__.startswith(DRIVERS) else set()
        if "DatabaseError" not in kinds:
            raise
        known = _as_store_error(exc, path)
        if (
            known.key == "store.other"
            and "OperationalError" not in kinds
            and kinds & {"IntegrityError", "DataError", "ProgrammingError"}
        ):
            raise
        raise known from exc


def _as_store_error(exc: BaseException, path: Path | None) -> StoreError:
    words = str(exc).lower()
    known = _WORDS if path is not None else server.WORDS
    key = next((key for word, key in known if word in words), "store.other")
    return StoreError(key, path=str(path or ""), detail=str(exc)[:200])
