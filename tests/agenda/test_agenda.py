"""The agenda answers for any window, and however it is asked, nothing is said twice and nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from notifier.actionplan.model import ActionPlan, Agency
from notifier.actionplan.reader import read_plan
from notifier.agenda.agenda import LOOK_BACK, cases_of, in_order, next_on, notice_of, sayings, subject_of, window
from notifier.agenda.case import AnyCase, Case, level_of
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice, deadline_as_json, deadline_of_json
from notifier.rulekit import example
from tests.agenda.cast import CASES, DAY, DAYS, RULES, SWIFT, milestones
from tests.house.project import ROOT

SAID_AT = datetime(2020, 9, 1, 3, 5, tzinfo=UTC)
AGENCY = Agency("moh", "Ministry of Health")
Spoken = list[tuple[str, date, str]]


def bundled() -> ActionPlan:
    plan = read_plan(ROOT / "plans" / "kyrgyz-2018-2020.yaml").plan
    assert plan is not None
    return plan


def spoken(case: AnyCase, since: date, until: date) -> Spoken:
    """What the rules of the house say in a window; they break no contract."""
    broken: list[str] = []
    found = sorted(
        (one.rule, one.moment.on, one.moment.kind) for one in sayings(case, RULES, since, until, broken.append)
    )
    assert broken == []
    return [(rule, on, str(kind)) for rule, on, kind in found]


def notices(case: AnyCase, since: date, until: date) -> list[Notice]:
    found = sayings(case, RULES, since, until, print)
    return [notice_of(one, [AGENCY], "r9", "plans/kg.yaml", SAID_AT) for one in found]


@SWIFT
@given(CASES, DAYS, st.integers(0, 800), st.integers(0, 800))
def test_a_window_cut_in_two_says_what_the_whole_says(case: AnyCase, since: date, first: int, second: int) -> None:
    cut, until = since + first * DAY, since + (first + second) * DAY
    assert sorted(spoken(case, since, cut) + spoken(case, cut + DAY, until)) == spoken(case, since, until)


@SWIFT
@given(CASES, DAYS)
def test_a_case_wakes_on_the_first_day_that_says_something(case: AnyCase, since: date) -> None:
    wakes = next_on(case, RULES, since)
    if wakes is None:
        assert spoken(case, since, date(2100, 1, 1)) == []
    else:
        assert wakes >= since
        assert spoken(case, since, wakes - DAY) == []
        assert spoken(case, wakes, wakes) != []


@SWIFT
@given(CASES, DAYS)
def test_waking_case_by_case_misses_no_day_that_the_window_has(case: AnyCase, since: date) -> None:
    until = since + 400 * DAY
    woken, day = [], next_on(case, RULES, since)
    while day and day <= until:
        woken += spoken(case, day, day)
        day = next_on(case, RULES, day + DAY)
    assert sorted(woken) == spoken(case, since, until)


@SWIFT
@given(DAYS, DAYS, st.none() | DAYS)
def test_a_tick_looks_30_days_back_or_to_the_last_one_but_never_to_before_the_plan_was_seen(
    today: date, first_seen_on: date, last: date | None
) -> None:
    since, until = window(today, first_seen_on, last)
    assert until == today
    assert since >= first_seen_on
    assert since == first_seen_on or since <= today - LOOK_BACK
    assert since == first_seen_on or (last is not None and since <= last)


def test_a_tick_after_a_long_outage_looks_back_to_the_last_one() -> None:
    assert window(date(2020, 9, 1), date(2018, 1, 1), date(2020, 8, 31)) == (date(2020, 8, 2), date(2020, 9, 1))
    assert window(date(2020, 9, 1), date(2018, 1, 1), date(2020, 3, 1)) == (date(2020, 3, 1), date(2020, 9, 1))
    assert window(date(2020, 9, 1), date(2020, 8, 30), None) == (date(2020, 8, 30), date(2020, 9, 1))
    assert window(date(2020, 9, 1), date(2020, 1, 1), None) == (date(2020, 1, 1), date(2020, 9, 1))


def test_simulation_sees_the_plan_each_commitment_and_each_milestone_once() -> None:
    plan = bundled()
    cases = list(cases_of(plan, plan.head.starts, "r1"))
    names = [(level_of(case), subject_of(case)) for case in cases]
    assert len(names) == len(set(names)) == 1 + 2 * 19
    assert names[:3] == [("plan", "kg-2018-2020"), ("commitment", "KG0001"), ("milestone", "KG0001")]


def test_a_milestone_is_named_after_its_commitment() -> None:
    assert (level_of(example()), subject_of(example())) == ("milestone", "C1/1")


def test_a_notice_carries_its_reason_and_all_that_a_message_needs() -> None:
    case = example(due="June 2025")
    case = replace(case, commitment=replace(case.commitment, lead="moh", themes=("Health",)))
    [notice] = notices(case, date(2025, 6, 30), date(2025, 6, 30))
    data = notice.as_json()
    assert (data["kind"], data["on"], data["notice"]) == ("milestone.due", "2025-06-30", notice.id)
    assert data["agency"] == {"id": "moh", "name": "Ministry of Health"}
    assert data["reason"] == {
        "rule": "due", "says": "only a month is printed, so its last day is meant",
        "revision": case.history[-1].revision, "file": "plans/kg.yaml", "line": 1}  # fmt: skip
    assert data["deadline"] == {
        "printed": "June 2025",
        "edtf": "2025-06",
        "on": "2025-06-30",
        "certainty": "interpreted",
    }
    assert notice.themes == ("Health",)
    assert notice.path == "/plans/example/C1"


@SWIFT
@given(milestones())
def test_a_deadline_comes_back_from_json_as_it_went(case: Case) -> None:
    deadline = case.milestone.deadline
    assert deadline_of_json(deadline_as_json(deadline), deadline.because) == deadline


def test_the_same_notice_has_the_same_id_whenever_it_is_made_and_another_has_another() -> None:
    once, again = (notices(example(), date(2025, 5, 1), date(2025, 8, 1)) for _ in range(2))
    assert [one.id for one in once] == [replace(one, said_at=SAID_AT + DAY).id for one in again]
    assert len({one.id for one in once}) == len(once)
    moved = replace(once[0], subject="C1/2")
    assert moved.id != once[0].id


def test_notices_are_read_by_day() -> None:
    found = notices(example(), date(2025, 5, 1), date(2025, 7, 1))
    assert [one.kind for one in in_order(reversed(found))] == [Kind.DUE_SOON] * 4 + [Kind.DUE, Kind.OVERDUE]
    assert [one.on for one in in_order(reversed(found))] == sorted(one.on for one in found)
