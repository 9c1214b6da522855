"""What a plan loses is told once, what comes back is told too, and nobody else is ever taken for it."""

import pytest

from notifier.agenda.answer import Absence
from notifier.agenda.case import Case
from notifier.ledger import absences, cases, plans
from tests.stage import Stage, milestone

STEPS = [milestone("1"), milestone("2", "2025-09-30"), milestone("3", "2025-12-31")]


def known(stage: Stage) -> dict[str, Case]:
    """The cases of the plan's milestones, those that are gone among them, by identity."""
    with stage.ledger.reading() as book:
        plan = plans.find(book, "kg")
        assert plan is not None
        found = [case for case in cases.every(book, plan) if isinstance(case, Case)]
    names = [case.identity or f"{case.commitment.id}/{case.milestone.id}" for case in found]
    assert len(names) == len(set(names))
    return dict(zip(names, found, strict=True))


def removals(stage: Stage) -> list[str]:
    return [one for one in stage.said() if "removed" in one or "added" in one]


def test_what_is_lost_is_gone_and_told_once(stage: Stage) -> None:
    stage.plan(*STEPS)
    stage.goes_to("2025-01-01")
    stage.plan(*STEPS[:2])
    stage.goes_to("2025-02-03")
    assert known(stage)["C1/3"].gone
    assert known(stage)["C1/3"].milestone.title == "Step 3"
    stage.goes_to("2025-02-04")
    stage.goes_to("2026-02-04")
    assert removals(stage) == ["2025-02-03 milestone.removed C1/3"]
    assert not any("C1/3" in one and one[:10] > "2025-02-03" for one in stage.said()), "nobody is chased for it"


def test_what_comes_back_is_told_and_chased_again(stage: Stage) -> None:
    stage.plan(*STEPS)
    stage.goes_to("2025-01-01")
    stage.plan(*STEPS[1:])
    stage.goes_to("2025-02-03")
    stage.plan(*STEPS)
    stage.goes_to("2025-03-03")
    case = known(stage)["C1/1"]
    assert not case.gone
    assert [(str(one.gone_on), str(one.back_on)) for one in case.absences] == [("2025-02-03", "2025-03-03")]
    assert removals(stage) == ["2025-02-03 milestone.removed C1/1", "2025-03-03 milestone.added C1/1"]
    stage.goes_to("2025-06-30")
    assert "2025-06-30 milestone.due C1/1" in stage.said()
    stage.plan(*STEPS[1:])
    stage.goes_to("2025-07-01")
    assert removals(stage)[-1] == "2025-07-01 milestone.removed C1/1"
    assert len(known(stage)["C1/1"].absences) == 2


def test_a_whole_commitment_that_is_lost_loses_each_of_its_milestones(stage: Stage) -> None:
    head = "plan: {id: kg, title: P, country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}\n"
    agency = "agencies: [{id: moh, name: Ministry of Health, emails: [clerk@moh.example.org]}]\n"
    first = "  - {id: A, title: First, lead: moh, due: 2026-03-31}\n"
    second = (
        "  - {id: B, title: Second, lead: moh, themes: [Health], milestones: "
        "[{id: 1, title: One, due: 2026-03-31}, {id: 2, title: Two, due: 2026-06-30}]}\n"
    )
    stage.write(f"{head}{agency}commitments:\n{first}{second}")
    stage.goes_to("2025-01-01")
    stage.write(f"{head}{agency}commitments:\n{first}")
    stage.goes_to("2025-02-03")
    assert removals(stage) == ["2025-02-03 milestone.removed B/1", "2025-02-03 milestone.removed B/2"]
    gone = known(stage)["B/2"]
    assert (gone.commitment.title, gone.commitment.themes, gone.milestone.title) == ("Second", ("Health",), "Two")


def test_a_renumbered_milestone_is_not_gone_and_whoever_takes_its_name_is_not_it(stage: Stage) -> None:
    stage.plan(*STEPS)
    stage.goes_to("2025-01-01")
    stage.plan(STEPS[0], milestone("3", "2025-09-30", title="Step 2", was="2"))
    stage.goes_to("2025-02-03")
    found = known(stage)
    assert [name for name, case in found.items() if case.gone] == ["C1/3"]
    assert found["C1/2"].milestone.id == "3"
    assert [one.split()[-1] for one in removals(stage)] == ["C1/3"]


def test_what_was_away_for_less_than_a_day_is_told_as_it_was_seen(stage: Stage) -> None:
    stage.plan(*STEPS)
    stage.goes_to("2025-01-01")
    for steps, at in ((STEPS[1:], "10:00"), (STEPS, "11:00"), (STEPS[1:], "12:00")):
        stage.plan(*steps)
        stage.goes_to("2025-02-03", at)
    days = [(str(one.gone_on), str(one.back_on)) for one in known(stage)["C1/1"].absences]
    assert days == [("2025-02-03", "2025-02-04"), ("2025-02-05", "None")]
    for day in ("2025-02-04", "2025-02-05", "2025-02-06"):
        stage.goes_to(day)
    # It was gone again before it would have been told that it is back.
    assert removals(stage) == ["2025-02-03 milestone.removed C1/1", "2025-02-05 milestone.removed C1/1"]


def test_nothing_of_an_empty_ledger_is_away(stage: Stage) -> None:
    with stage.ledger.writing() as book:
        assert absences.of(book, "kg", ["C1/1"]) == {}
        assert absences.gone(book, "kg") == []


@pytest.mark.parametrize(("back_on", "gone"), [(None, True), ("2025-03-03", False)])
def test_a_case_is_gone_while_it_is_not_back(stage: Stage, back_on: str | None, gone: bool) -> None:
    stage.plan(*STEPS)
    stage.goes_to("2025-01-01")
    stage.plan(*STEPS[1:])
    stage.goes_to("2025-02-03")
    if back_on:
        stage.plan(*STEPS)
        stage.goes_to(back_on)
    case = known(stage)["C1/1"]
    assert case.gone is gone
    assert isinstance(case.absences[0], Absence)
