"""Scenarios of plans that are put back to what they were: what was said then holds again, and is no news."""

import pytest

from tests.flow.test_renumbering import PRICES, REGISTER, TRAINING, news, serving, step
from tests.stage import Stage

A = [step("1", REGISTER, due="2025-06-30"), step("2", PRICES, due="2025-06-30")]
B = [
    step("1", REGISTER, due="2025-09-30"),
    step("3", PRICES, due="2025-06-30", was="2", status="completed", done_on="2025-02-01"),
    step("2", TRAINING, due="2025-12-31"),
]


def test_a_plan_that_is_put_back_and_forth_says_nothing_twice(stage: Stage) -> None:
    stage.plan(*A)
    stage.goes_to("2025-01-01")
    stage.plan(*B)
    stage.goes_to("2025-02-01")
    said = stage.said()
    assert said[-3:] == [
        "2025-02-01 milestone.added C1/2",
        "2025-02-01 milestone.completed C1/3",
        "2025-02-01 milestone.slipped C1/1",
    ]
    # Only what goes and comes back does so anew.
    for day, plan, only in (("03", A, "removed"), ("05", B, "added"), ("07", A, "removed"), ("09", B, "added")):
        stage.plan(*plan)
        assert news(stage, f"2025-02-{day}") == [f"{only} C1/2"]
    assert serving(stage) == {"C1/1": REGISTER, "C1/2": TRAINING, "C1/3": PRICES}


def test_ids_that_were_swapped_are_not_swapped_once_more_when_an_old_file_is_put_back(stage: Stage) -> None:
    register, prices = {"due": "2025-02-28"}, {"due": "2025-09-30"}
    swapped = [step("1", PRICES, was="2", **prices), step("2", REGISTER, was="1", **register)]
    again = [step("1", REGISTER, was="2", **register), step("2", PRICES, was="1", **prices)]
    stage.plan(step("1", REGISTER, **register), step("2", PRICES, **prices))
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    for day, steps in enumerate((swapped, again, swapped, again, swapped), 15):
        stage.plan(*steps)
        assert stage.goes_to(f"2025-02-{day}").notices == ()
    stage.plan(*swapped, step("3", TRAINING))
    assert news(stage, "2025-02-20") == ["added C1/3"]
    assert {REGISTER, PRICES, TRAINING} == set(serving(stage).values())
    assert not [one for one in stage.said() if "slipped" in one]


def test_a_plan_that_is_toggled_within_a_day_says_each_change_once(stage: Stage) -> None:
    stage.plan(*A)
    stage.goes_to("2025-01-01")
    for hour, plan in enumerate((B, A, B, A, B), start=10):
        stage.plan(*plan)
        stage.goes_to("2025-02-01", f"{hour}:00")
    for day in ("02", "03", "04", "05"):
        stage.goes_to(f"2025-02-{day}")
    moved = [one for one in stage.said()[1:] if "C1/2" not in one]
    assert moved == ["2025-02-01 milestone.completed C1/3", "2025-02-01 milestone.slipped C1/1"]
    # What went twice and came back twice is told of day by day, and ends as it stands.
    assert [one for one in stage.said()[1:] if "C1/2" in one] == [
        "2025-02-01 milestone.added C1/2",
        "2025-02-01 milestone.removed C1/2",
        "2025-02-02 milestone.added C1/2",
        "2025-02-03 milestone.removed C1/2",
        "2025-02-04 milestone.added C1/2",
    ]


def test_a_deadline_that_really_moves_again_is_told_again(stage: Stage) -> None:
    for day, due in (("2025-01-01", "2025-06-30"), ("2025-02-01", "2025-09-30"), ("2025-02-03", "2025-06-30")):
        stage.plan(step("1", REGISTER, due=due))
        stage.goes_to(day)
    stage.plan(step("1", REGISTER, due="2025-09-30"), step("2", TRAINING))  # no revision that there was before
    [slipped] = [one for one in stage.goes_to("2025-02-05").notices if one.subject == "C1/1"]
    assert (slipped.kind, slipped.facts["from"]) == ("milestone.slipped", "2025-06-30")


def test_a_file_that_is_renamed_removed_and_put_back_says_nothing_anew(stage: Stage) -> None:
    stage.plan(*A)
    stage.goes_to("2025-01-01")
    stage.plan(*B)
    stage.goes_to("2025-02-01")
    said, path = stage.said(), stage.folder / "plan.yaml"
    content = path.read_bytes()
    path.rename(stage.folder / "other.yaml")
    stage.goes_to("2025-02-02")
    (stage.folder / "other.yaml").unlink()
    assert any("the file is gone" in one for one in stage.ingest().problems)
    stage.goes_to("2025-02-03")
    stage.write(content)
    stage.goes_to("2025-02-04")
    assert stage.said() == said
    assert stage.ingest().problems == ()


@pytest.mark.parametrize("lost", [1, 2])
def test_a_milestone_that_is_removed_and_put_back_has_its_past_again(stage: Stage, lost: int) -> None:
    steps = [step("1", REGISTER, due="2025-02-28"), step("2", PRICES, due="2025-02-28")]
    stage.plan(*steps)
    stage.goes_to("2025-01-01")
    stage.goes_to("2025-02-14")
    said = stage.said()
    stage.plan(steps[2 - lost])
    assert news(stage, "2025-02-15") == [f"removed C1/{lost}"]
    stage.plan(*steps)
    assert news(stage, "2025-02-16") == [f"added C1/{lost}"]
    assert set(said) < set(stage.said())
    assert len(stage.said()) == len(said) + 2
