"""How a promise stands on a day: the five words, and how far it is from its deadline."""

from datetime import date

import pytest

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, Milestone, Status
from notifier.web.state import State, counted, in_words, state_named, state_of, state_of_commitment, telling

TODAY = date(2025, 6, 1)


def _milestone(due: str | None = None, done_on: str | None = None, completed: bool = False) -> Milestone:
    status = Status.COMPLETED if done_on or completed else Status.IN_PROGRESS
    day = date.fromisoformat(done_on) if done_on else None
    return Milestone("1", "A step", read_deadline(due), status=status, done_on=day)


@pytest.mark.parametrize(
    ("milestone", "state", "says"),
    [
        (_milestone("2025-05-31"), State.OVERDUE, "late by 1 day"),
        (_milestone("2020-05-31"), State.OVERDUE, "late by 1,827 days"),
        (_milestone("2025-06-01"), State.DUE_SOON, "due today"),
        (_milestone("2025-06-02"), State.DUE_SOON, "1 day left"),
        (_milestone("2025-07-01"), State.DUE_SOON, "30 days left"),
        (_milestone("2025-07-02"), State.ON_TRACK, "31 days left"),
        (_milestone("2025-05"), State.OVERDUE, "late by 1 day"),
        (_milestone(None), State.NO_DEADLINE, "no deadline printed"),
        (_milestone("Ongoing"), State.NO_DEADLINE, "deadline names no day"),
        (_milestone("2025-05-31", completed=True), State.COMPLETED, "done, day not said"),
        (_milestone("2025-05-31", done_on="2025-05-31"), State.COMPLETED, "done on the day, May 31, 2025"),
        (_milestone("2025-05-31", done_on="2025-05-30"), State.COMPLETED, "done 1 day early, May 30, 2025"),
        (_milestone("2025-05-20", done_on="2025-05-30"), State.COMPLETED, "done 10 days late, May 30, 2025"),
        (_milestone(None, done_on="2025-05-30"), State.COMPLETED, "done on May 30, 2025"),
    ],
)
def test_a_milestone_stands_as_its_deadline_and_its_status_say(milestone: Milestone, state: State, says: str) -> None:
    assert state_of(milestone, TODAY) is state
    assert telling(milestone, TODAY) == says


DONE, LATE = _milestone("2025-01-31", done_on="2025-01-30"), _milestone("2025-01-31")
NEAR, FAR, OPEN = _milestone("2025-06-10"), _milestone("2026-06-10"), _milestone()


@pytest.mark.parametrize(
    ("milestones", "state"),
    [
        ((DONE, DONE), State.COMPLETED),
        ((DONE, LATE, NEAR), State.OVERDUE),
        ((FAR, NEAR, DONE), State.DUE_SOON),
        ((OPEN, FAR, DONE), State.ON_TRACK),
        ((DONE, OPEN), State.NO_DEADLINE),
    ],
)
def test_a_commitment_is_what_its_milestones_are(milestones: tuple[Milestone, ...], state: State) -> None:
    assert state_of_commitment(Commitment("C1", "A promise", "a", milestones), TODAY) is state


def test_counts_are_said_in_words_and_leave_out_what_there_is_none_of() -> None:
    states = [State.OVERDUE, State.NO_DEADLINE, State.OVERDUE, State.COMPLETED]
    assert in_words(counted(states)) == "4 commitments: 1 completed, 2 overdue, 1 without a deadline"
    assert in_words(counted([State.DUE_SOON])) == "1 commitment: 1 due soon"


def test_a_state_is_found_by_the_word_that_stands_in_addresses() -> None:
    assert [state_named(state.slug) for state in State] == list(State)
    assert state_named("late") is None
