"""What recurs: how a text says so, and the days on which it does within a period."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from notifier.actionplan.deadline.meaning import Meaning
from notifier.actionplan.deadline.point import Kind, Point
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

# A period of centuries is a slip of the keyboard: of that many days the last are kept.
MOST = 100
_EACH_OF = (Sense.YEAR, Sense.MONTH, Sense.SEASON, Sense.QUARTER, Sense.UNIT, Sense.HALF, Sense.FISCAL)
_YEARS = ("years", "ans", "annees", "года", "лет")
_A_MONTH = ("month", "mois", "месяц")


class Rhythm(StrEnum):
    YEARLY = "yearly"
    SELDOM = "seldom"  # every second year: of which ones nobody can tell
    OTHER = "other"


_BY_VALUE = {0: Rhythm.OTHER, 1: Rhythm.YEARLY, 2: Rhythm.SELDOM}


def rhythm_of(tokens: Sequence[Token]) -> Rhythm | None:
    """How often the text says that it recurs; None where it does not."""
    found: Rhythm | None = None
    for at, token in enumerate(tokens):
        if token.sense is Sense.RECURS:
            found = found or _BY_VALUE[token.value]
        elif token.sense is Sense.EACH:
            found = found or _each(tokens[at + 1 : at + 4])
    return found


def _each(behind: Sequence[Token]) -> Rhythm | None:
    """`each year`, `every fall`, `every 6 months`, `every two years`."""
    for at, token in enumerate(behind):
        if token.sense in _EACH_OF or token.text in _A_MONTH:
            if at and token.text in _YEARS:
                return Rhythm.SELDOM
            return Rhythm.YEARLY if token.sense in _EACH_OF[:3] else Rhythm.OTHER
    return None


def in_period(
    points: Sequence[Point], starts: date, ends: date, meaning: Callable[[Point, int], Meaning | None]
) -> list[Meaning]:
    """What the points mean in each year of a period, by their days."""
    years = range(max(starts.year - 1, ends.year - MOST), ends.year + 1)
    found = {
        one.on: one for year in years for point in points if (one := meaning(point, year)) and starts <= one.on <= ends
    }
    return [found[on] for on in sorted(found)][-MOST:]


def any_year(points: Sequence[Point]) -> str | None:
    """The points in EDTF, without a year: `XXXX-03-31`."""
    written = list(dict.fromkeys(one for point in points if (one := _without_year(point))))
    if not written:
        return None
    return written[0] if len(written) == 1 else "{" + ",".join(written) + "}"


def _without_year(point: Point) -> str | None:
    if point.kind is Kind.DAY and 1 <= point.number <= 12 and 1 <= point.day <= _LONGEST_MONTHS[point.number - 1]:
        return f"XXXX-{point.number:02}-{point.day:02}"
    if point.kind is Kind.MONTH and 1 <= point.number <= 12:
        return f"XXXX-{point.number:02}"
    return None


_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
