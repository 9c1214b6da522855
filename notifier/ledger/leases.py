"""Deliveries are leased, settled, and found again when a worker goes silent.

The attempt is counted when the lease is taken; `sent` is written last. A settlement counts only from the worker
that still holds the lease, but what has arrived has arrived, whoever holds it by now.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from json import loads
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, select, update

from notifier.agenda.notice import Notice
from notifier.audience.match import Why
from notifier.audience.mute import Mute
from notifier.audience.subscription import Cadence, Destination, Lane
from notifier.errors import SealBroken
from notifier.ledger.breakers import Lesson, learn
from notifier.ledger.bulk import among, insert_all
from notifier.ledger.connect import keyring_of
from notifier.ledger.destinations import destination_of_row
from notifier.ledger.notices import by_id
from notifier.ledger.rows import why_of_json
from notifier.ledger.schema import attempts, deliveries, delivery_notices, destinations, lanes
from notifier.ledger.states import State, Step, standing, stepping

# How long what was lost with a worker waits, by how often in a row that was, and the delivery's id; None: no more.
Patience = Callable[[int, str], timedelta | None]


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery that a worker has leased: where it goes, and its notices with the reasons for each, or its note.

    `mute` says why nothing is to be sent there, `rests_until` when it may be tried again. Where its secret cannot be
    opened, `broken` says what to do, and the destination is without one. Its reader may have `paused_until` then.
    """

    id: str
    destination_id: str
    destination: Destination
    language: str
    attempts: int  # this one included
    notices: tuple[tuple[Notice, tuple[Why, ...]], ...]
    note: dict[str, Any] | None = None
    mute: str | None = None
    rests_until: datetime | None = None
    broken: str | None = None
    paused_until: datetime | None = None

    @property
    def only_subscribed_to(self) -> bool:
        """Whether all that it holds was subscribed to: that alone is its reader's to pause."""
        return bool(self.notices) and all(why.interest is not None for _, whys in self.notices for why in whys)


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What the far end of an attempt did: its status code if it has them, its words, the seconds it took."""

    status: int | None = None
    response: str = ""
    seconds: float = 0.0


NOBODY = FarEnd()


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one lease of a delivery ended: the step it takes, and what is written down of it."""

    delivery: str
    destination: str
    number: int
    step: Step
    at: datetime
    reason: str | None = None
    not_before: datetime | None = None  # for Step.WAIT and Step.RETURN
    far_end: FarEnd = NOBODY
    mute: Mute | None = None  # why nothing will ever arrive at this destination again
    asked_until: datetime | None = None  # the far end wants to be left alone till then


class Shelf:
    """Notices never change: those that were lately needed are kept at hand."""

    def __init__(self, room: int = 20_000):
        self._room = room
        self._notices: dict[str, Notice] = {}

    def of(self, connection: Connection, ids: Collection[str]) -> dict[str, Notice]:
        """Some notices, by id."""
        missing = [one for one in ids if one not in self._notices]
        if missing:
            if len(self._notices) + len(missing) > self._room:
                self._notices.clear()
                missing = list(ids)
            self._notices |= by_id(connection, missing)
        return self._notices


def claim(
    connection: Connection, shelf: Shelf, lane: Lane, lease: str, now: datetime, until: datetime, limit: int
) -> list[Owed]:
    """Lease up to `limit` deliveries of a lane that may leave now, the longest waiting first."""
    if connection.scalar(select(lanes.c.lane).where(lanes.c.lane == str(lane), lanes.c.paused_until > now)):
        return []
    # A table expression is read once. As a plain subquery PostgreSQL may read it anew for each row, beyond `limit`.
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.lane == str(lane), standing(State.PENDING), deliveries.c.not_before <= now)
        # By that alone, as the index has it: what became due together is not sorted anew for every batch.
        .order_by(deliveries.c.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)  # nothing on SQLite, where a writer has the ledger to itself
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    taken = (
        stepping(Step.LEASE, lease=lease, leased_until=until, attempts=deliveries.c.attempts + 1)
        .where(deliveries.c.id.in_(select(due.c.id)))
        .returning(
            deliveries.c.id,
            deliveries.c.destination_id,
            deliveries.c.language,
            deliveries.c.attempts,
            deliveries.c.note,
            deliveries.c.not_before,
        )
    )
    rows = sorted(connection.execute(taken).all(), key=itemgetter(5, 0))
    if not rows:
        return []
    where = _destinations(connection, {row.destination_id for row in rows}, now)
    said = _contents(connection, shelf, [row.id for row in rows])
    return [
        Owed(id, place, where[place][0], language, tries, said.get(id, ()), note, *where[place][1:])
        for id, place, language, tries, note, _ in rows
    ]


_Place = tuple[Destination, str | None, datetime | None, str | None, datetime | None]


def _destinations(connection: Connection, ids: Iterable[str], now: datetime) -> dict[str, _Place]:
    """Destinations by id, each with why it is mute, until when it rests, whether its secret cannot be opened, and until
    when its reader has paused."""
    keyring = keyring_of(connection)
    found: dict[str, _Place] = {}
    for row in connection.execute(select(destinations).where(among(connection, destinations.c.id, ids))).mappings():
        broken = None
        try:
            place = destination_of_row(row, keyring, now)
        except SealBroken as trouble:
            # One secret that cannot be opened must not break a batch, nor may what is owed there be given up for it.
            place, broken = Destination(Lane(row["lane"]), row["address"]), str(trouble)
        found[row["id"]] = place, row["mute"], row["rests_until"], broken, row["paused_until"]
    return found


