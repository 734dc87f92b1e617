"""Rewrites `versions/0001_first.py` from the tables as they stand; only until the first release."""

import subprocess
import sys

import sqlalchemy
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from monitor.store import tables
from monitor.store.migrations import HERE

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
    """Writes the file and formats it."""
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
