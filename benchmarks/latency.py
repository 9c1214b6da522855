"""How long after a notice is written down it arrives, while there is little to do: five a second."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import owed
from benchmarks.figures import Figures, Say
from benchmarks.installation import Machine
from benchmarks.receivers import Receivers, loopback, whole
from notifier.ledger import deliveries
from notifier.ledger.states import State

WORKERS = 2
HOSTS = 10
PATIENCE = 30.0  # seconds for the last


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices, and how many a second."""

    notices: int = 150
    per_s: float = 5.0


def run(machine: Machine, folder: Path, say: Say, size: Size | None = None) -> Figures:
    """`latency_p50_s` and `latency_p99_s`, from the end of the transaction to the arrival."""
    size = size or Size()
    with Receivers(loopback(HOSTS)) as far, machine.installation(folder) as service:
        # An address for each notice: so it is known later which delivery was whose.
        to = owed.webhooks(service, far.urls(size.notices))
        saying = owed.said(service, "latency", size.notices)
        written: dict[str, float] = {}
        with service.workers(WORKERS):
            began = time.monotonic()
            for number, (notice, one) in enumerate(zip(saying, to, strict=True)):
                time.sleep(max(0.0, began + number / size.per_s - time.monotonic()))
                owed.owe(service, [notice], [one])
                written[one.address] = time.monotonic()
                service.sweep()
            far.wait_for(size.notices, PATIENCE, "at low load")
            owed.await_sent(service, size.notices, PATIENCE)
        whole(far.tally(), size.notices, "at low load")
        with service.notifier.ledger.reading() as book:
            addresses = {one.id: one.address for one in deliveries.list_all(book, State.SENT, size.notices)}
        took = sorted(at - written[addresses[delivery]] for delivery, at in far.arrivals().items())
    figures: Figures = {f"latency_p{part}_s": took[-(-len(took) * part // 100) - 1] for part in (50, 99)}
    for name, value in figures.items():
        say(name, float(value or 0))
    return figures
