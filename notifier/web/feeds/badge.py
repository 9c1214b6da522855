"""How a plan or an agency keeps its promises, as a small picture that other sites show beside their own words.

Only the geometry is worked out here; a template draws it, so that names are escaped like everywhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notifier.audience.wording import Wording
from notifier.preview.calendar import one_line
from notifier.web.state import State
from notifier.web.views import BAR, segments

HEIGHT, MARGIN = 34, 10
_LONGEST_NAME = 40  # letters; the whole name is in the picture's title
# How wide letters of 12 units are in the sans of most systems; `textLength` makes it true of all others.
_NARROW, _PLAIN, _CAPITAL, _WIDE = 4.2, 7.0, 8.4, 11.0
_NARROW_LETTERS = frozenset("iljtfrI.,:;'’|!()[] ·-")
_WIDE_LETTERS = frozenset("mwMWЖШЩЮФМжшщюфмы—…")
# Dark enough on the light ground that the picture brings along, which is read on dark pages as well.
_COLOURS = {
    State.COMPLETED: "#216341",
    State.OVERDUE: "#a52a1a",
    State.DUE_SOON: "#8a5300",
    State.ON_TRACK: "#2a5f94",
    State.NO_DEADLINE: "#5f6971",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A state's part of the bar."""

    x: float
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Badge:
    """The drawing: `text` is what it shows, `title` what is read out."""

    title: str
    text: str
    width: int
    height: int
    margin: int
    text_width: int
    shares: Sequence[Share]


def badge(name: str, counts: Mapping[State, int], say: Wording, *, named: bool) -> Badge:
    """The badge of whom `name` names, who stands in its text only where it is `named`."""
    name = one_line(name)
    says = _says(counts, say)
    shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
    text = f"{shown} – {says}" if named else says
    width = round(sum(_width(letter) for letter in text))
    shares = [
        Share(MARGIN + round(one.x * width / BAR, 1), round(one.width * width / BAR, 1), _COLOURS[one.state])
        for one in segments(counts)
    ]
    return Badge(f"{name} – {says}", text, width + 2 * MARGIN, HEIGHT, MARGIN, width, shares)


def _says(counts: Mapping[State, int], say: Wording) -> str:
    promised = sum(counts.values())
    if not promised:
        return say.gettext("nothing was promised")
    kept = say.gettext("promises kept: %(kept)s of %(n)s", kept=counts[State.COMPLETED], n=promised)
    late = say.gettext("%(n)s overdue", n=counts[State.OVERDUE])
    return f"{kept} · {late}" if counts[State.OVERDUE] else kept


def _width(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _WIDE_LETTERS or ord(letter) >= 0x1100:
        return _WIDE if letter != "–" else _PLAIN
    return _CAPITAL if letter.isupper() else _PLAIN
