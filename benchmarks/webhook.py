"""Webhook deliveries a second, beside the obvious build, a bare client and Alertmanager.

All post the same notices to the same receivers in turn, round after round, and the median round is the figure. For
those that we are compared with, time runs from the first arrival to the last; for us it runs from the poke until the
last has arrived and every delivery is down in the ledger as sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import alertmanager, bare_client, obvious, owed
from benchmarks.delivering import deliver
from benchmarks.figures import Figures, Say, ratio
from benchmarks.installation import Machine, cpu_s
from benchmarks.jobs import Job, jobs_of
from benchmarks.receivers import Receivers, loopback, rate, whole
from notifier.audience.subscription import Lane

WORKERS = 2
# The obvious build is given the first fourth of the deliveries: it is as fast with few as with many.
PART = 4

OTHERS = ("task_per_alert", "bare_client", "bare_client_asyncio", "two_bare_clients", "alertmanager")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is delivered: so many notices to each of so many hosts, a round."""

    notices: int = 400
    hosts: int = 50
    rounds: int = 3


def run(machine: Machine, folder: Path, say: Say, size: Size | None = None) -> Figures:
    """`webhook_per_s`, the same of each of OTHERS (None where it is not here), the ratios, and `worker_mb`.

    `webhook_cpu_us_…`: what a delivery costs our processes, in microseconds of a core.
    """
    size = size or Size()
    rates: dict[str, list[float]] = {name: [] for name in ("webhook", *OTHERS)}
    costs: dict[str, list[float]] = {"workers": [], "postgresql": []}
    with Receivers(loopback(size.hosts)) as far, machine.installation(folder) as service:
        to = owed.webhooks(service, far.urls(size.hosts))
        with service.workers(WORKERS) as workers:
            for number in range(size.rounds):
                saying = owed.said(service, f"round-{number}", size.notices)
                jobs = jobs_of(saying, to, service.notifier.settings.base_url)
                owed.owe(service, saying, to)
                for name in rates:
                    found: float | None
                    if name == "webhook":
                        whose = {"workers": [one.pid for one in workers], "postgresql": [machine.postgres.pid]}
                        before = {who: cpu_s(*pids) for who, pids in whose.items()}
                        found = len(jobs) / deliver(service, far, Lane.WEBHOOK, len(jobs)).to_be_down
                        for who, pids in whose.items():
                            costs[who].append((cpu_s(*pids) - before[who]) / len(jobs) * 1e6)
                    else:
                        found = _theirs(name, machine, far, folder, jobs)
                    if found is not None:
                        rates[name].append(found)
                        say(f"{name}_per_s", found)
            peak = max(worker.peak_mb() for worker in workers)
    medians = {name: median(found) if found else None for name, found in rates.items()}
    ratios: Figures = {f"webhook_vs_{name}": ratio(medians["webhook"], medians[name]) for name in OTHERS}
    paid: Figures = {f"webhook_cpu_us_{who}": median(found) for who, found in costs.items()}
    return {f"{name}_per_s": found for name, found in medians.items()} | ratios | paid | {"worker_mb": peak}


def _theirs(name: str, machine: Machine, far: Receivers, folder: Path, jobs: Sequence[Job]) -> float | None:
    """Deliveries a second of one of OTHERS; None where this machine does not have it."""
    match name:
        case "task_per_alert":
            jobs = jobs[: len(jobs) // PART]
            found = obvious.post_all(machine, far, folder, jobs)
        case "bare_client":
            found = bare_client.run(far, folder, jobs)
        case "bare_client_asyncio":
            found = bare_client.run(far, folder, jobs, loop="asyncio")
        case "two_bare_clients":
            found = bare_client.run(far, folder, jobs, processes=2)
        case _ if alertmanager.program() is None:
            return None
        case _:
            found = alertmanager.run(far, folder, jobs)
    return rate(whole(found, len(jobs), name))
