"""What a mail provider reports after it has taken a delivery: facts of the delivery, and mutes of its destination.

A report counts once, however often it comes; one of a delivery that is not known here counts for nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from notifier.audience.mute import Mute
from notifier.audience.report import Meaning, Report
from notifier.ledger import leaving
from notifier.ledger.connect import CHUNK, insert_returning
from notifier.ledger.mutes import mute
from notifier.ledger.schema import deliveries, reports
from notifier.ledger.states import Step, stepping

_MUTES = {Meaning.BOUNCED: Mute.BOUNCED, Meaning.COMPLAINED: Mute.COMPLAINED}


def take(connection: Connection, told: Sequence[Report], now: datetime) -> int:
    """Write reports down and do what follows from them; how many were new and of deliveries that are known."""
    destinations = _destinations_of(connection, {one.delivery for one in told})
    # One id twice in a request is one report, too.
    known = {one.id: one for one in told if one.delivery in destinations}
    rows = [
        {"id": one.id, "delivery_id": one.delivery, "event": one.event, "at": one.at, "says": one.says}
        for one in known.values()
    ]
    new = insert_returning(connection, reports, rows, "id")
    for one in _in_their_order(known[name] for name in new):
        _follow(connection, one, destinations[one.delivery], now)
    return len(new)


def _follow(connection: Connection, one: Report, destination: str, now: datetime) -> None:
    mine = deliveries.c.id == one.delivery
    match one.meaning:
        case Meaning.ARRIVED:
            # After a timeout nobody knew whether it had left. Now it is known, and nobody gets it twice.
            confirmed = stepping(Step.CONFIRM, reason=f"reported as {one.event}", ended_at=one.at)
            connection.execute(confirmed.where(mine))
        case Meaning.REFUSED:
            connection.execute(update(deliveries).where(mine).values(reason=_reason(one)))
        case Meaning.BOUNCED | Meaning.COMPLAINED:
            mute(connection, destination, _MUTES[one.meaning], _reason(one), now)
            connection.execute(update(deliveries).where(mine).values(reason=_reason(one)))
        case Meaning.LEFT:
            leaving.leave(connection, destination, now)
        case Meaning.DELAYED:
            pass


def _reason(one: Report) -> str:
    return f"reported as {one.event}: {one.says}" if one.says else f"reported as {one.event}"


def _in_their_order(told: Iterable[Report]) -> list[Report]:
    """As they happened: requests and the events in them come in any order."""
    return sorted(told, key=lambda one: (one.at, list(Meaning).index(one.meaning), one.id))


def _destinations_of(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """The destination of each delivery that is known, by its id."""
    found: dict[str, str] = {}
    wanted = sorted(names)
    for start in range(0, len(wanted), CHUNK):
        query = select(deliveries.c.id, deliveries.c.destination_id).where(
            deliveries.c.id.in_(wanted[start : start + CHUNK])
        )
        found |= {row.id: row.destination_id for row in connection.execute(query)}
    return found
