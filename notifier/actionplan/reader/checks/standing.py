"""Where the parts of a plan stand in its file: the values of a file walked as they are, and a plan beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.deadline import read_deadline as read
from notifier.actionplan.model import ActionPlan, Commitment, Milestone
from notifier.actionplan.reader.places import Path

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of the model, and the entry of the file that it was built from."""

    path: Path
    entry: Values
    milestone: Milestone

    @property
    def prints_a_deadline(self) -> bool:
        """Whether a deadline is printed here, not only at the commitment."""
        return self.entry.get("due") is not None


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of the model with its steps, and the deadline that is printed for the whole, if there is one.

    A commitment without milestones is its own single step.
    """

    path: Path
    entry: Values
    commitment: Commitment
    steps: tuple[Step, ...]
    deadline: Deadline | None

    @property
    def is_its_own_step(self) -> bool:
        return self.steps[0].path == self.path


def standing(plan: ActionPlan, values: Values) -> list[Promise]:
    """The plan's commitments, each with its place in the file's values; the shape of these has been checked."""
    return [
        _promise(plan, commitment, entry, ("commitments", index))
        for commitment, (index, entry) in zip(plan.commitments, entries(values, "commitments"), strict=True)
    ]


def _promise(plan: ActionPlan, commitment: Commitment, entry: Values, path: Path) -> Promise:
    listed = tuple(
        Step((*path, "milestones", number), below, milestone)
        for milestone, (number, below) in zip(commitment.milestones, entries(entry, "milestones"), strict=False)
    )
    if not listed:
        itself = commitment.milestones[0]
        return Promise(path, entry, commitment, (Step(path, entry, itself),), None)
    whole = read(own_text(entry.get("due"), plan.head.language), plan.conventions)
    return Promise(path, entry, commitment, listed, whole if whole.printed else None)


def entries(values: Values, name: str) -> Iterator[tuple[int, Values]]:
    """The entries of a list in a file's values, with their numbers; whatever else stands there is passed over."""
    listed = values.get(name)
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def own_text(texts: object, language: str) -> str | None:
    """A text of the file in the plan's language, else in the first that it is given in."""
    if isinstance(texts, dict):
        spoken = {name: text for name, text in texts.items() if name != "date"}
        texts = spoken.get("") or spoken.get(language) or next(iter(spoken.values()), None)
    return texts if isinstance(texts, str) else None
