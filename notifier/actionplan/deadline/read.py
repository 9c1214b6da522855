"""Print → Deadline: the one way in.

Nothing is guessed silently, no text raises, and the time that it takes grows with the text, up to what is looked at.
"""

import re
from datetime import date
from functools import lru_cache

from notifier.actionplan.deadline import remarks
from notifier.actionplan.deadline.conventions import ANYWHERE, Conventions
from notifier.actionplan.deadline.judgement import judged
from notifier.actionplan.deadline.meaning import last_of
from notifier.actionplan.deadline.value import NOT_PRINTED, Certainty, Deadline, Remark
from notifier.actionplan.deadline.vocabulary import Sense, meaning

_ISO = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"(?:[Bb]y )?([A-Za-z]{3,9}) ((?:19|20|21)[0-9]{2})")
_EXACT = (Remark(remarks.DAY),)
_INTERPRETED = (Remark(remarks.MONTH),)
_REMEMBERED = 4096
# What is longer is printed once only, and not worth remembering.
_WORTH_REMEMBERING = 200


def read_deadline(printed: str | None, conventions: Conventions = ANYWHERE) -> Deadline:
    """How a deadline is read that is printed in English, French, Russian or Kyrgyz, or as an ISO date.

    A range falls due at its end, a month or a year on its last day, and an impossible day (September 31) on the last
    day of its month. What means different things in different countries is read by the `conventions`.
    """
    if printed is None:
        return NOT_PRINTED
    if _ISO.fullmatch(printed):
        try:
            return Deadline(printed, printed, date.fromisoformat(printed), Certainty.EXACT, _EXACT)
        except ValueError:  # no day of the calendar
            pass
    # What most deadlines of a large plan look like is read without looking at each word.
    if (plain := _MONTH.fullmatch(printed)) and (month := meaning(plain[1].lower()))[0] is Sense.MONTH:
        on = last_of(int(plain[2]), month[1])
        return Deadline(printed, f"{plain[2]}-{month[1]:02}", on, Certainty.INTERPRETED, _INTERPRETED)
    text = " ".join(printed.split())
    if not text:
        return NOT_PRINTED
    return _remembered(text, conventions) if len(text) <= _WORTH_REMEMBERING else judged(text, conventions)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str, conventions: Conventions) -> Deadline:
    return judged(text, conventions)
