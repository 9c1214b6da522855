"""Lanes that are paused: nothing leaves by them, for no parcel's fault, until a person has mended what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from notifier.audience.subscription import Lane
from notifier.ledger.connect import upsert
from notifier.ledger.schema import lanes


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a lane is paused, when it is tried again, and why, in words."""

    lane: Lane
    since: datetime
    until: datetime
    reason: str


def paused(connection: Connection) -> dict[Lane, Pause]:
    """The lanes that are paused, also those that may be tried again by now."""
    rows = connection.execute(select(lanes))
    return {Lane(row.lane): Pause(Lane(row.lane), row.paused_at, row.paused_until, row.reason) for row in rows}


def pause(connection: Connection, lane: Lane, now: datetime, until: datetime, reason: str) -> None:
    """Let nothing leave by a lane until then; one that is paused already stays so since when it was."""
    since = connection.scalar(select(lanes.c.paused_at).where(lanes.c.lane == str(lane))) or now
    upsert(connection, lanes, [{"lane": str(lane), "paused_at": since, "paused_until": until, "reason": reason}])


def resume(connection: Connection, lane: Lane) -> None:
    """Something has arrived: the lane is well again."""
    connection.execute(delete(lanes).where(lanes.c.lane == str(lane)))
