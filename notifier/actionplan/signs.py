"""Marks in a text that are obeyed instead of shown: they move a cursor, turn the direction of a line, or hide words.

Line ends and tabs are no such marks in a plan's texts; in what is told of a plan, everything is on one line.
"""

import re

# Control marks, marks of direction, marks without width, what is only half of a sign, separators of lines.
_KINDS = (
    "\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
OBEYED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_KINDS}]")
_NOT_ON_A_LINE = re.compile(f"[\x00-\x1f{_KINDS}]")


def named(sign: str) -> str:
    """A sign by its code point: `U+202E`."""
    return f"U+{ord(sign):04X}"


def obeyed_in(text: str) -> str | None:
    """The first sign of a text that would be obeyed."""
    # Most texts are plain: to ask that takes a tenth of a search.
    found = None if text.isprintable() else OBEYED.search(text)
    return found[0] if found else None


def without_obeyed(text: str) -> str:
    """A text with such signs left out; separators of lines become spaces."""
    return OBEYED.sub(lambda sign: " " if sign[0] in "\u2028\u2029\x0b\x0c\x85" else "", text)


def visible(text: str) -> str:
    """A text on one line: line ends and tabs as spaces, and what would be obeyed spelt out, as `\\u202e`."""
    if text.isprintable():
        return text
    return _NOT_ON_A_LINE.sub(lambda sign: " " if sign[0] in "\t\n\r" else _spelt(sign[0]), text)


def _spelt(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
