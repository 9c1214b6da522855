"""How commands show things: listings as a table for people or one JSON object a line for programs."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


_Thing = TypeVar("_Thing")
_WHOLE = ("on", "day", "certainty")
# What a terminal obeys instead of showing it: control marks, and marks that turn the direction of a line.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


class Shape(StrEnum):
    """What is about days can be a calendar, too."""

    TABLE = "table"
    JSON = "json"
    ICS = "ics"


FormatOption = Annotated[Format, typer.Option("--format", help="A table, or one JSON object a line.")]
ShapeOption = Annotated[
    Shape, typer.Option("--format", help="A table, one JSON object a line, or a calendar for other programs.")
]


def listing(rows: Iterable[Mapping[str, object]], columns: Iterable[str], format: Format, empty: str) -> None:
    """Print rows: all their fields as JSON lines, or the named columns as a table; `empty` says why there are none."""
    if format is Format.JSON:
        for row in rows:  # each as soon as it is there
            tell_row(row)
        return
    rows = list(rows)
    if not rows:
        say(empty)
        return
    names = list(columns)
    heads = [name.replace("_", " ") for name in names]
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    if out.is_terminal:
        _fitted(names, heads, cells)
    else:  # in a pipe or a file no row is fitted to any width
        _in_columns(heads, cells)


def _fitted(names: Sequence[str], heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print a table that is fitted to the terminal's width."""
    # On a narrow one words go on in the next line, and nothing is left out; days and their like stay whole.
    columns = [Column(head, overflow="fold", no_wrap=name in _WHOLE) for name, head in zip(names, heads, strict=True)]
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in cells:
        table.add_row(*map(Text, row))  # Text, not markup: a title with [brackets] is a title.
    Console(highlight=False).print(table)


def _in_columns(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print a table line by line, which takes a hundredth of the time; each column as wide as what is in it."""
    lines = [heads, *cells]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip())


def tell_row(row: Mapping[str, object]) -> None:
    """Print one JSON object on a line."""
    print(_escaped(json.dumps(row, ensure_ascii=False)), flush=True)


def tell_problem(line: str, *, grave: bool) -> None:
    """Print a problem; on a terminal its place is coloured, and the words say the same as the colour."""
    place, colon, what = line.partition(": ")
    out.print(Text(_harmless(place), "bold red" if grave else "yellow") + Text(_harmless(colon + what)), markup=False)


def tell_file(content: bytes) -> None:
    """Print a file as it is, to the last byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def watched(things: Sequence[_Thing], doing: str) -> Iterator[_Thing]:
    """Things one after the other; on a terminal, a bar on standard error shows how far they have come."""
    if len(things) < 2 or not err.is_terminal:
        yield from things
        return
    from rich.progress import track

    yield from track(things, doing, console=err, transient=True)


@contextmanager
def watched_days(first: date, last: date, doing: str) -> Iterator[Callable[[date], None]]:
    """Lends what to tell each day that is reached; on a terminal, a bar on standard error shows how far that is."""
    if not err.is_terminal:
        yield lambda _day: None
        return
    from rich.progress import Progress

    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(doing, total=(last - first).days + 1)
        yield lambda day: progress.update(task, completed=(day - first).days)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value)
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """A stranger's words as words on one line: nothing in them moves the cursor or turns the line."""
    return _OBEYED.sub(" ", text)


def _escaped(line: str) -> str:
    """JSON with such marks written as JSON writes them: whoever reads it gets them back, a terminal does not."""
    return _OBEYED.sub(lambda mark: f"\\u{ord(mark[0]):04x}", line)


def say(sentence: str) -> None:
    """Tell the operator something."""
    out.print(_spoken(sentence), markup=False)


def complain(sentence: str) -> None:
    """Tell the operator what is wrong, on standard error."""
    err.print(_spoken(sentence), markup=False)


def _spoken(sentence: str) -> str:
    return "\n".join(_harmless(line) for line in sentence.split("\n"))
