"""Working days: those on which somebody sits at a desk to read what they are sent.

Public holidays come from the library `holidays`, a weekend from it or from the plan, and a plan may add days of its
own.
"""

from collections.abc import Collection, Container
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from notifier.actionplan.model import DaysOff, PlanHead

_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset((5, 6))
# No office is closed for longer; a plan that says so is not believed, so that every search ends.
_LONGEST_CLOSURE = 60


class Workdays:
    """The working days of a plan. Days that were asked for are remembered: deadlines share them."""

    def __init__(self, weekend: frozenset[int], holidays: Container[date], extra: frozenset[date]):
        self._weekend = weekend
        self._holidays = holidays
        self._extra = extra
        self._before: dict[date, date] = {}
        self._after: dict[date, date] = {}
        self._later: dict[tuple[date, int], date] = {}

    def include(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() not in self._weekend and day not in self._extra and day not in self._holidays

    def on_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it: when a reminder is still read in time."""
        found = self._before.get(day)
        if found is None:
            found = self._before[day] = self._search(day, -_DAY)
        return found

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after it: when a chase is not lost on an empty office."""
        found = self._after.get(day)
        if found is None:
            found = self._after[day] = self._search(day, _DAY)
        return found

    def after(self, day: date, count: int) -> date:
        """The working day that is `count` working days after a day; for 0 the day itself."""
        found = self._later.get((day, count))
        if found is None:
            found = day
            for _ in range(count):
                found = self.on_or_after(found + _DAY)
            self._later[day, count] = found
        return found

    def _search(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(_LONGEST_CLOSURE):
            if self.include(found):
                return found
            found += step
        return day


# Every rule asks for these of every case.
_OF_HEADS: dict[int, tuple[PlanHead, Workdays]] = {}
_MOST_HEADS_KNOWN = 500

# The days from the first on and before the second (None: for good) do not count.
Rest = tuple[date, date | None]


def day_after(workdays: Workdays, day: date, count: int, rests: Collection[Rest]) -> date | None:
    """The working day that is `count` working days after a day, `rests` not counted; None if it never comes."""
    if not rests:
        return workdays.after(day, count)
    for _ in range(count):
        day = workdays.after(day, 1)
        while rest := next((one for one in rests if one[0] <= day and (one[1] is None or day < one[1])), None):
            if rest[1] is None or rest[1].year == date.max.year:
                return None
            day = workdays.on_or_after(rest[1])
    return day


def workdays_of(head: PlanHead) -> Workdays:
    """The working days of a plan; where its country is not known to the library, every weekday is one."""
    known = _OF_HEADS.get(id(head))
    if known is None or known[0] is not head:
        if len(_OF_HEADS) > _MOST_HEADS_KNOWN:
            _OF_HEADS.clear()
        known = _OF_HEADS[id(head)] = (head, _workdays(head.days_off, head.country))
    return known[1]


@cache
def _workdays(off: DaysOff, country: str) -> Workdays:
    holidays: Container[date] = frozenset()
    usual = _SATURDAY_AND_SUNDAY
    try:
        found = country_holidays(off.country or country, off.region)
        holidays, usual = found, frozenset(found.weekend)
    except NotImplementedError:
        pass
    return Workdays(frozenset(off.weekend) if off.weekend is not None else usual, holidays, frozenset(off.extra))
