"""YAML in a setting: lines of `name: value` whose values stay the texts that were typed, as in a plan file.

It is read event by event, so that no alias, no depth and no size can exhaust the machine.
"""

import yaml

LARGEST = 64 * 1024  # signs
DEEPEST = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def plain_lines(text: str) -> dict[str, object]:
    """The lines of a text, by name. Raises ValueError, in words, where they are no such lines."""
    if len(text) > LARGEST:
        raise ValueError(f"it has more than {LARGEST // 1024} KB")
    try:
        lines = _grown(text)
    except yaml.MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        raise ValueError(f"{_place(mark)} this is not valid YAML: {trouble.problem or trouble.context}") from None
    except yaml.YAMLError as trouble:
        raise ValueError(f"this is not valid YAML: {getattr(trouble, 'reason', 'unreadable text')}") from None
    if not isinstance(lines, dict):
        raise ValueError("these are not `name: value` lines")
    return lines


def _grown(text: str) -> object:
    """The values of the one document in a text."""
    found: list[object] = []
    # What is open: a list, or a mapping with the name that waits for its value.
    opened: list[list[object] | dict[str, object]] = [found]
    names: list[str | None] = [None]
    for event in yaml.parse(text, Loader=_LOADER):
        value: object
        if isinstance(event, yaml.ScalarEvent):
            value = event.value
        elif isinstance(event, yaml.MappingStartEvent):
            value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
        elif isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
            names.pop()
            continue
        elif isinstance(event, yaml.AliasEvent):
            raise ValueError(f"{_place(event.start_mark)} a YAML alias (*name) stands here (write the text out)")
        else:
            continue
        inside = opened[-1]
        if isinstance(inside, list):
            inside.append(value)
        elif names[-1] is not None:
            inside[names[-1]] = value
            names[-1] = None
        elif not isinstance(value, str):
            raise ValueError(f"{_place(event.start_mark)} a name is a text")
        elif value in inside:
            raise ValueError(f"{_place(event.start_mark)} `{value}` stands here twice")
        else:
            names[-1] = value
            continue
        if isinstance(value, list | dict):
            opened.append(value)
            names.append(None)
            if len(opened) > DEEPEST:
                raise ValueError(f"{_place(event.start_mark)} it is nested more than {DEEPEST} deep")
    if len(found) > 1:
        raise ValueError("a second YAML document starts here (keep one)")
    return found[0] if found else {}


def _place(mark: object) -> str:
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    return f"line {line + 1}, column {column + 1}:"
