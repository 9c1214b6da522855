"""What a notice says, in the plain words of the public record; counted from the day it was said for, not from today.

A rule's facts are somebody's JSON: where one is missing or odd, the sentence does without it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience import facts
from notifier.audience.wording import ENGLISH, Wording
from notifier.web.sentences.changes import added, answered, completed, moved, removed, reopened
from notifier.web.sentences.pressing import commitment_overdue, due, due_soon, escalated, overdue, stalled
from notifier.web.sentences.said import MOST_NAMED
from notifier.web.sentences.wholes import commitment_completed, ending, published, report_due
from notifier.web.words import kind_in_words


@dataclass(frozen=True, slots=True)
class Reference:
    """A web address that a notice names, a `facts.address`, and what is there."""

    address: str
    text: str


def sentence(notice: Notice, say: Wording = ENGLISH) -> str:
    """What a notice said, in a sentence or some; of a part of a deadline, also of which."""
    tell = _TOLD.get(notice.kind)
    said = " ".join(tell(notice, say)) if tell else ""
    said = said or f"{kind_in_words(notice.kind, say)}."
    if not notice.expects:
        return said
    part = say.gettext("That is for one part of it: “%(part)s”.", part=notice.expects)
    return f"{said} {part}"


def words_of_the_agency(notice: Notice) -> str | None:
    """The reason that an agency gave with its answer, in its own words."""
    return facts.text(notice.facts, "reason") if notice.kind is Kind.ANSWERED else None


def references(notice: Notice, say: Wording = ENGLISH) -> Sequence[Reference]:
    """The evidence that an agency named, or the pages that ask for something of a plan."""
    if notice.kind is Kind.ANSWERED:
        evidence = facts.address(notice.facts, "evidence")
        return [Reference(evidence, say.gettext("evidence"))] if evidence else []
    if notice.kind is not Kind.REPORT_DUE:
        return []
    duties = facts.duties(notice.facts)[:MOST_NAMED]
    addresses = dict.fromkeys(duty.source for duty in duties if duty.source)
    return [Reference(address, say.gettext("where it is asked for")) for address in addresses]


_TOLD: dict[Kind, Callable[[Notice, Wording], Iterator[str]]] = {
    Kind.DUE_SOON: due_soon,
    Kind.DUE: due,
    Kind.OVERDUE: overdue,
    Kind.ESCALATED: escalated,
    Kind.STALLED: stalled,
    Kind.SLIPPED: moved,
    Kind.ADVANCED: moved,
    Kind.ADDED: added,
    Kind.REMOVED: removed,
    Kind.REOPENED: reopened,
    Kind.COMPLETED: completed,
    Kind.COMPLETED_LATE: completed,
    Kind.ANSWERED: answered,
    Kind.COMMITMENT_OVERDUE: commitment_overdue,
    Kind.COMMITMENT_COMPLETED: commitment_completed,
    Kind.PUBLISHED: published,
    Kind.REPORT_DUE: report_due,
    Kind.ENDING: ending,
    Kind.ENDED: ending,
}
