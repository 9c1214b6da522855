"""The verb that checks the record: whether anything in it was altered, or is missing."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.show import Format, FormatOption, complain, err, listing, say

if TYPE_CHECKING:
    from notifier.audience.chain import Fault, Link


def add_to(app: typer.Typer) -> None:
    """Give the command its verb about the record."""
    app.command()(audit)


def audit(
    chain: Annotated[bool, typer.Option("--chain", help="Check the chain of the public record.")] = False,
    downloaded: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Check a record that was downloaded from /notices.jsonl."),
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Check that the public record is whole: no notice altered, none missing. Exits with 1 where it is not."""
    from notifier.audience.chain import faults

    if not chain and downloaded is None:
        raise typer.BadParameter("say what to check: --chain, --from FILE, or both")
    found, count, agrees = [], 0, True
    if downloaded is not None:
        if not downloaded.is_file():
            raise typer.BadParameter(f"there is no file {downloaded}", param_hint="--from")
        found += list(faults(_links_in(downloaded)))
        count = sum(1 for _ in _links_in(downloaded))
    if chain:
        faulty, count, agrees = _in_the_ledger(downloaded)
        found += [fault for fault in faulty if fault not in found]
    rows = [{"first": one.first, "last": one.last, "says": str(one)} for one in found]
    if rows or format is Format.JSON:
        listing(rows, ("first", "last", "says"), format, "")
    if not agrees:
        complain("the record that was downloaded is not what the ledger holds today: one of the two was altered")
    if not rows and agrees:
        say(f"the record is whole: {count} notices, none altered and none missing")
    sys.exit(1 if rows or not agrees else 0)


def _in_the_ledger(downloaded: Path | None) -> tuple[list["Fault"], int, bool]:
    """What is wrong with the ledger's own record, its length, and whether a downloaded one is its beginning."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from notifier.audience.chain import faults
    from notifier.cli_records import opened
    from notifier.ledger import chain as record

    kept = {link.number: link.chain for link in _links_in(downloaded)} if downloaded else {}
    agrees, seen = True, set()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with opened().ledger.reading() as book, Progress(*columns, console=err, transient=True) as progress:
        end = record.end(book)
        task = progress.add_task("auditing", total=end[0])

        def watched() -> Iterator["Link"]:
            nonlocal agrees
            for link in record.links(book):
                progress.update(task, completed=link.number)
                if link.number in kept:
                    seen.add(link.number)
                    agrees = agrees and kept[link.number] == link.chain
                yield link

        found = list(faults(watched(), end))
    return found, end[0], agrees and seen == kept.keys()


def _links_in(file: Path) -> Iterator["Link"]:
    """The links of a record as it was downloaded, a JSON object a line."""
    from notifier.audience.chain import Link

    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                one = json.loads(line)
                yield Link(int(one["number"]), one["notice"], str(one["chain"]))
            except (ValueError, KeyError, TypeError):
                raise typer.BadParameter(
                    f"{file}:{number}: this is no line of a record (download /notices.jsonl whole)", param_hint="--from"
                ) from None
