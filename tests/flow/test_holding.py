"""Scenarios of files that lose most of their milestones: nothing is struck out before a person has said so."""

from notifier.ledger import plans
from tests.stage import Stage, milestone

DUE = "2025-06-30"


def has(stage: Stage) -> int:
    """How many milestones the plan in service has."""
    with stage.ledger.reading() as book:
        return plans.milestone_count(book, "kg")


def writes(stage: Stage, count: int, **head: int) -> tuple[str, ...]:
    """The plan file with so many milestones is put in place and looked at; the problems."""
    stage.plan(*(milestone(str(n), due=DUE) for n in range(count)), name="plan.yaml", **head)
    return stage.ingest().problems


def test_a_plan_that_loses_more_than_half_of_its_milestones_goes_on_as_last_read(stage: Stage) -> None:
    assert writes(stage, 20) == ()
    stage.goes_to("2025-01-01")
    [problem] = writes(stage, 9)
    assert "more than half of the milestones are gone: there were 20, here are 9" in problem
    assert "write `milestones: 9` under `plan`" in problem
    assert has(stage) == 20
    stage.goes_to(DUE)
    assert stage.said().count(f"{DUE} milestone.due C1/19") == 1


def test_it_is_believed_once_the_file_says_how_many_there_are(stage: Stage) -> None:
    writes(stage, 20)
    assert writes(stage, 9)
    assert writes(stage, 9, milestones=9) == ()
    assert has(stage) == 9


def test_it_is_mended_by_the_whole_file(stage: Stage) -> None:
    writes(stage, 20)
    assert writes(stage, 9)
    assert writes(stage, 20) == ()
    assert has(stage) == 20


def test_half_of_the_milestones_or_most_of_a_few_may_go(stage: Stage) -> None:
    writes(stage, 20)
    assert writes(stage, 10) == ()
    assert writes(stage, 5) == ()
    assert writes(stage, 1) == ()
    assert has(stage) == 1


def test_a_file_that_was_cut_off_anywhere_never_strikes_anything_out(stage: Stage) -> None:
    writes(stage, 20)
    content = (stage.folder / "plan.yaml").read_bytes()
    for length in range(0, len(content) // 2, 40):
        stage.write(content[:length])
        assert stage.ingest().problems
        assert has(stage) == 20
