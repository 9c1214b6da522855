"""The pieces of a print: what belongs to each of several dates, and how one date is printed."""

from collections.abc import Sequence
from itertools import pairwise

from notifier.actionplan.deadline.stretch import Stretch
from notifier.actionplan.deadline.tokens import Token
from notifier.actionplan.deadline.vocabulary import Sense

_LONGEST = 200
_LOOSE = " ;,.:-–—•|'’\n"


def printed_at(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """What the tokens from `start` to `end` are in the text."""
    piece = text[tokens[start].start : tokens[end - 1].end]
    return piece + ")" if piece.count("(") > piece.count(")") else piece


def parts_of(text: str, tokens: Sequence[Token], stretches: Sequence[Stretch]) -> list[str]:
    """The piece of the text that each stretch stands in; they meet at the first sign or word that joins them."""
    cuts = [_cut(tokens, one, other) for one, other in pairwise(stretches)]
    begins = [0, *(after for _, after in cuts)]
    ends = [*(before for before, _ in cuts), len(text)]
    pieces = zip(begins, ends, stretches, strict=True)
    return [_trimmed(text[begin:end], text, tokens, one) for begin, end, one in pieces]


def _cut(tokens: Sequence[Token], one: Stretch, other: Stretch) -> tuple[int, int]:
    """Where the piece of `one` ends, and where that of `other` begins."""
    between = tokens[one.right : other.left]
    for wanted in (";", "AND", ","):
        for token in between:
            if token.text == wanted or (wanted == "AND" and token.sense is Sense.AND):
                return token.start, token.end
    at = tokens[one.right - 1].end
    return at, at


def _trimmed(piece: str, text: str, tokens: Sequence[Token], one: Stretch) -> str:
    piece = piece.strip(_LOOSE)
    if piece.count("(") != piece.count(")"):
        piece = piece.strip(_LOOSE + "()") if piece[-1:] == "(" or piece[:1] in ("(", ")") else piece
    # A piece that goes on for long is not worth repeating: the date and what leads it in are.
    return piece if len(piece) <= _LONGEST else printed_at(text, tokens, one.left, one.right)
