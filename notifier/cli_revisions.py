"""Verbs about revisions: what changed between plan files, what reading one would bring, and reading them now."""

import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.cli_plans import day_of, instant_of
from notifier.show import Format, FormatOption, complain, listing, say

if TYPE_CHECKING:
    from notifier.ledger.connect import Ledger
    from notifier.plan_files import Loader
    from notifier.rehearsal import Changed, Rehearsed
    from notifier.settings import Settings

_COLUMNS = ("change", "subject", "before", "after", "days", "moves", "total_days", "after_deadline", "was", "milestone")


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about revisions."""
    for verb in (diff, ingest):
        app.command()(verb)


def diff(
    plans: Annotated[list[Path], typer.Argument(metavar="OLD... NEW", help="The files of one plan, the oldest first.")],
    on: Annotated[
        date | None,
        typer.Option("--on", parser=day_of, metavar="DAY", help="The day of the newest; today if not said."),
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show what the newest of some plan files says otherwise than the oldest, and count every move between."""
    from notifier import clock
    from notifier.actionplan.reader import read_plan
    from notifier.actionplan.succession import changes_across

    if len(plans) < 2:
        raise typer.BadParameter("name at least two files, the oldest first")
    readings = [read_plan(path) for path in plans]
    for problem in (one for reading in readings for one in reading.errors):
        complain(str(problem))
    read = [(reading.plan, reading.revision) for reading in readings if reading.plan]
    if len(read) < len(readings):
        sys.exit(1)
    if len({plan.id for plan, _ in read}) > 1:
        complain(
            f"these are different plans: {', '.join(plan.id for plan, _ in read)} (their ids are compared as one's)"
        )
    head = read[-1][0].head
    day = on or clock.local_day(clock.system(), head.timezone, head.notify_at)
    listing((one.as_json() for one in changes_across(read, day)), _COLUMNS, format, "nothing has changed")


def ingest(
    plan: Annotated[Path | None, typer.Argument(help="A plan file; all of NOTIFIER_PLANS if not said.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would bring; nothing is kept.")] = False,
    now: Annotated[
        datetime | None, typer.Option(parser=instant_of, metavar="ISO8601", help="Pretend that it is this instant.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Read the plan files now, and say what has changed; with --dry-run, what would be said, and keep nothing."""
    from notifier.actionplan.reader import plan_files
    from notifier.settings import from_environment

    settings = from_environment()
    found = plan_files(settings.plans)
    inside = plan is None or plan.resolve() in {one.resolve() for one in found}
    if plan is not None and not plan.is_file():
        raise typer.BadParameter(f"there is no file {plan}")
    paths = found if plan is None else [one for one in found if one.resolve() == plan.resolve()] or [plan]
    if dry_run:
        _rehearse(settings, paths, found if inside else paths, inside, now, format)
    if not inside:
        raise typer.BadParameter(f"{plan} is not in {settings.plans}: put it there, or try it with --dry-run")
    _read_now(settings, paths, found, now, format)


def _rehearse(
    settings: "Settings", paths: list[Path], found: list[Path], inside: bool, now: datetime | None, format: Format
) -> None:
    from notifier import rehearsal
    from notifier.agenda.rulebook import in_force
    from notifier.bootstrap import at

    ledger = _ledger_to_rehearse_on(settings)
    done = rehearsal.rehearse(ledger, in_force(settings), paths, found, _loader(settings, inside), at(now)())
    ledger.close()
    for text in (*done.problems, *done.warnings):
        complain(text)
    if format is Format.JSON:
        listing(_as_json(done), (), format, "")
    else:
        _show_changes(done.files)
        rows = [{**one.as_json(), "subject": one.subject} for one in done.notices]
        if rows:
            listing(rows, ("on", "kind", "subject"), format, "")
        say(f"would say {done.tally}; nothing was kept")
    sys.exit(1 if done.problems else 0)


def _loader(settings: "Settings", inside: bool = True) -> "Loader":
    """What loads the files in the place of the plans, or one that lies elsewhere and is only tried."""
    from notifier.plan_files import loader

    return loader(settings.plans, settings.largest_plan_bytes(), inside)


def _as_json(done: "Rehearsed") -> list[dict[str, object]]:
    """Each change, each notice, and the sum of it all."""
    changes = _changes_as_json(done.files)
    notices = [{"subject": one.subject, **one.as_json()} for one in done.notices]
    files = [{"file": one.file, "plan": one.plan, "new": one.new, "failed": one.failed} for one in done.files]
    return [*changes, *notices, {"files": files, "problems": list(done.problems), **asdict(done.tally)}]


def _ledger_to_rehearse_on(settings: "Settings") -> "Ledger":
    """The service's own ledger; where none was ever made, an empty one in memory, and none is made."""
    import secrets

    from notifier.keyring import Keyring
    from notifier.ledger.connect import ledger_in_memory, open_ledger

    # Nothing is sealed in a rehearsal, so that it needs no key, and makes none.
    keyring = Keyring([secrets.token_hex(32)])
    ledger = open_ledger(settings.database_url, keyring)
    if not ledger.has_tables():
        ledger.close()
        return ledger_in_memory(keyring)
    ledger.check_schema()
    return ledger


def _read_now(settings: "Settings", paths: list[Path], found: list[Path], now: datetime | None, format: Format) -> None:
    from notifier.actionplan.problems import Severity
    from notifier.bootstrap import at, build
    from notifier.ledger import plans
    from notifier.plan_files import shown
    from notifier.rehearsal import read_now

    notifier = build(settings, at(now))
    ledger = notifier.ledger
    ledger.check_schema()
    files = read_now(ledger, notifier.rulebook, paths, found, _loader(settings), notifier.clock())
    if paths == found:
        notifier.ingest()  # what is left of it: files that are gone
    asked = None if paths == found else {shown(path) for path in paths}
    with ledger.reading() as book:
        problems, warnings = (plans.file_problems(book, severity, asked) for severity in Severity)
    ledger.close()
    for text in (*problems, *warnings):
        complain(text)
    if format is Format.JSON:
        listing(_changes_as_json(files), (), format, "")
    else:
        _show_changes(files)
        say(f"plan files read: {len(files)}, unchanged: {len(paths) - len(files)}")
    sys.exit(1 if problems else 0)


def _changes_as_json(files: "tuple[Changed, ...]") -> list[dict[str, object]]:
    return [{"file": one.file, **change.as_json()} for one in files for change in one.changes]


def _show_changes(files: "tuple[Changed, ...]") -> None:
    for one in files:
        say(str(one))
        if one.changes:
            listing((change.as_json() for change in one.changes), _COLUMNS, Format.TABLE, "")
