"""JSON → plain text values with their places, token by token: no input is too deep or too tangled for it.

Every number, and true and false, stays the text that was typed: `1.0` is the id 1.0. What other programs let pass
(NaN, a comma too many, remarks, half a character) is one problem at its place.
"""

import json.decoder
import re
from contextlib import suppress
from json import JSONDecodeError
from typing import Any, NoReturn

from notifier.actionplan.problems import Code
from notifier.actionplan.reader.encoding import NotText, decoded
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.tree import Items, Lines, Tree

# What the standard library reads a string with; it is written in C, and typeshed does not know of it.
_scanstring: Any = json.decoder.scanstring  # type: ignore[attr-defined]
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])")
_WORD = re.compile(r"-?\w+|[^\s\w]")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_NAMES = {"true": "true", "false": "false", "null": None}
_HINTS = {
    ",": "one comma stands between two values, none before a bracket that closes",
    "'": 'JSON has double quotes: "text"',
    "/": "JSON has no remarks; write the plan in YAML if it needs some",
    "#": "JSON has no remarks; write the plan in YAML if it needs some",
    "NaN": 'JSON has no such number; write null, or a text as "NaN"',
    "Infinity": 'JSON has no such number; write null, or a text as "Infinity"',
    "-Infinity": 'JSON has no such number; write null, or a text as "-Infinity"',
    "True": "write true", "False": "write false", "None": "write null",
}  # fmt: skip


class _Unreadable(Exception):
    """No JSON from here on."""


def tree_of(name: str, content: bytes) -> Tree:
    """The values in a JSON file's bytes, and every problem found."""
    tree = Tree(name)
    try:
        text = decoded(content)
    except NotText as trouble:
        tree.blame((trouble.line, trouble.column), trouble.what, trouble.hint, Code.NOT_TEXT)
        return tree
    tree.expect(len(text))
    with suppress(_Unreadable):  # which is a problem of the tree's by then
        _Scanner(text, tree).grow()
    if isinstance(tree.root, Lines):
        # Where an editor finds the schema is nothing that the plan says.
        tree.root.pop("$schema", None)
    return tree


class _Scanner:
    """Walks through the text once; `_at` is where it stands, `_line` and `_bol` the line there and where it begins.

    Within strings no line can end, so that lines are counted where blanks are passed over.
    """

    def __init__(self, text: str, tree: Tree):
        self._text = text
        self._tree = tree
        self._at, self._line, self._bol = 0, 1, 0
        self._closing: list[str] = []  # the brackets that are awaited
        self._begun = False  # whether the innermost one has a value already

    def grow(self) -> None:
        if not self._look():
            return  # an empty file, which has no value
        self._value()
        while self._closing:
            self._next_in(self._closing[-1])
            if self._tree.lost:
                return
        if mark := self._look():
            self._give_up(f"nothing can follow the plan, yet {mark} does", "keep one plan a file")

    def _next_in(self, closing: str) -> None:
        """What comes next within the innermost bracket: its end, or one value more."""
        mark = self._look()
        begun = self._begun
        self._begun = True
        if mark == closing:
            self._closing.pop()
            self._tree.ascend()
            self._at += 1
            return
        if begun:
            if mark != ",":
                self._refuse(f"a comma or {closing} is missing before this" if mark else f"{closing} is missing")
            self._at += 1
            if self._look() in (closing, ",", ""):
                self._refuse("a value is missing after the comma")
        if closing == "}":
            self._key()
        self._value()

    def _key(self) -> None:
        if self._look() != '"':
            self._refuse('a key in double quotes is missing ("name": value)')
        place = self._place
        self._tree.put(self._string(), place)
        if self._look() != ":":
            self._refuse("a colon is missing before this")
        self._at += 1

    def _value(self) -> None:
        mark = self._look()
        place = self._place
        if mark == '"':
            self._tree.put(self._string(), place)
        elif mark in ("{", "["):
            self._at += 1
            self._closing.append("}" if mark == "{" else "]")
            self._begun = False
            self._tree.descend(Lines(place) if mark == "{" else Items(place))
        elif number := _NUMBER.match(self._text, self._at):
            self._at = number.end()
            self._tree.put(number[0], place)
        else:
            word = _WORD.match(self._text, self._at)
            if word is None or word[0] not in _NAMES:
                self._refuse("this is no value" if mark else "a value is missing")
            self._at = word.end()
            self._tree.put(_NAMES[word[0]], place)

    def _string(self) -> str:
        text: str
        try:
            text, end = _scanstring(self._text, self._at + 1, True)
        except JSONDecodeError as trouble:
            place = (self._line, trouble.pos - self._bol + 1)
            self._tree.blame(place, f"this is not valid JSON: {trouble.msg.lower()}", "look at the quotes and \\ here")
            raise _Unreadable from None
        if _HALF_A_CHARACTER.search(text):
            self._tree.blame(self._place, "this text holds half a character (\\ud800 to \\udfff)", "write it out whole")
            text = _HALF_A_CHARACTER.sub("\ufffd", text)
        self._at = end
        return text

    def _look(self) -> str:
        """Pass over blanks; the sign that stands behind them, or nothing at the end."""
        blank = _SPACE.match(self._text, self._at)
        assert blank is not None, "it matches nothing, too"
        if lines := self._text.count("\n", self._at, blank.end()):
            self._line += lines
            self._bol = self._text.rindex("\n", self._at, blank.end()) + 1
        self._at = blank.end()
        return self._text[self._at : self._at + 1]

    @property
    def _place(self) -> Place:
        return self._line, self._at - self._bol + 1

    def _refuse(self, what: str) -> NoReturn:
        """Say that this is no JSON, with the hint that fits what stands here."""
        word = _WORD.match(self._text, self._at)
        found = word[0] if word else ""
        shown = f": {found[:40]}" if found else ""
        hint = _HINTS.get(found, "look at brackets, commas and quotes here and just above")
        self._give_up(f"{what}{shown}", hint)

    def _give_up(self, what: str, hint: str) -> NoReturn:
        self._tree.blame(self._place, f"this is not valid JSON: {what}", hint)
        raise _Unreadable
