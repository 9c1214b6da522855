"""Cases for the tests of the agenda: by hand, and any that hypothesis can think of."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, DaysOff, Milestone, PlanHead, Status
from notifier.actionplan.revision import Sighting, sighting_of
from notifier.agenda.answer import Absence, Answer, Says, Snooze
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase
from notifier.agenda.moment import Moment
from notifier.agenda.rule import Rule
from notifier.agenda.rulebook import Rulebook, load
from tests.house.project import ROOT

SWIFT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RULES: Rulebook = load(ROOT / "rules")
HEAD = PlanHead("kg-2018-2020", "A plan", "KG", date(2018, 8, 31), date(2020, 8, 31), "Asia/Bishkek")
DAY = timedelta(days=1)
AnyOne = TypeVar("AnyOne", bound=AnyCase)

DAYS = st.dates(date(2017, 1, 1), date(2023, 12, 31))
PRINTED = st.one_of(
    DAYS.map(str),
    DAYS.map(lambda day: f"{day:%B} {day.year}"),
    DAYS.map(lambda day: f"September 31, {day.year}"),
    st.sampled_from([None, "Ongoing", "5 by June 2019; 10 by June 2020", "1 on 30 June 2019; 2 on 1 July 2019"]),
)


def rulebook(folder: Path, **rules: str) -> Rulebook:
    """The rulebook of a folder in which these rules have been written, as name=source."""
    for name, source in rules.items():
        (folder / f"{name}.py").write_text(source)
    return load(folder)


def said(rule: Rule, case: AnyCase, until: date = date(2030, 1, 1)) -> list[Moment]:
    """What a rule says of a case until a day."""
    return list(takewhile(lambda moment: moment.on <= until, rule.moments(case)))


def under(case: AnyOne, rules: Mapping[str, object]) -> AnyOne:
    """The same case in a plan that gives rules these settings."""
    return replace(case, plan=replace(case.plan, rules=rules))


# A handful, for what a Workdays has found out is kept: public holidays of several religions, a country that nobody
# knows, a weekend of Friday and Saturday, a week off.
DAYS_OFF = st.sampled_from([
    DaysOff(),
    DaysOff(extra=tuple(date(2019, 7, 1) + number * DAY for number in range(9))),
    DaysOff("US", weekend=(4, 5)),
    DaysOff("SA"),
    DaysOff("ZZ", weekend=()),
])  # fmt: skip
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "overdue": st.sampled_from([{"every_days": 1}, {"every_days": 3}, {"every_days": 30}, "off"]),
        "due_soon": st.sampled_from([{"days_before": [1]}, {"days_before": [3, 2, 1, 90]}, "off"]),
        "escalated": st.sampled_from([{"public_after": 1}, {"agency_after": 30}, {"superiors_after": 5}, "off"]),
        "stalled": st.sampled_from([{"months": 1}, {"months": 12}, "off"]),
        "commitment_overdue": st.sampled_from([{"every_days": 2}, "off"]),
        "commitment_completed": st.just("off"),
        "plan_ending": st.sampled_from([{"days_before": [1, 2, 3]}, {"days_before": [700]}]),
    },
)


@st.composite
def heads(draw: st.DrawFn) -> PlanHead:
    """Any plan head: with days off, a head start and settings of its own."""
    head_start = draw(st.sampled_from([0, 0, 1, 3, 5]))
    return replace(HEAD, days_off=draw(DAYS_OFF), head_start=head_start, rules=draw(SETTINGS))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer of an agency."""
    said_on, says = draw(DAYS), draw(st.sampled_from(Says))
    until = said_on + draw(st.integers(1, 400)) * DAY if says is Says.NEW_DATE else None
    return Answer(said_on, says, "moh", until=until, reason=None if says is Says.DELIVERED else "for a reason")


@st.composite
def absences(draw: st.DrawFn, first_seen_on: date, gone: bool) -> tuple[Absence, ...]:
    """When a milestone was away, after it was first seen; at the end it is `gone`, or not."""
    steps = draw(st.lists(st.integers(1, 200), max_size=3, unique=True).map(sorted))
    days = [first_seen_on + step * DAY for step in steps]
    if (len(days) % 2 == 1) is not gone:
        days.append((days[-1] if days else first_seen_on) + DAY)
    return tuple(Absence(*pair) for pair in zip_longest(days[::2], days[1::2]))


@st.composite
def milestones(draw: st.DrawFn, head: PlanHead | None = None, gone: bool | None = None) -> Case:
    """Any milestone with any past: seen on one day or several, moved, reopened, done early, late or never.

    Its agency may have answered, it may be snoozed, and its plan may have lost it and had it back.
    """
    seen = sorted(draw(st.lists(DAYS, min_size=1, max_size=4, unique=True)))
    lead = draw(st.sampled_from([None, None, "mof"]))
    starts = draw(st.none() | DAYS)
    history: list[Sighting] = []
    for number, day in enumerate(seen):
        status = draw(st.sampled_from(Status))
        done_on = draw(st.none() | DAYS) if status is Status.COMPLETED else None
        deadline = read_deadline(draw(PRINTED))
        milestone = Milestone("1", "A step", deadline, starts=starts, status=status, done_on=done_on, lead=lead)
        history.append(sighting_of(milestone, f"r{number}", day))
    snoozes = draw(st.lists(st.tuples(DAYS, st.integers(1, 200)), max_size=2))
    return Case(
        head or draw(heads()),
        Commitment("C1", "A promise", "moh", (milestone,)),
        milestone,
        tuple(history),
        plan_first_seen_on=seen[0] - draw(st.integers(0, 1)) * 30 * DAY,
        answers=tuple(sorted(draw(st.lists(answers(), max_size=3)), key=lambda one: one.said_on)),
        snoozes=tuple(Snooze(since, since + days * DAY, "for a reason") for since, days in snoozes),
        absences=draw(absences(seen[0], draw(st.booleans()) if gone is None else gone)),
    )


@st.composite
def commitments(draw: st.DrawFn) -> CommitmentCase:
    """Any commitment, of up to three milestones, which may have leads of their own."""
    head = draw(heads())
    cases = draw(st.lists(milestones(head, gone=False), min_size=1, max_size=3))
    steps = tuple(replace(case.milestone, id=str(number)) for number, case in enumerate(cases))
    promise = Commitment("C1", "A promise", "moh", steps)
    together = zip(cases, steps, strict=True)
    of_it = tuple(replace(case, commitment=promise, milestone=step) for case, step in together)
    return CommitmentCase(head, promise, of_it)


@st.composite
def plans(draw: st.DrawFn) -> PlanCase:
    """Any plan, seen before it starts, during it or after it."""
    starts, days = draw(DAYS), draw(st.integers(0, 1500))
    of = draw(st.integers(0, 20))
    head = replace(draw(heads()), starts=starts, ends=starts + days * DAY)
    return PlanCase(head, draw(DAYS), of, draw(st.integers(0, of)))


CASES: st.SearchStrategy[AnyCase] = milestones() | commitments() | plans()


def family(case: AnyCase) -> Iterator[tuple[AnyCase, CommitmentCase | None]]:
    """A case alone, or a commitment with its milestones, each of which may be spoken for."""
    yield case, None
    if isinstance(case, CommitmentCase):
        yield from ((one, case) for one in case.milestones)
