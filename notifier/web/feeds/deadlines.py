"""Deadlines as events of a calendar (RFC 5545): an all-day event each, which moves when its deadline does.

An event is known by the identity of its milestone, so that neither a move nor a renumbering makes a second one; and it
says nothing that depends on the day on which it is asked for, but the state of its milestone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import NAMESPACE_URL, UUID, uuid5

from icalendar import STATUS, TRANSP, Alarm, Event

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.model import lead_of, subject
from notifier.agenda.case import Case
from notifier.agenda.moment import Kind
from notifier.audience.wording import Wording, reading
from notifier.preview.calendar import one_line, plain
from notifier.web.state import SOON, State, state_in_words, state_of, telling
from notifier.web.words import answer_in_words, kind_in_words, title_in

REMINDED = (30, 7, 1)  # days before, at the hour at which the plan's own notices are said
# Names of CSS, the nearest to the colours of the board.
_COLOURS: Mapping[State | None, str] = {
    State.COMPLETED: "seagreen",
    State.OVERDUE: "firebrick",
    State.DUE_SOON: "darkorange",
    State.ON_TRACK: "steelblue",
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One day that a deadline names, as the `number`th from 0; `printed` where it is one of several."""

    number: int
    on: date
    printed: str | None = None


def parts_of(deadline: Deadline) -> list[Part]:
    """The days that a deadline names, ascending: of most it is one, of what names none nothing."""
    if deadline.on is None:
        return []
    several = sorted((one.on, one.printed) for one in deadline.expectations)
    if not several:
        return [Part(0, deadline.on)]
    return [Part(number, on, printed) for number, (on, printed) in enumerate(several)]


def uid_of(case: Case, part: Part) -> UUID:
    """What an event is known by, on every machine and for ever: whose deadline it is, and which of its parts."""
    identity = case.identity or subject(case.commitment, case.milestone)
    return uuid5(NAMESPACE_URL, f"commitment-notifier:deadline:{case.plan.id}:{identity}:{part.number}")


def moves_of(case: Case, part: Part) -> int:
    """How often an event was changed: its day was moved, its milestone was taken out of the plan or put back."""
    days = [_day_of(one.deadline, part.number) for one in case.history]
    moved = sum(before != after for before, after in pairwise(days))
    return moved + sum(1 if one.back_on is None else 2 for one in case.absences)


def _day_of(deadline: Deadline, number: int) -> date | None:
    parts = parts_of(deadline)
    return parts[number].on if number < len(parts) else None


class Events:
    """Makes the events of one plan as they are on `today`; `agencies` are their names, `address` leads to a page."""

    def __init__(self, today: date, say: Wording, agencies: Mapping[str, str], address: Callable[..., str]):
        self._today = today
        self._say = say
        self._agencies = agencies
        self._address = address

    def of(self, case: Case) -> Iterator[Event]:
        """The events of a milestone: none where its deadline names no day."""
        for part in parts_of(case.milestone.deadline):
            if part.on < date.max:  # the day after it, on which an event of that day ends, must be one
                yield self._event(case, part)

    def _event(self, case: Case, part: Part) -> Event:
        name = self._name(case, part)
        state = self._state_in_words(case, part)
        changed_at = datetime.combine(self._changed_on(case, part), time(), UTC)
        return Event.new(
            uid=uid_of(case, part),
            sequence=moves_of(case, part),
            stamp=changed_at,
            last_modified=changed_at,
            start=part.on,
            summary=f"{state[:1].upper()}{state[1:]} – {name}",
            description=plain("\n".join(self._details(case))),
            status=_status(case),
            categories=[one_line(theme) for theme in case.commitment.themes],
            color=None if case.gone else _COLOURS.get(self._state(case, part)),
            url=self._page(case),
            transparency=TRANSP.TRANSPARENT,
            subcomponents=self._alarms(case, part, name) if self._is_awaited(case, part) else [],
        )

    def _name(self, case: Case, part: Part) -> str:
        name = f"{subject(case.commitment, case.milestone)} {title_in(case.milestone, self._say.language)}"
        return one_line(f"{name} – “{part.printed}”" if part.printed else name)

    def _state_in_words(self, case: Case, part: Part) -> str:
        if case.gone:
            return kind_in_words(Kind.REMOVED, self._say)
        state = self._state(case, part)
        return state_in_words(state, self._say) if state else self._say.gettext("day passed")

    def _state(self, case: Case, part: Part) -> State | None:
        """How a part stands. Of several days only the last makes a milestone late: of one before it, None."""
        state = state_of(case.milestone, self._today)
        if state in (State.COMPLETED, State.OVERDUE):
            return state
        if part.on < self._today:
            return None
        return State.DUE_SOON if part.on - self._today <= SOON else State.ON_TRACK

    def _details(self, case: Case) -> Iterator[str]:
        say, milestone, commitment = self._say, case.milestone, case.commitment
        lead = lead_of(commitment, milestone)
        yield say.gettext("Plan: %(plan)s", plan=title_in(case.plan, say.language))
        named = f"{commitment.id} {title_in(commitment, say.language)}"
        yield say.gettext("Commitment: %(commitment)s", commitment=named)
        yield say.gettext("Agency: %(agency)s", agency=self._agencies.get(lead, lead))
        yield say.gettext("Deadline: %(reading)s", reading=reading(milestone.deadline, say))
        for move in case.moves:
            yield say.gettext("Until %(seen)s it was: %(before)s", seen=move.seen_on, before=move.before)
        if milestone.completed:
            # Counted from the deadline, not from today: that never changes again.
            yield say.gettext("State: %(state)s", state=telling(milestone, self._today, say))
        if case.answers:
            yield answer_in_words(case.answers[-1], say)

    def _changed_on(self, case: Case, part: Part) -> date:
        """The day since which the event is as it is: what was heard last, or when its state became another."""
        since = [case.history[-1].seen_on, *(one.said_on for one in case.answers)]
        since += [one.back_on or one.gone_on for one in case.absences]
        if not case.gone and not case.milestone.completed:
            last = case.milestone.deadline.on or part.on
            soon = part.on - SOON if part.on - date.min > SOON else date.min
            turns = soon, part.on + _DAY, last + _DAY if last < date.max else last
            since += [day for day in turns if day <= self._today]
        return max(since)

    def _is_awaited(self, case: Case, part: Part) -> bool:
        is_done = case.gone or case.milestone.completed or case.delivered
        return not is_done and part.on >= self._today

    def _alarms(self, case: Case, part: Part, name: str) -> list[Alarm]:
        at = case.plan.notify_at
        hour = timedelta(hours=at.hour, minutes=at.minute)
        says = one_line(self._say.gettext("Due on %(day)s: %(what)s", day=part.on, what=name))
        return [Alarm.new_display(says, hour - timedelta(days=days)) for days in REMINDED]

    def _page(self, case: Case) -> str:
        plan, commitment, milestone = case.plan.id, case.commitment.id, case.milestone.id
        own = [] if case.gone or milestone == commitment else [milestone]
        return self._address("plans", plan, commitment, *own)


def _status(case: Case) -> STATUS:
    """Cancelled where its plan no longer holds it; tentative where a person should look at what was printed."""
    if case.gone:
        return STATUS.CANCELLED
    return STATUS.TENTATIVE if case.milestone.deadline.doubtful else STATUS.CONFIRMED
