"""Attempts: every try at a delivery as it was written down, for whoever looks into what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from notifier.ledger.connect import CHUNK
from notifier.ledger.schema import attempts, deliveries


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: the step it led to and why, the status and words of the far end, the seconds it took.

    The words are a stranger's. A delivery that is replayed begins again with number 1.
    """

    delivery: str
    number: int
    ended_at: datetime
    outcome: str
    reason: str | None
    status: int | None
    seconds: float
    response: str


def attempts_at(connection: Connection, ids: Sequence[str]) -> dict[str, list[Attempt]]:
    """The attempts at deliveries in order, by delivery; those that are not known are not in it."""
    found: dict[str, list[Attempt]] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found |= {one: [] for one in connection.scalars(select(deliveries.c.id).where(deliveries.c.id.in_(chunk)))}
        query = select(attempts).where(attempts.c.delivery_id.in_(chunk)).order_by(attempts.c.id)
        for row in connection.execute(query):
            found[row.delivery_id].append(
                Attempt(
                    row.delivery_id, row.number, row.ended_at, row.outcome, row.reason, row.status, row.seconds,
                    row.response,
                )
            )  # fmt: skip
    return found
