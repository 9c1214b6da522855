"""Which dates may be no deadlines at all, but part of a name, a comparison or the date of a law: `Vision 2030`.

Whatever is said here only keeps a date from counting; the deadline is open then, or another date of the print counts.
"""

from collections.abc import Sequence

from notifier.actionplan.deadline.point import Kind
from notifier.actionplan.deadline.stretch import Lead, Stretch
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_PARTED = ",:;()–—-|•"
# “on 2022 data” speaks of a year as of a thing; in Russian so does “программа на 2019-2023 годы”.
_OF_A_THING = ("on", "на")
_DATING = ("of", "du", "de", "dated", "от")
_LAW_WORDS = """
    act law bill decree order resolution regulation regulations directive decision ordinance constitution code charter
    convention treaty agreement loi decret arrete ordonnance reglement charte accord закон закона законом указ указа
    постановление постановления распоряжение распоряжения приказ приказа кодекс конституция конституции соглашение
    соглашения мыйзам мыйзамы мыйзамынын токтом токтому токтомунун буйрук буйругу буйругунун жарлык жарлыгы
    жарлыгынын
"""
_LAWS = frozenset(_LAW_WORDS.split())
_OF_SCHOOLS = ("school", "academic", "scolaire", "учебный", "учебного", "учебном", "окуу")
_REACH = 6
# In Kyrgyz “2018-жылдын 27-июнундагы” is always “of” that day.
_OF_THAT_DAY = ("дагы", "деги", "догу", "дөгү", "тагы", "теги", "тогу", "төгү")


def may_be_a_name(one: Stretch, tokens: Sequence[Token], alone: bool) -> bool:
    """Whether a date in a sentence may be no deadline; `alone` says that it is in no list with others."""
    if dates_a_law(one, tokens):
        return True
    if not _unsure(one, tokens, alone):
        return False
    return not _set_apart(one, tokens) or _cited(one, tokens)


def dates_a_law(one: Stretch, tokens: Sequence[Token]) -> bool:
    """`Law of 15 June 2019`, `Указ от 8 февраля 2019 года`, `2018-жылдын 27-июнундагы № 226 буйругу`."""
    if one.last is not None or one.lead not in (Lead.NONE, Lead.FROM) or one.first.kind not in (Kind.DAY, Kind.YEAR):
        return False
    if one.first.kind is Kind.DAY:
        if tokens[one.first.end - 1].text.endswith(_OF_THAT_DAY) or _numbered(one, tokens):
            return True
        if one.left and tokens[one.left - 1].text in ("от", "dated"):
            return True
    at = one.first.start - 1
    if at > 0 and tokens[at].text == "the":
        at -= 1
    if at < 0 or tokens[at].text not in _DATING:
        return False
    return any(token.text in _LAWS for token in tokens[max(at - _REACH, 0) : at])


def _numbered(one: Stretch, tokens: Sequence[Token]) -> bool:
    """`16 октября 2018 года № 360`."""
    return one.right < len(tokens) and tokens[one.right].text == "№"


def mere_year(one: Stretch) -> bool:
    """Whether it is nothing but a year, or two, which any word may have before it."""
    points = (one.first, one.last or one.first)
    return all(point.kind in (Kind.YEAR, Kind.FISCAL) and not point.fiscal and not point.edge for point in points)


def _unsure(one: Stretch, tokens: Sequence[Token], alone: bool) -> bool:
    """Whether it is a mere year or number that no word of time stands directly before."""
    if one.first.kind is Kind.DAY and one.first.end - one.first.start == 1:  # 20200630
        return one.lead is Lead.NONE
    before = tokens[one.first.start - 1].text if one.first.start else ""
    year = one.first.kind in (Kind.YEAR, Kind.FISCAL) and not one.first.fiscal
    if year and before == "the" and one.right < len(tokens) and tokens[one.right].sense is Sense.OTHER:
        return True  # “by the 2020 summit”, “the end of the 2020 school year”: a day that is not printed
    if not mere_year(one):
        return False
    if any(token.text in _OF_SCHOOLS for token in tokens[one.right : one.right + 2]):
        return True  # “in the 2019-2020 school year”: its end is not known here
    if one.lead is Lead.NONE:
        return True
    if one.lead is not Lead.IN:  # a strategy “2018-2040-жылдарга карата” is for those years, not due by them
        return one.last is not None and tokens[one.right - 1].text == "карата"
    if before in _OF_A_THING or (before == "over" and alone and one.last is None):  # 10% over 2018
        return True
    year_word = one.first.start > one.left and tokens[one.first.start - 1].sense is Sense.YEAR
    return one.first.start - one.left > 1 and not year_word


def _set_apart(one: Stretch, tokens: Sequence[Token]) -> bool:
    """Whether signs part it from the words around it: `Report published, 2020`."""
    before = one.left == 0 or tokens[one.left - 1].text in _PARTED
    behind = one.right >= len(tokens) or tokens[one.right].text in _PARTED or tokens[one.right].text == "."
    return before and behind


def _cited(one: Stretch, tokens: Sequence[Token]) -> bool:
    """Whether what signs part from it is a law: `Access to Information Act (1985)`, `R.S.C., 1985, c. A-1`."""
    at = one.left - 1
    while at >= 0 and tokens[at].sense is Sense.SIGN:
        at -= 1
    if at < 0:
        return False
    return tokens[at].text in _LAWS or (len(tokens[at].text) == 1 and at > 0 and tokens[at - 1].text == ".")
