"""A delivery knows how many leases in a row were lost with their worker: then it is carried alone.

Of what waits now, nothing is held to have been lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("lost", sa.Integer(), server_default="0", nullable=False))
