"""Bytes → text: UTF-8, as every format here is written; what is not is said with the encoding that it probably is.

No guess is ever acted on: a name read in a wrong alphabet would be mailed.
"""

import codecs
import re

from notifier.actionplan.signs import named

_MARKED = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# What no plan needs and no terminal should obey; NUL is not even text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAMPLE = 64 * 1024
_LEAST_SAMPLE = 16
# Where each encoding of Cyrillic keeps its small letters: texts are mostly in those.
_SMALL = {
    "Windows-1251 (cp1251)": frozenset(range(0xE0, 0x100)),
    "KOI8-R": frozenset(range(0xC0, 0xE0)),
    "DOS (cp866)": frozenset([*range(0xA0, 0xB0), *range(0xE0, 0xF0)]),
}
_MIXED = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_SAVE = "save it with the encoding UTF-8"


class NotText(ValueError):
    """The bytes are no text that can be read; `line` and `column` count from 1."""

    def __init__(self, what: str, hint: str, line: int = 1, column: int = 1):
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.line = line
        self.column = column


def decoded(content: bytes) -> str:
    """The text in a file's bytes, without the mark of UTF-8 at its start. Raises NotText."""
    for mark, marked in _MARKED:
        if content.startswith(mark):
            raise NotText("the file is not UTF-8 text", f"it is {marked}: {_SAVE}")
    if b"\0" in content[:_SAMPLE] and (name := _wide(content[:_SAMPLE])):
        raise NotText("the file is not UTF-8 text", f"it looks like {name}: {_SAVE}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        # With the mark at the start, places are counted behind it.
        skipped = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
        line = content.count(b"\n", 0, trouble.start + skipped) + 1
        likely = _likely(content[trouble.start + skipped :][:_SAMPLE])
        hint = f"it looks like {likely}: {_SAVE}" if likely else _SAVE
        raise NotText("the file is not UTF-8 text", hint, line) from None
    if sign := _CONTROL.search(text):
        before = text[: sign.start()]
        line, column = before.count("\n") + 1, sign.start() - before.rfind("\n")
        what = f"control characters are not allowed: {named(sign[0])} stands here"
        raise NotText(what, f"remove it, and {_SAVE}", line, column)
    return text


def _wide(sample: bytes) -> str | None:
    """The name of an encoding that writes each letter with two or four bytes, of which the Latin ones show NULs."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) < _LEAST_SAMPLE:
        return None
    if 2 * (even + odd) > len(sample):
        return "UTF-32"
    if 5 * max(even, odd) > len(sample) // 2 > 4 * min(even, odd):
        return "UTF-16 without its mark"
    return None


def _likely(sample: bytes) -> str | None:
    """The encoding that bytes which are no UTF-8 are probably in; None where that is anybody's guess."""
    high = [byte for byte in sample if byte >= 0x80]
    # Letters with accents stand alone among plain ones; Cyrillic words are written through.
    if len(high) <= 2 * len(_MIXED.findall(sample)):
        return "Latin-1 or Windows-1252" if any(byte >= 0xC0 for byte in high) else None
    small = {name: sum(byte in bytes_ for byte in high) for name, bytes_ in _SMALL.items()}
    best = max(small, key=lambda name: small[name])
    return best if 2 * small[best] > len(high) else None
