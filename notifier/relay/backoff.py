"""How long to wait before trying again: a table, and one pure function that reads it."""

from datetime import timedelta
from random import Random

# After the first failure, the second, …; when the table is used up the delivery is dead.
SCHEDULE = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(SCHEDULE) + 1
# Up to a fifth is added, so that what failed together does not come back together.
JITTER = 0.2
# However long the far end asks for, we ask again after a day.
LONGEST_ASKED = timedelta(hours=24)


# What was out with a worker that went silent: after the first time that happens to it in a row, the second, …; from
# then on the last, until it has been lost so often that it may be what silences workers.
LOST_SCHEDULE = (
    timedelta(0),
    timedelta(0),
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
)
MOST_LOST = 20
# Up to as much again is added, so that what was lost together does not come back together.
LOST_JITTER = 1.0


def wait_after_loss(lost: int, delivery: str) -> timedelta | None:
    """How long to wait after so many workers in a row have gone silent with it; None when it is time to give up."""
    if lost >= MOST_LOST:
        return None
    planned = LOST_SCHEDULE[min(lost, len(LOST_SCHEDULE)) - 1]
    return planned * (1 + LOST_JITTER * Random(f"{delivery} lost {lost}").random())


def wait_after(attempts: int, delivery: str, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after so many attempts have failed; None when it is time to give up.

    `asked` is how long the far end wants to be left alone: never less than that, up to a day.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    planned = SCHEDULE[attempts - 1] * (1 + JITTER * Random(f"{delivery} {attempts}").random())
    return max(planned, min(asked, LONGEST_ASKED)) if asked else planned
