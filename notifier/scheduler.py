"""The scheduler: a handful of jobs on intervals, each asking the ledger what there is to do; and a watch on the plans.

A job that comes late does the same work as one in time, and two schedulers by mistake do no harm.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from threading import Event, Lock, Thread

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from notifier.bootstrap import Notifier
from notifier.watching import look_at, once_still, watching

log = structlog.get_logger()

INGEST_EVERY = timedelta(seconds=30)  # an unchanged file costs its hash, and a changed one is noticed by the watch
INGEST_UNWATCHED_EVERY = timedelta(seconds=5)
ANNOUNCE_EVERY = timedelta(seconds=60)
SWEEP_EVERY = timedelta(seconds=10)
# After so long a file with errors is looked at again: it may be half of what is being saved.
SECOND_LOOK = 0.7  # seconds


@contextmanager
def scheduling(notifier: Notifier) -> Iterator[None]:
    """The jobs at work, for as long as the `with` block lasts; a job in hand is finished at its end."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for problem in notifier.rulebook.problems:
        log.warning("rules want mending", problem=problem)
    reader = _Reader(notifier)
    jobs: dict[str, tuple[Callable[[], None], timedelta]] = {
        "ingest": (reader.read_when_still, INGEST_EVERY),
        "announce": (lambda: announce(notifier), ANNOUNCE_EVERY),
        "sweep": (lambda: sweep(notifier), SWEEP_EVERY),
    }
    for name, (job, every) in jobs.items():
        _guarded(name, job)()  # once at the start, in this order: what is due now waits for nothing
        scheduler.add_job(_guarded(name, job), "interval", seconds=every.total_seconds(), id=name)
    scheduler.start()
    unwatched = {"trigger": "interval", "seconds": INGEST_UNWATCHED_EVERY.total_seconds()}
    watch = Thread(
        target=reader.watch, args=(lambda: scheduler.reschedule_job("ingest", **unwatched),), name="watch", daemon=True
    )
    watch.start()
    log.info("scheduler ready", jobs=",".join(jobs))
    try:
        yield
    finally:
        reader.stopping.set()
        watch.join()
        scheduler.shutdown(wait=True)


class _Reader:
    """Reads the plan files, by the clock and whenever they change; never twice at a time, and never half of one."""

    def __init__(self, notifier: Notifier):
        self._notifier = notifier
        self._turn = Lock()
        self._at_first = look_at(notifier.settings.plans)
        self.stopping = Event()

    def read_when_still(self) -> None:
        """Read once nobody is writing any more, which the watch has seen to already."""
        once_still(self._notifier.settings.plans, self.stopping)
        self.read()

    def read(self) -> None:
        """Read the plan files that have changed, and at once say what that brings."""
        with self._turn:
            if self.stopping.is_set():
                return
            if read := self._notifier.ingest(self._look_again).read:
                log.info("plan files read", files=list(read))
                announce(self._notifier)

    def _look_again(self) -> bool:
        """Wait for who may still be writing; False where there is no time for that any more."""
        return not self.stopping.wait(SECOND_LOOK)

    def watch(self, in_vain: Callable[[], object]) -> None:
        """Read whenever something changes; where the system will not have it watched, call `in_vain` and end."""
        try:
            place = self._notifier.settings.plans
            watching(place, self._at_first, _guarded("ingest", self.read), self.stopping)
        except Exception as trouble:  # too many watches, a disk that cannot be watched: the schedule reads it
            log.warning("plan files are not watched", trouble=str(trouble))
            in_vain()


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
