"""Several languages, headings, milestones with leads of their own, and deadlines that name several days.

How a deadline was read is kept clause by clause from now on, so that it can be said in other languages. What is
renumbered keeps the name that it was first known under as its identity, and with it all that was seen and said of it.
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
        table.add_column(sa.Column("was", sa.String(length=161), nullable=True))
        table.add_column(sa.Column("titles", _SELDOM, nullable=True))
        table.add_column(sa.Column("identity", sa.String(length=170), nullable=True))
    for name in ("milestones", "sightings"):
        _keep_clauses(name)
    with op.batch_alter_table("milestones") as table:
        table.add_column(sa.Column("lead", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("support", _SELDOM, nullable=True))
        table.add_column(sa.Column("heading", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("was", sa.String(length=161), nullable=True))
        table.add_column(sa.Column("titles", _SELDOM, nullable=True))
        table.add_column(sa.Column("prints", _SELDOM, nullable=True))
        table.add_column(sa.Column("dated", sa.Text(), nullable=True))
        table.add_column(sa.Column("extra", _SELDOM, nullable=True))
        table.add_column(sa.Column("identity", sa.String(length=170), nullable=True))
    # Every plan file is read again: what is withheld from plans by now may still stand in these tables.
    op.execute(sa.text("UPDATE plan_files SET content = ''"))
    _keep_names()


def _keep_names() -> None:
    renamed = sa.text("identity IS NOT NULL")
    op.create_index(
        "ix_milestones_renamed",
        "milestones",
        ["plan_id", "identity"],
        postgresql_where=renamed,
        sqlite_where=renamed,
    )
    op.create_table(
        "names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.String(length=170), nullable=False),
        sa.Column("subject", sa.String(length=170), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_names_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names")),
    )
    op.create_index(op.f("ix_names_plan_id_subject"), "names", ["plan_id", "subject"])
    with op.batch_alter_table("notices") as table:
        table.alter_column("commitment_id", type_=sa.String(length=170), existing_nullable=True)


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
