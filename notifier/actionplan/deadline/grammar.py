"""Tokens → points: the forms in which people print a date, whole or in part.

Each form looks at the tokens from one place on, and says where it ends or that it is not there.
"""

from collections.abc import Iterator, Sequence

from notifier.actionplan.deadline.look import DASHES, PAIRING, Look
from notifier.actionplan.deadline.numeric import numeric
from notifier.actionplan.deadline.point import LAST, Edge, Kind, Point
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_NUMBERED = {Sense.QUARTER: (Kind.QUARTER, 4), Sense.HALF: (Kind.HALF, 2)}
_SIGNED = {Sense.QUARTER_SIGN: (Kind.QUARTER, 4), Sense.HALF_SIGN: (Kind.HALF, 2)}
_BEHIND_YEAR = (Sense.MONTH, Sense.SEASON, Sense.ORDINAL, Sense.ROMAN, Sense.QUARTER_SIGN, Sense.HALF_SIGN)
_PARTS = (Kind.MONTH, Kind.SEASON, Kind.QUARTER, Kind.HALF)


def points_in(tokens: Sequence[Token]) -> Iterator[Point]:
    """The points of a text, from left to right."""
    look = Look(tokens)
    form = _Form(tokens, look)
    at = 0
    while at < len(tokens):
        point = form.point(at)
        if point is not None:
            yield point
            at = point.end
        else:
            at = look.past_number(at)


