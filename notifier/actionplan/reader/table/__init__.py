"""Table → plain values: a table and its mapping, which lies beside it or in it, become the values of a plan file."""

from pathlib import Path

from notifier.actionplan.problems import Code, Problem, Severity
from notifier.actionplan.reader.places import Places
from notifier.actionplan.reader.source import Source
from notifier.actionplan.reader.table import csv_file, mapping, xlsx_file
from notifier.actionplan.reader.table.cells import Table
from notifier.actionplan.reader.table.draft import draft
from notifier.actionplan.reader.table.fold import fold
from notifier.actionplan.reader.table.mapping import Mapped
from notifier.actionplan.reader.tree import TreePlaces


def values_of(source: Source) -> tuple[object, list[Problem], Places]:
    """The plain values of the plan that a table is, every problem found, and where each value stands."""
    mapped, problems = mapping_of(source)
    table = table_of(source, mapped)
    problems = [*problems, *table.problems]
    if mapped is None and not problems:
        problems = [_unmapped(source, table)]
    if mapped is not None and table.columns:
        problems += mapping.misfits(mapped, table.columns)
    if mapped is None or _errors(problems):
        return None, problems, TreePlaces(source.name, None)
    table.problems.clear()
    values, more, places = fold(table, mapped)
    return values, [*problems, *more], places


def mapping_of(source: Source) -> tuple[Mapped | None, list[Problem]]:
    """The mapping that was loaded with a table, else the one in it; nothing where there is none."""
    if source.mapping is not None:
        return mapping.read(source.mapping_name, source.mapping)
    if _is_workbook(source):
        inside, name = xlsx_file.mapping_in(source.content, source.largest), f"{source.name}[{xlsx_file.MAPPING}]"
    else:
        inside, name = csv_file.mapping_in(source.content), source.name
    return mapping.read(name, inside) if inside is not None else (None, [])


def table_of(source: Source, mapped: Mapped | None) -> Table:
    """The table itself, from the sheet that its mapping names."""
    if _is_workbook(source):
        return xlsx_file.read(source.name, source.content, mapped.mapping.sheet if mapped else None, source.largest)
    return csv_file.read(source.name, source.content)


def _is_workbook(source: Source) -> bool:
    return Path(source.name).suffix.lower() == ".xlsx"


def _errors(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _unmapped(source: Source, table: Table) -> Problem:
    """A table of which nobody has said what its columns mean, with the least that must be said."""
    least = "; ".join(line.rstrip() for line in draft(table, brief=True).splitlines())
    hint = f"write {source.mapping_name or 'it'}, at least: {least}; `notifier import {source.name} --draft` drafts it"
    return Problem(source.name, *table.place(-1, 0), "this table has no mapping", hint, code=Code.UNMAPPED)
