"""The sweep repairs loss: it takes back what silent workers had leased, and pokes every lane that owes something."""

from collections.abc import Callable
from datetime import datetime

from notifier.audience.subscription import Lane
from notifier.ledger import deliveries, health, leases
from notifier.ledger.connect import Ledger
from notifier.relay.backoff import wait_after_loss


def sweep(ledger: Ledger, poke: Callable[[Lane], bool], now: datetime) -> list[Lane]:
    """Repair what was lost since the last sweep, and wake the lanes that owe something; those lanes."""
    take_back(ledger, now)
    with ledger.writing() as book:
        lanes = deliveries.lanes_owed(book, now)
        health.completed(book, "sweep", now)
    unreachable = [lane for lane in lanes if not poke(lane)]
    if unreachable:
        with ledger.writing() as book:
            problem = "the broker cannot be reached: deliveries wait (look at NOTIFIER_BROKER_URL and the Redis there)"
            health.completed(book, "sweep", now, [problem])
    return lanes


def take_back(ledger: Ledger, now: datetime) -> int:
    """Take back what silent workers had leased; how much there was."""
    with ledger.writing() as book:
        return leases.expire(book, now, wait_after_loss)
