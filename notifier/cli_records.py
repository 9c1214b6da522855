"""Verbs about what the ledger holds: subscriptions, notices, deliveries; and about rules and settings."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.agenda.moment import Kind
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.cli_plans import FormatOption
from notifier.show import Format, complain, listing, say

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier

Limit = Annotated[int, typer.Option(help="How many to show, the newest first.", min=1)]


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about records."""
    for verb in (subscribe, subscriptions, notices, deliveries, replay, rules, settings):
        app.command()(verb)


def _open() -> "Notifier":
    from notifier.bootstrap import build
    from notifier.settings import from_environment

    notifier = build(from_environment())
    notifier.ledger.check_schema()
    return notifier


def subscribe(
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    webhook: Annotated[str | None, typer.Option(help="A web address that takes signed POSTs.")] = None,
    secret: Annotated[
        str | None, typer.Option(help="The webhook's secret, whsec_…; one is made if none is given.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="Only this plan, by id.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only what this agency leads, by id.")] = None,
    commitment: Annotated[str | None, typer.Option(help="Only this commitment, by id.")] = None,
    theme: Annotated[str | None, typer.Option(help="Only this theme, as the plan spells it.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this kind of notice.")] = None,
    cadence: Annotated[
        Cadence, typer.Option(help="How often e-mail comes; webhooks get each notice at once.")
    ] = Cadence.IMMEDIATE,
    language: Annotated[str, typer.Option(help="The language of e-mails: en, fr, ru or ky.")] = "en",
    confirmed: Annotated[bool, typer.Option("--confirmed", help="The owner of the e-mail address has agreed.")] = False,
) -> None:
    """Subscribe an e-mail address or a webhook to notices; all that is asked for must be true of a notice."""
    from notifier.audience.language import LANGUAGES

    if (email is None) == (webhook is None):
        raise typer.BadParameter("give one of --email and --webhook")
    if secret and not webhook:
        raise typer.BadParameter("--secret goes with --webhook")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(LANGUAGES)}")
    notifier = _open()
    lane, address = (Lane.EMAIL, email) if email else (Lane.WEBHOOK, webhook)
    assert address is not None, "one of the two was given"
    notifier.transports[lane].check(address)
    destination, made = _signed(notifier, Destination(lane, address), secret)
    wish = Subscription(
        "", destination, Interest(plan, agency, commitment, theme, kind), cadence, language,
        # A webhook belongs to whoever can type its address here; an inbox belongs to whoever reads it.
        confirmed or lane is Lane.WEBHOOK,
    )  # fmt: skip
    wish = notifier.write_subscription(wish)
    say(f"subscribed: {wish.id}")
    if made:
        say(f"secret, shown this once: {destination.secret}")
    if not wish.confirmed:
        say("not confirmed, so nothing is sent yet: once its owner has agreed, repeat this with --confirmed")


def _signed(notifier: "Notifier", destination: Destination, secret: str | None) -> tuple[Destination, bool]:
    """A webhook with its secret: the one given, the one it has, or a new one; and whether it is new."""
    from notifier.transports.webhook.sign import check_secret, new_secret

    if destination.lane is not Lane.WEBHOOK:
        return destination, False
    if secret:
        check_secret(secret)
        return Destination(destination.lane, destination.address, secret), False
    known = notifier.secret_of(destination)
    return Destination(destination.lane, destination.address, known or new_secret()), known is None


def subscriptions(format: FormatOption = Format.TABLE) -> None:
    """List who wants which notices."""
    from notifier.ledger import subscriptions as wishes
    from notifier.ledger.rows import interest_as_json

    with _open().ledger.reading() as book:
        rows = [
            {
                "id": one.id, "lane": str(one.destination.lane), "address": one.destination.address,
                **interest_as_json(one.interest), "cadence": str(one.cadence), "language": one.language,
                "confirmed": one.confirmed,
            }
            for one in wishes.list_all(book)
        ]  # fmt: skip
    columns = ("id", "address", "plan", "agency", "commitment", "theme", "kind", "cadence", "language", "confirmed")
    listing(rows, columns, format, "nobody has subscribed yet (see `notifier subscribe --help`)")


def notices(limit: Limit = 50, format: FormatOption = Format.TABLE) -> None:
    """List what has been said, the newest first."""
    from notifier.ledger import notices as said

    with _open().ledger.reading() as book:
        rows = [
            {**notice.as_json(), "subject": notice.subject, "said_at": notice.said_at.isoformat(), "lapsed": lapsed}
            for notice, lapsed in said.list_said(book, limit)
        ]
    listing(rows, ("on", "kind", "subject", "lapsed", "notice"), format, "nothing has been said yet")


def deliveries(
    state: Annotated[str | None, typer.Option(help="Only those pending, sending, sent, dead or withdrawn.")] = None,
    limit: Limit = 50,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what is owed and what became of it, the newest first."""
    from notifier.ledger import deliveries as owed
    from notifier.ledger.states import State

    if state is not None and state not in list(State):
        raise typer.BadParameter(f"--state is one of {', '.join(State)}")
    with _open().ledger.reading() as book:
        rows = [
            {
                "id": one.id, "lane": str(one.lane), "state": str(one.state), "address": one.address,
                "notices": one.notices, "attempts": one.attempts, "not_before": one.not_before.isoformat(),
                "ended_at": one.ended_at and one.ended_at.isoformat(), "reason": one.reason,
            }
            for one in owed.list_all(book, State(state) if state else None, limit)
        ]  # fmt: skip
    columns = ("id", "state", "address", "notices", "attempts", "not_before", "reason")
    listing(rows, columns, format, "there is no such delivery")


def replay(ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Dead deliveries.")]) -> None:
    """Owe dead deliveries afresh, with all their tries."""
    from notifier.ledger import deliveries as owed

    notifier = _open()
    with notifier.ledger.writing() as book:
        revived = set(owed.replay(book, ids, notifier.clock()))
    for one in ids:
        say(f"{one}: owed again" if one in revived else f"{one}: not a dead delivery (see `notifier deliveries`)")
    sys.exit(0 if revived >= set(ids) else 1)


def rules(format: FormatOption = Format.TABLE) -> None:
    """List the rules in force, what each says of itself, and the settings that a plan may give it."""
    from notifier.agenda.rulebook import load
    from notifier.settings import from_environment

    rulebook = load(from_environment().rules_folder())
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
