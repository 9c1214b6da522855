"""Plain values → model: the shape is checked first, then what the parts say of one another."""

from dataclasses import replace

from pydantic import ValidationError

from notifier.actionplan.deadline import NOT_PRINTED, Deadline, read_deadline
from notifier.actionplan.model import ActionPlan, Agency, Commitment, Milestone, PlanHead, Status
from notifier.actionplan.problems import Problem
from notifier.actionplan.reader import checks, schema
from notifier.actionplan.reader.places import Places, problem
from notifier.actionplan.reader.words import shape_problems


def build_plan(values: object, places: Places) -> tuple[ActionPlan | None, list[Problem]]:
    """The plan that a file's plain values describe, and every problem; no plan where one is an error."""
    if not isinstance(values, dict):
        hint = "start with `plan:`; README shows a first plan"
        return None, [problem(places, (), "this is not a plan but a list or a text", hint)]
    errors = list(checks.errors(values, places))
    try:
        file = schema.PlanFile.model_validate(values)
    except ValidationError as trouble:
        return None, errors + shape_problems(trouble.errors(), places)
    plan = _plan(file, places)
    problems = errors + list(checks.warnings(plan, values, places))
    return (None if errors else plan), problems


def _plan(file: schema.PlanFile, places: Places) -> ActionPlan:
    head = PlanHead(**dict(file.plan))
    agencies = tuple(
        Agency(entry.id, entry.name, entry.emails, entry.superiors, entry.language or head.language)
        for entry in file.agencies
    )
    return ActionPlan(head, agencies, tuple(_commitment(c, i, places) for i, c in enumerate(file.commitments)))


def _commitment(entry: schema.CommitmentEntry, index: int, places: Places) -> Commitment:
    milestones = tuple(
        _milestone(milestone, places.of(("commitments", index, "milestones", number))[0], entry.due)
        for number, milestone in enumerate(entry.milestones)
    )
    itself = _milestone(entry, places.of(("commitments", index))[0])
    return Commitment(
        entry.id, entry.title, entry.lead, milestones or (itself,), entry.support, entry.themes, entry.source
    )


def _milestone(entry: schema.MilestoneEntry, line: int, inherited: str | None = None) -> Milestone:
    status = Status.COMPLETED if entry.done_on else entry.status
    deadline = _deadline(entry.due, inherited)
    return Milestone(entry.id, entry.title, deadline, entry.starts, status, entry.done_on, entry.evidence, line)


def _deadline(printed: str | None, inherited: str | None) -> Deadline:
    """A milestone without a deadline of its own falls due with its commitment, and the reading says so."""
    if printed is not None or inherited is None:
        return read_deadline(printed)
    reading = read_deadline(inherited)
    return replace(reading, says=f"printed for the whole commitment: {reading.says}") if reading.on else NOT_PRINTED
