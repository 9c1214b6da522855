"""Wishes: subscriptions that somebody asks for, the mail that asks whether they mean it, and what their owner changes.

Who asks may be a stranger to the address. So asking never changes what its owner has confirmed, and never brings back
what they have ended: that takes the link in the mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from notifier.audience.interests import Names
from notifier.audience.subscription import Cadence, Destination, Interest, Subscription
from notifier.ledger.connect import insert_new
from notifier.ledger.destinations import destination_ids, reopen
from notifier.ledger.ids import delivery_id
from notifier.ledger.rows import interest_of_json
from notifier.ledger.schema import agencies, commitments, deliveries, destinations, plans, subscriptions
from notifier.ledger.states import State
from notifier.ledger.subscriptions import new_id, subscription_of_row, write

# So many mails a day ask one address whether it wants something, whoever asks for it.
MAILS_A_DAY = 3
# A wish that nobody has confirmed for so long is forgotten.
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """A subscription in the ledger: at which destination, by id, since when, and whether its owner has ended it."""

    wish: Subscription
    destination: str
    asked_at: datetime
    ended: bool


def hold(connection: Connection, destination: Destination) -> str:
    """The id of a destination, which nobody else now changes; it is made if it is not known."""
    name = destination_ids(connection, [destination])[destination.lane, destination.address]
    connection.execute(select(destinations.c.id).where(destinations.c.id == name).with_for_update())
    return name


def write_down(connection: Connection, wish: Subscription, now: datetime) -> Kept:
    """Write a wish down as one that is still to be confirmed; what its owner has confirmed stays as it is."""
    destination = hold(connection, wish.destination)
    known = _same(connection, destination, wish.interest)
    if known and known.wish.confirmed and not known.ended:
        return known
    if known and not known.ended and wish.key_id is not None:
        # What somebody has asked for without a key, or by another, is not this key's to see and to end.
        wish = replace(wish, key_id=known.wish.key_id)
    wish = replace(wish, id=known.wish.id if known else new_id(), confirmed=False)
    write(connection, wish, destination, now, None)
    return Kept(wish, destination, now, ended=False)


def mail_left(connection: Connection, destination: Destination, now: datetime) -> str | None:
    """The id of the next mail that may ask an address today; None where it has been asked often enough."""
    place = hold(connection, destination)
    wanted = [delivery_id(place, f"asked on {now.date()}, {number}") for number in range(MAILS_A_DAY)]
    known = set(connection.scalars(select(deliveries.c.id).where(deliveries.c.id.in_(wanted))))
    return next((one for one in wanted if one not in known), None)


def owe_note(
    connection: Connection, delivery: str, kept: Kept, language: str, note: Mapping[str, Any], now: datetime
) -> None:
    """Owe a letter that holds no notice."""
    row = {
        "id": delivery, "lane": str(kept.wish.destination.lane), "destination_id": kept.destination,
        "cadence": str(Cadence.IMMEDIATE), "language": language, "note": dict(note), "state": str(State.PENDING),
        "attempts": 0, "not_before": now, "created_at": now,
    }  # fmt: skip
    insert_new(connection, deliveries, [row])


def confirm(connection: Connection, subscription: str, now: datetime) -> None:
    """Its owner means it. An address that vouches for itself is written to again."""
    kept = find(connection, subscription)
    if kept and not kept.ended and not kept.wish.confirmed:
        connection.execute(update(subscriptions).where(subscriptions.c.id == subscription).values(confirmed_at=now))
        reopen(connection, kept.destination)


def find(connection: Connection, subscription: str) -> Kept | None:
    """A subscription by its id; None where there is none."""
    row = connection.execute(_all().where(subscriptions.c.id == subscription)).one_or_none()
    return _kept(row) if row else None


def at(connection: Connection, destination: str) -> list[Kept]:
    """The subscriptions of a destination that nobody has ended, oldest first."""
    here = (subscriptions.c.destination_id == destination, subscriptions.c.ended_at.is_(None))
    query = _all().where(*here).order_by(subscriptions.c.created_at, subscriptions.c.id)
    return [_kept(row) for row in connection.execute(query)]


def made_with(connection: Connection, key_id: str) -> list[Kept]:
    """The subscriptions that were made with a key, are confirmed and that nobody has ended, by id.

    What waits to be confirmed is none yet: by what is not among it one would learn who is subscribed already.
    """
    its = subscriptions.c
    mine = (its.key_id == key_id, its.confirmed_at.is_not(None), its.ended_at.is_(None))
    return [_kept(row) for row in connection.execute(_all().where(*mine).order_by(subscriptions.c.id))]


def change(connection: Connection, destination: str, wish: Subscription) -> bool:
    """Give a subscription of a destination another cadence, hour, zone and language; whether there is such a one."""
    choices = {
        "cadence": str(wish.cadence), "digest_at": wish.digest_at, "timezone": wish.timezone,
        "language": wish.language,
    }  # fmt: skip
    mine = (subscriptions.c.id == wish.id, subscriptions.c.destination_id == destination)
    still = subscriptions.c.ended_at.is_(None)
    return bool(connection.execute(update(subscriptions).where(*mine, still).values(choices)).rowcount)


def end(connection: Connection, destination: str, subscription: str, now: datetime) -> bool:
    """End one subscription of a destination; whether there was such a one."""
    mine = (subscriptions.c.id == subscription, subscriptions.c.destination_id == destination)
    still = subscriptions.c.ended_at.is_(None)
    return bool(connection.execute(update(subscriptions).where(*mine, still).values(ended_at=now)).rowcount)


def forget(connection: Connection, now: datetime) -> int:
    """Drop the wishes that nobody has confirmed in time; how many there were."""
    old = (subscriptions.c.confirmed_at.is_(None), subscriptions.c.created_at < now - FORGOTTEN_AFTER)
    return int(connection.execute(delete(subscriptions).where(*old)).rowcount)


def names_of(connection: Connection, interest: Interest) -> Names:
    """What an interest names by its ids, as the plans call it now."""
    plan, agency, commitment = interest.plan, interest.agency, interest.commitment
    return Names(
        plan and connection.scalar(select(plans.c.title).where(plans.c.id == plan)),
        agency and _title(connection, agencies, agencies.c.name, agency, plan),
        commitment and _title(connection, commitments, commitments.c.title, commitment, plan),
    )


def _title(connection: Connection, table: Any, title: Any, name: str, plan: str | None) -> str | None:
    query = select(title).where(table.c.id == name).order_by(table.c.plan_id).limit(1)
    found: str | None = connection.scalar(query.where(table.c.plan_id == plan) if plan else query)
    return found


def _same(connection: Connection, destination: str, interest: Interest) -> Kept | None:
    rows = connection.execute(_all().where(subscriptions.c.destination_id == destination))
    return next((_kept(row) for row in rows if interest_of_json(row._mapping) == interest), None)


def _all() -> Any:
    where = destinations.c
    return select(subscriptions, where.lane, where.address, where.paused_until).join(destinations)


def _kept(row: Row[Any]) -> Kept:
    return Kept(subscription_of_row(row), row.destination_id, row.created_at, row.ended_at is not None)
