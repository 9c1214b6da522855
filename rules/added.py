"""When a milestone comes into a plan that is already known, or comes back into it, say so.

>>> from notifier.rulekit import example
>>> late = example(first_seen="2025-03-04", plan_first_seen="2025-01-01", away={"2025-04-01": "2025-05-01"})
>>> [(str(m.on), m.facts["again"]) for m in milestone(late)]
[('2025-03-04', False), ('2025-05-01', True)]
>>> list(milestone(example(first_seen="2025-01-01", plan_first_seen="2025-01-01")))
[]
"""

from notifier.rulekit import Case, Iterator, Kind, Moment


def milestone(case: Case) -> Iterator[Moment]:
    for day in case.added_on:
        due_on = case.stood_on(day).deadline.on
        facts = {"due_on": str(due_on) if due_on else None, "again": day > case.first_seen_on}
        yield Moment(day, Kind.ADDED, facts=facts)
