"""Verbs about what is owed: what became of it, every try at it, and the dead tried afresh."""

import sys
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from notifier.audience.subscription import Lane
from notifier.cli_records import Limit, opened
from notifier.clock import in_utc
from notifier.show import Format, FormatOption, complain, listing, say


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about deliveries."""
    for verb in (deliveries, attempts, replay):
        app.command()(verb)


def _since(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        pass
    try:
        return in_utc(datetime.fromisoformat(text))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day and no instant with its zone: write 2020-09-01, which begins in UTC, or "
            "2020-09-01T09:05:00+06:00"
        ) from None


Since = Annotated[
    datetime | None,
    typer.Option(parser=_since, metavar="DAY|INSTANT", help="Only what has ended, or else was made, since then."),
]
To = Annotated[
    str | None, typer.Option("--destination", metavar="ADDRESS|HOST", help="Only what goes to this address or host.")
]


def deliveries(
    state: Annotated[str | None, typer.Option(help="Only those pending, sending, sent, dead or withdrawn.")] = None,
    lane: Annotated[Lane | None, typer.Option(help="Only what goes by this lane.")] = None,
    destination: To = None,
    since: Since = None,
    limit: Limit = 50,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what is owed and what became of it, the newest first."""
    from notifier.ledger import deliveries as owed
    from notifier.ledger.choice import Choice
    from notifier.ledger.states import State

    if state is not None and state not in list(State):
        raise typer.BadParameter(f"--state is one of {', '.join(State)}")
    choice = Choice(lane, since, destination)
    with opened().ledger.reading() as book:
        rows = [
            {
                "id": one.id, "lane": str(one.lane), "state": str(one.state), "address": one.address,
                "notices": one.notices, "attempts": one.attempts, "not_before": one.not_before.isoformat(),
                "ended_at": one.ended_at and one.ended_at.isoformat(), "reason": one.reason,
            }
            for one in owed.list_all(book, State(state) if state else None, limit, choice)
        ]  # fmt: skip
    columns = ("id", "state", "address", "notices", "attempts", "not_before", "reason")
    listing(rows, columns, format, "there is no such delivery")


def attempts(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Deliveries.")],
    format: FormatOption = Format.TABLE,
) -> None:
    """List every try at deliveries: when, what came of it and why, and what the far end said."""
    from notifier.ledger.attempts import attempts_at

    with opened().ledger.reading() as book:
        found = attempts_at(book, ids)
    rows = [
        {
            "delivery": one.delivery, "number": one.number, "ended_at": one.ended_at.isoformat(),
            "outcome": one.outcome, "reason": one.reason, "status": one.status, "seconds": round(one.seconds, 3),
            "response": one.response,
        }
        for delivery in dict.fromkeys(ids)
        for one in found.get(delivery, ())
    ]  # fmt: skip
    columns = ("delivery", "number", "ended_at", "outcome", "reason", "status", "seconds", "response")
    missing = [one for one in ids if one not in found]
    listing(rows, columns, format, "nothing was tried yet" if found else "there is no try to show")
    for one in missing:
        complain(f"{one}: there is no such delivery (see `notifier deliveries`)")
    sys.exit(1 if missing else 0)


def replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Dead deliveries.")] = None,
    since: Since = None,
    destination: To = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
) -> None:
    """Owe dead deliveries afresh, with all their tries; all that is asked for must be true of them."""
    from notifier.ledger import deliveries as owed
    from notifier.ledger.choice import Choice

    if not ids and since is None and not destination:
        raise typer.BadParameter("say which: by their ids, --since or --destination")
    notifier = opened()
    choice = Choice(since=since, destination=destination)
    with notifier.ledger.writing() as book:
        revived = owed.replay(book, ids or None, notifier.clock(), choice, dry=dry_run)
    missed = [one for one in ids or () if one not in set(revived)]
    would = "would be owed again" if dry_run else "owed again"
    for one in revived:
        say(f"{one}: {would}")
    for one in missed:
        narrower = ", or not as asked" if since or destination else ""
        say(f"{one}: not a dead delivery{narrower} (see `notifier deliveries`)")
    say(f"{would}: {len(revived)}")
    sys.exit(1 if missed or not revived else 0)
