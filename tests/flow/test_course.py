"""A plan followed through its revisions: what is foretold is what the service says, and without revisions it is what
the plain simulation says."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from notifier.actionplan.reader import Reading, read_plan
from notifier.agenda import rulebook
from notifier.ledger.connect import ledger_in_memory
from notifier.preview.course import Revision, follow
from notifier.preview.forecast import Forecast, simulate
from tests.house.project import ROOT
from tests.ledgers import KEYRING
from tests.stage import RULES, Stage, milestone

BOOK = rulebook.load(RULES)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """In memory, for a year of days goes by; that both databases say the same is proved elsewhere."""
    return Stage(tmp_path, ledger_in_memory(KEYRING))


def day(text: str) -> date:
    return date.fromisoformat(text)


def lines(found: Sequence[Forecast]) -> list[str]:
    return sorted(f"{one.notice.on} {one.notice.kind} {one.notice.subject}" for one in found if not one.lapsed)


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [("kyrgyz-2018-2020.yaml", "2018-08-31", "2020-10-31"), ("canada-2025-2029.yaml", "2025-09-01", "2026-12-31")],
)
def test_a_plan_that_is_never_replaced_is_foretold_the_same_both_ways(name: str, since: str, until: str) -> None:
    reading = replace(read_plan(ROOT / "plans" / name), path=f"plans/{name}")
    assert reading.plan is not None
    problems: list[str] = []
    plain = simulate(reading.plan, reading.revision, reading.path, BOOK, day(since), day(until), problems)
    followed = follow([Revision(day(since), reading)], BOOK, day(until), problems)
    assert problems == []
    assert [json.dumps(one.as_json()) for one in followed] == [json.dumps(one.as_json()) for one in plain]


def read(stage: Stage, name: str, *milestones: dict[str, object], **head: object) -> Reading:
    """A revision as a file beside the plan's own."""
    stage.plan(*milestones, name="being-written.yaml", **head)
    written = (stage.folder / "being-written.yaml").rename(stage.folder.parent / name)
    reading = read_plan(written)
    assert reading.plan is not None, reading.problems
    return reading


OTHER = "Publish the register of hospitals"
REVISIONS: list[tuple[str, list[dict[str, object]]]] = [
    ("2025-01-01", [milestone("1"), milestone("2", "2025-03-31"), milestone("3", "2025-04-30"), milestone("5", None)]),
    ("2025-03-12", [milestone("1", "2025-09-30"), milestone("2", "2025-03-31"), milestone("3", "2025-04-30"),
                    milestone("5", None)]),
    ("2025-05-20", [milestone("1", "2025-09-30"), milestone("2", "2025-03-31", status="completed"),
                    milestone("4", "2025-08-31", title=OTHER), milestone("5", None)]),
    ("2025-11-03", [milestone("1", "2025-09-30"), milestone("2", "2025-03-31"), milestone("3", "2025-04-30"),
                    milestone("4", "2025-07-31", title=OTHER), milestone("5", None)]),
]  # fmt: skip


@pytest.mark.parametrize("head_start", [0, 5])
def test_what_is_foretold_is_what_the_service_says_day_by_day(stage: Stage, head_start: int) -> None:
    revisions = [
        Revision(day(on), read(stage, f"{number}.yaml", *what, head_start=head_start))
        for number, (on, what) in enumerate(REVISIONS)
    ]
    problems: list[str] = []
    foretold = follow(revisions, BOOK, day("2025-12-01"), problems)
    coming = dict(REVISIONS)
    on = day("2025-01-01")
    while on <= day("2025-12-01"):
        if what := coming.get(str(on)):
            stage.plan(*what, head_start=head_start)
        stage.goes_to(str(on))
        on = date.fromordinal(on.toordinal() + 1)
    assert problems == []
    assert lines(foretold) == stage.said()
    kinds = {one.notice.kind.rpartition(".")[2] for one in foretold}
    assert {"slipped", "advanced", "completed_late", "reopened", "added", "removed", "stalled", "escalated"} <= kinds


def test_a_revision_that_cannot_be_used_is_told_and_the_plan_goes_on(stage: Stage) -> None:
    first = read(stage, "first.yaml", milestone("1"))
    broken = Path(first.path).with_name("broken.yaml")
    broken.write_text("plan: [")
    problems: list[str] = []
    found = follow([Revision(day("2025-01-01"), first), Revision(day("2025-03-01"), read_plan(broken))], BOOK,
                   day("2025-07-31"), problems)  # fmt: skip
    assert "broken.yaml:" in problems[0]
    assert "2025-06-30 milestone.due C1/1" in lines(found)
