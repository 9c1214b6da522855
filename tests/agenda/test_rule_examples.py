"""What each rule says of a milestone, day by day, in a table."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.actionplan.model import Status
from notifier.actionplan.revision import sighting_of
from notifier.agenda.case import AnyCase, Case
from notifier.agenda.moment import Moment
from notifier.rulekit import asks_until, delivered, disputed, example
from tests.agenda.cast import RULES, said, under

Row = tuple[str, AnyCase, dict[str, object], str, list[tuple[str, str]]]
EVER = "2029-12-31"


def spoken(name: str, case: AnyCase, until: str = EVER, **given: object) -> list[Moment]:
    """What a rule says of a case under some settings."""
    rule = RULES.rule(name)
    assert rule is not None
    assert rule.misfits(given) == []
    return said(rule, under(case, {name: given}), date.fromisoformat(until))


def days(moments: list[Moment]) -> list[tuple[str, str]]:
    return [(str(moment.on), str(moment.lapses)) for moment in moments]


def completed_again() -> Case:
    """Done, reopened, and done once more: the second completion is the news."""
    case = example(first_seen="2025-01-01")
    done = replace(case.milestone, status=Status.COMPLETED)
    seen = ((done, date(2025, 2, 1)), (case.milestone, date(2025, 3, 1)), (done, date(2025, 4, 1)))
    history = tuple(sighting_of(milestone, str(day), day) for milestone, day in seen)
    return Case(case.plan, case.commitment, done, case.history + history)


def seen_late(due: str, done_on: str, seen: str) -> Case:
    """Done on a day that its plan tells of later."""
    case = example(due=due, done_on=seen)
    done = replace(case.milestone, done_on=date.fromisoformat(done_on))
    return replace(case, milestone=done, history=(case.history[0], replace(case.history[1], done_on=done.done_on)))


# 2025-06-30 is a Monday, and 2025-06-06 a public holiday in Kyrgyzstan, as are the first days of the year.
NEAR = [("2025-04-30", "2025-05-30"), ("2025-05-30", "2025-06-16"), ("2025-06-16", "2025-06-23"),
        ("2025-06-23", "2025-06-27"), ("2025-06-27", "2025-06-30")]  # fmt: skip
LATE = [("2025-07-01", "2025-07-08"), ("2025-07-08", "2025-07-15")]
LADDER = [("2025-07-07", "2025-07-14"), ("2025-07-14", "2025-07-28"), ("2025-07-28", "2025-08-27")]
SUNDAY, MOVED = "2025-06-29", {"2025-04-02": "2025-03-31"}
ASKED = asks_until("2025-06-20", "2025-07-31")

# the rule, a case, the rule's settings, until, each moment's day and the day on which it lapses
TABLE: list[Row] = [
    ("due_soon", example(), {}, EVER, NEAR),
    ("due_soon", example(due=None), {}, EVER, []),
    ("due_soon", example(due="Ongoing"), {}, EVER, []),
    ("due_soon", example(due="June 2025"), {}, EVER, NEAR),
    ("due_soon", example(due="June 31, 2025"), {}, EVER, NEAR),
    ("due_soon", example(done_on="2025-06-23"), {}, EVER, NEAR[:3]),
    ("due_soon", example(done_on="2025-07-09"), {}, EVER, NEAR),
    ("due_soon", example(status="completed"), {}, "2024-12-31", []),
    ("due_soon", example(), {"days_before": ["3", "10", "3"]}, EVER,
     [("2025-06-20", "2025-06-27"), ("2025-06-27", "2025-06-30")]),
    # The day before a Sunday is told of on the Friday, and so is the Sunday itself: that is enough.
    ("due_soon", example(due=SUNDAY), {"days_before": [7, 1]}, EVER, [("2025-06-20", "2025-06-27")]),
    ("due_soon", example(due=SUNDAY), {"days_before": [1]}, EVER, []),
    # 14 and 13 days before are a public holiday, on a Friday, and the Saturday: both are told on the Thursday.
    ("due_soon", example(due="2025-06-20"), {"days_before": [14, 13, 10]}, EVER,
     [("2025-06-05", "2025-06-10"), ("2025-06-10", "2025-06-20")]),
    ("due_soon", example(answers=[ASKED]), {"days_before": [7]}, EVER,
     [("2025-06-23", "2025-06-30"), ("2025-07-24", "2025-07-31")]),
    ("due_soon", example(answers=[asks_until("2025-07-24", "2025-07-31")]), {"days_before": [7]}, EVER,
     [("2025-06-23", "2025-06-30")]),
    ("due_soon", example(answers=[ASKED, disputed("2025-06-25")]), {"days_before": [7]}, EVER,
     [("2025-06-23", "2025-06-30")]),
    ("due", example(), {}, EVER, [("2025-06-30", "2025-07-01")]),
    ("due", example(due=SUNDAY), {}, EVER, [("2025-06-27", "2025-06-30")]),
    ("due", example(due="2024-02-29"), {}, EVER, [("2024-02-29", "2024-03-01")]),
    ("due", example(due="2025-01-05", first_seen="2024-06-01"), {}, EVER, [("2024-12-31", "2025-01-06")]),
    ("due", example(done_on="2025-06-30"), {}, EVER, []),
    ("due", example(due=SUNDAY, done_on="2025-06-28"), {}, EVER, [("2025-06-27", "2025-06-30")]),
    ("due", example(done_on="2025-07-01"), {}, EVER, [("2025-06-30", "2025-07-01")]),
    ("due", example(answers=[ASKED]), {}, EVER, [("2025-06-30", "2025-07-01"), ("2025-07-31", "2025-08-01")]),
    ("due", example(answers=[asks_until("2025-06-20", "2025-06-25")]), {}, EVER, [("2025-06-30", "2025-07-01")]),
    ("overdue", example(), {}, "2025-07-14", LATE),
    ("overdue", example(done_on="2025-07-01"), {}, EVER, []),
    ("overdue", example(done_on="2025-07-02"), {}, EVER, LATE[:1]),
    ("overdue", example(done_on="2025-07-15"), {}, EVER, LATE),
    ("overdue", example(), {"every_days": "14"}, "2025-07-28",
     [("2025-07-01", "2025-07-15"), ("2025-07-15", "2025-07-29")]),
    # From a Friday's deadline it is a Monday's chase; what falls on one day is one.
    ("overdue", example(due="2025-07-04"), {}, "2025-07-14",
     [("2025-07-07", "2025-07-14"), ("2025-07-14", "2025-07-21")]),
    ("overdue", example(due="2025-07-03"), {"every_days": 1}, "2025-07-08",
     [("2025-07-04", "2025-07-07"), ("2025-07-07", "2025-07-08"), ("2025-07-08", "2025-07-09")]),
    ("overdue", example(before={"2025-07-05": "2025-03-31"}), {}, "2025-07-14", LATE),
    ("escalated", example(), {}, EVER, LADDER),
    ("escalated", example(due=None), {}, EVER, []),
    ("escalated", example(done_on="2025-07-14"), {}, EVER, LADDER[:1]),
    ("escalated", example(due="2022-06-30", first_seen="2025-06-30"), {}, EVER, LADDER),
    ("escalated", example(due="2024-12-31", first_seen="2024-06-01"), {"agency_after": 1}, "2025-01-09",
     [("2025-01-08", "2025-01-21")]),
    ("escalated", example(), {"agency_after": 10}, EVER, LADDER[1:]),
    ("escalated", example(snoozed={"2025-07-02": "2025-08-01"}), {}, EVER,
     [("2025-08-05", "2025-08-12"), ("2025-08-12", "2025-08-26"), ("2025-08-26", "2025-09-25")]),
    ("escalated", example(answers=[delivered("2025-07-10")]), {}, EVER, [("2025-07-07", "2025-08-06")]),
    ("escalated", example(answers=[disputed("2025-07-10")]), {}, EVER, LADDER),
    ("slipped", example(before=MOVED), {}, EVER, [("2025-04-02", "None")]),
    ("slipped", example(due="2025-01-31", before={"2025-01-02": "2025-03-31"}), {}, EVER, []),
    ("slipped", example(due="June 30, 2025", before={"2025-04-02": "2025-06-30"}), {}, EVER, []),
    ("slipped", example(due="2025-12-31", before={"2025-04-02": "Ongoing"}), {}, EVER, []),
    ("advanced", example(due="2025-01-31", before={"2025-01-02": "2025-03-31"}), {}, EVER, [("2025-01-02", "None")]),
    ("advanced", example(before=MOVED), {}, EVER, []),
    ("added", example(), {}, EVER, []),
    ("added", example(plan_first_seen="2024-12-01"), {}, EVER, [("2025-01-01", "None")]),
    ("added", example(away={"2025-02-01": "2025-03-01", "2025-04-01": "2025-05-01"}), {}, EVER,
     [("2025-03-01", "None"), ("2025-05-01", "None")]),
    ("removed", example(), {}, EVER, []),
    ("removed", example(away={"2025-02-01": "2025-03-01"}), {}, EVER, [("2025-02-01", "None")]),
    ("removed", example(away={"2025-02-01": "2025-03-01", "2025-04-01": None}), {}, EVER,
     [("2025-02-01", "None"), ("2025-04-01", "None")]),
    ("reopened", example(reopened="2025-05-02"), {}, EVER, [("2025-05-02", "None")]),
    ("reopened", completed_again(), {}, EVER, [("2025-03-01", "None")]),
    ("completed", example(done_on="2025-06-12"), {}, EVER, [("2025-06-12", "None")]),
    ("completed", example(due=None, done_on="2025-06-12"), {}, EVER, [("2025-06-12", "None")]),
    ("completed", example(done_on="2025-07-01"), {}, EVER, []),
    ("completed", example(status="completed"), {}, EVER, []),
    ("completed", completed_again(), {}, EVER, [("2025-04-01", "None")]),
    ("completed", seen_late("2025-06-30", "2025-06-30", "2025-07-20"), {}, EVER, [("2025-07-20", "None")]),
    ("completed_late", example(done_on="2025-06-30"), {}, EVER, []),
    ("completed_late", example(done_on="2025-07-01"), {}, EVER, [("2025-07-01", "None")]),
    ("completed_late", example(due=None, done_on="2025-07-01"), {}, EVER, []),
    ("completed_late", example(due="2024-06-30", status="completed"), {}, EVER, []),
    ("stalled", example(due="2026-06-30", first_seen="2025-01-15"), {}, EVER,
     [("2025-07-15", "2026-01-15"), ("2026-01-15", "2026-07-01")]),
    ("stalled", example(due="2025-07-15", first_seen="2025-01-15"), {}, EVER, [("2025-07-15", "2025-07-16")]),
    ("stalled", example(due="2025-07-14", first_seen="2025-01-15"), {}, EVER, []),
    # Six months after the last of August is the last of February, and that a Saturday.
    ("stalled", example(due="2026-06-30", first_seen="2025-08-31"), {}, EVER, [("2026-03-02", "2026-07-01")]),
    ("stalled", example(due="2026-06-30", first_seen="2025-01-15", done_on="2025-07-15"), {}, EVER, []),
    ("stalled", example(due=None, first_seen="2025-01-15"), {"months": 12}, EVER, [("2026-01-15", "2027-01-01")]),
    ("stalled", example(due="2026-01-20", first_seen="2025-01-15", starts="2025-07-01"), {}, EVER,
     [("2026-01-08", "2026-01-21")]),
    ("stalled", example(due="2026-06-30", away={"2025-02-01": "2025-12-01"}), {}, EVER, [("2026-06-01", "2026-07-01")]),
    ("answered", example(), {}, EVER, []),
    ("answered", example(answers=[ASKED, delivered("2025-07-10")]), {}, EVER,
     [("2025-06-20", "None"), ("2025-07-10", "None")]),
    # One thing of a kind a day: the second answer of a day is told on the next.
    ("answered", example(answers=[ASKED, disputed("2025-06-20"), delivered("2025-06-21")]), {}, EVER,
     [("2025-06-20", "None"), ("2025-06-21", "None"), ("2025-06-22", "None")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "case", "given", "until", "expected"), TABLE, ids=[f"{n}-{row[0]}" for n, row in enumerate(TABLE)]
)
def test_what_a_rule_says(
    name: str, case: AnyCase, given: dict[str, object], until: str, expected: list[tuple[str, str]]
) -> None:
    assert days(spoken(name, case, until, **given)) == expected


def facts(name: str, case: AnyCase) -> list[dict[str, object]]:
    return [dict(moment.facts) for moment in spoken(name, case)]


def test_a_slip_says_how_far_it_has_come_since_the_first_deadline() -> None:
    case = example(due="2025-05-31", before={"2025-04-02": "2025-03-31", "2025-05-05": "2025-06-30"})
    assert facts("slipped", case) == [
        {"from": "2025-03-31", "to": "2025-06-30", "days": 91, "move": 1, "after_deadline": True, "total_days": 91}
    ]
    assert facts("advanced", case) == [
        {"from": "2025-06-30", "to": "2025-05-31", "days": 30, "move": 2, "after_deadline": False}
    ]


def test_what_comes_and_goes_says_how_it_stood_then() -> None:
    case = example(due="2025-12-31", before={"2025-05-01": "2025-03-31"}, away={"2025-04-02": "2025-05-01"})
    assert facts("removed", case) == [{"due_on": "2025-03-31", "after_deadline": True, "completed": False}]
    assert facts("added", case) == [{"due_on": "2025-12-31", "again": True}]
    undated = example(due=None, status="completed", away={"2025-04-02": None})
    assert facts("removed", undated) == [{"due_on": None, "after_deadline": False, "completed": True}]


def test_a_completion_says_whether_its_plan_named_the_day() -> None:
    told: dict[str, object] = {"done_on": "2025-06-12", "due_on": "2025-06-30", "reported": False}
    assert facts("completed", seen_late("2025-06-30", "2025-06-12", "2025-07-20")) == [told]
    assert facts("completed", completed_again()) == [
        {"done_on": "2025-04-01", "due_on": "2025-06-30", "reported": True}
    ]
    late = seen_late("2025-06-30", "2025-07-12", "2025-07-20")
    assert facts("completed_late", late) == [{**told, "done_on": "2025-07-12", "days": 12}]


def test_an_answer_is_told_to_superiors_and_subscribers_with_all_that_it_says() -> None:
    case = example(answers=[asks_until("2025-06-20", "2025-07-31", "the tender failed"),
                            delivered("2025-07-10", "https://example.org/1")])  # fmt: skip
    first, second = spoken("answered", case)
    assert [str(to) for to in first.to] == ["superior", "public"]
    assert first.facts == {
        "says": "new_date", "until": "2025-07-31", "evidence": None, "reason": "the tender failed", "number": 1,
    }  # fmt: skip
    assert second.facts == {
        "says": "delivered", "until": None, "evidence": "https://example.org/1", "reason": None, "number": 2,
    }  # fmt: skip


def test_the_rungs_of_an_escalation_reach_ever_higher() -> None:
    whom = [[str(to) for to in moment.to] for moment in spoken("escalated", example())]
    assert whom == [["agency"], ["agency", "superior"], ["agency", "superior", "public"]]
    assert [(one["rung"], one["rungs"], one["working_days"]) for one in facts("escalated", example())] == [
        (1, 3, 5), (2, 3, 10), (3, 3, 20),
    ]  # fmt: skip
    together = spoken("escalated", example(), agency_after=10, public_after=10)
    assert [[str(to) for to in moment.to] for moment in together] == [["agency", "superior", "public"]]


def test_what_an_agency_asked_for_is_reminded_of_there_alone() -> None:
    *_, asked = spoken("due", example(answers=[ASKED]))
    assert (asked.facts, [str(to) for to in asked.to]) == ({"due_on": "2025-07-31", "asked": True}, ["agency"])
