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

    `parts` are the days of a deadline that names several, and the day until which its agency has asked for time.
    `rests` says why nobody is to be pressed for it, and since when.
    """

    today: date
    present: bool = True
    completed: bool = False
    due_on: date | None = None
    parts: tuple[date, ...] = ()
    rests: tuple[str, date] | None = None


def reason_not_to_send(notice: Notice, standing: Standing) -> str | None:
    """Why a notice should be withheld, in words for the record; None where it still holds."""
    if notice.lapsed(standing.today):
        return f"it lapsed on {notice.lapses}, before it could be sent"
    if not notice.kind.presses:
        return None
    if not standing.present:
        return f"the plan no longer holds the {_what(notice)}"
    if standing.completed:
        return f"the {_what(notice)} has been completed meanwhile"
    if notice.due_on and notice.due_on not in (standing.parts if notice.of_a_part else (standing.due_on,)):
        return "the deadline has been moved meanwhile"
    if standing.rests and standing.rests[1] >= notice.on:
        return standing.rests[0]
    return None


def _what(notice: Notice) -> str:
    return "milestone" if notice.milestone else "commitment"
