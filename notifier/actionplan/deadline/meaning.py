"""What a point means by the conventions of its plan: from which day to which, and on which it falls due."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from notifier.actionplan.deadline import remarks
from notifier.actionplan.deadline.conventions import MONTHS_OF_A_SEASON, Conventions, NamedBy
from notifier.actionplan.deadline.point import Edge, Kind, Point
from notifier.actionplan.deadline.value import Certainty, Remark

_SEASONS = {1: remarks.SPRING, 2: remarks.SUMMER, 3: remarks.FALL, 4: remarks.WINTER}
# EDTF numbers the seasons, quarters and halves of a year in the place of the month.
_SPRING, _FIRST_QUARTER, _FIRST_HALF = 21, 33, 40
_TENTH = 10


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days that are meant, how EDTF writes them, and the one on which it falls due."""

    edtf: str
    first: date
    on: date
    certainty: Certainty
    because: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a point names no day; `edtf` where it says something all the same."""

    because: tuple[Remark, ...]
    edtf: str | None = None


def meaning_of(point: Point, part: str, conventions: Conventions) -> Meaning | Doubt | None:
    """What a point means that has its year; `part` is how it is printed. None where it cannot be a date at all."""
    try:
        found = _KINDS[point.kind](point, part, conventions)
    except ValueError:  # outside of the calendar
        return None
    if isinstance(found, Meaning) and point.short:
        found = replace(found, because=(*found.because, Remark(remarks.TWO_DIGITS)))
    if not isinstance(found, Meaning) or not point.edge:
        return found
    return _week(found, point) if point.kind is Kind.DAY else _at_edge(found, point, part)


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _interpreted(edtf: str, first: date, on: date, *because: Remark) -> Meaning:
    return Meaning(edtf, first, on, Certainty.INTERPRETED, because)


def _day(point: Point, part: str, conventions: Conventions) -> Meaning | Doubt | None:
    assert point.year is not None
    month, day, because = point.number, point.day, (Remark(remarks.DAY),)
    if point.other:
        if conventions.day_first is None:
            return _either(point)
        if not conventions.day_first:
            month, day = day, month
        because = (Remark(remarks.DAY_FIRST if conventions.day_first else remarks.MONTH_FIRST),)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    last = last_of(point.year, month)
    if day > last.day:
        values = {"printed_month": f"{point.year}-{month:02}", "last": str(last.day), "day": str(day)}
        return _interpreted(f"{last}?", last, last, Remark(remarks.LAST_OF_MONTH, values))
    on = date(point.year, month, day)
    certainty = Certainty.INTERPRETED if point.other or point.short else Certainty.EXACT
    if 1 <= point.first_day < day:
        first = on.replace(day=point.first_day)
        return Meaning(f"{first}/{on}", first, on, certainty, (Remark(remarks.PERIOD), *because))
    return Meaning(str(on), on, on, certainty, because)


def _either(point: Point) -> Doubt:
    assert point.year is not None
    one, other = date(point.year, point.number, point.day), date(point.year, point.day, point.number)
    values = {"one_on": str(one), "other_on": str(other)}
    return Doubt((Remark(remarks.AMBIGUOUS, values),), f"[{min(one, other)},{max(one, other)}]")


def _month(point: Point, part: str, conventions: Conventions) -> Meaning | None:
    assert point.year is not None
    if not 1 <= point.number <= 12:
        return None
    if point.day:
        return _piece_of_month(point, part)
    first = date(point.year, point.number, 1)
    return _interpreted(
        f"{point.year}-{point.number:02}", first, last_of(point.year, point.number), Remark(remarks.MONTH)
    )


def _piece_of_month(point: Point, part: str) -> Meaning:
    """A week or ten days of a month; the last of them ends with it."""
    assert point.year is not None
    last = last_of(point.year, point.number)
    on = last.replace(day=min(point.day, last.day))
    first = on.replace(day=21) if point.first_day == 10 and on == last else on - timedelta(days=point.first_day - 1)
    text = remarks.WEEK_OF_MONTH if point.first_day == 7 else remarks.TEN_DAYS
    return _interpreted(f"{first}/{on}", first, on, Remark(text, {"part": part, "last_on": str(on)}))


def _year(point: Point, part: str, conventions: Conventions) -> Meaning:
    assert point.year is not None
    if point.second:
        first, on = date(point.year, 1, 1), date(point.second, 12, 31)
        because = (Remark(remarks.PERIOD), Remark(remarks.YEAR))
        return _interpreted(f"{point.year}/{point.second}", first, on, *because)
    return _interpreted(str(point.year), date(point.year, 1, 1), date(point.year, 12, 31), Remark(remarks.YEAR))


def _season(point: Point, part: str, conventions: Conventions) -> Meaning:
    """A season of three months, which is named after the year that it begins in, or ends in, where it lies in two."""
    assert point.year is not None
    ends = conventions.season_ends(point.number)
    spans = ends < MONTHS_OF_A_SEASON
    by_start = conventions.winter_named_by is NamedBy.START
    year = point.year
    if point.second and not spans and ends <= conventions.fiscal_year_ends < 12:
        year = point.second  # spring 2023-24, in the fiscal year that ends in spring 2024
    named = year
    if spans and (by_start or point.second):
        year += 1
    on = last_of(year, ends)
    first = _months_back(on, MONTHS_OF_A_SEASON)
    values = {"part": part, "last_on": str(on), "ends_month": f"{ends:02}"}
    because = [Remark(_SEASONS[point.number], values)]
    if spans and not point.second:
        because.append(Remark(remarks.NAMED_BY_START if by_start else remarks.NAMED_BY_END))
    return _interpreted(f"{named}-{_SPRING - 1 + point.number}", first, on, *because)


def _months_back(on: date, months: int) -> date:
    """The first day of the last so many months up to a day."""
    number = on.year * 12 + on.month - months
    return date(number // 12, number % 12 + 1, 1)


def _part_of_year(months: int, calendar: str, fiscal: str, first_number: int) -> Callable[..., Meaning]:
    def found(point: Point, part: str, conventions: Conventions) -> Meaning:
        assert point.year is not None
        split = point.fiscal and conventions.fiscal_year_ends < 12
        if not split:
            on = last_of(point.year, point.number * months)
            edtf = f"{point.year}-{first_number - 1 + point.number}"
            because = Remark(calendar, {"part": part, "last_on": str(on)})
            return _interpreted(edtf, _months_back(on, months), on, because)
        ends = _fiscal_end(point, conventions)
        number = ends.year * 12 + ends.month - 1 - (12 - point.number * months)
        on = last_of(number // 12, number % 12 + 1)
        first = _months_back(on, months)
        said = [Remark(fiscal, {"part": part, "ends_month": f"{ends.month:02}"}), *_fiscal_name(point, conventions)]
        return _interpreted(f"{first:%Y-%m}/{on:%Y-%m}", first, on, *said)

    return found


def _fiscal_end(point: Point, conventions: Conventions) -> date:
    assert point.year is not None
    if point.second:
        return last_of(point.second, conventions.fiscal_year_ends)
    by_start = conventions.fiscal_year_named_by is NamedBy.START
    return last_of(point.year + by_start, conventions.fiscal_year_ends)


def _fiscal_name(point: Point, conventions: Conventions) -> list[Remark]:
    """By which of its years a fiscal year is called that is printed with one."""
    if point.second:
        return []
    by_start = conventions.fiscal_year_named_by is NamedBy.START
    return [Remark(remarks.FISCAL_BY_START if by_start else remarks.FISCAL_BY_END)]


def _fiscal(point: Point, part: str, conventions: Conventions) -> Meaning:
    assert point.year is not None
    if conventions.fiscal_year_ends == 12:
        last = point.second or point.year
        on = date(last, 12, 31)
        because = Remark(remarks.CALENDAR_YEARS, {"part": part, "last_on": str(on)})
        edtf = f"{point.year}/{last}" if point.second else str(last)
        return _interpreted(edtf, date(point.year, 1, 1), on, because)
    on = _fiscal_end(point, conventions)
    first = _months_back(on, 12)
    values = {"part": part, "last_on": str(on), "ends_month": f"{on.month:02}"}
    said = [Remark(remarks.FISCAL_YEAR, values), *_fiscal_name(point, conventions)]
    return _interpreted(f"{first:%Y-%m}/{on:%Y-%m}", first, on, *said)


def _plan_end(point: Point, part: str, conventions: Conventions) -> Meaning | Doubt:
    if conventions.ends is None:
        return Doubt((Remark(remarks.PLAN_END_UNKNOWN),))
    on = conventions.ends
    return _interpreted(str(on), on, on, Remark(remarks.PLAN_ENDS, {"ends_on": str(on)}))


_KINDS: dict[Kind, Callable[[Point, str, Conventions], Meaning | Doubt | None]] = {
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.SEASON: _season,
    Kind.QUARTER: _part_of_year(3, remarks.QUARTER, remarks.FISCAL_QUARTER, _FIRST_QUARTER),
    Kind.HALF: _part_of_year(6, remarks.HALF, remarks.FISCAL_HALF, _FIRST_HALF),
    Kind.FISCAL: _fiscal,
    Kind.PLAN_END: _plan_end,
}


# ---------------------------------------------------------------- the beginning, middle or end of it


def _at_edge(found: Meaning, point: Point, part: str) -> Meaning:
    """Early, in the middle of, or late in what is meant; the end of it is its last day."""
    if point.kind is Kind.PLAN_END or point.edge in (Edge.END, Edge.WEEK) or (point.kind is Kind.YEAR and point.second):
        return found
    if point.edge is Edge.LATE:
        late = Remark(remarks.LATE_YEAR, {"last_on": str(found.on)})
        return replace(found, because=(late,)) if point.kind is Kind.YEAR else found
    early = point.edge is Edge.EARLY
    if point.kind is Kind.SEASON:
        return _within_season(found, early, part)
    if point.kind is Kind.MONTH:
        on = found.first.replace(day=_TENTH if early else 15)
        text = remarks.EARLY_MONTH if early else remarks.MID_MONTH
        edtf = f"{found.first}/{on}" if early else f"{on}~"
        return _interpreted(edtf, found.first, on, Remark(text, {"last_on": str(on)}))
    months = (found.on.year - found.first.year) * 12 + found.on.month - found.first.month + 1
    share = 4 if point.kind is Kind.YEAR else 3
    on = _after(found.first, max(months // share, 1)) if early else _middle(found.first, months)
    opening, ending = f"{found.first:%Y-%m}", f"{on:%Y-%m}"
    edtf = f"{ending}~" if not early else ending if opening == ending else f"{opening}/{ending}"
    if point.kind is Kind.YEAR:
        text = remarks.EARLY_YEAR if early else remarks.MID_YEAR
        return _interpreted(edtf, found.first, on, Remark(text, {"last_on": str(on)}))
    text = remarks.EARLY_PART if early else remarks.MID_PART
    because = found.because if point.kind is Kind.FISCAL else ()
    return _interpreted(edtf, found.first, on, Remark(text, {"part": part, "last_on": str(on)}), *because)


def _within_season(found: Meaning, early: bool, part: str) -> Meaning:
    """Early in a season, or in its middle. By some calendars it begins three weeks later: early is not so soon over."""
    on = _after(found.first, 1) + timedelta(days=15) if early else _after(found.first, 2)
    values = {"part": part, "last_on": str(on), "ends_month": f"{found.on.month:02}"}
    edtf = f"{found.first}/{on}" if early else f"{on:%Y-%m}~"
    return _interpreted(edtf, found.first, on, Remark(remarks.EARLY_SEASON if early else remarks.MID_SEASON, values))


def _week(found: Meaning, point: Point) -> Meaning:
    if point.edge is not Edge.WEEK:
        return found
    on = found.on + timedelta(days=6)
    return _interpreted(f"{found.on}/{on}", found.on, on, Remark(remarks.WEEK, {"last_on": str(on)}))


def _middle(first: date, months: int) -> date:
    """The end of the first half; of an odd number of months, of the one in the middle."""
    return _after(first, (months + 1) // 2)


def _after(first: date, months: int) -> date:
    """The last day of so many months from `first` on."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)
