"""The day after a plan has ended, say how many of its milestones were done and how many are open.

Where nobody works on that day, it is said on the working day after.

>>> from notifier.rulekit import example_plan
>>> [(str(m.on), m.facts["open"], m.facts["of"]) for m in plan(example_plan(milestones=19, completed=7))]
[('2027-01-08', 12, 19)]
"""

from notifier.rulekit import Iterator, Kind, Moment, PlanCase, timedelta


def plan(case: PlanCase) -> Iterator[Moment]:
    on = case.workdays.on_or_after(case.plan.ends + timedelta(days=1))
    facts = {"ends_on": str(case.plan.ends), "open": case.milestones - case.completed, "of": case.milestones}
    yield Moment(on, Kind.ENDED, lapses=on + timedelta(days=30), facts=facts)
