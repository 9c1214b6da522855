"""What `simulate` and `agenda` show of the days to come: of many plans, narrowed, as a calendar, with revisions."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.desk import Desk
from tests.house.project import ROOT

KYRGYZ = str(ROOT / "plans" / "kyrgyz-2018-2020.yaml")
DAYS = ("--from", "2025-01-02", "--until", "2025-12-31")
PLAN = """\
plan: {id: kg, title: "A plan; \\U0001F3E5", country: KG, starts: 2025-01-01, ends: 2026-12-31, timezone: Asia/Bishkek}
agencies:
  - id: moh
    name: Ministry of Health
    emails: [clerk@moh.example.org, desk@moh.example.org]
    superiors: [head@moh.example.org]
  - {id: moj, name: Ministry of Justice, emails: [clerk@moj.example.org]}
commitments:
  - id: C1
    title: Open data
    lead: moh
    themes: [Health]
    milestones:
      - {id: 1, title: Register of hospitals, due: 2025-06-30}
      - {id: 2, title: Prices of medicines, due: 2025-06-30}
  - {id: C2, title: Laws, lead: moj, themes: [Justice], due: 2025-09-30}
"""


@pytest.fixture
def plan(desk: Desk) -> Path:
    (desk.folder / "plans").mkdir()
    (desk.folder / "plans" / "kg.yaml").write_text(PLAN)
    return desk.folder / "plans" / "kg.yaml"


def foretold(desk: Desk, *words: str) -> list[dict[str, object]]:
    answer = desk.types("simulate", "plans/kg.yaml", *DAYS, "--format", "json", *words)
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "field", "values"),
    [
        (("--kind", "milestone.due"), "kind", {"milestone.due"}),
        (("--kind", "overdue"), "kind", {"milestone.overdue", "commitment.overdue"}),
        (("--kind", "due", "--kind", "plan.published"), "kind", {"milestone.due", "plan.published"}),
        (("--rule", "escalated"), "rule", {"escalated"}),
        (("--agency", "moj", "--kind", "milestone.due"), "commitment", {"C2"}),
        (("--commitment", "C1"), "commitment", {"C1"}),
        (("--milestone", "C1/2"), "milestone", {"2"}),
        (("--milestone", "2"), "milestone", {"2"}),
        (("--theme", "Justice"), "commitment", {"C2"}),
    ],
)
def test_each_option_narrows_what_is_shown(
    desk: Desk, plan: Path, words: tuple[str, ...], field: str, values: set[str]
) -> None:
    rows = foretold(desk, *words)
    assert {row[field] for row in rows} == values
    assert len(rows) < len(foretold(desk))


def test_what_is_addressed_to_superiors_reaches_them(desk: Desk, plan: Path) -> None:
    rows = foretold(desk, "--to", "superior", "--commitment", "C1")
    assert rows
    assert all("head@moh.example.org" in row["recipients"] for row in rows)  # type: ignore[operator]


@pytest.mark.parametrize("verb", [("simulate", "plans/kg.yaml", *DAYS), ("agenda",)])
def test_a_word_that_is_unknown_is_refused_with_what_was_meant(desk: Desk, plan: Path, verb: tuple[str, ...]) -> None:
    assert desk.types("run-once", "--now", "2025-01-02T10:00:00+06:00").returncode == 0
    for option, wrong, meant in (
        ("kind", "milestone.overdu", "milestone.overdue"),
        ("rule", "due_son", "due_soon"),
        ("to", "superiors", "superior"),
        ("agency", "mohh", "moh"),
        ("commitment", "C11", "C1"),
        ("milestone", "C1/22", "C1/2"),
        ("theme", "Heath", "Health"),
    ):
        answer = desk.types(*verb, f"--{option}", wrong)
        assert answer.returncode == 2
        told = " ".join(answer.stderr.replace("│", " ").split())
        assert f"`{wrong}` here (did you mean {meant}?)" in told
        assert answer.stdout == ""


def test_the_table_says_to_whom_and_why_not_and_sums_up(desk: Desk, plan: Path) -> None:
    answer = desk.types("simulate", "plans/kg.yaml", *DAYS)
    rows = answer.stdout.splitlines()
    assert rows[0].split() == ["on", "day", "kind", "what", "to", "why", "kept", "back"]
    [due] = [row for row in rows if "milestone.due " in row and "C1/1" in row]
    assert due.split()[:2] == ["2025-06-30", "Mon"]
    assert "agency 2: clerk@moh.example.org, desk@moh.example.org; public" in due
    silent = [row for row in rows if "milestone.overdue" in row and "speaks for it" in row]
    assert silent
    assert all("nobody" in row for row in silent)
    summed = answer.stderr.splitlines()[-1]
    assert summed.startswith(f"{len(rows) - 1} notices ({len(silent)} of them to nobody) to 4 readers, in ")
    assert "2 milestone.due," not in summed, "three milestones fall due"
    assert "3 milestone.due," in summed


def test_what_is_merged_names_the_notice_that_says_it(desk: Desk, plan: Path) -> None:
    rows = foretold(desk, "--kind", "overdue", "--commitment", "C1")
    said = {row["notice"]: row for row in rows if row["kind"] == "commitment.overdue"}
    merged = [row for row in rows if row["merged_into"]]
    assert merged
    for row in merged:
        assert row["to"] == row["recipients"] == []
        assert said[row["merged_into"]]["on"] <= row["on"]  # type: ignore[operator]
    assert all(row["kept_back"] for row in merged)


def test_a_folder_of_plans_is_simulated_as_one(desk: Desk, plan: Path) -> None:
    (plan.parent / "second.yaml").write_text(PLAN.replace("id: kg", "id: second"))
    alone = foretold(desk)
    answer = desk.types("simulate", "plans", *DAYS, "--format", "json")
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.returncode == 0
    assert len(rows) == 2 * len(alone)
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    assert [row for row in rows if row["plan"] == "kg"] == alone


def test_files_that_cannot_be_used_are_named_and_the_others_go_on(desk: Desk, plan: Path) -> None:
    (plan.parent / "bad.yaml").write_text("plan: [")
    (plan.parent / "twice.yaml").write_text(PLAN)
    (desk.folder / "empty").mkdir()
    answer = desk.types("simulate", "plans", "empty", *DAYS, "--format", "json")
    assert answer.returncode == 1
    assert "plans/bad.yaml:" in answer.stderr
    assert "plans/twice.yaml:1:1: the plan `kg` is already read from plans/kg.yaml" in answer.stderr
    assert "empty:1:1: there is no plan file in this folder" in answer.stderr
    assert len(answer.stdout.splitlines()) == len(foretold(desk))
    nothing = desk.types("simulate", "plans/bad.yaml", *DAYS)
    assert (nothing.returncode, nothing.stdout) == (1, "no plan could be read\n")


def test_settings_that_do_not_fit_are_told_for_what_is_shown_is_without_them(desk: Desk, plan: Path) -> None:
    plan.write_text(PLAN.replace("timezone:", "rules: {overdue: {evry_days: 3}, due_son: off}, timezone:"))
    answer = desk.types("simulate", "plans/kg.yaml", *DAYS)
    assert answer.returncode == 0
    assert "warning: the rule `overdue` has no setting `evry_days` (did you mean every_days?)" in answer.stderr
    assert "plans/kg.yaml:1:" in answer.stderr
    assert "there is no rule `due_son` (did you mean due_soon?)" in answer.stderr


def test_revisions_bring_what_comes_of_them(desk: Desk, plan: Path) -> None:
    (desk.folder / "later.yaml").write_text(PLAN.replace("due: 2025-09-30", "due: 2025-11-28"))
    without_one = PLAN.replace("due: 2025-09-30", "due: 2025-11-28").replace("      - {id: 2, t", "#")
    (desk.folder / "last.yaml").write_text(without_one)
    rows = foretold(desk, "--revision", "2025-10-15=last.yaml", "--revision", "2025-08-04=later.yaml")
    slipped = [(row["on"], row["commitment"]) for row in rows if row["kind"] == "milestone.slipped"]
    assert slipped == [("2025-08-04", "C2")]
    removed = [(row["on"], row["milestone"]) for row in rows if row["kind"] == "milestone.removed"]
    assert removed == [("2025-10-15", "2")]
    assert ("2025-11-28", "C2") in [(row["on"], row["commitment"]) for row in rows if row["kind"] == "milestone.due"]
    assert not (desk.folder / "var").exists(), "nothing is stored"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("plans/kg.yaml", "--revision", "2025-03-01"), "names no file"),
        (("plans/kg.yaml", "--revision", "March=kg.yaml"), "is no day"),
        (("plans/kg.yaml", "--revision", "2025-01-02=plans/kg.yaml"), "is not after --from"),
        (("plans/kg.yaml", "--revision", f"2025-03-01={KYRGYZ}"), "is the plan `kg-2018-2020`, not `kg`"),
        (("plans/kg.yaml", KYRGYZ, "--revision", "2025-03-01=plans/kg.yaml"), "goes with one plan file"),
    ],
)
def test_a_revision_that_makes_no_sense_is_refused(desk: Desk, plan: Path, words: tuple[str, ...], what: str) -> None:
    answer = desk.types("simulate", *words, *DAYS)
    assert answer.returncode == 2
    assert what in " ".join(answer.stderr.replace("│", " ").split())


def test_a_calendar_has_an_event_a_notice_and_nobodys_address(desk: Desk, plan: Path) -> None:
    answer = desk.types("simulate", "plans/kg.yaml", *DAYS, "--format", "ics")
    assert answer.returncode == 0
    assert "@" not in answer.stdout
    events = {event.uid: event for event in Calendar.from_ical(answer.stdout).events}
    rows = foretold(desk)
    assert events.keys() == {row["notice"] for row in rows}
    for row in rows:
        assert str(events[str(row["notice"])].start) == row["on"]
        assert str(events[str(row["notice"])]["URL"]).startswith("https://alerts.example.org/plans/kg")


def test_the_agenda_is_narrowed_and_is_a_calendar_too(desk: Desk, plan: Path) -> None:
    (plan.parent / "second.yaml").write_text(PLAN.replace("id: kg", "id: second"))
    now = ("--now", "2025-06-20T10:00:00+06:00")
    assert desk.types("run-once", *now).returncode == 0
    everything = desk.types("agenda", *now, "--days", "60", "--format", "json").stdout.splitlines()
    words = ("agenda", *now, "--days", "60", "--plan", "second", "--kind", "due", "--agency", "moh")
    rows = [json.loads(line) for line in desk.types(*words, "--format", "json").stdout.splitlines()]
    assert [(row["on"], row["plan"], row["milestone"]) for row in rows] == [
        ("2025-06-30", "second", "1"), ("2025-06-30", "second", "2"),
    ]  # fmt: skip
    assert len(everything) > len(rows)
    calendar = Calendar.from_ical(desk.types(*words, "--format", "ics").stdout)
    assert [event.uid for event in calendar.events] == [row["notice"] for row in rows]
    nothing = desk.types("agenda", *now, "--kind", "plan.ended")
    assert (nothing.returncode, nothing.stdout) == (0, "nothing of what you ask for will be said within 30 days\n")
    assert desk.types("agenda", *now, "--plan", "third").returncode == 2
    last = desk.types("agenda", "--now", "9999-12-20T10:00:00+06:00", "--days", "60", "--rule", "completed")
    assert "Traceback" not in last.stderr, "there is no day after the last one"
