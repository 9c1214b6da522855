"""A deadline as printed, and how it is read: never guessed silently.

What cannot be read is `open`: it has no day, it is never overdue, and the reading says why.
The readings are written in EDTF (ISO 8601-2): `2020-09-30?` is a day that the print only implies.
"""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Certainty(StrEnum):
    EXACT = "exact"  # the day itself is printed
    INTERPRETED = "interpreted"  # the day follows from what is printed, by the convention that `says` names
    OPEN = "open"  # no day


@dataclass(frozen=True, slots=True)
class Deadline:
    """What was printed, how it is read (`edtf`), the day it falls on, how sure that is, and why in a sentence."""

    printed: str | None
    edtf: str | None
    on: date | None
    certainty: Certainty
    says: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: something is printed, yet it is impossible or cannot be read."""
        return self.printed is not None and (self.on is None or (self.edtf or "").endswith("?"))


NOT_PRINTED = Deadline(None, None, None, Certainty.OPEN, "no deadline printed")

_MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if number}
_MONTH = "(?P<month>" + "|".join(_MONTHS) + ")"
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})"),
    re.compile(_MONTH + r"\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2})\s+" + _MONTH + r",?\s+(?P<year>\d{4})", re.IGNORECASE),
    re.compile(_MONTH + r",?\s+(?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})"),
)
# A slash behind a number that stands alone is no range: 06/2020 and 12/31/2020 are not read as the year 2020.
_SLASH = r"(?<!^\d)(?<!^\d\d)(?<![\s/]\d)(?<![\s/]\d\d)/"
_RANGE = re.compile(rf"\s+[-–—]\s+|\s*[–—]\s*|{_SLASH}|\s+to\s+", re.IGNORECASE)
# What lies outside is a slip of the keyboard (0202) or means "never" (9999).
_YEARS = range(1900, 2200)
_LEAD_IN = re.compile(r"(?:by|until|no later than)?\s*(?:the\s+)?(?:end\s+of\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    edtf: str
    on: date
    certainty: Certainty
    because: str


def read_deadline(printed: str | None) -> Deadline:
    """How a deadline printed in English or as an ISO date is read.

    A range falls due at its end, a month or a year on its last day, and an impossible day
    (September 31) on the last day of its month.
    """
    if printed is None or not printed.strip():
        return NOT_PRINTED
    text = " ".join(printed.split())
    start, end = _split_range(text)
    reading = _read_point(_LEAD_IN.sub("", end, count=1))
    if reading is None:
        return Deadline(text, None, None, Certainty.OPEN, f"“{text}” cannot be read as a date")
    opening = _read_point(start) if start else None
    if opening and opening.on > reading.on:
        return Deadline(text, None, None, Certainty.OPEN, f"“{text}” ends before it starts")
    edtf = f"{opening.edtf}/{reading.edtf}" if opening else reading.edtf
    says = f"the end of the printed period: {reading.because}" if start else reading.because
    return Deadline(text, edtf, reading.on, reading.certainty, says)


def _split_range(text: str) -> tuple[str, str]:
    parts = _RANGE.split(text)
    return (parts[0], parts[1]) if len(parts) == 2 else ("", text)


def _read_point(text: str) -> _Reading | None:
    for form in _FORMS:
        if match := form.fullmatch(text.strip(" .")):
            parts = match.groupdict()
            month = int(parts["number"]) if parts.get("number") else _MONTHS.get((parts.get("month") or "").casefold())
            return _reading_of(int(parts["year"]), month, int(parts["day"]) if parts.get("day") else None)
    return None


def _reading_of(year: int, month: int | None, day: int | None) -> _Reading | None:
    if year not in _YEARS:
        return None
    if month is None:
        return _Reading(
            f"{year}", date(year, 12, 31), Certainty.INTERPRETED, "only a year is printed, so its last day is meant"
        )
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    name = f"{year:04}-{month:02}"
    if day is None:
        because = "only a month is printed, so its last day is meant"
        return _Reading(name, date(year, month, last), Certainty.INTERPRETED, because)
    if 1 <= day <= last:
        return _Reading(f"{name}-{day:02}", date(year, month, day), Certainty.EXACT, "the day is printed")
    if last < day <= 31:
        because = f"{month_name[month]} {year} has {last} days, so day {day} is read as its last"
        return _Reading(f"{name}-{last}?", date(year, month, last), Certainty.INTERPRETED, because)
    return None
