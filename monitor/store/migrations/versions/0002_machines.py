"""Several machines: turns of hosts, pages on their way from one worker to the next; PostgreSQL made ready for size.

On PostgreSQL the rows of the large tables are counted in 64 bits, texts sort by code point as on SQLite, and the search
folds letters as on SQLite. On SQLite only the two tables are new; they stay empty.

Revision: 0002
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from monitor.store import search, server

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: columns that count rows of tables which grow by millions
LARGE = {
    "entry": ("id",),
    "band": ("id",),
    "gate": ("id",),
    "observation": ("id",),
    "fact": ("id", "observation_id"),
    "attempt": ("id",),
}


def upgrade() -> None:
    """Creates the two tables; on PostgreSQL widens, re-collates and re-indexes."""
    op.create_table(
        "host",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("free_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("pages", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
    op.create_table(
        "parcel",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("data", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_parcel_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_parcel")),
    )
    with op.batch_alter_table("parcel", schema=None) as batch:
        batch.create_index("ix_parcel_order", ["priority", "created_at"], unique=False)
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for table, columns in LARGE.items():
            for column in columns:
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE bigint')
            op.execute(f"ALTER SEQUENCE {table}_id_seq AS bigint")
        op.execute("ALTER TABLE parcel ALTER COLUMN body SET STORAGE EXTERNAL")  # it is compressed already
    for statement in (*server.statements(dialect), *search.folded(dialect)):
        op.execute(statement)


def downgrade() -> None:
    """Backups are the way back; a downgrade would drop what people decided."""
    raise NotImplementedError
