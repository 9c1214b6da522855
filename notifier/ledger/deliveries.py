"""What is owed and what became of it: deliveries are leased, settled, and found again when a worker goes silent.

The attempt is counted when the lease is taken; `sent` is written last. A settlement counts only from the worker
that still holds the lease.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from notifier.agenda.notice import Notice
from notifier.audience.match import Why
from notifier.audience.subscription import Destination, Lane
from notifier.ledger.choice import ANY, Choice
from notifier.ledger.connect import CHUNK, keyring_of
from notifier.ledger.rows import notice_of_row, why_of_json
from notifier.ledger.schema import attempts, deliveries, delivery_notices, destinations, notices
from notifier.ledger.states import ENDED, State, Step, stepping

UNFINISHED = tuple(str(state) for state in State if state not in ENDED)


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery that a worker has leased: where it goes, and its notices with the reasons for each."""

    id: str
    destination: Destination
    language: str
    attempts: int  # this one included
    notices: tuple[tuple[Notice, tuple[Why, ...]], ...]


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What the far end of an attempt did: its status code if it has them, its words, the seconds it took."""

    status: int | None = None
    response: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one attempt ended: the step it takes, and what is written down of it."""

    delivery: str
    number: int
    step: Step
    at: datetime
    reason: str | None = None
    not_before: datetime | None = None  # for Step.WAIT
    far_end: FarEnd = FarEnd()
    close: bool = False  # nothing will ever arrive at this destination again


def claim(connection: Connection, lane: Lane, lease: str, now: datetime, until: datetime, limit: int) -> list[Owed]:
    """Lease up to `limit` deliveries of a lane that may leave now, the longest waiting first."""
    # A table expression is read once. As a plain subquery PostgreSQL may read it anew for each row, beyond `limit`.
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.lane == str(lane), deliveries.c.state == str(State.PENDING), deliveries.c.not_before <= now)
        .order_by(deliveries.c.not_before, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # nothing on SQLite, where a writer has the ledger to itself
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    taken = (
        stepping(Step.LEASE, lease=lease, leased_until=until, attempts=deliveries.c.attempts + 1)
        .where(deliveries.c.id.in_(select(due.c.id)))
        .returning(deliveries.c.id)
    )
    return _owed(connection, list(connection.scalars(taken)))


def _owed(connection: Connection, ids: list[str]) -> list[Owed]:
    keyring = keyring_of(connection)
    contents: dict[str, list[tuple[Notice, tuple[Why, ...]]]] = defaultdict(list)
    query = (
        select(delivery_notices.c.delivery_id, delivery_notices.c.whys, notices)
        .join(notices)
        .where(delivery_notices.c.delivery_id.in_(ids))
        .order_by(notices.c.on, notices.c.subject, notices.c.id)
    )
    for row in connection.execute(query).mappings():
        whys = tuple(why_of_json(why) for why in row["whys"])
        contents[row["delivery_id"]].append((notice_of_row(row), whys))
    query = (
        select(deliveries, destinations.c.address, destinations.c.secret)
        .join(destinations)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.not_before, deliveries.c.id)
    )
    return [
        Owed(
            row["id"],
            Destination(Lane(row["lane"]), row["address"], row["secret"] and keyring.opened(row["secret"])),
            row["language"],
            row["attempts"],
            tuple(contents[row["id"]]),
        )
        for row in connection.execute(query).mappings()
    ]


def settle(connection: Connection, lease: str, settlements: Sequence[Settlement]) -> None:
    """Write down how attempts ended; those whose lease another worker has taken over meanwhile only as attempts."""
    if not settlements:
        return
    for step in Step:
        rows = [_settled(one) for one in settlements if one.step is step]
        if rows:
            changes: dict[str, Any] = {"reason": bindparam("why"), "ended_at": bindparam("ended")}
            changes |= {"not_before": bindparam("later")} if step is Step.WAIT else {}
            mine = (deliveries.c.id == bindparam("delivery"), deliveries.c.lease == lease)
            connection.execute(stepping(step, **changes).where(*mine), rows)
    connection.execute(insert(attempts), [_attempt(one) for one in settlements])
    closed = [one for one in settlements if one.close]
    for one in closed:
        close(connection, one.delivery, one.reason or "the destination is closed", one.at)


