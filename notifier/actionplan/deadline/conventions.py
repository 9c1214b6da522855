"""What a government means by its own words: when a season ends, when a fiscal year does, which number is the day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the deadlines of one plan are to be read.

    `language` is the one they are mostly printed in; the others are understood as well. `starts` and `ends` are the
    plan's period, for what is printed without a year.
    """

    language: str = "en"
    starts: date | None = None
    ends: date | None = None


ANYWHERE = Conventions()
