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
    """The rows that are written by table, as the database itself counts them: by triggers."""
    found: Counter[str] = Counter()
    with ledger.writing() as book:
        book.execute(text("CREATE TABLE IF NOT EXISTS written (name TEXT)"))
        for table in metadata.tables:
            for act in ("INSERT", "UPDATE", "DELETE"):
                book.execute(
                    text(
                        f"CREATE TRIGGER IF NOT EXISTS count_{table}_{act} AFTER {act} ON {table} "
                        f"BEGIN INSERT INTO written VALUES ('{table}'); END"
                    )
                )
        book.execute(text("DELETE FROM written"))
    yield found
    with ledger.reading() as book:
        found.update(name for (name,) in book.execute(text("SELECT name FROM written")))
