"""The scheduler: a handful of jobs on intervals, each asking the ledger what there is to do.

A job that comes late does the same work as one in time, and two schedulers by mistake do no harm.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from notifier.bootstrap import Notifier

log = structlog.get_logger()

INGEST_EVERY = timedelta(seconds=5)  # an unchanged file costs its hash
ANNOUNCE_EVERY = timedelta(seconds=60)
SWEEP_EVERY = timedelta(seconds=10)


@contextmanager
def scheduling(notifier: Notifier) -> Iterator[None]:
    """The jobs at work, for as long as the `with` block lasts; a job in hand is finished at its end."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    jobs: dict[str, tuple[Callable[[], None], timedelta]] = {
        "ingest": (lambda: ingest(notifier), INGEST_EVERY),
        "announce": (lambda: announce(notifier), ANNOUNCE_EVERY),
        "sweep": (lambda: sweep(notifier), SWEEP_EVERY),
    }
    for name, (job, every) in jobs.items():
        _guarded(name, job)()  # once at the start, in this order: what is due now waits for nothing
        scheduler.add_job(_guarded(name, job), "interval", seconds=every.total_seconds(), id=name)
    scheduler.start()
    log.info("scheduler ready", jobs=",".join(jobs))
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def ingest(notifier: Notifier) -> None:
    """Read the plan files that have changed, and at once say what that brings."""
    if read := notifier.ingest().read:
        log.info("plan files read", files=list(read))
        announce(notifier)


def announce(notifier: Notifier) -> None:
    """Say what is due, and wake the lanes that now owe something."""
    said = notifier.announce()
    if said.notices:
        log.info("announced", notices=len(said.notices), deliveries=said.owed)
        sweep(notifier)


def sweep(notifier: Notifier) -> None:
    notifier.sweep()


def _guarded(name: str, job: Callable[[], None]) -> Callable[[], None]:
    """A job that may fail: the database may be away. It is logged, and the next round tries again."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("job failed", job=name)

    return run
