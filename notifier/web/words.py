"""The words of the pages: kinds, states, titles, and to whom something was said or not; in the language of the page."""

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from notifier.actionplan.deadline import Certainty, Deadline
from notifier.actionplan.model import Status
from notifier.agenda.answer import Answer, Says
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Notice
from notifier.audience.language import SOURCE
from notifier.audience.wording import ENGLISH, Wording


@cache
def _kinds(say: Wording) -> Mapping[str, str]:
    return {
        Kind.DUE_SOON: say.gettext("Due soon"),
        Kind.DUE: say.gettext("Due"),
        Kind.OVERDUE: say.gettext("Overdue"),
        Kind.ESCALATED: say.gettext("Escalated"),
        Kind.STALLED: say.gettext("Nothing new"),
        Kind.SLIPPED: say.gettext("Deadline moved later"),
        Kind.ADVANCED: say.gettext("Deadline moved earlier"),
        Kind.ADDED: say.gettext("Added to the plan"),
        Kind.REMOVED: say.gettext("Removed from the plan"),
        Kind.REOPENED: say.gettext("Open again"),
        Kind.COMPLETED: say.gettext("Completed"),
        Kind.COMPLETED_LATE: say.gettext("Completed late"),
        Kind.ANSWERED: say.gettext("Answered by its agency"),
        Kind.COMMITMENT_OVERDUE: say.gettext("Commitment overdue"),
        Kind.COMMITMENT_COMPLETED: say.gettext("Commitment completed"),
        Kind.PUBLISHED: say.gettext("Plan published"),
        Kind.REPORT_DUE: say.gettext("Report due"),
        Kind.ENDING: say.gettext("Plan ends soon"),
        Kind.ENDED: say.gettext("Plan ended"),
    }


def kind_in_words(kind: str, say: Wording = ENGLISH) -> str:
    """A kind as a heading says it; a kind newer than this page is spelt out."""
    return _kinds(say).get(kind) or kind.split(".")[-1].replace("_", " ").capitalize()


def kept_back(notice: Notice, say: Wording = ENGLISH) -> str:
    """To whom a notice went and why to nobody else; empty where it went to all whom its rule addresses."""
    if not notice.kept_back:
        return ""
    match (To.AGENCY in notice.to, To.SUPERIOR in notice.to, To.PUBLIC in notice.to):
        case (False, False, False):
            to = say.gettext("Sent to nobody")
        case (True, False, False):
            to = say.gettext("Sent only to the agency")
        case (False, True, False):
            to = say.gettext("Sent only to its superiors")
        case (True, True, False):
            to = say.gettext("Sent only to the agency and its superiors")
        case (False, False, True):
            to = say.gettext("Sent only to the public")
        case (True, False, True):
            to = say.gettext("Sent only to the agency and the public")
        case _:
            to = say.gettext("Not sent to all")
    # The reason is the record's own, in the words in which it was written down.
    return f"{to}: {notice.kept_back.rstrip('.')}."


def how_sure(deadline: Deadline, say: Wording = ENGLISH) -> str:
    """How sure the day of a deadline is, in a word."""
    words = {
        Certainty.EXACT: say.gettext("exact"),
        Certainty.INTERPRETED: say.gettext("interpreted"),
        Certainty.OPEN: say.gettext("open"),
    }
    return words[deadline.certainty]


def because(deadline: Deadline, say: Wording = ENGLISH) -> str:
    """How a printed deadline was read, clause by clause."""
    return "; ".join(say.remark(remark) for remark in deadline.because)


def status_in_words(status: Status, say: Wording = ENGLISH) -> str:
    """What a plan file says of how far something has come."""
    words = {
        # A file that gives no status says nothing of a start: these words are true of it too.
        Status.NOT_STARTED: say.gettext("no start reported"),
        Status.IN_PROGRESS: say.gettext("in progress"),
        Status.COMPLETED: say.gettext("completed"),
    }
    return words[status]


def change(before: Deadline, after: Deadline, say: Wording = ENGLISH) -> str:
    """What became of a deadline from one sighting to the next; empty where it stayed."""
    if before.on == after.on:
        return ""
    if before.on and after.on:
        moved = abs((after.on - before.on).days)
        if after.on > before.on:
            return say.ngettext("moved %(n)s day later", "moved %(n)s days later", moved)
        return say.ngettext("moved %(n)s day earlier", "moved %(n)s days earlier", moved)
    return say.gettext("deadline given") if after.on else say.gettext("deadline taken away")


def answer_in_words(answer: Answer, say: Wording = ENGLISH) -> str:
    """What an agency has answered, and when; its own reason stands apart."""
    match answer.says:
        case Says.DELIVERED:
            return say.gettext("Delivered, its agency said on %(day)s.", day=answer.said_on)
        case Says.NEW_DATE:
            until = answer.until or answer.said_on
            return say.gettext("It needs until %(until)s, its agency said on %(day)s.", until=until, day=answer.said_on)
    return say.gettext("What the plan says is not right, its agency said on %(day)s.", day=answer.said_on)


class _Titled(Protocol):
    @property
    def title(self) -> str: ...

    @property
    def titles(self) -> Mapping[str, str]: ...


def title_in(thing: _Titled, language: str = SOURCE) -> str:
    """The title of a plan, commitment or milestone in a language, where its file gives one; else its title."""
    return thing.titles.get(language) or thing.title
