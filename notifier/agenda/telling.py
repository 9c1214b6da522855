"""Telling: on which day each of those whom a moment addresses is told of it.

Agencies hear of what they could still mend a few working days before the public does, where their plan grants them
that head start.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from notifier.agenda.case import AnyCase, Case, PlanCase
from notifier.agenda.moment import Kind, Moment, To


def told(case: AnyCase, moments: Iterable[Moment], until: date) -> Iterator[Moment]:
    """A rule's moments until a day, ascending, as they are told to agencies and to the public."""
    for moment in _with_head_start(case, moments) if case.plan.head_start else moments:
        if moment.on > until:
            return
        yield moment


def first_told(case: AnyCase, moments: Iterable[Moment], since: date) -> date | None:
    """The first day, from `since` on, on which any of a rule's moments is told."""
    for moment in _with_head_start(case, moments) if case.plan.head_start else moments:
        if moment.on >= since:
            return moment.on
    return None


def _with_head_start(case: AnyCase, moments: Iterable[Moment]) -> Iterator[Moment]:
    """Moments as they are told, ascending; what the public has yet to be told of waits until its day."""
    waiting: list[Moment] = []
    for moment in moments:
        while waiting and waiting[0].on < moment.on:
            yield waiting.pop(0)
        theirs, publics = _parts(case, moment)
        if (same := _said_with(theirs, waiting)) is not None:
            waiting.remove(same)
            if _give_way(same, theirs):
                theirs = _together(same, theirs)
            else:
                _wait(case, waiting, _a_day_later(case, same))
        yield theirs
        if publics:
            _wait(case, waiting, publics)
    yield from waiting


def _parts(case: AnyCase, moment: Moment) -> tuple[Moment, Moment | None]:
    """A moment as its agencies are told of it, and as the public is, some working days later, if not mended by then."""
    others = tuple(one for one in moment.to if one is not To.PUBLIC)
    if not moment.kind.blames or len(others) in (0, len(moment.to)):
        return moment, None
    wait = case.plan.head_start
    on = case.workdays.after(moment.on, wait)
    lapses = moment.lapses and case.workdays.after(moment.lapses, wait)
    mended_on = _mended_on(case, moment)
    late = None if mended_on and on >= mended_on else replace(moment, on=on, to=(To.PUBLIC,), lapses=lapses)
    return replace(moment, to=others), late


def _mended_on(case: AnyCase, moment: Moment) -> date | None:
    """The day from which there is nothing left that the public would have to be told of."""
    if isinstance(case, PlanCase):
        return None
    if isinstance(case, Case) and moment.kind is Kind.REMOVED:
        return next((one.back_on for one in case.absences if one.gone_on == moment.on), None)
    return case.done_on if moment.kind.presses else None


def _wait(case: AnyCase, waiting: list[Moment], part: Moment) -> None:
    """Have a part wait for its day; what never lapses goes to a day on which nothing else of its kind is told."""
    if (same := _said_with(part, waiting)) is None:
        insort(waiting, part, key=lambda one: one.on)
    elif _give_way(same, part):
        waiting[waiting.index(same)] = part
    else:
        _wait(case, waiting, _a_day_later(case, part))


def _a_day_later(case: AnyCase, part: Moment) -> Moment:
    return replace(part, on=case.workdays.after(part.on, 1))


def _said_with(part: Moment, waiting: Iterable[Moment]) -> Moment | None:
    """What waits to be told on the same day, of the same kind: a rule says one such thing a day."""
    return next((one for one in waiting if one.on == part.on and one.kind is part.kind), None)


def _give_way(one: Moment, other: Moment) -> bool:
    """Whether what is said later says all that is still to be known of the earlier."""
    return one.lapses is not None and other.lapses is not None


def _together(one: Moment, other: Moment) -> Moment:
    """What an agency and the public are told on the same day, each of another moment, in the words of the later one."""
    return replace(other, to=tuple(to for to in To if to in (*one.to, *other.to)))
