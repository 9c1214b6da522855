"""The words of the pages: kinds, states, and to whom something was said or not."""

from collections.abc import Mapping

from notifier.actionplan.deadline import Certainty, Deadline
from notifier.actionplan.model import Status
from notifier.agenda.moment import Kind, To
from notifier.agenda.notice import Notice
from notifier.web.state import days

KINDS: Mapping[str, str] = {
    Kind.DUE_SOON: "Due soon",
    Kind.DUE: "Due",
    Kind.OVERDUE: "Overdue",
    Kind.ESCALATED: "Escalated",
    Kind.STALLED: "Nothing new",
    Kind.SLIPPED: "Deadline moved later",
    Kind.ADVANCED: "Deadline moved earlier",
    Kind.ADDED: "Added to the plan",
    Kind.REMOVED: "Removed from the plan",
    Kind.REOPENED: "Open again",
    Kind.COMPLETED: "Completed",
    Kind.COMPLETED_LATE: "Completed late",
    Kind.ANSWERED: "Answered by its agency",
    Kind.COMMITMENT_OVERDUE: "Commitment overdue",
    Kind.COMMITMENT_COMPLETED: "Commitment completed",
    Kind.PUBLISHED: "Plan published",
    Kind.REPORT_DUE: "Report due",
    Kind.ENDING: "Plan ends soon",
    Kind.ENDED: "Plan ended",
}
# Those whom a notice is to, as a sentence names them.
HEARERS: Mapping[To, str] = {To.AGENCY: "the agency", To.SUPERIOR: "its superiors", To.PUBLIC: "the public"}
HOW_SURE: Mapping[Certainty, str] = {
    Certainty.EXACT: "exact",
    Certainty.INTERPRETED: "interpreted",
    Certainty.OPEN: "open",
}

# A file that gives no status says nothing of a start: these words are true of it too.
STATUSES: Mapping[Status, str] = {
    Status.NOT_STARTED: "no start reported",
    Status.IN_PROGRESS: "in progress",
    Status.COMPLETED: "completed",
}


def kind_in_words(kind: str) -> str:
    """A kind as a heading says it; a kind newer than this page is spelt out."""
    return KINDS.get(kind) or kind.split(".")[-1].replace("_", " ").capitalize()


def kept_back(notice: Notice) -> str:
    """To whom a notice went and why to nobody else; empty where it went to all whom its rule addresses."""
    if not notice.kept_back:
        return ""
    heard = [words for to, words in HEARERS.items() if to in notice.to]
    to = f"Sent only to {' and '.join(heard)}" if heard else "Sent to nobody"
    return f"{to}: {notice.kept_back.rstrip('.')}."


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def how_sure(deadline: Deadline) -> str:
    """How sure the day of a deadline is, in a word."""
    return HOW_SURE[deadline.certainty]


def status_in_words(status: Status) -> str:
    """What a plan file says of how far something has come."""
    return STATUSES[status]


def change(before: Deadline, after: Deadline) -> str:
    """What became of a deadline from one sighting to the next; empty where it stayed."""
    if before.on == after.on:
        return ""
    if before.on and after.on:
        moved = days(abs((after.on - before.on).days))
        return f"moved {moved} {'later' if after.on > before.on else 'earlier'}"
    return "deadline given" if after.on else "deadline taken away"
