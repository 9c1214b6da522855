"""A mistake in a plan file's shape, in words: pydantic's errors as problems that the file's author understands."""

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from notifier.actionplan.private import masked
from notifier.actionplan.problems import Code, Problem, did_you_mean
from notifier.actionplan.reader.fields import Entry
from notifier.actionplan.reader.places import Path, Places, key_problem, problem
from notifier.actionplan.reader.schema import ENTRIES
from notifier.actionplan.reader.shape import Misshapen

_LIST = ("a list is needed", "write it as `- item` lines or [a, b]")
_LINES = ("`name: value` lines are needed", "indent them below")
_WORDS = {
    "string_type": ("a text is needed", "write it on one line, in quotes if it holds a colon"),
    "string_too_short": ("a text is needed", "fill it in"),
    "string_too_long": ("this text is too long", "2000 characters at most, 80 for an id"),
    "string_pattern_mismatch": ("this is not an id", "letters, digits, dot and dash; a country is two capitals"),
    "enum": ("there is no such status", "write not_started, in_progress or completed"),
    "literal_error": ("there is no such language here", "write en, fr, ru or ky"),
    "too_short": ("a text is needed", "write it, or one for each language: {en: …, fr: …}"),
    "greater_than_equal": ("rows are counted from 1", "the row below the header is 1"),
    "int_parsing": ("this is not the number of a row", "remove it: only a table with rows in another order gives it"),
    "tuple_type": _LIST,
    "model_type": _LINES,
    "dict_type": _LINES,
}


Entries = Mapping[str, type[Entry]]


def shape_problems(trouble: Misshapen, places: Places) -> list[Problem]:
    """One problem a mistake; where there are very many, the first of them, and that there are more."""
    problems = mistakes(trouble.errors, places)
    if trouble.more:
        last = max(problems)
        what = "there are more mistakes in the shape of this file"
        hint = "mend those that are shown, then check again"
        problems.append(Problem(places.name, last.line, last.column, what, hint, code=Code.TOO_MUCH))
    return problems


def mistakes(errors: Sequence[ErrorDetails], places: Places, entries: Entries = ENTRIES) -> list[Problem]:
    """One problem a mistake: a misspelt field is not also said to be missing.

    `entries` are the kinds of entries by the name that they stand under, the whole file's under no name.
    """
    misspelt = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    meant = {(*path[:-1], _meant(path, entries)) for path in misspelt}
    return [
        _in_words(error, places, entries)
        for error in errors
        if not (error["type"] == "missing" and error["loc"] in meant)
    ]


def _in_words(error: ErrorDetails, places: Places, entries: Entries) -> Problem:
    path, value = error["loc"], error["input"]
    name = str(path[-1])
    if error["type"] == "missing":
        return problem(places, path[:-1], f"`{name}` is missing", f"add `{name}: …` here")
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(name, _fields_at(path[:-1], entries), "remove it")
        return key_problem(places, path, f"there is no field `{name[:60]}` here", hint)
    if error["type"] == "wrong":
        what, hint = error["ctx"]["what"], error["ctx"]["hint"]
    else:
        what, hint = _WORDS.get(error["type"], (error["msg"], "README shows a plan file"))
    field = _field(path)
    shown = f": {_shown(field, value)!r}" if isinstance(value, str) else ""
    return problem(places, path, f"`{field}`: {what}{shown}", hint)


def _shown(field: str, value: str) -> str:
    """What was typed, as far as others may see it: of a contact whose address is misspelt, not the name."""
    return masked(value)[:60] if field in ("emails", "superiors") else value[:60]


def _meant(path: Path, entries: Entries) -> str:
    """The field that the misspelt one at the end of `path` was probably meant to be; itself if none is near."""
    hint = did_you_mean(str(path[-1]), _fields_at(path[:-1], entries), "")
    return hint.removeprefix("did you mean ").removesuffix("?") or str(path[-1])


def _field(path: Path) -> str:
    names = [step for step in path if isinstance(step, str) and step]
    return names[-1] if names else "plan"


def _fields_at(path: Path, entries: Entries) -> list[str]:
    names = [str(step) for step in path if step in entries]
    return list(entries[names[-1] if names else ""].model_fields)
