"""Dates that are printed in numbers alone: `2019-06-30`, `30.06.2019`, `06/30/2020`, `2018-20`."""

from collections.abc import Sequence

from notifier.actionplan.deadline.look import YEARS
from notifier.actionplan.deadline.point import Kind, Point


def date_of_numbers(at: int, end: int, sign: str, lengths: Sequence[int], values: Sequence[int]) -> Point | None:
    """A date of numbers alone, as they are long: nothing where they cannot be one."""
    match list(lengths):
        case [4, 2] if sign != "." and values[0] in YEARS:
            return _year_and_more(at, end, values[0], values[1])
        case [1 | 2, 4] if values[1] in YEARS and 1 <= values[0] <= 12:
            return Point(Kind.MONTH, at, end, year=values[1], number=values[0])
        case [4, 1 | 2, 1 | 2] if values[0] in YEARS:
            return Point(Kind.DAY, at, end, year=values[0], number=values[1], day=values[2])
        case [1 | 2, 1 | 2, 4] if values[2] in YEARS:
            return _either_order(at, end, sign, values[0], values[1], values[2], short=False)
        case [2, 2, 2] if sign != "-":
            return _either_order(at, end, sign, values[0], values[1], 2000 + values[2], short=True)
    return None


def _year_and_more(at: int, end: int, year: int, more: int) -> Point | None:
    """`2020-06` is a month, `2018-20` are years; 2023-24 are two that follow each other, which is for others to say."""
    if more == (year + 1) % 100 and more > 12:
        return None
    if more > 12 and more > year % 100:
        return Point(Kind.YEAR, at, end, year=year, second=year - year % 100 + more)
    return Point(Kind.MONTH, at, end, year=year, number=more)


def _either_order(at: int, end: int, sign: str, one: int, two: int, year: int, *, short: bool) -> Point | None:
    """Day and month in whichever order; with dots between them the day stands first everywhere."""
    if sign == ".":
        return Point(Kind.DAY, at, end, year=year, number=two, day=one, short=short)
    if one <= 12 < two <= 31:
        return Point(Kind.DAY, at, end, year=year, number=one, day=two, short=short, day_first=False)
    unclear = one <= 12 and two <= 12 and one != two
    clear = True if one > 12 else None
    return Point(Kind.DAY, at, end, year=year, number=two, day=one, other=unclear, short=short, day_first=clear)
