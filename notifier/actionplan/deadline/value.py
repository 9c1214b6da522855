"""What a printed deadline is read as. The readings are written in EDTF (ISO 8601-2).

`2020-09-30?` is a day that the print only implies; `{2019-06,2020-06}` are two that are both meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Certainty(StrEnum):
    EXACT = "exact"  # the day itself is printed
    INTERPRETED = "interpreted"  # the day follows from what is printed, by the convention that `says` names
    OPEN = "open"  # no day


@dataclass(frozen=True, slots=True)
class Remark:
    """A clause on how a deadline was read: a text of the catalogues, and the values for its `%(name)s`.

    A value whose name ends in `_on` is a day as YYYY-MM-DD, and is written out in the reader's language.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values


@dataclass(frozen=True, slots=True)
class Expectation:
    """One of several things that one deadline asks for: “5 by June 2019; 10 by June 2020” are two."""

    printed: str
    edtf: str
    on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """What was printed, how it is read (`edtf`), the day it falls on, how sure that is, and why.

    `expectations` are the parts of a deadline that names several days, in their order: `on` is then the last of them.
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
        return ": ".join(str(remark) for remark in self.because)

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: something is printed, yet it is impossible or cannot be read."""
        return self.printed is not None and (self.on is None or (self.edtf or "").endswith("?"))


NOT_PRINTED = Deadline(None, None, None, Certainty.OPEN, (Remark("no deadline printed"),))
