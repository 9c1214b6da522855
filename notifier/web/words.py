"""What a notice says, in the plain words of the public record; counted from the day it was said for, not from today.

A rule's facts are somebody's JSON: where one is missing or odd, the sentence does without it.
"""

from collections.abc import Mapping
from datetime import date

from notifier.actionplan.deadline import Certainty, Deadline
from notifier.actionplan.model import Status
from notifier.agenda.moment import Kind
from notifier.agenda.notice import Notice
from notifier.audience.language import SOURCE, day
from notifier.web.state import days

KINDS: Mapping[str, str] = {
    Kind.DUE_SOON: "Due soon",
    Kind.DUE: "Due",
    Kind.OVERDUE: "Overdue",
    Kind.SLIPPED: "Deadline moved later",
    Kind.COMPLETED: "Completed",
    Kind.PUBLISHED: "Plan published",
}
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


def sentence(notice: Notice) -> str:
    """What a notice said, in a sentence; of a part of a deadline, also of which."""
    said = _sentence(notice)
    return f"{said} That is for “{notice.expects}”." if notice.expects else said


def _sentence(notice: Notice) -> str:
    due_on = notice.due_on
    match notice.kind:
        case Kind.DUE_SOON if due_on:
            return f"Due in {days((due_on - notice.on).days)}, on {_in_words(due_on)}."
        case Kind.DUE if due_on:
            return f"Due this day, {_in_words(due_on)}."
        case Kind.OVERDUE if due_on:
            return (
                f"Late by {days((notice.on - due_on).days)}: it was due on {_in_words(due_on)}.{_repeat(notice.facts)}"
            )
        case Kind.SLIPPED:
            return _moved(notice.facts)
        case Kind.COMPLETED:
            return _done(_day_in(notice.facts, "done_on"), due_on)
        case Kind.PUBLISHED:
            ends_on = _day_in(notice.facts, "ends_on")
            return "The plan was read for the first time" + (f"; it ends on {_in_words(ends_on)}." if ends_on else ".")
    return f"{kind_in_words(notice.kind)}."


def _repeat(facts: Mapping[str, object]) -> str:
    time = facts.get("time")
    return f" Said for the {ordinal(time)} time." if isinstance(time, int) and time > 1 else ""


def _moved(facts: Mapping[str, object]) -> str:
    before, after = _day_in(facts, "from"), _day_in(facts, "to")
    if before is None or after is None:
        return "The deadline was moved to a later day."
    moved = (
        f"The deadline was moved from {_in_words(before)} to {_in_words(after)}, {days((after - before).days)} later"
    )
    return moved + (", after it had passed." if facts.get("after_deadline") is True else ".")


def _done(done_on: date | None, due_on: date | None) -> str:
    if done_on is None:
        return "The plan says that it is done."
    said = f"Done on {_in_words(done_on)}"
    if due_on is None:
        return f"{said}."
    if done_on == due_on:
        return f"{said}, on the day of its deadline."
    return f"{said}, {days(abs((due_on - done_on).days))} {'before' if done_on < due_on else 'after'} its deadline."


def _day_in(facts: Mapping[str, object], name: str) -> date | None:
    try:
        return date.fromisoformat(str(facts.get(name)))
    except ValueError:
        return None


def _in_words(on: date) -> str:
    return day(on, SOURCE)


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
