"""Everything a rule may import, and the only thing of ours that it imports.

A rule is a module with any of the generators `milestone(case)`, `commitment(case)` and `plan(case)`.
Each yields moments on ascending days, for ever if it likes, and looks at nothing but its case.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, Milestone, PlanHead, Status
from notifier.actionplan.revision import Sighting, sighting_of
from notifier.agenda.moment import Case, CommitmentCase, Kind, Moment, Move, PlanCase, To
from notifier.agenda.rulebook import Days

__all__ = [
    "Case", "CommitmentCase", "Days", "Iterator", "Kind", "Moment", "Move", "PlanCase", "To",
    "date", "example", "example_plan", "timedelta",
]  # fmt: skip


def example(
    *,
    due: str | None = "2025-06-30",
    done_on: str | None = None,
    status: str = "not_started",
    first_seen: str = "2025-01-01",
    before: dict[str, str] | None = None,
) -> Case:
    """A case to try a rule on, in its doctest.

    `due` is the deadline as it now stands; `before` tells the past, as former deadlines by the day on which
    they were replaced: `{"2025-07-05": "2025-06-30"}`. With `done_on` it is completed, as first seen on that day.
    """
    replaced = sorted((before or {}).items())
    printed = [text for _, text in replaced] + [due]
    seen = [date.fromisoformat(first_seen)] + [date.fromisoformat(day) for day, _ in replaced]
    state = Status.COMPLETED if done_on else Status(status)
    now = Milestone("1", "An example milestone", read_deadline(due), status=state, done_on=_day(done_on))
    open_then = [_as_open(text, day) for text, day in zip(printed, seen, strict=True)]
    history = [*open_then, sighting_of(now, "now", _day(done_on) or seen[-1])] if done_on else open_then
    commitment = Commitment("C1", "An example commitment", "agency", (now,))
    return Case(example_plan().plan, commitment, now, tuple(history))


def example_plan(*, starts: str = "2025-01-01", ends: str = "2026-12-31", first_seen: str = "2025-01-01") -> PlanCase:
    """A plan's case to try a rule on, in its doctest."""
    head = PlanHead("example", "An example plan", "KG", date.fromisoformat(starts), date.fromisoformat(ends), "UTC")
    return PlanCase(head, date.fromisoformat(first_seen))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_open(printed: str | None, seen_on: date) -> Sighting:
    return sighting_of(Milestone("1", "An example milestone", read_deadline(printed)), str(seen_on), seen_on)
