"""On the day of a deadline, say that it is today, unless the milestone is done.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-06-30']
>>> list(milestone(example(due="2025-06-30", done_on="2025-06-12")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, timedelta


def milestone(case: Case) -> Iterator[Moment]:
    if case.due_on is None or (case.done_on and case.done_on <= case.due_on):
        return
    yield Moment(case.due_on, Kind.DUE, lapses=case.due_on + timedelta(days=1), facts={"due_on": str(case.due_on)})
