"""A plan as a drawing: a row a milestone, from its start to its deadline, with today and former deadlines.

Only the geometry is worked out here; a template draws it, so that plan text is escaped like everywhere else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_month_names

from notifier.actionplan.deadline import Certainty
from notifier.actionplan.model import PlanHead, subject
from notifier.actionplan.private import without_addresses
from notifier.agenda.case import Case, Move
from notifier.audience.wording import ENGLISH, Wording
from notifier.web.state import State, state_in_words, state_of, telling
from notifier.web.words import because, title_in

WIDTH, LABELS, MARGIN = 1080, 320, 28
TOP, ROW, BOTTOM = 40, 30, 12
MOST_ROWS = 200
MOST_TICKS = 14
_LETTER = 7.4  # how wide a letter is, at a guess on the wide side; what is still too long is clipped
_NEAR_TODAY = 44  # a label nearer than this to "today" would lie under it
# A deadline mistyped by a century must not squeeze a plan of two years into a hair: it stands at the edge.
_BEYOND = timedelta(days=366)
_STEPS = (1, 3, 6, 12, 24, 60, 120, 600, 1200, 2400, 12000)  # months from tick to tick


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month or a year; without a label where there is no room for it."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Ghost:
    """A deadline that a milestone once had, and where the one lies that it was moved to."""

    x: float
    on: date
    to: float
    moved_to: date


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone: where its row, its span and its deadline lie. Without a deadline `open`, to the plan's end."""

    y: float
    x: float
    width: float
    name: str
    title: str
    label: str
    says: str
    state: State
    open: bool
    ghosts: tuple[Ghost, ...]
    commitment: str
    milestone: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: sizes in its own units, `today` None where it lies outside; `left_out` rows are not drawn."""

    width: int
    height: int
    labels: int
    ticks: tuple[Tick, ...]
    today: float | None
    ends: float
    bars: tuple[Bar, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def x(self, on: date) -> float:
        """Where a day lies; one outside the axis lies at its edge."""
        inside = min(max(on, self.first), self.last)
        share = (inside - self.first).days / max((self.last - self.first).days, 1)
        return round(LABELS + share * (WIDTH - LABELS - MARGIN), 1)


def timeline(head: PlanHead, cases: Sequence[Case], today: date, say: Wording = ENGLISH) -> Timeline:
    """The drawing of a plan's milestones as they stand on `today`."""
    axis = _axis(head, cases, today)
    drawn = cases[:MOST_ROWS]
    today_at = axis.x(today) if axis.first <= today <= axis.last else None
    return Timeline(
        width=WIDTH,
        height=TOP + ROW * len(drawn) + BOTTOM,
        labels=LABELS,
        ticks=tuple(_ticks(axis, today_at, say.language)),
        today=today_at,
        ends=axis.x(head.ends),
        bars=tuple(_bar(axis, head, case, TOP + ROW * row, today, say) for row, case in enumerate(drawn)),
        left_out=len(cases) - len(drawn),
    )


def _axis(head: PlanHead, cases: Sequence[Case], today: date) -> _Axis:
    """The plan's period, made longer by starts, deadlines and today where they lie within a year of it."""
    ends = max(head.starts, head.ends)
    earliest = head.starts - min(_BEYOND, head.starts - date.min)
    latest = ends + min(_BEYOND, date.max - ends)
    spoken = [today, *(day for case in cases for day in _days_of(case))]
    near = [day for day in spoken if earliest <= day <= latest]
    return _Axis(min([head.starts, *near]), max([ends, *near]))


def _days_of(case: Case) -> Iterator[date]:
    for on in (case.milestone.starts, *(sighting.deadline.on for sighting in case.history)):
        if on:
            yield on


def _ticks(axis: _Axis, today_at: float | None, language: str) -> Iterator[Tick]:
    """The first days of months or years, as many as can be read; the first and every January name the year."""
    months = (axis.last.year - axis.first.year) * 12 + axis.last.month - axis.first.month
    step = next((step for step in _STEPS if months / step <= MOST_TICKS), _STEPS[-1])
    start = axis.first.year * 12 + axis.first.month - 1
    numbers = range(-(-start // step) * step, start + months + 1, step)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers if number >= 12]
    inside = [on for on in days if axis.first <= on <= axis.last]
    for on in inside:
        x = axis.x(on)
        hidden = today_at is not None and abs(x - today_at) < _NEAR_TODAY
        yield Tick(x, "" if hidden else _tick_label(on, step, on == inside[0], language))


def _tick_label(on: date, step: int, first: bool, language: str) -> str:
    if step >= 12 or on.month == 1:
        return str(on.year)
    month = str(get_month_names("abbreviated", "stand-alone", language)[on.month])
    return f"{month} {on.year}" if first else month


def _label(name: str, title: str) -> str:
    """As much of a title as has room beside its id."""
    title = without_addresses(title)  # before it is cut: half an address would not be known for one
    room = max(int((LABELS - 20) / _LETTER) - len(name), 8)
    return title if len(title) <= room else title[: room - 1].rstrip() + "…"


def _bar(axis: _Axis, head: PlanHead, case: Case, y: float, today: date, say: Wording) -> Bar:
    milestone, commitment = case.milestone, case.commitment
    starts, due_on = milestone.starts or head.starts, case.due_on
    left = axis.x(min(starts, due_on or starts))
    name = subject(commitment, milestone)
    state, says = state_of(milestone, today), telling(milestone, today, say)
    title = title_in(milestone, say.language)
    return Bar(
        y=y,
        x=left,
        width=round(axis.x(due_on or head.ends) - left, 1),
        name=name,
        title=title,
        label=_label(name, title),
        says=_says(case, f"{state_in_words(state, say)}, {says}", say),
        state=state,
        open=due_on is None,
        ghosts=tuple(_ghost(axis, move) for move in case.moves),
        commitment=commitment.id,
        milestone=milestone.id,
    )


def _ghost(axis: _Axis, move: Move) -> Ghost:
    return Ghost(axis.x(move.before), move.before, axis.x(move.after), move.after)


def _says(case: Case, standing: str, say: Wording) -> str:
    """What a bar's title says: how it stands, its day, and how that was read where it is not printed."""
    deadline = case.milestone.deadline
    if deadline.on is None:
        return f"{standing} (“{deadline.printed}”: {because(deadline, say)})" if deadline.printed else standing
    due_on = say.gettext("due %(day)s", day=deadline.on)
    due = f"{standing}, {due_on}"
    plain = deadline.certainty is Certainty.EXACT and not deadline.expectations
    return due if plain else f"{due} (“{deadline.printed}”: {because(deadline, say)})"
