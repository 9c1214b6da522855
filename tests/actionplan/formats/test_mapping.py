"""A mapping says which column means what; its mistakes are named in it, the table's at their cells."""

from pathlib import Path

import pytest

from notifier.actionplan.model import Heading
from notifier.actionplan.problems import Severity
from notifier.actionplan.reader import plan_files, read_plan
from notifier.actionplan.reader.table.row import in_parentheses
from tests.actionplan.formats.cast import MAPPING, TABLE, plan_of, problems, reading

# A mapping with what is right exchanged for what is wrong, and the problem.
MISTAKES = [
    ("milestone:", "milestones:", "6:1: there is no field `milestones` here (did you mean milestone?)"),
    ("due: by", "dew: by", "6:36: there is no field `dew` here (did you mean due?)"),
    ("due: by", "due: bye", "6:41: the table has no column `bye` (did you mean by?)"),
    ("title: what", "title: {en: wat}", "5:39: the table has no column `wat` (did you mean what?)"),
    ("due: by", "due: {en: {parentheses: dos}}", "6:46: the table has no column `dos` (did you mean does?)"),
    ("due: by", "due: {en: {}}",
     "6:46: no column is named here (name one column: `en: COLUMN`, or `en: {parentheses: COLUMN}`)"),
    ("id: promise, ", "", "5:13: `id` is missing (add `id: …` here)"),
    ("country: NO", "country: Norway",
     "1:45: `country`: this is not an id: 'Norway' (letters, digits, dot and dash; a country is two capitals)"),
    ("starts: 2025-01-01", "starts: 2027-01-01", "1:75: the plan ends before it starts (swap `starts` and `ends`)"),
    ("{id: mof", "{id: moh", "4:10: the id `moh` is used twice (give one another id)"),
    ("plan: {", "plan: [{", "1:1"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "line"), MISTAKES, ids=[wrong for _, wrong, _ in MISTAKES])
def test_one_mistake_is_named_at_its_place_in_the_mapping(right: str, wrong: str, line: str) -> None:
    assert problems() == []
    assert right in MAPPING
    found = problems(mapping=MAPPING.replace(right, wrong, 1))
    if line == "1:1":
        assert found[0].startswith("plans/no.map.yaml:2:")
    else:
        assert f"plans/no.map.yaml:{line}" in found


def test_every_mistake_is_named_at_once() -> None:
    mapping = MAPPING.replace("UTC", "Mars").replace("due: by", "dew: by").replace("id: promise", "id: ''")
    assert len(problems(mapping=mapping)) == 3
    columns = MAPPING.replace("promise", "a").replace("what", "b").replace("who", "c")
    assert [one.split(" (")[0].split(": ")[1] for one in problems(mapping=columns)] == [
        f"the table has no column `{name}`" for name in "abc"
    ]


def test_a_table_without_a_mapping_says_which_file_to_write_and_what_into_it() -> None:
    [line] = problems(mapping=None)
    assert line.startswith(
        "plans/no.csv:1:1: this table has no mapping (write plans/no.map.yaml, at least: plan: {id: …"
    )
    assert "`notifier import plans/no.csv --draft` drafts it" in line


def test_a_csv_may_hold_its_mapping_in_its_first_lines() -> None:
    above = "".join(f"#: {line}\n" for line in MAPPING.splitlines())
    plan = plan_of(above + TABLE, None)
    assert [milestone.line for _, milestone in plan.milestones()] == [8, 9]
    assert problems(above.replace("id: promise", "id: promis") + TABLE, None) == [
        "plans/no.csv:5:21: the table has no column `promis` (did you mean promise?)"
    ]


# ------------------------------------------------------------------------------------------ rows


HEADED = """\
plan: {id: no, title: A plan, country: NO, starts: 2025-01-01, ends: 2026-12-31, timezone: UTC}
agencies:
  - {id: moh, name: Ministry of Health}
  - {id: mof, name: Ministry of Finance}
commitment: {id: c, title: ct}
heading: {id: h, title: {en: ht, fr: htf}}
milestone: {id: m, title: mt, due: {en: {parentheses: mt}, date: on}, lead: who}
defaults: {lead: mof, themes: [Health]}
"""
ROWS = """\
c,ct,h,ht,htf,m,mt,on,who
C1,One,H1,A,Un,1,First (June 2025),2025-06,moh
C2,Two,,,,1,Second (May 2025),,
C1,One,H1,A,Un,2,Third,2026-03,mof;moh
"""


def test_rows_of_one_commitment_go_together_and_headings_group_them() -> None:
    plan = plan_of(ROWS, HEADED)
    one, two = plan.commitments
    assert [(c.id, m.id, m.heading) for c, m in plan.milestones()] == [
        ("C1", "1", "H1"), ("C1", "2", "H1"), ("C2", "1", None)]  # fmt: skip
    assert one.headings == (Heading("H1", "A", {"en": "A", "fr": "Un"}),)
    assert [(m.lead, m.support) for m in one.milestones] == [("moh", ()), ("mof", ("moh",))]
    assert one.lead == "moh", "the first among equals"
    assert (two.lead, two.themes) == ("mof", ("Health",))


