"""What is known of destinations: how they fare, when they rest, and those to which nothing is sent any more."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, insert, select, update

from notifier.audience.breaker import WELL, Breaker, after_failure
from notifier.audience.language import SOURCE
from notifier.audience.mute import Mute
from notifier.audience.subscription import Cadence, Destination, Lane
from notifier.ledger.bulk import among
from notifier.ledger.destinations import destination_ids
from notifier.ledger.ids import delivery_id
from notifier.ledger.mutes import mute
from notifier.ledger.schema import deliveries, destinations, subscriptions
from notifier.ledger.states import State

_BREAKER = (destinations.c.failures, destinations.c.failing_since, destinations.c.rests_until)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one attempt says of its destination: that something arrived, or failed; with `mute` that nothing ever
    will arrive; `rests` where whatever else is owed would fare the same just now."""

    destination: str
    at: datetime
    arrived: bool
    reason: str = ""
    rests: bool = False
    asked_until: datetime | None = None
    mute: Mute | None = None


def learn(connection: Connection, lessons: Sequence[Lesson]) -> None:
    """Write down what attempts say of their destinations; those with nothing but failures for too long are closed."""
    _wait_for(connection, {lesson.destination for lesson in lessons if lesson.mute})
    by_place: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_place[lesson.destination].append(lesson)
    failing = {place for place, of_it in by_place.items() if not all(one.arrived for one in of_it)}
    changed: list[dict[str, Any]] = []
    for id, lane, *fared in connection.execute(_to_change(connection, by_place, failing)):
        before = after = Breaker(*fared)
        for lesson in by_place[id]:
            after = WELL if lesson.arrived else _failed(after, lesson, Lane(lane))
        if after != before:
            changed.append({"place": id, "n": after.failures, "since": after.failing_since, "until": after.rests_until})
        last = by_place[id][-1]
        if lane == Lane.WEBHOOK and not last.mute and after.closes(last.at):
            _close_after_failing(connection, id, after, last)
    if changed:
        values: dict[Any, Any] = {
            "failures": bindparam("n"),
            "failing_since": bindparam("since"),
            "rests_until": bindparam("until"),
        }
        connection.execute(update(destinations).where(destinations.c.id == bindparam("place")).values(values), changed)
    for lesson in lessons:
        if lesson.mute:
            mute(connection, lesson.destination, lesson.mute, lesson.reason, lesson.at)


def _failed(before: Breaker, lesson: Lesson, lane: Lane) -> Breaker:
    """A mailbox does not rest: what fails there is mostly the mail server's trouble, and everybody's."""
    if lane is Lane.WEBHOOK:
        return after_failure(before, lesson.at, lesson.rests, lesson.asked_until)
    return after_failure(before, lesson.at, rests=False)


def _to_change(connection: Connection, places: Iterable[str], failing: Iterable[str]) -> Any:
    """The destinations of which there is something to change: those that fail, and those that no longer do.

    One that another worker is just changing is passed over, for waiting for each other could go in a circle.
    """
    columns = destinations.c
    return (
        select(columns.id, columns.lane, *_BREAKER)
        .where(
            among(connection, columns.id, places),
            (columns.failures > 0) | among(connection, columns.id, failing),
        )
        .order_by(columns.id)
        .with_for_update(skip_locked=True)
    )


def _wait_for(connection: Connection, places: Collection[str]) -> None:
    """Hold the destinations that are to be muted, before any other and all in one order: of two workers that have
    each heard of both that they are gone, none then waits for what the other holds."""
    if places:
        here = among(connection, destinations.c.id, places)
        connection.execute(select(destinations.c.id).where(here).order_by(destinations.c.id).with_for_update())


def _close_after_failing(connection: Connection, destination: str, fared: Breaker, last: Lesson) -> None:
    """Close a webhook at which nothing arrives, and let its owner know, where there is one."""
    assert fared.failing_since is not None, "it closes for having failed since then"
    since = fared.failing_since.date()
    place = connection.execute(select(destinations).where(destinations.c.id == destination)).one()
    if place.mute:  # it was closed while this try was still out, and its owner has been told
        return
    mute(connection, destination, Mute.CLOSED, f"nothing has arrived there since {since}", last.at)
    if not place.owner:
        return
    language = connection.scalar(
        select(subscriptions.c.language).where(subscriptions.c.destination_id == destination).limit(1)
    )
    owner = Destination(Lane.EMAIL, place.owner)
    note = {"host": urlsplit(place.address).hostname or "", "since": str(since), "reason": last.reason}
    row = {
        # Told once for each closing.
        "id": delivery_id(destination, f"closed after failing since {since}"),
        "lane": str(Lane.EMAIL),
        "destination_id": destination_ids(connection, [owner])[owner.lane, owner.address],
        "cadence": str(Cadence.IMMEDIATE),
        "language": language or SOURCE,
        "note": note,
        "state": str(State.PENDING),
        "attempts": 0,
        "not_before": last.at,
        "created_at": last.at,
    }
    connection.execute(insert(deliveries), [row])
