"""Rows that are written, as the database itself counts them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from notifier.ledger.connect import Ledger
from notifier.ledger.schema import metadata

# Each reading has these of its own.
OF_THE_READING = {"plans", "plan_files", "revisions", "ticks"}


@contextmanager
def written(ledger: Ledger) -> Iterator[Counter[str]]:
    """The rows that a SQLite ledger writes, by table, as it counts them itself: by triggers, which go afterwards."""
    found: Counter[str] = Counter()
    triggers = {
        f"count_{table}_{act}": f"AFTER {act} ON {table} BEGIN INSERT INTO written VALUES ('{table}'); END"
        for table in metadata.tables
        for act in ("INSERT", "UPDATE", "DELETE")
    }
    with ledger.writing() as book:
        book.execute(text("CREATE TABLE written (name TEXT)"))
        for name, says in triggers.items():
            book.execute(text(f"CREATE TRIGGER {name} {says}"))
    yield found
    with ledger.writing() as book:
        for name in triggers:
            book.execute(text(f"DROP TRIGGER {name}"))
        found.update(name for (name,) in book.execute(text("SELECT name FROM written")))
        book.execute(text("DROP TABLE written"))
