"""One reading of a plan file, named by the hash of its content; and what it said of each milestone.

The same bytes are the same revision, on every machine and for ever; a milestone whose fingerprint
has not changed gives no new sighting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

from notifier.actionplan.deadline import Deadline
from notifier.actionplan.model import Milestone, Status


def content_hash(content: bytes) -> str:
    """The name of the revision that a file's bytes are: 16 hexadecimal digits of their SHA-256."""
    return sha256(content).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the revision read on `seen_on` said of one milestone; kept only where it said something new."""

    seen_on: date
    deadline: Deadline
    status: Status
    done_on: date | None
    revision: str
    line: int

    @property
    def completed(self) -> bool:
        return self.status is Status.COMPLETED


def sighting_of(milestone: Milestone, revision: str, seen_on: date) -> Sighting:
    """What `revision` says of `milestone`."""
    return Sighting(seen_on, milestone.deadline, milestone.status, milestone.done_on, revision, milestone.line)


def says_the_same(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings agree on all that rules look at.

    How a reading is explained in words may change with the program; that is no news about the plan.
    """
    return _matter(one) == _matter(other)


def _matter(sighting: Sighting) -> tuple[object, ...]:
    deadline = sighting.deadline
    return deadline.printed, deadline.on, deadline.certainty, sighting.status, sighting.done_on


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that was moved in place, as seen on `seen_on`."""

    seen_on: date
    before: date
    after: date

    @property
    def days(self) -> int:
        """How far, in days; negative where the deadline was brought forward."""
        return (self.after - self.before).days


def moves(history: Sequence[Sighting]) -> tuple[Move, ...]:
    """Each time the printed deadline was changed to another day, oldest first.

    A print without a day in between ("Ongoing") does not hide how far the deadline has moved.
    """
    dated = [(sighting, sighting.deadline.on) for sighting in history if sighting.deadline.on]
    return tuple(
        Move(later.seen_on, before, after)
        for (earlier, before), (later, after) in pairwise(dated)
        if earlier.deadline.printed != later.deadline.printed and before != after
    )


def that_count(history: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """The sightings of a milestone without what came of putting its plan back to a revision that it had before.

    What that revision said holds again, since the day on which it first said so: nothing of it is news.
    """
    if len(history) < 2 or len({sighting.revision for sighting in history}) == len(history):
        return tuple(history)
    until: dict[str, tuple[Sighting, ...]] = {}
    counting: tuple[Sighting, ...] = ()
    for sighting in history:
        had = until.get(sighting.revision)
        counting = had if had and says_the_same(had[-1], sighting) else (*counting, sighting)
        until[sighting.revision] = counting
    return counting
