"""Tokens → points: the forms in which people print a date, whole or in part.

Each form looks at the tokens from one place on, and says where it ends or that it is not there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from notifier.actionplan.deadline.point import Kind, Point
from notifier.actionplan.deadline.signs import Token
from notifier.actionplan.deadline.vocabulary import Sense

# What lies outside is a slip of the keyboard (0202) or means "never" (9999).
YEARS = range(1900, 2200)
_DASHES = ("-", "–")
_PAIRING = (*_DASHES, "/")
_NUMBERED = {Sense.QUARTER: (Kind.QUARTER, 4), Sense.HALF: (Kind.HALF, 2)}
_BEHIND_YEAR = (Sense.MONTH, Sense.SEASON, Sense.ORDINAL, Sense.ROMAN, Sense.QUARTER_SIGN, Sense.HALF_SIGN)
_PARTS = (Kind.MONTH, Kind.SEASON, Kind.QUARTER, Kind.HALF)


def points_in(tokens: Sequence[Token]) -> Iterator[Point]:
    """The points of a text, from left to right."""
    form = _Form(tokens)
    at = 0
    while at < len(tokens):
        point = form.point(at)
        if point is not None:
            yield point
            at = point.end
        else:
            at = form.past_number(at)


class _Form:
    """The forms, over the tokens of one text."""

    def __init__(self, tokens: Sequence[Token]):
        self._tokens = tokens
        self._count = len(tokens)
        self._year_came_first = False

    def point(self, at: int) -> Point | None:
        """The point that begins at a token, if one does."""
        sense = self._tokens[at].sense
        if sense is Sense.NUMBER:
            return None if self._within_a_name(at) else self._from_number(at)
        if sense is Sense.MONTH:
            return self._from_month(at)
        if sense is Sense.SEASON:
            number = self._tokens[at].value
            return self._with_year(Point(Kind.SEASON, at, at + 1, number=number), at + 1)
        if sense is Sense.FISCAL:
            return self._from_fiscal(at)
        if sense in (Sense.ORDINAL, Sense.ROMAN):
            return self._numbered(at, at + 1, self._tokens[at].value)
        if sense in (Sense.QUARTER_SIGN, Sense.HALF_SIGN):
            return self._from_sign(at)
        if sense in _NUMBERED:
            return self._number_behind(at)
        if sense is Sense.PLAN:
            return self._plan_end(at)
        return None

    def past_number(self, at: int) -> int:
        """The token after this one; after a number that is no date, the one after all that is glued to it."""
        numeric = self._tokens[at].sense is Sense.NUMBER
        at += 1
        while numeric and at < self._count and self._tokens[at].glued and self._tokens[at].text in (".", "/", "-"):
            if not self._is(at + 1, Sense.NUMBER) or not self._tokens[at + 1].glued:
                break
            at += 2
        return at

    # ------------------------------------------------------------------------------------ looking

    def _is(self, at: int, *senses: Sense) -> bool:
        return at < self._count and self._tokens[at].sense in senses

    def _sign(self, at: int, *signs: str) -> bool:
        return at < self._count and self._tokens[at].text in signs

    def _glued(self, at: int) -> bool:
        return at < self._count and self._tokens[at].glued

    def _number(self, at: int, digits: Sequence[int]) -> int | None:
        """The number at a token, if it has so many digits."""
        if not self._is(at, Sense.NUMBER) or len(self._tokens[at].text) not in digits:
            return None
        return self._tokens[at].value

    def _year(self, at: int) -> int | None:
        year = self._number(at, (4,))
        if year not in YEARS:
            return None
        behind = at + 1
        # 2020abc is no year; 2020г and 2020Q3 are.
        named = (Sense.YEAR, Sense.SUFFIX, Sense.QUARTER_SIGN, Sense.HALF_SIGN, Sense.SIGN)
        return year if not self._glued(behind) or self._is(behind, *named) else None

    def _within_a_name(self, at: int) -> bool:
        """Whether a number is a piece of something else: C04, COVID-19, $2020, № 5, 1.5.2020.1."""
        before = self._tokens[at - 1] if at else None
        if before is None or not self._tokens[at].glued:
            return False
        if before.sense is Sense.SIGN:
            if before.text in "$€£#№§%+=&_~\\":
                return True
            back = self._tokens[at - 2] if at > 1 else None
            joined = before.glued and back is not None and before.text in ("-", ".", "/")
            return joined and back is not None and back.sense is Sense.OTHER
        return before.sense is not Sense.FISCAL

    def _past(self, at: int, *senses: Sense) -> int:
        while self._is(at, *senses):
            at += 1
        return at

    # ------------------------------------------------------------------------------------ years behind a part

    def _with_year(self, part: Point, at: int) -> Point:
        """A month, season or part of a year, with the year that stands behind it, if one does."""
        if self._year_came_first:
            return part
        if self._sign(at, ".") and self._glued(at):
            at += 1
        behind = self._past(at, Sense.SKIP) if not self._sign(at, ",") else at + 1
        fiscal = False
        if part.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON):
            behind = self._past(behind, Sense.SKIP)
            fiscal = self._is(behind, Sense.FISCAL)
            behind = self._past(behind, Sense.FISCAL, Sense.SKIP)
        # "in the year 2020", "of calendar year 2020", "end-2020", Excel's "Jun-2020"
        behind = self._past(behind, Sense.YEAR)
        if self._sign(behind, *_DASHES) and self._glued(behind) and self._glued(behind + 1):
            behind += 1
        if part.kind in (Kind.QUARTER, Kind.HALF, Kind.SEASON) and (pair := self._pair(behind, fiscal)):
            year, second, end = pair
            return replace(part, year=year, second=second, end=self._past_year_word(end), fiscal=True)
        year_there = self._year(behind)
        if year_there is None:
            short = self._number(behind, (2,)) if fiscal else None
            if short is None:
                return part
            return replace(part, year=2000 + short, end=behind + 1, fiscal=True, short=True)
        return replace(part, year=year_there, end=self._past_year_word(behind + 1), fiscal=fiscal)

    def _past_year_word(self, at: int) -> int:
        """Behind a year: `года`, `г.`, `-жылдын`, `жыл`."""
        behind = at + 1 if self._sign(at, *_DASHES) else at
        if not self._is(behind, Sense.YEAR):
            return at
        behind += 1
        one_letter = len(self._tokens[behind - 1].text) <= 2
        return behind + 1 if one_letter and self._sign(behind, ".") and self._glued(behind) else behind

    def _pair(self, at: int, fiscal: bool) -> tuple[int, int, int] | None:
        """Two years that follow each other, 2023-24 or 2023/2024: both, and where they end."""
        year = self._number(at, (4,))
        if year not in YEARS or not self._sign(at + 1, *_PAIRING):
            return None
        assert year is not None
        second = self._number(at + 2, (2, 4))
        if second is None or (self._glued(at + 3) and self._is(at + 3, Sense.OTHER, Sense.NUMBER)):
            return None
        short = len(self._tokens[at + 2].text) == 2
        if short and not self._glued(at + 2):
            return None
        # 2011-12 is a month, unless it is said to be a fiscal year.
        if short and 1 <= second <= 12 and not fiscal and self._sign(at + 1, "-"):
            return None
        if self._sign(at + 3, *_PAIRING) and self._glued(at + 3) and self._is(at + 4, Sense.NUMBER):
            return None
        return (year, year + 1, at + 3) if second == ((year + 1) % 100 if short else year + 1) else None

    # ------------------------------------------------------------------------------------ beginning with a word

    def _from_month(self, at: int) -> Point:
        month = self._tokens[at].value
        behind = at + 1
        if self._sign(behind, ".") and self._glued(behind):
            behind += 1
        behind = self._past(behind, Sense.SKIP) if self._tokens[at].text.isascii() else behind
        day = self._number(behind, (1, 2))
        if day is not None and not (self._glued(behind + 1) and self._is(behind + 1, Sense.OTHER)):
            return self._month_and_day(at, behind, month, day)
        return self._with_year(Point(Kind.MONTH, at, at + 1, number=month), at + 1)

    def _month_and_day(self, at: int, day_at: int, month: int, day: int) -> Point:
        """`June 30, 2020`, `September 1–30, 2020`."""
        behind, first = day_at + 1, 0
        if self._is(behind, Sense.SUFFIX) and self._glued(behind):
            behind += 1
        if self._sign(behind, *_DASHES) and (until := self._number(behind + 1, (1, 2))) is not None:
            first, day, behind = day, until, behind + 2
        return self._with_year(Point(Kind.DAY, at, behind, number=month, day=day, first_day=first), behind)

    def _from_fiscal(self, at: int) -> Point | None:
        behind = self._past(at + 1, Sense.SKIP, Sense.YEAR)
        if self._sign(behind, *_DASHES) and self._glued(behind):
            behind += 1
        if pair := self._pair(behind, True):
            year, second, end = pair
            return Point(Kind.FISCAL, at, self._past_year_word(end), year=year, second=second, fiscal=True)
        year_there = self._year(behind)
        if year_there is not None:
            return Point(Kind.FISCAL, at, self._past_year_word(behind + 1), year=year_there, fiscal=True)
        short = self._number(behind, (2,))
        if short is None:
            return None
        if self._sign(behind + 1, *_PAIRING) and self._number(behind + 2, (2,)) == (short + 1) % 100:
            return Point(Kind.FISCAL, at, behind + 3, year=2000 + short, second=2001 + short, fiscal=True, short=True)
        return Point(Kind.FISCAL, at, behind + 1, year=2000 + short, fiscal=True, short=True)

    def _numbered(self, at: int, behind: int, number: int) -> Point | None:
        """`third quarter of 2020`, `III кв. 2019`, `premier semestre`, `биринчи жарым жылдык`."""
        if not self._is(behind, *_NUMBERED):
            return None
        kind, most = _NUMBERED[self._tokens[behind].sense]
        # "the last half" is the second, "the last quarter" the fourth: one word, taken for the fourth.
        number = 2 if kind is Kind.HALF and self._tokens[at].text == "last" else number
        return self._with_year(Point(kind, at, behind + 1, number=number), behind + 1) if 1 <= number <= most else None

    def _from_sign(self, at: int) -> Point | None:
        """`Q3 2020`, `T3 2020`, `H1 2020`."""
        number = self._number(at + 1, (1,))
        if number is None or not self._glued(at + 1) or (self._glued(at + 2) and self._is(at + 2, Sense.OTHER)):
            return None
        kind, most = (Kind.QUARTER, 4) if self._tokens[at].sense is Sense.QUARTER_SIGN else (Kind.HALF, 2)
        return self._with_year(Point(kind, at, at + 2, number=number), at + 2) if 1 <= number <= most else None

    def _number_behind(self, at: int) -> Point | None:
        """`quarter 3 of 2020`."""
        kind, most = _NUMBERED[self._tokens[at].sense]
        number = self._number(at + 1, (1,))
        return self._with_year(Point(kind, at, at + 2, number=number), at + 2) if number in range(1, most + 1) else None

    def _plan_end(self, at: int) -> Point | None:
        """`the end of the commitment`, `пландын аягына`."""
        end = self._past(at, Sense.PLAN, Sense.SKIP)
        before = at
        while before and self._is(before - 1, Sense.SKIP):
            before -= 1
        ahead = before > 0 and self._is(before - 1, Sense.END) and self._tokens[before - 1].value == 0
        behind = self._is(end, Sense.END) and self._tokens[end].value == 1
        return Point(Kind.PLAN_END, at, end) if ahead or behind else None

    # ------------------------------------------------------------------------------------ beginning with a number

    def _from_number(self, at: int) -> Point | None:
        return self._numeric(at) or self._day_and_month(at) or self._numbered_by_number(at) or self._from_year(at)

    def _numeric(self, at: int) -> Point | None:
        """`2019-06-30`, `30.06.2019`, `06/30/2020`, `06/2020`, `2020-06`."""
        sign = self._tokens[at + 1].text if at + 1 < self._count else ""
        if sign not in (".", "/", "-") or not self._glued(at + 1) or not self._is(at + 2, Sense.NUMBER):
            return None
        if not self._glued(at + 2):
            return None
        lengths = [len(self._tokens[at].text), len(self._tokens[at + 2].text)]
        values = [self._tokens[at].value, self._tokens[at + 2].value]
        end = at + 3
        if self._sign(end, sign) and self._glued(end) and self._is(end + 1, Sense.NUMBER) and self._glued(end + 1):
            lengths.append(len(self._tokens[end + 1].text))
            values.append(self._tokens[end + 1].value)
            end += 2
        if self._is(end, Sense.NUMBER, Sense.OTHER) and self._glued(end):
            return None
        if self._sign(end, sign) and self._glued(end) and self._is(end + 1, Sense.NUMBER) and self._glued(end + 1):
            return None  # a fourth number
        point = _of_numbers(at, end, sign, lengths, values)
        return point and replace(point, end=self._past_year_word(end))

    def _day_and_month(self, at: int) -> Point | None:
        """`30 June 2020`, `1er juin 2019`, `30-июнуна`, `1 – 31 August 2020`, `с 1 по 30 июня`."""
        day = self._number(at, (1, 2))
        if day is None:
            return None
        behind = self._past_suffix(at + 1)
        first = 0
        if self._sign(behind, *_DASHES) or self._is(behind, Sense.TO, Sense.IN):  # "au" is both
            ahead = self._past(behind + 1, Sense.SKIP)
            until = self._number(ahead, (1, 2))
            if until is not None:
                first, day, behind = day, until, self._past_suffix(ahead + 1)
        behind = self._past(behind, Sense.SKIP)
        if self._sign(behind, "-", ".") and self._glued(behind):
            behind += 1
        if not self._is(behind, Sense.MONTH):
            return None
        month = self._tokens[behind].value
        return self._with_year(
            Point(Kind.DAY, at, behind + 1, number=month, day=day, first_day=first), behind + 1
        )

    def _past_suffix(self, at: int) -> int:
        dashed = at + 1 if self._sign(at, "-") and self._glued(at) else at
        return dashed + 1 if self._is(dashed, Sense.SUFFIX) and self._glued(dashed) else at

    def _numbered_by_number(self, at: int) -> Point | None:
        """`3rd quarter of 2020`, `1er semestre`, `3-чейрек`, `2 квартал`, `3Q 2020`."""
        number = self._number(at, (1,))
        if number is None:
            return None
        behind = self._past_suffix(at + 1)
        if self._sign(behind, "-"):
            behind += 1
        if self._is(behind, Sense.QUARTER_SIGN) and self._glued(behind) and 1 <= number <= 4:
            return self._with_year(Point(Kind.QUARTER, at, behind + 1, number=number), behind + 1)
        return self._numbered(at, behind, number)

    def _from_year(self, at: int) -> Point | None:
        if pair := self._pair(at, False):
            year, second, end = pair
            named = self._past_year_word(end)
            fiscal = self._is(named, Sense.FISCAL)
            return Point(Kind.FISCAL, at, named + fiscal, year=year, second=second, fiscal=fiscal)
        year_there = self._year(at)
        if year_there is None:
            return None
        end = self._past_year_word(at + 1)
        if self._is(end, Sense.FISCAL):
            return Point(Kind.FISCAL, at, end + 1, year=year_there, fiscal=True)
        return self._part_behind_year(at, end, year_there) or Point(Kind.YEAR, at, end, year=year_there)

    def _part_behind_year(self, at: int, end: int, year: int) -> Point | None:
        """`2019-жылдын 30-июнуна`, `2020 Q3`, `2019 June`: the year stands first."""
        if not self._is(end, *_BEHIND_YEAR) and self._number(end, (1, 2)) is None:
            return None
        # In Kyrgyz the year always comes first, so that another one behind is that of the next date.
        self._year_came_first = self._tokens[end - 1].text.startswith("ж")
        part = self.point(end)
        self._year_came_first = False
        if part is None or part.year is not None or part.kind not in (*_PARTS, Kind.DAY):
            return None
        return replace(part, start=at, year=year)


def _of_numbers(at: int, end: int, sign: str, lengths: Sequence[int], values: Sequence[int]) -> Point | None:
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
    if sign != "." and one <= 12 < two <= 31:
        one, two = two, one
    unclear = sign != "." and one <= 12 and two <= 12 and one != two
    return Point(Kind.DAY, at, end, year=year, number=two, day=one, other=unclear, short=short)
