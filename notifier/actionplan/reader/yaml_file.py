"""YAML → plain text values with their places, read event by event: no input is too deep or too tangled for it.

Every scalar stays the text that was typed: `NO` is Norway, `1` is an id, `September 31` survives.
"""

import re
from typing import Any

import yaml

from notifier.actionplan.model import ActionPlan
from notifier.actionplan.problems import Code, Problem
from notifier.actionplan.reader.build import build_plan
from notifier.actionplan.reader.encoding import NotText, decoded
from notifier.actionplan.reader.glut import Glut, Reason, is_lost
from notifier.actionplan.reader.places import Path, Places

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What libyaml says of `{done_on:, evidence:}`, which is YAML all the same: PyYAML's own parser, slower, reads it.
_BEYOND_LIBYAML = "found unexpected ':'"
_SLOWLY = 256 * 1024  # it takes a second for so many signs
_NULLS = ("", "~", "null", "Null", "NULL")
# plan file → list → commitment → list → milestone is five; `rules` settings may add a few.
DEEPEST = 20

Place = tuple[int, int]


class _Lines(dict[str, object]):
    """A YAML mapping: its values by key, and where keys and values stand."""

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.places: dict[str | int, Place] = {}
        self.key_places: dict[str, Place] = {}


class _Items(list[object]):
    """A YAML sequence, and where its items stand."""

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.places: dict[str | int, Place] = {}


def read(name: str, content: bytes) -> tuple[ActionPlan | None, list[Problem], Places]:
    """The plan in a YAML file's bytes, every problem found, and its places; no plan where a problem is an error."""
    tree = _Tree(name)
    try:
        text = decoded(content)
        try:
            tree.grow(text, _LOADER)
        except yaml.MarkedYAMLError as trouble:
            # Of escapes like \ud800 that parser makes text that nobody can write down again.
            if trouble.problem != _BEYOND_LIBYAML or re.search(r"\\[uU]", text) or len(text) > _SLOWLY:
                raise
            tree = _Tree(name)
            tree.grow(text, yaml.SafeLoader)
    except NotText as trouble:
        tree.blame((trouble.line, trouble.column), trouble.what, trouble.hint, Code.NOT_TEXT)
    except yaml.MarkedYAMLError as trouble:
        what = f"this is not valid YAML: {trouble.problem or trouble.context}"
        place = _place(trouble.problem_mark or trouble.context_mark)
        tree.blame(place, what, "look at indentation, colons and quotes here and just above")
    except yaml.YAMLError as trouble:
        what = f"this is not valid YAML: {getattr(trouble, 'reason', 'unreadable text')}"
        tree.blame((1, 1), what, "remove control characters and save as UTF-8")
    if not tree.problems and tree.root is None:
        tree.blame((1, 1), "the file is empty", "start with `plan:`; README shows a first plan")
    places = YamlPlaces(name, tree.root)
    if tree.problems:
        return None, tree.problems, places
    plan, problems = build_plan(tree.root, places)
    return plan, problems, places


def _place(mark: Any) -> Place:
    """Where a mark stands; PyYAML's two loaders have each a class of their own for it."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Tree:
    """The values of a file as they grow from its events; what YAML allows and a plan does not is a problem."""

    def __init__(self, name: str):
        self.name = name
        self.root: object = None
        self.problems: list[Problem] = []
        self._open: list[_Lines | _Items] = []
        self._glut = Glut(0)
        self._gave_up = False
        self._keys: list[str | None] = []  # the key that waits for its value, for each open collection

    def grow(self, text: str, loader: type[yaml.SafeLoader]) -> None:
        self._glut = Glut(len(text))
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            place = _place(event.start_mark)
            if documents > 1:
                self.blame(place, "a second YAML document starts here", "keep one plan a file")
                return
            documents += isinstance(event, yaml.DocumentStartEvent)
            if isinstance(event, yaml.ScalarEvent):
                # A plain scalar has the style "" from libyaml and None from PyYAML; quoted, a null is a text.
                nothing = not event.style and event.value in _NULLS
                self._put(None if nothing else event.value, place)
            elif isinstance(event, yaml.MappingStartEvent):
                self._descend(_Lines(place))
            elif isinstance(event, yaml.SequenceStartEvent):
                self._descend(_Items(place))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                closed = self._open.pop()
                self._keys.pop()
                if isinstance(closed, _Lines) and self._open and isinstance(self._open[-1], _Items):
                    self._give_up(closed.place, self._glut.entry(closed))
            elif isinstance(event, yaml.AliasEvent):
                self.blame(place, "a YAML alias (*name) stands here", "write the text out instead")
                self._put(None, place)
            if len(self._open) > DEEPEST:
                self.blame(place, "the file is nested too deeply", "a plan needs five levels", Code.TOO_MUCH)
                return
            if self._gave_up or is_lost(self.root, self.problems):
                return

    def blame(self, place: Place, what: str, hint: str, code: Code = Code.FORM) -> None:
        self.problems.append(Problem(self.name, *place, what, hint, code=code))

    def _give_up(self, place: Place, reason: Reason | None) -> None:
        """Read no more of the file, if there is a reason."""
        if reason and not self._gave_up:
            self.blame(place, *reason, Code.TOO_MUCH)
            self._gave_up = True

    def _descend(self, collection: _Lines | _Items) -> None:
        self._give_up(collection.place, self._glut.collection())
        self._put(collection, collection.place)
        self._open.append(collection)
        self._keys.append(None)

    def _put(self, value: object, place: Place) -> None:
        if not self._open:
            self.root = value
            return
        around, key = self._open[-1], self._keys[-1]
        if isinstance(around, _Items):
            around.places[len(around)] = place
            around.append(value)
        elif key is None:
            self._keys[-1] = self._key(around, value, place)
        else:
            around[key] = value
            around.places[key] = place
            self._keys[-1] = None
        if not isinstance(value, _Lines | _Items):
            self._give_up(place, self._glut.within(around))

    def _key(self, around: _Lines, value: object, place: Place) -> str:
        key = value if isinstance(value, str) else "null"
        if isinstance(value, _Lines | _Items):
            self.blame(place, "this key is not plain text", "write `name: value`")
        elif key in around:
            self.blame(place, f"`{key}` is given twice", "keep one of the two")
        around.key_places[key] = place
        return key


class YamlPlaces(Places):
    """Where in the file each value stands, found by walking down only when somebody asks."""

    def __init__(self, name: str, root: object):
        self.name = name
        self._root = root

    def of(self, path: Path) -> Place:
        value, place = self._root, getattr(self._root, "place", (1, 1))
        for step in path:
            if not isinstance(value, _Lines | _Items) or step not in value.places:
                break
            place = value.places[step]
            value = value[step]  # type: ignore[index]
        return place

    def of_key(self, path: Path) -> Place:
        value = self._root
        for step in path[:-1]:
            value = value[step]  # type: ignore[index]
        return value.key_places[str(path[-1])] if isinstance(value, _Lines) else self.of(path)
