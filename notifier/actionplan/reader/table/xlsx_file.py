"""XLSX → table: each cell as the text that a person sees there.

A workbook is a stranger's ZIP of XML: nothing that it says of its own size is believed (see `workbook`), and whatever
calamine makes of it ends in a table or in a problem.
"""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from notifier.actionplan.problems import did_you_mean
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.source import LARGEST_PLAN
from notifier.actionplan.reader.table import workbook
from notifier.actionplan.reader.table.cells import Table, table_of, unreadable

# The sheet that holds a mapping, line by line, instead of a table.
MAPPING = "mapping"


def mapping_in(content: bytes, largest: int = LARGEST_PLAN) -> bytes | None:
    """The mapping in the sheet of that name, a row a line, its cells with a blank between; None where there is none."""
    try:
        book = workbook.open_safely(content, largest)
        names = [name for name in book.sheets if name.strip().lower() == MAPPING]
        if not names:
            return None
        records, _ = _records(content, book, names[0])
    except workbook.Unsafe:
        return None  # whoever reads the table says so
    return "".join(" ".join(cells).rstrip() + "\n" for cells in records).encode()


def read(name: str, content: bytes, sheet: str | None = None, largest: int = LARGEST_PLAN) -> Table:
    """The table in one sheet of a workbook's bytes, the first if none is named, with every problem found."""
    try:
        book = workbook.open_safely(content, largest)
        sheets = [one for one in book.sheets if one.strip().lower() != MAPPING]
        seen = [one for one in sheets if one not in book.hidden]
        if sheet is not None and sheet not in sheets:
            return unreadable(name, (1, 1), f"there is no sheet `{sheet}`", did_you_mean(sheet, sheets, _named(sheets)))
        if not sheets:
            return unreadable(name, (1, 1), "there is no sheet with a table", "add one beside the mapping")
        records, formulas = _records(content, book, sheet or (seen or sheets)[0])
    except workbook.Unsafe as trouble:
        return unreadable(name, (1, 1), str(trouble), trouble.hint)
    return table_of(name, records, lambda record, column: (record + 1, column + 1), formulas)


def _named(sheets: list[str]) -> str:
    return "it has " + ", ".join(sheets[:10])


def _records(content: bytes, book: workbook.Workbook, sheet: str) -> tuple[list[list[str]], list[Place]]:
    """The rows of a sheet as texts, and which cells are formulas; Unsafe where it cannot be read."""
    marks = book.marks_of(sheet)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as opened:
            rows = opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except PasswordError:
        raise workbook.Unsafe("the workbook is locked with a password") from None
    except (CalamineError, OSError, ValueError, TypeError, OverflowError) as trouble:
        raise workbook.Unsafe(f"this is not a workbook that can be read: {trouble}"[:200]) from None
    except BaseException as trouble:
        # What the Rust of calamine did not foresee arrives as a PanicException, which is no Exception.
        if type(trouble).__name__ != "PanicException":
            raise
        raise workbook.Unsafe("this is not a workbook that can be read") from None
    texts = [
        [_seen(cell, (row, column) in marks.months) for column, cell in enumerate(cells)]
        for row, cells in enumerate(rows)
    ]
    return texts, marks.formulas


def _seen(cell: object, month: bool) -> str:
    """A cell's value as a person sees it; a date that is shown without its day is a month."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return _day(cell.date(), month) if midnight else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return _day(cell, month)
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _day(day: date, month: bool) -> str:
    return f"{day:%Y-%m}" if month else day.isoformat()
