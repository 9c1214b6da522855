"""Verbs about keys: who may write through the API."""

from typing import Annotated

import typer

from notifier.cli_records import opened
from notifier.show import Format, FormatOption, listing, say

_keys = typer.Typer(no_args_is_help=False, help="The keys by which programs subscribe through the API.")


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about keys."""
    app.add_typer(_keys, name="keys")


@_keys.callback(invoke_without_command=True)
def listed(context: typer.Context, format: FormatOption = Format.TABLE) -> None:
    """List the keys; a key itself is shown only when it is made."""
    if context.invoked_subcommand is not None:
        return
    from notifier.ledger import keys

    with opened().ledger.reading() as book:
        rows = [
            {
                "id": one.id, "name": one.name, "made_at": one.made_at.isoformat(timespec="minutes"),
                "ended_at": one.ended_at and one.ended_at.isoformat(timespec="minutes"),
            }
            for one in keys.list_all(book)
        ]  # fmt: skip
    listing(rows, ("id", "name", "made_at", "ended_at"), format, "there is no key yet (see `notifier keys new --help`)")


@_keys.command()
def new(name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, for your own list.")]) -> None:
    """Make a key. It is shown this once."""
    from notifier.ledger import keys

    notifier = opened()
    with notifier.ledger.writing() as book:
        key, secret = keys.make(book, name, notifier.clock())
    say(f"made: {key.id}")
    say(f"key, shown this once: {secret}")


@_keys.command()
def end(key: Annotated[str, typer.Argument(metavar="ID", help="The id of the key, key_….")]) -> None:
    """Let a key open nothing any more. What was subscribed with it stays."""
    from notifier.ledger import keys

    notifier = opened()
    with notifier.ledger.writing() as book:
        if not keys.end(book, key, notifier.clock()):
            raise typer.BadParameter(f"no key {key} is good (see `notifier keys`)")
    say(f"ended: {key}")
