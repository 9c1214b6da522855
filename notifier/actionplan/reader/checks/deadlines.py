"""Deadlines that a person should look at: they had to be interpreted, cannot be read, or say two things."""

from collections.abc import Iterator
from dataclasses import replace

from notifier.actionplan.deadline import Deadline, disagree, read_deadline
from notifier.actionplan.model import ActionPlan, Milestone
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.checks.standing import Promise
from notifier.actionplan.reader.places import Path, Places, doubt


def warnings(plan: ActionPlan, promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Each doubtful deadline once, where it is printed; and those that disagree with what stands beside them."""
    for promise in promises:
        if promise.deadline:
            yield from _doubtful(promise.commitment.id, promise.deadline, (*promise.path, "due"), places)
        for step in promise.steps:
            if step.prints_a_deadline:
                path = (*step.path, "due")
                yield from _doubtful(step.milestone.id, step.milestone.deadline, path, places)
                yield from _disagreeing(plan, step.milestone, path, places)


def _doubtful(name: str, deadline: Deadline, path: Path, places: Places) -> Iterator[Problem]:
    if deadline.doubtful:
        read_as = f"read as {deadline.on}" if deadline.on else "no deadline is kept"
        what = f"the deadline of {name}: {deadline.says}; {read_as}"
        yield doubt(places, path, Code.DEADLINE, what, "write YYYY-MM-DD if you know the day")


def _disagreeing(plan: ActionPlan, milestone: Milestone, path: Path, places: Places) -> Iterator[Problem]:
    """The date for machines, and each other language, held against what the plan's own language says."""
    own, conventions = milestone.deadline, plan.conventions
    if milestone.dated and _names_another_day(own, (dated := read_deadline(milestone.dated, conventions))):
        what = f"{milestone.id}: “{own.printed}” is read as {own.on}, but the date beside it is {dated.printed}"
        yield doubt(places, (*path, "date"), Code.DATES_DISAGREE, what, "correct the one that is wrong")
    for language, text in milestone.prints.items():
        other = read_deadline(text, replace(conventions, language=language)) if text != own.printed else own
        if disagree(own, other):
            what = f"{milestone.id}: “{own.printed}” is read as {own.on}, but in `{language}` “{other.printed}”"
            what += f" as {other.on}"
            yield doubt(places, (*path, language), Code.LANGUAGES_DISAGREE, what, "correct the one that is wrong")


def _names_another_day(own: Deadline, dated: Deadline) -> bool:
    """Whether the date for machines is none of those that the print asks for: a table has room for one of several."""
    parts = [replace(own, on=each.on, edtf=each.edtf) for each in own.expectations]
    return all(disagree(one, dated) for one in (own, *parts))
