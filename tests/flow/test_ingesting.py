"""Scenarios of plan files: changed, broken, gone and put back; what was read last is never lost."""

from sqlalchemy import func, select

from notifier.actionplan.problems import Severity
from notifier.agenda.rulebook import load
from notifier.ledger import plans
from notifier.ledger.connect import Ledger
from notifier.ledger.schema import sightings
from tests.stage import Stage, milestone


def serving(ledger: Ledger) -> dict[str, str]:
    """The plans in service, by id, with the revision last read."""
    with ledger.reading() as book:
        return {plan.head.id: plan.revision for plan in plans.stored(book)}


def test_an_unchanged_file_is_not_read_again(stage: Stage) -> None:
    stage.plan(milestone())
    assert stage.ingest().read == ("plans/plan.yaml",)
    assert stage.ingest().read == ()


def test_every_kind_of_broken_file_leaves_the_last_good_revision_in_service(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    good = serving(stage.ledger)
    broken = (b"", b"plan: [", b"- a list", b"\xff\xfe\x00", b"plan: {id: kg}", b"[" * 100_000, b"a: &x [1]\nb: *x")
    for number, content in enumerate(broken, start=1):
        stage.write(content)
        [*_, problem] = stage.ingest().problems
        assert problem.startswith("plans/plan.yaml:"), content[:20]
        assert serving(stage.ledger) == good
        stage.goes_to(f"2025-03-{number:02}")
    stage.goes_to("2025-06-30")
    assert stage.said()[-1] == "2025-06-30 milestone.due C1/1"


def test_a_mended_file_has_no_problems_left(stage: Stage) -> None:
    stage.write("plan: [")
    assert stage.ingest().problems
    stage.plan(milestone())
    assert stage.ingest().problems == ()


def test_a_plan_whose_file_is_gone_goes_on_and_says_so(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    (stage.folder / "plan.yaml").unlink()
    problems = stage.ingest().problems
    assert any("the file is gone" in one for one in problems)
    stage.goes_to("2025-06-30")
    assert stage.said()[-1] == "2025-06-30 milestone.due C1/1"
    stage.plan(milestone(due="2025-06-30"))
    assert stage.ingest().problems == ()


def test_every_plan_of_a_file_that_is_gone_is_named(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    stage.plan(milestone(due="2025-06-30"), id="kg-2")
    stage.goes_to("2025-01-02")
    (stage.folder / "plan.yaml").unlink()
    gone = [one for one in stage.ingest().problems if "the file is gone" in one]
    assert [name for name in ("kg", "kg-2") if any(f"the plan `{name}` goes on" in one for one in gone)] == [
        "kg",
        "kg-2",
    ]


def test_a_changed_rule_wakes_plans_whose_files_stay_as_they_are(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    (stage.folder / "plan.yaml").write_text("plan: [")
    rules = stage.folder.parent / "rules"
    rules.mkdir()
    (rules / "half_year.py").write_text(
        '"""On the first of July, say so."""\nfrom notifier.rulekit import *\n'
        "def milestone(case):\n    yield Moment(date(2025, 3, 3), Kind.DUE_SOON)\n"
    )
    stage.rulebook = load(rules)
    stage.goes_to("2025-01-02")
    stage.goes_to("2025-03-03")
    assert stage.said()[-1] == "2025-03-03 milestone.due_soon C1/1"


def test_a_renamed_file_is_the_same_plan(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    (stage.folder / "plan.yaml").rename(stage.folder / "renamed.yaml")
    assert stage.ingest().problems == ()
    stage.goes_to("2025-06-30")
    assert stage.said().count("2025-01-01 plan.published kg") == 1


def test_two_files_with_one_plans_id_are_told_apart(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.goes_to("2025-01-01")
    good = serving(stage.ledger)
    stage.plan(milestone(due="2025-12-31"), name="second.yaml")
    [problem] = stage.ingest().problems
    assert problem.startswith("plans/second.yaml:2:")
    assert "already read from plans/plan.yaml" in problem
    assert serving(stage.ledger) == good


def test_the_second_file_takes_over_once_the_first_is_gone(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"))
    stage.plan(milestone(due="2025-12-31"), name="second.yaml")
    stage.goes_to("2025-01-01")
    (stage.folder / "plan.yaml").unlink()
    assert stage.ingest().problems == ()
    [slipped] = stage.goes_to("2025-01-02").notices
    assert slipped.kind == "milestone.slipped"


def test_an_empty_folder_says_what_to_do(stage: Stage) -> None:
    [problem] = stage.ingest().problems
    assert "there is no plan file here" in problem
    stage.plan(milestone())
    assert stage.ingest().problems == ()


def test_a_mistyped_setting_of_a_rule_is_a_warning_and_the_rule_goes_on(stage: Stage) -> None:
    stage.plan(milestone(due="2025-06-30"), rules={"overdue": {"evry_days": 14}, "ovredue": {}})
    assert stage.ingest().problems == ()
    with stage.ledger.reading() as book:
        warnings = plans.file_problems(book, Severity.WARNING)
    assert any("did you mean every_days?" in one for one in warnings)
    assert any("did you mean overdue?" in one for one in warnings)
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-07-01")
    assert stage.said()[-1] == "2025-07-01 milestone.overdue C1/1"


def test_one_changed_milestone_writes_one_sighting(stage: Stage) -> None:
    def count() -> int:
        with stage.ledger.reading() as book:
            return book.scalar(select(func.count()).select_from(sightings)) or 0

    stage.plan(*(milestone(str(n), due="2025-06-30") for n in range(50)))
    stage.goes_to("2025-01-01")
    before = count()
    stage.plan(milestone("0", due="2025-07-30"), *(milestone(str(n), due="2025-06-30") for n in range(1, 50)))
    stage.goes_to("2025-01-02")
    assert count() == before + 1


def test_a_plan_that_is_given_another_id_in_its_file_is_told_to_go_on_beside_it(stage: Stage) -> None:
    stage.plan(milestone())
    stage.goes_to("2025-01-01")

    def warnings() -> list[str]:
        with stage.ledger.reading() as book:
            return plans.file_problems(book, Severity.WARNING)

    for day, due in (("2025-01-02", "2025-06-30"), ("2025-01-03", "2025-07-31")):
        stage.plan(milestone(due=due), id="kg-2025")
        stage.goes_to(day)
        [warning] = warnings()
        assert "this file held the plan `kg` before, which goes on as last read beside `kg-2025`" in warning
    stage.plan(milestone())
    stage.goes_to("2025-01-04")
    [warning] = warnings()
    assert "this file held the plan `kg-2025` before" in warning
