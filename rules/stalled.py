"""When nothing new has been heard of an open milestone for 6 months, and each 6 months again, say so.

It is said until its deadline, after which it is overdue; of one without a deadline until its plan ends. Where nobody
works on such a day, it is said on the working day after. What has yet to start is not waited for.

>>> from notifier.rulekit import disputed, example
>>> [(str(m.on), m.facts["months"]) for m in milestone(example(due="2026-06-30", first_seen="2025-01-15"))]
[('2025-07-15', 6), ('2026-01-15', 12)]
>>> [str(m.on) for m in milestone(example(due="2026-06-30", answers=[disputed("2025-12-01")]))]
['2026-06-01']
>>> [str(m.on) for m in milestone(example(due=None, starts="2025-09-01"))]  # its plan ends with 2026
['2026-03-02', '2026-09-01']
>>> list(milestone(example(due="2025-06-30")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment, Months, months_after, timedelta


def milestone(case: Case, *, months: Months = 6) -> Iterator[Moment]:
    since = max(case.reported_on, case.milestone.starts or case.reported_on)
    until = case.due_on or case.plan.ends
    time, on = 1, case.workdays.on_or_after(months_after(since, months))
    while on <= until and (case.done_on is None or on < case.done_on):
        then = case.workdays.on_or_after(months_after(since, (time + 1) * months))
        facts = {"since": str(since), "months": time * months, "time": time}
        yield Moment(on, Kind.STALLED, lapses=min(then, until + timedelta(days=1)), facts=facts)
        time, on = time + 1, then
