"""What subscribers choose, who may write through the API, and a record in which nothing can go missing unseen."""

import json
from datetime import UTC
from hashlib import sha256
from typing import Any

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
    """Notices are numbered in the order in which they were said, and each is chained to the one before."""
    with op.batch_alter_table("notices") as table:
        table.add_column(sa.Column("number", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("chain", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("words", sa.Text(), nullable=True))
    heads = op.create_table(
        "chain_heads",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_heads")),
    )
    number, chain = _chained()
    op.bulk_insert(heads, [{"name": "notices", "number": number, "chain": chain}])
    with op.batch_alter_table("notices") as table:
        table.alter_column("number", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("chain", existing_type=sa.String(length=64), nullable=False)
        table.alter_column("words", existing_type=sa.Text(), nullable=False)
        table.create_unique_constraint(op.f("uq_notices_number"), ["number"])


# As it was hashed when the chain began; what the program does later must not change what a migration did.
_PLAIN = {
    "id": "id", "plan_id": "plan", "subject": "subject", "rule": "rule", "kind": "kind", "kept_back": "kept_back",
    "commitment_id": "commitment", "agency_id": "agency", "to": "to", "themes": "themes", "data": "data",
}  # fmt: skip
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "on": sa.Date(), "lapses_on": sa.Date(), "lapsed": sa.Boolean(), "said_at": sa.DateTime(timezone=True),
    "to": sa.JSON(), "themes": sa.JSON(), "data": sa.JSON(), "number": sa.BigInteger(),
}  # fmt: skip
_BATCH = 500


def _chained() -> tuple[int, str]:
    """Number what there is; the number and the hash with which it ends."""
    connection = op.get_bind()
    names = [*_PLAIN, "on", "lapses_on", "lapsed", "said_at", "number", "chain", "words"]
    notices = sa.table("notices", *(sa.column(name, _TYPES.get(name, sa.String())) for name in names))
    order = notices.c.said_at, notices.c.on, notices.c.plan_id, notices.c.subject, notices.c.id
    ids = list(connection.scalars(sa.select(notices.c.id).order_by(*order)))
    chain = "0" * 64
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        rows = {
            row["id"]: row for row in connection.execute(sa.select(notices).where(notices.c.id.in_(some))).mappings()
        }
        changes = []
        for place, name in enumerate(some, start + 1):
            row = rows[name]
            chain = sha256(f"{chain}\n{_spelt(row)}".encode()).hexdigest()
            changes.append({"of": name, "number": place, "chain": chain, "words": _words(row)})
        change = notices.update().where(notices.c.id == sa.bindparam("of"))
        connection.execute(change.values({name: sa.bindparam(name) for name in changes[0] if name != "of"}), changes)
    return len(ids), chain


def _spelt(row: sa.RowMapping) -> str:
    said_at = row["said_at"] if row["said_at"].tzinfo else row["said_at"].replace(tzinfo=UTC)
    entry = {name: row[column] for column, name in _PLAIN.items()} | {
        "on": row["on"].isoformat(), "lapses_on": row["lapses_on"] and row["lapses_on"].isoformat(),
        "lapsed": row["lapsed"], "said_at": said_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }  # fmt: skip
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _words(row: sa.RowMapping) -> str:
    data = row["data"]
    named = [data.get(name) or {} for name in ("plan", "commitment", "milestone", "agency")]
    called = [str(text) for one in named for text in one.values()]
    return " ".join([row["subject"], *called, *row["themes"]]).casefold()
