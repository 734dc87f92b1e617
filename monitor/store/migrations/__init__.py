"""Alembic migrations, run from inside the program on a connection it hands over.

`python -m monitor.store.migrations` rewrites 0001 from the tables (only until the first release).
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def config(connection: sqlalchemy.Connection | None = None) -> Config:
    """Alembic's configuration, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: sqlalchemy.Connection, revision: str = "head") -> None:
    """Brings the database behind `connection` to `revision`, inside the caller's transaction."""
    command.upgrade(config(connection), revision)
