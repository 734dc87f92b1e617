"""Watchlist files on disk: nothing but `<folder>/<id>.yaml`, written whole or not at all (RELIABILITY S11, D22)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from pathlib import Path

from monitor.errors import MonitorError

#: bytes of one file
SIZE = 262_144
#: names that some systems keep for devices
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_ID = re.compile(r"[a-z0-9-]{1,64}")


def is_id(ident: str) -> bool:
    """Whether a file may be called so."""
    return bool(_ID.fullmatch(ident)) and ident not in RESERVED


def checked_id(ident: str) -> str:
    """The id when a file may be called so; raises MonitorError otherwise."""
    if not is_id(ident):
        raise MonitorError("web.watchlist.id")
    return ident


def read_file(folder: Path, ident: str) -> str | None:
    """Text of the file, None when there is none; raises MonitorError for links, other kinds, sizes and encodings."""
    path = folder / f"{checked_id(ident)}.yaml"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise MonitorError("web.watchlist.file_bad", name=path.name) from exc
    with os.fdopen(handle, "rb") as opened:
        about = os.fstat(opened.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_size > SIZE:
            raise MonitorError("web.watchlist.file_bad", name=path.name)
        body = opened.read(SIZE + 1)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise MonitorError("web.watchlist.file_bad", name=path.name) from exc


def digest(text: str | None) -> str:
    """Content hash that shows whether somebody else saved in between; "" for no file."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text is not None else ""


def write_file(folder: Path, ident: str, text: str, *, expected: str) -> None:
    """Puts the text in place of what hashes to `expected`: temporary file, fsync, rename.

    Raises MonitorError `web.watchlist.conflict` when the file is another one by now.
    """
    path = folder / f"{checked_id(ident)}.yaml"
    body = text.encode("utf-8")
    if len(body) > SIZE:
        raise MonitorError("web.watchlist.large", most=SIZE // 1024)
    if digest(read_file(folder, ident)) != expected:
        raise MonitorError("web.watchlist.conflict")
    partial = folder / f".{ident}.yaml.part"
    try:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
        with os.fdopen(handle, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(path)
        _sync_folder(folder)
    except OSError as exc:
        raise MonitorError("web.watchlist.unwritten", name=path.name, detail=exc.strerror or "") from exc


def names(folder: Path) -> tuple[str, ...]:
    """Ids of the files in the folder, those that cannot be ids left out."""
    try:
        found = sorted(path.stem for path in folder.iterdir() if path.suffix == ".yaml" and not path.is_symlink())
    except OSError:
        return ()
    return tuple(name for name in found if is_id(name))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
