"""Days off and a head start for agencies, what is kept back and why, answers and snoozes, and what a plan has lost."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plans") as table:
        table.add_column(sa.Column("days_off", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("lead", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("head_start", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("notices", sa.Column("kept_back", sa.Text(), nullable=True))
    _absences()
    _said_beside_the_plan(
        "answers",
        "said_on",
        "said_at",
        sa.Column("says", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    _said_beside_the_plan(
        "snoozes",
        "since_on",
        "made_at",
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("plan_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=170), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("commitment_id", sa.String(length=80), nullable=False),
        sa.Column("commitment_identity", sa.String(length=170), nullable=True),
        sa.Column("commitment_title", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.String(length=80), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_absences_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "subject", "gone_on", name=op.f("pk_absences")),
    )


def _said_beside_the_plan(name: str, on: str, at: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=170), nullable=False),
        sa.Column(on, sa.Date(), nullable=False),
        sa.Column(at, sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f(f"fk_{name}_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_plan_id_subject"), name, ["plan_id", "subject"])
