"""Tables are imported and exported by hand: what is printed, what is written, and how the command exits."""

import json
from pathlib import Path

import pytest

from notifier.actionplan.reader import json_schema, read_plan
from notifier.actionplan.reader.table import xlsx_file
from tests.actionplan.formats.cast import MAPPING, TABLE
from tests.cli.desk import Desk

PLAN = """\
plan: {id: no-2025, title: {en: A plan, fr: Un plan}, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}
agencies:
  - {id: moh, name: Ministry of Health, emails: [open@moh.example.org]}
commitments:
  - id: C1
    title: {en: Open data, fr: Données ouvertes}
    lead: moh
    themes: [Health]
    headings: [{id: H1, title: First}]
    milestones:
      - {id: 1, title: "=Publish", heading: H1, due: {en: June 2026, date: 2026-06}, status: in_progress}
      - {id: 2, title: Repeat, due: {en: July 2026}, support: [mof]}
  - {id: C2, title: {en: Alone}, lead: moh, due: {en: August 2026}}
"""


@pytest.fixture
def table(desk: Desk) -> Path:
    """A table and its mapping on the desk."""
    (desk.folder / "no.csv").write_text(TABLE)
    (desk.folder / "no.map.yaml").write_text(MAPPING)
    return desk.folder / "no.csv"


def test_a_table_is_imported_as_a_plan_file_that_a_person_likes_to_read(desk: Desk, table: Path) -> None:
    answer = desk.types("import", "no.csv", "-o", "no.yaml")
    assert (answer.returncode, answer.stderr.strip()) == (0, "no.yaml: 1 commitments, 2 milestones")
    lines = (desk.folder / "no.yaml").read_text().splitlines()
    assert lines[0].startswith("# Taken from no.csv, revision ")
    assert "`notifier export` with the mapping no.map.yaml" in lines[1]
    assert lines[lines.index("commitments:") + 1 :] == [
        "  - id: C1",
        "    title: Open data",
        "    milestones:",
        "      - id: C1.1",
        "        title: Publish",
        "        due: 2025-06-30",
        "        lead: moh",
        "        extra:",
        "          note: seen",
        "      - id: C1.2",
        "        title: Repeat",
        "        due: June 2026",
        "        lead: mof",
        "        support: [moh]",
    ]
    from_file, from_table = read_plan(desk.folder / "no.yaml").plan, read_plan(table).plan
    assert from_file is not None
    assert from_table is not None
    assert (from_file.head, from_file.agencies) == (from_table.head, from_table.agencies)


def test_without_a_file_to_write_the_plan_is_printed(desk: Desk, table: Path) -> None:
    assert "\ncommitments:\n  - id: C1\n" in desk.types("import", "no.csv").stdout


def test_nothing_is_written_over_without_force(desk: Desk, table: Path) -> None:
    (desk.folder / "no.yaml").write_text("mine")
    for words in (("import", "no.csv", "-o", "no.yaml"), ("export", "no.csv", "-o", "no.csv")):
        answer = desk.types(*words)
        assert answer.returncode == 1
        assert answer.stderr.strip() == f"{words[-1]}: the file is there already (--force writes over it)"
    assert (desk.folder / "no.yaml").read_text() == "mine"
    assert desk.types("import", "no.csv", "-o", "no.yaml", "--force").returncode == 0


def test_a_table_with_mistakes_is_not_imported_and_they_are_named(desk: Desk, table: Path) -> None:
    table.write_text(TABLE.replace("C1.2", ""))
    answer = desk.types("import", "no.csv", "-o", "no.yaml")
    assert answer.returncode == 1
    assert answer.stderr.strip() == "no.csv:3:14: `step` is empty (give this row an id, or remove it)"
    assert not (desk.folder / "no.yaml").exists()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("import", "no.yaml"), "no.yaml is no table: its name ends in .csv or .xlsx"),
        (("import", "no.csv", "-o", "no.txt"), "no.txt would be no plan file: its name ends in .yaml"),
        (("export", "no.yaml", "-o", "no.ods"), "no.ods would be no table: its name ends in .csv or .xlsx"),
    ],
)
def test_a_name_that_does_not_fit_is_wrong_usage(desk: Desk, words: tuple[str, ...], what: str) -> None:
    answer = desk.types(*words)
    assert answer.returncode == 2
    assert what in " ".join(answer.stderr.replace("│", "").split())


