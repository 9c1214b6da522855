"""A table as texts: named columns and rows of cells, and where each cell stands in its file.

Whatever the format, a cell is the text that a person sees there; an empty one is the empty text. Blank rows are gone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from notifier.actionplan.problems import Code, Problem, Severity
from notifier.actionplan.reader.places import Place

# The row of a cell's place that is the header.
HEADER = -1
# How many formulas are named one by one.
_SHOWN = 20
# More of them no plan has; each costs what a milestone costs.
MOST_COLUMNS = 1_000
MOST_ROWS = 200_000
# In so many rows a table has begun, whatever stands above it.
_BELOW_TITLES = 20


@dataclass(slots=True)
class Table:
    """`place` finds a cell by the number of its row, from 0 or HEADER, and of its column, from 0."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    place: Callable[[int, int], Place]
    problems: list[Problem] = field(default_factory=list)

    def blame(self, row: int, column: int, what: str, hint: str, code: Code = Code.FORM) -> None:
        self.problems.append(Problem(self.name, *self.place(row, column), what, hint, code=code))

    def doubt(self, row: int, column: int, what: str, hint: str, code: Code) -> None:
        self.problems.append(Problem(self.name, *self.place(row, column), what, hint, Severity.WARNING, code))


def unreadable(name: str, place: Place, what: str, hint: str, code: Code = Code.FORM) -> Table:
    """The table of a file that is none."""
    return Table(name, [], [], lambda row, column: place, [Problem(name, *place, what, hint, code=code)])


def too_much(name: str, place: Place) -> Table:
    """The table of a file that holds more than any plan does, from this place on."""
    what = f"a table has {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns at most, and here are more"
    return unreadable(name, place, what, "leave out what is no plan", Code.TOO_MUCH)


def table_of(
    name: str, records: Iterable[list[str]], place: Callable[[int, int], Place], formulas: Iterable[Place] = ()
) -> Table:
    """The table that some records are, its header first; `place` finds a cell by the number of its record.

    Blank records are left out, and columns at the right end in which nothing stands at all.
    """
    filled: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(records):
        if not any(map(str.strip, cells)):
            continue
        if len(filled) > MOST_ROWS or len(cells) > MOST_COLUMNS < len(_rightmost(cells)):
            return too_much(name, place(number, 0))
        filled.append((number, cells))
    if not filled:
        return unreadable(name, (1, 1), "there is no table in this file", "its first row names the columns")
    if _is_title(filled):
        what = "the first row names the columns, and here it is a title of one cell"
        return unreadable(name, place(filled[0][0], 0), what, "remove what stands above the names of the columns")
    numbers = [number for number, _ in filled]
    width = max(len(_rightmost(cells)) for _, cells in filled)
    columns = _rightmost(filled[0][1])
    table = Table(name, columns, [], lambda row, column: place(numbers[row + 1], column))
    _wants_names(table, filled, width)
    table.rows = [[*cells, *[""] * (len(columns) - len(cells))][: len(columns)] for _, cells in filled[1:]]
    found = iter(formulas)
    shown = list(islice(found, _SHOWN))
    more = sum(1 for _ in found)
    for number, column in shown:
        what = "a formula stands in this cell, and nothing is calculated here"
        if more:
            what += f" (there are {_SHOWN + more} of them)"
        problem = Problem(
            name, *place(number, column), what, "put the value itself there", Severity.WARNING, Code.FORMULA
        )
        table.problems.append(problem)
    return table


def _is_title(filled: list[tuple[int, list[str]]]) -> bool:
    """Whether the first row has a single cell, and the rows below it have several."""
    widths = [sum(map(bool, map(str.strip, cells))) for _, cells in filled[:_BELOW_TITLES]]
    return widths[0] == 1 and max(widths) > 2


def _rightmost(cells: list[str]) -> list[str]:
    """A record without the empty cells at its end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _wants_names(table: Table, filled: list[tuple[int, list[str]]], width: int) -> None:
    """What stands under no column, or under two of one name, could not be found again."""
    if width > len(table.columns):
        outside = [row for row, (_, cells) in enumerate(filled) if len(_rightmost(cells)) > len(table.columns)]
        more = f", as in {len(outside) - 1} rows more" if len(outside) > 1 else ""
        what = f"this row has more cells than there are columns{more}"
        table.blame(outside[0] - 1, len(table.columns), what, "name the column, or quote a cell that holds a delimiter")
    for name, times in Counter(table.columns).items():
        if times > 1:
            again = len(table.columns) - 1 - table.columns[::-1].index(name)
            table.blame(HEADER, again, f"the column `{name}` stands here twice", "give one of them another name")
