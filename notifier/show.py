"""How commands show things: listings as a table for people or one JSON object a line for programs."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum

from rich.console import Console
from rich.table import Table
from rich.text import Text

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


_ENDLESS = 10_000  # columns


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


def listing(rows: Iterable[Mapping[str, object]], columns: Iterable[str], format: Format, empty: str) -> None:
    """Print rows: all their fields as JSON lines, or the named columns as a table; `empty` says why there are none."""
    rows = list(rows)
    if format is Format.JSON:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    if not rows:
        say(empty)
        return
    names = list(columns)
    table = Table(*[name.replace("_", " ") for name in names], box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, not markup: a title with [brackets] is a title.
        table.add_row(*[Text(_cell(row.get(name))) for name in names])
    # On a terminal a row is cut to its width; in a pipe or a file nothing is.
    terminal = Console(highlight=False)
    (terminal if terminal.is_terminal else Console(highlight=False, width=_ENDLESS)).print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def say(sentence: str) -> None:
    """Tell the operator something."""
    out.print(sentence, markup=False)


def complain(sentence: str) -> None:
    """Tell the operator what is wrong, on standard error."""
    err.print(sentence, markup=False)
