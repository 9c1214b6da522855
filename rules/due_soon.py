"""30, 14, 7 and 1 days before a deadline, remind of it, unless the milestone is done.

>>> from notifier.rulekit import example
>>> [str(m.on) for m in milestone(example(due="2025-06-30"))]
['2025-05-31', '2025-06-16', '2025-06-23', '2025-06-29']
>>> [str(m.on) for m in milestone(example(due="2025-06-30", done_on="2025-06-20"))]
['2025-05-31', '2025-06-16']
>>> list(milestone(example(due=None)))
[]
"""

from notifier.rulekit import Case, Days, Iterator, Kind, Moment, timedelta


def milestone(case: Case, *, days_before: tuple[Days, ...] = (30, 14, 7, 1)) -> Iterator[Moment]:
    if case.due_on is None:
        return
    days = [case.due_on - timedelta(days=days) for days in sorted(set(days_before), reverse=True)]
    # Each reminder stands in for the one before it; the last gives way to the deadline itself.
    for on, lapses in zip(days, [*days[1:], case.due_on], strict=True):
        if case.done_on and on >= case.done_on:
            return
        yield Moment(on, Kind.DUE_SOON, lapses=lapses, facts={"due_on": str(case.due_on)})
