"""A stretch of a print: a point or a range of two, with the words of time that lead it in."""

from enum import IntEnum
from typing import NamedTuple

from notifier.actionplan.deadline.point import Kind, Point


class Lead(IntEnum):
    """How a point is led in; the higher, the more surely it is a deadline."""

    FROM = -1  # a beginning, not an end
    NONE = 0
    IN = 1
    BY = 2
    UNTIL = 3


class Stretch(NamedTuple):
    """A point, or a range of two, between the tokens `left` and `right`, words of time included.

    `chain` numbers those that are listed together, and `clause` the piece of the sentence. `either` says that the two
    are alternatives. `weak` is a mere year that no word of time leads in, and that may be part of a name; `in_sentence`
    says that there are words about something else as well.
    """

    first: Point
    last: Point | None
    lead: Lead
    left: int
    right: int
    chain: int = 0
    clause: int = 0
    either: bool = False
    between: bool = False
    weak: bool = False
    in_sentence: bool = False

    @property
    def due(self) -> Point:
        """The point on which it falls due."""
        return self.last or self.first

    @property
    def only_begins(self) -> bool:
        """Whether it says when something begins, and not when it ends."""
        return self.lead is Lead.FROM and self.last is None and not self.first.first_day

    @property
    def whole(self) -> bool:
        """Whether every point of it has its year."""
        return self.first.year is not None and (self.last is None or self.last.year is not None)

    @property
    def dated(self) -> bool:
        return self.due.year is not None or self.due.kind is Kind.PLAN_END
