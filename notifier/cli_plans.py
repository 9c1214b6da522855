"""The verb `check`: every problem of plan files; and how options give days and instants."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.actionplan.signs import visible
from notifier.clock import in_utc
from notifier.show import Format, FormatOption, complain, tell_problem, tell_row

if TYPE_CHECKING:
    from notifier.actionplan.problems import Problem


def add_to(app: typer.Typer) -> None:
    """Give the command its verb about plans."""
    app.command()(check)


def day_of(text: str) -> date:
    """A day as an option gives it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day: write YYYY-MM-DD") from None


def instant_of(text: str) -> datetime:
    """An instant as an option gives it, in UTC."""
    try:
        return in_utc(datetime.fromisoformat(text))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no instant with its zone: write 2020-09-01T09:05:00+06:00") from None


def check(
    plans: Annotated[list[Path], typer.Argument(metavar="PLAN...", help="Plan files, or folders of them.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings, too.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Name every problem of plan files at once, as path:line:column: what is wrong (hint).

    It ends with how many there are, by kind. Of a kind that a file has very often some are shown and the rest counted.
    """
    from notifier.actionplan.problems import Code, Problem, Severity, in_short
    from notifier.actionplan.reader import plan_files, read_plan
    from notifier.agenda.misfits import rule_problems
    from notifier.agenda.rulebook import in_force
    from notifier.settings import from_environment

    settings = from_environment()
    rulebook = in_force(settings)
    found: list[Problem] = []
    for place in plans:
        folder = place if place.is_dir() else None
        files = plan_files(place) if folder else [place]
        if not files:
            hint = "a plan file ends in .yaml"
            nothing = Problem(str(place), 1, 1, "there is no plan file in this folder", hint, code=Code.NO_PLAN)
            found.append(nothing)
            _tell(nothing, format)
        for path in files:
            reading = read_plan(path, largest=settings.largest_plan_bytes(), folder=folder)
            problems = sorted([*reading.problems, *rule_problems(reading, rulebook)])
            found += problems
            for problem in problems:
                _tell(problem, format)
            if reading.plan:
                milestones = sum(1 for _ in reading.plan.milestones())
                complain(
                    f"{visible(str(path))}: {len(reading.plan.commitments)} commitments, {milestones} milestones, "
                    "no errors"
                )
    if found:
        complain(in_short(found))
    failed = strict or any(problem.severity is Severity.ERROR for problem in found)
    sys.exit(1 if found and failed else 0)


def _tell(problem: "Problem", format: Format) -> None:
    if format is Format.JSON:
        tell_row(problem.as_json())
    else:
        tell_problem(str(problem), grave=problem.severity == "error")
