"""Several languages, headings, milestones with leads of their own, and deadlines that name several days.

How a deadline was read is kept clause by clause from now on, so that it can be said in other languages.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A list or mapping that is nearly always empty.
_SELDOM = sa.JSON(none_as_null=True)


def upgrade() -> None:
    with op.batch_alter_table("plans") as table:
        table.add_column(sa.Column("titles", _SELDOM, nullable=True))
    with op.batch_alter_table("commitments") as table:
        table.add_column(sa.Column("headings", _SELDOM, nullable=True))
        table.add_column(sa.Column("was", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("titles", _SELDOM, nullable=True))
    for name in ("milestones", "sightings"):
        _keep_clauses(name)
    with op.batch_alter_table("milestones") as table:
        table.add_column(sa.Column("lead", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("support", _SELDOM, nullable=True))
        table.add_column(sa.Column("heading", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("was", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("titles", _SELDOM, nullable=True))
        table.add_column(sa.Column("prints", _SELDOM, nullable=True))
        table.add_column(sa.Column("dated", sa.Text(), nullable=True))
        table.add_column(sa.Column("extra", _SELDOM, nullable=True))
    # Every plan file is read again: what is withheld from plans by now may still stand in these tables.
    op.execute(sa.text("UPDATE plan_files SET content = ''"))


def _keep_clauses(name: str) -> None:
    """The sentence that was kept becomes the only clause; a percent sign in it stands for itself."""
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("because", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("expectations", _SELDOM, nullable=True))
    said = "replace(says, '%', '%%')"
    if op.get_bind().dialect.name == "postgresql":
        clauses = f"json_build_array(json_build_array({said}, json_build_object()))"
    else:
        clauses = f"json_array(json_array({said}, json_object()))"
    op.execute(sa.text(f"UPDATE {name} SET because = {clauses}"))
    with op.batch_alter_table(name) as table:
        table.drop_column("says")
        table.alter_column("because", server_default=None)
