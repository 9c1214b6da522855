"""Headings that a commitment groups its milestones under: each is defined, and something stands under it."""

from collections.abc import Iterator

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem, did_you_mean
from notifier.actionplan.reader.checks.standing import Values, entries
from notifier.actionplan.reader.places import Path, Places, doubt, problem


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """Headings that a milestone names and its commitment does not define."""
    for index, commitment in entries(values, "commitments"):
        defined = {str(heading.get("id")) for _, heading in entries(commitment, "headings")}
        for number, milestone in entries(commitment, "milestones"):
            heading = milestone.get("heading")
            if isinstance(heading, str) and heading not in defined:
                path: Path = ("commitments", index, "milestones", number, "heading")
                hint = did_you_mean(heading, sorted(defined), "define it under `headings` of the commitment")
                what = f"there is no heading `{heading}` here"
                yield problem(places, path, what, hint, code=Code.HEADING_UNKNOWN)


def warnings(plan: ActionPlan, places: Places) -> Iterator[Problem]:
    """Headings that nothing stands under."""
    for index, commitment in enumerate(plan.commitments):
        if commitment.headings:
            used = {milestone.heading for milestone in commitment.milestones}
            for number, heading in enumerate(commitment.headings):
                if heading.id not in used:
                    what = f"nothing stands under the heading `{heading.id}`"
                    path: Path = ("commitments", index, "headings", number, "id")
                    yield doubt(places, path, Code.HEADING_EMPTY, what, "remove it, or name it at its milestones")
