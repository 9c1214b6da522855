"""The day after a missed deadline, and weekly until the milestone is done, say that it is overdue.

Where nobody works on such a day, it is said on the working day after.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
['2025-07-01', '2025-07-08']
>>> [m.facts["time"] for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
[1, 2]
>>> [str(m.on) for m in milestone(example(due="2025-07-04", done_on="2025-07-10"))]  # a Friday
['2025-07-07']

What is years late when it is first seen begins with what holds on that day:

>>> late = example(due="2022-06-30", first_seen="2025-02-01", done_on="2025-02-10")
>>> [(str(m.on), m.facts["time"]) for m in milestone(late)]
[('2025-01-31', 136), ('2025-02-07', 137)]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, rungs_after, timedelta


def milestone(case: Case, *, every: timedelta = timedelta(weeks=1)) -> Iterator[Moment]:
    due_on, done_on = case.due_on, case.done_on
    if due_on is None:
        return
    first = due_on + timedelta(days=1)
    for on, lapses, time in rungs_after(first, every, case.workdays, seen_on=case.asked_from):
        if done_on and on >= done_on:
            return
        yield Moment(on, Kind.OVERDUE, lapses=lapses, facts={"due_on": str(due_on), "time": time})
