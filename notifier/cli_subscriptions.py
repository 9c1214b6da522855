"""Verbs about who wants to know, and about the secrets that webhooks are signed with: each is shown once, if at all."""

import sys
from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING, Annotated

import typer

from notifier.agenda.moment import Kind
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.cli_records import opened
from notifier.errors import AddressError
from notifier.show import Format, FormatOption, complain, err, listing, say

if TYPE_CHECKING:
    from notifier.bootstrap import Notifier
    from notifier.ledger.destinations import Given
    from notifier.ledger.resealing import Resealed


def add_to(app: typer.Typer) -> None:
    """Give the command its verbs about subscriptions."""
    for verb in (subscribe, subscriptions, rotate, reseal):
        app.command()(verb)


def subscribe(
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    webhook: Annotated[str | None, typer.Option(help="A web address that takes signed POSTs.")] = None,
    secret: Annotated[
        str | None,
        typer.Option(help="The webhook's secret, whsec_…; one is made if none is given. A new one replaces the old."),
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Whom to tell when the webhook is closed because it fails.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="Only this plan, by id.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only what this agency leads, by id.")] = None,
    commitment: Annotated[str | None, typer.Option(help="Only this commitment, by id.")] = None,
    theme: Annotated[str | None, typer.Option(help="Only this theme, as the plan spells it.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this kind of notice.")] = None,
    cadence: Annotated[
        Cadence, typer.Option(help="How often e-mail comes; webhooks get each notice at once.")
    ] = Cadence.IMMEDIATE,
    at: Annotated[
        str | None,
        typer.Option(metavar="HH:MM", help="The hour of digests; else an hour after notices are made."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="The time zone of that hour, as Asia/Bishkek.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of e-mails: en, fr, ru or ky.")] = "en",
    confirmed: Annotated[bool, typer.Option("--confirmed", help="The owner of the e-mail address has agreed.")] = False,
) -> None:
    """Subscribe an e-mail address or a webhook to notices; all that is asked for must be true of a notice."""
    from notifier.audience.language import LANGUAGES
    from notifier.ledger import destinations
    from notifier.ledger import subscriptions as wishes
    from notifier.subscribing import normal

    if (email is None) == (webhook is None):
        raise typer.BadParameter("give one of --email and --webhook")
    for option, given in (("--secret", secret), ("--owner", owner)):
        if given is not None and not webhook:
            raise typer.BadParameter(f"{option} goes with --webhook")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(LANGUAGES)}")
    hour = _hour(at, timezone, cadence)
    notifier = opened()
    lane, address = (Lane.EMAIL, email) if email else (Lane.WEBHOOK, webhook)
    assert address is not None, "one of the two was given"
    notifier.transports[lane].check(address)
    address = normal(lane, address)
    if owner is not None:
        notifier.transports[Lane.EMAIL].check(owner)
    destination, made = _signed(notifier, Destination(lane, address), secret)
    if lane is Lane.WEBHOOK:
        _ask(notifier, address)
    wish = Subscription(
        "", destination, Interest(plan, agency, commitment, theme, kind), cadence, language,
        # A webhook belongs to whoever can type its address here; an inbox belongs to whoever reads it.
        confirmed or lane is Lane.WEBHOOK, hour, timezone if hour else None,
    )  # fmt: skip
    now, replaced = notifier.clock(), None
    with notifier.ledger.writing() as book:
        name = destinations.destination_ids(book, [destination])[lane, address]
        if destination.secret:
            replaced = destinations.give_secret(book, name, destination.secret, now)
        if owner is not None:
            destinations.name_owner(book, name, owner)
        mute = destinations.mute_of(book, name)
        wish = wishes.subscribe(book, wish, now)
        still = destinations.mute_of(book, name)
    say(f"subscribed: {wish.id}")
    if made:
        say(f"secret, shown this once: {destination.secret}")
    for sentence in _told(replaced) if replaced else ():
        say(sentence)
    if still:
        say(f"nothing is sent there: it is {still}. Once its owner says that it may be, repeat this with --confirmed")
    elif mute:
        say(f"it was {mute}: from now on things are sent there again")
    if not wish.confirmed:
        say("not confirmed, so nothing is sent yet: once its owner has agreed, repeat this with --confirmed")


def _hour(at: str | None, timezone: str | None, cadence: Cadence) -> time | None:
    """The hour at which digests come, where one is given."""
    from zoneinfo import available_timezones

    from notifier.subscribing.typed import hour_of

    if (at is None) != (timezone is None):
        raise typer.BadParameter("--at and --timezone go together")
    if at is None:
        return None
    if cadence is Cadence.IMMEDIATE:
        raise typer.BadParameter("--at goes with --cadence daily or weekly")
    if timezone not in available_timezones():
        raise typer.BadParameter(f"--timezone is no time zone: {timezone} (write it as Asia/Bishkek)")
    hour = hour_of(at)
    if hour is None:
        raise typer.BadParameter("--at is an hour as 08:30")
    return hour


