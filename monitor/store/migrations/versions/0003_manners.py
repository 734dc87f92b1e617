"""A feed's own wish outlives a "not modified"; a person may set the pace at a host.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; nothing that stands there changes."""
    op.add_column("feed", sa.Column("wish", sa.Float(), nullable=False, server_default="0"))
    op.add_column("host", sa.Column("gap", sa.Float(), nullable=True))
    op.add_column("host", sa.Column("most", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Backups are the way back; a downgrade would drop what people decided."""
    raise NotImplementedError
