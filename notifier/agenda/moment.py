"""A moment: a day on which something becomes worth saying; and a case: what a rule is shown to find it.

Rules know no clock: a moment is a day, never "days left".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from notifier.actionplan.model import Commitment, Milestone, PlanHead
from notifier.actionplan.revision import Sighting


class Kind(StrEnum):
    """What a notice says."""

    DUE_SOON = "milestone.due_soon"
    DUE = "milestone.due"
    OVERDUE = "milestone.overdue"
    SLIPPED = "milestone.slipped"
    COMPLETED = "milestone.completed"
    PUBLISHED = "plan.published"

    @property
    def chases(self) -> bool:
        """Whether it presses for something still to be done: untrue once that is done or its deadline has moved."""
        return self in (Kind.DUE_SOON, Kind.DUE, Kind.OVERDUE)


class To(StrEnum):
    """To whom a moment is addressed; the public are those who subscribed."""

    AGENCY = "agency"
    SUPERIOR = "superior"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something becomes worth saying.

    `lapses` is the first day on which saying it is worse than silence (None: never); `facts` are JSON values.
    """

    on: date
    kind: Kind
    to: tuple[To, ...] = (To.AGENCY, To.PUBLIC)
    lapses: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that was moved in place, as seen on `seen_on`."""

    seen_on: date
    before: date
    after: date

    @property
    def days(self) -> int:
        """How far, in days; negative where the deadline was brought forward."""
        return (self.after - self.before).days


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which a deadline asks for something: all of it, or one of several parts, as `facts` then say."""

    on: date
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A milestone as it now stands, and its past: each sighting that said something new, oldest first."""

    plan: PlanHead
    commitment: Commitment
    milestone: Milestone
    history: tuple[Sighting, ...]

    @property
    def due_on(self) -> date | None:
        return self.milestone.deadline.on

    @property
    def dues(self) -> tuple[Due, ...]:
        """The days on which something falls due, ascending; the last of them is `due_on`. None without a deadline."""
        if self.due_on is None:
            return ()
        parts = self.milestone.deadline.expectations
        if not parts:
            return (Due(self.due_on, {"due_on": str(self.due_on)}),)
        named = sorted((part.on, part.printed) for part in parts)
        return tuple(Due(on, {"due_on": str(on), "expects": printed}) for on, printed in named)

    @property
    def first_seen_on(self) -> date:
        return self.history[0].seen_on

    @property
    def done_on(self) -> date | None:
        """The day it was done: as the plan says, else the day on which a revision first said that it was."""
        if not self.milestone.completed:
            return None
        return self.milestone.done_on or self._completing().seen_on

    @property
    def completed_seen_on(self) -> date | None:
        """The day on which a later revision said that it is done; None for what was done when first seen."""
        completing = self._completing() if self.milestone.completed else self.history[0]
        return None if completing is self.history[0] else completing.seen_on

    @property
    def moves(self) -> tuple[Move, ...]:
        """Each time the printed deadline was changed to another day, oldest first.

        A print without a day in between ("Ongoing") does not hide how far the deadline has moved.
        """
        dated = [(sighting, sighting.deadline.on) for sighting in self.history if sighting.deadline.on]
        return tuple(
            Move(later.seen_on, before, after)
            for (earlier, before), (later, after) in pairwise(dated)
            if earlier.deadline.printed != later.deadline.printed and before != after
        )

    def _completing(self) -> Sighting:
        """The sighting that first said of it, since it was last open, that it is done."""
        completing = self.history[-1]
        for sighting in reversed(self.history):
            if not sighting.completed:
                break
            completing = sighting
        return completing


@dataclass(frozen=True, slots=True)
class CommitmentCase:
    """A commitment as it now stands, with the cases of its milestones: what a rule's `commitment` is shown."""

    plan: PlanHead
    commitment: Commitment
    milestones: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class PlanCase:
    """A plan as a whole: what a rule's `plan` is shown."""

    plan: PlanHead
    first_seen_on: date
