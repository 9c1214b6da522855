"""When a plan is read for the first time, send each agency one summary of what it has promised, and tell subscribers.

>>> from notifier.rulekit import example_plan
>>> [str(m.on) for m in plan(example_plan(first_seen="2025-03-04"))]
['2025-03-04']
"""

from notifier.rulekit import Iterator, Kind, Moment, PlanCase


def plan(case: PlanCase) -> Iterator[Moment]:
    yield Moment(case.first_seen_on, Kind.PUBLISHED, facts={"ends_on": str(case.plan.ends)})