class _Form:
    """The forms, over the tokens of one text."""

    def __init__(self, tokens: Sequence[Token], look: Look):
        self._tokens = tokens
        self._look = look
        self._year_came_first = False
        self._behind_year = False

    def point(self, at: int) -> Point | None:
        """The point that begins at a token, if one does."""
        sense = self._tokens[at].sense
        if sense is Sense.NUMBER:
            return None if self._look.within_a_name(at) else self._from_number(at)
        if sense is Sense.MONTH:
            return self._from_month(at)
        if sense is Sense.SEASON:
            number = self._tokens[at].value
            return self._with_year(Point(Kind.SEASON, at, at + 1, number=number), at + 1)
        if sense is Sense.FISCAL:
            fiscal = self._from_fiscal(at)
            return fiscal and self._part_behind_year(fiscal)
        if sense in (Sense.ORDINAL, Sense.ROMAN):
            return self._numbered(at, at + 1, self._tokens[at].value)
        if sense in (Sense.QUARTER_SIGN, Sense.HALF_SIGN):
            return self._from_sign(at)
        if sense in _NUMBERED:
            return self._number_behind(at)
        if sense is Sense.PLAN:
            return self._plan_end(at)
        return None

    # ------------------------------------------------------------------------------------ years behind a part

    def _with_year(self, part: Point, at: int) -> Point:
        """A month, season or part of a year, with the year that stands behind it, if one does."""
        if self._year_came_first:
            return part
        if self._look.sign(at, ".") and self._look.glued(at):
            at += 1
        behind = self._look.past(at, Sense.SKIP) if not self._look.sign(at, ",") else at + 1
        if part.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON):
            behind = self._look.past(behind, Sense.SKIP)
            if self._look.stands(behind, Sense.FISCAL) and (named := self._from_fiscal(behind)):
                return named._replace(kind=part.kind, start=part.start, number=part.number)
        # "in the year 2020", "of calendar year 2020", "end-2020", Excel's "Jun-2020", "June/2020"
        behind = self._look.past(behind, Sense.YEAR)
        if self._look.sign(behind, "(") and part.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON):
            behind += 1
        if self._look.sign(behind, *PAIRING) and self._look.glued(behind) and self._look.glued(behind + 1):
            behind += 1
        if part.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON) and (pair := self._look.pair(behind, False)):
            year, second, end = pair
            return part._replace(year=year, second=second, end=self._look.past_year_word(end), fiscal=True)
        year_there = self._look.year(behind)
        if year_there is None:
            if short := self._look.short_year(behind, part.kind is Kind.DAY and behind == part.end):
                return part._replace(year=short, end=behind + 1, short=True)
            if self._look.number(behind, (4,)) is not None and not self._look.glued(behind + 1):
                return part._replace(year=0, end=behind + 1)  # June 0202: a year that none can be
            return part
        return part._replace(year=year_there, end=self._look.past_year_word(behind + 1))

    # ------------------------------------------------------------------------------------ beginning with a word

    def _from_month(self, at: int) -> Point:
        month = self._tokens[at].value
        behind = at + 1
        if self._look.sign(behind, ".") and self._look.glued(behind):
            behind += 1
        if self._look.glued_sign(behind, "-") and self._look.glued_number(behind + 1):
            return self._month_and_number(at, behind + 1, month)
        told_of_days = self._tokens[behind - 1].text.endswith("айынын") or self._look.sign(behind, "айынын")
        plain = self._tokens[at].text.isascii() or told_of_days
        behind = self._look.past(behind, Sense.SKIP) if plain else behind
        day = self._look.number(behind, (1, 2))
        past = self._look.past_suffix(behind + 1)
        cut = self._look.glued(past) and self._look.stands(past, Sense.OTHER)
        if day is not None and not cut:
            return self._month_and_day(at, behind, month, day)
        return self._with_year(Point(Kind.MONTH, at, at + 1, number=month), at + 1)

    def _month_and_number(self, at: int, number_at: int, month: int) -> Point:
        """`Mar-23`, as Excel shows March 2023; `June-30-2020`, `June-30, 2020`, `Jun-2020`."""
        behind = number_at + 1
        number = self._look.number(number_at, (1, 2))
        if number is None:
            return self._with_year(Point(Kind.MONTH, at, at + 1, number=month), at + 1)
        if self._look.glued_sign(behind, "-") and self._look.year(behind + 1) is not None:
            return self._with_year(Point(Kind.DAY, at, behind, number=month, day=number), behind)
        dated = self._with_year(Point(Kind.DAY, at, behind, number=month, day=number), behind)
        two_digits = self._look.number(number_at, (2,)) is not None and not self._look.glued(behind)
        if dated.year is not None or self._behind_year or not two_digits:
            return dated
        return Point(Kind.MONTH, at, behind, year=2000 + number, number=month, short=True)

    def _month_and_day(self, at: int, day_at: int, month: int, day: int) -> Point:
        """`June 30, 2020`, `September 1–30, 2020`."""
        behind, first = self._look.past_suffix(day_at + 1), 0
        joins = self._look.sign(behind, *DASHES) or self._look.stands(behind, Sense.AND)
        if joins and (until := self._look.number(behind + 1, (1, 2))) is not None:
            first, day, behind = day, until, behind + 2
        point = Point(Kind.DAY, at, behind, number=month, day=day, first_day=first)
        if self._look.sign(behind, "/") and (short := self._look.number(behind + 1, (2,))) is not None:
            return point._replace(year=2000 + short, end=behind + 2, short=True)  # March 31/23
        return self._with_year(point, behind)

    def _from_fiscal(self, at: int) -> Point | None:
        behind = self._look.past(at + 1, Sense.SKIP, Sense.YEAR, Sense.END)  # “fiscal year end 2024”
        if self._look.sign(behind, *DASHES) and self._look.glued(behind):
            behind += 1
        if pair := self._look.pair(behind, True):
            year, second, end = pair
            return Point(Kind.FISCAL, at, self._look.past_year_word(end), year=year, second=second, fiscal=True)
        year_there = self._look.year(behind)
        if year_there is not None:
            return Point(Kind.FISCAL, at, self._look.past_year_word(behind + 1), year=year_there, fiscal=True)
        short = self._look.number(behind, (2,))
        if short is None:
            return None
        if self._look.sign(behind + 1, *PAIRING) and self._look.number(behind + 2, (2,)) == (short + 1) % 100:
            return Point(Kind.FISCAL, at, behind + 3, year=2000 + short, second=2001 + short, fiscal=True, short=True)
        return Point(Kind.FISCAL, at, behind + 1, year=2000 + short, fiscal=True, short=True)

    def _numbered(self, at: int, behind: int, number: int) -> Point | None:
        """`third quarter of 2020`, `III кв. 2019`, `premier semestre`, `биринчи жарым жылдык`."""
        if self._look.sign(behind, "-") and self._look.glued(behind):
            behind += 1
        if self._look.stands(behind, Sense.WEEK, Sense.DECADE):
            return self._piece_of_month(at, behind, number)
        if not self._look.stands(behind, *_NUMBERED):
            return None
        kind, most = _NUMBERED[self._tokens[behind].sense]
        if kind is Kind.HALF and (month := self._month_behind(behind + 1)):
            return month._replace(start=at, edge=Edge.MID if number == 1 else None)
        # "the last half" is the second, "the last quarter" the fourth: one word, taken for the fourth.
        last = self._tokens[at].text.startswith(("last", "dernier", "последн", "акыркы"))
        number = 2 if kind is Kind.HALF and last else number
        return self._with_year(Point(kind, at, behind + 1, number=number), behind + 1) if 1 <= number <= most else None

    def _piece_of_month(self, at: int, behind: int, number: int) -> Point | None:
        """`first week of March 2020`, `вторая декада марта 2020 года`: the last day of it counts."""
        month = self._month_behind(behind + 1)
        if month is None or number > 4:
            return None
        days, most = (7, 4) if self._look.stands(behind, Sense.WEEK) else (10, 3)
        ends = number * days if number < most else LAST
        return month._replace(start=at, day=ends, first_day=days)

    def _month_behind(self, at: int) -> Point | None:
        at = self._look.past(at, Sense.SKIP)
        month = self._from_month(at) if self._look.stands(at, Sense.MONTH) else None
        return month if month and month.kind is Kind.MONTH else None

    def _from_sign(self, at: int) -> Point | None:
        """`Q3 2020`, `T3 2020`, `H1 2020`."""
        number = self._look.number(at + 1, (1,))
        if (
            number is None
            or not self._look.glued(at + 1)
            or (self._look.glued(at + 2) and self._look.stands(at + 2, Sense.OTHER))
        ):
            return None
        kind, most = _SIGNED[self._tokens[at].sense]
        return self._with_year(Point(kind, at, at + 2, number=number), at + 2) if 1 <= number <= most else None

    def _number_behind(self, at: int) -> Point | None:
        """`quarter 3 of 2020`."""
        kind, most = _NUMBERED[self._tokens[at].sense]
        number = self._look.number(at + 1, (1,)) or 0
        return self._with_year(Point(kind, at, at + 2, number=number), at + 2) if 1 <= number <= most else None

    def _plan_end(self, at: int) -> Point | None:
        """`the end of the commitment`, `пландын аягына`."""
        end = self._look.past(at, Sense.PLAN, Sense.SKIP)
        before = at
        while before and self._look.stands(before - 1, Sense.SKIP):
            before -= 1
        ahead = before > 0 and self._look.stands(before - 1, Sense.END) and self._tokens[before - 1].value == 0
        behind = self._look.stands(end, Sense.END) and self._tokens[end].value == 1
        return Point(Kind.PLAN_END, at, end) if ahead or behind else None

    # ------------------------------------------------------------------------------------ beginning with a number

    def _from_number(self, at: int) -> Point | None:
        return numeric(self._look, at) or self._day_and_month(at) or self._numbered_by_number(at) or self._from_year(at)

    def _day_and_month(self, at: int) -> Point | None:
        """`30 June 2020`, `1er juin 2019`, `30-июнуна`, `1 – 31 August 2020`, `с 1 по 30 июня`."""
        day = self._look.number(at, (1, 2))
        if day is None:
            return None
        behind = self._look.past_suffix(at + 1)
        first = 0
        if self._look.sign(behind, *DASHES) or self._look.stands(behind, Sense.TO, Sense.IN, Sense.AND):
            ahead = self._look.past(behind + 1, Sense.SKIP)
            until = self._look.number(ahead, (1, 2))
            if until is not None:
                first, day, behind = day, until, self._look.past_suffix(ahead + 1)
        behind = self._look.past(behind, Sense.SKIP)
        if self._look.sign(behind, "-", ".") and self._look.glued(behind):
            behind += 1
        if not self._look.stands(behind, Sense.MONTH):
            return None
        month = self._tokens[behind].value
        if self._look.sign(behind + 1, "-") and self._look.glued(behind + 2):
            short = self._look.number(behind + 2, (2,))
            if short is not None and self._look.glued(behind + 1):  # 30-Jun-20
                end = behind + 3
                return Point(Kind.DAY, at, end, year=2000 + short, number=month, day=day, short=True)
        return self._with_year(Point(Kind.DAY, at, behind + 1, number=month, day=day, first_day=first), behind + 1)

    def _numbered_by_number(self, at: int) -> Point | None:
        """`3rd quarter of 2020`, `1er semestre`, `3-чейрек`, `2 квартал`, `3Q 2020`."""
        number = self._look.number(at, (1,))
        if number is None:
            return None
        behind = self._look.past_suffix(at + 1)
        if self._look.stands(behind, *_SIGNED) and self._look.glued(behind):
            kind, most = _SIGNED[self._tokens[behind].sense]
            if 1 <= number <= most:
                return self._with_year(Point(kind, at, behind + 1, number=number), behind + 1)
        return self._numbered(at, behind, number)

    def _from_year(self, at: int) -> Point | None:
        if pair := self._look.pair(at, False):
            year, second, end = pair
            named = self._look.past_year_word(end)
            if self._look.speaks_of_years(at - 1) or self._look.speaks_of_years(end):
                return Point(Kind.YEAR, at, named, year=year, second=second)
            fiscal = self._look.stands(named, Sense.FISCAL)
            whole = Point(Kind.FISCAL, at, named + fiscal, year=year, second=second, fiscal=fiscal)
            return self._part_behind_year(whole)
        year_there = self._look.year(at)
        if year_there is None:
            return None
        end = self._look.past_year_word(at + 1)
        if self._look.stands(end, Sense.FISCAL):
            return Point(Kind.FISCAL, at, end + 1, year=year_there, fiscal=True)
        return self._part_behind_year(Point(Kind.YEAR, at, end, year=year_there))

    def _part_behind_year(self, whole: Point) -> Point:
        """`2019-жылдын 30-июнуна`, `2020 Q3`, `2019 June`, `2022-23 (Q3)`: the year stands first."""
        at = whole.end
        if self._look.sign(at, "(", ":") and self._look.begins_a_part(at + 1):
            at += 1
        joined = self._look.sign(at, *PAIRING) and self._look.glued(at) and self._look.glued(at + 1)
        if joined and self._look.stands(at + 1, Sense.QUARTER_SIGN, Sense.MONTH):  # 2020-Q3, 2020-Jun-30
            at += 1
        named = at - 2 if self._look.sign(at - 1, ".") else at - 1
        if self._look.sign(at, ",") and self._look.stands(named, Sense.YEAR):  # 2020-жыл, июнь; 2020 г., I квартал
            at += 1
        at = self._look.past_first_of_two(at)
        if not self._look.stands(at, *_BEHIND_YEAR) and self._look.number(at, (1, 2)) is None:
            return whole
        # In Kyrgyz the year always comes first, so that another one behind is that of the next date.
        self._year_came_first = whole.fiscal or self._tokens[whole.end - 1].text.startswith("ж")
        self._behind_year = True
        part = self.point(at)
        self._year_came_first = self._behind_year = False
        fitting = (Kind.QUARTER, Kind.HALF) if whole.kind is Kind.FISCAL else (*_PARTS, Kind.DAY)
        if part is None or part.year is not None or part.kind not in fitting:
            return whole
        fiscal = whole.kind is Kind.FISCAL
        return part._replace(start=whole.start, year=whole.year, second=whole.second, fiscal=fiscal, short=whole.short)
