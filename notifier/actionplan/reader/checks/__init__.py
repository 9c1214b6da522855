"""What the parts of a plan file say of one another: one module a concern, errors apart from warnings.

Errors are looked for in the plain values, so that they are all found even in a file whose shape is wrong. Warnings are
of the plan that was built: what can be, but a person should look. docs/checks.md lists both by their codes.
"""

from collections.abc import Iterator
from itertools import chain

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Problem
from notifier.actionplan.reader.checks import agencies, count, days, deadlines, headings, ids, offices, order, titles
from notifier.actionplan.reader.checks.standing import Values, standing
from notifier.actionplan.reader.places import Places


def errors(values: Values, places: Places) -> Iterator[Problem]:
    """What cannot be: ids used twice, leads that are nobody, days and statuses that contradict each other."""
    return chain(
        days.errors(values, places),
        ids.errors(values, places),
        agencies.errors(values, places),
        headings.errors(values, places),
        offices.errors(values, places),
    )


def warnings(plan: ActionPlan, values: Values, places: Places) -> Iterator[Problem]:
    """What can be but is doubtful; and whether all milestones are there that the file says it has."""
    found = standing(plan, values)
    return chain(
        count.errors(plan, places),
        deadlines.warnings(plan, found, places),
        days.warnings(plan, found, places),
        order.warnings(found, places),
        agencies.warnings(plan, found, places),
        headings.warnings(plan, places),
        ids.warnings(values, places),
        titles.warnings(found, places),
        offices.warnings(plan, places),
    )
