"""A moment: a day on which something becomes worth saying; and a case: what a rule is shown to find it.

Rules know no clock: a moment is a day, never "days left".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from notifier.actionplan.model import Commitment, Milestone, PlanHead
from notifier.actionplan.revision import Move as Move
from notifier.actionplan.revision import Sighting, moves, that_count


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
class Due:
    """A day on which a deadline asks for something: all of it, or one of several parts, as `facts` then say."""

    on: date
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A milestone as it now stands, and its past: each sighting that said something new, oldest first.

    `identity` is the name that it was first known under, which no renumbering changes; None where that is its own.
    """

    plan: PlanHead
    commitment: Commitment
    milestone: Milestone
    history: tuple[Sighting, ...]
    identity: str | None = None

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
        """Each time its deadline was moved, oldest first."""
        return moves(that_count(self.history))

    def _completing(self) -> Sighting:
        """The sighting that first said of it, since it was last open, that it is done."""
        history = that_count(self.history)
        completing = history[-1]
        for sighting in reversed(history):
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

    @property
    def identity(self) -> str | None:
        return self.commitment.identity


@dataclass(frozen=True, slots=True)
class PlanCase:
    """A plan as a whole: what a rule's `plan` is shown."""

    plan: PlanHead
    first_seen_on: date
