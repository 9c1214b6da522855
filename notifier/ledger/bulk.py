"""Many rows in one statement: a list of values is one parameter, however long it is.

A statement with a parameter a value is new to the database at every length, and costs more to read than to run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, Table, Text, cast, column, func, insert, literal, select

Row = Mapping[str, Any]
# No value holds it: control marks are refused wherever text comes in.
_BETWEEN = "\x1f"


def among(connection: Connection, here: ColumnElement[Any] | Column[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column of text holds one of some values."""
    given = list(values)
    found: ColumnElement[bool]
    if connection.dialect.name == "postgresql":
        found = here == func.any(func.string_to_array(_BETWEEN.join(given), _BETWEEN))
    else:
        found = here.in_(select(func.json_each(json.dumps(given)).table_valued("value").c.value))
    return found


def insert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, of types that JSON can spell; instants are aware."""
    if rows and connection.dialect.name == "postgresql":
        names = list(rows[0])
        columns = [column(name, table.c[name].type) for name in names]
        spelt = json.dumps(list(rows), default=datetime.isoformat, ensure_ascii=False)
        given = (
            func.json_to_recordset(cast(literal(spelt, Text), JSON))
            .table_valued(*columns)
            .render_derived(with_types=True)
        )
        connection.execute(insert(table).from_select(names, select(*(given.c[name] for name in names))))
    elif rows:
        connection.execute(insert(table), rows)
