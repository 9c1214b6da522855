"""Moments → who: the readers of a notice, and why each of them gets it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from notifier.actionplan.model import Agency
from notifier.agenda.moment import OF_ITS_LEAD, To
from notifier.agenda.notice import Named, Notice
from notifier.audience.subscription import Cadence, Destination, Interest, Lane, Subscription, interested


class Role(StrEnum):
    """As what a reader gets a message; it decides what the message asks of them."""

    AGENCY = "agency"
    SUPERIOR = "superior"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class Why:
    """Why a reader gets a notice: the agency they answer for, or what they asked for; one of the two is set."""

    role: Role
    agency: Named | None = None
    interest: Interest | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a notice: where, why, how often, in which language; at which hour, where it is their own, and
    not before when, where they have paused."""

    destination: Destination
    why: Why
    language: str
    cadence: Cadence = Cadence.IMMEDIATE
    digest_at: time | None = None
    timezone: str | None = None
    paused_until: datetime | None = None


def readers(notice: Notice, agencies: Iterable[Agency], subscriptions: Iterable[Subscription]) -> Iterator[Reader]:
    """The readers of a notice. `agencies` are the plan's; unconfirmed subscriptions get nothing."""
    for agency in agencies:
        if concerns(notice, agency):
            yield from _contacts(notice, agency)
    if To.PUBLIC in notice.to:
        for wish in subscriptions:
            if wish.confirmed and interested(wish.interest, notice):
                why = Why(Role.SUBSCRIBER, interest=wish.interest)
                yield Reader(
                    wish.destination, why, wish.language, wish.cadence, wish.digest_at, wish.timezone,
                    wish.paused_until,
                )  # fmt: skip


def concerns(notice: Notice, agency: Agency) -> bool:
    """A notice concerns the agency that leads; one about a whole plan concerns them all, unless it asks one of them."""
    if notice.agency is None:
        return notice.kind not in OF_ITS_LEAD
    return notice.agency.id == agency.id


def _contacts(notice: Notice, agency: Agency) -> Iterator[Reader]:
    named = Named(agency.id, agency.name)
    if To.AGENCY in notice.to:
        for address in agency.emails:
            yield Reader(Destination(Lane.EMAIL, address), Why(Role.AGENCY, named), agency.language)
    if To.SUPERIOR in notice.to:
        for address in agency.superiors:
            yield Reader(Destination(Lane.EMAIL, address), Why(Role.SUPERIOR, named), agency.language)
