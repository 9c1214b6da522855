"""From what the ledger knows to what a page shows: rows of tables and shares of bars, worked out for a given day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.model import Commitment, Milestone, PlanHead, lead_of, subject
from notifier.actionplan.revision import Sighting
from notifier.agenda.case import Case
from notifier.web.state import State, counted, in_words, state_of, state_of_commitment, telling
from notifier.web.words import change

BAR = 1000  # the width of a bar in its own units


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a plan's table; that of a commitment with milestones has no deadline.

    A milestone `below` its commitment names an agency only where that is another one.
    """

    id: str
    title: str
    agency: str
    commitment: str
    state: State
    deadline: Deadline | None
    telling: str
    below: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A state's share of a bar."""

    state: State
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as the board shows it on its `today`; `left_out` commitments are only on the plan's own page."""

    head: PlanHead
    today: date
    counts: Mapping[State, int]
    sentence: str
    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """An agency and how the commitments stand that it leads, or of which it leads a milestone."""

    name: str
    commitments: int
    overdue: int
    completed: int


@dataclass(frozen=True, slots=True)
class SightingView:
    """What was said of a milestone on a day, and how that differs from what had been said before."""

    sighting: Sighting
    change: str


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A milestone as the page of its commitment shows it."""

    milestone: Milestone
    subject: str
    state: State
    telling: str
    line: int
    sightings: tuple[SightingView, ...]


def plan_view(
    head: PlanHead,
    commitments: Sequence[Commitment],
    agencies: Mapping[tuple[str, str], str],
    today: date,
    wanted: State | None,
    most: int | None = None,
) -> PlanView:
    """A plan with at most `most` of its commitments, only those in the state that is wanted, if any."""
    states = {commitment.id: state_of_commitment(commitment, today) for commitment in commitments}
    counts = counted(states.values())
    asked = [commitment for commitment in commitments if wanted in (None, states[commitment.id])]
    shown = asked[:most]
    names = {agency: name for (plan, agency), name in agencies.items() if plan == head.id}
    rows = [row for one in shown for row in _rows(one, names, today)]
    return PlanView(
        head, today, counts, in_words(counts), tuple(segments(counts)), tuple(rows), len(asked) - len(shown)
    )


def _rows(commitment: Commitment, names: Mapping[str, str], today: date) -> Iterator[Row]:
    """One row for a commitment that is its own milestone, else one for it and one for each milestone below it."""
    below = commitment.milestones
    agency = names.get(commitment.lead, commitment.lead)
    state = state_of_commitment(commitment, today)
    if len(below) == 1 and below[0].id == commitment.id:
        one = below[0]
        yield Row(commitment.id, commitment.title, agency, commitment.id, state, one.deadline, telling(one, today))
        return
    done = sum(milestone.completed for milestone in below)
    says = f"{done} of {len(below)} {'milestone' if len(below) == 1 else 'milestones'} completed"
    yield Row(commitment.id, commitment.title, agency, commitment.id, state, None, says)
    for one in below:
        says = telling(one, today)
        lead = lead_of(commitment, one)
        agency = names.get(lead, lead) if lead != commitment.lead else ""
        yield Row(one.id, one.title, agency, commitment.id, state_of(one, today), one.deadline, says, below=True)


def _by_lead(commitment: Commitment) -> dict[str, Commitment]:
    """A commitment as each of the agencies that answer for its milestones has it."""
    led: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in commitment.milestones:
        led[lead_of(commitment, milestone)].append(milestone)
    return {lead: replace(commitment, milestones=tuple(its)) for lead, its in led.items()}


def segments(counts: Mapping[State, int]) -> Iterator[Segment]:
    """The shares of a bar, in the order of the words; a state of which there is none has no share."""
    total = sum(counts.values())
    before = 0
    for state, count in counts.items():
        if count:
            yield Segment(state, round(before * BAR / total, 1), round(count * BAR / total, 1))
            before += count


def sum_of(plans: Sequence[PlanView]) -> dict[State, int]:
    """The counts of several plans together."""
    return {state: sum(plan.counts[state] for plan in plans) for state in State}


def agency_counts(
    plan_id: str, commitments: Sequence[Commitment], names: Mapping[tuple[str, str], str], today: date
) -> list[AgencyCount]:
    """The agencies that lead something, those with most overdue first."""
    led: dict[str, list[State]] = defaultdict(list)
    for commitment in commitments:
        for lead, its in _by_lead(commitment).items():
            led[lead].append(state_of_commitment(its, today))
    found = [
        AgencyCount(
            names.get((plan_id, lead), lead), len(states), states.count(State.OVERDUE), states.count(State.COMPLETED)
        )
        for lead, states in led.items()
    ]
    return sorted(found, key=lambda agency: (-agency.overdue, agency.name))


def milestone_view(case: Case, today: date) -> MilestoneView:
    """A milestone with its sightings, oldest first."""
    milestone = case.milestone
    return MilestoneView(
        milestone,
        subject(case.commitment, milestone),
        state_of(milestone, today),
        telling(milestone, today),
        case.history[-1].line,
        tuple(_sightings(case.history)),
    )


def _sightings(history: Sequence[Sighting]) -> Iterator[SightingView]:
    before: Sighting | None = None
    for sighting in history:
        yield SightingView(sighting, change(before.deadline, sighting.deadline) if before else "first read")
        before = sighting
