"""The verb about rules: which are in force, what they say, whether they work; and a new one to begin with."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.show import Format, FormatOption, complain, listing, say, tell_row

if TYPE_CHECKING:
    from notifier.agenda.rule import Rule
    from notifier.agenda.rulebook import Rulebook
    from notifier.settings import Settings

Row = dict[str, object]
_NEW = "new"
# Where own rules go if nothing is said: not `rules`, which would take the place of those that come with the program.
_OWN = "my-rules"


def add_to(app: typer.Typer) -> None:
    """Give the command its verb about rules."""
    app.command()(rules)


def rules(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME | new NAME]", help="One rule in full; or a new one to write.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--in", help="The folder for a new rule; your last in NOTIFIER_RULES, else my-rules.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List the rules in force with their settings, and try each on example cases; `new NAME` writes one."""
    from notifier.settings import from_environment

    settings = from_environment()
    match words or []:
        case []:
            _list(settings, format)
        case [only] if only == _NEW:
            raise typer.BadParameter("a new rule needs a name: `notifier rules new NAME`")
        case [name] if folder is None:
            _show(settings, name, format)
        case [first, name] if first == _NEW:
            _begin(settings, name, folder)
        case _:
            raise typer.BadParameter("write `notifier rules`, `notifier rules NAME` or `notifier rules new NAME`")


def _list(settings: "Settings", format: Format) -> None:
    from notifier.agenda.rulebook import in_force

    rulebook = in_force(settings)
    rows = [_row(rulebook, rule) for rule in rulebook.rules]
    listing(rows if format is Format.JSON else map(_in_a_line, rows), _COLUMNS, format, "there is no rule")
    tried = [str(problem) for row in rows for problem in _listed(row["problems"])]
    for problem in (*rulebook.problems, *tried):
        complain(problem)
    for problem in _last_announced(settings):
        if problem not in rulebook.problems:
            complain(f"the last announcement met: {problem}")
    sys.exit(1 if rulebook.problems or tried else 0)


_COLUMNS = ("rule", "settings", "says", "file")


def _in_a_line(row: Row) -> Row:
    replaced = "".join(f" (in place of {one})" for one in _listed(row["replaces"]))
    origin = str(row["origin"])
    file = origin if origin.startswith("package ") else row["file"]
    return {**row, "settings": "off" if row["off"] else row["settings"], "file": f"{file}{replaced}"}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _row(rulebook: "Rulebook", rule: "Rule") -> Row:
    """All that there is to know of a rule: `settings` are the values in force, where a plan is silent."""
    from notifier.agenda.contract import tried
    from notifier.agenda.rule import OFF

    given = rulebook.given_to(rule)
    return {
        "rule": rule.name,
        "says": rule.says,
        "doc": rule.doc,
        "settings": rule.described_settings(given),
        "defaults": rule.described_settings(),
        "off": given == OFF,
        "file": str(rule.path),
        "origin": rule.origin,
        "replaces": [str(path) for path in rule.replaces],
        "problems": tried(rule),
    }


def _show(settings: "Settings", name: str, format: Format) -> None:
    from notifier.actionplan.problems import did_you_mean
    from notifier.agenda.rulebook import in_force

    rulebook = in_force(settings)
    rule = rulebook.rule(name)
    if rule is None:
        for problem in rulebook.problems:
            complain(problem)
        if name in rulebook.lost:
            sys.exit(1)
        hint = did_you_mean(name, [one.name for one in rulebook.rules], "`notifier rules` lists them")
        raise typer.BadParameter(f"there is no rule `{name}` ({hint})")
    row = _row(rulebook, rule)
    if format is Format.JSON:
        tell_row(row)
    else:
        say(f"{rule.name}\n\n{rule.doc}\n")
        for setting, default in zip(_listed(row["settings"]), _listed(row["defaults"]), strict=True):
            say(f"setting  {setting}" + ("" if setting == default else f"  (by configuration; else {default})"))
        if row["off"]:
            say("off      by configuration; a plan turns it on again with `on`")
        say(f"file     {rule.path}")
        say(f"from     {rule.origin}")
        for path in rule.replaces:
            say(f"in place of {path}")
    problems = [str(one) for one in _listed(row["problems"])]
    for problem in problems:
        complain(problem)
    sys.exit(1 if problems else 0)


def _last_announced(settings: "Settings") -> tuple[str, ...]:
    """What the last announcement found wrong; nothing where there is no ledger, and none is made."""
    import secrets

    from notifier.errors import LedgerError
    from notifier.keyring import Keyring
    from notifier.ledger import health
    from notifier.ledger.connect import open_ledger

    # Nothing sealed is read, so that it needs no key, and makes none.
    ledger = open_ledger(settings.database_url, Keyring([secrets.token_hex(32)]))
    try:
        if not ledger.has_tables():
            return ()
        ledger.check_schema()
        with ledger.reading() as book:
            tick = health.all_ticks(book).get("announce")
        return tick.problems if tick else ()
    except LedgerError as trouble:
        return (f"nothing that can be read: {trouble}",)
    finally:
        ledger.close()


def _begin(settings: "Settings", name: str, folder: Path | None) -> None:
    from notifier.agenda.new_rule import write_rule
    from notifier.agenda.rulebook import in_force
    from notifier.settings import RULES

    own = [one for one in settings.rules if one != RULES]
    place = folder or (own[-1] if own else Path(_OWN))
    if place == RULES and not place.is_dir():
        what = f"a folder `{RULES}` here would take the place of the rules that come with the program"
        raise typer.BadParameter(f"{what} (write `--in {_OWN}`)")
    other = in_force(settings).rule(name)
    rule, test = write_rule(name, place)
    say(f"{rule}: the rule, which reminds once, three weeks before a deadline, until you change it")
    say(f"{test}: its test; run `pytest {place}` or `python {test}`")
    if other:
        say(f"it takes the place of {other.path}, which has the same name; rename it and its test to have both")
    say("docs/rules.md explains what a rule may look at and say")
    if place in settings.rules or (place == RULES and not settings.rules):
        say("it is in force when the service is started anew; `notifier rules` lists it")
    else:
        value = os.pathsep.join(str(one) for one in (*(settings.rules or (RULES,)), place))
        say(f"to put it into service, set NOTIFIER_RULES={value} and start the service anew; `notifier rules` lists it")
