"""Rungs: the days of what is said again and again, before a day or after it, each moved to a working day.

Rungs that come to fall on one day are one, and each lapses when the next one comes.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from notifier.agenda.workdays import Workdays


@lru_cache(maxsize=20_000)
def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of one that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=20_000)
def rungs_before(day: date, days_before: tuple[int, ...], workdays: Workdays) -> Sequence[tuple[date, date]]:
    """The working days that are so many days before a day or, where nobody works then, before that: each with the next.

    The last goes with the working day on which that day itself is spoken of, and none falls on that.
    """
    last = workdays.on_or_before(day)
    moved = {workdays.on_or_before(day - timedelta(days=days)) for days in days_before}
    days = sorted(one for one in moved if one < last)
    return tuple(pairwise((*days, last)))


def rungs_after(
    day: date, every: timedelta, workdays: Workdays, *, seen_on: date = date.min
) -> Iterator[tuple[date, date, int]]:
    """A day and every so many days after it, moved to the working day after: each with the next, and as which time.

    What had lapsed by `seen_on`, before anybody looked, is left out and yet counted.
    """
    skipped = (seen_on - day) // every if seen_on > day else 0
    due, time = day + skipped * every if skipped else day, skipped + 1
    on = workdays.on_or_after(due)
    while True:
        due += every
        then = workdays.on_or_after(due)
        if then > on:
            yield on, then, time
            on = then
        time += 1
