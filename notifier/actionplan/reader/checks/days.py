"""Days that contradict each other, or lie outside the period of what they belong to."""

from collections.abc import Iterator
from datetime import date

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.checks.standing import Promise, Step, Values, entries
from notifier.actionplan.reader.places import Path, Places, doubt, problem


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """A plan that ends before it starts or holds nothing; a status that contradicts the days beside it."""
    plan = values.get("plan")
    if isinstance(plan, dict):
        starts, ends = plan.get("starts"), plan.get("ends")
        # Both are checked for their form elsewhere; as ISO days they compare as texts.
        if isinstance(starts, str) and isinstance(ends, str) and starts[:2] == ends[:2] == "20" and ends < starts:
            what = "the plan ends before it starts"
            yield problem(places, ("plan", "ends"), what, "swap `starts` and `ends`", code=Code.PLAN_BACKWARDS)
    for name in ("agencies", "commitments"):
        if values.get(name) == []:
            yield problem(places, (name,), f"there is nothing under `{name}`", "add at least one entry")
    for index, commitment in entries(values, "commitments"):
        here: Path = ("commitments", index)
        yield from _contradiction(commitment, here, places)
        for number, milestone in entries(commitment, "milestones"):
            yield from _contradiction(milestone, (*here, "milestones", number), places)


def _contradiction(entry: Values, path: Path, places: Places) -> Iterator[Problem]:
    if entry.get("done_on") and entry.get("status", "completed") in ("not_started", "in_progress"):
        what = f"`status` is {entry['status']}, yet `done_on` names a day"
        hint = "write `status: completed` or remove `done_on`"
        yield problem(places, (*path, "status"), what, hint, code=Code.DONE_YET_NOT)
    if entry.get("milestones") and (entry.get("done_on") or entry.get("status")):
        key = "status" if entry.get("status") else "done_on"
        what = f"`{key}` stands at a commitment that has milestones"
        hint = "write it at each milestone: a commitment is what its milestones are"
        yield problem(places, (*path, key), what, hint, code=Code.STATUS_ABOVE)


def warnings(plan: ActionPlan, promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Deadlines outside the plan or after their commitment's, steps that start after they end."""
    for promise in promises:
        if promise.deadline:
            yield from _outside(plan, promise.commitment.id, promise.deadline.on, (*promise.path, "due"), places)
        for step in promise.steps:
            milestone = step.milestone
            if step.prints_a_deadline:
                yield from _outside(plan, milestone.id, milestone.deadline.on, (*step.path, "due"), places)
                yield from _after_commitment(promise, step, places)
            if milestone.starts and milestone.deadline.on and milestone.starts > milestone.deadline.on:
                what = f"{milestone.id} starts on {milestone.starts}, after it falls due on {milestone.deadline.on}"
                yield doubt(places, (*step.path, "starts"), Code.STARTS_LATE, what, "check both days")
            yield from _done_early(plan, step, places)


def _outside(plan: ActionPlan, name: str, on: date | None, path: Path, places: Places) -> Iterator[Problem]:
    head = plan.head
    if on is None or head.ends < head.starts:
        return
    if on > head.ends:
        what = f"{name} falls due on {on}, after the plan's end on {head.ends}"
        yield doubt(places, path, Code.AFTER_PLAN, what, "check which of the two is meant")
    elif on < head.starts:
        what = f"{name} falls due on {on}, before the plan's start on {head.starts}"
        yield doubt(places, path, Code.BEFORE_PLAN, what, "check which of the two is meant")


def _after_commitment(promise: Promise, step: Step, places: Places) -> Iterator[Problem]:
    whole, own = promise.deadline, step.milestone.deadline
    if whole and whole.on and own.on and own.on > whole.on:
        what = f"{step.milestone.id} falls due on {own.on}, after its commitment does on {whole.on}"
        yield doubt(places, (*step.path, "due"), Code.AFTER_COMMITMENT, what, "check which of the two is meant")


def _done_early(plan: ActionPlan, step: Step, places: Places) -> Iterator[Problem]:
    done_on = step.milestone.done_on
    starts = step.milestone.starts or plan.head.starts
    if done_on and done_on < starts:
        what = f"{step.milestone.id} was done on {done_on}, before it started on {starts}"
        yield doubt(places, (*step.path, "done_on"), Code.DONE_EARLY, what, "check both days")
