"""The pen writes down what became of deliveries, in bulk as it comes, so that a stop leaves little unwritten."""

import time
from collections import Counter
from datetime import datetime, timedelta

import structlog

from notifier.audience.subscription import Lane
from notifier.ledger import lanes, leases
from notifier.ledger.connect import Ledger
from notifier.ledger.leases import Settlement
from notifier.ledger.states import Step

log = structlog.get_logger()

# Outcomes are written down together, but none waits longer than this.
FLUSH_EVERY = 0.1  # seconds
FLUSH_AT = 250
# While the ledger is away, it is tried again so often.
AGAIN_AFTER = 1.0  # seconds


class Pen:
    """Writes for one lease of one lane."""

    def __init__(self, ledger: Ledger, lane: Lane, lease: str):
        self._ledger = ledger
        self._lane = lane
        self._lease = lease
        self._noted: list[Settlement] = []
        self._since = 0.0  # when the first of them was noted
        self._failed_at: float | None = None
        self.written: Counter[Step] = Counter()

    def note(self, settlement: Settlement) -> None:
        if not self._noted:
            self._since = time.monotonic()
        self._noted.append(settlement)
        if len(self._noted) >= FLUSH_AT:
            self.flush()
        else:
            self.flush_in_time()

    def flush_in_time(self) -> None:
        """Write down what has waited long enough."""
        if self._noted and time.monotonic() - self._since > FLUSH_EVERY:
            self.flush()

    def pause(self, now: datetime, until: datetime, reason: str) -> None:
        """Let nothing more leave by this lane until then: it is written down at once."""
        self.flush()  # what has arrived before must not end the pause when it is written down
        try:
            with self._ledger.writing() as book:
                lanes.pause(book, self._lane, now, until, reason)
        except Exception:  # the ledger is away: the next try finds out again
            log.exception("pause not written down", lane=str(self._lane))
            return
        log.error("lane paused", lane=str(self._lane), until=until.isoformat(), reason=reason)

    def close(self, patience: timedelta) -> None:
        """Write down all that is left, and while the ledger is away try again for as long as the lease is ours."""
        ends = time.monotonic() + patience.total_seconds()
        while not self._written() and time.monotonic() < ends:
            time.sleep(AGAIN_AFTER)

    def flush(self) -> None:
        """Write down what has been noted; while the ledger is away it stays noted."""
        if self._failed_at is None or time.monotonic() - self._failed_at > AGAIN_AFTER:
            self._written()

    def _written(self) -> bool:
        noted = self._noted
        try:
            if noted:
                with self._ledger.writing() as book:
                    leases.settle(book, self._lease, noted)
                    if any(one.step is Step.ARRIVE for one in noted):
                        lanes.resume(book, self._lane)
        except Exception:  # what cannot be written down before the lease ends is sent again, with the same id
            log.exception("outcomes not written down", count=len(noted))
            self._failed_at = time.monotonic()
            return False
        self._failed_at = None
        self._noted = []
        self._tell(noted)
        return True

    def _tell(self, noted: list[Settlement]) -> None:
        steps = Counter(one.step for one in noted)
        self.written += steps
        for one in noted:
            if one.step not in (Step.ARRIVE, Step.RETURN):
                log.info(
                    "delivery", id=one.delivery, attempt=one.number, outcome=str(one.step), status=one.far_end.status
                )
        if arrived := steps[Step.ARRIVE]:
            log.info("delivered", lane=str(self._lane), count=arrived)
