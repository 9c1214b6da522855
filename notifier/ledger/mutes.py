"""Mutes: destinations to which nothing is sent any more, why, and whom that leaves without news."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from notifier.audience.mute import Mute
from notifier.audience.subscription import Lane
from notifier.ledger.schema import agencies, deliveries, destinations, subscriptions
from notifier.ledger.states import State, Step, standing, stepping


@dataclass(frozen=True, slots=True)
class Unreached:
    """An agency one of whose contacts is muted."""

    plan: str
    agency: str
    mute: Mute


def mute(connection: Connection, destination: str, why: Mute, says: str, now: datetime) -> None:
    """Mute a destination, and withdraw whatever waits for it; the first mute of several stays."""
    here = (destinations.c.id == destination, destinations.c.mute.is_(None))
    connection.execute(update(destinations).where(*here).values(mute=str(why), mute_says=says, muted_at=now))
    waiting = (deliveries.c.destination_id == destination, standing(State.PENDING))
    reason = "its destination is muted: " + (says or str(why))
    connection.execute(stepping(Step.WITHDRAW, reason=reason, ended_at=now).where(*waiting))


def unreached(connection: Connection) -> list[Unreached]:
    """The agencies of which a contact is muted, by plan; no address is among what comes back."""
    muted = (destinations.c.lane == str(Lane.EMAIL), destinations.c.mute.is_not(None))
    mutes = {row.address: Mute(row.mute) for row in connection.execute(select(destinations).where(*muted))}
    if not mutes:
        return []
    found = []
    people = select(agencies.c.plan_id, agencies.c.id, agencies.c.emails, agencies.c.superiors)
    for row in connection.execute(people.order_by(agencies.c.plan_id, agencies.c.id)):
        whys = {mutes[address] for address in (*row.emails, *row.superiors) if address in mutes}
        found += [Unreached(row.plan_id, row.id, why) for why in sorted(whys)]
    return found


def muted(connection: Connection) -> set[tuple[str, str]]:
    """The destinations to which nothing is sent, by lane and address."""
    query = select(destinations.c.lane, destinations.c.address).where(destinations.c.mute.is_not(None))
    return {(lane, address) for lane, address in connection.execute(query)}


def muted_subscribers(connection: Connection) -> int:
    """How many destinations are muted that have a subscription which nobody has ended."""
    wanted = (
        select(subscriptions.c.destination_id)
        .join(destinations)
        .where(destinations.c.mute.is_not(None), subscriptions.c.ended_at.is_(None))
        .distinct()
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(wanted)) or 0
