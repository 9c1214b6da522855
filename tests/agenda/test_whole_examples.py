"""What the rules of commitments and of plans say, and how a commitment's own days follow from its milestones."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.agenda.case import CommitmentCase, PlanCase
from notifier.agenda.moment import Moment
from notifier.rulekit import example, example_commitment, example_plan
from tests.agenda.cast import RULES, said, under


def spoken(name: str, case: CommitmentCase | PlanCase, until: str = "2029-12-31", **given: object) -> list[Moment]:
    rule = RULES.rule(name)
    assert rule is not None
    return said(rule, under(case, {name: given}), date.fromisoformat(until))


def days(moments: list[Moment]) -> list[tuple[str, str]]:
    return [(str(moment.on), str(moment.lapses)) for moment in moments]


MARCH, JUNE = example(due="2025-03-31"), example(due="2025-06-30")
DONE_LATE = example(due="2025-03-31", done_on="2025-04-10")
DONE_BEFORE = example(due="2025-03-31", status="completed")
LATE = [("2025-07-01", "2025-07-08"), ("2025-07-08", "2025-07-15")]


def test_a_commitment_is_overdue_after_the_last_of_its_deadlines_and_names_what_is_open() -> None:
    moments = spoken("commitment_overdue", example_commitment(MARCH, DONE_LATE, JUNE), "2025-07-14")
    assert days(moments) == LATE
    assert moments[0].facts == {"due_on": "2025-06-30", "time": 1, "late": ["1", "3"], "of": 3}
    assert moments[1].facts["time"] == 2
    fortnightly = spoken("commitment_overdue", example_commitment(MARCH, JUNE), "2025-07-28", every_days=14)
    assert days(fortnightly) == [("2025-07-01", "2025-07-15"), ("2025-07-15", "2025-07-29")]


@pytest.mark.parametrize(
    "promise",
    [
        example_commitment(JUNE),
        example_commitment(MARCH, example(due=None)),
        example_commitment(DONE_LATE, DONE_BEFORE),
        example_commitment(DONE_LATE, example(due="2025-06-30", done_on="2025-07-08")),
    ],
    ids=["of one milestone", "with one that has no deadline", "done", "done late"],
)
def test_a_commitment_is_not_called_overdue(promise: CommitmentCase) -> None:
    assert spoken("commitment_overdue", promise) == []


def test_a_commitment_is_complete_when_its_last_open_milestone_is_seen_done() -> None:
    [done] = spoken("commitment_completed", example_commitment(DONE_LATE, example(due=None, done_on="2025-07-02")))
    assert (str(done.on), done.lapses) == ("2025-07-02", None)
    assert done.facts == {
        "done_on": "2025-07-02", "due_on": None, "late": [{"milestone": "1", "days": 10}], "of": 2,
    }  # fmt: skip


def test_what_was_done_when_first_seen_does_not_hide_when_the_rest_was_done() -> None:
    [done] = spoken("commitment_completed", example_commitment(DONE_BEFORE, example(done_on="2025-06-12")))
    assert str(done.on) == "2025-06-12"


def test_a_commitment_that_was_complete_when_first_seen_is_no_news() -> None:
    assert spoken("commitment_completed", example_commitment(DONE_BEFORE, DONE_BEFORE)) == []
    assert spoken("commitment_completed", example_commitment(DONE_LATE, JUNE)) == []
    assert spoken("commitment_completed", example_commitment(DONE_LATE)) == []


def test_what_is_added_done_does_not_complete_a_commitment_again() -> None:
    before = example_commitment(DONE_LATE, example(done_on="2025-06-12"))
    added = example(status="completed", first_seen="2025-09-01", plan_first_seen="2025-01-01")
    after = example_commitment(DONE_LATE, example(done_on="2025-06-12"), added)
    for promise in (before, after):
        assert [str(one.on) for one in spoken("commitment_completed", promise)] == ["2025-06-12"]


def test_a_commitment_to_which_an_open_milestone_is_added_is_completed_once_more() -> None:
    again = example_commitment(DONE_LATE, example(due="2025-12-31", first_seen="2025-09-01", done_on="2025-11-03"))
    assert [str(one.on) for one in spoken("commitment_completed", again)] == ["2025-11-03"]


def test_a_commitments_first_day_is_that_of_its_first_milestone() -> None:
    promise = example_commitment(example(first_seen="2025-02-01"), example(first_seen="2025-01-07"))
    assert promise.asked_from == date(2025, 1, 7)
    assert promise.due_on == date(2025, 6, 30)


def test_a_plan_tells_of_its_end_before_and_after() -> None:
    plan = example_plan(milestones=19, completed=7)
    ending = spoken("plan_ending", plan)
    assert days(ending) == [("2026-10-02", "2026-12-01"), ("2026-12-01", "2027-01-01")]
    [ended] = spoken("plan_ended", plan)
    assert days([ended]) == [("2027-01-08", "2027-02-07")]  # the first of January and the week after are days off
    assert [one.facts for one in (*ending, ended)] == [{"ends_on": "2026-12-31", "open": 12, "of": 19}] * 3
    assert days(spoken("plan_ending", plan, days_before=[1])) == [("2026-12-30", "2027-01-01")]


def test_a_plan_is_published_on_the_day_it_is_first_read() -> None:
    [published] = spoken("plan_published", example_plan(first_seen="2025-03-04"))
    assert (str(published.on), published.lapses, published.facts) == ("2025-03-04", None, {"ends_on": "2026-12-31"})


def test_a_milestone_with_another_lead_is_still_of_its_commitment() -> None:
    theirs = replace(JUNE, milestone=replace(JUNE.milestone, lead="mof"))
    [first, *_] = spoken("commitment_overdue", example_commitment(MARCH, theirs), "2025-07-14")
    assert first.facts["late"] == ["1", "2"]
