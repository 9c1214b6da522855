"""Print → tokens: letters are folded, typographic signs made plain, and each word is given its meaning.

Folding keeps every sign in its place, so that a token's `start` and `end` are places in the print.
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from notifier.actionplan.deadline.vocabulary import Sense, meaning, phrase

# Of a longer print only so much is looked at: no deadline is that long.
LONGEST = 2000

_PLAIN = str.maketrans(
    {
        # Spaces that break no line are parted by str.split already; these are left where it is not called.
        **dict.fromkeys("\u00a0\u2007\u202f", " "),
        # What nobody sees is no sign of a date: controls, marks of direction, joiners.
        **dict.fromkeys([*map(chr, (*range(32), 127)), *"\u200b\u200c\u200d\u2060\ufeff"], " "),
        **dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", " "),
        **dict.fromkeys("'’‘ʼ`´′«»“”\"„*", " "),
        **dict.fromkeys("\u2010\u2011\u00ad\ufe63\uff0d\u2212", "-"),
        **dict.fromkeys("–—―‒", "–"),
        **dict.fromkeys("àâäáã", "a"), **dict.fromkeys("éèêë", "e"), **dict.fromkeys("îïíì", "i"),
        **dict.fromkeys("ôöóò", "o"), **dict.fromkeys("ùûüú", "u"), "ç": "c", "ё": "е", "і": "i",
        "ᵉ": "e", "ʳ": "r", "ᵗ": "t", "ʰ": "h", "º": "o", "ª": "a",
    }
)  # fmt: skip
_ITEM = re.compile(r"(?:^|(?<=[ ;]))([1-9])[.)](?= [^ ])")
_PIECE = re.compile(r"\S+")
# A Roman number may be glued to a Russian word: IVкв.
_TOKEN = re.compile(r"([0-9]+)|([ivx]+(?=[а-я])|[^\W\d_]+)|\S")
_SHORT_YEAR = re.compile(r"(?<![^\W\d_])['’‘ʼ]([0-9]{2})(?![^\W_])")
_APOSTROPHES = frozenset("'’‘ʼ")
# What the text of a year like ’23 begins with, so that it is no day.
SHORT = "’"


class Token(NamedTuple):
    """A number, a word or a sign, and what it means; `value` is the number, or which month, season and so on it is.

    `glued` tells whether nothing stands between it and the token before.
    """

    sense: Sense
    value: int
    text: str
    start: int
    end: int
    glued: bool


def legible(printed: str) -> str:
    """As much of a print as is looked at, composed, so that an accent is one sign with its letter."""
    return normalize("NFC", printed[:LONGEST])


def tokens_of(text: str) -> list[Token]:
    """The tokens of a legible text. Addresses are no text: numbers in them are not dates."""
    folded = _without_items(_folded(text))
    if "/" in folded or "@" in folded or "www" in folded:
        folded = _PIECE.sub(_without_address, folded)
    short = {match.start() for match in _SHORT_YEAR.finditer(text)} if _APOSTROPHES & set(text) else ()
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(folded):
        number, word = match.groups()
        start, glued = match.start(), match.start() == end
        end = match.end()
        if number:
            told = SHORT + number if start - 1 in short else number
            found.append(Token(Sense.NUMBER, int(number[:9]), told, start, end, glued))
        elif word or match[0] == "&":
            word = match[0]
            found.append(Token(*meaning(word), word, start, end, glued))
        else:
            found.append(Token(Sense.SIGN, 0, match[0], start, end, glued))
    return _with_phrases(found)


def _without_items(text: str) -> str:
    """A text that counts what it lists, `1. June 2022 2. June 2023`, with signs in the places of the numbers."""
    items = list(_ITEM.finditer(text)) if text[:1] == "1" else []
    if len(items) < 2 or [int(item[1]) for item in items] != list(range(1, len(items) + 1)):
        return text
    for item in items:
        text = text[: item.start()] + "; " + text[item.end() :]
    return text


def _without_address(piece: re.Match[str]) -> str:
    text = piece[0]
    return " " * len(text) if "://" in text or "@" in text or "www." in text else text


def _folded(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two signs
        lowered = "".join(sign.lower()[:1] for sign in text)
    return lowered.translate(_PLAIN)


def _with_phrases(tokens: list[Token]) -> list[Token]:
    """The tokens, with those that mean something only together made one."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        one = tokens[at]
        length, sense, value = phrase(one.text, [next.text for next in tokens[at + 1 : at + 5]])
        if length > 1:
            last = tokens[at + length - 1]
            text = " ".join(each.text for each in tokens[at : at + length])
            found.append(Token(sense, value, text, one.start, last.end, one.glued))
        else:
            found.append(one)
        at += length
    return found
