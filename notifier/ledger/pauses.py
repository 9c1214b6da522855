"""Pauses: a reader wants nothing until a day, and then one message that holds what still matters.

What a contact of an agency is owed as that is not theirs to pause: only what was subscribed to waits.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from notifier.audience.subscription import Cadence, Lane
from notifier.ledger.ids import delivery_id
from notifier.ledger.rows import why_of_json
from notifier.ledger.schema import deliveries, delivery_notices, destinations
from notifier.ledger.states import State, Step, standing, stepping

REASON = "what it held is in the message for the end of a pause"


def paused_until(connection: Connection, destination: str, now: datetime) -> datetime | None:
    """Until when a destination's reader wants nothing; None where that is over, or was never so."""
    until: datetime | None = connection.scalar(
        select(destinations.c.paused_until).where(destinations.c.id == destination)
    )
    return until if until and until > now else None


def pause(connection: Connection, destination: str, until: datetime, now: datetime) -> None:
    """Send nothing that was subscribed to until then; what already waits does so as one message, too."""
    _set(connection, destination, until)
    _gather(connection, destination, until, now)


def resume(connection: Connection, destination: str, now: datetime) -> None:
    """End a pause; what has waited for its end leaves at once, as one message."""
    if paused_until(connection, destination, now):
        _set(connection, destination, None)
        _gather(connection, destination, now, now)


def _set(connection: Connection, destination: str, until: datetime | None) -> None:
    connection.execute(update(destinations).where(destinations.c.id == destination).values(paused_until=until))


def _gather(connection: Connection, destination: str, leaves_at: datetime, now: datetime) -> None:
    """Have what waits for a subscriber leave then: by mail as one message, by webhook each event on its own."""
    waiting = (deliveries.c.destination_id == destination, standing(State.PENDING), deliveries.c.note.is_(None))
    rows = connection.execute(
        # Locked, so that a worker cannot send off what is being gathered.
        select(deliveries).where(*waiting).order_by(deliveries.c.created_at, deliveries.c.id).with_for_update()
    ).all()
    if not rows:
        return
    if rows[0].lane == str(Lane.WEBHOOK):
        these = deliveries.c.id.in_([row.id for row in rows])
        connection.execute(update(deliveries).where(these).values(not_before=leaves_at))
        return
    held = delivery_notices
    found = connection.execute(
        select(held.c.delivery_id, held.c.notice_id, held.c.whys).where(
            held.c.delivery_id.in_([row.id for row in rows])
        )
    ).all()
    # What an agency is owed leaves when it would have; with it goes what its contact is told for both reasons.
    moved = [row for row in found if all(why_of_json(why).interest is not None for why in row.whys)]
    if not moved:
        return
    gathered = delivery_id(destination, f"gathered at {now.isoformat()} until {leaves_at.isoformat()}")
    first = rows[0]
    new = {
        "id": gathered, "lane": first.lane, "destination_id": destination, "cadence": str(Cadence.DAILY),
        "language": first.language, "state": str(State.PENDING), "attempts": 0, "not_before": leaves_at,
        "created_at": now,
    }  # fmt: skip
    if connection.scalar(select(deliveries.c.id).where(deliveries.c.id == gathered)) is None:
        connection.execute(insert(deliveries), [new])
    _move(connection, gathered, moved)
    empty = {row.delivery_id for row in moved} - {row.delivery_id for row in found if row not in moved} - {gathered}
    withdrawn = stepping(Step.WITHDRAW, reason=REASON, ended_at=now)
    connection.execute(withdrawn.where(deliveries.c.id.in_(sorted(empty))))


def _move(connection: Connection, gathered: str, moved: list[Any]) -> None:
    """Move notices from the deliveries that held them into the one that holds them all, each once."""
    held = delivery_notices
    there = set(connection.scalars(select(held.c.notice_id).where(held.c.delivery_id == gathered)))
    for row in moved:
        here = (held.c.delivery_id == row.delivery_id, held.c.notice_id == row.notice_id)
        if row.notice_id in there:
            connection.execute(delete(held).where(*here))
        else:
            connection.execute(update(held).where(*here).values(delivery_id=gathered))
            there.add(row.notice_id)
