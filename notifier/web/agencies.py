"""How well each agency keeps its days, measured from the first day that was promised: no move hides anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifier.actionplan.model import lead_of
from notifier.agenda.case import Case
from notifier.web.state import State, state_of


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """An agency and the milestones that it leads, as they stand on a day.

    `on_time` of the `judged` were done by the first day promised; judged is what was done on a known day or is late
    by now. `late_days` is the mean, in days after the first day promised, over those that are or were late (None: none
    was). `moves` counts how often one of its deadlines was moved later.
    """

    id: str
    name: str
    milestones: int
    completed: int
    overdue: int
    judged: int
    on_time: int
    late_days: float | None
    moves: int

    @property
    def share_on_time(self) -> float | None:
        """Between 0 and 1; None where nothing can be judged yet."""
        return self.on_time / self.judged if self.judged else None


def figures_of(cases: Iterable[Case], names: Mapping[str, str], today: date) -> list[AgencyFigures]:
    """The figures of every agency that leads a milestone, those with most overdue first."""
    led: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        led[lead_of(case.commitment, case.milestone)].append(case)
    found = [_figures(agency, names.get(agency, agency), its, today) for agency, its in led.items()]
    return sorted(found, key=lambda one: (-one.overdue, one.name))


def _figures(agency: str, name: str, cases: Sequence[Case], today: date) -> AgencyFigures:
    states = [state_of(case.milestone, today) for case in cases]
    apart = [days for case in cases if (days := days_after_first_promise(case, today)) is not None]
    late = [days for days in apart if days > 0]
    return AgencyFigures(
        agency, name, len(cases), states.count(State.COMPLETED), states.count(State.OVERDUE),
        judged=len(apart), on_time=len(apart) - len(late), late_days=sum(late) / len(late) if late else None,
        moves=sum(move.after > move.before for case in cases for move in case.moves),
    )  # fmt: skip


def days_after_first_promise(case: Case, today: date) -> int | None:
    """How many days after the first day promised it was done, or is not done yet; less than one: in time.

    None where that cannot be judged: no day was promised, it was done on a day that nobody said, or it is not due yet.
    """
    first = next((seen.deadline.on for seen in case.history if seen.deadline.on), None)
    if first is None:
        return None
    if case.milestone.completed:
        return (case.milestone.done_on - first).days if case.milestone.done_on else None
    return (today - first).days if today > first else None
