"""Days that contradict each other or lie outside; two readings of one deadline that are not of one mind."""

import pytest

from notifier.actionplan.deadline import disagree, read_deadline
from notifier.actionplan.problems import Code
from tests.actionplan.checks.cast import commitment, reading, told

WHICH = "(check which of the two is meant)"


def test_a_deadline_after_the_plan_or_before_it_is_a_warning_at_each_milestone() -> None:
    text = commitment("id: 1, title: A, due: 2027-01-01", "id: 2, title: B, due: 2024-12-31",
                      "id: 3, title: C, due: 2026-12-31")  # fmt: skip
    assert told(Code.AFTER_PLAN, text) == [
        "10:32: warning: 1 falls due on 2027-01-01, after the plan's end on 2026-12-31 " + WHICH
    ]
    assert told(Code.BEFORE_PLAN, text) == [
        (
            "11:32: warning: 2 falls due on 2024-12-31, before the plan's start on 2025-01-01 "
            "(check which of the two is meant)"
        )
    ]


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_day_in_a_year_that_no_plan_reaches_is_refused(year: str) -> None:
    [wrong] = told(Code.SHAPE, commitment(f"id: 1, title: A, done_on: {year}-12-31"))
    assert "no plan reaches into that year" in wrong
    assert "write the day that is meant, or leave it out" in wrong


def test_a_milestone_after_its_commitment_is_a_warning() -> None:
    text = commitment(
        "id: 1, title: A, due: 2026-03-31", "id: 2, title: B, due: 2026-07-01", more="    due: June 2026\n"
    )
    assert told(Code.AFTER_COMMITMENT, text) == [
        (
            "12:32: warning: 2 falls due on 2026-07-01, after its commitment does on 2026-06-30 "
            "(check which of the two is meant)"
        )
    ]


def test_a_doubtful_deadline_of_a_commitment_is_told_once_where_it_is_printed() -> None:
    text = commitment("id: 1, title: A", "id: 2, title: B", more="    due: When ready\n")
    assert told(Code.DEADLINE, text) == [
        (
            "9:10: warning: the deadline of C1: “When ready” cannot be read as a date; no deadline is kept "
            "(write YYYY-MM-DD if you know the day)"
        )
    ]


def test_a_step_that_starts_after_it_is_due_or_is_done_before_it_starts_is_a_warning() -> None:
    text = commitment(
        "id: 1, title: A, starts: 2026-07-01, due: 2026-06-30",
        "id: 2, title: B, starts: 2026-02-01, done_on: 2026-01-31",
        "id: 3, title: C, done_on: 2024-12-31",
    )
    assert told(Code.STARTS_LATE, text) == [
        "10:35: warning: 1 starts on 2026-07-01, after it falls due on 2026-06-30 (check both days)"
    ]
    assert told(Code.DONE_EARLY, text) == [
        "11:56: warning: 2 was done on 2026-01-31, before it started on 2026-02-01 (check both days)",
        "12:36: warning: 3 was done on 2024-12-31, before it started on 2025-01-01 (check both days)",
    ]


def test_the_date_for_machines_and_other_languages_are_held_against_the_print() -> None:
    text = commitment(
        "id: 1, title: A, due: {en: July 2026, fr: 2026-07-15, date: 2026-07}",
        "id: 2, title: B, due: {en: July 2026, fr: 2026-08-31, date: 2026-06}",
    )
    assert told(Code.DATES_DISAGREE, text) == [
        (
            "11:70: warning: 2: “July 2026” is read as 2026-07-31, but the date beside it is 2026-06 "
            "(correct the one that is wrong)"
        )
    ]
    assert told(Code.LANGUAGES_DISAGREE, text) == [
        (
            "11:52: warning: 2: “July 2026” is read as 2026-07-31, but in `fr` “2026-08-31” as 2026-08-31 "
            "(correct the one that is wrong)"
        )
    ]
    assert reading(text).plan is not None


@pytest.mark.parametrize(
    ("one", "other", "odd"),
    [
        ("2026-06-30", "June 2026", False),
        ("2026-06-01", "June 2026", False),
        ("2026-06-30", "2026", False),
        ("2026-06-30", "2026-06-29", True),
        ("2026-07-01", "June 2026", True),
        ("September 1, 2025 – June 30, 2026", "2026-06", False),
        ("2027", "2026-12-31", True),
        ("Ongoing", "2026", False),
    ],
)
def test_two_readings_disagree_only_as_exactly_as_the_vaguer_is(one: str, other: str, odd: bool) -> None:
    assert disagree(read_deadline(one), read_deadline(other)) is odd
    assert disagree(read_deadline(other), read_deadline(one)) is odd
