"""A point: one date as printed, whole or in part, before anything is said of what it means."""

from enum import StrEnum
from typing import NamedTuple

# The last day of whichever month.
LAST = 31


class Kind(StrEnum):
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL = "fiscal"
    PLAN_END = "plan_end"


class Edge(StrEnum):
    """Which part of it is meant: “early 2026”, “the end of June”."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    END = "end"
    WEEK = "week"  # of a day: “the week of June 5”


class Point(NamedTuple):
    """A date as it is printed; a tuple, since many are made and changed.

    `number` is which month, season, quarter or half; `start` and `end` are the tokens that it is printed in.
    `second` is the other year of one that is printed with two (2023-24), `fiscal` whether it is said to be a fiscal
    one. `other` says that day and month might be the other way round, `day_first` which way they clearly stand in a
    date of numbers, `short` that the year had two digits;
    `first_day` is the first of several days in one month ("1–31 August"); of a MONTH with a `day`, of which a week or
    ten days are meant that end on it, it is how many.
    """

    kind: Kind
    start: int
    end: int
    year: int | None = None
    number: int = 0
    day: int = 0
    second: int | None = None
    fiscal: bool = False
    other: bool = False
    short: bool = False
    first_day: int = 0
    day_first: bool | None = None
    edge: Edge | None = None
