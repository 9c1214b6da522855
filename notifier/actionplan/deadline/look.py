"""Looking at the tokens of a text from one place: is there a sign, a number of so many digits, a year?

Behind the last token there is nothing, and to look there is no mistake.
"""

from collections.abc import Sequence

from notifier.actionplan.deadline.tokens import SHORT, Token
from notifier.actionplan.deadline.vocabulary import Sense

# What lies outside is a slip of the keyboard (0202) or means "never" (9999).
YEARS = range(1900, 2200)
DASHES = ("-", "–")
PAIRING = (*DASHES, "/")
# 10на, 15ине чейин: days of a month in Kyrgyz; some of these are words of their own elsewhere.
_KYRGYZ_CASES = ("на", "не", "но", "нө", "ине", "ына", "уна", "үнө", "инде", "ында", "унда", "үндө", "сына", "сында")


class Look:
    """The tokens of one text, by their places."""

    def __init__(self, tokens: Sequence[Token]):
        self._tokens = tokens
        self.count = len(tokens)

    def stands(self, at: int, *senses: Sense) -> bool:
        return at < self.count and self._tokens[at].sense in senses

    def sign(self, at: int, *signs: str) -> bool:
        return at < self.count and self._tokens[at].text in signs

    def glued(self, at: int) -> bool:
        return at < self.count and self._tokens[at].glued

    def glued_sign(self, at: int, sign: str) -> bool:
        return self.sign(at, sign) and self.glued(at)

    def glued_number(self, at: int) -> bool:
        return self.stands(at, Sense.NUMBER) and self.glued(at)

    def continued(self, at: int) -> bool:
        """Whether a number or a word is glued to what stands before it."""
        return self.glued(at) and self.stands(at, Sense.NUMBER, Sense.OTHER)

    def digits_and_value(self, at: int) -> tuple[int, int]:
        return len(self._tokens[at].text), self._tokens[at].value

    def number(self, at: int, digits: Sequence[int]) -> int | None:
        """The number at a token, if it has so many digits."""
        if not self.stands(at, Sense.NUMBER) or len(self._tokens[at].text) not in digits:
            return None
        return self._tokens[at].value

    def year(self, at: int) -> int | None:
        year = self.number(at, (4,))
        if year not in YEARS:
            return None
        behind = at + 1
        # 2020abc is no year; 2020г and 2020Q3 are.
        named = (Sense.YEAR, Sense.SUFFIX, Sense.QUARTER_SIGN, Sense.HALF_SIGN, Sense.SIGN)
        return year if not self.glued(behind) or self.stands(behind, *named) else None

    def short_year(self, at: int, behind_a_day: bool) -> int | None:
        """The year at a token that has two digits: `Mar ’23`, and at the end of a date `31 Mar 23`."""
        if not self.stands(at, Sense.NUMBER) or self.continued(at + 1):
            return None
        if self._tokens[at].text.startswith(SHORT):
            return 2000 + self._tokens[at].value
        signed = self.stands(at + 1, Sense.SIGN) and not self.sign(at + 1, "%", *PAIRING)
        ends = signed or at + 1 >= self.count
        return 2000 + self._tokens[at].value if behind_a_day and ends and self.number(at, (2,)) is not None else None

    def within_a_name(self, at: int) -> bool:
        """Whether a number is a piece of something else: C04, COVID-19, $2020, № 5, ISO 8601:2004."""
        before = self._tokens[at - 1] if at else None
        if before is None or not self._tokens[at].glued:
            return False
        if before.sense is Sense.SIGN:
            if before.text in "$€£#№§%+=&_~\\":
                return True
            back = self._tokens[at - 2] if at > 1 else None
            if back is None or not before.glued:
                return False
            if before.text == ":":  # ISO 8601:2004
                return back.sense is Sense.NUMBER
            return before.text in ("-", ".", "/") and back.sense is Sense.OTHER
        return before.sense is not Sense.FISCAL

    def past(self, at: int, *senses: Sense) -> int:
        while self.stands(at, *senses):
            at += 1
        return at

    def past_year_word(self, at: int) -> int:
        """Behind a year: `года`, `г.`, `-жылдын`, `жыл`."""
        behind = at + 1 if self.sign(at, *DASHES) else at
        if not self.stands(behind, Sense.YEAR):
            return at
        behind += 1
        one_letter = len(self._tokens[behind - 1].text) <= 2
        return behind + 1 if one_letter and self.sign(behind, ".") and self.glued(behind) else behind

    def speaks_of_years(self, at: int) -> bool:
        """`years 2019-2020`, `2019-2020 годы`, `calendar year 2019-2020`: calendar years, and no fiscal one."""
        word = at + 1 if self.sign(at, *DASHES) else at
        return word >= 0 and self.stands(word, Sense.YEAR) and self._tokens[word].value == 1

    def names_a_part(self, at: int) -> bool:
        """Whether the word of a quarter or half stands there: `квартал`, `-чейрек`."""
        word = at + 1 if self.glued_sign(at, "-") else at
        return self.stands(word, Sense.QUARTER, Sense.HALF)

    def past_first_of_two(self, at: int) -> int:
        """Of `III-IV чейреги` and `3-4-чейреги` the place of the second; of anything else the same place."""
        numbers = (Sense.ROMAN, Sense.NUMBER)
        two = self.stands(at, *numbers) and self.sign(at + 1, *DASHES) and self.stands(at + 2, *numbers)
        return at + 2 if two and self.names_a_part(at + 3) else at

    def past_suffix(self, at: int) -> int:
        dashed = at + 1 if self.sign(at, "-") and self.glued(at) else at
        cased = self.stands(dashed, Sense.SUFFIX) or self.sign(dashed, *_KYRGYZ_CASES)
        return dashed + 1 if cased and self.glued(dashed) else at

    def begins_a_part(self, at: int) -> bool:
        """Whether a quarter or half begins there: `2020 (Q3)`, `2020: I кв.`"""
        if self.stands(at, Sense.QUARTER_SIGN, Sense.HALF_SIGN):
            return self.glued_number(at + 1)
        number = self.stands(at, Sense.ROMAN, Sense.ORDINAL, Sense.NUMBER)
        return number and self.names_a_part(self.past_suffix(at + 1))

    def past_number(self, at: int) -> int:
        """The token after this one; after a number that is no date, the one after all that is glued to it."""
        numeric = self._tokens[at].sense is Sense.NUMBER
        at += 1
        while numeric and at < self.count and self._tokens[at].glued and self._tokens[at].text in (".", "/", "-"):
            if not self.glued_number(at + 1):
                break
            if self.names_a_part(at + 2):  # 3-4 quarters
                return at + 1
            at += 2
        return at

    def pair(self, at: int, fiscal: bool) -> tuple[int, int, int] | None:
        """Two years that follow each other, 2023-24 or 2023/2024: both, and where they end."""
        year = self.number(at, (4,))
        if year not in YEARS or not self.sign(at + 1, *PAIRING):
            return None
        assert year is not None
        second = self.number(at + 2, (2, 4))
        if second is None or (self.glued(at + 3) and self.stands(at + 3, Sense.OTHER, Sense.NUMBER)):
            return None
        short = len(self._tokens[at + 2].text) == 2
        if short and not self.glued(at + 2):
            return None
        # 2011-12 is a month, unless it is said to be a fiscal year.
        if short and 1 <= second <= 12 and not fiscal and self.sign(at + 1, "-"):
            return None
        if self.sign(at + 3, *PAIRING) and self.glued(at + 3) and self.stands(at + 4, Sense.NUMBER):
            return None
        return (year, year + 1, at + 3) if second == ((year + 1) % 100 if short else year + 1) else None
