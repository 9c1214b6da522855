"""Mutes, breakers, paused lanes and the reports of mail providers; secrets are sealed from now on.

A secret that stands here unsealed from before is sealed when it is next written; until then it is read as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("destinations") as table:
        table.add_column(sa.Column("former_secret", sa.Text(), nullable=True))
        table.add_column(sa.Column("former_secret_until", _INSTANT, nullable=True))
        table.add_column(sa.Column("owner", sa.Text(), nullable=True))
        table.add_column(sa.Column("mute", sa.String(length=16), nullable=True))
        table.add_column(sa.Column("mute_says", sa.Text(), nullable=True))
        table.add_column(sa.Column("muted_at", _INSTANT, nullable=True))
        table.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("failing_since", _INSTANT, nullable=True))
        table.add_column(sa.Column("rests_until", _INSTANT, nullable=True))
    op.execute("UPDATE destinations SET mute = 'closed', muted_at = closed_at WHERE closed_at IS NOT NULL")
    with op.batch_alter_table("destinations") as table:
        table.drop_column("closed_at")
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("ended_at", _INSTANT, nullable=True))
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("note", sa.JSON(), nullable=True))
        table.add_column(sa.Column("lost", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index(op.f("ix_deliveries_lane_state_not_before"), "deliveries")
    op.drop_index(op.f("ix_deliveries_state_leased_until"), "deliveries")
    op.drop_index(op.f("ix_deliveries_destination_id"), "deliveries")
    _index("pending", ["lane", "not_before"], "pending")
    _index("waiting", ["destination_id"], "pending")
    _index("sending", ["leased_until"], "sending")
    _index("dead", ["ended_at"], "dead")
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("fk_attempts_delivery_id"), type_="foreignkey")
    op.create_table(
        "lanes",
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("paused_at", _INSTANT, nullable=False),
        sa.Column("paused_until", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lanes")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_reports_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_delivery_id"), "reports", ["delivery_id"])


def _index(name: str, columns: list[str], state: str) -> None:
    where = sa.text(f"state = '{state}'")
    op.create_index(f"ix_deliveries_{name}", "deliveries", columns, postgresql_where=where, sqlite_where=where)
