"""How long the service takes to deliver what it owes: from the poke until all has arrived and is down as sent."""

import time
from dataclasses import dataclass

from benchmarks import owed
from benchmarks.failed import Failed
from benchmarks.installation import Installation
from benchmarks.receivers import POLL, Receivers, whole
from notifier.audience.subscription import Lane

PATIENCE = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the poke: until the last delivery had arrived, and until the ledger had all down as sent as well."""

    to_arrive: float
    to_be_down: float


def deliver(service: Installation, far: Receivers, lane: Lane, count: int) -> Took:
    """Wake the workers and wait for `count` deliveries, which are all that is owed; Failed if any goes wrong."""
    before = owed.sent(service, lane)
    far.forget()
    began = time.monotonic()
    service.sweep()
    # The ledger is asked only once all has arrived, and only for what is left: counting would cost what is measured.
    while far.tally().ids < count or owed.left(service):
        service.sweep_when_due()
        if time.monotonic() - began > PATIENCE:
            states = owed.not_sent(service, lane)
            raise Failed(f"ours: {far.tally().ids} of {count} arrived within {PATIENCE:.0f} s; not sent are {states}")
        time.sleep(POLL)
    ended = time.monotonic()
    if owed.sent(service, lane) != before + count:
        raise Failed(f"ours: not all is down as sent: {owed.not_sent(service, lane)}")
    return Took(whole(far.tally(), count, "ours").last_at - began, ended - began)
