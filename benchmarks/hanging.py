"""Whether hosts that hang hold up the others: 500 hosts of which 50 take every message and never answer.

The figure is how long the other 450 wait for everything that they are owed, divided by how long they wait when
nobody else is owed anything.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import owed
from benchmarks.delivering import deliver
from benchmarks.failed import Failed
from benchmarks.figures import Figures, Say
from benchmarks.installation import Installation, Machine
from benchmarks.receivers import POLL, Receivers, loopback
from notifier.audience.subscription import Lane

WORKERS = 2
PATIENCE = 120.0  # seconds that the others are waited for


@dataclass(frozen=True, slots=True)
class Size:
    """So many notices to each of so many hosts; every tenth of them hangs."""

    notices: int = 40
    hosts: int = 500
    hanging: int = 50
    rounds: int = 3  # without those that hang


def run(machine: Machine, folder: Path, say: Say, size: Size | None = None) -> Figures:
    """`hanging_hosts_ratio`, and `hanging_hosts_missing`: what had not arrived when waiting was given up.

    Where that is not 0, the ratio is what it had come to by then.
    """
    size = size or Size()
    with Receivers(loopback(size.hosts)) as far, machine.installation(folder) as service:
        to = owed.webhooks(service, far.urls(size.hosts))
        hanging = slice(None, None, size.hosts // size.hanging)
        well = [one for one in to if one not in to[hanging]]
        far.hang(far.hosts[hanging])
        with service.workers(WORKERS):
            alone = []
            for number in range(size.rounds):
                owed.owe(service, owed.said(service, f"well-{number}", size.notices), well)
                count = size.notices * len(well)
                alone.append(deliver(service, far, Lane.WEBHOOK, count).to_arrive)
                say("seconds for the others alone", alone[-1])
            owed.owe(service, owed.said(service, "hanging", size.notices), to)
            beside, missing = _seconds_beside_hanging(service, far, count)
            say("seconds beside hosts that hang", beside)
    return {"hanging_hosts_ratio": beside / median(alone), "hanging_hosts_missing": missing}


def _seconds_beside_hanging(service: Installation, far: Receivers, count: int) -> tuple[float, int]:
    """How long the others wait for everything, and how much of it did not arrive while they were waited for."""
    far.forget()
    began = time.monotonic()
    service.sweep()
    while (found := far.tally()).ids < count and time.monotonic() - began < PATIENCE:
        service.sweep_when_due()
        time.sleep(POLL)
    if found.repeated or found.nameless:
        raise Failed(f"beside hosts that hang {found.repeated} arrived twice and {found.nameless} without an id")
    if not found.unanswered:
        raise Failed("nothing was posted to the hosts that hang")
    ended = found.last_at if found.ids == count else time.monotonic()
    return ended - began, count - found.ids
