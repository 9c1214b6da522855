"""How many milestones a file says it has, and has: a file that was cut off at the end of a line is valid otherwise."""

from collections.abc import Iterator

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.places import Places, problem


def errors(plan: ActionPlan, places: Places) -> Iterator[Problem]:
    """A plan that has more or fewer milestones than its `milestones` says; most say nothing."""
    there = sum(1 for _ in plan.milestones())
    if plan.counted is not None and plan.counted != there:
        what = f"the plan says that it has {plan.counted} milestones, and here are {there}"
        hint = f"if no part of the file is missing, write `milestones: {there}`"
        yield problem(places, ("plan", "milestones"), what, hint, code=Code.COUNT)