def _signed(notifier: "Notifier", destination: Destination, secret: str | None) -> tuple[Destination, bool]:
    """A webhook with its secret: the one given, the one it has, or a new one; and whether it is new."""
    from notifier.transports.webhook.sign import check_secret, new_secret

    if destination.lane is not Lane.WEBHOOK:
        return destination, False
    if secret is not None:
        check_secret(secret)
        return Destination(destination.lane, destination.address, secret), False
    known = notifier.secret_of(destination)
    return Destination(destination.lane, destination.address, known or new_secret()), known is None


def _ask(notifier: "Notifier", address: str) -> None:
    """Ask a receiver whether it wants webhooks. Where it does not say, the operator's word is enough."""
    from notifier.transports.webhook.handshake import Consent, origin_of

    consent = notifier.consent_of(address)
    if consent is Consent.REFUSED:
        raise AddressError(
            "the receiver takes the webhooks of somebody else only: nothing was subscribed (have it answer OPTIONS "
            f"with WebHook-Allowed-Origin: {origin_of(notifier.settings.base_url)}, or *)"
        )
    if consent is Consent.AGREED:
        say("the receiver agrees to be sent webhooks")
    else:
        say(
            "the receiver does not say whether it wants webhooks (it does not speak the CloudEvents handshake, or "
            "cannot be reached just now): subscribed on your word"
        )


def _told(given: "Given") -> Iterator[str]:
    """What became of the secret before, in words."""
    if given.former_until:
        until = given.former_until.isoformat(timespec="minutes")
        yield f"its former secret signs as well until {until}: put the new one in place by then"
    if given.dropped:
        yield "the secret before that one, which signed until now, no longer does"


def subscriptions(format: FormatOption = Format.TABLE) -> None:
    """List who wants which notices."""
    from notifier.ledger import subscriptions as wishes
    from notifier.ledger.rows import interest_as_json

    notifier = opened()
    now = notifier.clock()
    with notifier.ledger.reading() as book:
        rows = [
            {
                "id": one.id, "lane": str(one.destination.lane), "address": one.destination.address,
                **interest_as_json(one.interest), "cadence": str(one.cadence), "language": one.language,
                "at": one.digest_at and one.digest_at.strftime("%H:%M"), "timezone": one.timezone,
                "confirmed": one.confirmed,
                "paused_until": one.paused_until.isoformat() if one.paused_until and one.paused_until > now else None,
            }
            for one in wishes.list_all(book)
        ]  # fmt: skip
    columns = (
        "id", "address", "plan", "agency", "commitment", "theme", "kind", "cadence", "at", "timezone", "language",
        "confirmed", "paused_until",
    )  # fmt: skip
    listing(rows, columns, format, "nobody has subscribed yet (see `notifier subscribe --help`)")


def rotate(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of a webhook that has subscribed.")],
    secret: Annotated[
        str | None, typer.Option(help="The new secret, whsec_…; one is made and shown once if none is given.")
    ] = None,
) -> None:
    """Give a webhook a new secret; the former one signs beside it for 24 hours."""
    from notifier.ledger import destinations
    from notifier.transports.webhook.sign import check_secret, new_secret

    new = new_secret() if secret is None else secret
    check_secret(new)
    notifier = opened()
    with notifier.ledger.writing() as book:
        name = destinations.known(book, Lane.WEBHOOK, url)
        if name is None:
            raise AddressError("no webhook is known by this address (see `notifier subscriptions`)")
        given = destinations.give_secret(book, name, new, notifier.clock())
        mute = destinations.mute_of(book, name)
    if not given.changed:
        say("this is its secret already: nothing has changed")
    elif given.former_until is None:
        say("the new secret alone signs from now on: there was none before that could be opened")
    for sentence in _told(given):
        say(sentence)
    if secret is None:
        say(f"secret, shown this once: {new}")
    if mute:
        say(f"nothing is sent there until it is subscribed again: it is {mute}")


def reseal() -> None:
    """Seal every secret in the ledger anew, with the newest NOTIFIER_SECRET_KEY; after that the old one can go."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from notifier.ledger.resealing import Resealed
    from notifier.ledger.resealing import reseal as resealing

    notifier = opened()
    done = Resealed()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("resealing", total=None)
        for done in resealing(notifier.ledger, notifier.clock()):
            progress.update(task, completed=done.seen, total=max(done.total, done.seen))
    say(_summary(done))
    if done.lost:
        hosts = ", ".join(sorted(set(done.lost)))
        complain(
            f"secrets that no key at hand opens: {len(done.lost)}, of webhooks at {hosts} (put their key back, behind "
            "the new one in NOTIFIER_SECRET_KEY, and repeat this; if it is lost, give each a new secret with "
            "`notifier rotate`)"
        )
    sys.exit(1 if done.lost else 0)


def _summary(done: "Resealed") -> str:
    return (
        f"sealed anew: {done.sealed}, sealed with the newest key already: {done.left}, "
        f"former ones that no longer sign, thrown away: {done.thrown}"
    )
