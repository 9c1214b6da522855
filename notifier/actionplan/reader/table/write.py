"""A plan's values → the rows of a table, by the mapping that reads them: what was folded comes back cell by cell.

The cells that an entry keeps in `extra` are written as they were typed, as long as they still say what its fields say.
"""

import csv
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AMapping
from datetime import datetime
from io import BytesIO, StringIO

import xlsxwriter

from notifier.actionplan.reader.table import csv_file
from notifier.actionplan.reader.table import row as rows
from notifier.actionplan.reader.table.mapping import HeadingColumns, Mapping, as_named, columns_in

# What a cell of a workbook can hold.
LONGEST_CELL = 32_767

Values = AMapping[str, object]


def records_of(values: Values, mapping: Mapping) -> list[list[str]]:
    """The header and the rows of the table that a plan's values are."""
    found = [*_Unfold(values, mapping).rows()]
    columns = _columns(values, mapping, (extra for _, _, extra in found))
    shared = _entry(values.get("columns"))
    written: list[tuple[int, list[str]]] = []
    last = 0
    for number, said, extra in found:
        last = number or last
        cells = [_cell(column, said, extra, str(shared.get(column) or "")) for column in columns]
        written.append((last, cells))
    # Rows that say where they stood go back there; any other follows the one that it follows in the plan.
    return [columns, *(cells for _, cells in sorted(written, key=lambda one: one[0]))]


def _cell(column: str, said: AMapping[str, str], extra: AMapping[str, str], everywhere: str) -> str:
    return extra[column] if column in extra else said.get(as_named(column), everywhere)


def _columns(values: Values, mapping: Mapping, extras: Iterator[AMapping[str, str]]) -> list[str]:
    """The columns that the plan's table had, then what else the mapping and the rows name."""
    columns = {str(column): None for column in _entry(values.get("columns"))}
    known = {as_named(column) for column in columns}
    for _, name in columns_in(mapping):
        if as_named(name) not in known:
            known.add(as_named(name))
            columns[name] = None
    for extra in extras:
        columns |= {column: None for column in extra if column not in columns}
    return list(columns)


class _Unfold:
    """Walks through a plan's entries, a row each."""

    def __init__(self, values: Values, mapping: Mapping):
        self._commitments = _entries(values.get("commitments"))
        self._mapping = mapping
        self._language = mapping.plan.language
        self._codes: dict[str, str] = {}
        for key in ("name", "id"):
            for agency in _entries(values.get("agencies")):
                self._codes[str(agency.get(key)).casefold()] = str(agency.get("id"))

    def rows(self) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
        """Of each row its number, if it has one, what its entries say, and the cells that are kept beside that."""
        for commitment in self._commitments:
            headings = {str(one.get("id")): one for one in _entries(commitment.get("headings"))}
            for entry in _entries(commitment.get("milestones")) or [self._alone(commitment)]:
                heading = headings.get(str(entry.get("heading")))
                said = rows.cells_of(self._mapping, commitment, heading, entry, self._language)
                extra: dict[str, str] = {}
                for level in (commitment, heading or {}, entry):
                    extra |= {str(column): str(cell) for column, cell in _entry(level.get("extra")).items()}
                number = str(entry.get("row") or "0")
                yield int(number) if number.isdecimal() else 0, said, self._still_true(entry, said, extra)

    def _alone(self, commitment: Values) -> Values:
        """A commitment as its own milestone, which does not say again who leads where the commitment's columns do."""
        if self._mapping.milestone is None or self._mapping.commitment.lead is None:
            return commitment
        return {key: value for key, value in commitment.items() if key not in ("lead", "support")}

    def _still_true(self, entry: Values, said: dict[str, str], extra: dict[str, str]) -> dict[str, str]:
        """The cells kept beside an entry, without those of its own fields once a field has been changed."""
        columns: HeadingColumns = self._mapping.milestone or self._mapping.commitment
        own = rows.write(columns, entry, self._language)
        kept = {as_named(column): cell for column, cell in extra.items()}
        if not own.keys() & kept.keys():
            return extra
        names = list(said | kept | {as_named(name): "" for _, name in columns_in(self._mapping)})
        reader = rows.Reader(columns, {name: number for number, name in enumerate(names)}, self._codes)
        again = reader.read(0, [kept.get(name, said.get(name, "")) for name in names])
        if rows.write(columns, again, self._language) == own:
            return extra
        return {column: cell for column, cell in extra.items() if as_named(column) not in own}


def _entries(value: object) -> list[Values]:
    return [one for one in value if isinstance(one, AMapping)] if isinstance(value, list) else []


def _entry(value: object) -> Values:
    return value if isinstance(value, AMapping) else {}


def as_csv(records: Sequence[Sequence[str]]) -> bytes:
    """Records as CSV with commas, each cell kept from being calculated by a spreadsheet program."""
    text = StringIO(newline="")
    # A header that looks like the beginning of a mapping is none in quotes.
    like_a_mapping = bool(records[0]) and records[0][0].startswith("#:")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if like_a_mapping else csv.QUOTE_MINIMAL)
    writer.writerows([csv_file.harmless(cell) for cell in record] for record in records)
    return text.getvalue().encode()


def as_xlsx(records: Sequence[Sequence[str]]) -> bytes:
    """Records as a workbook of one sheet, in which every cell is a text and none a formula."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        # The same plan is the same bytes, whenever it is written.
        workbook.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 - a workbook knows no zones
        sheet = workbook.add_worksheet("plan")
        for row, record in enumerate(records):
            for column, cell in enumerate(record):
                if cell:
                    sheet.write_string(row, column, cell)
    return content.getvalue()
