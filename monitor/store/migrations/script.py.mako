"""${message}

Revision: ${up_revision}, after ${down_revision}
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Backups are the way back; a downgrade would drop what people decided."""
    raise NotImplementedError
