"""What changed between two plans, or through several: each kind, what it counts, and what it calls late."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.actionplan.diff import Change, changes
from notifier.actionplan.model import ActionPlan
from notifier.actionplan.revision import sighting_of, that_count
from notifier.actionplan.succession import changes_across
from tests.actionplan.cast import plan_of

TODAY = date(2026, 7, 1)


def plan(*milestones: str, lead: str = "moh", id: str = "C1", more: str = "") -> ActionPlan:
    below = "".join(f"      - {{{one}}}\n" for one in milestones)
    text = f"  - {{id: {id}, title: Open data, lead: {lead}{more}}}\n"
    return plan_of(
        text.replace("}\n", ", milestones: [\n" + below.replace("- {", "{").replace("}\n", "},\n") + "    ]}\n")
    )


STEP = "id: '1', title: Publish the register, due: 2026-06-30"


def told(*found: Change) -> list[str]:
    return [f"{one.what} {one.subject} {one.before} {one.after}" for one in found]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (STEP, []),
        (f"{STEP}, evidence: 'https://moh.example.org'", []),
        (STEP.replace("2026-06-30", "2026-09-30"), ["slipped C1/1 2026-06-30 2026-09-30"]),
        (STEP.replace("2026-06-30", "2026-05-31"), ["advanced C1/1 2026-06-30 2026-05-31"]),
        (STEP.replace("2026-06-30", "Ongoing"), ["deadline_taken C1/1 2026-06-30 Ongoing"]),
        (f"{STEP}, done_on: 2026-06-12", ["completed C1/1 not_started 2026-06-12"]),
        (f"{STEP}, lead: mof", ["agency_changed C1/1 moh mof"]),
        (STEP.replace("the register", "all registers"), ["retitled C1/1 Publish the register Publish all registers"]),
        ("id: '1', title: Ask the patients, due: 2026-06-30",
         ["retitled C1/1 Publish the register Ask the patients"]),
        ("id: '2', title: Ask the patients, due: 2026-06-30",
         ["added C1/2 None 2026-06-30", "removed C1/1 2026-06-30 None"]),
        ("id: '2', title: Publish the register, due: 2026-09-30",
         ["renumbered C1/2 C1/1 C1/2", "slipped C1/2 2026-06-30 2026-09-30"]),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told_as_what_it_is(after: str, expected: list[str]) -> None:
    assert told(*changes(plan(STEP), plan(after))) == expected


def test_what_was_taken_back_is_told_the_other_way_round() -> None:
    done, open_ended = f"{STEP}, done_on: 2026-06-12", STEP.replace("2026-06-30", "Ongoing")
    assert told(*changes(plan(done), plan(STEP))) == ["reopened C1/1 completed not_started"]
    assert told(*changes(plan(open_ended), plan(STEP))) == ["deadline_given C1/1 Ongoing 2026-06-30"]


def test_a_commitment_that_is_handed_over_is_told_once_and_not_of_each_milestone() -> None:
    both = (STEP, "id: '2', title: Ask the patients, lead: moh")
    assert told(*changes(plan(*both), plan(*both, lead="mof"))) == ["agency_changed C1 moh mof"]


def test_a_commitment_without_milestones_is_told_of_once() -> None:
    old = plan_of("  - {id: C1, title: Open data, lead: moh, due: 2026-06-30}\n")
    new = plan_of("  - {id: C7, title: Open data, lead: mof, due: 2026-07-31, was: C1}\n")
    found = changes(old, new)
    assert told(*found) == [
        "renumbered C7 C1 C7", "slipped C7 2026-06-30 2026-07-31", "agency_changed C7 moh mof"
    ]  # fmt: skip
    assert {one.was for one in found} == {"C1"}
    assert not any(one.proposed for one in found)


def test_without_a_history_nothing_is_counted_and_without_a_day_nothing_is_late() -> None:
    [change] = changes(plan(STEP), plan(STEP.replace("2026-06-30", "2026-09-30")))
    assert (change.days, change.moves, change.total_days, change.after_deadline) == (92, None, None, None)


@pytest.mark.parametrize(("on", "late"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_a_deadline_is_moved_too_late_from_the_day_after_it(on: date, late: bool) -> None:
    [change] = changes(plan(STEP), plan(STEP.replace("2026-06-30", "2026-09-30")), on=on)
    assert change.after_deadline is late


def test_every_move_counts_through_several_files_and_changed_ids() -> None:
    steps = [
        STEP,
        STEP.replace("2026-06-30", "2026-07-31"),
        "id: '4', was: '1', title: Publish the register, due: 2026-08-31",
        "id: '9', was: '4', title: Publish the register, due: 2026-09-30",
    ]
    found = changes_across([(plan(step), f"r{number}") for number, step in enumerate(steps)], TODAY)
    [renumbered, slipped] = found
    assert (renumbered.before, renumbered.after) == ("C1/1", "C1/9")
    assert (slipped.days, slipped.moves, slipped.total_days, slipped.after_deadline) == (92, 3, 92, True)


def test_what_was_away_for_a_while_and_is_back_is_the_same() -> None:
    other = "id: '2', title: Ask the patients"
    plans = [plan(STEP, other), plan(other), plan(STEP.replace("2026-06-30", "2026-09-30"), other)]
    found = changes_across([(one, f"r{number}") for number, one in enumerate(plans)], TODAY)
    assert told(*found) == ["slipped C1/1 2026-06-30 2026-09-30"]


def test_what_came_of_putting_a_plan_back_does_not_count() -> None:
    [(_, first)] = plan(STEP).milestones()
    [(_, moved)] = plan(STEP.replace("2026-06-30", "2026-09-30")).milestones()
    seen = [
        sighting_of(milestone, revision, date(2026, 1, day))
        for day, (milestone, revision) in enumerate([(first, "A"), (moved, "B"), (first, "A"), (moved, "B")], start=1)
    ]
    assert that_count(seen) == tuple(seen[:2])
    assert that_count(seen[:3]) == tuple(seen[:1])
    really = replace(seen[3], revision="C")
    assert that_count([*seen[:3], really]) == (seen[0], really)
