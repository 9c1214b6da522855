"""What subscribers choose, who may write through the API, and a record in which nothing can go missing unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INTEREST = {"plan": 80, "agency": 80, "commitment": 170, "theme": 200, "kind": 40}


def upgrade() -> None:
    _what_subscribers_choose()
    _who_may_write()
    _the_chain()


def _what_subscribers_choose() -> None:
    """An interest becomes columns, so that the database itself can tell whom a notice concerns."""
    with op.batch_alter_table("destinations") as table:
        table.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("subscriptions") as table:
        for name, length in INTEREST.items():
            table.add_column(sa.Column(name, sa.String(length=length), nullable=True))
        table.add_column(sa.Column("digest_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("timezone", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("key_id", sa.String(length=32), nullable=True))
    columns = [sa.column("id", sa.String), sa.column("interest", sa.JSON)]
    columns += [sa.column(name, sa.String) for name in INTEREST]
    subscriptions = sa.table("subscriptions", *columns)
    connection = op.get_bind()
    for name, interest in connection.execute(sa.select(subscriptions.c.id, subscriptions.c.interest)).all():
        asked = {column: interest.get(column) for column in INTEREST}
        connection.execute(subscriptions.update().where(subscriptions.c.id == name).values(asked))
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("interest")


def _who_may_write() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_keys_hash")),
    )


def _the_chain() -> None:
    with op.batch_alter_table("notices") as table:
        table.add_column(sa.Column("number", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("chain", sa.String(length=64), nullable=True))
    op.create_table(
        "chain_heads",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_heads")),
    )
