"""Telling: on which day each of those whom a moment addresses is told of it.

Agencies hear of what they could still mend a few working days before the public does, where their plan grants them
that head start.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from notifier.agenda.case import AnyCase, PlanCase
from notifier.agenda.moment import Moment, To


def told(case: AnyCase, moments: Iterable[Moment], until: date) -> Iterator[Moment]:
    """A rule's moments until a day, ascending, as they are told to agencies and to the public."""
    if not case.plan.head_start:
        for moment in moments:
            if moment.on > until:
                return
            yield moment
        return
    days: dict[tuple[date, str], Moment] = {}
    for moment in moments:
        if moment.on > until:
            break
        for part in _parts(case, moment):
            if part.on <= until:
                before = days.get((part.on, part.kind))
                days[part.on, part.kind] = _together(before, part) if before else part
    yield from sorted(days.values(), key=lambda moment: moment.on)


def first_told(case: AnyCase, moments: Iterable[Moment], since: date) -> date | None:
    """The first day, from `since` on, on which any of a rule's moments is told."""
    if not case.plan.head_start:
        for moment in moments:
            if moment.on >= since:
                return moment.on
        return None
    nearest: date | None = None
    for moment in moments:
        if nearest and moment.on >= nearest:
            break
        days = [part.on for part in _parts(case, moment) if part.on >= since]
        nearest = min([*days, nearest] if nearest else days, default=None)
    return nearest


def _parts(case: AnyCase, moment: Moment) -> Iterator[Moment]:
    """A moment as its agencies are told of it, and as the public is, some working days later."""
    others = tuple(one for one in moment.to if one is not To.PUBLIC)
    if not moment.kind.blames or len(others) in (0, len(moment.to)):
        yield moment
        return
    yield replace(moment, to=others)
    wait = case.plan.head_start
    on = case.workdays.after(moment.on, wait)
    lapses = moment.lapses and case.workdays.after(moment.lapses, wait)
    mended_on = None if isinstance(case, PlanCase) or not moment.kind.presses else case.done_on
    if mended_on is None or on < mended_on:
        yield replace(moment, on=on, to=(To.PUBLIC,), lapses=lapses)


def _together(one: Moment, other: Moment) -> Moment:
    """What an agency and the public are told on the same day, each of another moment, in the words of the later one."""
    return replace(other, to=tuple(to for to in To if to in (*one.to, *other.to)))
