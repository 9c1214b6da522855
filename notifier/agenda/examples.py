"""Cases to try a rule on: in its doctest, in its own test, and when rules are listed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, DaysOff, Milestone, PlanHead, Status
from notifier.actionplan.revision import Sighting, sighting_of
from notifier.agenda.answer import Absence, Answer, Says, Snooze
from notifier.agenda.case import Case, CommitmentCase, PlanCase


def example(
    *,
    due: str | None = "2025-06-30",
    done_on: str | None = None,
    status: str = "not_started",
    starts: str | None = None,
    first_seen: str = "2025-01-01",
    before: Mapping[str, str] | None = None,
    reopened: str | None = None,
    plan_first_seen: str | None = None,
    answers: Iterable[Answer] = (),
    snoozed: Mapping[str, str] | None = None,
    away: Mapping[str, str | None] | None = None,
    country: str = "KG",
    head_start: int = 0,
) -> Case:
    """A milestone's case.

    `due` is the deadline as it now stands; `before` tells the past, as former deadlines by the day on which they were
    replaced: `{"2025-07-05": "2025-06-30"}`. With `done_on` it is completed, as first seen on that day; with
    `reopened` it had been completed when first seen, until that day. `snoozed` are pairs of days, from and until;
    `away` those on which the plan lost the milestone and had it back. `country` is whose public holidays count.
    """
    replaced = sorted((before or {}).items())
    printed = [text for _, text in replaced] + [due]
    seen = [date.fromisoformat(first_seen)] + [date.fromisoformat(day) for day, _ in replaced]
    state = Status.COMPLETED if done_on else Status(status)
    now = Milestone(
        "1", "An example milestone", read_deadline(due), starts=_day(starts), status=state, done_on=_day(done_on)
    )
    history = [_as_open(text, day) for text, day in zip(printed, seen, strict=True)]
    if reopened:
        done = replace(now, status=Status.COMPLETED)
        history = [sighting_of(done, "before", seen[0]), _as_open(due, date.fromisoformat(reopened))]
    if done_on:
        history.append(sighting_of(now, "now", date.fromisoformat(done_on)))
    elif state is Status.COMPLETED:
        history[-1] = sighting_of(now, "now", history[-1].seen_on)
    commitment = Commitment("C1", "An example commitment", "agency", (now,))
    return Case(
        example_plan(country=country, head_start=head_start).plan,
        commitment,
        now,
        tuple(history),
        plan_first_seen_on=_day(plan_first_seen),
        answers=tuple(answers),
        snoozes=tuple(
            Snooze(date.fromisoformat(since), date.fromisoformat(until), "an example")
            for since, until in (snoozed or {}).items()
        ),
        absences=tuple(Absence(date.fromisoformat(gone), _day(back)) for gone, back in (away or {}).items()),
    )


def example_commitment(*milestones: Case) -> CommitmentCase:
    """A commitment's case, of the milestones of some examples, which are numbered anew."""
    steps = tuple(replace(case.milestone, id=str(number)) for number, case in enumerate(milestones, start=1))
    commitment = replace(milestones[0].commitment, milestones=steps)
    cases = (
        replace(case, plan=milestones[0].plan, commitment=commitment, milestone=step)
        for case, step in zip(milestones, steps, strict=True)
    )
    return CommitmentCase(milestones[0].plan, commitment, tuple(cases))


def example_plan(
    *,
    starts: str = "2025-01-01",
    ends: str = "2026-12-31",
    first_seen: str = "2025-01-01",
    country: str = "KG",
    head_start: int = 0,
    milestones: int = 0,
    completed: int = 0,
) -> PlanCase:
    """A plan's case, with so many milestones of which so many are completed."""
    head = PlanHead(
        "example",
        "An example plan",
        country,
        date.fromisoformat(starts),
        date.fromisoformat(ends),
        "UTC",
        days_off=DaysOff(),
        head_start=head_start,
    )
    return PlanCase(head, date.fromisoformat(first_seen), milestones, completed)


def delivered(on: str, evidence: str | None = None) -> Answer:
    """An agency's answer that it has delivered."""
    return Answer(date.fromisoformat(on), Says.DELIVERED, "agency", evidence=evidence)


def asks_until(on: str, until: str, reason: str = "an example") -> Answer:
    """An agency's answer that it needs until a later day."""
    return Answer(date.fromisoformat(on), Says.NEW_DATE, "agency", until=date.fromisoformat(until), reason=reason)


def disputed(on: str, reason: str = "an example") -> Answer:
    """An agency's answer that this is not so."""
    return Answer(date.fromisoformat(on), Says.DISPUTED, "agency", reason=reason)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_open(printed: str | None, seen_on: date) -> Sighting:
    return sighting_of(Milestone("1", "An example milestone", read_deadline(printed)), str(seen_on), seen_on)
