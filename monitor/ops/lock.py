"""One poller and sender per database: a file lock, freed by the system whatever happens, beside a lease in the database.

The lock covers one machine; the lease, renewed while the service lives, covers a data folder that machines share.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.errors import StoreError
from monitor.store import Store, service

#: seconds a lease lasts without renewal; a killed instance on another machine is over after this (D19: <= 90 s)
LEASE = 60.0
#: seconds between two renewals
RENEW = 15.0


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the file lock for a command that must not run beside a service; raises `store.another_instance`."""
    handle = _lock(folder / "monitor.lock")
    try:
        yield
    finally:
        os.close(handle)


class Instance:
    """The right to poll and send. Take it before the first fetch, renew it, give it back."""

    def __init__(self, store: Store, folder: Path, *, now: datetime) -> None:
        self._store = store
        self._path = folder / "monitor.lock"
        self._handle: int | None = None
        self.owner: dict[str, object] = {
            "id": uuid.uuid4().hex,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "folder": str(folder.resolve()),
            "since": now.isoformat(timespec="seconds"),
        }

    @property
    def held(self) -> bool:
        """Whether we have it."""
        return self._handle is not None

    def take(self, now: datetime) -> None:
        """Raises StoreError `store.another_instance`, with who runs since when, if somebody else holds it."""
        self._handle = _lock(self._path)
        with self._store.write() as session:
            held = service.get(session, "instance")
            if held is not None and self._is_ours(held["owner"]):
                service.drop(session, "instance")  # the lock of that very folder was free: its owner is dead
            other = service.take_lease(session, self.owner, now, seconds=LEASE)
        if other is not None:
            self._release()
            raise _another(other)
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps(self.owner).encode(), 0)

    def _is_ours(self, owner: Mapping[str, Any]) -> bool:
        return owner.get("host") == self.owner["host"] and owner.get("folder") == self.owner["folder"]

    def renew(self, now: datetime) -> None:
        """Raises StoreError when somebody else took over meanwhile."""
        with self._store.write() as session:
            other = service.take_lease(session, self.owner, now, seconds=LEASE)
        if other is not None:
            raise _another(other)

    def give(self) -> None:
        """Frees the lock and the lease."""
        with self._store.write() as session:
            service.give_lease(session, str(self.owner["id"]))
        self._release()

    def _release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = _read(handle)
        os.close(handle)
        raise _another(holder) from None
    return handle


def _read(handle: int) -> dict[str, Any]:
    try:
        found = json.loads(os.pread(handle, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _another(owner: Mapping[str, Any]) -> StoreError:
    return StoreError(
        "store.another_instance",
        pid=owner.get("pid", "?"),
        host=owner.get("host", "?"),
        since=owner.get("since", "?"),
    )