def _settled(one: Settlement) -> dict[str, Any]:
    ended = None if one.step is Step.WAIT else one.at
    row = {"delivery": one.delivery, "why": one.reason, "ended": ended}
    return row | ({"later": one.not_before} if one.step is Step.WAIT else {})


def _attempt(one: Settlement) -> dict[str, Any]:
    return {
        "delivery_id": one.delivery, "number": one.number, "ended_at": one.at, "outcome": str(one.step),
        "reason": one.reason, "status": one.far_end.status, "seconds": one.far_end.seconds,
        "response": one.far_end.response,
    }  # fmt: skip


def close(connection: Connection, delivery: str, reason: str, now: datetime) -> None:
    """Close the destination of a delivery, and withdraw whatever else is owed to it."""
    destination = select(deliveries.c.destination_id).where(deliveries.c.id == delivery).scalar_subquery()
    connection.execute(
        update(destinations)
        .where(destinations.c.id == destination)
        .values(mute="closed", mute_says=reason, muted_at=now)
    )
    waiting = (deliveries.c.destination_id == destination, deliveries.c.state == str(State.PENDING))
    connection.execute(stepping(Step.WITHDRAW, reason=reason, ended_at=now).where(*waiting))


def renew(connection: Connection, lease: str, until: datetime) -> None:
    """Hold on to everything that is still out under a lease."""
    mine = (deliveries.c.lease == lease, deliveries.c.state == str(State.SENDING))
    connection.execute(update(deliveries).where(*mine).values(leased_until=until))


def expire(connection: Connection, now: datetime, most_attempts: int) -> int:
    """Take back what silent workers had leased; what has been tried too often is given up. How many there were."""
    silent = deliveries.c.leased_until < now
    exhausted = stepping(Step.GIVE_UP, reason="the worker stopped during its last try", ended_at=now)
    dead = connection.execute(exhausted.where(silent, deliveries.c.attempts >= most_attempts)).rowcount
    again = connection.execute(stepping(Step.EXPIRE, not_before=now, reason="the worker went silent").where(silent))
    return int(dead + again.rowcount)


def replay(
    connection: Connection, ids: Collection[str] | None, now: datetime, choice: Choice = ANY, *, dry: bool = False
) -> list[str]:
    """Owe dead deliveries afresh, with all their tries: those of `ids`, or all, that are as chosen; the ids of those.

    With `dry` nothing is changed.
    """
    chosen = [deliveries.c.state == str(State.DEAD), *choice.clauses()]
    fresh = stepping(Step.REPLAY, not_before=now, attempts=0, ended_at=None, reason="replayed")
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
    ready = (deliveries.c.state == str(State.PENDING), deliveries.c.not_before <= now)
    return [Lane(lane) for lane in connection.scalars(select(deliveries.c.lane).where(*ready).distinct())]


def under_way(connection: Connection, now: datetime) -> int:
    """How many deliveries may leave now or are just leaving."""
    ready = (deliveries.c.state == str(State.PENDING)) & (deliveries.c.not_before <= now)
    leaving = deliveries.c.state == str(State.SENDING)
    return connection.scalar(select(func.count()).select_from(deliveries).where(ready | leaving)) or 0


def counts(connection: Connection) -> dict[Lane, dict[State, int]]:
    """How many deliveries of each lane are in each state."""
    query = select(deliveries.c.lane, deliveries.c.state, func.count()).group_by(deliveries.c.lane, deliveries.c.state)
    found: dict[Lane, dict[State, int]] = {lane: dict.fromkeys(State, 0) for lane in Lane}
    for lane, state, count in connection.execute(query):
        found[Lane(lane)][State(state)] = count
    return found


def oldest_owed(connection: Connection) -> datetime | None:
    """Since when the longest waiting delivery might have left."""
    query = select(func.min(deliveries.c.not_before)).where(deliveries.c.state.in_(UNFINISHED))
    oldest: datetime | None = connection.scalar(query)
    return oldest


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
    query = query.where(deliveries.c.state == str(state)) if state else query
    rows = connection.execute(query.order_by(deliveries.c.created_at.desc(), deliveries.c.id).limit(limit)).mappings()
    return [
        Entry(
            row["id"], Lane(row["lane"]), State(row["state"]), row["address"], row["attempts"], row["not_before"],
            row["ended_at"], row["reason"], row["notices"],
        )
        for row in rows
    ]  # fmt: skip
