"""YAML → plain text values with their places, read event by event: no input is too deep or too tangled for it.

Every scalar stays the text that was typed: `NO` is Norway, `1` is an id, `September 31` survives.
"""

import re
from typing import Any

import yaml

from notifier.actionplan.problems import Code
from notifier.actionplan.reader.encoding import NotText, decoded
from notifier.actionplan.reader.places import Place
from notifier.actionplan.reader.tree import Items, Lines, Tree

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What libyaml says of `{done_on:, evidence:}`, which is YAML all the same: PyYAML's own parser, slower, reads it.
_BEYOND_LIBYAML = "found unexpected ':'"
_SLOWLY = 256 * 1024  # it takes a second for so many signs
_NULLS = ("", "~", "null", "Null", "NULL")


def tree_of(name: str, content: bytes) -> Tree:
    """The values in a YAML file's bytes, and every problem found."""
    tree = Tree(name)
    try:
        text = decoded(content)
        try:
            _grow(tree, text, _LOADER)
        except yaml.MarkedYAMLError as trouble:
            # Of escapes like \ud800 that parser makes text that nobody can write down again.
            if trouble.problem != _BEYOND_LIBYAML or re.search(r"\\[uU]", text) or len(text) > _SLOWLY:
                raise
            tree = Tree(name)
            _grow(tree, text, yaml.SafeLoader)
    except NotText as trouble:
        tree.blame((trouble.line, trouble.column), trouble.what, trouble.hint, Code.NOT_TEXT)
    except yaml.MarkedYAMLError as trouble:
        what = f"this is not valid YAML: {trouble.problem or trouble.context}"
        place = _place(trouble.problem_mark or trouble.context_mark)
        tree.blame(place, what, "look at indentation, colons and quotes here and just above")
    except yaml.YAMLError as trouble:
        what = f"this is not valid YAML: {getattr(trouble, 'reason', 'unreadable text')}"
        tree.blame((1, 1), what, "remove control characters and save as UTF-8")
    return tree


def _place(mark: Any) -> Place:
    """Where a mark stands; PyYAML's two loaders have each a class of their own for it."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _grow(tree: Tree, text: str, loader: type[yaml.SafeLoader]) -> None:
    tree.expect(len(text))
    documents = 0
    for event in yaml.parse(text, Loader=loader):
        place = _place(event.start_mark)
        if documents > 1:
            tree.blame(place, "a second YAML document starts here", "keep one plan a file")
            return
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.ScalarEvent):
            # A plain scalar has the style "" from libyaml and None from PyYAML; quoted, a null is a text.
            nothing = not event.style and event.value in _NULLS
            tree.put(None if nothing else event.value, place)
        elif isinstance(event, yaml.MappingStartEvent):
            tree.descend(Lines(place))
        elif isinstance(event, yaml.SequenceStartEvent):
            tree.descend(Items(place))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            tree.ascend()
        elif isinstance(event, yaml.AliasEvent):
            tree.blame(place, "a YAML alias (*name) stands here", "write the text out instead")
            tree.put(None, place)
        if tree.lost:
            return
