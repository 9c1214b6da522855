"""Cases for the tests of the agenda: by hand, and any that hypothesis can think of."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from notifier.actionplan.deadline import read_deadline
from notifier.actionplan.model import Commitment, Milestone, PlanHead, Status
from notifier.actionplan.revision import Sighting, sighting_of
from notifier.agenda.case import AnyCase, Case, CommitmentCase, PlanCase
from notifier.agenda.rulebook import Rulebook, load
from tests.house.project import ROOT

SWIFT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RULES: Rulebook = load(ROOT / "rules")
HEAD = PlanHead("kg-2018-2020", "A plan", "KG", date(2018, 8, 31), date(2020, 8, 31), "Asia/Bishkek")

DAYS = st.dates(date(2017, 1, 1), date(2023, 12, 31))
PRINTED = st.one_of(
    DAYS.map(str),
    DAYS.map(lambda day: f"{day:%B} {day.year}"),
    DAYS.map(lambda day: f"September 31, {day.year}"),
    st.sampled_from([None, "Ongoing"]),
)


def rulebook(folder: Path, **rules: str) -> Rulebook:
    """The rulebook of a folder in which these rules have been written, as name=source."""
    for name, source in rules.items():
        (folder / f"{name}.py").write_text(source)
    return load(folder)


@st.composite
def milestones(draw: st.DrawFn) -> Case:
    """Any milestone with any past: seen on one day or several, moved, reopened, done early, late or never."""
    seen = sorted(draw(st.lists(DAYS, min_size=1, max_size=4)))
    history: list[Sighting] = []
    for number, day in enumerate(seen):
        status = draw(st.sampled_from(Status))
        done_on = draw(st.none() | DAYS) if status is Status.COMPLETED else None
        milestone = Milestone("1", "A step", read_deadline(draw(PRINTED)), status=status, done_on=done_on)
        history.append(sighting_of(milestone, f"r{number}", day))
    return Case(HEAD, Commitment("C1", "A promise", "moh", (milestone,)), milestone, tuple(history))


@st.composite
def commitments(draw: st.DrawFn) -> CommitmentCase:
    """Any commitment, of up to three milestones."""
    cases = draw(st.lists(milestones(), min_size=1, max_size=3))
    steps = tuple(replace(case.milestone, id=str(number)) for number, case in enumerate(cases))
    promise = Commitment("C1", "A promise", "moh", steps)
    together = zip(cases, steps, strict=True)
    return CommitmentCase(HEAD, promise, tuple(Case(HEAD, promise, step, case.history) for case, step in together))


@st.composite
def plans(draw: st.DrawFn) -> PlanCase:
    """Any plan, seen before it starts, during it or after it."""
    starts, days = draw(DAYS), draw(st.integers(0, 1500))
    return PlanCase(replace(HEAD, starts=starts, ends=starts + timedelta(days=days)), draw(DAYS))


CASES: st.SearchStrategy[AnyCase] = milestones() | commitments() | plans()
