"""The day after a missed deadline, and weekly until the milestone is done, say that it is overdue.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
['2025-07-01', '2025-07-08']
>>> [m.facts["time"] for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
[1, 2]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, timedelta


def milestone(case: Case, *, every: timedelta = timedelta(weeks=1)) -> Iterator[Moment]:
    if case.due_on is None:
        return
    on, time = case.due_on + timedelta(days=1), 1
    while case.done_on is None or on < case.done_on:
        yield Moment(on, Kind.OVERDUE, lapses=on + every, facts={"due_on": str(case.due_on), "time": time})
        on, time = on + every, time + 1
