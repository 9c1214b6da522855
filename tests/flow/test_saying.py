"""Scenarios of what is said, and when: from a plan file to notices."""

from tests.stage import Stage, milestone

CLERK = "clerk@moh.example.org"


def test_the_first_reading_sends_each_agency_one_summary_and_floods_nobody(stage: Stage) -> None:
    overdue_for_years = [milestone(str(n), due="2020-01-31") for n in range(1, 8)]
    stage.plan(*overdue_for_years)
    stage.goes_to("2025-03-04")
    assert stage.said() == ["2025-03-04 plan.published kg"]
    stage.delivers()
    assert stage.carried(CLERK) == [["plan.published kg"]]


def test_a_deadline_is_announced_before_on_and_after_its_day(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    for day in ("04-30", "05-30", "06-16", "06-23", "06-27", "06-30", "07-01", "07-07", "07-08"):
        stage.goes_to(f"2025-{day}")
    assert stage.said()[1:] == [
        "2025-04-30 milestone.due_soon C1/1",
        "2025-05-30 milestone.due_soon C1/1",
        "2025-06-16 milestone.due_soon C1/1",
        "2025-06-23 milestone.due_soon C1/1",
        "2025-06-27 milestone.due_soon C1/1",
        "2025-06-30 milestone.due C1/1",
        "2025-07-01 milestone.overdue C1/1",
        "2025-07-07 milestone.escalated C1/1",
        "2025-07-08 milestone.overdue C1/1",
    ]


def test_ticking_again_says_nothing_again(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-01")
    before = stage.said()
    for at in ("09:06", "12:00", "23:59"):
        assert stage.goes_to("2025-07-01", at).notices == ()
    assert stage.said() == before


def test_a_plans_day_begins_when_it_notifies(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"), notify_at="14:00")
    stage.goes_to("2025-01-01", "15:00")
    stage.goes_to("2025-06-29", "15:00")
    assert stage.goes_to("2025-06-30", "13:59").notices == ()
    assert [str(one.kind) for one in stage.goes_to("2025-06-30", "14:00").notices] == ["milestone.due"]


def test_a_milestone_without_a_deadline_is_never_overdue(stage: Stage) -> None:
    stage.plan(milestone(due=None))
    stage.goes_to("2025-01-01")
    stage.goes_to("2035-01-01")
    assert stage.said() == ["2025-01-01 plan.published kg"]


def test_an_outage_delays_a_warning_but_does_not_lose_it(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-10")
    assert stage.said()[1:] == ["2025-07-07 milestone.escalated C1/1", "2025-07-08 milestone.overdue C1/1"]
    assert stage.lapsed()[-2:] == ["2025-06-30 milestone.due C1/1", "2025-07-01 milestone.overdue C1/1"]


def test_after_an_outage_each_reader_gets_one_message_about_what_still_matters(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-07-02"), milestone("3", due="2025-07-20"))
    stage.subscribe("desk@newspaper.example.org")
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-09")
    stage.delivers()
    all_hear = {"milestone.due_soon C1/3", "milestone.overdue C1/1", "milestone.overdue C1/2", "milestone.stalled C1/3"}
    at_first_the_agency = {"milestone.escalated C1/1", "milestone.escalated C1/2"}
    for address, expected in ((CLERK, all_hear | at_first_the_agency), ("desk@newspaper.example.org", all_hear)):
        assert [sorted(one) for one in stage.carried(address)[-1:]] == [sorted(expected)]
        assert len(stage.carried(address)) <= 2


def test_an_outage_longer_than_the_look_back_is_caught_up_with_too(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-12-31"))
    stage.goes_to("2025-01-01")
    stage.plan(
        milestone("1", due="2025-06-30", status="completed", done_on="2025-03-01"), milestone("2", due="2025-12-31")
    )
    stage.sleeps_until("2025-03-02")
    stage.ingest()
    stage.sleeps_until("2025-09-01")
    assert [str(one.kind) for one in stage.announce().notices] == ["milestone.completed", "milestone.stalled"]


def test_a_moved_deadline_is_told_once_and_its_chase_follows_the_new_day(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-01")
    stage.plan(milestone(due="2025-12-31"))
    [slipped] = stage.goes_to("2025-07-05").notices
    assert slipped.facts == {
        "from": "2025-06-30", "to": "2025-12-31", "days": 184, "move": 1, "after_deadline": True, "total_days": 184,
    }  # fmt: skip
    stage.goes_to("2025-07-08")
    stage.goes_to("2025-12-31")
    assert stage.said()[-2:] == ["2025-07-05 milestone.slipped C1/1", "2025-12-31 milestone.due C1/1"]


def test_two_moves_on_one_day_are_both_told(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(milestone(due="2025-09-30"))
    stage.goes_to("2025-03-01")
    stage.plan(milestone(due="2025-12-31"))
    stage.goes_to("2025-03-01", "15:00")
    stage.goes_to("2025-03-02")
    assert stage.said()[1:] == ["2025-03-01 milestone.slipped C1/1", "2025-03-02 milestone.slipped C1/1"]


def test_a_plan_put_back_to_an_older_revision_does_not_repeat_what_was_said(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-01")
    stage.plan(milestone(due="2025-12-31"))
    stage.goes_to("2025-07-02")
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-07-03")
    assert stage.said().count("2025-07-01 milestone.overdue C1/1") == 1
    stage.goes_to("2025-07-08")
    assert stage.said()[-1] == "2025-07-08 milestone.overdue C1/1"


def test_a_completed_milestone_is_told_and_no_longer_chased(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-01")
    stage.plan(milestone(due="2025-06-30", status="completed", done_on="2025-07-03"))
    stage.goes_to("2025-07-04")
    for day in ("2025-07-08", "2025-07-15", "2026-07-15"):
        stage.goes_to(day)
    assert stage.said()[-1] == "2025-07-04 milestone.completed_late C1/1"


def test_a_milestone_that_leaves_the_plan_is_told_once_and_no_longer_chased(stage: Stage) -> None:
    stage.plan(milestone("1", due="2025-06-30"), milestone("2", due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(milestone("2", due="2025-06-30"))
    stage.goes_to("2025-06-30")
    stage.goes_to("2025-07-01")
    assert [line for line in stage.said() if line.endswith("C1/1")] == ["2025-06-30 milestone.removed C1/1"]


def test_a_plans_own_setting_of_a_rule_holds_from_its_next_reading(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(
        milestone(due="2025-06-30"), rules={"overdue": {"every_days": 14}, "due_soon": "off", "escalated": "off"}
    )
    for day in ("2025-06-16", "2025-07-01", "2025-07-08", "2025-07-15"):
        stage.goes_to(day)
    assert stage.said()[1:] == ["2025-07-01 milestone.overdue C1/1", "2025-07-15 milestone.overdue C1/1"]


def test_a_plan_that_is_prolonged_has_what_it_leaves_as_it_is_looked_after_until_its_new_end(stage: Stage) -> None:
    stage.plan(milestone("1", due=None), ends="2025-03-31")
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-04-05")
    stage.plan(milestone("1", due=None), ends="2026-12-31")
    stage.goes_to("2025-05-05")
    stage.goes_to("2025-07-01")
    assert "2025-07-01 milestone.stalled C1/1" in stage.said()


def test_a_notice_carries_its_reason_down_to_file_and_line(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    [due] = stage.goes_to("2025-06-30").notices
    lines = (stage.folder / "plan.yaml").read_text().splitlines()
    assert due.reason.rule == "due"
    assert due.reason.file == "plans/plan.yaml"
    assert "id: '1'" in lines[due.reason.line - 1]


def test_a_tick_with_nothing_due_reads_no_case(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    read: list[str] = []
    from sqlalchemy import event

    with stage.ledger.reading() as book:
        engine = book.engine
    event.listen(engine, "before_cursor_execute", lambda *args: read.append(args[2]))
    stage.goes_to("2025-01-02")
    assert not [statement for statement in read if "FROM milestones" in statement or "FROM sightings" in statement]
    assert read, "the tick was watched"
