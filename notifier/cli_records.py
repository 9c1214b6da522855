"""Verbs about what the ledger holds and what is in force: notices, rules and settings."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.show import Format, FormatOption, complain, listing

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier

Limit = Annotated[int, typer.Option(help="How many to show, the newest first.", min=1)]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about records."""
    for verb in (notices, rules, settings):
        app.command()(verb)


def opened() -> "Notifier":
    """The service over a ledger whose tables are there."""
    from notifier.bootstrap import build
    from notifier.settings import from_environment

    notifier = build(from_environment())
    notifier.ledger.check_schema()
    return notifier


def notices(limit: Limit = 50, format: FormatOption = Format.TABLE) -> None:
    """List what has been said, the newest first."""
    from notifier.ledger import notices as said

    with opened().ledger.reading() as book:
        rows = [
            {**notice.as_json(), "subject": notice.subject, "said_at": notice.said_at.isoformat(), "lapsed": lapsed}
            for notice, lapsed in said.list_said(book, limit)
        ]
    listing(rows, ("on", "kind", "subject", "lapsed", "notice"), format, "nothing has been said yet")


def rules(format: FormatOption = Format.TABLE) -> None:
    """List the rules in force, what each says of itself, and the settings that a plan may give it."""
    from notifier.agenda.rulebook import in_force
    from notifier.settings import from_environment

    rulebook = in_force(from_environment())
    rows = [
        {"rule": one.name, "says": one.doc.splitlines()[0], "settings": one.described_settings(), "file": str(one.path)}
        for one in rulebook.rules
    ]
    listing(rows, ("rule", "settings", "says"), format, "there is no rule")
    for problem in rulebook.problems:
        complain(problem)
    sys.exit(1 if rulebook.problems else 0)


def settings(format: FormatOption = Format.TABLE) -> None:
    """List the settings: their variables, what they are now, what they mean. Secrets are not shown."""
    from notifier.settings import described, from_environment

    listing(described(from_environment()), ("variable", "value", "means"), format, "")
