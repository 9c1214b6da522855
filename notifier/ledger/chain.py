"""The chain of notices in the ledger: who writes some takes its end, and gives each the next number and its hash."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from notifier.audience.chain import BEGINNING, Link, chained
from notifier.ledger.connect import insert_new
from notifier.ledger.schema import chain_heads, notices

NOTICES = "notices"
_BATCH = 500
# What an entry holds, by the column that it comes from. It is what was said, and never changes.
_ENTRY = {
    "id": "id", "plan_id": "plan", "subject": "subject", "rule": "rule", "kind": "kind", "on": "on",
    "lapses_on": "lapses_on", "lapsed": "lapsed", "kept_back": "kept_back", "said_at": "said_at",
    "commitment_id": "commitment", "agency_id": "agency", "to": "to", "themes": "themes", "data": "data",
}  # fmt: skip


def entry_of(row: RowMapping | Mapping[str, Any]) -> dict[str, object]:
    """A notice as the record holds it: days and instants as ISO 8601 writes them, the rest as it is."""
    return {name: _written(row[column]) for column, name in _ENTRY.items()}


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def append(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Give some notices that are about to be written their numbers and hashes. `hold` the end before."""
    number, chain = end(connection)
    for row in rows:
        number, chain = number + 1, chained(chain, entry_of(row))
        row["number"], row["chain"] = number, chain
    here = chain_heads.c.name == NOTICES
    connection.execute(update(chain_heads).where(here).values(number=number, chain=chain))


def hold(connection: Connection) -> None:
    """Take the end of the chain until the transaction ends: of two who write notices, the second waits.

    It is taken after everything else, so that nobody who holds it waits for anybody.
    """
    insert_new(connection, chain_heads, [{"name": NOTICES, "number": 0, "chain": BEGINNING}])
    connection.execute(select(chain_heads).where(chain_heads.c.name == NOTICES).with_for_update())


def end(connection: Connection) -> tuple[int, str]:
    """The number and the hash with which the record ends."""
    query = select(chain_heads.c.number, chain_heads.c.chain).where(chain_heads.c.name == NOTICES)
    found = connection.execute(query).first()
    return (found.number, found.chain) if found else (0, BEGINNING)


def links(connection: Connection, after: int = 0) -> Iterator[Link]:
    """The record from a number on, in its order, a batch at a time."""
    while batch := some(connection, after):
        yield from batch
        after = batch[-1].number


def some(connection: Connection, after: int) -> list[Link]:
    """The next links after a number, not many at once; none at the end."""
    query = select(notices).where(notices.c.number > after).order_by(notices.c.number).limit(_BATCH)
    rows = connection.execute(query).mappings()
    return [Link(row["number"], entry_of(row), row["chain"]) for row in rows]
