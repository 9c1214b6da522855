"""A mail of some notices as a reader gets it in September 2020, and what it says of the first of them."""

from datetime import date

from notifier.agenda.notice import Notice
from notifier.audience.match import Why
from notifier.transports.email.compose import Mail, compose
from tests.transports.cast import SUBSCRIBED_TO_ALL, letter

BOARD = "https://board.example.org"
SEPTEMBER = date(2020, 9, 23)


def mail(*notices: Notice, why: Why = SUBSCRIBED_TO_ALL, language: str = "en", today: date = SEPTEMBER) -> Mail:
    return compose(letter(*notices, whys=(why,), language=language, today=today), BOARD)


def matter(said: Mail) -> str:
    """The sentences on the matter: the third paragraph of a text, after the greeting and the title."""
    return said.text.split("\n\n")[2]
