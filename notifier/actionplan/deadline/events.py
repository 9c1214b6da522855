"""What a text speaks of besides dates: events, and words that stand for a day still to come."""

from collections.abc import Sequence

from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_NUMBERS = """
    a an one two three four five six seven eight nine ten twelve fifteen eighteen twenty thirty sixty ninety
    un une deux trois quatre cinq six sept huit neuf dix douze quinze vingt trente soixante
    один одного одной двух трех четырех пяти шести семи восьми девяти десяти двенадцати
    бир эки үч төрт беш алты жети сегиз тогуз он
"""
_SO_MANY = frozenset(_NUMBERS.split())
_UNITS = (
    "month",
    "mois",
    "месяц",
    "месяца",
    "annee",
    "annees",
    "an",
    "ans",
    "year",
    "years",
    "день",
    "год",
    "года",
    "жыл",
    "жылдын",
)
_REACH = 5


def holds(tokens: Sequence[Token], sense: Sense) -> bool:
    """Whether a word of that sense is among the tokens."""
    return any(token.sense is sense for token in tokens)


def depends_on_event(tokens: Sequence[Token]) -> list[int]:
    """Where the text counts from an event: `within one year of`, `6 months after`, `3 ай ичинде`."""
    return [at for at, token in enumerate(tokens) if _unit(token) and _so_many(tokens, at) and _from_event(tokens, at)]


def follows_event(tokens: Sequence[Token]) -> bool:
    """Whether it comes after something: `after adoption of the law`."""
    return holds(tokens, Sense.AFTER)


def _unit(token: Token) -> bool:
    return token.sense is Sense.UNIT or token.text in _UNITS


def _so_many(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number, other than a year, stands before a unit."""
    before = tokens[max(at - 3, 0) : at]
    return any((one.sense is Sense.NUMBER and len(one.text) <= 3) or one.text in _SO_MANY for one in before)


def _from_event(tokens: Sequence[Token], at: int) -> bool:
    before, behind = tokens[max(at - _REACH, 0) : at], tokens[at + 1 : at + 3]
    if any(one.sense is Sense.WITHIN or one.text == "d ici" for one in before):
        return True
    return any(one.sense is Sense.AFTER or (one.sense is Sense.IN and one.value == 1) for one in behind)
