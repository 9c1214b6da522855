"""What a case knows of its past: since when it is late, what its agency said last, whether it is here."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from notifier.actionplan.revision import that_count
from notifier.agenda.case import Case, level_of
from notifier.agenda.workdays import Workdays, day_after, workdays_of
from notifier.rulekit import asks_until, delivered, disputed, example, months_after, rungs_after, timedelta
from tests.agenda.cast import DAY, DAYS, HEAD, SWIFT, milestones


def late(case: Case, working_days: int = 5) -> str:
    return str(case.late_since(working_days))


def test_lateness_is_counted_in_working_days_from_the_deadline() -> None:
    assert late(example()) == "2025-07-07"
    assert late(example(due="2025-06-28")) == "2025-07-04"  # from a Saturday: the Monday is the first
    assert late(example(due="2024-12-31", first_seen="2024-06-01"), 1) == "2025-01-08"  # the first week is off
    assert late(example(due=None)) == "None"


def test_lateness_is_counted_from_when_a_plan_first_named_a_day_that_had_passed() -> None:
    assert late(example(due="2022-06-30", first_seen="2025-06-30")) == "2025-07-07"
    assert late(example(before={"2025-07-05": "2025-12-31"})) == "2025-07-11"  # brought forward on a Saturday
    assert late(example(due="2025-07-31", before={"2025-07-05": "2025-06-30"})) == "2025-08-07"


def test_snoozed_days_do_not_count_not_even_where_they_end_on_a_holiday() -> None:
    assert late(example(snoozed={"2025-07-03": "2025-07-05"})) == "2025-07-08"  # Saturday: Monday is the fourth
    assert late(example(due="2024-12-20", first_seen="2024-06-01", snoozed={"2024-12-21": "2025-01-02"}), 1) == (
        "2025-01-08"
    )
    assert late(example(snoozed={"2025-07-01": "2025-07-10", "2025-07-08": "2025-07-22"})) == "2025-07-25"
    assert late(example(snoozed={"2025-07-03": "9999-12-31"})) == "None"


def test_days_that_an_agency_asked_for_do_not_count_even_once_it_has_asked_again() -> None:
    once = [asks_until("2025-07-02", "2025-07-10")]
    assert late(example(answers=once)) == "2025-07-15"
    assert late(example(answers=[*once, asks_until("2025-07-14", "2025-07-31")])) == "2025-08-01"
    assert late(example(answers=[*once, disputed("2025-07-04")])) == "2025-07-08", "its last word holds"
    assert late(example(answers=[asks_until("2025-06-02", "2025-06-20")])) == "2025-07-07", "before the deadline"


def test_what_was_said_on_the_day_of_an_answer_or_a_snooze_is_not_said_again_after_it() -> None:
    assert late(example(answers=[asks_until("2025-07-07", "2025-07-31")])) == "2025-07-07"
    assert late(example(answers=[delivered("2025-07-07")])) == "2025-07-07"
    assert late(example(snoozed={"2025-07-07": "2025-07-31"})) == "2025-07-07"
    assert late(example(snoozed={"2025-07-07": "2025-07-31"}), 6) == "2025-07-31"


def test_what_is_answered_as_delivered_grows_no_later_until_that_is_contradicted() -> None:
    assert late(example(answers=[delivered("2025-06-20")])) == "None"
    assert late(example(answers=[delivered("2025-07-08")])) == "2025-07-07", "what came before it, came"
    assert late(example(answers=[delivered("2025-06-20"), disputed("2025-07-10")])) == "2025-07-16"
    assert late(example(reopened="2025-07-10", answers=[delivered("2025-06-20")])) == "2025-07-16"
    assert example(reopened="2025-07-10", answers=[delivered("2025-06-20")]).delivered is None
    assert example(reopened="2025-07-10", answers=[delivered("2025-07-10")]).delivered is not None


def test_while_it_was_said_to_be_done_or_was_gone_it_grew_no_later() -> None:
    assert late(example(reopened="2025-07-10")) == "2025-07-16"
    assert late(example(away={"2025-07-02": "2025-07-10"})) == "2025-07-15"
    assert late(example(away={"2025-07-02": None})) == "None"


@SWIFT
@given(milestones(), st.integers(1, 30))
def test_lateness_grows_by_working_days_and_never_falls_on_one_that_rests(case: Case, days: int) -> None:
    one, then = case.late_since(days), case.late_since(days + 1)
    if one is None:
        assert then is None
        return
    assert case.workdays.include(one)
    assert case.due_on is not None
    assert one > case.due_on
    assert (snooze := case.snoozed(one)) is None or one == snooze.since, "what was said that day has been said"
    assert not any(absence.gone_on <= one < (absence.back_on or date.max) for absence in case.absences)
    if (asked := case.extension) and asked.until:
        assert not asked.said_on < one <= asked.until
    assert then is None or then > one


@SWIFT
@given(DAYS, st.integers(0, 40))
def test_without_rests_a_day_after_is_that_of_the_calendar(day: date, count: int) -> None:
    workdays = workdays_of(HEAD)
    assert day_after(workdays, day, count, ()) == workdays.after(day, count)


def test_an_extension_holds_while_it_is_the_last_word_and_goes_beyond_the_deadline() -> None:
    asked = asks_until("2025-06-20", "2025-07-31")
    assert example(answers=[asked]).extension == asked
    assert example(answers=[asked, disputed("2025-06-21")]).extension is None
    assert example(due="2025-07-31", answers=[asked]).extension is None
    assert example(due=None, answers=[asked]).extension is None


def test_a_case_that_is_gone_and_one_that_came_back() -> None:
    gone, back = example(away={"2025-02-01": None}), example(away={"2025-02-01": "2025-03-01"})
    assert (gone.gone, level_of(gone), gone.added_on) == (True, "gone", ())
    assert (back.gone, level_of(back), back.added_on) == (False, "milestone", (date(2025, 3, 1),))
    twice = example(away={"2025-02-01": "2025-03-01", "2025-04-01": None}, plan_first_seen="2024-12-01")
    assert (level_of(twice), twice.added_on) == ("gone", (date(2025, 1, 1), date(2025, 3, 1)))


def test_something_new_is_a_sighting_an_answer_or_a_return() -> None:
    assert example().reported_on == date(2025, 1, 1)
    assert example(before={"2025-04-02": "2025-03-31"}).reported_on == date(2025, 4, 2)
    assert example(answers=[disputed("2025-05-01")]).reported_on == date(2025, 5, 1)
    assert example(away={"2025-02-01": "2025-03-01"}).reported_on == date(2025, 3, 1)
    assert example(away={"2025-02-01": None}).reported_on == date(2025, 1, 1)


def test_a_case_knows_how_it_stood_on_a_day() -> None:
    case = example(due="2025-12-31", before={"2025-04-02": "2025-03-31", "2025-07-05": "2025-06-30"})
    stood = [str(case.stood_on(date(2025, *day)).deadline.on) for day in ((4, 1), (4, 2), (7, 4), (7, 5))]
    assert stood == ["2025-03-31", "2025-06-30", "2025-06-30", "2025-12-31"]
    assert case.stood_on(date(2020, 1, 1)) is case.history[0]


def test_a_single_sighting_counts_as_it_is() -> None:
    [only] = example().history
    assert that_count((only,)) == (only,)
    assert that_count(()) == ()


def test_months_end_where_there_is_no_such_day() -> None:
    assert [str(months_after(date(2025, 8, 31), months)) for months in (0, 1, 4, 6, 18)] == [
        "2025-08-31", "2025-09-30", "2025-12-31", "2026-02-28", "2027-02-28",
    ]  # fmt: skip
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)


@SWIFT
@given(DAYS, st.integers(1, 20), DAYS)
def test_rungs_come_one_after_another_and_begin_with_what_holds(day: date, every: int, seen_on: date) -> None:
    workdays: Workdays = workdays_of(replace(HEAD, head_start=2))
    rungs = rungs_after(day, timedelta(days=every), workdays, seen_on=seen_on)
    ladder = [next(rungs) for _ in range(20)]
    assert all(one[1] == then[0] and one[2] < then[2] for one, then in pairwise(ladder))
    assert all(workdays.include(on) and on < then for on, then, _ in ladder)
    first = ladder[0]
    assert first[0] >= day
    if seen_on >= day:
        assert first[1] > seen_on, "what had lapsed by then is left out"
    else:
        assert first[0] == workdays.on_or_after(day) or first[2] > 1
    assert first[0] - (day + (first[2] - 1) * every * DAY) < 20 * DAY
