"""Notices as a calendar for other programs (RFC 5545, RFC 7986): an all-day event each, and nobody's address in it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import TRANSP, Calendar, Event, vText

from notifier.actionplan.private import without_addresses
from notifier.actionplan.signs import without_obeyed
from notifier.agenda.notice import Notice

_PRODUCT = "-//commitment-notifier//notices//EN"
_LOOK_AGAIN = timedelta(days=1)


def calendar_of(notices: Iterable[Notice], name: str, base_url: str, says: Callable[[Notice], str]) -> bytes:
    """The calendar `name` of some notices, as bytes of a .ics file; `says` puts a notice into a sentence.

    The same notices are the same bytes, whenever they are asked for.
    """
    title = _plain(name).replace("\n", " ")
    calendar = Calendar.new(
        prodid=_PRODUCT,
        uid=uuid5(NAMESPACE_URL, f"{base_url}#{title}"),
        refresh_interval=_LOOK_AGAIN,
        subcomponents=[_event(notice, base_url, says(notice)) for notice in notices],
    )
    for field in ("NAME", "X-WR-CALNAME"):
        # As a text: what is set by its own name the library takes as it comes, and a semicolon would end it.
        calendar.add(field, vText(title))
    content: bytes = calendar.to_ical()
    return content


def _event(notice: Notice, base_url: str, sentence: str) -> Event:
    return Event.new(
        uid=notice.id,
        stamp=notice.said_at,
        start=notice.on,
        summary=_plain(f"{_about(notice)}: {sentence}").replace("\n", " "),
        description=_plain("\n".join(_details(notice))),
        categories=[str(notice.kind)],
        url=f"{base_url}{notice.path}",
        transparency=TRANSP.TRANSPARENT,
    )


def _about(notice: Notice) -> str:
    named = notice.milestone or notice.commitment or notice.plan
    return named.name if notice.subject == notice.plan.id else f"{notice.subject} {named.name}"


def _details(notice: Notice) -> list[str]:
    deadline, kept_back = notice.deadline, notice.kept_back
    named = (("Plan", notice.plan), ("Commitment", notice.commitment), ("Agency", notice.agency))
    lines = [f"{part}: {one.name}" for part, one in named if one]
    if deadline and deadline.printed:
        lines.append(f"Deadline as printed: {deadline.printed} ({deadline.says})")
    if kept_back:
        lines.append(f"Kept back from {'some' if notice.to else 'everybody'}: {kept_back}")
    return [*lines, f"Rule: {notice.reason.rule}; {notice.reason.file}, line {notice.reason.line}"]


def _plain(text: str) -> str:
    """A stranger's text with one kind of line end and nothing that is obeyed, which no calendar may hold."""
    return without_addresses(without_obeyed(text.replace("\r\n", "\n").replace("\r", "\n")))
