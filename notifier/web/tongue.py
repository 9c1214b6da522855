"""In which language a page speaks: the one its address names, else the one that its reader's browser asks for.

A choice stands in the address (`?lang=ky`) and is carried from link to link: no cookie remembers anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from babel import Locale
from fastapi import Depends, Request

from notifier.audience.language import LANGUAGES, SOURCE, known
from notifier.audience.wording import Wording, wording

ASKED_BY = "lang"
# More than that no browser of a person sends.
_LONGEST_WISH = 500


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of one page, by its code in LANGUAGES; `chosen` where its address names it.

    `asked` is what else its address asks for.
    """

    code: str = SOURCE
    chosen: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def say(self) -> Wording:
        """The sentences of this language."""
        return wording(self.code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(Locale(self.code).text_direction)

    def elsewhere(self, code: str) -> str:
        """Where the same page is in another language, seen from itself: its path, which may be a secret, stays out."""
        return "?" + urlencode([*self.asked, (ASKED_BY, code)])


def tongue_of(request: Request) -> Tongue:
    """The language that a request asks for; English where it asks for none that is spoken here."""
    asked = tuple((name, value) for name, value in request.query_params.multi_items() if name != ASKED_BY)
    named = request.query_params.get(ASKED_BY)
    if named in LANGUAGES:
        return Tongue(named, True, asked)
    wished = _wished(request.headers.get("accept-language", ""))
    return Tongue(next((one for one in wished if one in LANGUAGES), SOURCE), False, asked)


Spoken = Annotated[Tongue, Depends(tongue_of)]


def _wished(header: str) -> Sequence[str]:
    """The languages that a browser asks for, the dearest first; what cannot be read counts least."""
    wishes: list[tuple[float, str]] = []
    for part in header[:_LONGEST_WISH].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            dear = float(weight) if weight else 1.0
        except ValueError:
            dear = 0.0
        code = name.split("-")[0].casefold()
        # `known` answers what it does not know in English: that is no wish of anybody's.
        if dear > 0 and known(code) == code:
            wishes.append((dear, code))
    return [code for _, code in sorted(wishes, key=lambda one: -one[0])]
