"""A plan file is read whole or not at all, every mistake is named once and at its place, and nothing makes it raise."""

from datetime import date
from pathlib import Path

import pytest

from notifier.actionplan.deadline import Certainty
from notifier.actionplan.model import Status, subject
from notifier.actionplan.problems import Severity
from notifier.actionplan.reader import plan_files, read_content, read_plan
from notifier.actionplan.reader.source import LARGEST_PLAN
from tests.actionplan.cast import HEAD, PROMISE, plan_of, problems


def test_every_mistake_of_a_file_is_named_at_its_own_line_and_column() -> None:
    text = """\
    plan:
      id: kg 2018
      title: A plan
      country: Norway
      starts: 2018
      ends: 2020-08-31
      timezone: Asia/Bishkeck
      notify_at: nine
      source: www.example.org
    agencies:
      - {id: moh, name: Ministry of Health, emails: [moh at example.org]}
      - {id: moh, name: ""}
    commitments:
      - id: C1
        titel: Open data
        lead: moj
        due: 2020-09-31
        status: started
        milestones:
          - {id: "1", title: First, done_on: soon, evidence: "https://[broken"}
          - {id: "1", title: Second, status: in_progress, done_on: 2019-01-01}
    """
    assert [line.split(" (")[0] for line in problems(text)] == [
        "plans/no.yaml:2:7: `id`: this is not an id: 'kg 2018'",
        "plans/no.yaml:4:12: `country`: this is not an id: 'Norway'",
        "plans/no.yaml:5:11: `starts`: this is not a day of the calendar: '2018'",
        "plans/no.yaml:7:13: `timezone`: there is no such time zone: 'Asia/Bishkeck'",
        "plans/no.yaml:8:14: `notify_at`: this is not a time of day: 'nine'",
        "plans/no.yaml:9:11: `source`: this is not a web address: 'www.example.org'",
        "plans/no.yaml:11:50: `emails`: this is not an e-mail address: 'moh at example.org'",
        "plans/no.yaml:12:10: the id `moh` is used twice",
        "plans/no.yaml:12:21: `name`: a text is needed: ''",
        "plans/no.yaml:15:5: there is no field `titel` here",
        "plans/no.yaml:16:11: there is no agency `moj`",
        "plans/no.yaml:18:13: `status` stands at a commitment that has milestones",
        "plans/no.yaml:18:13: `status`: there is no such status: 'started'",
        "plans/no.yaml:20:42: `done_on`: this is not a day of the calendar: 'soon'",
        "plans/no.yaml:20:58: `evidence`: this is not a web address: 'https://[broken'",
        "plans/no.yaml:21:14: the id `1` is used twice",
        "plans/no.yaml:21:42: `status` is in_progress, yet `done_on` names a day",
    ]


