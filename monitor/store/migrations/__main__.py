"""Writes `schema.sql`, what the migrations make of a new SQLite file: after each new migration.

`--first` rewrites `versions/0001_first.py` from the tables as they stand before; only until the first release.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from monitor.store import tables
from monitor.store.migrations import HERE, upgrade
from monitor.store.written import BETWEEN, SCHEMA

TEMPLATE = '''"""The first schema: sources, articles, watchlists, ledger, delivery, people, service.

Revision: 0001
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from monitor.store import search, triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates every table, then the triggers that keep the logs append-only, then the search index."""
{body}
    dialect = op.get_bind().dialect.name
    for statement in (*triggers.statements(dialect), *search.statements(dialect)):
        op.execute(statement)


def downgrade() -> None:
    """Backups are the way back; a downgrade would drop what people decided."""
    raise NotImplementedError
'''


def main() -> None:
    """Writes one file or both."""
    if "--first" in sys.argv:
        _write_first()
    SCHEMA.write_text(schema(), "utf-8")


def schema() -> str:
    """The statements that make a SQLite file as all migrations leave it, its revision included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        engine = sqlalchemy.create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        return BETWEEN.join(statements_of(path))


def statements_of(path: Path) -> list[str]:
    """What makes the schema of a SQLite file, in the order in which it was made."""
    connection = sqlite3.connect(path)
    try:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        connection.close()
    shadows = tuple(f"{name}_" for name, sql in made if sql.startswith("CREATE VIRTUAL TABLE"))
    kept = [
        sql for name, sql in made if not (name.startswith(shadows) and f"'{name}'" in sql) and name != "sqlite_sequence"
    ]
    return [*kept, f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')"]


def _write_first() -> None:
    """Writes the first migration and formats it."""
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, tables.metadata)
        assert script.upgrade_ops is not None
        body = "    " + render_python_code(script.upgrade_ops, render_as_batch=True)
    target = HERE / "versions" / "0001_first.py"
    target.write_text(TEMPLATE.format(body=body), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(target)], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(target)], check=False)


if __name__ == "__main__":
    main()