def _contents(
    connection: Connection, shelf: Shelf, ids: Sequence[str]
) -> dict[str, tuple[tuple[Notice, tuple[Why, ...]], ...]]:
    """What some deliveries hold, by id: notices with their reasons, by day and subject."""
    columns = delivery_notices.c
    query = select(columns.delivery_id, columns.notice_id, cast(columns.whys, Text)).where(
        among(connection, columns.delivery_id, ids)
    )
    rows = connection.execute(query).all()
    notices = shelf.of(connection, {notice for _, notice, _ in rows})
    found: dict[str, list[tuple[Notice, tuple[Why, ...]]]] = defaultdict(list)
    for delivery, notice, whys in rows:
        found[delivery].append((notices[notice], _whys(whys)))
    for held in found.values():
        if len(held) > 1:
            held.sort(key=lambda one: (one[0].on, one[0].subject, one[0].id))
    return {delivery: tuple(held) for delivery, held in found.items()}


@lru_cache(4096)
def _whys(text: str) -> tuple[Why, ...]:
    """The reasons that a row holds. Most rows hold one of a few, which then are the same value, not only equal."""
    return tuple(why_of_json(why) for why in loads(text))


def settle(connection: Connection, lease: str, settlements: Sequence[Settlement]) -> None:
    """Write down how leases ended; those that another worker has taken over meanwhile only as attempts."""
    for step in Step:
        if ended := [one for one in settlements if one.step is step]:
            _step(connection, lease, step, ended)
    tried = [one for one in settlements if one.step not in (Step.RETURN, Step.WITHDRAW)]
    insert_all(connection, attempts, [_attempt(one) for one in tried])
    # One arrival says as much of a destination as many; what failed besides comes after it.
    well = {one.destination: Lesson(one.destination, one.at, arrived=True) for one in tried if one.step is Step.ARRIVE}
    learn(connection, [*well.values(), *(_failure(one) for one in tried if one.step is not Step.ARRIVE)])


def _step(connection: Connection, lease: str, step: Step, ended: Sequence[Settlement]) -> None:
    mine = deliveries.c.lease == lease
    if step is Step.ARRIVE:
        ids = [one.delivery for one in ended]
        these = among(connection, deliveries.c.id, ids)
        arrived: dict[str, Any] = {"reason": None, "ended_at": ended[-1].at}
        if connection.execute(stepping(step, **arrived).where(these, mine)).rowcount < len(ids):
            # The lease ran out meanwhile, or PostgreSQL was killed before it had it on its disk. A digest is left out,
            # for it may have taken something in since.
            whole = deliveries.c.cadence == str(Cadence.IMMEDIATE)
            connection.execute(stepping(Step.CONFIRM, **arrived).where(these, whole))
        return
    changes: dict[str, Any] = {"reason": bindparam("why"), "ended_at": bindparam("ended")}
    changes |= {"lost": 0} if step is Step.WAIT else {}
    again = step in (Step.WAIT, Step.RETURN)
    changes |= {"not_before": bindparam("later")} if again else {}
    changes |= {"attempts": deliveries.c.attempts - 1} if step is Step.RETURN else {}
    rows = [
        {"delivery": one.delivery, "why": one.reason, "ended": None if again else one.at}
        | ({"later": one.not_before} if again else {})
        for one in ended
    ]
    connection.execute(stepping(step, **changes).where(deliveries.c.id == bindparam("delivery"), mine), rows)


def _attempt(one: Settlement) -> dict[str, Any]:
    return {
        "delivery_id": one.delivery, "number": one.number, "ended_at": one.at, "outcome": str(one.step),
        "reason": one.reason, "status": one.far_end.status, "seconds": one.far_end.seconds,
        "response": one.far_end.response,
    }  # fmt: skip


def _failure(one: Settlement) -> Lesson:
    return Lesson(
        one.destination, one.at, False, one.reason or "", rests=one.step is Step.WAIT, asked_until=one.asked_until,
        mute=one.mute,
    )  # fmt: skip


def renew(connection: Connection, lease: str, until: datetime) -> None:
    """Hold on to everything that is still out under a lease."""
    mine = (deliveries.c.lease == lease, standing(State.SENDING))
    connection.execute(update(deliveries).where(*mine).values(leased_until=until))


def expire(connection: Connection, now: datetime, patience: Patience) -> int:
    """Take back what silent workers had leased; what was lost too often is given up. How many there were.

    Nobody knows whether it was tried, and so no try is counted: what is lost with its worker is counted apart.
    """
    silent = (standing(State.SENDING), deliveries.c.leased_until < now)
    found = connection.execute(select(deliveries.c.id, deliveries.c.lost + 1).where(*silent)).all()
    again, gone = [], []
    for id, lost in found:
        wait = patience(lost, id)
        reason = f"the worker went silent, {lost} times in a row" if lost > 1 else "the worker went silent"
        row = {"delivery": id, "n": lost, "why": reason}
        if wait is None:
            gone.append(row)
        else:
            again.append(row | {"later": now + wait})
    mine = (deliveries.c.id == bindparam("delivery"), deliveries.c.leased_until < now)
    counted = {"attempts": deliveries.c.attempts - 1, "lost": bindparam("n"), "reason": bindparam("why")}
    if again:
        statement = stepping(Step.EXPIRE, not_before=bindparam("later"), **counted)
        connection.execute(statement.where(*mine), again)
    if gone:
        connection.execute(stepping(Step.GIVE_UP, ended_at=now, **counted).where(*mine), gone)
    return len(found)
