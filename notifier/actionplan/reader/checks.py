"""What the parts of a plan file say of one another: ids, leads, statuses, and deadlines a person should look at.

The errors are looked for in the plain values, so that they are all found even in a file whose shape is wrong.
"""

from collections.abc import Iterator

from notifier.actionplan.model import ActionPlan, Milestone
from notifier.actionplan.problems import Problem, Severity, did_you_mean
from notifier.actionplan.reader.places import Path, Places, problem

Values = dict[str, object]


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """What cannot be: ids used twice, leads that are nobody, days and statuses that contradict each other."""
    yield from _plan_errors(values, places)
    yield from _ids_used_twice(values, ("agencies",), places)
    yield from _ids_used_twice(values, ("commitments",), places)
    agencies = [str(agency.get("id")) for _, agency in _entries(values, "agencies")]
    for index, commitment in _entries(values, "commitments"):
        here: Path = ("commitments", index)
        lead = commitment.get("lead")
        if isinstance(lead, str) and agencies and lead not in agencies:
            hint = did_you_mean(lead, agencies, "add it under `agencies`")
            yield problem(places, (*here, "lead"), f"there is no agency `{lead}`", hint)
        yield from _ids_used_twice(commitment, (*here, "milestones"), places)
        yield from _contradiction(commitment, here, places)
        for number, milestone in _entries(commitment, "milestones"):
            yield from _contradiction(milestone, (*here, "milestones", number), places)


def _entries(values: Values, name: str) -> Iterator[tuple[int, Values]]:
    listed = values.get(name)
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _plan_errors(values: Values, places: Places) -> Iterator[Problem]:
    plan = values.get("plan")
    if isinstance(plan, dict):
        starts, ends = plan.get("starts"), plan.get("ends")
        # Both are checked for their form elsewhere; as ISO days they compare as texts.
        if isinstance(starts, str) and isinstance(ends, str) and starts[:2] == ends[:2] == "20" and ends < starts:
            yield problem(places, ("plan", "ends"), "the plan ends before it starts", "swap `starts` and `ends`")
    for name in ("agencies", "commitments"):
        if values.get(name) == []:
            yield problem(places, (name,), f"there is nothing under `{name}`", "add at least one entry")


def _ids_used_twice(values: Values, path: Path, places: Places) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in _entries(values, str(path[-1])):
        name = entry.get("id")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield problem(places, (*path, index, "id"), f"the id `{name}` is used twice", "give one another id")
        seen.add(name)


def _contradiction(entry: Values, path: Path, places: Places) -> Iterator[Problem]:
    if entry.get("done_on") and entry.get("status", "completed") in ("not_started", "in_progress"):
        what = f"`status` is {entry['status']}, yet `done_on` names a day"
        yield problem(places, (*path, "status"), what, "write `status: completed` or remove `done_on`")
    if entry.get("milestones") and (entry.get("done_on") or entry.get("status")):
        key = "status" if entry.get("status") else "done_on"
        what = f"`{key}` stands at a commitment that has milestones"
        yield problem(places, (*path, key), what, "write it at each milestone: a commitment is what its milestones are")


def warnings(plan: ActionPlan, values: Values, places: Places) -> Iterator[Problem]:
    """What can be but is doubtful: deadlines that had to be interpreted, cannot be read, or fall after the plan."""
    for index, commitment in _entries(values, "commitments"):
        milestones = plan.commitments[index].milestones
        if milestones and commitment.get("due") is not None:
            unprinted = (m for m, (_, entry) in zip(milestones, _entries(commitment, "milestones"), strict=False)
                         if entry.get("due") is None)  # fmt: skip
            speaker = next(unprinted, None) if commitment.get("milestones") else milestones[0]
            if speaker:
                yield from _doubts(plan, speaker, ("commitments", index, "due"), places)
        for number, milestone in _entries(commitment, "milestones"):
            if milestone.get("due") is not None:
                path: Path = ("commitments", index, "milestones", number, "due")
                yield from _doubts(plan, milestones[number], path, places)


def _doubts(plan: ActionPlan, milestone: Milestone, path: Path, places: Places) -> Iterator[Problem]:
    deadline = milestone.deadline
    if deadline.doubtful:
        read_as = f"read as {deadline.on}" if deadline.on else "no deadline is kept"
        what = f"the deadline of {milestone.id}: {deadline.says}; {read_as}"
        yield problem(places, path, what, "write YYYY-MM-DD if you know the day", Severity.WARNING)
    if deadline.on and deadline.on > plan.head.ends:
        what = f"{milestone.id} falls due on {deadline.on}, after the plan's end on {plan.head.ends}"
        yield problem(places, path, what, "check which of the two is meant", Severity.WARNING)
