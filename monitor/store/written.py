"""The schema of a new SQLite file as it is written down: what all migrations together make."""

from __future__ import annotations

from pathlib import Path

#: what stands in a new SQLite file, statement by statement; written by `python -m monitor.store.migrations`
SCHEMA = Path(__file__).with_name("schema.sql")
#: line between two statements there
BETWEEN = "\n--\n"
