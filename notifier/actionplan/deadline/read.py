"""Print → Deadline."""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date

from notifier.actionplan.deadline.conventions import ANYWHERE, Conventions
from notifier.actionplan.deadline.value import NOT_PRINTED, Certainty, Deadline, Remark

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
    because: Remark


def read_deadline(printed: str | None, conventions: Conventions = ANYWHERE) -> Deadline:
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
        return Deadline(
            text, None, None, Certainty.OPEN, (Remark("“%(printed)s” cannot be read as a date", {"printed": text}),)
        )
    opening = _read_point(start) if start else None
    if opening and opening.on > reading.on:
        return Deadline(
            text, None, None, Certainty.OPEN, (Remark("“%(printed)s” ends before it starts", {"printed": text}),)
        )
    edtf = f"{opening.edtf}/{reading.edtf}" if opening else reading.edtf
    because = (Remark("the end of the printed period"), reading.because) if start else (reading.because,)
    return Deadline(text, edtf, reading.on, reading.certainty, because)


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
        because = Remark("only a year is printed, so its last day is meant")
        return _Reading(f"{year}", date(year, 12, 31), Certainty.INTERPRETED, because)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    name = f"{year:04}-{month:02}"
    if day is None:
        because = Remark("only a month is printed, so its last day is meant")
        return _Reading(name, date(year, month, last), Certainty.INTERPRETED, because)
    if 1 <= day <= last:
        return _Reading(f"{name}-{day:02}", date(year, month, day), Certainty.EXACT, Remark("the day is printed"))
    if last < day <= 31:
        values = {"month": f"{month_name[month]} {year}", "last": str(last), "day": str(day)}
        because = Remark("%(month)s has %(last)s days, so day %(day)s is read as its last", values)
        return _Reading(f"{name}-{last}?", date(year, month, last), Certainty.INTERPRETED, because)
    return None
