"""Tables as they come from a clerk's spreadsheet: in another encoding, under a title, with merged cells and totals."""

from io import BytesIO

import pytest
import xlsxwriter

from notifier.actionplan.problems import Code
from tests.actionplan.formats.cast import MAPPING, TABLE, plan_of, problems, reading


@pytest.mark.parametrize(
    ("encoding", "called"), [("cp1251", "Windows-1251"), ("utf-16", "UTF-16"), ("cp1252", "Latin-1 or Windows-1252")]
)
def test_a_table_in_another_encoding_is_told_which_it_probably_is(encoding: str, called: str) -> None:
    words = "Déjà vu, créé, noté" if encoding == "cp1252" else "Опубликовать перечень наборов данных"
    [problem] = reading(TABLE.replace("Publish", words.replace(",", "")).encode(encoding)).problems
    assert problem.code is Code.NOT_TEXT
    assert called in problem.hint


def test_a_title_above_the_header_is_said_once() -> None:
    [problem] = problems("Our plan of 2025\n\n" + TABLE)
    assert "a title of one cell (remove what stands above" in problem


def test_merged_cells_are_to_be_said_in_each_row() -> None:
    [problem] = problems(TABLE.replace("\nC1,Open data,C1.2", "\n,,C1.2"))
    assert "`promise` is empty (say it in each row" in problem


@pytest.mark.parametrize(
    ("cell", "status"),
    [("Terminé", "completed"), ("В работе", "in_progress"), ("NOT-STARTED", "not_started"), ("Complete", "completed")],
)
def test_a_status_is_known_as_people_say_it(cell: str, status: str) -> None:
    plan = plan_of(TABLE.replace("seen", cell), MAPPING.replace("lead: who", "lead: who, status: note"))
    assert plan.commitments[0].milestones[0].status == status


def test_of_several_printed_dates_the_date_for_machines_may_be_any() -> None:
    mapping = MAPPING.replace("due: by", "due: {en: by, date: note}")
    table = TABLE.replace("June 2026,mof;moh,", "5 by June 2025; 10 by June 2026,moh,DATE").replace("seen", "2025-06")
    for date, found in (("2025-06", 0), ("2026-06", 0), ("2025-07", 1)):
        told = reading(table.replace("DATE", date), mapping).problems
        assert sum(one.code is Code.DATES_DISAGREE for one in told) == found


@pytest.mark.parametrize(
    "table",
    [
        "a," * 2_000_000, ",".join(f"c{n}" for n in range(100_000)), TABLE + "\r" * 2_000_000, "#:\n" * 1_100_000,
        TABLE + '"' * 2_000_000, TABLE + "C,x,1,y,2025,moh,\n" * 250_000,
    ],
)  # fmt: skip
def test_what_is_more_than_any_table_is_given_up(table: str) -> None:
    [problem] = reading(table).problems
    assert problem.code is Code.TOO_MUCH


@pytest.mark.parametrize("lead", ["(to be agreed)", "TBD", "Jane Doe jane@example.com"])
def test_a_lead_that_is_no_agency_is_not_taken_for_one(lead: str) -> None:
    [problem] = reading(TABLE.replace("2025-06-30,moh", f"2025-06-30,{lead}")).problems
    assert problem.code in (Code.AGENCY_NOT_AGREED, Code.AGENCY_PERSON)
    assert "jane@" not in str(problem)


def test_the_first_sheet_is_the_first_that_people_see() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        notes, table = book.add_worksheet("Notes"), book.add_worksheet("Plan")
        notes.write_string(0, 0, "How to fill in the other sheet")
        notes.hide()
        table.activate()
        table.set_first_sheet()
        for row, line in enumerate(TABLE.splitlines()):
            for column, cell in enumerate(line.split(",")):
                table.write_string(row, column, cell)
    assert plan_of(content.getvalue(), name="plans/no.xlsx").commitments[0].id == "C1"
