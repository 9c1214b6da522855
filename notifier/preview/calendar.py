"""Notices as a calendar for other programs (RFC 5545, RFC 7986): an all-day event each, and nobody's address in it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import TRANSP, Calendar, Event, vDuration, vText, vUri

from notifier.actionplan.private import without_addresses
from notifier.actionplan.signs import without_obeyed
from notifier.agenda.notice import Notice

_PRODUCT = "-//commitment-notifier//notices//EN"
_LOOK_AGAIN = timedelta(days=1)


def calendar_of(notices: Iterable[Notice], name: str, base_url: str, says: Callable[[Notice], str]) -> bytes:
    """The calendar `name` of some notices, as bytes of a .ics file; `says` puts a notice into a sentence.

    The same notices are the same bytes, whenever they are asked for.
    """
    events = [_event(notice, base_url, says(notice)) for notice in notices]
    return calendar_with(events, name, f"{base_url}#{one_line(name)}", _PRODUCT, _LOOK_AGAIN)


def calendar_with(
    events: Sequence[Event], name: str, known_by: str, product: str, look_again: timedelta, source: str | None = None
) -> bytes:
    """A calendar as bytes of a .ics file; its UID follows from `known_by`, and `source` is where it is had anew."""
    calendar = Calendar.new(prodid=product, uid=uuid5(NAMESPACE_URL, known_by), subcomponents=events)
    for field in ("NAME", "X-WR-CALNAME"):
        # As a text: what is set by its own name the library takes as it comes, and a semicolon would end it.
        calendar.add(field, vText(one_line(name)))
    # These two say of which type they are, as RFC 7986 demands and the library does not.
    calendar.add("REFRESH-INTERVAL", vDuration(look_again), parameters={"VALUE": "DURATION"})
    if source:
        calendar.add("SOURCE", vUri(source), parameters={"VALUE": "URI"})
        calendar.add("X-PUBLISHED-TTL", vDuration(look_again))
    content: bytes = calendar.to_ical()
    return content


def plain(text: str) -> str:
    """A stranger's text with one kind of line end, nobody's address, and nothing that is obeyed."""
    return without_addresses(without_obeyed(text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """The same on one line."""
    return plain(text).replace("\n", " ")


def about(notice: Notice) -> str:
    """What a notice is about, with its id where it has one."""
    named = notice.milestone or notice.commitment or notice.plan
    return named.name if notice.subject == notice.plan.id else f"{notice.subject} {named.name}"


def _event(notice: Notice, base_url: str, sentence: str) -> Event:
    return Event.new(
        uid=notice.id,
        stamp=notice.said_at,
        start=notice.on,
        summary=one_line(f"{about(notice)}: {sentence}"),
        description=plain("\n".join(_details(notice))),
        categories=[str(notice.kind)],
        url=f"{base_url}{notice.path}",
        transparency=TRANSP.TRANSPARENT,
    )


def _details(notice: Notice) -> list[str]:
    deadline, kept_back = notice.deadline, notice.kept_back
    named = (("Plan", notice.plan), ("Commitment", notice.commitment), ("Agency", notice.agency))
    lines = [f"{part}: {one.name}" for part, one in named if one]
    if deadline and deadline.printed:
        lines.append(f"Deadline as printed: {deadline.printed} ({deadline.says})")
    if kept_back:
        lines.append(f"Kept back from {'some' if notice.to else 'everybody'}: {kept_back}")
    return [*lines, f"Rule: {notice.reason.rule}; {notice.reason.file}, line {notice.reason.line}"]
