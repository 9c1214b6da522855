"""A file's values held against the shape of a plan, a handful of entries at a time.

Pydantic names every mistake at once, which for a file of nothing but mistakes would take more memory than there is.
Here it is asked about a few entries after the other, and no more of them once there are mistakes enough.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from notifier.actionplan.problems import MOST_OF_A_KIND
from notifier.actionplan.reader.places import Path
from notifier.actionplan.reader.schema import ENTRIES, PlanFile

_AT_ONCE = 20
_ENOUGH = 10 * MOST_OF_A_KIND
_LISTS = {name: TypeAdapter(tuple[entry, ...]) for name, entry in ENTRIES.items() if name != "plan"}  # type: ignore[valid-type]


class Misshapen(ValueError):
    """The values are no plan: the mistakes, and whether there may be more of them."""

    def __init__(self, errors: Sequence[ErrorDetails], more: bool):
        super().__init__("misshapen")
        self.errors = errors
        self.more = more


class _Enough(Exception):
    """There are mistakes enough."""


def shaped(values: Mapping[str, object]) -> PlanFile:
    """The entries that a file's values are. Raises Misshapen."""
    errors: list[ErrorDetails] = []
    try:
        held = _with_lists_checked(values, (), errors)
        try:
            file = PlanFile.model_validate(held)
        except ValidationError as trouble:
            _note(trouble, (), 0, errors)
    except _Enough:
        raise Misshapen(errors[:_ENOUGH], more=True) from None
    if errors:
        raise Misshapen(errors, more=False)
    return file


def _with_lists_checked(values: Mapping[str, object], path: Path, errors: list[ErrorDetails]) -> Mapping[str, object]:
    """The values with their lists of entries made into entries; of a list with mistakes, which are noted, no item."""
    checked = {
        name: _entries(name, listed, (*path, name), errors)
        for name, listed in values.items()
        if name in _LISTS and isinstance(listed, list) and listed
    }
    return {**values, **checked} if checked else values


def _entries(name: str, listed: list[Any], path: Path, errors: list[ErrorDetails]) -> Sequence[object]:
    before = len(errors)
    found: list[object] = []
    for start in range(0, len(listed), _AT_ONCE):
        some = [
            _with_lists_checked(one, (*path, start + index), errors) if isinstance(one, dict) else one
            for index, one in enumerate(listed[start : start + _AT_ONCE])
        ]
        try:
            found += _LISTS[name].validate_python(some)
        except ValidationError as trouble:
            _note(trouble, path, start, errors)
    return found if len(errors) == before else ()


def _note(trouble: ValidationError, path: Path, start: int, errors: list[ErrorDetails]) -> None:
    """Keep mistakes, at the places where they stand in the whole file."""
    for error in trouble.errors(include_url=False):
        first, *rest = error["loc"] or ("",)
        where = (*path, first + start, *rest) if isinstance(first, int) else (*path, *error["loc"])
        errors.append({**error, "loc": where})
    if len(errors) > _ENOUGH:
        raise _Enough
