"""Verbs about what the ledger holds and what is in force: notices and settings."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.show import Format, FormatOption, complain, listing

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier

Limit = Annotated[int, typer.Option(help="How many to show, the newest first.", min=1)]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about records."""
    for verb in (notices, settings):
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


def settings(format: FormatOption = Format.TABLE) -> None:
    """List the settings: their variables, what they are now, what they mean. Secrets are not shown."""
    from notifier.agenda.rulebook import in_force
    from notifier.settings import described, from_environment

    given = from_environment()
    listing(described(given), ("variable", "value", "means"), format, "")
    problems = in_force(given).problems
    for problem in problems:
        complain(problem)
    sys.exit(1 if problems else 0)
