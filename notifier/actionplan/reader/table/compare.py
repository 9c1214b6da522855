"""What one reading of a plan says and another does not: for a person who wants to know what a table could not hold."""

from collections.abc import Iterator
from dataclasses import fields

from notifier.actionplan.model import ActionPlan, Commitment, Heading, Milestone, subject

# Where something stands in a file is no matter of the plan; what it holds is compared by itself.
_LEFT_OUT = {"line", "milestones", "headings", "extra"}


def differences(plan: ActionPlan, other: ActionPlan) -> Iterator[str]:
    """One line for each commitment, heading or milestone of `plan` that `other` has not, or has not alike."""
    theirs = dict(_parts(other))
    for name, part in _parts(plan):
        twin = theirs.get(name)
        if twin is None:
            yield f"{name} is not there"
        elif unlike := _unlike(part, twin):
            yield f"{name} says something else: {', '.join(unlike)}"


def _parts(plan: ActionPlan) -> Iterator[tuple[str, Commitment | Heading | Milestone]]:
    for commitment in plan.commitments:
        yield f"commitment {commitment.id}", commitment
        for heading in commitment.headings:
            yield f"heading {commitment.id}/{heading.id}", heading
        for milestone in commitment.milestones:
            yield f"milestone {subject(commitment, milestone)}", milestone


def _unlike(one: object, other: object) -> list[str]:
    names = [field.name for field in fields(one) if field.name not in _LEFT_OUT]  # type: ignore[arg-type]
    return [name for name in names if getattr(one, name) != getattr(other, name)]
