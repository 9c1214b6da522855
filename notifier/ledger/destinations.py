"""Destinations: where things are carried, with their secrets, which lie here sealed and are opened only to sign.

Of the secrets that a destination has had at most two are kept: the newest, and for a day the one before it.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, select, tuple_, update

from notifier.audience.subscription import Destination, Lane
from notifier.errors import SealBroken
from notifier.keyring import Keyring
from notifier.ledger.connect import CHUNK, insert_new, keyring_of
from notifier.ledger.schema import destinations

# How long a secret that was replaced signs beside the new one: as long as its owner has to put the new one in place.
FORMER_SIGNS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Given:
    """What it has changed that a destination was given a secret.

    `former_until`: so long the one before it signs as well; None where there was none, or none that could be opened.
    `dropped`: an even older one still signed, and no longer does.
    """

    changed: bool
    former_until: datetime | None = None
    dropped: bool = False


def destination_ids(connection: Connection, wanted: Iterable[Destination]) -> dict[tuple[Lane, str], str]:
    """The ids of destinations, by lane and address; those not known yet are made."""
    addresses = sorted({(one.lane, one.address) for one in wanted})
    found = _known_ids(connection, addresses)
    missing = [one for one in addresses if one not in found]
    if missing:
        rows = [{"id": "dst_" + secrets.token_hex(12), "lane": str(lane), "address": text} for lane, text in missing]
        insert_new(connection, destinations, rows)
        found |= _known_ids(connection, missing)
    return found


def _known_ids(connection: Connection, addresses: list[tuple[Lane, str]]) -> dict[tuple[Lane, str], str]:
    found: dict[tuple[Lane, str], str] = {}
    columns = destinations.c
    for start in range(0, len(addresses), CHUNK):
        chunk = [(str(lane), text) for lane, text in addresses[start : start + CHUNK]]
        here = tuple_(columns.lane, columns.address).in_(chunk)
        query = select(columns.lane, columns.address, columns.id).where(here)
        found |= {(Lane(lane), text): one for lane, text, one in connection.execute(query)}
    return found


def known(connection: Connection, lane: Lane, address: str) -> str | None:
    """The id of a destination; None where it is not known."""
    return _known_ids(connection, [(lane, address)]).get((lane, address))


def destination_of_row(row: RowMapping | Mapping[str, Any], keyring: Keyring, now: datetime) -> Destination:
    """The destination in a row with `lane, address, secret, former_secret, former_secret_until`, its secrets opened.

    Raises SealBroken where its secret was sealed with a key that is not at hand. A former one that cannot be opened
    is left out: the new one signs, which is what matters.
    """
    secret, until = row["secret"], row["former_secret_until"]
    former = row["former_secret"] if until is not None and now < until else None
    return Destination(
        Lane(row["lane"]),
        row["address"],
        keyring.opened(secret) if secret else None,
        _opened_if_possible(keyring, former),
    )


def secret_of(connection: Connection, destination: Destination) -> str | None:
    """The secret that a destination is signed to with; None where it has none or is not known. Raises SealBroken."""
    here = (destinations.c.lane == str(destination.lane), destinations.c.address == destination.address)
    sealed = connection.scalar(select(destinations.c.secret).where(*here))
    return sealed and keyring_of(connection).opened(sealed)


def give_secret(connection: Connection, destination: str, secret: str, now: datetime) -> Given:
    """Have a destination, by id, signed to with `secret` from now on, and for a day with the one before it as well.

    The same secret again changes nothing. Where one before still signed, the one that is replaced now takes its
    place: it is what the owner was last given. One that cannot be opened any more is replaced without a trace.
    """
    keyring = keyring_of(connection)
    here = destinations.c.id == destination
    # FOR UPDATE: of two who rotate at once, the second replaces what the first has given. Nothing on SQLite, where a
    # writer has the ledger to itself.
    row = connection.execute(select(destinations).where(here).with_for_update()).mappings().one()
    before = _opened_if_possible(keyring, row["secret"])
    if before == secret:
        return Given(changed=False)
    signed = row["former_secret"] is not None and row["former_secret_until"] > now
    until = now + FORMER_SIGNS if before else None
    connection.execute(
        update(destinations)
        .where(here)
        .values(
            secret=keyring.sealed(secret),
            former_secret=keyring.sealed(before) if before else None,
            former_secret_until=until,
        )
    )
    return Given(changed=True, former_until=until, dropped=signed)


def name_owner(connection: Connection, destination: str, owner: str) -> None:
    """Whom to tell, by e-mail, when a destination is closed."""
    connection.execute(update(destinations).where(destinations.c.id == destination).values(owner=owner))


def reopen(connection: Connection, destination: str) -> None:
    """Forget why nothing was sent to a destination any more, and how it has failed."""
    unmuted = {"mute": None, "mute_says": None, "muted_at": None}
    rested = {"failures": 0, "failing_since": None, "rests_until": None}
    connection.execute(update(destinations).where(destinations.c.id == destination).values(unmuted | rested))


def mute_of(connection: Connection, destination: str) -> str | None:
    """Why nothing is sent to a destination; None where something is."""
    found: str | None = connection.scalar(select(destinations.c.mute).where(destinations.c.id == destination))
    return found


def _opened_if_possible(keyring: Keyring, sealed: str | None) -> str | None:
    try:
        return keyring.opened(sealed) if sealed else None
    except SealBroken:
        return None
