"""Verbs that turn tables into plan files and back, and show what a plan file looks like."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from notifier.show import complain, say

if TYPE_CHECKING:
    from notifier.actionplan.reader import Reading
    from notifier.actionplan.reader.source import Source
    from notifier.actionplan.reader.table.mapping import Mapping

MapOption = Annotated[
    Path | None, typer.Option("--map", metavar="MAPPING", help="The mapping, if it does not lie beside the table.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about tables."""
    app.command("import")(import_table)
    app.command()(export)
    app.command()(schema)


def import_table(
    table: Annotated[Path, typer.Argument(help="A table: .csv or .xlsx.")],
    map: MapOption = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PLAN.yaml", help="Where to; without it, it is printed.")
    ] = None,
    force: ForceOption = False,
    draft: Annotated[bool, typer.Option("--draft", help="Print a first mapping, guessed from the columns.")] = False,
) -> None:
    """Turn a table into a plan file that reads the same, with every problem named as `check` does."""
    from notifier.actionplan.reader import read_source
    from notifier.actionplan.reader.source import TABLES, load
    from notifier.actionplan.reader.yaml_text import yaml_text
    from notifier.settings import from_environment

    if table.suffix.lower() not in TABLES:
        raise typer.BadParameter(f"{table} is no table: its name ends in {' or '.join(TABLES)}")
    if output and output.suffix.lower() not in (".yaml", ".yml"):
        raise typer.BadParameter(f"{output} would be no plan file: its name ends in .yaml")
    _wants_room(output, force)
    for place in (table, map):
        if place and not place.is_file():
            _stop(f"{place}: the file cannot be read: there is no such file")
    try:
        source = load(table, mapping=map, largest=from_environment().largest_plan_bytes())
    except OSError as trouble:
        _stop(f"{table}: the file or its mapping cannot be read: {trouble.strerror or trouble}")
    if draft:
        _print(_draft(source))
        return
    reading = read_source(source)
    _tell(reading)
    if reading.plan is None or not isinstance(reading.values, dict):
        sys.exit(1)
    written = yaml_text(reading.values, _origin(table, source.mapping_name, reading.revision))
    if output is None:
        _print(written)
        return
    _write(output, written.encode())
    milestones = sum(1 for _ in reading.plan.milestones())
    complain(f"{output}: {len(reading.plan.commitments)} commitments, {milestones} milestones")


def _draft(source: "Source") -> str:
    from notifier.actionplan.reader.table import table_of
    from notifier.actionplan.reader.table.draft import draft

    table = table_of(source, None)
    for problem in table.problems:
        complain(str(problem))
    if not table.columns:
        sys.exit(1)
    return draft(table)


def _origin(table: Path, mapping: str, revision: str) -> str:
    return (
        f"Taken from {table.name}, revision {revision}, by `notifier import`.\n"
        f"`notifier export` with the mapping {Path(mapping).name} writes the table again; `extra` and `columns` hold\n"
        "what only the table knows."
    )


def export(
    plan: Annotated[Path, typer.Argument(help="A plan file.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="TABLE", help="Where to: .csv or .xlsx.")],
    map: MapOption = None,
    force: ForceOption = False,
) -> None:
    """Write a plan as a table, by the mapping that reads it; without one, a mapping is written beside the table."""
    from notifier.actionplan.reader import read_plan, read_source
    from notifier.actionplan.reader.source import TABLES, Source, mapping_beside
    from notifier.actionplan.reader.table.standard import standard_mapping
    from notifier.actionplan.reader.table.write import as_csv, as_xlsx, records_of
    from notifier.settings import from_environment

    if output.suffix.lower() not in TABLES:
        raise typer.BadParameter(f"{output} would be no table: its name ends in {' or '.join(TABLES)}")
    _wants_room(output, force)
    largest = from_environment().largest_plan_bytes()
    reading = read_plan(plan, largest=largest)
    if reading.plan is None or not isinstance(reading.values, dict):
        _tell(reading)
        sys.exit(1)
    beside = mapping_beside(output)
    found = next((one for one in (map, beside, mapping_beside(plan)) if one and (one == map or one.exists())), None)
    try:
        content = found.read_bytes() if found else standard_mapping(reading.values).encode()
    except OSError as trouble:
        _stop(f"{found}: the file cannot be read: {trouble.strerror or trouble}")
    records = records_of(reading.values, _mapping(str(found or beside), content))
    written = as_csv(records) if output.suffix.lower() == ".csv" else as_xlsx(records)
    again = read_source(Source(str(output), written, content, str(found or beside), largest))
    _write(output, written)
    if found is None:
        _write(beside, content)
        complain(f"{beside}: the mapping by which {output} is read")
    complain(f"{output}: {len(records) - 1} rows")
    sys.exit(1 if _tell_what_is_lost(output, reading, again) else 0)


def _mapping(name: str, content: bytes) -> "Mapping":
    from notifier.actionplan.reader.table import mapping

    mapped, problems = mapping.read(name, content)
    if mapped is None:
        for problem in problems:
            complain(str(problem))
        sys.exit(1)
    return mapped.mapping


def _tell_what_is_lost(output: Path, reading: "Reading", again: "Reading") -> bool:
    """Whether the table, read back, says something else than the plan; if so, a person is told what."""
    from notifier.actionplan.reader.table.compare import differences

    assert reading.plan is not None, "only a plan without errors is exported"
    lost = list(differences(reading.plan, again.plan)) if again.plan else [str(one) for one in again.errors]
    for line in lost[:20]:
        complain(f"{output}: {line}")
    if lost:
        complain(f"{output}: the table does not hold all of the plan; give the mapping a column for what is missing")
    return bool(lost)


def schema() -> None:
    """Print the JSON Schema of plan files, by which editors complete and check them."""
    from notifier.actionplan.reader.json_schema import text

    sys.stdout.write(text())


def _tell(reading: "Reading") -> None:
    for problem in reading.problems:
        complain(str(problem))


def _wants_room(output: Path | None, force: bool) -> None:
    """Nothing that is there is written over by mistake."""
    if output and output.exists() and not force:
        _stop(f"{output}: the file is there already (--force writes over it)")


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as trouble:
        _stop(f"{output}: the file cannot be written: {trouble.strerror or trouble}")


def _print(text: str) -> None:
    """Print as it is into a file or a pipe; on a terminal, without what would move its cursor."""
    if sys.stdout.isatty():
        say(text.rstrip("\n"))
    else:
        sys.stdout.write(text)


def _stop(sentence: str) -> NoReturn:
    complain(sentence)
    sys.exit(1)
