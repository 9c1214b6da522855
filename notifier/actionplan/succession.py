"""Several files of one plan, one after another: what changed from the first to the last, and every move between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from notifier.actionplan.diff import Change, changes
from notifier.actionplan.likeness import How
from notifier.actionplan.model import ActionPlan, subject
from notifier.actionplan.renumbering import Recognition, outline, recognise
from notifier.actionplan.revision import Sighting, sighting_of


@dataclass(frozen=True, slots=True)
class _Thread:
    """One milestone or commitment through the files: its name in the first, and what each said of it."""

    first: str | None
    how: How = How.SAME
    seen: tuple[Sighting, ...] = field(default=())


def changes_across(plans: Sequence[tuple[ActionPlan, str]], on: date) -> tuple[Change, ...]:
    """What the last of some plans says otherwise than the first; each comes with its revision. `on`: the last's day."""
    (first, revision), *later = plans
    milestones = {
        subject(above, one): _Thread(subject(above, one), seen=(sighting_of(one, revision, on),))
        for above, one in first.milestones()
    }
    commitments = {one.id: _Thread(one.id) for one in first.commitments}
    past = {name: thread.seen for name, thread in milestones.items()}
    before = first
    for plan, revision in later:
        recognition = recognise(outline(before), plan)
        past = {thread.first: thread.seen for thread in milestones.values() if thread.first}
        milestones |= {
            subject(above, one): _spun(
                milestones, recognition.found, subject(above, one), sighting_of(one, revision, on)
            )
            for above, one in plan.milestones()
        }
        commitments |= {one.id: _spun(commitments, recognition.found_above, one.id) for one in plan.commitments}
        before = plan
    return changes(first, before, recognition=_from_first_to_last(before, milestones, commitments), past=past, on=on)


def _spun(threads: dict[str, _Thread], found: dict[str, tuple[str | None, How]], name: str, *seen: Sighting) -> _Thread:
    """A thread with one file more; what was gone for a while and is back under its name is the same."""
    old, how = found.get(name, (name, How.SAME))
    thread = threads.get(old, _Thread(None)) if old else _Thread(None)
    surest = How.PROPOSED if How.PROPOSED in (how, thread.how) else How.CONFIRMED
    return _Thread(thread.first, thread.how if how is How.SAME else surest, (*thread.seen, *seen))


def _from_first_to_last(
    last: ActionPlan, milestones: dict[str, _Thread], commitments: dict[str, _Thread]
) -> Recognition:
    recognition = Recognition(last)
    for one in last.commitments:
        recognition.found_above[one.id] = (commitments[one.id].first, commitments[one.id].how)
    for above, below in last.milestones():
        name = subject(above, below)
        recognition.found[name] = (milestones[name].first, milestones[name].how)
    return recognition
