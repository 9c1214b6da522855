"""When a webhook that fails is left alone, and when it is closed: policy as data, and one pure function.

Trying a receiver that is down with everything that is owed to it helps nobody: after a few failures in a row all
of it waits, and one try at a time finds out when the receiver is back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# From the third failure in a row on, a destination rests for so long after each.
FREE_FAILURES = 2
RESTS = (
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
# A destination at which nothing has arrived for so long, in so many tries at least, is closed.
CLOSED_AFTER = timedelta(days=5)
CLOSED_AT_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Breaker:
    """How a destination has fared lately: failures in a row, since when, and until when it is left alone."""

    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None

    def closes(self, now: datetime) -> bool:
        """Whether there has been nothing but failures for so long that the destination is given up."""
        return (
            self.failing_since is not None
            and now - self.failing_since >= CLOSED_AFTER
            and self.failures >= CLOSED_AT_FAILURES
        )


WELL = Breaker()


def after_failure(before: Breaker, at: datetime, rests: bool, asked_until: datetime | None = None) -> Breaker:
    """The breaker after one more failure at `at`; it `rests` where the same would befall whatever else is owed, and
    where the far end asked for it, until then."""
    failures = before.failures + 1
    until = before.rests_until
    if rests and failures > FREE_FAILURES:
        until = at + RESTS[min(failures - FREE_FAILURES, len(RESTS)) - 1]
    if asked_until:
        until = max(until or asked_until, asked_until)
    return Breaker(failures, before.failing_since or at, until)
