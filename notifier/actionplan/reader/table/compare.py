"""What one reading of a plan says and another does not: for a person who wants to know what a table could not hold."""

from collections.abc import Iterator
from dataclasses import fields

from notifier.actionplan.model import ActionPlan, Commitment, Heading, Milestone, subject

Part = Commitment | Heading | Milestone
# Where something stands in a file is no matter of the plan; what it holds is compared by itself.
_LEFT_OUT = {"line", "milestones", "headings", "extra"}


def differences(plan: ActionPlan, other: ActionPlan) -> Iterator[str]:
    """One line for each commitment, heading or milestone of `plan` that `other` has not, or has not alike."""
    theirs = dict(_parts(other))
    for name, part in _parts(plan):
        twin = theirs.get(name)
        if twin is None:
            yield f"{name} is not there"
        elif unlike := _unlike(part, twin, plan.head.language):
            yield f"{name} says something else: {', '.join(unlike)}"


def _parts(plan: ActionPlan) -> Iterator[tuple[str, Part]]:
    for commitment in plan.commitments:
        yield f"commitment {commitment.id}", commitment
        for heading in commitment.headings:
            yield f"heading {commitment.id}/{heading.id}", heading
        for milestone in commitment.milestones:
            yield f"milestone {subject(commitment, milestone)}", milestone


def _unlike(one: Part, other: Part, language: str) -> list[str]:
    names = [field.name for field in fields(one) if field.name not in _LEFT_OUT]
    return [name for name in names if _said(one, name, language) != _said(other, name, language)]


def _said(part: Part, name: str, language: str) -> object:
    """A field; a text that is given once is the same as one given in the plan's own language alone."""
    if name == "titles":
        return {language: part.title, **part.titles}
    if name == "prints" and isinstance(part, Milestone):
        return {language: part.deadline.printed, **part.prints}
    return getattr(part, name)
