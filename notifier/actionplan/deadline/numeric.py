"""Dates that are printed in numbers alone: `2019-06-30`, `30.06.2019`, `06/30/2020`, `2018-20`, `20200630`."""

from collections.abc import Sequence
from datetime import date

from notifier.actionplan.deadline.look import YEARS, Look
from notifier.actionplan.deadline.point import Kind, Point

_SIGNS = (".", "/", "-")


def numeric(look: Look, at: int) -> Point | None:
    """The date of numbers alone that begins at a token: two or three of them with the same sign between, or one."""
    signs = [sign for sign in _SIGNS if look.glued_sign(at + 1, sign) and look.glued_number(at + 2)]
    if not signs:
        return _compact(look, at)
    [sign] = signs
    numbers, end = [at, at + 2], at + 3
    if look.glued_sign(end, sign) and look.glued_number(end + 1):
        numbers, end = [*numbers, end + 1], end + 2
    if look.continued(end):
        return None
    if look.glued_sign(end, sign) and look.glued_number(end + 1):
        return None  # a fourth number
    lengths, values = zip(*(look.digits_and_value(one) for one in numbers), strict=True)
    point = _date_of_numbers(at, end, sign, lengths, values)
    return point and point._replace(end=look.past_year_word(end))


def _compact(look: Look, at: int) -> Point | None:
    """`20200630`, if there is such a day: any other eight digits are a number of something."""
    whole = look.number(at, (8,))
    if whole is None or look.continued(at + 1):
        return None
    try:
        on = date(whole // 10_000, whole // 100 % 100, whole % 100)
    except ValueError:
        return None
    return Point(Kind.DAY, at, at + 1, year=on.year, number=on.month, day=on.day) if on.year in YEARS else None


def _date_of_numbers(at: int, end: int, sign: str, lengths: Sequence[int], values: Sequence[int]) -> Point | None:
    """A date of numbers alone, as they are long: nothing where they cannot be one."""
    match list(lengths):
        case [4, 2] if sign != "." and values[0] in YEARS:
            return _year_and_more(at, end, values[0], values[1])
        case [4, 1] if sign != "." and values[0] in YEARS and values[1]:
            return Point(Kind.MONTH, at, end, year=values[0], number=values[1])
        case [1 | 2, 4] if values[1] in YEARS and 1 <= values[0] <= 12:
            return Point(Kind.MONTH, at, end, year=values[1], number=values[0])
        case [4, 1 | 2, 1 | 2] if values[0] in YEARS:
            return Point(Kind.DAY, at, end, year=values[0], number=values[1], day=values[2])
        case [1 | 2, 1 | 2, 4] if values[2] in YEARS:
            return _either_order(at, end, sign, values[0], values[1], values[2], short=False)
        case [2, 2, 2] | [1, 2, 2] if sign != "-":
            return _either_order(at, end, sign, values[0], values[1], 2000 + values[2], short=True)
        case [1 | 2, 1, 2] if sign == "/":  # 6/5/20; 1.5.20 may number a section
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
