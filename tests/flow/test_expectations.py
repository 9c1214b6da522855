"""A deadline that asks for something on several days, and one that is read in another way than before."""

from notifier.ledger import notices
from tests.stage import Stage, milestone

TWO = "5 by June 2025; 10 by December 2025"


def test_each_part_of_a_deadline_is_reminded_of_and_overdue_is_counted_from_the_last(stage: Stage) -> None:
    rules = {"due_soon": {"days_before": [7]}, "overdue": {"every_days": 30}, "stalled": "off"}
    stage.plan(milestone("1", due=TWO), rules=rules)
    for day in ("2025-01-01", "2025-06-23", "2025-06-30", "2025-07-08", "2025-12-24", "2025-12-31", "2026-01-08"):
        stage.goes_to(day)
    assert stage.said() == [
        "2025-01-01 plan.published kg",
        "2025-06-23 milestone.due_soon C1/1",
        "2025-06-30 milestone.due C1/1",
        "2025-12-24 milestone.due_soon C1/1",
        "2025-12-31 milestone.due C1/1",
        "2026-01-08 milestone.overdue C1/1",  # the first working day of that year
    ]
    with stage.ledger.reading() as book:
        told = {str(one.on): one for one, _ in notices.list_said(book, 50)}
    assert [(one.expects, str(one.due_on)) for day, one in sorted(told.items()) if one.kind.presses] == [
        ("5 by June 2025", "2025-06-30"),
        ("5 by June 2025", "2025-06-30"),
        ("10 by December 2025", "2025-12-31"),
        ("10 by December 2025", "2025-12-31"),
        (None, "2025-12-31"),
    ]
    deadline = told["2025-06-30"].deadline
    assert deadline is not None
    assert [one.printed for one in deadline.expectations] == ["5 by June 2025", "10 by December 2025"]


def test_a_print_that_is_read_in_another_way_is_no_news_but_its_day_counts(stage: Stage) -> None:
    rules = dict.fromkeys(("due_soon", "overdue", "escalated", "stalled"), "off")
    stage.plan(milestone("1", due="Fall 2025"), rules=rules)
    stage.goes_to("2025-01-01")
    stage.plan(milestone("1", due="Fall 2025"), rules=rules, deadlines={"fall_ends": "10"})
    for day in ("2025-02-01", "2025-10-31", "2025-11-30"):
        stage.goes_to(day)
    assert stage.said() == ["2025-01-01 plan.published kg", "2025-10-31 milestone.due C1/1"]


def test_a_reminder_of_one_part_is_withheld_where_that_part_was_moved_and_only_there(stage: Stage) -> None:
    stage.plan(milestone("1", due=TWO), milestone("2", due=TWO), rules={"due_soon": {"days_before": [7]}})
    stage.goes_to("2025-01-01")
    stage.delivers()
    stage.goes_to("2025-06-23")
    stage.plan(
        milestone("1", due="5 by September 2025; 10 by December 2025"),
        milestone("2", due="5 by June 2025; 10 by March 2026"),
        rules={"due_soon": {"days_before": [7]}},
    )
    stage.ingest()
    stage.delivers()
    assert stage.carried("clerk@moh.example.org")[1:] == [["milestone.due_soon C1/2"]]
