"""Leaving: a reader ends what they have subscribed to, and what they still wait for as a subscriber is not sent.

What a contact of an agency is owed as that is theirs to get, and stays owed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from notifier.audience.subscription import Interest
from notifier.ledger.bulk import among
from notifier.ledger.rows import interest_of_json, why_of_json
from notifier.ledger.schema import agencies, deliveries, delivery_notices, destinations, subscriptions
from notifier.ledger.states import State, Step, standing, stepping

REASON = "its reader has ended the subscription"


@dataclass(frozen=True, slots=True)
class Leaver:
    """One who may leave: what they are subscribed to, and whether they are a contact of an agency besides."""

    destination: str
    interests: tuple[Interest, ...]
    contact: bool


def leaver(connection: Connection, destination: str) -> Leaver | None:
    """What there is to leave at a destination; None where there is no such destination."""
    address = connection.scalar(select(destinations.c.address).where(destinations.c.id == destination))
    if address is None:
        return None
    rows = connection.execute(
        select(subscriptions)
        .where(subscriptions.c.destination_id == destination, subscriptions.c.ended_at.is_(None))
        .order_by(subscriptions.c.created_at, subscriptions.c.id)
    )
    people = connection.execute(select(agencies.c.emails, agencies.c.superiors))
    contact = any(address in emails or address in superiors for emails, superiors in people)
    return Leaver(destination, tuple(interest_of_json(row) for row in rows.mappings()), contact)


def subscribed(connection: Connection, places: Collection[str]) -> set[str]:
    """Those of some destinations, by id, that are still subscribed to something."""
    here = among(connection, subscriptions.c.destination_id, places)
    meant = (subscriptions.c.confirmed_at.is_not(None), subscriptions.c.ended_at.is_(None))
    query = select(subscriptions.c.destination_id).where(here, *meant).distinct()
    return set(connection.scalars(query))


def leave(connection: Connection, destination: str, now: datetime) -> int:
    """End every subscription of a destination; how many there were. Leaving twice is leaving once."""
    going = (subscriptions.c.destination_id == destination, subscriptions.c.ended_at.is_(None))
    ended = connection.execute(update(subscriptions).where(*going).values(ended_at=now)).rowcount
    connection.execute(update(destinations).where(destinations.c.id == destination).values(paused_until=None))
    let_go_of_what_waits(connection, destination, now)
    return int(ended)


def let_go_of_what_waits(connection: Connection, destination: str, now: datetime, of: Interest | None = None) -> None:
    """Take out of what is still owed everything that is owed to a subscriber, or for one interest alone; what then is
    empty is withdrawn."""
    waiting = (deliveries.c.destination_id == destination, standing(State.PENDING))
    held = delivery_notices
    of_waiting = held.c.delivery_id.in_(select(deliveries.c.id).where(*waiting))
    kept: set[str] = set()
    dropped: list[tuple[str, str]] = []
    for row in connection.execute(select(held.c.delivery_id, held.c.notice_id, held.c.whys).where(of_waiting)).all():
        whys = _kept(row.whys, of)
        if whys:
            kept.add(row.delivery_id)
        else:
            dropped.append((row.delivery_id, row.notice_id))
        if whys and len(whys) < len(row.whys):
            here = (held.c.delivery_id == row.delivery_id, held.c.notice_id == row.notice_id)
            connection.execute(update(held).where(*here).values(whys=whys))
    for delivery, notice in dropped:
        # One that is withdrawn whole keeps its notices, so that the record says what was not sent.
        if delivery in kept:
            connection.execute(delete(held).where(held.c.delivery_id == delivery, held.c.notice_id == notice))
    gone = {delivery for delivery, _ in dropped} - kept
    withdrawn = stepping(Step.WITHDRAW, reason=REASON, ended_at=now)
    connection.execute(withdrawn.where(deliveries.c.id.in_(sorted(gone))))


def _kept(whys: Sequence[dict[str, Any]], of: Interest | None) -> list[dict[str, Any]]:
    """Without what a subscriber is owed, or is owed for that interest."""
    interests = [why_of_json(why).interest for why in whys]
    gone = [one is not None and of in (None, one) for one in interests]
    return [why for why, left in zip(whys, gone, strict=True) if not left]