def test_files_that_are_not_there_are_named(desk: Desk, table: Path) -> None:
    assert desk.types("import", "none.csv").stderr.strip() == "none.csv: the file cannot be read: there is no such file"
    answer = desk.types("import", "no.csv", "--map", "none.yaml")
    assert (answer.returncode, answer.stderr.strip()) == (
        1,
        "none.yaml: the file cannot be read: there is no such file",
    )


def test_a_draft_is_a_mapping_but_for_what_only_a_person_knows(desk: Desk) -> None:
    header = "Commitment No,Commitment (en),Commitment (fr),Milestone number,Milestone,Deadline,Responsible agency\n"
    (desk.folder / "new.csv").write_text(header + "1,A,B,1.1,C,May 2026,moh\n")
    draft = desk.types("import", "new.csv", "--draft").stdout
    assert draft.splitlines()[3:] == [
        'commitment: {id: Commitment No, title: {en: "Commitment (en)", fr: "Commitment (fr)"}}',
        "milestone: {id: Milestone number, title: Milestone, due: Deadline, lead: Responsible agency}",
    ]
    head = "plan: {id: x, title: X, country: NO, starts: 2026-01-01, ends: 2026-12-31, timezone: UTC}\n"
    (desk.folder / "new.map.yaml").write_text(head + "\n".join(draft.splitlines()[3:]))
    assert desk.types("check", "new.csv").returncode == 0


def test_a_plan_is_exported_with_a_mapping_of_its_own_and_read_again(desk: Desk) -> None:
    (desk.folder / "plan.yaml").write_text(PLAN)
    for name in ("plan.csv", "plan.xlsx"):
        answer = desk.types("export", "plan.yaml", "-o", f"out.{name}", "--force")
        assert (answer.returncode, answer.stderr.splitlines()[-1]) == (0, f"out.{name}: 3 rows")
        assert desk.types("check", f"out.{name}").returncode == 0
    assert "'=Publish" in (desk.folder / "out.plan.csv").read_text()
    cells = xlsx_file.read("out.plan.xlsx", (desk.folder / "out.plan.xlsx").read_bytes()).rows[0]
    assert "=Publish" in cells


def test_an_export_says_what_the_table_cannot_hold(desk: Desk) -> None:
    (desk.folder / "plan.yaml").write_text(PLAN)
    (desk.folder / "small.map.yaml").write_text(
        "plan: {id: x, title: X, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}\n"
        "commitment: {id: c, title: {en: t}, lead: l}\nmilestone: {id: m, title: mt}\n"
    )
    answer = desk.types("export", "plan.yaml", "-o", "small.csv")
    assert answer.returncode == 1
    assert "small.csv: milestone C1/1 says something else: deadline, status, heading" in answer.stderr.replace(
        ", prints, dated", ""
    )
    assert "give the mapping a column for what is missing" in answer.stderr


def test_the_schema_is_printed(desk: Desk) -> None:
    answer = desk.types("schema")
    assert json.loads(answer.stdout) == json_schema.document()


def test_check_reads_a_table_and_a_folder_of_them(desk: Desk, table: Path) -> None:
    assert desk.types("check", str(desk.folder)).returncode == 0
    (desk.folder / "no.map.yaml").unlink()
    answer = desk.types("check", str(desk.folder))
    assert answer.returncode == 1
    assert "this table has no mapping (write" in answer.stdout
