"""CSV and XLSX become the same named columns of texts, and what is no table, or no safe one, is one problem."""

import csv
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.actionplan.reader.source import LARGEST_PLAN
from notifier.actionplan.reader.table import csv_file, workbook, xlsx_file
from notifier.actionplan.reader.table.cells import HEADER
from notifier.actionplan.reader.table.write import as_csv, as_xlsx
from tests.actionplan.formats.cast import MAPPING, TABLE, plan_of, problems, reading

BAD_TABLES = [
    ("", "1:1: there is no table in this file"),
    ("\n\n \n", "1:1: there is no table in this file"),
    ("a,b\n1,2\n1,2,3\n4,5,6\n", "3:5: this row has more cells than there are columns, as in 1 rows more"),
    ("a,b,a\n1,2,3\n", "1:5: the column `a` stands here twice"),
    ('a,b\n1,"never closed\n3,4\n', "2:1: this row is not valid CSV: unexpected end of data"),
    ('a,b\n1,"x"y\n', "2:1: this row is not valid CSV: ',' expected after '\"'"),
    (b"a,b\n1,\xe9\n", "2:1: the file is not UTF-8 text"),
    ("a,b\n1," + "x" * 200_000 + "\n", "2:1: this row is not valid CSV: field larger than field limit (131072)"),
]


@pytest.mark.parametrize(("content", "line"), BAD_TABLES, ids=[f"{content[:12]!r}" for content, _ in BAD_TABLES])
def test_a_file_that_is_no_table_says_so_in_one_line(content: str | bytes, line: str) -> None:
    table = csv_file.read("t.csv", content.encode() if isinstance(content, str) else content)
    assert [f"{one.line}:{one.column}: {one.what}" for one in table.problems] == [line]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    text = TABLE.replace(",", delimiter)
    if delimiter == ";":
        text = text.replace("mof;moh", '"mof;moh"')
    assert plan_of(text) == plan_of()


def test_a_byte_order_mark_windows_lines_and_blank_rows_do_not_matter() -> None:
    content = b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").replace("\r\nC1", "\r\n,,,,,,\r\n\r\nC1", 1).encode()
    plan = plan_of(content)
    assert [milestone.line for _, milestone in plan.milestones()] == [4, 5]
    assert [milestone.title for _, milestone in plan.milestones()] == ["Publish", "Repeat"]


def test_each_cell_is_found_where_it_stands_in_cells_of_several_lines_too() -> None:
    content = 'a,"b\nb",c\n1,"x ""y""\r\n, z",3\n"",,"q"\n'
    table = csv_file.read("t.csv", content.encode())
    assert table.rows == [["1", 'x "y"\r\n, z', "3"], ["", "", "q"]]
    assert [table.place(HEADER, column) for column in range(3)] == [(1, 1), (1, 3), (2, 4)]
    assert [table.place(0, column) for column in range(3)] == [(3, 1), (3, 3), (4, 6)]
    assert [table.place(1, column) for column in range(3)] == [(5, 1), (5, 4), (5, 5)]


CELLS = st.text("a\",;\n\r\t ='é", max_size=5)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_cell_is_found_again(body: list[list[str]]) -> None:
    content = as_csv([["one", "two", "three"], *body])
    lines = list(StringIO(content.decode(), newline=""))
    table = csv_file.read("t.csv", content)
    assert table.rows == [row for row in body if any(map(str.strip, row))]
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            line, at = table.place(number, column)
            here = next(csv.reader(StringIO("".join(lines[line - 1 :])[at - 1 :], newline="")), []) or [""]
            assert here[0] == csv_file.harmless(cell)


def test_what_a_spreadsheet_would_calculate_is_written_harmless_and_read_as_it_was() -> None:
    cells = ["=1+1", "+7", "-5", "@x", "'=1", "''-", "'tis", "\tx", "5-3"]
    content = as_csv([[f"c{number}" for number in range(len(cells))], cells])
    assert content.decode().splitlines()[1] == "'=1+1,'+7,'-5,'@x,''=1,'''-,'tis,'\tx,5-3"
    assert csv_file.read("t.csv", content).rows == [cells]


def test_a_formula_is_a_text_with_a_warning() -> None:
    [warning] = problems(TABLE.replace("seen", '"=HYPERLINK(""x"")"'))
    assert warning == (
        "plans/no.csv:2:42: warning: a formula stands in this cell, and nothing is calculated here "
        "(put the value itself there)"
    )


# ------------------------------------------------------------------------------------------ XLSX


def _book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as made:
        month = made.add_format({"num_format": "mmm yyyy"})
        day = made.add_format({"num_format": "d mmm yyyy"})
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        sheet.write_datetime(row, column, cell[0], month)
                    elif isinstance(cell, date | time):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return content.getvalue()


def test_a_cell_is_the_text_that_a_person_sees() -> None:
    cells: list[object] = [3, 3.5, True, date(2020, 6, 30), (date(2020, 6, 1),), "2020-06", " x ", 12345678901234, None,
                           datetime(2020, 6, 30, 14, 30)]  # noqa: DTZ001 # fmt: skip
    table = xlsx_file.read("t.xlsx", _book(("One", [[f"c{n}" for n in range(len(cells))], cells])))
    assert table.problems == []
    assert table.rows == [["3", "3.5", "TRUE", "2020-06-30", "2020-06", "2020-06", " x ", "12345678901234", "",
                           "2020-06-30 14:30"]]  # fmt: skip


