"""90 and 30 days before a plan ends, say how many of its milestones are still open.

Where nobody works on such a day, the working day before is taken.

>>> from notifier.rulekit import example_plan
>>> [(str(m.on), m.facts["open"], m.facts["of"]) for m in plan(example_plan(milestones=19, completed=7))]
[('2026-10-02', 12, 19), ('2026-12-01', 12, 19)]
"""

from notifier.rulekit import Days, Iterator, Kind, Moment, PlanCase, rungs_before, timedelta


def plan(case: PlanCase, *, days_before: tuple[Days, ...] = (90, 30)) -> Iterator[Moment]:
    ends_on = case.plan.ends
    rungs = rungs_before(ends_on, days_before, case.workdays)
    facts = {"ends_on": str(ends_on), "open": case.milestones - case.completed, "of": case.milestones}
    for number, (on, then) in enumerate(rungs, start=1):
        lapses = then if number < len(rungs) else ends_on + timedelta(days=1)
        yield Moment(on, Kind.ENDING, lapses=lapses, facts=facts)
