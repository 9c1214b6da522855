"""CSV → table: commas, semicolons or tabs, as the header tells; quotes are obeyed to the letter.

The mapping may stand in the file itself, in leading lines that begin with `#:`. An apostrophe before what a spreadsheet
program would calculate (`'=1+1`) keeps it from doing so, and is no part of the cell: `write` puts it there.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from notifier.actionplan.problems import Code
from notifier.actionplan.reader.encoding import NotText, decoded
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.table.cells import MOST_COLUMNS, MOST_ROWS, Table, table_of, too_much, unreadable

# A row may go over several lines, or be blank.
MOST_LINES = 5 * MOST_ROWS
LONGEST_LINE = 1_000_000
_DELIMITERS = ",;\t"
_MAPPING = "#:"
_HARMLESS = re.compile(r"'+[=+\-@\t\r]")
_CALCULATED = re.compile(r"'*[=+\-@\t\r]")
# What a spreadsheet would calculate, or even run, when the table is opened again.
_FORMULA = re.compile(r"\s*(?:=|[+@-]\s*[A-Za-z][\w.]*\s*[(|!]|[+-].*[|!].*[A-Z]\d)")


def mapping_in(content: bytes) -> bytes | None:
    """The mapping in a CSV file's leading lines, each where it stands in the file; None where there is none."""
    lines = [line for line in _lines(content) if line.startswith(_MAPPING)]
    return "".join("  " + line.removeprefix(_MAPPING) for line in lines).encode() if lines else None


def _lines(content: bytes) -> Iterator[str]:
    """The leading lines that belong to the mapping."""
    for line in islice(StringIO(content.decode("utf-8-sig", errors="replace"), newline=""), MOST_LINES):
        if not line.startswith(_MAPPING):
            return
        yield line


def harmless(cell: str) -> str:
    """A cell as it is written: an apostrophe stands before what would be calculated."""
    return f"'{cell}" if _CALCULATED.match(cell) else cell


def read(name: str, content: bytes) -> Table:
    """The table in a CSV file's bytes, with every problem found."""
    try:
        text = decoded(content)
    except NotText as trouble:
        return unreadable(name, (trouble.line, trouble.column), trouble.what, trouble.hint, Code.NOT_TEXT)
    lines = list(islice(StringIO(text, newline=""), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        return too_much(name, (MOST_LINES, 1))
    if long := next((number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE), None):
        return unreadable(name, (long, 1), "this line is too long", "look for a quote that is missing", Code.TOO_MUCH)
    above = sum(1 for _ in _lines(content))
    delimiter = _delimiter(lines[above:])
    reader = csv.reader(iter(lines[above:]), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    starts = [above]
    filled = 0
    try:
        for cells in reader:
            filled += any(cells)
            if filled > MOST_ROWS + 1 or (len(cells) > MOST_COLUMNS and any(map(str.strip, cells[MOST_COLUMNS:]))):
                return too_much(name, (starts[-1] + 1, 1))
            records.append([cell[1:] if cell[:1] == "'" and _HARMLESS.match(cell) else cell for cell in cells])
            starts.append(above + reader.line_num)
    except csv.Error as trouble:
        what = f"this row is not valid CSV: {trouble}"
        return unreadable(name, (starts[-1] + 1, 1), what, "look at the quotes from here on")
    formulas = (
        (row, column) for row, cells in enumerate(records) for column, cell in enumerate(cells) if _FORMULA.match(cell)
    )

    def place(record: int, column: int) -> Place:
        return _place(lines, starts[record], column, delimiter)

    return table_of(name, records, place, formulas)


def _delimiter(lines: list[str]) -> str:
    """The delimiter by which the header has most columns."""
    return max(_DELIMITERS, key=lambda one: len(_header(lines, one)))


def _header(lines: list[str], delimiter: str) -> list[str]:
    try:
        for cells in csv.reader(iter(lines), delimiter=delimiter, strict=True):
            if any(map(str.strip, cells)):
                return cells
    except csv.Error:
        pass
    return []


def _place(lines: list[str], start: int, column: int, delimiter: str) -> Place:
    """Where a cell of the record that begins at a line stands: found only when somebody asks."""
    line, at, quoted = start, 0, False
    passed, fresh = 0, True
    while passed < column and line < len(lines):
        mark = lines[line][at : at + 1]
        if mark == "":
            line, at = line + 1, 0
            if not quoted:
                break
            continue
        if mark == '"' and (fresh or quoted):
            quoted = not quoted
        elif mark == '"' and lines[line][at - 1] == '"':
            quoted = True  # two of them within quotes are one
        fresh = mark == delimiter and not quoted
        passed += fresh
        at += 1
    return (line + 1, at + 1) if passed == column else (start + 1, 1)
