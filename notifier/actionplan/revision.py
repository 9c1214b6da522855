"""One reading of a plan file, named by the hash of its content; and what it said of each milestone.

The same bytes are the same revision, on every machine and for ever; a milestone whose fingerprint
has not changed gives no new sighting.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

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
