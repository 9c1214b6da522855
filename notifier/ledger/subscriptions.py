"""Subscriptions: who wants what, found by what is asked for, so that matching costs the matches."""

import secrets
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from notifier.audience.subscription import Cadence, Destination, Lane, Subscription
from notifier.ledger.connect import CHUNK, upsert
from notifier.ledger.destinations import destination_ids, give_secret, reopen
from notifier.ledger.rows import interest_as_json, interest_of_json
from notifier.ledger.schema import destinations, subscriptions


def subscribe(connection: Connection, wish: Subscription, now: datetime) -> Subscription:
    """Write down a subscription and give it its id; the same wish made twice is one, with the newer choices."""
    destination = destination_ids(connection, [wish.destination])[wish.destination.lane, wish.destination.address]
    if wish.destination.secret:
        give_secret(connection, destination, wish.destination.secret, now)
    # Whoever vouches for an address vouches that something arrives there again.
    if wish.destination.secret or wish.confirmed:
        reopen(connection, destination)
    mine = select(subscriptions).where(subscriptions.c.destination_id == destination)
    same = (row for row in connection.execute(mine).mappings().all() if interest_of_json(row) == wish.interest)
    known = next(same, None)
    name = str(known["id"]) if known else new_id()
    confirmed_at = (known and known["confirmed_at"]) or (now if wish.confirmed else None)
    created_at = known["created_at"] if known else now
    # Without an end: who had left has come back.
    write(connection, replace(wish, id=name), destination, created_at, confirmed_at)
    return replace(wish, id=name, confirmed=confirmed_at is not None)


def new_id() -> str:
    """An id for a subscription, which tells nothing of anybody."""
    return "sub_" + secrets.token_hex(12)


def write(
    connection: Connection, wish: Subscription, destination: str, created_at: datetime, confirmed_at: datetime | None
) -> None:
    """Write a subscription down under its id, as one that nobody has ended."""
    row = {
        "id": wish.id,
        "destination_id": destination,
        "interest_key": wish.interest.key,
        **interest_as_json(wish.interest),
        "cadence": str(wish.cadence),
        "digest_at": wish.digest_at,
        "timezone": wish.timezone,
        "language": wish.language,
        "created_at": created_at,
        "confirmed_at": confirmed_at,
        "ended_at": None,
        "key_id": wish.key_id,
    }
    upsert(connection, subscriptions, [row])


def interested_in(connection: Connection, keys: Collection[str]) -> dict[str, list[Subscription]]:
    """The confirmed subscriptions to open destinations filed under some keys, by key."""
    found: dict[str, list[Subscription]] = defaultdict(list)
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        query = _all().where(
            subscriptions.c.interest_key.in_(wanted[start : start + CHUNK]),
            subscriptions.c.confirmed_at.is_not(None),
            subscriptions.c.ended_at.is_(None),
            destinations.c.mute.is_(None),
        )
        for row in connection.execute(query):
            found[row.interest_key].append(subscription_of_row(row))
    return found


def list_all(connection: Connection) -> list[Subscription]:
    """All subscriptions, oldest first."""
    query = _all().order_by(subscriptions.c.created_at, subscriptions.c.id)
    return [subscription_of_row(row) for row in connection.execute(query)]


def _all() -> Any:
    where = destinations.c
    return select(subscriptions, where.lane, where.address, where.paused_until).join(destinations)


def subscription_of_row(row: Row[Any]) -> Subscription:
    """The subscription in a row that names its destination's `lane`, `address` and `paused_until` as well."""
    return Subscription(
        row.id,
        Destination(Lane(row.lane), row.address),
        interest_of_json(row._mapping),
        Cadence(row.cadence),
        row.language,
        row.confirmed_at is not None,
        row.digest_at,
        row.timezone,
        row.paused_until,
        row.key_id,
    )
