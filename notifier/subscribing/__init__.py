"""How somebody subscribes, and what they may do with it afterwards: the same from a page, and from the API.

1. `read` (`typed`) makes a wish of what was typed, or says in the reader's language what is amiss, field by field.
2. `preview` says what it would have sent in the last 90 days. Nothing is written.
3. `ask` writes the wish of an inbox down and owes it a mail that holds a link; `confirm` is what that link does.
   A webhook has no inbox: who controls it has it answer with a code, and then `take_webhook`.
4. `standing`, `change`, `end`, `pause`, `resume`, `leave`: what the owner of a destination does, known by their link.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from notifier.agenda.notice import Notice
from notifier.audience.digest import DigestHour, send_at
from notifier.audience.interests import Names
from notifier.audience.subscription import Cadence, Lane, Subscription, interested
from notifier.audience.wording import Wording
from notifier.clock import instant_of
from notifier.errors import WishError
from notifier.ledger import destinations, leaving, pauses, wishes
from notifier.ledger.choices import MOST_COUNTED, choices, said_since
from notifier.ledger.connect import Book, Ledger
from notifier.ledger.ids import delivery_id
from notifier.ledger.wishes import Kept
from notifier.subscribing.typed import manner, normal, read
from notifier.transports.webhook.sign import new_secret

__all__ = [
    "Managed", "Preview", "Taken", "ask", "asked", "change", "confirm", "end", "leave", "normal", "pause", "preview",
    "read", "resume", "standing", "take_webhook",
]  # fmt: skip

LOOKS_BACK = timedelta(days=90)
LINK_LASTS = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=366)
EXAMPLES = 5


# ------------------------------------------------------------------------------------------ what it would send


@dataclass(frozen=True, slots=True)
class Preview:
    """What a wish would have sent in the last 90 days: how many messages, of how many notices, and the newest few.

    `more`: there was more than is counted.
    """

    messages: int
    notices: int
    examples: tuple[Notice, ...]
    more: bool


def preview(ledger: Ledger, wish: Subscription, now: datetime) -> Preview:
    """What a wish would have sent; bundled as it would be."""
    with ledger.reading() as book:
        return _preview(book, wish, now)


def _preview(book: Book, wish: Subscription, now: datetime) -> Preview:
    lately = list(said_since(book, wish.interest, now - LOOKS_BACK))
    found = [one for one in lately if interested(wish.interest, one)]
    hours = {one.plan: one.hour for one in choices(book)}
    if wish.destination.lane is Lane.WEBHOOK:
        messages = len(found)
    else:
        messages = len({send_at(wish.cadence, one.said_at, _hour(wish, hours[one.plan.id])) for one in found})
    return Preview(messages, len(found), tuple(found[:EXAMPLES]), len(lately) >= MOST_COUNTED)


def _hour(wish: Subscription, hour: DigestHour) -> DigestHour:
    return hour.for_reader(wish.digest_at, wish.timezone)


# ------------------------------------------------------------------------------------------ asking and confirming


def ask(ledger: Ledger, wish: Subscription, now: datetime, *, key_id: str | None = None) -> None:
    """Somebody wants an inbox to get notices: the inbox is asked by a mail. Nothing here tells whether it is known.

    An address that has been asked often enough today is asked no more, and the wish is forgotten.
    """
    assert wish.destination.lane is Lane.EMAIL, "a webhook is not asked by mail"
    with ledger.writing() as book:
        wishes.forget(book, now)
        mail = wishes.mail_left(book, wish.destination, now)
        messages = _preview(book, wish, now).messages
        if mail is None:
            return
        kept = wishes.write_down(book, replace(wish, key_id=key_id), now)
        note = {"about": "wish", "subscription": kept.wish.id, "asked_on": str(now.date()), "messages": messages}
        wishes.owe_note(book, mail, kept, wish.language, note, now)


def confirm(ledger: Ledger, subscription: str, asked_on: date, now: datetime) -> Kept | None:
    """The owner of an inbox means it; twice is once. None where the link is too old, or what it was for is gone."""
    with ledger.writing() as book:
        if asked(book, subscription, asked_on, now) is None:
            return None
        wishes.confirm(book, subscription, now)
        return wishes.find(book, subscription)


def asked(book: Book, subscription: str, asked_on: date, now: datetime) -> Kept | None:
    """What a link to confirm is for; None where it is too old, or what it was for is gone. Changes nothing."""
    kept = wishes.find(book, subscription)
    fresh = asked_on <= now.date() <= asked_on + LINK_LASTS
    return kept if kept and fresh and not kept.ended else None


@dataclass(frozen=True, slots=True)
class Taken:
    """A webhook that was subscribed: its secret, to be shown once; None where it has one already, which is kept."""

    kept: Kept
    secret: str | None


def take_webhook(ledger: Ledger, wish: Subscription, now: datetime, *, key_id: str | None = None) -> Taken:
    """Subscribe a webhook whose control has been proven, and owe it a test event. The secret of one that is known is
    neither shown nor changed."""
    assert wish.destination.lane is Lane.WEBHOOK, "an inbox is asked by mail"
    with ledger.writing() as book:
        place = wishes.hold(book, wish.destination)
        known = destinations.secret_of(book, wish.destination)
        if known is None:
            destinations.give_secret(book, place, new_secret(), now)
        secret = None if known else destinations.secret_of(book, wish.destination)
        kept = wishes.write_down(book, replace(wish, cadence=Cadence.IMMEDIATE, key_id=key_id), now)
        wishes.confirm(book, kept.wish.id, now)
        trial = delivery_id(place, f"trial {secrets.token_hex(8)}")
        wishes.owe_note(book, trial, kept, wish.language, {"about": "trial", "said_at": now.isoformat()}, now)
    return Taken(kept, secret)


# ------------------------------------------------------------------------------------------ managing


@dataclass(frozen=True, slots=True)
class Managed:
    """What the owner of a destination sees: their subscriptions with the names of what each is about, until when they
    have paused, and whether an agency writes to them besides."""

    subscriptions: tuple[tuple[Kept, Names], ...]
    paused_until: datetime | None
    contact: bool


def standing(book: Book, destination: str, now: datetime) -> Managed | None:
    """How the subscriptions of a destination stand; None where there is no such destination."""
    found = leaving.leaver(book, destination)
    if found is None:
        return None
    kept = wishes.at(book, destination)
    named = tuple((one, wishes.names_of(book, one.wish.interest)) for one in kept)
    return Managed(named, pauses.paused_until(book, destination, now), found.contact)


def change(
    ledger: Ledger, destination: str, subscription: str, typed: Mapping[str, str], say: Wording, now: datetime
) -> bool:
    """Change how often, at which hour of which zone and in which language a subscription speaks: `cadence`, `at`,
    `timezone`, `language`. Whether there is such a one; raises WishError where a field is amiss."""
    amiss: dict[str, str] = {}
    given = {name: value.strip() for name, value in typed.items() if value.strip()}
    cadence, at, timezone, language = manner(given, say, amiss)
    if amiss:
        raise WishError(amiss)
    with ledger.writing() as book:
        kept = wishes.find(book, subscription)
        if kept is None or kept.destination != destination:
            return False
        if kept.wish.destination.lane is Lane.WEBHOOK:
            cadence, at, timezone = Cadence.IMMEDIATE, None, None  # each event is sent on its own
        wish = replace(kept.wish, cadence=cadence, digest_at=at, timezone=timezone, language=language)
        return wishes.change(book, destination, wish)


def end(ledger: Ledger, destination: str, subscription: str, now: datetime) -> bool:
    """End one subscription, and let go of what waits for it alone; whether there was such a one."""
    with ledger.writing() as book:
        kept = wishes.find(book, subscription)
        if kept is None or not wishes.end(book, destination, subscription, now):
            return False
        if wishes.at(book, destination):
            leaving.let_go_of_what_waits(book, destination, now, kept.wish.interest)
        else:
            leaving.leave(book, destination, now)
        return True


def pause(ledger: Ledger, destination: str, until: str, timezone: str, say: Wording, now: datetime) -> datetime:
    """Send nothing that was subscribed to until a day begins in the reader's zone. Raises WishError."""
    amiss: dict[str, str] = {}
    if timezone not in available_timezones():
        amiss["timezone"] = say.gettext("This is not known here. Choose one from the list.")
    try:
        day = date.fromisoformat(until)
    except ValueError:
        amiss["until"] = say.gettext("Write the day as 2026-01-31.")
    if amiss:
        raise WishError(amiss)
    today = now.astimezone(ZoneInfo(timezone)).date()
    if not today < day <= today + LONGEST_PAUSE:
        raise WishError({"until": say.gettext("Choose a day after today, and at most a year ahead.")})
    instant = instant_of(day, timezone, time())
    with ledger.writing() as book:
        pauses.pause(book, destination, instant, now)
    return instant


def resume(ledger: Ledger, destination: str, now: datetime) -> None:
    """End a pause: what has waited leaves at once, as one message."""
    with ledger.writing() as book:
        pauses.resume(book, destination, now)


def leave(ledger: Ledger, destination: str, now: datetime) -> int:
    """End every subscription of a destination; how many there were."""
    with ledger.writing() as book:
        return leaving.leave(book, destination, now)
