"""Reasons not to send, judged when a message is about to leave: what is no longer true is not said."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from notifier.agenda.notice import Notice


class Mute(StrEnum):
    """Why nothing is sent to a destination any more."""

    CLOSED = "closed"  # the far end says that nothing will ever arrive there
    BOUNCED = "bounced"  # mail to it comes back
    COMPLAINED = "complained"  # its reader calls our mail spam


@dataclass(frozen=True, slots=True)
class Standing:
    """How what a notice speaks of stands now; `present` is False where the plan no longer holds it.

    `parts` are the days of a deadline that names several.
    """

    today: date
    present: bool = True
    completed: bool = False
    due_on: date | None = None
    parts: tuple[date, ...] = ()


def reason_not_to_send(notice: Notice, standing: Standing) -> str | None:
    """Why a notice should be withheld, in words for the record; None where it still holds."""
    if notice.lapsed(standing.today):
        return f"it lapsed on {notice.lapses}, before it could be sent"
    if not notice.kind.presses:
        return None
    if not standing.present:
        return "the plan no longer holds the milestone"
    if standing.completed:
        return "the milestone has been completed meanwhile"
    if notice.facts.get("asked"):
        # Its agency asked for time: the plan's own deadline is another, and has not caught up with it.
        caught_up = standing.due_on is None or (notice.due_on is not None and standing.due_on >= notice.due_on)
        return "the deadline has been moved meanwhile" if caught_up else None
    if notice.deadline and notice.due_on not in (standing.parts if notice.expects else (standing.due_on,)):
        return "the deadline has been moved meanwhile"
    return None
