"""What the facts of a notice say: they are somebody's JSON, so that each is taken for what it is, or else for missing.

Whoever puts them into words does without what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlsplit, urlunsplit

from notifier.actionplan.private import without_addresses, without_numbers

Facts = Mapping[str, object]

MOST = 1_000_000  # what is counted here is days, steps and milestones
LONGEST_ADDRESS = 2000
# Everything that is a sign of an address and no sign of a text around it.
_OF_AN_ADDRESS = "!#$%&()*+,/:;=?@[]~"


def day(facts: Facts, name: str) -> date | None:
    """A fact as a day."""
    said = facts.get(name)
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def number(facts: Facts, name: str) -> int | None:
    """A fact as a whole number, from 0 to MOST."""
    said = facts.get(name)
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST else None


def flag(facts: Facts, name: str) -> bool:
    """Whether a fact is true, and not merely something."""
    return facts.get(name) is True


def text(facts: Facts, name: str) -> str | None:
    """A fact as words, without what is private in them."""
    said = facts.get(name)
    return without_numbers(without_addresses(said)).strip() or None if isinstance(said, str) else None


def texts(facts: Facts, name: str) -> tuple[str, ...]:
    """A fact as a list of ids or names."""
    said = facts.get(name)
    return tuple(one for one in said if isinstance(one, str) and one) if isinstance(said, list | tuple) else ()


def address(facts: Facts, name: str) -> str | None:
    """A fact as a web address that leads where it seems to, in plain signs; None for anything else.

    One with a name before an @ seems to lead elsewhere.
    """
    said = facts.get(name)
    if not isinstance(said, str) or len(said) > LONGEST_ADDRESS or not said.isprintable() or " " in said:
        return None
    try:
        parts = urlsplit(said)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # among them UnicodeError, for what is no name of a host
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or host != quote(host, safe=""):
        return None
    return quote(urlunsplit(parts._replace(netloc=host + port)), safe=_OF_AN_ADDRESS)


# ------------------------------------------------------------------------------------------ facts of several parts


@dataclass(frozen=True, slots=True)
class Late:
    """A milestone that was done so many days after its deadline."""

    milestone: str
    days: int


def late(facts: Facts) -> tuple[Late, ...]:
    """Which milestones of a commitment were late."""
    found = (
        Late(names[0], days)
        for one in _parts(facts, "late")
        if (names := texts({"id": [one.get("milestone")]}, "id")) and (days := number(one, "days"))
    )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Duty:
    """What is asked for of a plan: what, by when, from when on, and the address that asks for it."""

    what: str | None
    due_on: date | None
    opens_on: date | None
    source: str | None


def duties(facts: Facts) -> tuple[Duty, ...]:
    """What a plan is reminded of together, the nearest first; at least one, though nothing may be known of it."""
    parts = [part for part in _parts(facts, "duties") if text(part, "what")] or [facts]
    return tuple(
        Duty(text(one, "what"), day(one, "due_on"), day(one, "opens_on"), address(one, "source")) for one in parts
    )


def _parts(facts: Facts, name: str) -> Iterator[Facts]:
    said = facts.get(name)
    return (one for one in said if isinstance(one, Mapping)) if isinstance(said, list | tuple) else iter(())


def months_between(since: date, until: date) -> int:
    """How many whole months lie between two days; the last day of a month ends one that began on a day it lacks."""
    months = (until.year - since.year) * 12 + until.month - since.month
    ended = until.day >= since.day or (until + timedelta(days=1)).month != until.month
    return max(months if ended else months - 1, 0)
