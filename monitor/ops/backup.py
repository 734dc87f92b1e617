"""Backups of the SQLite database while the service runs, and the way back."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreError
from monitor.store import Store
from monitor.store.database import copy_file, inspect, path_of

#: daily backups kept
KEPT = 7

_NAME = re.compile(r"monitor-\d{8}T\d{6}Z\.db")


def back_up(store: Store, folder: Path, now: datetime, *, to: Path | None = None) -> Path:
    """Writes a consistent copy to `to`, else to a dated file in `folder`; returns where."""
    target = to or folder / f"monitor-{now:%Y%m%dT%H%M%SZ}.db"
    if to is not None and to.is_dir():
        target = to / f"monitor-{now:%Y%m%dT%H%M%SZ}.db"
    return store.backup(target)


def tidy(folder: Path, *, kept: int = KEPT) -> int:
    """Deletes all but the newest dated backups; copies made before migrations stay. How many went."""
    dated = sorted((path for path in folder.glob("monitor-*.db") if _NAME.fullmatch(path.name)), reverse=True)
    for path in dated[kept:]:
        path.unlink()
    return len(dated[kept:])


def restore(source: Path, url: str, now: datetime) -> Path:
    """Puts a backup in the place of the database; the present file is kept beside it. Returns the database's path.

    Raises StoreError when the source is no database of ours; nothing is touched then.
    """
    target = path_of(url)
    if target is None:
        raise StoreError("store.backup_server")
    if inspect(f"sqlite:///{source}").state == "missing":
        raise StoreError("store.no_backup", path=str(source))
    partial = copy_file(source, target.with_name(target.name + ".restore"))
    if target.exists():
        kept = target.with_name(f"{target.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        target.replace(kept)
    for rest in ("-wal", "-shm"):
        left = target.with_name(target.name + rest)
        if left.exists():
            left.replace(left.with_name(f"{left.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"))
    partial.replace(target)
    return target
