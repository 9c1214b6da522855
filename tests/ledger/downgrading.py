"""A ledger as it was before: its newest tables and columns taken away again, for tests of the way up."""

from sqlalchemy import text

from notifier.ledger.connect import Ledger

_SINCE = {
    "notices": ("number", "chain", "words"),
    "destinations": ("paused_until",),
    "subscriptions": ("plan", "agency", "commitment", "theme", "kind", "digest_at", "timezone", "key_id"),
}


def to_version_0004(ledger: Ledger) -> None:
    """Take away what version 0005 brought. On SQLite a unique column cannot be dropped: its table is copied."""
    with ledger.writing() as book:
        book.execute(text("ALTER TABLE subscriptions ADD COLUMN interest JSON"))
        for table, columns in _SINCE.items():
            if book.dialect.name == "sqlite" and table == "notices":
                kept = [row[1] for row in book.execute(text("PRAGMA table_info(notices)")) if row[1] not in columns]
                names = ", ".join(f'"{name}"' for name in kept)
                book.execute(text("DELETE FROM delivery_notices"))  # they name what is copied
                book.execute(text(f"CREATE TABLE kept AS SELECT {names} FROM notices"))
                book.execute(text("DROP TABLE notices"))
                book.execute(text("ALTER TABLE kept RENAME TO notices"))
                continue
            for column in columns:
                book.execute(text(f'ALTER TABLE {table} DROP COLUMN "{column}"'))
        book.execute(text("DROP TABLE chain_heads"))
        book.execute(text("DROP TABLE keys"))
        book.execute(text("UPDATE alembic_version SET version_num = '0004'"))