MISTAKES = [
    ("plan: {id:", "plna: {id:", "1:1: there is no field `plna` here (did you mean plan?)"),
    ("agencies:", "agencys:", "2:1: there is no field `agencys` here (did you mean agencies?)"),
    ("due: ", "dew: ", "6:43: there is no field `dew` here (did you mean due?)"),
    ("lead: moh, ", "", "6:5: `lead` is missing (add `lead: …` here)"),
    ("country: NO, ", "", "1:7: `country` is missing (add `country: …` here)"),
    ("lead: moh", "lead: [moh]",
     "6:38: `lead`: a text is needed (write it on one line, in quotes if it holds a colon)"),
    ("id: C1", "id: [C1]", "6:10: `id`: a text is needed (write it on one line, in quotes if it holds a colon)"),
    ("id: C1", "id: {C: 1}", "6:10: `id`: a text is needed (write it on one line, in quotes if it holds a colon)"),
    ("emails: [open@moh.example.org]", "emails: open@moh.example.org",
     "3:49: `emails`: a list is needed: 'o…@moh.example.org' (write it as `- item` lines or [a, b])"),
    ("starts: 2025-01-01", "starts: 2027-01-01", "1:75: the plan ends before it starts (swap `starts` and `ends`)"),
    ("notify_at: 9:00", "notify_at: 24:00", "1:113: `notify_at`: this is not a time of day: '24:00' (write \"09:00\")"),
    ("lead: moh", "lead: mho", "6:38: there is no agency `mho` (did you mean moh?)"),
    ("lead: moh", "lead: justice", "6:38: there is no agency `justice` (add it under `agencies`)"),
    ("timezone:", "language: no, timezone:",
     "1:97: `language`: there is no such language here: 'no' (write en, fr, ru or ky)"),
    ("due:", "due: 2025-06-30, due:", "6:60: `due` is given twice (keep one of the two)"),
    ("title: Open data", "title: *name", "6:21: a YAML alias (*name) stands here (write the text out instead)"),
    (PROMISE, "  []\n", "6:3: there is nothing under `commitments` (add at least one entry)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "mistaken", "line"), MISTAKES, ids=[f"{one[0]} > {one[1]}".strip() for one in MISTAKES]
)
def test_one_mistake_is_one_line(right: str, mistaken: str, line: str) -> None:
    assert problems(HEAD + PROMISE) == []
    assert right in HEAD + PROMISE
    assert problems((HEAD + PROMISE).replace(right, mistaken, 1)) == [f"plans/no.yaml:{line}"]


def test_a_file_that_cannot_be_opened_is_one_problem_of_that_file(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(LARGEST_PLAN + 1)
    for path, why in (
        (large, "it is larger than 10 MB (leave out what is no plan, or raise NOTIFIER_LARGEST_PLAN)"),
        (tmp_path, "it is a folder (put a plan file in its place, or give another name)"),
        (tmp_path / "none.yaml", "there is no such file (check its name and its access rights)"),
    ):
        reading = read_plan(path)
        assert (reading.plan, reading.revision) == (None, "")
        assert [str(one) for one in reading.errors] == [f"{path}:1:1: the file cannot be read: {why}"]


def test_a_commitment_without_milestones_is_its_own_single_milestone() -> None:
    commitment = plan_of(PROMISE + "  - {id: C2, title: B, lead: moh, done_on: 2026-01-15, milestones: }\n").commitments
    [first], [second] = (one.milestones for one in commitment)
    assert (first.id, first.title, first.line, first.deadline.on) == ("C1", "Open data", 6, date(2026, 6, 30))
    assert subject(commitment[0], first) == "C1"
    assert (second.line, second.status, second.done_on) == (7, Status.COMPLETED, date(2026, 1, 15))


def test_a_milestone_without_a_deadline_falls_due_with_its_commitment_and_says_so() -> None:
    plan = plan_of(
        "  - {id: C1, title: A, lead: moh, due: September 2026,\n"
        '     milestones: [{id: "1", title: A}, {id: "2", title: B, due: 2025-03-31}]}\n'
        '  - {id: C2, title: B, lead: moh, due: When ready, milestones: [{id: "1", title: A}]}\n'
    )
    inherited, own, none = (milestone.deadline for _, milestone in plan.milestones())
    assert (inherited.printed, inherited.on) == ("September 2026", date(2026, 9, 30))
    assert inherited.certainty is Certainty.INTERPRETED
    assert inherited.says == "printed for the whole commitment; only a month is printed, so its last day is meant"
    assert (own.on, own.certainty) == (date(2025, 3, 31), Certainty.EXACT)
    assert (none.printed, none.on) == (None, None)


def test_a_doubtful_deadline_is_a_warning_and_the_plan_is_still_used() -> None:
    text = '  - {id: C1, title: A, lead: moh, due: "2027-02-31"}\n  - {id: C2, title: B, lead: mof, due: When ready}\n'
    reading = read_content("p.yaml", (HEAD + text).encode())
    assert reading.plan is not None
    assert {one.severity for one in reading.problems} == {Severity.WARNING}
    impossible = "February 2027 has 28 days, so day 31 is read as its last"
    assert [str(one).split(" (")[0] for one in reading.problems] == [
        "p.yaml:6:40: warning: C1 falls due on 2027-02-28, after the plan's end on 2026-12-31",
        f"p.yaml:6:40: warning: the deadline of C1: {impossible}; read as 2027-02-28",
        "p.yaml:7:40: warning: the deadline of C2: “When ready” cannot be read as a date; no deadline is kept",
    ]
    assert {one.hint for one in reading.problems} == {
        "check which of the two is meant",
        "write YYYY-MM-DD if you know the day",
    }


def test_an_agency_speaks_the_language_of_its_plan_unless_it_names_another() -> None:
    text = (HEAD + PROMISE).replace("timezone:", "language: ky, timezone:").replace("mof,", "mof, language: ru,")
    plan = read_content("p.yaml", text.encode()).plan
    assert plan is not None
    assert [agency.language for agency in plan.agencies] == ["ky", "ru"]


def test_a_folder_gives_its_plan_files_by_name_and_no_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", ".hidden.yaml", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in plan_files(tmp_path)] == ["a.yaml", "b.yml"]
    assert plan_files(tmp_path / "notes.txt") == [tmp_path / "notes.txt"]
    assert plan_files(tmp_path / "none") == []
