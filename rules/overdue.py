"""The day after a missed deadline, and weekly until the milestone is done, say that it is overdue.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
['2025-07-01', '2025-07-08']
>>> [m.facts["time"] for m in milestone(example(due="2025-06-30", done_on="2025-07-10"))]
[1, 2]

What is years late when it is first seen begins with what holds on that day:

>>> late = example(due="2022-06-30", first_seen="2025-01-01", done_on="2025-01-10")
>>> [(str(m.on), m.facts["time"]) for m in milestone(late)]
[('2024-12-27', 131), ('2025-01-03', 132)]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, timedelta


def milestone(case: Case, *, every: timedelta = timedelta(weeks=1)) -> Iterator[Moment]:
    if case.due_on is None:
        return
    first = case.due_on + timedelta(days=1)
    # What had lapsed before the milestone was first seen is never said, and so need not be counted up to.
    skipped = max((case.first_seen_on - first) // every, 0)
    on, time = first + skipped * every, skipped + 1
    while case.done_on is None or on < case.done_on:
        yield Moment(on, Kind.OVERDUE, lapses=on + every, facts={"due_on": str(case.due_on), "time": time})
        on, time = on + every, time + 1
