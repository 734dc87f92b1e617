"""Finds the documents of a baseline folder; reading their formats is `articles.files`' work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from monitor.articles.files import Document

log = structlog.get_logger(__name__)

#: bytes of one document, at most
MOST = 20_000_000


def read_folder(folder: Path, *, shipped: Path | None = None) -> tuple[Document, ...]:
    """All documents of a folder and its subfolders, the oldest first; raises FormatError for one that is broken.

    A document without a date takes it from the one of `shipped` that retells it.
    """
    from monitor.articles.files import dates_of, read_documents

    known = dates_of(read_documents(_files(shipped))) if shipped is not None and shipped.is_dir() else {}
    return read_documents(_files(folder), dates=known)


def _files(folder: Path) -> list[tuple[str, bytes]]:
    from monitor.articles.files import ENDINGS

    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in ENDINGS or path.stem.lower() == "readme" or not path.is_file():
            continue
        if path.stat().st_size > MOST:
            log.warning("corpus.too_large", file=path.name)
            continue
        found.append((path.name, path.read_bytes()))
    return found