def test_the_deadline_is_taken_out_of_the_parentheses_and_the_title_stays() -> None:
    first, third = plan_of(ROWS, HEADED).commitments[0].milestones
    assert (first.title, first.prints, first.dated) == ("First (June 2025)", {"en": "June 2025"}, "2025-06")
    assert (third.title, third.prints, third.dated) == ("Third", {}, "2026-03")


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Done (5 by June; 10 by July).", "5 by June; 10 by July"),
        ('said (June 2020)"\n', "June 2020"),
        ("both (A) and (B (or C))", "B (or C)"),
        ("l’étape. (Juin 2020", "Juin 2020"),
        ("none", ""), ("(TBS) leads", ""), (")", ""), ("", ""), ("((", ""),
    ],
)  # fmt: skip
def test_parentheses_count_at_the_end_alone(text: str, within: str) -> None:
    assert in_parentheses(text) == within


def test_parents_that_contradict_each_other_are_a_warning_and_the_first_counts() -> None:
    table = ROWS.replace("C1,One,H1,A,Un,2", "C1,Uno,H1,A,Une,2")
    assert [line.split(" (")[0] for line in problems(table, HEADED)][:2] == [
        "plans/no.csv:4:4: warning: `C1` has another `title` here, “Uno”, than before, “One”",
        "plans/no.csv:4:13: warning: `H1` has another `title` here, “Une”, than before, “Un”",
    ]
    assert plan_of(table, HEADED).commitments[0].title == "One"


def test_a_row_without_an_id_is_a_problem_at_its_cell() -> None:
    assert problems(TABLE.replace("C1,Open data,C1.2", "C1,Open data, ")) == [
        "plans/no.csv:3:14: `step` is empty (give this row an id, or remove it)"
    ]


def test_an_id_that_the_service_cannot_take_is_a_problem_with_a_hint() -> None:
    [line] = problems(TABLE.replace("C1.1", "Step 1/a"))
    assert line.startswith("plans/no.csv:2:14: `id`: this is not an id: 'Step 1/a' (letters, digits, dot and dash")


def test_agencies_that_stand_in_the_column_alone_are_taken_with_a_warning() -> None:
    mapping = "".join(line for line in MAPPING.splitlines(keepends=True) if "mof" not in line)
    [warning] = problems(mapping=mapping)
    what = "the agency `mof` has no e-mail address: nobody will be reminded"
    assert warning == f"plans/no.csv:3:36: warning: {what} (give it `emails: [name@example.org]` under `agencies`)"
    assert [(one.id, one.emails) for one in plan_of(mapping=mapping).agencies][1:] == [("mof", ())]
    [line] = problems(TABLE.replace("mof;moh", "Ministry of Works"))
    assert line.startswith(
        'plans/no.csv:3:36: there is no agency `Ministry of Works` (add `- {id: …, name: "Ministry of W'
    )


def test_an_agency_is_known_by_its_name_too() -> None:
    plan = plan_of(TABLE.replace("mof;moh", "ministry of finance"))
    assert [milestone.lead for _, milestone in plan.milestones()] == ["moh", "mof"]


def test_a_lead_is_needed_where_a_row_has_none_and_the_mapping_gives_none() -> None:
    mapping = "".join(line for line in MAPPING.splitlines(keepends=True) if "mof" not in line)
    assert problems(TABLE.replace("mof;moh", ""), mapping) == [
        "plans/no.csv:2:1: `lead` is missing (add `lead: …` here, or at each of its milestones)"
    ]


def test_each_row_is_a_commitment_where_the_mapping_names_no_milestones() -> None:
    mapping = "".join(MAPPING.splitlines(keepends=True)[:4])
    mapping += "commitment: {id: step, title: does, due: by, lead: who, themes: note, status: what}\n"
    plan = plan_of(TABLE.replace("Open data", "In Progress").replace("seen", "Health; Open Data"), mapping)
    assert [(c.id, c.themes, m.status) for c, m in plan.milestones()] == [
        ("C1.1", ("Health", "Open Data"), "in_progress"), ("C1.2", (), "in_progress")]  # fmt: skip
    assert problems(TABLE.replace("Open data", "").replace("C1.2", "C1.1"), mapping) == [
        "plans/no.csv:3:5: the id `C1.1` is used twice (give one another id)"
    ]


def test_columns_that_no_mapping_names_are_kept() -> None:
    plan = plan_of()
    assert [milestone.extra for _, milestone in plan.milestones()] == [{"note": "seen"}, {}]


# ------------------------------------------------------------------------------------------ files


def test_a_mapping_lies_beside_its_table_and_is_part_of_its_revision(tmp_path: Path) -> None:
    (tmp_path / "no.CSV").write_text(TABLE)
    (tmp_path / "no.map.yaml").write_text(MAPPING)
    (tmp_path / "plan.schema.json").write_text("{}")
    (tmp_path / "~$no.xlsx").write_text("what a spreadsheet program leaves")
    assert [path.name for path in plan_files(tmp_path)] == ["no.CSV"]
    first = read_plan(tmp_path / "no.CSV")
    assert first.plan is not None, first.problems
    (tmp_path / "no.map.yaml").write_text(MAPPING.replace("A plan", "The plan"))
    second = read_plan(tmp_path / "no.CSV")
    assert second.plan is not None
    assert (second.plan.head.title, second.revision != first.revision) == ("The plan", True)


def test_warnings_of_a_table_do_not_keep_it_from_being_a_plan() -> None:
    read = reading(TABLE.replace("June 2026", "One day"))
    assert read.plan is not None
    assert [(one.line, one.column, one.severity) for one in read.problems] == [(3, 26, Severity.WARNING)]
