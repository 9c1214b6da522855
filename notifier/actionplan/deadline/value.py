"""What a printed deadline is read as. The readings are written in EDTF (ISO 8601-2).

`2020-09-30?` is a day that the print only implies; `{2019-06,2020-06}` are two that are both meant.
"""

from calendar import month_name
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from notifier.actionplan.deadline import remarks


class Certainty(StrEnum):
    EXACT = "exact"  # the day itself is printed
    INTERPRETED = "interpreted"  # the day follows from what is printed, by the convention that `says` names
    OPEN = "open"  # no day


@dataclass(frozen=True, slots=True)
class Remark:
    """A clause on how a deadline was read: a text of the catalogues, and the values for its `%(name)s`.

    A value whose name ends in `_on` is a day as YYYY-MM-DD, one that ends in `_month` a month as YYYY-MM or MM: they
    are written out in the reader's language.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.written(_day_in_english, _month_in_english)

    def written(self, day: Callable[[date], str], month: Callable[[int | None, int], str]) -> dict[str, str]:
        """The values, with days and months (of a year, or of any) written out by those who know the language."""
        return {name: _written(name, value, day, month) for name, value in self.values.items()}


def _written(name: str, value: str, day: Callable[[date], str], month: Callable[[int | None, int], str]) -> str:
    try:
        if name.endswith("_on"):
            return day(date.fromisoformat(value))
        if name.endswith("_month"):
            year, _, number = value.rpartition("-")
            return month(int(year) if year else None, int(number))
    except ValueError:  # a ledger may hold what an older program wrote
        pass
    return value


def _day_in_english(on: date) -> str:
    return f"{on.day} {month_name[on.month]} {on.year}"


def _month_in_english(year: int | None, number: int) -> str:
    return month_name[number] + (f" {year}" if year else "")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One of several things that one deadline asks for: “5 by June 2019; 10 by June 2020” are two."""

    printed: str
    edtf: str
    on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """What was printed, how it is read (`edtf`), the day it falls on, how sure that is, and why.

    `expectations` are the parts of a deadline that names several days, by their days: `on` is that of the last.
    """

    printed: str | None
    edtf: str | None
    on: date | None
    certainty: Certainty
    because: tuple[Remark, ...] = ()
    expectations: tuple[Expectation, ...] = ()

    @property
    def says(self) -> str:
        """How it was read, as a sentence in English."""
        return "; ".join(str(remark) for remark in self.because)

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: what is printed is impossible, cannot be read, or lacks something."""
        return any(remark.text in remarks.DOUBTS for remark in self.because)


NOT_PRINTED = Deadline(None, None, None, Certainty.OPEN, (Remark(remarks.NOTHING),))
