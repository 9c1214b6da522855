"""What was typed → a wish: checked field by field, with a sentence for whatever is amiss."""

from collections.abc import Mapping
from datetime import time
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import available_timezones

from notifier.agenda.moment import Kind
from notifier.audience.language import LANGUAGES
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription
from notifier.audience.wording import Wording
from notifier.errors import AddressError, WishError
from notifier.ledger.choices import Choice, choices
from notifier.ledger.connect import Ledger
from notifier.transports.base import Transport
from notifier.transports.email.message import mailbox

LONGEST_ADDRESS = 2000  # signs


def read(ledger: Ledger, transports: Mapping[Lane, Transport], typed: Mapping[str, str], say: Wording) -> Subscription:
    """The wish in what was typed: `email` or `webhook`, `plan`, `agency`, `commitment`, `theme`, `kind`, `cadence`,
    `at`, `timezone`, `language`; what is not there or empty asks for nothing in particular.

    An agency or a commitment may be given as `PLAN/ID`. Raises WishError with a sentence for each field amiss.
    """
    amiss: dict[str, str] = {}
    given = {name: value.strip() for name, value in typed.items() if value.strip()}
    with ledger.reading() as book:
        interest = _interest(choices(book), given, say, amiss)
    cadence, at, timezone, language = manner(given, say, amiss)
    destination = _destination(transports, given, say, amiss)
    if amiss or destination is None:
        raise WishError(amiss)
    return Subscription("", destination, interest, cadence, language, False, at, timezone)


def normal(lane: Lane, address: str) -> str:
    """An address as it is written down: the same twice is one destination, however its host is spelt."""
    if lane is Lane.EMAIL:
        return mailbox(address)
    parts = urlsplit(address)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))


def _destination(
    transports: Mapping[Lane, Transport], given: Mapping[str, str], say: Wording, amiss: dict[str, str]
) -> Destination | None:
    email, webhook = given.get("email"), given.get("webhook")
    if (email is None) == (webhook is None):
        amiss["email"] = (
            say.gettext("Give an e-mail address or the address of a webhook, not both.")
            if email
            else say.gettext("Give an e-mail address, or the address of a webhook.")
        )
        return None
    lane, address, field = (Lane.EMAIL, email, "email") if email else (Lane.WEBHOOK, webhook or "", "webhook")
    try:
        if len(address) > LONGEST_ADDRESS or not address.isprintable():
            raise AddressError("no address is like that")
        address = normal(lane, address)
        transports[lane].check(address)
    except (AddressError, ValueError):
        amiss[field] = (
            say.gettext("No mail can be sent to this address. Write it as name@example.org.")
            if lane is Lane.EMAIL
            else say.gettext("Nothing can be sent to this address. Give one on the public internet, with https://.")
        )
        return None
    return Destination(lane, address)


def _interest(known: list[Choice], given: Mapping[str, str], say: Wording, amiss: dict[str, str]) -> Interest:
    plan = given.get("plan")
    found: dict[str, str | None] = {}
    for field in ("agency", "commitment"):
        above, _, name = given.get(field, "").rpartition("/")
        found[field] = name or None
        plan = plan or above or None
        if above and above != plan:
            amiss[field] = say.gettext("This is of another plan than the one that you chose.")
    within = [one for one in known if plan in (None, one.plan)]
    unknown = say.gettext("This is not known here. Choose one from the list.")
    if plan and not within:
        amiss["plan"] = unknown
    if found["agency"] and found["agency"] not in {name for one in within for name, _ in one.agencies}:
        amiss.setdefault("agency", unknown)
    if found["commitment"] and found["commitment"] not in {name for one in within for name, _ in one.commitments}:
        amiss.setdefault("commitment", unknown)
    theme, kind = given.get("theme"), given.get("kind")
    if theme and theme not in {name for one in within for name in one.themes}:
        amiss["theme"] = unknown
    if kind and kind not in set(Kind):
        amiss["kind"] = unknown
    if amiss:
        return Interest()
    return Interest(plan, found["agency"], found["commitment"], theme, Kind(kind) if kind else None)


def manner(
    given: Mapping[str, str], say: Wording, amiss: dict[str, str]
) -> tuple[Cadence, time | None, str | None, str]:
    """How often, at which hour of which zone, in which language."""
    cadence, at, timezone = given.get("cadence", Cadence.IMMEDIATE), given.get("at"), given.get("timezone")
    language, hour = given.get("language", say.language), None
    unknown = say.gettext("This is not known here. Choose one from the list.")
    if cadence not in set(Cadence):
        amiss["cadence"] = unknown
    if language not in LANGUAGES:
        amiss["language"] = unknown
    if timezone and timezone not in available_timezones():
        amiss["timezone"] = unknown
    if at:
        hour = hour_of(at)
        if hour is None:
            amiss["at"] = say.gettext("Write the hour as 08:30.")
        elif not timezone:
            amiss["timezone"] = say.gettext("Choose the time zone of your hour.")
    if amiss or cadence == Cadence.IMMEDIATE:
        return Cadence.IMMEDIATE, None, None, language
    return Cadence(cadence), hour, timezone, language


def hour_of(text: str) -> time | None:
    """A time of day as `HH:MM`; None for anything else."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == len("HH:MM") and found.tzinfo is None else None
