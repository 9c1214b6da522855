"""The voice of a mail: sentences of the catalogues, filled with harmless text.

Plan text enters a sentence only through here, so that none of it enters unclean.
"""

from datetime import date

from notifier.actionplan.deadline import Certainty, Deadline
from notifier.audience import language as languages
from notifier.transports.email.harmless import one_line


class Wording:
    """Sentences of one language. `%(name)s` stands for a value: text is made harmless, a day is written out."""

    def __init__(self, language: str):
        self.language = languages.known(language)
        self._translations = languages.translations(language)

    def gettext(self, message: str, **values: object) -> str:
        return str(self._translations.gettext(message)) % self._filled(values)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The sentence for `n` of something; it may say the number as `%(n)s`."""
        return str(self._translations.ngettext(one, many, n)) % self._filled({"n": n, **values})

    def _filled(self, values: dict[str, object]) -> dict[str, str]:
        return {
            name: languages.day(value, self.language) if isinstance(value, date) else one_line(str(value))
            for name, value in values.items()
        }


def reading(deadline: Deadline, say: Wording) -> str:
    """How a printed deadline was read, and how sure that is."""
    if deadline.printed is None:
        return say.gettext("no deadline printed")
    if deadline.on is None:
        return say.gettext(
            "printed “%(printed)s”, which cannot be read as a day, so none is set", printed=deadline.printed
        )
    return say.gettext(
        "printed “%(printed)s”, read as %(day)s: %(because)s",
        printed=deadline.printed,
        day=deadline.on,
        because=_because(deadline, say),
    )


def _because(deadline: Deadline, say: Wording) -> str:
    # The reading's own sentence says the most, but it is written in English only.
    if say.language == languages.SOURCE and deadline.says:
        return deadline.says
    opening, _, point = (deadline.edtf or "").rpartition("/")
    because = _certainty(deadline.certainty, point, say)
    return say.gettext("the end of the printed period: %(because)s", because=because) if opening else because


def _certainty(certainty: Certainty, edtf: str, say: Wording) -> str:
    if certainty is Certainty.EXACT:
        return say.gettext("the day is printed")
    if edtf.endswith("?") and len(edtf) == len("2020-09-30?"):
        return say.gettext("interpreted, as that day does not exist and the last day of its month is meant")
    if edtf[:4].isdecimal() and len(edtf) == len("2020"):
        return say.gettext("interpreted, as only a year is printed and its last day is meant")
    if edtf[5:].isdecimal() and len(edtf) == len("2020-09") and int(edtf[5:]) <= 12:
        return say.gettext("interpreted, as only a month is printed and its last day is meant")
    return say.gettext("interpreted, as the day itself is not printed")
