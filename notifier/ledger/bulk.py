"""Many rows in one statement: a list of values is one parameter, however long it is.

A statement with a parameter a value is new to the database at every length, and costs more to read than to run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    Text,
    cast,
    column,
    func,
    insert,
    literal,
    select,
)

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


def given(connection: Connection, rows: Sequence[Mapping[str, str]], *names: str) -> FromClause:
    """Some rows of texts as a table that a query can join, however many: they are one parameter."""
    if connection.dialect.name == "postgresql":
        columns = [column(name, Text) for name in names]
        spelt = json.dumps(list(rows), ensure_ascii=False)
        made = func.json_to_recordset(cast(literal(spelt, Text), JSON)).table_valued(*columns)
        return made.render_derived(with_types=True).alias()
    each = func.json_each(json.dumps(list(rows))).table_valued("value", joins_implicitly=True)
    picked = (func.json_extract(each.c.value, f"$.{name}").label(name) for name in names)
    return select(*picked).select_from(each).subquery()


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