def test_a_sheet_is_named_by_the_mapping_or_is_the_first() -> None:
    rows: list[list[object]] = [[*line.split(",")] for line in TABLE.strip().split("\n")]
    content = _book(("Notes", [["nothing"]]), ("Plan", rows))
    assert plan_of(content, MAPPING + "sheet: Plan\n", "p.xlsx").commitments[0].title == "Open data"
    assert problems(content, MAPPING, "p.xlsx")[0].startswith("p.map.yaml:5:18: the table has no column `promise`")
    [missing] = problems(content, MAPPING + "sheet: Plam\n", "p.xlsx")
    assert missing == "p.xlsx:1:1: there is no sheet `Plam` (did you mean Plan?)"


def test_a_workbook_may_hold_its_mapping_in_a_sheet_of_its_own() -> None:
    rows: list[list[object]] = [[*line.split(",")] for line in TABLE.strip().split("\n")]
    lines: list[list[object]] = [[line] for line in MAPPING.splitlines()]
    assert plan_of(_book(("mapping", lines), ("Plan", rows)), None, "p.xlsx") == plan_of(
        _book(("Plan", rows)), MAPPING, "p.xlsx"
    )
    [mistake] = problems(
        _book(("Plan", rows), ("Mapping", [*lines[:-1], ["milestone: {id: stepp, title: does}"]])), None, "p.xlsx"
    )
    assert mistake == "p.xlsx[mapping]:6:17: the table has no column `stepp` (did you mean step?)"


def test_a_formula_in_a_workbook_gives_its_last_value_and_a_warning() -> None:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
    table = xlsx_file.read("t.xlsx", content.getvalue())
    assert table.rows == [["", "2"]]
    assert [f"{one.line}:{one.column}: {one.what}" for one in table.problems] == [
        "2:2: a formula stands in this cell, and nothing is calculated here"
    ]


def _repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with other bytes in some of its parts."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts.get(key, old.read(name)))
    return made.getvalue()


def test_what_a_workbook_would_do_to_the_machine_is_refused() -> None:
    content = as_xlsx([["a", "b"], ["1", "2"]])
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    far += b'<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    typed = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    unsafe = {
        "the sheet reaches over more than 4,000,000 cells": _repacked(content, sheet1=far),
        "the workbook says that it holds more than it can": _repacked(
            content, sharedStrings=b'<sst count="1" uniqueCount="99999999999"><si><t>a</t></si></sst>'
        ),
        "a cell of the sheet has no place that can be read": _repacked(content, sheet1=far.replace(b"XFD1", b"A99991")),
        "a row of the sheet has no number that can be read": _repacked(
            content, sheet1=far.replace(b"1048576", b"9999999")
        ),
        "its XML defines entities, which no spreadsheet writes": _repacked(content, sheet1=typed),
        "the workbook's XML is broken: no element found: line 1, column 3": _repacked(content, sheet1=b"<x>"),
        "the file is broken or is no workbook": content[:200],
        "it is packed far more densely than a table can be": _repacked(content, theme1=b" " * (LARGEST_PLAN + 1)),
    }
    for what, bad in unsafe.items():
        [problem] = xlsx_file.read("t.xlsx", bad).problems
        assert (problem.what, problem.line, problem.column) == (what, 1, 1)


def test_a_workbook_counts_by_what_it_unpacks_to() -> None:
    content = as_xlsx([["a", "b"], ["1", "2"]])
    with ZipFile(BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    assert xlsx_file.read("t.xlsx", content, largest=unpacked).problems == []
    [problem] = xlsx_file.read("t.xlsx", content, largest=unpacked - 1).problems
    assert problem.what.startswith("it is larger than ")
    assert problem.hint.endswith("raise NOTIFIER_LARGEST_PLAN")


def test_one_long_text_does_not_stand_in_a_million_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_xlsx([["a", "b"], *([["x" * 30_000, "y"]] * 40)])
    assert len(xlsx_file.read("t.xlsx", content).rows) == 40
    monkeypatch.setattr(workbook, "MOST_TEXT", 1_000_000)
    assert [one.what for one in xlsx_file.read("t.xlsx", content).problems] == [
        "the sheet's texts are too long, all together"
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_damage_makes_the_reader_raise(data: st.DataObject) -> None:
    content = bytearray(as_xlsx([line.split(",") for line in TABLE.strip().split("\n")]))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, 1_000_000)) % len(content)] = data.draw(st.integers(0, 255))
    read = reading(bytes(content), MAPPING, "p.xlsx")
    assert (read.plan is None) == bool(read.errors)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text('<>/"= crvfsi&;A1', max_size=60))
def test_no_xml_makes_the_reader_raise(xml: str) -> None:
    content = _repacked(as_xlsx([["a"], ["1"]]), sheet1=f"<worksheet>{xml}</worksheet>".encode())
    assert isinstance(xlsx_file.read("t.xlsx", content).rows, list)
