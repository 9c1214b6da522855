"""Scenarios of tables in service: read with their mapping, which is part of the revision."""

from notifier import bundled
from notifier.ledger import plans
from tests.actionplan.formats.cast import MAPPING, TABLE
from tests.stage import Stage


def test_a_table_is_served_and_a_changed_mapping_is_a_new_revision(stage: Stage) -> None:
    stage.write(TABLE, "no.csv")
    stage.write(MAPPING, "no.map.yaml")
    assert stage.ingest().read == ("plans/no.csv",)
    assert stage.ingest() == stage.ingest()
    assert stage.ingest().read == ()
    stage.write(MAPPING.replace("A plan", "The plan"), "no.map.yaml")
    assert stage.ingest().read == ("plans/no.csv",)
    with stage.ledger.reading() as book:
        [plan] = plans.stored(book)
    assert (plan.head.title, plan.file) == ("The plan", "plans/no.csv")


def test_a_table_without_a_mapping_is_a_problem_and_the_plan_goes_on(stage: Stage) -> None:
    stage.write(TABLE, "no.csv")
    mapping = stage.write(MAPPING, "no.map.yaml")
    stage.ingest()
    mapping.unlink()
    [problem] = stage.ingest().problems
    assert problem.startswith(
        "plans/no.csv:1:1: this table has no mapping (write plans/no.map.yaml, at least: plan: {id: "
    )
    stage.goes_to("2025-06-30", at="15:05")
    assert "2025-06-30 milestone.due C1/C1.1" in stage.said()


def test_both_bundled_plans_are_served_beside_each_other(stage: Stage) -> None:
    for path in bundled.folder("plans").iterdir():
        stage.write(path.read_bytes(), path.name)
    stage.goes_to("2025-07-01")
    assert stage.ingest().problems == ()
    published = [line for line in stage.said() if "plan.published" in line]
    assert len(published) == 2
    with stage.ledger.reading() as book:
        assert [plan.head.id for plan in plans.stored(book)] == ["ca-2025-2029", "kg-2018-2020"]
