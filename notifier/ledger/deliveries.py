"""What is owed and what became of it, as people and health see it; how it is leased and settled is in `leases`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from notifier.audience.subscription import Lane
from notifier.ledger.choice import ANY, Choice
from notifier.ledger.connect import CHUNK
from notifier.ledger.lanes import paused
from notifier.ledger.schema import deliveries, delivery_notices, destinations
from notifier.ledger.states import ENDED, State, Step, standing, stepping


def replay(
    connection: Connection, ids: Collection[str] | None, now: datetime, choice: Choice = ANY, *, dry: bool = False
) -> list[str]:
    """Owe dead deliveries afresh, with all their tries: those of `ids`, or all, that are as chosen; the ids of those.

    With `dry` nothing is changed.
    """
    chosen = [standing(State.DEAD), *choice.clauses()]
    fresh = stepping(Step.REPLAY, not_before=now, attempts=0, lost=0, ended_at=None, reason="replayed")
    statement: Any = fresh.returning(deliveries.c.id)
    if dry:
        statement = select(deliveries.c.id)
    if ids is None:
        return list(connection.scalars(statement.where(*chosen)))
    named, revived = list(ids), list[str]()
    for start in range(0, len(named), CHUNK):
        these = deliveries.c.id.in_(named[start : start + CHUNK])
        revived += connection.scalars(statement.where(these, *chosen))
    return revived


def lanes_owed(connection: Connection, now: datetime) -> list[Lane]:
    """The lanes in which something may leave now."""
    resting = {lane for lane, pause in paused(connection).items() if pause.until > now}
    return [lane for lane in Lane if lane not in resting and _owes(connection, lane, now)]


def _owes(connection: Connection, lane: Lane, now: datetime) -> bool:
    ready = (deliveries.c.lane == str(lane), standing(State.PENDING), deliveries.c.not_before <= now)
    return bool(connection.scalar(select(exists().where(*ready))))


def under_way(connection: Connection, now: datetime) -> int:
    """How many deliveries may leave now or are just leaving."""
    ready = standing(State.PENDING) & (deliveries.c.not_before <= now)
    return sum(
        connection.scalar(select(func.count()).select_from(deliveries).where(which)) or 0
        for which in (ready, standing(State.SENDING))
    )


def counts(connection: Connection) -> dict[Lane, dict[State, int]]:
    """How many deliveries of each lane are in each state."""
    query = select(deliveries.c.lane, deliveries.c.state, func.count()).group_by(deliveries.c.lane, deliveries.c.state)
    found: dict[Lane, dict[State, int]] = {lane: dict.fromkeys(State, 0) for lane in Lane}
    for lane, state, count in connection.execute(query):
        found[Lane(lane)][State(state)] = count
    return found


def oldest_owed(connection: Connection) -> datetime | None:
    """Since when the longest waiting delivery might have left."""
    oldest = [
        connection.scalar(select(func.min(deliveries.c.not_before)).where(standing(state)))
        for state in State
        if state not in ENDED
    ]
    return min((one for one in oldest if one), default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """A delivery as the operator's listing shows it; the address is for the operator's eyes only."""

    id: str
    lane: Lane
    state: State
    address: str
    attempts: int
    not_before: datetime
    ended_at: datetime | None
    reason: str | None
    notices: int


def list_all(connection: Connection, state: State | None, limit: int, choice: Choice = ANY) -> list[Entry]:
    """Deliveries in a state, or any, that are as chosen, newest first."""
    held = (
        select(func.count())
        .where(delivery_notices.c.delivery_id == deliveries.c.id)
        .correlate(deliveries)
        .scalar_subquery()
    )
    query = select(deliveries, destinations.c.address, held.label("notices")).join(destinations)
    query = query.where(*choice.clauses())
    query = query.where(standing(state)) if state else query
    rows = connection.execute(query.order_by(deliveries.c.created_at.desc(), deliveries.c.id).limit(limit)).mappings()
    return [
        Entry(
            row["id"], Lane(row["lane"]), State(row["state"]), row["address"], row["attempts"], row["not_before"],
            row["ended_at"], row["reason"], row["notices"],
        )
        for row in rows
    ]  # fmt: skip
