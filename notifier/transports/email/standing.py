"""How each thing that a letter speaks of stands on the day of sending, and which of them is said first."""

from datetime import date
from enum import StrEnum

from notifier.actionplan.deadline import Deadline
from notifier.agenda.moment import Kind
from notifier.audience import facts
from notifier.transports.base import Item


class Standing(StrEnum):
    """How something stands; the order is the order in which a letter says it, and each has its colour."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    COMMITMENT_OVERDUE = "commitment-overdue"
    TODAY = "today"
    SOON = "soon"
    ENDED = "ended"
    ENDING = "ending"
    ANSWERED = "answered"
    STALLED = "stalled"
    REOPENED = "reopened"
    REMOVED = "removed"
    SLIPPED = "slipped"
    ADVANCED = "advanced"
    ADDED = "added"
    COMPLETED_LATE = "completed-late"
    COMPLETED = "completed"
    COMMITMENT_COMPLETED = "commitment-completed"
    PUBLISHED = "published"
    NEWS = "news"


_RANK = {standing: rank for rank, standing in enumerate(Standing)}
# What stands as its kind tells; the others stand as their day does on the day of sending.
_TOLD = {
    Kind.ESCALATED: Standing.ESCALATED,
    Kind.COMMITMENT_OVERDUE: Standing.COMMITMENT_OVERDUE,
    Kind.STALLED: Standing.STALLED,
    Kind.SLIPPED: Standing.SLIPPED,
    Kind.ADVANCED: Standing.ADVANCED,
    Kind.ADDED: Standing.ADDED,
    Kind.REMOVED: Standing.REMOVED,
    Kind.REOPENED: Standing.REOPENED,
    Kind.COMPLETED: Standing.COMPLETED,
    Kind.COMPLETED_LATE: Standing.COMPLETED_LATE,
    Kind.ANSWERED: Standing.ANSWERED,
    Kind.COMMITMENT_COMPLETED: Standing.COMMITMENT_COMPLETED,
    Kind.PUBLISHED: Standing.PUBLISHED,
    Kind.ENDED: Standing.ENDED,
}
_BY_ITS_DAY = frozenset((Kind.DUE_SOON, Kind.DUE, Kind.OVERDUE, Kind.REPORT_DUE))


def standing(item: Item) -> Standing:
    """How an item stands on the day of sending."""
    notice = item.notice
    if notice.kind in _BY_ITS_DAY and notice.due_on:
        return against(notice.due_on, item.today)
    if notice.kind is Kind.ENDING:
        ends_on = facts.day(notice.facts, "ends_on")
        return Standing.ENDED if ends_on and ends_on < item.today else Standing.ENDING
    return _TOLD.get(notice.kind, Standing.NEWS)


def against_deadline(deadline: Deadline, today: date) -> Standing:
    """How something still open stands to its deadline; one without a day is never late."""
    return Standing.SOON if deadline.on is None else against(deadline.on, today)


def against(due_on: date, today: date) -> Standing:
    """How something still open stands to the day on which it is due."""
    if due_on > today:
        return Standing.SOON
    return Standing.TODAY if due_on == today else Standing.OVERDUE


def pressing(item: Item) -> tuple[int, date]:
    """Sorts items: the most pressing first, and of those the oldest deadline."""
    return _RANK[standing(item)], item.notice.due_on or date.max
