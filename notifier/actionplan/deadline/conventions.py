"""What a government means by its own words: when a season ends, when a fiscal year does, which number is the day.

A plan that says nothing is read by what is known of its country; benefit of the doubt goes to who promised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from notifier.actionplan.deadline import countries

MONTHS_OF_A_SEASON = 3
_SEASONS = ("spring_ends", "summer_ends", "fall_ends", "winter_ends")
# Languages whose writers put the day before the month everywhere, Canada's apart.
_DAY_FIRST_LANGUAGES = ("fr", "ru", "ky")


class Hemisphere(StrEnum):
    NORTH = "north"
    SOUTH = "south"


class NamedBy(StrEnum):
    """Which of two years something that lies in both is named after."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the deadlines of one plan are to be read.

    `language` is the one they are mostly printed in; the others are understood as well. `starts` and `ends` are the
    plan's period, for what is printed without a year. What ends in `_ends` is a month, 1 to 12, and its last day is
    meant. `winter_named_by` holds for whichever season lies in two years; `day_first` is None where nobody can know.
    """

    language: str = "en"
    starts: date | None = None
    ends: date | None = None
    spring_ends: int = 5
    summer_ends: int = 8
    fall_ends: int = 11
    winter_ends: int = 2
    winter_named_by: NamedBy = NamedBy.START
    fiscal_year_ends: int = 12
    fiscal_year_named_by: NamedBy = NamedBy.END
    day_first: bool | None = None

    @classmethod
    def of(
        cls,
        country: str = "",
        *,
        language: str = "en",
        starts: date | None = None,
        ends: date | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> "Conventions":
        """The conventions of a country (a code of two letters; none: of nowhere), as changed by a plan's `settings`.

        Settings are those of SETTINGS; one that is None is not set.
        """
        given = {name: value for name, value in (settings or {}).items() if value is not None}
        south = country in countries.SOUTH
        if "hemisphere" in given:
            south = given.pop("hemisphere") == Hemisphere.SOUTH
        named_by_start = country in countries.FISCAL_YEAR_NAMED_BY_START
        own = cls(
            language,
            starts,
            ends,
            fiscal_year_ends=countries.FISCAL_YEAR_ENDS.get(country, 12),
            fiscal_year_named_by=NamedBy.START if named_by_start else NamedBy.END,
            day_first=_day_first(country, language),
        )
        if south:
            own = replace(own, spring_ends=11, summer_ends=2, fall_ends=5, winter_ends=8)
        return replace(own, **given)

    def season_ends(self, season: int) -> int:
        """The last month of spring (1), summer (2), fall (3) or winter (4)."""
        return (self.spring_ends, self.summer_ends, self.fall_ends, self.winter_ends)[season - 1]


def _day_first(country: str, language: str) -> bool | None:
    if country in countries.MONTH_FIRST:
        return False
    if country in countries.EITHER_FIRST:
        return None
    return True if country or language in _DAY_FIRST_LANGUAGES else None


# What a plan may set under `deadlines`.
SETTINGS = (
    *_SEASONS, "winter_named_by", "hemisphere", "fiscal_year_ends", "fiscal_year_named_by", "day_first",
)  # fmt: skip
assert set(SETTINGS) - {"hemisphere"} <= {field.name for field in fields(Conventions)}

ANYWHERE = Conventions()
