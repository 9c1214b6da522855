"""From what the ledger knows to what a page shows: rows of tables and shares of bars, worked out for a given day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.model import Commitment, Milestone, PlanHead, lead_of, subject
from notifier.actionplan.revision import Sighting
from notifier.agenda.answer import Answer, Snooze
from notifier.agenda.case import Case
from notifier.audience.wording import ENGLISH, Wording
from notifier.ledger.board import News
from notifier.web.filters import Filter
from notifier.web.state import (
    State,
    counted,
    in_words,
    is_stalled,
    milestones_in_words,
    state_of,
    state_of_commitment,
    telling,
)
from notifier.web.words import change, title_in

BAR = 1000  # the width of a bar in its own units


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a plan's table; that of a commitment with milestones has no deadline, and no `milestone`.

    A milestone `below` its commitment names an agency only where that is another one. `answer` is what its agency
    last said of it.
    """

    id: str
    title: str
    agency: str
    commitment: str
    state: State
    deadline: Deadline | None
    telling: str
    below: bool = False
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A state's share of a bar."""

    state: State
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as the board shows it on its `today`; `left_out` commitments are only on the plan's own page.

    `counts` are of what the filter admits, whatever its state; `sentence` and `milestones` say how the whole
    plan stands.
    """

    head: PlanHead
    today: date
    counts: Mapping[State, int]
    sentence: str
    milestones: str
    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class SightingView:
    """What was said of a milestone on a day, and how that differs from what had been said before."""

    sighting: Sighting
    change: str


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A milestone as its page, and that of its commitment, shows it; `answers` and `snoozes` are the newest first."""

    milestone: Milestone
    subject: str
    state: State
    telling: str
    line: int
    sightings: tuple[SightingView, ...]
    answers: tuple[Answer, ...]
    snoozes: tuple[Snooze, ...]


def plan_view(
    head: PlanHead,
    commitments: Sequence[Commitment],
    agencies: Mapping[tuple[str, str], str],
    today: date,
    wanted: Filter,
    say: Wording = ENGLISH,
    *,
    most: int | None = None,
    news: Mapping[str, News] | None = None,
) -> PlanView:
    """A plan with at most `most` of its commitments, only those that are wanted. `news` is by subject."""
    everything = counted(state_of_commitment(one, today) for one in commitments)
    other = wanted.without_state()
    counts = counted(state_of_commitment(one, today) for one in commitments if other.admits(one, today))
    asked = [commitment for commitment in commitments if wanted.admits(commitment, today)]
    names = {agency: name for (plan, agency), name in agencies.items() if plan == head.id}
    heard = news or {}
    rows = [row for one in asked[:most] for row in _rows(one, names, today, say, heard)]
    below = [(subject(one, milestone), milestone) for one in commitments for milestone in one.milestones]
    states = counted(state_of(milestone, today) for _, milestone in below)
    stalled = sum(name in heard and is_stalled(one, heard[name].heard_on, today) for name, one in below)
    return PlanView(
        head, today, counts, in_words(everything, say), milestones_in_words(states, stalled, say),
        tuple(segments(everything)), tuple(rows), len(asked) - len(asked[:most]),
    )  # fmt: skip


def _rows(
    commitment: Commitment, names: Mapping[str, str], today: date, say: Wording, news: Mapping[str, News]
) -> Iterator[Row]:
    """One row for a commitment that is its own milestone, else one for it and one for each milestone below it."""
    below = commitment.milestones
    agency = names.get(commitment.lead, commitment.lead)
    state = state_of_commitment(commitment, today)
    title, language = title_in(commitment, say.language), say.language
    if len(below) == 1 and below[0].id == commitment.id:
        one = below[0]
        says, answer = telling(one, today, say), _answer(news, subject(commitment, one))
        yield Row(commitment.id, title, agency, commitment.id, state, one.deadline, says, answer=answer)
        return
    done = sum(milestone.completed for milestone in below)
    says = say.ngettext("%(done)s of %(n)s milestone completed", "%(done)s of %(n)s milestones completed",
                        len(below), done=done)  # fmt: skip
    yield Row(commitment.id, title, agency, commitment.id, state, None, says)
    for one in below:
        lead = lead_of(commitment, one)
        agency = names.get(lead, lead) if lead != commitment.lead else ""
        yield Row(
            one.id, title_in(one, language), agency, commitment.id, state_of(one, today), one.deadline,
            telling(one, today, say), below=True, answer=_answer(news, subject(commitment, one)),
        )  # fmt: skip


def _answer(news: Mapping[str, News], name: str) -> Answer | None:
    return news[name].answer if name in news else None


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


def milestone_view(case: Case, today: date, say: Wording = ENGLISH) -> MilestoneView:
    """A milestone with its sightings, oldest first."""
    milestone = case.milestone
    return MilestoneView(
        milestone,
        subject(case.commitment, milestone),
        state_of(milestone, today),
        telling(milestone, today, say),
        case.history[-1].line,
        tuple(_sightings(case.history, say)),
        case.answers[::-1],
        case.snoozes[::-1],
    )


def _sightings(history: Sequence[Sighting], say: Wording) -> Iterator[SightingView]:
    before: Sighting | None = None
    for sighting in history:
        yield SightingView(
            sighting, change(before.deadline, sighting.deadline, say) if before else say.gettext("first read")
        )
        before = sighting
