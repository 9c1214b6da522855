"""A moment: a day on which something becomes worth saying.

Rules know no clock: a moment is a day, never "days left".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a notice says."""

    DUE_SOON = "milestone.due_soon"
    DUE = "milestone.due"
    OVERDUE = "milestone.overdue"
    ESCALATED = "milestone.escalated"
    STALLED = "milestone.stalled"
    SLIPPED = "milestone.slipped"
    ADVANCED = "milestone.advanced"
    ADDED = "milestone.added"
    REMOVED = "milestone.removed"
    REOPENED = "milestone.reopened"
    COMPLETED = "milestone.completed"
    COMPLETED_LATE = "milestone.completed_late"
    ANSWERED = "milestone.answered"
    COMMITMENT_OVERDUE = "commitment.overdue"
    COMMITMENT_COMPLETED = "commitment.completed"
    PUBLISHED = "plan.published"
    REPORT_DUE = "plan.report_due"
    ENDING = "plan.ending"
    ENDED = "plan.ended"

    @property
    def reminds(self) -> bool:
        """Whether it presses for something before that is late."""
        return self in _REMINDERS

    @property
    def chases(self) -> bool:
        """Whether it presses for something that is late or that nothing is heard of."""
        return self in _CHASES

    @property
    def presses(self) -> bool:
        """Whether it presses for something still to be done: untrue once that is done or its deadline has moved."""
        return self.reminds or self.chases

    @property
    def blames(self) -> bool:
        """Whether it tells of what an agency could still explain or mend: the public may be told some days later."""
        return self in _CHASES or self in (Kind.SLIPPED, Kind.REMOVED)

    @property
    def answerable(self) -> bool:
        """Whether it is told of something open that its agency can answer by a link."""
        return self.presses or self in _ANSWERABLE


# What is said of a plan to the agency that answers for it as a whole; everything else of a plan concerns them all.
OF_ITS_LEAD = frozenset((Kind.REPORT_DUE,))
_REMINDERS = frozenset((Kind.DUE_SOON, Kind.DUE))
_CHASES = frozenset((Kind.OVERDUE, Kind.ESCALATED, Kind.STALLED, Kind.COMMITMENT_OVERDUE))

_ANSWERABLE = frozenset((Kind.SLIPPED, Kind.ADVANCED, Kind.ADDED, Kind.REOPENED))


class To(StrEnum):
    """To whom a moment is addressed; the public are those who subscribed."""

    AGENCY = "agency"
    SUPERIOR = "superior"
    PUBLIC = "public"


# Not frozen, for that would take four times as long, and rules make more of these than of anything else.
@dataclass(slots=True)
class Moment:
    """A day on which something becomes worth saying. Nobody changes one.

    `lapses` is the first day on which saying it is worse than silence (None: never); `facts` are JSON values.
    """

    on: date
    kind: Kind
    to: tuple[To, ...] = (To.AGENCY, To.PUBLIC)
    lapses: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
