"""How a promise stands on a day, in one of five words; told everywhere by the same word, colour and shape.

A commitment is what its milestones are: one late milestone makes it overdue.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from notifier.actionplan.model import Commitment, Milestone
from notifier.audience.language import SOURCE, day

SOON = timedelta(days=30)


class State(StrEnum):
    """The five words, in the order in which they are counted."""

    COMPLETED = "completed"
    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    ON_TRACK = "on track"
    NO_DEADLINE = "no deadline"

    @property
    def slug(self) -> str:
        """The word as addresses and styles spell it."""
        return self.value.replace(" ", "-")


def state_named(slug: str) -> State | None:
    """The state of that slug; None where there is none."""
    return next((state for state in State if state.slug == slug), None)


def state_of(milestone: Milestone, today: date) -> State:
    """How a milestone stands on `today`; what falls due today is not late yet."""
    due_on = milestone.deadline.on
    if milestone.completed:
        return State.COMPLETED
    if due_on is None:
        return State.NO_DEADLINE
    if due_on < today:
        return State.OVERDUE
    return State.DUE_SOON if due_on - today <= SOON else State.ON_TRACK


def state_of_commitment(commitment: Commitment, today: date) -> State:
    """How a commitment stands: completed once all its milestones are, until then as its most pressing open one."""
    of_it = {state_of(milestone, today) for milestone in commitment.milestones}
    for pressing in (State.OVERDUE, State.DUE_SOON, State.ON_TRACK, State.NO_DEADLINE):
        if pressing in of_it:
            return pressing
    return State.COMPLETED


def counted(states: Iterable[State]) -> dict[State, int]:
    """How many there are of each state, in the order of the words; those of which there is none are there with 0."""
    counts = dict.fromkeys(State, 0)
    for state in states:
        counts[state] += 1
    return counts


def in_words(counts: Mapping[State, int]) -> str:
    """Counts as a sentence says them: `19 commitments: 2 completed, 17 overdue`."""
    total = sum(counts.values())
    spoken = {State.NO_DEADLINE: "without a deadline"}
    parts = [f"{count} {spoken.get(state, state)}" for state, count in counts.items() if count]
    return f"{total} {'commitment' if total == 1 else 'commitments'}: {', '.join(parts) or 'nothing was promised'}"


def days(count: int) -> str:
    """`1 day`, `12 days`."""
    return "1 day" if count == 1 else f"{count:,} days"


def telling(milestone: Milestone, today: date) -> str:
    """How far a milestone is from its deadline, in words: `12 days left`, `late by 3 days`, `no deadline printed`."""
    due_on = milestone.deadline.on
    if milestone.completed:
        return _how_it_was_done(milestone.done_on, due_on)
    if due_on is None:
        return "no deadline printed" if milestone.deadline.printed is None else "deadline names no day"
    if due_on == today:
        return "due today"
    return f"{days((due_on - today).days)} left" if due_on > today else f"late by {days((today - due_on).days)}"


def _how_it_was_done(done_on: date | None, due_on: date | None) -> str:
    if done_on is None:
        return "done, day not said"
    if due_on is None:
        return f"done on {day(done_on, SOURCE)}"
    apart = f"{days(abs((due_on - done_on).days))} {'early' if done_on < due_on else 'late'}"
    return f"done {'on the day' if done_on == due_on else apart}, {day(done_on, SOURCE)}"
