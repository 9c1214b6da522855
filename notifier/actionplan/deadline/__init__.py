"""A deadline as printed, and how it is read: never guessed silently.

What cannot be read is `open`: it has no day, it is never overdue, and the reading says why.
"""

from notifier.actionplan.deadline.conventions import ANYWHERE, Conventions
from notifier.actionplan.deadline.read import read_deadline
from notifier.actionplan.deadline.settle import MACHINE, disagree, settle_deadline
from notifier.actionplan.deadline.value import NOT_PRINTED, Certainty, Deadline, Expectation, Remark

__all__ = [
    "ANYWHERE", "MACHINE", "NOT_PRINTED", "Certainty", "Conventions", "Deadline", "Expectation", "Remark", "disagree",
    "read_deadline", "settle_deadline",
]  # fmt: skip
