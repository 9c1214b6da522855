"""EDTF as it is written here, and the days that it spans: what readings are held against."""

import re
from datetime import date

from notifier.actionplan.deadline import Conventions
from notifier.actionplan.deadline.meaning import last_of

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_POINT = rf"(?:{_DAY}[?~]?|\d{{4}}-(?:0[1-9]|1[0-2]|2[1-4]|3[3-6]|4[01])~?|\d{{4}})"
_ANY_YEAR = r"XXXX-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?"
_MEMBER = rf"(?:{_POINT}|{_ANY_YEAR})"
# Of ISO 8601-2: dates, seasons (21–24), quarters (33–36), halves (40, 41), intervals, sets of all and of one, XXXX.
VALID = re.compile(
    rf"{_MEMBER}|{_POINT}/(?:{_POINT}|\.\.)|\{{{_MEMBER}(?:,{_MEMBER})+\}}|\{{{_MEMBER}\}}|\[{_POINT}(?:,{_POINT})+\]"
)


def span(edtf: str, conventions: Conventions) -> tuple[date, date]:
    """The first and the last day of a valid EDTF that names a year."""
    parts = [_span(part, conventions) for part in re.split("[/,]", edtf.strip("{}[]"))]
    return min(first for first, _ in parts), max(last for _, last in parts)


def _span(point: str, conventions: Conventions) -> tuple[date, date]:
    point = point.rstrip("?~")
    year = int(point[:4])
    if len(point) == len("2020-06-30"):
        return date.fromisoformat(point), date.fromisoformat(point)
    if len(point) == len("2020"):
        return date(year, 1, 1), date(year, 12, 31)
    number = int(point[5:])
    if number <= 12:
        return date(year, number, 1), last_of(year, number)
    if number <= 24:  # a season, which may lie in two years
        ends = conventions.season_ends(number - 20)
        return date(year - 1, 1, 1), last_of(year + (ends < 3), ends)
    months = 3 if number <= 36 else 6
    nth = number - (32 if number <= 36 else 39)
    return date(year, (nth - 1) * months + 1, 1), last_of(year, nth * months)
