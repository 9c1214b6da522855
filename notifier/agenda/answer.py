"""What people say of a milestone beside its plan: an agency's answer, and an operator's snooze."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Says(StrEnum):
    """What an agency may answer."""

    DELIVERED = "delivered"
    NEW_DATE = "new_date"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agency said of its milestone on `said_on`, the plan's local day.

    With `DELIVERED` goes the web address of `evidence`, with `NEW_DATE` the day `until` which it asks for time, and
    with that and `DISPUTED` a `reason` in its own words.
    """

    said_on: date
    says: Says
    agency: str
    until: date | None = None
    evidence: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """From `since` until the day before `until` nobody is pressed for a milestone; `reason` is the operator's."""

    since: date
    until: date
    reason: str

    def covers(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Absence:
    """A plan did not hold a milestone from `gone_on` until the day before `back_on` (None: it still does not)."""

    gone_on: date
    back_on: date | None = None
