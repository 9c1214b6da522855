"""A case: what a rule is shown, a milestone, a commitment or a plan with its past."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, takewhile, zip_longest

from notifier.actionplan.model import Commitment, Milestone, PlanHead
from notifier.actionplan.revision import Move as Move
from notifier.actionplan.revision import Sighting, moves, that_count
from notifier.agenda.answer import Absence, Answer, Says, Snooze
from notifier.agenda.moment import To
from notifier.agenda.workdays import Rest, Workdays, day_after, workdays_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which something is asked for: all of it, or one of several parts, as `facts` then say.

    `to` are those who are reminded of it; nobody had heard of it before `since`.
    """

    on: date
    facts: Mapping[str, object]
    to: tuple[To, ...] = (To.AGENCY, To.PUBLIC)
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Reopening:
    """A milestone that was said to be done and is said to be open again, as seen on `seen_on`."""

    seen_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Case:
    """A milestone as it now stands, and its past: each sighting that said something new, oldest first.

    `identity` is the name that it was first known under, which no renumbering changes; None where that is its own.
    `plan_first_seen_on` is when its plan was first read (None: with it). Answers, snoozes and absences are in order.
    Nobody asks about days before `since`: a rule that would say much of them may leave it out.
    """

    plan: PlanHead
    commitment: Commitment
    milestone: Milestone
    history: tuple[Sighting, ...]
    identity: str | None = None
    plan_first_seen_on: date | None = None
    answers: tuple[Answer, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    absences: tuple[Absence, ...] = ()
    since: date = date.min

    @property
    def workdays(self) -> Workdays:
        return workdays_of(self.plan)

    # -------------------------------------------------------------------------------- what it is to do, and by when

    @property
    def due_on(self) -> date | None:
        return self.milestone.deadline.on

    @property
    def dues(self) -> tuple[Due, ...]:
        """The days on which something falls due, ascending, none without a deadline.

        They are its deadline, or each part of that, and after it the day until which its agency has asked for time.
        """
        if self.due_on is None:
            return ()
        parts = self.milestone.deadline.expectations
        own = tuple(_part_due(*part) for part in sorted((one.on, one.printed) for one in parts)) if parts else ()
        own = own or _due(self.due_on)
        answer = self.extension if self.answers else None
        if answer is None or answer.until is None:
            return own
        asked = {"due_on": str(answer.until), "asked": True}
        return (*own, Due(answer.until, asked, (To.AGENCY,), answer.said_on))

    @property
    def first_seen_on(self) -> date:
        return self.history[0].seen_on

    @property
    def asked_from(self) -> date:
        """The day from which on anybody wants to know what is worth saying: of what came before, enough is known."""
        return max(self.first_seen_on, self.since)

    @property
    def added_on(self) -> tuple[date, ...]:
        """The days on which it came into its plan later than the plan itself did, or came back into it."""
        late = self.plan_first_seen_on is not None and self.first_seen_on > self.plan_first_seen_on
        back = tuple(one.back_on for one in self.absences if one.back_on)
        return (self.first_seen_on, *back) if late else back

    @property
    def gone(self) -> bool:
        """Whether its plan no longer holds it."""
        return bool(self.absences) and self.absences[-1].back_on is None

    @property
    def moves(self) -> tuple[Move, ...]:
        """Each time its deadline was moved, oldest first."""
        return () if len(self.history) == 1 else moves(that_count(self.history))

    def stood_on(self, day: date) -> Sighting:
        """What its plan had last said of it by the end of a day, or said first where it was first seen later."""
        return next((one for one in reversed(self.history) if one.seen_on <= day), self.history[0])

    # -------------------------------------------------------------------------------- whether it is done

    @property
    def done_on(self) -> date | None:
        """The day it was done: as the plan says, else the day on which a revision first said that it was."""
        if not self.milestone.completed:
            return None
        return self.milestone.done_on or self._completing().seen_on

    @property
    def completed_seen_on(self) -> date | None:
        """The day on which a later revision said that it is done; None for what was done when first seen."""
        if not self.milestone.completed:
            return None
        completing = self._completing()
        return None if completing is self.history[0] else completing.seen_on

    @property
    def reopenings(self) -> tuple[Reopening, ...]:
        """Each time that it was said to be open again after it had been said to be done, oldest first."""
        if len(self.history) == 1:
            return ()
        return tuple(
            Reopening(later.seen_on, earlier.done_on)
            for earlier, later in pairwise(that_count(self.history))
            if earlier.completed and not later.completed
        )

    def _completing(self) -> Sighting:
        """The sighting that first said of it, since it was last open, that it is done."""
        history = that_count(self.history)
        completing = history[-1]
        for sighting in reversed(history):
            if not sighting.completed:
                break
            completing = sighting
        return completing

    # -------------------------------------------------------------------------------- what people say of it

    @property
    def reported_on(self) -> date:
        """The last day on which anything new was heard of it, from its plan or from its agency."""
        heard_on = self.history[-1].seen_on
        if self.answers:
            heard_on = max(heard_on, self.answers[-1].said_on)
        if self.absences:
            heard_on = max(heard_on, self.absences[-1].back_on or heard_on)
        return heard_on

    @property
    def delivered(self) -> Answer | None:
        """Its agency's answer that it is delivered, while nothing contradicts it: no later answer, no reopening."""
        if not self.answers or self.answers[-1].says is not Says.DELIVERED:
            return None
        answer = self.answers[-1]
        contradicted = any(one.seen_on > answer.said_on for one in self.reopenings)
        return None if contradicted else answer

    @property
    def extension(self) -> Answer | None:
        """Its agency's answer that it needs until a later day than the deadline, while that is its last word."""
        if not self.answers or self.due_on is None:
            return None
        answer = self.answers[-1]
        return answer if answer.until and answer.until > self.due_on else None

    def snoozed(self, day: date) -> Snooze | None:
        """The snooze that covers a day."""
        return next((one for one in self.snoozes if one.covers(day)), None)

    def late_since(self, working_days: int) -> date | None:
        """The day on which it is so many working days late, of which none is counted on which nobody may be pressed.

        The count begins with the deadline, or when its plan first named that; None without a deadline, or where so
        many days never come: it is answered as delivered, say, or gone.
        """
        due_on = self.due_on
        if due_on is None:
            return None
        if len(self.history) == 1 and not (self.answers or self.snoozes or self.absences):
            seen_on = self.history[0].seen_on
            return self.workdays.after(max(seen_on, due_on), working_days)
        named = takewhile(lambda one: one.deadline.on == due_on, reversed(that_count(self.history)))
        late_from = max(due_on, min((one.seen_on for one in named), default=due_on))
        return day_after(self.workdays, late_from, working_days, tuple(self._rests()))

    def _rests(self) -> Iterator[Rest]:
        """When nobody may be pressed for it: what is snoozed, gone or said to be done, and what its agency answered.

        Only an agency's last word holds, and "delivered" until its plan says that the milestone is open again. Answers
        and snoozes rest it from the next day on: on the day itself it had been pressed for, as it must not be twice.
        """
        yield from ((one.since + _DAY, one.until) for one in self.snoozes)
        yield from ((one.gone_on, one.back_on) for one in self.absences)
        yield from ((one.seen_on, later.seen_on) for one, later in pairwise(that_count(self.history)) if one.completed)
        reopened = [one.seen_on for one in self.reopenings] if self.answers else []
        for answer, later in zip_longest(self.answers, self.answers[1:]):
            ends = [later.said_on] if later else []
            if answer.says is Says.DELIVERED:
                ends += [day for day in reopened if day > answer.said_on]
                yield answer.said_on + _DAY, min(ends, default=None)
            elif answer.until and answer.until < date.max:
                yield answer.said_on + _DAY, min([*ends, answer.until + _DAY])


@cache
def _due(on: date) -> tuple[Due]:
    return (Due(on, {"due_on": str(on)}),)


def _part_due(on: date, expects: str) -> Due:
    return Due(on, {"due_on": str(on), "expects": expects})


@dataclass(frozen=True, slots=True)
class CommitmentCase:
    """A commitment as it now stands, with the cases of its milestones: what a rule's `commitment` is shown."""

    plan: PlanHead
    commitment: Commitment
    milestones: tuple[Case, ...]

    @property
    def identity(self) -> str | None:
        return self.commitment.identity

    @property
    def workdays(self) -> Workdays:
        return workdays_of(self.plan)

    @property
    def speaks(self) -> bool:
        """Whether it speaks for its milestones: where there is only one, that speaks for itself."""
        return len(self.milestones) > 1

    @property
    def asked_from(self) -> date:
        """The day from which on anybody wants to know what is worth saying: see `Case`."""
        return min(case.asked_from for case in self.milestones)

    @property
    def due_on(self) -> date | None:
        """The last of its milestones' deadlines; None while one of them has none."""
        days = [milestone.deadline.on for milestone in self.commitment.milestones]
        return max((day for day in days if day), default=None) if None not in days else None

    @property
    def done_on(self) -> date | None:
        """The day on which the last of its milestones was done; None while one is open."""
        days = [case.done_on for case in self.milestones]
        return max((day for day in days if day), default=None) if None not in days else None

    @property
    def completed_seen_on(self) -> date | None:
        """The day on which a later revision made it complete; None where it is open, or was done when first seen."""
        if self.done_on is None:
            return None
        return max((day for case in self.milestones if (day := case.completed_seen_on)), default=None)

    def late(self) -> Iterator[Case]:
        """Its milestones that are open and have a deadline."""
        return (case for case in self.milestones if case.done_on is None and case.due_on)


@dataclass(frozen=True, slots=True)
class PlanCase:
    """A plan as a whole, with how many milestones it has and how many are done: what a rule's `plan` is shown."""

    plan: PlanHead
    first_seen_on: date
    milestones: int = 0
    completed: int = 0

    @property
    def workdays(self) -> Workdays:
        return workdays_of(self.plan)


AnyCase = Case | CommitmentCase | PlanCase


def level_of(case: AnyCase) -> str:
    """Which of a rule's generators a case is for: milestone, commitment, plan, or gone for one that its plan lost."""
    if isinstance(case, Case):
        return "gone" if case.gone else "milestone"
    return "commitment" if isinstance(case, CommitmentCase) else "plan"


def with_wholes(cases: Iterable[AnyCase]) -> Iterator[tuple[AnyCase, CommitmentCase | None]]:
    """Cases that come commitment by commitment, each milestone's with that of its commitment."""
    whole: CommitmentCase | None = None
    for case in cases:
        if isinstance(case, CommitmentCase):
            whole = case
        yield case, whole if isinstance(case, Case) and not case.gone else None
