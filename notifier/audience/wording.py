"""The voice of a mail: sentences of the catalogues, filled with harmless text.

Plan text enters a sentence only through here, so that none of it enters unclean.
"""

from datetime import date
from functools import cache

from notifier.actionplan.deadline import Deadline, Remark
from notifier.audience import language as languages
from notifier.audience.harmless import one_line

# A line of a mail: more days than that are for the page that it links to.
MOST_EXPECTATIONS = 12


class Wording:
    """Sentences of one language. `%(name)s` stands for a value: text is made harmless, days and numbers are written
    as people of that language write them."""

    def __init__(self, language: str):
        self.language = languages.known(language)
        self._translations = languages.translations(language)

    def gettext(self, message: str, **values: object) -> str:
        return str(self._translations.gettext(message)) % self._filled(values)

    def known(self, text: str) -> str:
        """What somebody else's rule says, in this language where a catalogue has it; nothing in it is a placeholder."""
        return one_line(str(self._translations.gettext(text)) if text else "")

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The sentence for `n` of something; it may say the number as `%(n)s`."""
        return str(self._translations.ngettext(one, many, n)) % self._filled({"n": n, **values})

    def remark(self, remark: Remark) -> str:
        """A clause on how a deadline was read; its days and months are written out."""
        language = self.language
        values = remark.written(
            lambda on: languages.day(on, language), lambda year, number: languages.month(year, number, language)
        )
        return self.gettext(remark.text, **values)

    def _filled(self, values: dict[str, object]) -> dict[str, str]:
        return {name: self._written(value) for name, value in values.items()}

    def _written(self, value: object) -> str:
        if isinstance(value, date):
            return languages.day(value, self.language)
        return languages.number(value, self.language) if isinstance(value, int) else one_line(str(value))


@cache
def wording(code: str) -> Wording:
    """The sentences of a language, made once."""
    return Wording(code)


ENGLISH = wording(languages.SOURCE)


def reading(deadline: Deadline, say: Wording) -> str:
    """How a printed deadline was read, and why so; of one that names several days also what is asked for on each."""
    if deadline.printed is None and deadline.on is None:
        return say.gettext("no deadline printed")
    because = _because(deadline, say)
    if deadline.on is None:
        return say.gettext(
            "printed “%(printed)s”, which names no day: %(because)s", printed=deadline.printed, because=because
        )
    read = say.gettext(
        "printed “%(printed)s”, read as %(day)s: %(because)s",
        printed=deadline.printed or "",
        day=deadline.on,
        because=because,
    )
    return f"{read} ({_one_by_one(deadline, say)})" if deadline.expectations else read


def _because(deadline: Deadline, say: Wording) -> str:
    return "; ".join(say.remark(remark) for remark in deadline.because)


def _one_by_one(deadline: Deadline, say: Wording) -> str:
    """What is asked for on each day; of very many the last ones."""
    return "; ".join(
        say.gettext("“%(part)s”: %(day)s", part=one.printed, day=one.on)
        for one in deadline.expectations[-MOST_EXPECTATIONS:]
    )
