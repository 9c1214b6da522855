"""How a promise stands on a day, in one of five words; told everywhere by the same word, colour and shape.

A commitment is what its milestones are: one late milestone makes it overdue.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from notifier.actionplan.model import Commitment, Milestone
from notifier.agenda.rungs import months_after
from notifier.audience.wording import ENGLISH, Wording

SOON = timedelta(days=30)
STALLED_AFTER = 6  # months


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


_OPEN = (State.DUE_SOON, State.ON_TRACK, State.NO_DEADLINE)


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


def state_in_words(state: State, say: Wording = ENGLISH) -> str:
    """The word of a state."""
    words = {
        State.COMPLETED: say.gettext("completed"),
        State.OVERDUE: say.gettext("overdue"),
        State.DUE_SOON: say.gettext("due soon"),
        State.ON_TRACK: say.gettext("on track"),
        State.NO_DEADLINE: say.gettext("no deadline"),
    }
    return words[state]


def in_words(counts: Mapping[State, int], say: Wording = ENGLISH) -> str:
    """Counts as a sentence says them: `19 commitments: 2 completed, 17 overdue`."""
    total = sum(counts.values())
    number = say.ngettext("%(n)s commitment", "%(n)s commitments", total)
    parts = parts_in_words(counts, say) or say.gettext("nothing was promised")
    return f"{number}: {parts}"


def milestones_in_words(counts: Mapping[State, int], stalled: int, say: Wording = ENGLISH) -> str:
    """The same of milestones, and how many of the open ones nothing is heard of: `116 milestones: 17 completed, …`."""
    number = say.ngettext("%(n)s milestone", "%(n)s milestones", sum(counts.values()))
    parts = parts_in_words(counts, say) or say.gettext("nothing was promised")
    more = say.gettext("%(n)s stalled", n=stalled) if stalled else ""
    return f"{number}: {parts}" + (f"; {more}" if more else "")


def is_stalled(milestone: Milestone, heard_on: date, today: date) -> bool:
    """Whether a milestone is open, not late, and nothing new was heard of it for six months, as `stalled` counts."""
    since = max(heard_on, milestone.starts or heard_on)
    return state_of(milestone, today) in _OPEN and months_after(since, STALLED_AFTER) <= today


def parts_in_words(counts: Mapping[State, int], say: Wording = ENGLISH) -> str:
    """How many there are of each state, those of which there is none left out: `2 completed, 17 overdue`."""
    n = counts
    spoken = {
        State.COMPLETED: say.gettext("%(n)s completed", n=n[State.COMPLETED]),
        State.OVERDUE: say.gettext("%(n)s overdue", n=n[State.OVERDUE]),
        State.DUE_SOON: say.gettext("%(n)s due soon", n=n[State.DUE_SOON]),
        State.ON_TRACK: say.gettext("%(n)s on track", n=n[State.ON_TRACK]),
        State.NO_DEADLINE: say.gettext("%(n)s without a deadline", n=n[State.NO_DEADLINE]),
    }
    return ", ".join(words for state, words in spoken.items() if counts[state])


def days(count: int, say: Wording = ENGLISH) -> str:
    """`1 day`, `12 days`."""
    return say.ngettext("%(n)s day", "%(n)s days", count)


def telling(milestone: Milestone, today: date, say: Wording = ENGLISH) -> str:
    """How far a milestone is from its deadline, in words: `12 days left`, `late by 3 days`, `no deadline printed`."""
    due_on = milestone.deadline.on
    if milestone.completed:
        return _how_it_was_done(milestone.done_on, due_on, say)
    if due_on is None:
        unprinted = milestone.deadline.printed is None
        return say.gettext("no deadline printed") if unprinted else say.gettext("deadline names no day")
    if due_on == today:
        return say.gettext("due today")
    if due_on > today:
        return say.ngettext("%(n)s day left", "%(n)s days left", (due_on - today).days)
    return say.ngettext("late by %(n)s day", "late by %(n)s days", (today - due_on).days)


def _how_it_was_done(done_on: date | None, due_on: date | None, say: Wording) -> str:
    if done_on is None:
        return say.gettext("done, day not said")
    if due_on is None:
        return say.gettext("done on %(day)s", day=done_on)
    if done_on == due_on:
        return say.gettext("done on the day, %(day)s", day=done_on)
    apart = abs((due_on - done_on).days)
    if done_on < due_on:
        return say.ngettext("done %(n)s day early, %(day)s", "done %(n)s days early, %(day)s", apart, day=done_on)
    return say.ngettext("done %(n)s day late, %(day)s", "done %(n)s days late, %(day)s", apart, day=done_on)
