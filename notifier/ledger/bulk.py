"""Many rows in one statement: a list of values is one parameter, however long it is.

A statement with a parameter a value is new to the database at every length, and costs more to read than to run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, String, Table, any_, func, insert, literal, select

Row = Mapping[str, Any]


def among(connection: Connection, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text column holds one of some values."""
    found: ColumnElement[bool]
    if connection.dialect.name == "postgresql":
        found = column == any_(literal(list(values), ARRAY(String)))
    else:
        found = column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))
    return found


def insert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, of plain types."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    columns = [literal([row[name] for row in rows], ARRAY(table.c[name].type)) for name in names]
    given = func.unnest(*columns).table_valued(*names).render_derived()
    connection.execute(insert(table).from_select(names, select(*(given.c[name] for name in names))))
