"""A consultation comes after the draft that it is about, and before that is adopted or published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.checks.consulting import Act, act_of, speaks_of_consulting, subject_words
from notifier.actionplan.reader.checks.standing import Promise, Step
from notifier.actionplan.reader.places import Places, doubt

# Of each act so many are compared with each other: people write a handful under one heading.
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Doing:
    step: Step
    on: date
    about: frozenset[str]

    @property
    def name(self) -> str:
        return self.step.milestone.id


def warnings(promises: list[Promise], places: Places) -> Iterator[Problem]:
    """Each consultation that falls due before its draft, or after what it should precede."""
    for promise in promises:
        titles = [step.milestone.title for step in promise.steps]
        if len(titles) > 1 and speaks_of_consulting(titles):
            for together in _by_heading(promise.steps):
                yield from _out_of_order(together, places)


def _by_heading(steps: tuple[Step, ...]) -> list[list[Step]]:
    groups: dict[str | None, list[Step]] = {}
    for step in steps:
        groups.setdefault(step.milestone.heading, []).append(step)
    return list(groups.values())


def _out_of_order(steps: list[Step], places: Places) -> Iterator[Problem]:
    doing: dict[Act, list[_Doing]] = {act: [] for act in Act}
    for step in steps:
        on, act = step.milestone.deadline.on, act_of(step.milestone.title)
        if on and act and len(doing[act]) < _MOST:
            doing[act].append(_Doing(step, on, subject_words(step.milestone.title)))
    for consulting in doing[Act.CONSULTS]:
        path = (*consulting.step.path, "due")
        if late := next((one for one in doing[Act.DRAFTS] if one.on > consulting.on and _alike(one, consulting)), None):
            what = (
                f"{consulting.name} consults by {consulting.on}, but what it is about is drafted only by {late.on} "
                f"({late.name})"
            )
            yield doubt(places, path, Code.CONSULTED_EARLY, what, "check the years of both")
        if past := next((one for one in doing[Act.ADOPTS] if one.on < consulting.on and _alike(one, consulting)), None):
            what = (
                f"{consulting.name} consults by {consulting.on}, but what it is about is adopted or published by "
                f"{past.on} ({past.name})"
            )
            yield doubt(places, path, Code.CONSULTED_LATE, what, "check the years of both")


def _alike(one: _Doing, other: _Doing) -> bool:
    """Whether two titles are about the same thing, as far as their words say."""
    return bool(one.about & other.about)
