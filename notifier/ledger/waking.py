"""The next day on which anything happens of itself: what a replay need not wait for day by day."""

from datetime import date

from sqlalchemy import Connection, func, select

from notifier.ledger.schema import cases


def next_on(connection: Connection) -> date | None:
    """The first day on which a case of any plan wakes; None where none will."""
    nearest: date | None = connection.scalar(select(func.min(cases.c.next_on)))
    return nearest
